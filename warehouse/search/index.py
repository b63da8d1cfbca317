"""The full-text index: a file beside the warehouse, brought up to date by the first search after a load.

Publishing knows nothing of it, so it can neither fail nor delay a run. The warehouse's articles are compared
with the index by the run that loaded them; only those that differ are indexed, in a private copy that is
published by one rename. DuckDB's own PRAGMA create_fts_index indexes everything anew each time (8 s for
10,000 articles of 400 words on two cores, 69 s for 100,000), where 200 more articles beside 9,800 cost us
0.7 s; and it finds nothing when asked for all of several words of which one is a stop word. Its stemmer is
what we use.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.address import Warehouse
from warehouse.read import connect
from warehouse.store.duck import open_duckdb, quoted
from warehouse.store.extensions import load_extension
from warehouse.store.lock import hidden
from warehouse.store.ownership import attach_file
from warehouse.version import check_readable

FORMAT = "2"  # an index of another format is made anew
CHUNK = 5000  # articles indexed at a time: bounds the memory

TABLES = """
    CREATE TABLE words.state (format VARCHAR, fingerprint VARCHAR);
    CREATE TABLE words.indexed (article_id VARCHAR, run_id VARCHAR);
    CREATE SCHEMA words.articles;
    CREATE TABLE words.articles.docs (doc BIGINT, article_id VARCHAR, id VARCHAR, length INTEGER);
    CREATE TABLE words.articles.postings (term VARCHAR, doc BIGINT, tf INTEGER);
    CREATE SCHEMA words.quotes;
    CREATE TABLE words.quotes.docs (doc BIGINT, article_id VARCHAR, id VARCHAR, length INTEGER);
    CREATE TABLE words.quotes.postings (term VARCHAR, doc BIGINT, tf INTEGER);
"""
# Words are runs of letters and digits, in every script, told apart by their first 40 characters. A bound in
# the pattern itself, {1,40}, makes it 40 times as slow.
MACROS = r"""
    CREATE TEMP MACRO folded(text) AS lower(strip_accents(text));
    CREATE TEMP MACRO words_of(text) AS regexp_extract_all(folded(text), '[\p{L}\p{N}]+');
    CREATE TEMP MACRO stem_of(word) AS stem(left(word, 40), 'english');
"""
FINGERPRINT = """
    SELECT count(*) || ' ' || coalesce(bit_xor(hash(article_id || ' ' || run_id)), 0)
    FROM readout.core.articles
"""
GONE = """
    CREATE TEMP TABLE gone AS
    SELECT article_id FROM words.indexed ANTI JOIN readout.core.articles USING (article_id, run_id)
"""
MISSING = """
    CREATE TEMP TABLE missing AS
    SELECT article_id, run_id, row_number() OVER (ORDER BY article_id) - 1 AS number
    FROM readout.core.articles ANTI JOIN words.indexed USING (article_id, run_id)
"""
ARTICLE_TEXTS = """
    -- A word of the title weighs as much as three of the body
    SELECT article_id, article_id AS id, concat_ws(' ', title, title, title, body) AS text
    FROM readout.core.articles SEMI JOIN chunk USING (article_id)
"""
QUOTE_TEXTS = """
    SELECT article_id, quote_group AS id, string_agg(text, ' ' ORDER BY start_char) AS text
    FROM readout.core.quotes SEMI JOIN chunk USING (article_id)
    GROUP BY ALL
"""
KINDS = {"articles": ARTICLE_TEXTS, "quotes": QUOTE_TEXTS}


class Index(NamedTuple):
    """A search index to read. `behind` says that the warehouse has been loaded since it was made."""

    path: Path
    behind: bool


@contextmanager
def search_index(
    warehouse: Warehouse, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> Iterator[Index]:
    """The index of the warehouse, brought up to date first.

    While another process does that, readers get the index as it was, if there is one. `on_progress` is told
    articles done, of all. Raises what `warehouse.read.connect` does, OSError and duckdb.Error.
    """
    path = place(warehouse)
    if is_current(path, warehouse):
        yield Index(path, behind=False)
        return
    with path.with_name(f"{path.name}.lock").open("a") as lock:
        behind = not locked(lock.fileno(), wait=not is_usable(path))
        if not behind and not is_current(path, warehouse):
            publish(path, warehouse, on_progress)
    yield Index(path, behind)


def place(warehouse: Warehouse) -> Path:
    """Where the index is: beside the file; that of a lake, or of a file beside which this user cannot write,
    among the user's caches."""
    if isinstance(warehouse, Path):
        with open_alone(warehouse) as connection:  # nothing is to be made beside another program's file
            check_readable(connection, warehouse)
        if os.access(warehouse.parent, os.W_OK):
            return hidden(warehouse, "search")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "readout"
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = str(warehouse.resolve()) if isinstance(warehouse, Path) else str(warehouse)
    return cache / f"{blake2b(name.encode(), digest_size=10).hexdigest()}.search"


