"""The warehouse as a DuckLake: a catalogue in PostgreSQL, Parquet files on S3 or in a shared folder.

Several machines may run flows into one lake. They work side by side and publish one after another:
DuckLake does not see that two transactions inserted the same article or entity, so each publishes
under a lock of the catalogue. Readers wait for nobody, and read one snapshot.

Secrets come from the environment: the catalogue's password from PGPASSWORD or ~/.pgpass, which libpq
reads itself, the keys of S3 from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, with
AWS_REGION and AWS_ENDPOINT_URL beside them.
"""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from urllib.parse import urlsplit

import duckdb

from warehouse.address import LakeAddress, NoWarehouse
from warehouse.hints import run_line
from warehouse.store.duck import open_duckdb, quoted
from warehouse.store.extensions import load_extension
from warehouse.store.lock import WarehouseBusy
from warehouse.store.ownership import NotAWarehouse
from warehouse.version import Stamp, check_readable, stamp_of

NAME = "readout"  # of the attached lake
SEARCH_PATH = ",".join(f"{NAME}.{schema}" for schema in ("core", "mart", "quality", "ref"))
LOCK = "catalogue"
CATALOGUE = "ducklake_metadata"  # a table of every DuckLake
HELD = "SELECT tablename FROM pg_tables WHERE schemaname = {schema} ORDER BY tablename"
LOCK_KEY = 0x52454144  # tells our locks from others in the database
TRY_LOCK = "SELECT pg_try_advisory_xact_lock({key}, hashtext({schema})) AS held"
HOLDER = """
    SELECT application_name || ' on ' || coalesce(host(client_addr), 'this host')
        || ', server process ' || pid
    FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted
        AND classid = {key} AND objid = (hashtext({schema})::BIGINT & 4294967295)
        AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
# A lock's holder whose machine is gone holds it until the server notices
NOTICE = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
# What libpq says when its server went away
LOST = (
    "server closed the connection",
    "terminating connection",
    "no connection to the server",
    "Connection refused",
)


class LakeError(OSError):
    """The catalogue or the files of a lake cannot be reached, or are not what the address says."""


def engine(address: LakeAddress) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that can attach the lake. Raises LakeError when keys of S3 are missing."""
    connection = open_duckdb()
    connection.execute("SET enable_progress_bar = false")  # it would go to standard output, into the rows
    for name in ("ducklake", "postgres_scanner", *(["httpfs"] if address.on_s3 else [])):
        load_extension(connection, name)
    if address.on_s3:
        options = s3_options(os.environ)
        settings = ", ".join(f"{name} ${name}" for name in options)
        connection.execute(f"CREATE SECRET (TYPE s3, {settings})", options)
    return connection


def s3_options(environment: Mapping[str, str]) -> dict[str, object]:
    """The settings of DuckDB's S3 secret that AWS's variables mean. Raises LakeError naming a missing one."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        if not environment.get(name):
            raise LakeError(f"the lake's files are on S3: set {name}")
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL")
    options: dict[str, object] = {
        "key_id": environment["AWS_ACCESS_KEY_ID"],
        "secret": environment["AWS_SECRET_ACCESS_KEY"],
        "region": environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1",
    }
    if environment.get("AWS_SESSION_TOKEN"):
        options["session_token"] = environment["AWS_SESSION_TOKEN"]
    if endpoint:
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise LakeError("AWS_ENDPOINT_URL is not a web address")
        options |= {"endpoint": parts.netloc, "use_ssl": parts.scheme == "https", "url_style": "path"}
    return options


def attach(connection: duckdb.DuckDBPyConnection, address: LakeAddress, mode: str = "READ_ONLY") -> None:
    """Attach the lake as `readout`. Raises NoWarehouse when there is none to read, else LakeError."""
    settings = f"DATA_PATH {quoted(address.data + '/')}, METADATA_SCHEMA {quoted(address.schema)}, {mode}"
    try:
        connection.execute(f"ATTACH {quoted(f'ducklake:postgres:{address.dsn}')} AS {NAME} ({settings})")
    except duckdb.Error as error:
        if "creating a new DuckLake is explicitly disabled" in str(error):
            raise NoWarehouse(f"no warehouse at {address}: `{run_line(address)}` makes one") from None
        raise LakeError(f"the lake {address} cannot be opened: {reason(error)}") from None
    connection.execute(f"USE {NAME}")


def reason(error: duckdb.Error) -> str:
    """The cause of an error, without the statements that DuckLake sent to PostgreSQL: they fill pages."""
    text = str(error)
    if "does not match existing data path" in text:
        return text.splitlines()[0]
    from_postgres = "Unable to connect to Postgres" in text or "Failed to execute query" in text
    return (text.rpartition('": ')[2] if from_postgres else text).strip()


def connect(address: LakeAddress) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the lake's newest snapshot, with `core` and `mart` on the search path.

    It keeps that snapshot while runs publish newer ones. Raises NoWarehouse and LakeError.
    """
    connection = engine(address)
    try:
        attach(connection, address)
        newest = connection.execute(f"SELECT id FROM {NAME}.current_snapshot()").fetchall()[0][0]
        connection.execute("USE memory")
        connection.execute(f"DETACH {NAME}")
        attach(connection, address, f"READ_ONLY, SNAPSHOT_VERSION {newest}")
        check_readable(connection, address)
        connection.execute(f"SET search_path = '{SEARCH_PATH}'")
    except duckdb.CatalogException:  # a run is just making it
        connection.close()
        raise NoWarehouse(f"no warehouse at {address} yet: `{run_line(address)}` makes one") from None
    except BaseException:
        connection.close()
        raise
    return connection


