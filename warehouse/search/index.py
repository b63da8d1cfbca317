"""The search index: a SQLite file beside the warehouse, brought up to date by the first search after a load.

Publishing knows nothing of it, so it can neither fail nor delay a run. Articles of the warehouse are compared
with those of the index by the run that loaded them; only those that differ are indexed, in a private copy
that is published by one rename.

The index is SQLite's FTS5, which Python brings. It keeps a copy of the texts that it shows snippets of: some
5 KB an article of 300 words with five quotations, three times what they take in DuckDB. An index in DuckDB's
own tables, which took a quarter of that, was five times as slow to build; DuckDB's PRAGMA create_fts_index
indexes everything anew after each load.
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import duckdb

from warehouse.address import Warehouse
from warehouse.read import connect
from warehouse.search.words import BETWEEN, compounds_in, spaced
from warehouse.store.duck import open_duckdb
from warehouse.store.lock import hidden
from warehouse.store.ownership import attach_file
from warehouse.version import check_readable

FORMAT = "4"  # an index of another format is rebuilt
CHUNK = 2000  # articles indexed at a time: bounds the memory
QUOTES = 1 << 20  # quotations that an article may have; its quotations' rows follow from its number
OPEN, CLOSE, CUT = "\x02", "\x03", "\x04"  # what FTS5 puts around words that match, and where it cut a text
TEXT_ONLY = dict.fromkeys(map(ord, (OPEN, CLOSE, CUT, BETWEEN, "\0")))
# Words are runs of letters with their marks and digits, without accents, by Porter's stem. Both kinds have
# the same columns.
TOKENS = """tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co M*'" """
TABLES = f"""
    CREATE TABLE state (format TEXT, fingerprint TEXT);
    CREATE TABLE indexed (number INTEGER PRIMARY KEY, article_id TEXT UNIQUE, run_id TEXT);
    CREATE TABLE compounds (joined TEXT, parts TEXT, PRIMARY KEY (joined, parts)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE articles USING fts5 (id UNINDEXED, title, text, {TOKENS});
    CREATE VIRTUAL TABLE quotes USING fts5 (id UNINDEXED, title UNINDEXED, text, {TOKENS});
"""
FINGERPRINT = """
    SELECT count(*) || ' ' || coalesce(bit_xor(hash(article_id || ' ' || run_id)), 0)
    FROM readout.core.articles
"""
GONE = """
    SELECT number FROM indexed
    WHERE NOT EXISTS (
        SELECT 1 FROM held WHERE held.article_id = indexed.article_id AND held.run_id = indexed.run_id
    )
"""
MISSING = "SELECT article_id, run_id FROM held WHERE article_id NOT IN (SELECT article_id FROM indexed)"
ARTICLES = """
    SELECT article_id, title, body FROM readout.core.articles WHERE article_id IN (SELECT unnest($ids))
"""
QUOTATIONS = """
    SELECT article_id, quote_group, string_agg(text, ' … ' ORDER BY start_char)
    FROM readout.core.quotes WHERE article_id IN (SELECT unnest($ids))
    GROUP BY ALL ORDER BY article_id, min(start_char)
"""


class IndexFault(OSError):
    """The search index cannot be built or read; the message says where and why."""


class Index(NamedTuple):
    """A search index to read. `behind`: the warehouse has been loaded since it was built."""

    path: Path
    behind: bool


@contextmanager
def search_index(
    warehouse: Warehouse, on_progress: Callable[[int, int], None] = lambda done, total: None
) -> Iterator[Index]:
    """The up-to-date index of the warehouse.

    While another process updates it, readers get the previous one, if there is any. `on_progress` is called
    with articles done, of all. Raises what `warehouse.read.connect` does, OSError and duckdb.Error.
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
    """The path of the index: next to the file; for a lake, or a folder that is not writable, in the user's
    cache.
    """
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
    """Acquire the lock; False if another process holds it and `wait` is off."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def publish(path: Path, warehouse: Warehouse, on_progress: Callable[[int, int], None]) -> None:
    """Update a private copy of the index, and publish it with one rename."""
    private = path.with_name(f"{path.name}.next")
    private.unlink(missing_ok=True)
    try:
        if is_usable(path):
            shutil.copyfile(path, private)
        update(private, warehouse, on_progress)
        private.replace(path)
    except sqlite3.Error as error:
        raise IndexFault(f"the search index {path} cannot be written: {error}") from error
    finally:
        private.unlink(missing_ok=True)


