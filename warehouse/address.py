"""Where a warehouse is: a DuckDB file, or a lake.

The address of a lake is `ducklake:`, the address of a PostgreSQL database as libpq writes it, and where
the Parquet files are:

    ducklake:postgresql://user@host:5432/database?data=s3://bucket/prefix
    ducklake:postgresql:///database?host=/run/postgresql&data=/srv/readout&schema=news

It holds no secret: those come from the environment (see `warehouse.store.lake`).
"""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urlencode, urlsplit

USUAL = Path("warehouse/readout.duckdb")  # where no setting names another
PREFIX = "ducklake:"
SCHEMA = "readout"
# What else libpq may be told in an address; it reads the rest from PG* variables.
OPTIONS = ("connect_timeout", "host", "sslcert", "sslkey", "sslmode", "sslrootcert")
FORM = f"{PREFIX}postgresql://user@host:port/database?data=s3://bucket/prefix (or data=/a/folder)"


class NoWarehouse(FileNotFoundError):
    """No warehouse exists at an address yet."""


@dataclass(frozen=True, slots=True)
class LakeAddress:
    """A DuckLake: the PostgreSQL database and schema of its catalogue, and where its Parquet files are."""

    database: str
    data: str  # s3://bucket/prefix, or an absolute path that is the same on every machine
    schema: str = SCHEMA  # of PostgreSQL; a database may hold the catalogues of several lakes
    user: str | None = None
    host: str | None = None
    port: int | None = None
    options: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        host = f"[{self.host}]" if self.host and ":" in self.host else self.host or ""
        port = f":{self.port}" if self.port else ""
        settings = [*self.options, ("data", self.data)]
        if self.schema != SCHEMA:
            settings.append(("schema", self.schema))
        query = urlencode(settings, safe=":/", quote_via=quote)
        return f"{PREFIX}postgresql://{user}{host}{port}/{quote(self.database, safe='')}?{query}"

    @property
    def name(self) -> str:
        """A short name for messages."""
        return f"{self.database}/{self.schema}"

    @property
    def key(self) -> str:
        """Distinguishes this lake's local files from those of other lakes."""
        place = (self.host, self.port, dict(self.options).get("host"), self.database, self.schema)
        return f"{self.schema}-{blake2b(repr(place).encode(), digest_size=6).hexdigest()}"

    @property
    def on_s3(self) -> bool:
        """Whether the Parquet files are on S3 or what speaks its language."""
        return self.data.startswith("s3://")

    @property
    def dsn(self) -> str:
        """The catalogue's address in libpq's own form, without a secret."""
        parts = {"host": self.host, "port": self.port, "dbname": self.database, "user": self.user}
        named = {**parts, "application_name": "readout", **dict(self.options)}
        return " ".join(f"{name}={libpq_quoted(str(value))}" for name, value in named.items() if value)


Warehouse = Path | LakeAddress


def libpq_quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def parse_warehouse(value: object) -> Warehouse:
    """The warehouse that a setting means. Raises ValueError saying what is wrong with an address."""
    if isinstance(value, LakeAddress):
        return value
    if isinstance(value, Path):
        return in_utf8(value)
    if not isinstance(value, str) or not value:
        raise ValueError("the warehouse is the path of a DuckDB file or the address of a lake")
    return parse_lake(value) if value.startswith(PREFIX) else in_utf8(Path(value))


def in_utf8(path: Path) -> Path:
    """The path. Raises ValueError where it, or the current folder that it is in, is not UTF-8.

    DuckDB, Parquet and Prefect take text, which cannot hold such a path.
    """
    whole = str(path.absolute())
    shown = whole.encode(errors="replace").decode()
    if shown != whole:
        raise ValueError(f"the path {shown} is not UTF-8: rename what has a ? there")
    return path


def parse_lake(text: str) -> LakeAddress:
    """The lake at an address. Raises ValueError, whose message repeats no part that may be secret."""
    parts, port = catalogue_parts(text)
    settings = query_settings(parts.query)
    data, schema = settings.pop("data", ""), settings.pop("schema", SCHEMA)
    database = unquote(parts.path.removeprefix("/"))
    if not database or "/" in database:
        raise ValueError(f"the address of a lake names one database: write {FORM}")
    check_data(data)
    if not schema.isidentifier() or not schema.isascii() or schema.startswith("pg_"):
        raise ValueError("schema is the name of a PostgreSQL schema: ASCII letters, digits and underscores")
    if parts.hostname and "host" in settings:
        raise ValueError("the address of a lake names its host twice")
    return LakeAddress(
        database=database,
        data=data.rstrip("/") or "/",
        schema=schema,
        user=unquote(parts.username) if parts.username else None,
        host=parts.hostname,
        port=port,
        options=tuple(sorted(settings.items())),
    )


def catalogue_parts(text: str) -> tuple[SplitResult, int | None]:
    """The parts of an address and its port. Raises ValueError where it is none of a PostgreSQL database."""
    try:
        parts = urlsplit(text.removeprefix(PREFIX))
        port = parts.port
    except ValueError as error:
        raise ValueError(f"not the address of a lake ({error}): write {FORM}") from None
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"the catalogue of a lake is in PostgreSQL: write {FORM}")
    if parts.password is not None:
        raise ValueError("no password in the address: put it into PGPASSWORD or ~/.pgpass")
    return parts, port


def check_data(data: str) -> None:
    """Raise ValueError unless `data` is a place for Parquet files that every machine can reach."""
    if not data:
        raise ValueError(f"the address of a lake says where its Parquet files are: write {FORM}")
    if data.startswith("s3://"):
        if not data.removeprefix("s3://").split("/")[0]:
            raise ValueError("data=s3://... names no bucket")
    elif "://" in data:
        raise ValueError("data is on S3 (s3://bucket/prefix) or in a folder (/a/folder)")
    elif not Path(data).is_absolute():
        raise ValueError("data is an absolute path: every machine has to find the same folder by it")


def query_settings(query: str) -> dict[str, str]:
    """The settings after the question mark. A plus sign stands for itself, as the query is no form's."""
    settings: dict[str, str] = {}
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        if name == "password":
            raise ValueError("no password in the address: put it into PGPASSWORD or ~/.pgpass")
        if name not in ("data", "schema", *OPTIONS):
            known = ", ".join(("data", "schema", *OPTIONS))
            raise ValueError(f"{name[:40]!r} is no setting of a lake: there are {known}")
        if name in settings:
            raise ValueError(f"{name} is there twice")
        settings[name] = unquote(value)
    return settings