def allow_files(connection: duckdb.DuckDBPyConnection, address: LakeAddress) -> None:
    """Let a connection read the lake's files even when it loses access to all others."""
    connection.execute(f"SET allowed_directories = [{quoted(address.data + '/')}]")


def query(
    address: LakeAddress, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()
) -> list[tuple[object, ...]]:
    """The rows of a query on the newest snapshot, through a connection that the process keeps.

    Raises NoWarehouse and LakeError.
    """
    try:
        return fetch(address, sql, parameters)
    except duckdb.CatalogException:
        raise NoWarehouse(f"no warehouse at {address} yet: a run is just making it") from None
    except duckdb.Error:  # the server may have restarted since
        kept.cache_clear()
    try:
        return fetch(address, sql, parameters)
    except duckdb.Error as error:
        raise LakeError(f"the lake {address} cannot be read: {error}") from None


def fetch(
    address: LakeAddress, sql: str, parameters: Sequence[object] | Mapping[str, object]
) -> list[tuple[object, ...]]:
    with kept(address).cursor() as connection:
        connection.execute(f"USE {NAME}")
        return connection.execute(sql, parameters).fetchall()


def stamp(address: LakeAddress) -> Stamp:
    """The stamp of the lake's tables; version 0 if there are none."""
    try:
        with kept(address).cursor() as connection:
            connection.execute(f"USE {NAME}")
            return stamp_of(connection)
    except NoWarehouse:
        return Stamp(0, "")


@lru_cache(maxsize=1)
def kept(address: LakeAddress) -> duckdb.DuckDBPyConnection:
    """A cached connection to the newest snapshot: loading the extensions takes half a second."""
    connection = engine(address)
    attach(connection, address)
    return connection


@contextmanager
def publishing(
    address: LakeAddress, timeout: float, make: bool = True
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that writes to the lake, while no other run publishes to it.

    Creates the lake if there is none yet, or raises NoWarehouse if told not to; raises NotAWarehouse if
    another program uses its place. Waits up to `timeout` seconds for other runs. Raises WarehouseBusy after
    that, else LakeError, with the errors of DuckDB in the block shortened.
    """
    with engine(address) as connection, exclusive(connection, address, timeout):
        if make:
            refuse_others(connection, address)
        attach(connection, address, f"CREATE_IF_NOT_EXISTS {str(make).lower()}")
        try:
            yield connection
        except duckdb.Error as error:
            with suppress(duckdb.Error):  # closing it with a transaction that is lost would abort the process
                connection.execute("ROLLBACK")
            if any(sign in str(error) for sign in LOST):
                raise LakeError(f"the catalogue of {address} was lost: {reason(error)}") from None
            raise type(error)(reason(error)) from None


def refuse_others(connection: duckdb.DuckDBPyConnection, address: LakeAddress) -> None:
    """Raise NotAWarehouse if a new lake would mix with another program's tables or files.

    That is, tables in its schema of PostgreSQL, or Parquet files in its folder, which DuckLake would take for
    leftovers of a failed run and remove when it is compacted.
    """
    held = [str(name) for (name,) in ask(connection, HELD.format(schema=quoted(address.schema)))]
    if CATALOGUE in held:
        return
    if held:
        raise NotAWarehouse(
            f"the schema {address.schema} of {address} is another program's: it holds {', '.join(held[:3])}. "
            "It was left as it is: name another with &schema="
        )
    try:
        found = connection.execute(f"FROM glob({quoted(f'{address.data}/**/*.parquet')}) LIMIT 1").fetchall()
    except duckdb.Error as error:
        raise LakeError(f"the files of the lake {address} cannot be reached: {reason(error)}") from None
    if found:
        raise NotAWarehouse(
            f"{address.data} holds other Parquet files ({found[0][0]}). They were left as they are: name an "
            "empty folder with data="
        )


@contextmanager
def exclusive(connection: duckdb.DuckDBPyConnection, address: LakeAddress, timeout: float) -> Iterator[None]:
    """Hold the lake's lock: a transaction of PostgreSQL, which ends with the process that began it."""
    try:
        connection.execute(f"ATTACH {quoted(address.dsn)} AS {LOCK} (TYPE postgres)")
    except duckdb.Error as error:
        raise LakeError(f"the lake {address} cannot be opened: {reason(error)}") from None
    names = {"key": LOCK_KEY, "schema": quoted(address.schema)}
    deadline = time.monotonic() + timeout
    with connection.cursor() as lock:
        while True:
            lock.execute("BEGIN")
            lock.execute(f"CALL postgres_execute('{LOCK}', '{NOTICE}')")
            if ask(lock, TRY_LOCK.format(**names))[0][0]:
                break
            holder = "".join(str(row[0]) for row in ask(lock, HOLDER.format(**names))[:1])
            lock.execute("ROLLBACK")
            if time.monotonic() >= deadline:
                raise WarehouseBusy(
                    f"{address} is being published to by {holder or 'another run'}; waited {timeout:.0f} s. "
                    "Run again when it has ended, or set a longer lock_timeout."
                )
            time.sleep(0.2)
        try:
            yield
        finally:
            with suppress(duckdb.Error):  # a server that was restarted holds it no more
                lock.execute("ROLLBACK")


def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    """The rows of a query that PostgreSQL runs."""
    return connection.execute(f"FROM postgres_query('{LOCK}', {quoted(sql)})").fetchall()