@contextmanager
def open_index(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads an index. Raises IndexFault if it is missing or unreadable."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise IndexFault(f"the search index {path} cannot be read: {error}") from error


def open_alone(warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    """A connection to the warehouse as `readout` on a DuckDB instance of its own.

    DuckDB has one instance per file and process: once one connection is sealed, all are.
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
    """Whether an index of this format exists."""
    return state(path) is not None


def state(path: Path) -> str | None:
    """The state of the warehouse that the index was built from; None if it is missing or unreadable."""
    if not path.exists():
        return None
    try:
        with open_index(path) as connection:
            rows = connection.execute("SELECT format, fingerprint FROM state").fetchall()
    except IndexFault:
        return None
    return rows[0][1] if rows and rows[0][0] == FORMAT else None


def is_current(path: Path, warehouse: Warehouse) -> bool:
    """Whether the index is up to date with the published warehouse."""
    found = state(path)
    if not found:
        return False
    with open_alone(warehouse) as connection:
        return bool(connection.execute(FINGERPRINT).fetchall()[0][0] == found)


def update(path: Path, warehouse: Warehouse, on_progress: Callable[[int, int], None]) -> None:
    """Bring an index file up to date with the warehouse. Call it on a private copy.

    Raises sqlite3.Error, OSError and duckdb.Error.
    """
    is_new = not path.exists()
    with open_alone(warehouse) as source, closing(sqlite3.connect(path)) as index:
        index.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")  # it is published whole
        if is_new:
            index.executescript(TABLES)
            index.execute("INSERT INTO state VALUES (?, '')", [FORMAT])
        index.execute("CREATE TEMP TABLE held (article_id TEXT PRIMARY KEY, run_id TEXT) WITHOUT ROWID")
        held = source.execute("SELECT article_id, run_id FROM readout.core.articles")
        while rows := held.fetchmany(CHUNK):
            index.executemany("INSERT INTO held VALUES (?, ?)", rows)
        for (number,) in index.execute(GONE).fetchall():
            remove(index, number)
        missing = index.execute(MISSING).fetchall()
        for start in range(0, len(missing), CHUNK):
            on_progress(start, len(missing))
            add(index, source, missing[start : start + CHUNK])
        on_progress(len(missing), len(missing))
        fingerprint = source.execute(FINGERPRINT).fetchall()[0][0]
        index.execute("UPDATE state SET fingerprint = ?", [fingerprint])
        index.commit()


def remove(index: sqlite3.Connection, number: int) -> None:
    """Remove an article and its quotations from the index."""
    index.execute("DELETE FROM articles WHERE rowid = ?", [number])
    first = number * QUOTES
    index.execute("DELETE FROM quotes WHERE rowid BETWEEN ? AND ?", [first, first + QUOTES - 1])
    index.execute("DELETE FROM indexed WHERE number = ?", [number])


def add(index: sqlite3.Connection, source: duckdb.DuckDBPyConnection, chunk: list[tuple[str, str]]) -> None:
    """Index articles, given by their ids and runs, and their quotations."""
    index.executemany("INSERT INTO indexed (article_id, run_id) VALUES (?, ?)", chunk)
    ids = [article_id for article_id, _ in chunk]
    marks = ", ".join("?" * len(ids))
    rows = index.execute(f"SELECT article_id, number FROM indexed WHERE article_id IN ({marks})", ids)
    numbers: dict[str, int] = dict(rows.fetchall())
    articles = source.execute(ARTICLES, {"ids": ids}).fetchall()
    index.executemany(
        "INSERT INTO articles (rowid, id, title, text) VALUES (?, ?, ?, ?)",
        (
            (numbers[article_id], article_id, searchable(title), searchable(body))
            for article_id, title, body in articles
        ),
    )
    compounds = {
        compound
        for _, title, body in articles
        for text in (title, body)
        for compound in compounds_in(text or "")
    }
    index.executemany("INSERT OR IGNORE INTO compounds VALUES (?, ?)", sorted(compounds))
    following = {article_id: number * QUOTES for article_id, number in numbers.items()}
    for article_id, quote_group, text in source.execute(QUOTATIONS, {"ids": ids}).fetchall():
        index.execute(
            "INSERT INTO quotes (rowid, id, text) VALUES (?, ?, ?)",
            (following[article_id], quote_group, searchable(text)),
        )
        following[article_id] += 1


def shown(text: str | None) -> str:
    """A text without the control characters that mark matches and words."""
    return (text or "").translate(TEXT_ONLY)


def searchable(text: str | None) -> str:
    """A text as it is indexed."""
    return spaced(shown(text))


def parts_of(index: sqlite3.Connection, joined: str) -> list[str]:
    """The hyphenated words that a word is, singular or plural, if it is written with a hyphen anywhere."""
    forms = (joined, f"{joined}s", joined.removesuffix("s"))
    rows = index.execute("SELECT parts FROM compounds WHERE joined IN (?, ?, ?) ORDER BY parts", forms)
    return [parts for (parts,) in rows]