def locked(file: int, wait: bool) -> bool:
    """Take the lock; False where another process has it and we are not to wait."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def publish(path: Path, warehouse: Warehouse, on_progress: Callable[[int, int], None]) -> None:
    """Bring the index up to date in a private copy, and put that in its place by one rename."""
    private = path.with_name(f"{path.name}.next")
    leftovers = (private, path.with_name(f"{path.name}.next.wal"))
    try:
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)
        if is_usable(path):
            shutil.copyfile(path, private)
        update(private, warehouse, on_progress)
        private.replace(path)
    finally:
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)


def open_index(path: Path, warehouse: Warehouse, read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """A connection of its own that has the warehouse as `readout` and the index as `words`."""
    connection = open_alone(warehouse)
    try:
        connection.execute(f"ATTACH {quoted(str(path))} AS words {'(READ_ONLY)' if read_only else ''}")
        load_extension(connection, "fts")
        connection.execute(MACROS)
    except BaseException:
        connection.close()
        raise
    return connection


def open_alone(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    """A connection to the warehouse as `readout` that shares no DuckDB with others of this process.

    DuckDB has one instance for all connections to a file: one that was sealed could attach no index.
    """
    if not isinstance(warehouse, Path):
        return connect(warehouse)
    connection = open_duckdb()
    try:
        attach_file(connection, warehouse, "readout")
        connection.execute("USE readout")
    except BaseException:
        connection.close()
        raise
    return connection


def is_usable(path: Path) -> bool:
    """Whether there is an index of this format."""
    return state(path) is not None


def state(path: Path) -> str | None:
    """What the index was made of; None where there is none that can be read."""
    if not path.exists():
        return None
    try:
        with open_duckdb() as connection:
            connection.execute(f"ATTACH {quoted(str(path))} AS words (READ_ONLY)")
            rows = connection.execute("SELECT format, fingerprint FROM words.state").fetchall()
    except duckdb.Error:
        return None
    return rows[0][1] if rows and rows[0][0] == FORMAT else None


def is_current(path: Path, warehouse: Warehouse) -> bool:
    """Whether the index is that of the warehouse as it is published now."""
    found = state(path)
    if not found:
        return False
    with open_alone(warehouse) as connection:
        return bool(connection.execute(FINGERPRINT).fetchall()[0][0] == found)


def update(path: Path, warehouse: Warehouse, on_progress: Callable[[int, int], None]) -> None:
    """Make the index file say what the warehouse holds. Call it on a private file."""
    is_new = not path.exists()
    with open_index(path, warehouse, read_only=False) as connection:
        if is_new:
            connection.execute(TABLES)
            connection.execute("INSERT INTO words.state VALUES (?, '')", [FORMAT])
        connection.execute(GONE)
        for kind in KINDS:
            connection.execute(f"""
                DELETE FROM words.{kind}.postings WHERE doc IN (
                    SELECT doc FROM words.{kind}.docs SEMI JOIN gone USING (article_id)
                )""")
            connection.execute(
                f"DELETE FROM words.{kind}.docs WHERE article_id IN (SELECT article_id FROM gone)"
            )
        connection.execute("DELETE FROM words.indexed WHERE article_id IN (SELECT article_id FROM gone)")
        connection.execute(MISSING)
        total = connection.execute("SELECT count(*) FROM missing").fetchall()[0][0]
        for start in range(0, total, CHUNK):
            on_progress(start, total)
            connection.execute(
                """CREATE OR REPLACE TEMP TABLE chunk AS
                   SELECT article_id, run_id FROM missing WHERE number >= $start AND number < $stop""",
                {"start": start, "stop": start + CHUNK},
            )
            for kind, texts in KINDS.items():
                add(connection, kind, texts)
            connection.execute("INSERT INTO words.indexed SELECT article_id, run_id FROM chunk")
        on_progress(total, total)
        connection.execute(f"UPDATE words.state SET fingerprint = ({FINGERPRINT})")
        connection.execute("CHECKPOINT words")


def add(connection: duckdb.DuckDBPyConnection, kind: str, texts: str) -> None:
    """Index the texts of a chunk. Postings are sorted by term: a search reads only blocks that hold its."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE texts AS
        SELECT row_number() OVER () + coalesce((SELECT max(doc) FROM words.{kind}.docs), 0) AS doc, *
        FROM ({texts})
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE counted AS
        SELECT doc, word, count(*)::INTEGER AS tf
        FROM (SELECT doc, unnest(words_of(text)) AS word FROM texts)
        GROUP BY ALL
    """)
    connection.execute(f"""
        INSERT INTO words.{kind}.postings
        WITH stems AS (SELECT word, stem_of(word) AS term FROM (SELECT DISTINCT word FROM counted))
        SELECT term, doc, sum(tf)::INTEGER AS tf FROM counted JOIN stems USING (word)
        GROUP BY ALL ORDER BY term, doc
    """)
    connection.execute(f"""
        INSERT INTO words.{kind}.docs
        SELECT doc, article_id, id, coalesce(length, 0)
        FROM texts LEFT JOIN (SELECT doc, sum(tf)::INTEGER AS length FROM counted GROUP BY doc) USING (doc)
    """)
