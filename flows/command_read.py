"""`readout sql`, `search`, `article` and `export`: the warehouse from the command line."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from rich.console import Console

from warehouse.address import Warehouse
from warehouse.hints import command_line
from warehouse.read import connect, connect_sealed
from warehouse.show import interruptible, terminal, whole_file, write_csv, write_json, write_rows

if TYPE_CHECKING:
    from warehouse.reader.search import Query

MANY = 500  # articles to index: more are worth a progress bar


class WrongUse(ValueError):
    """A command that cannot be done as it was given."""

    exit_code = 2


def open_for_sql(warehouse: Warehouse, allow_files: bool) -> duckdb.DuckDBPyConnection:
    """A connection for SQL that others write, which sees no file of this machine unless it may."""
    if not allow_files:
        return connect_sealed(warehouse)
    connection = connect(warehouse)
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET lock_configuration = true")
    return connection


def ask(warehouse: Warehouse, query: str | None, format: str, output: Path | None, allow_files: bool) -> None:
    """Run a query, or prompt for some. Of several statements a table shows the rows of each, else the last's.

    Raises WrongUse for a query without a statement, NotWritable, duckdb.Error and OSError.
    """
    with open_for_sql(warehouse, allow_files) as connection, interruptible(connection):
        if query is None:
            from warehouse.prompt import prompt

            prompt(connection, format)
            return
        statements = connection.extract_statements(query)
        if not statements:
            raise WrongUse("the query is empty")
        for number, statement in enumerate(statements, start=1):
            try:
                result = connection.execute(statement)
            except duckdb.PermissionException as error:
                hint = "--allow-files lets a query read and write files"
                raise duckdb.PermissionException(f"{error} ({hint})") from None
            if number == len(statements) or (format == "table" and output is None):
                write_rows(result, format, output)


@contextmanager
def indexing() -> Iterator[Callable[[int, int], None]]:
    """Shows how far a search index is, on standard error, where there is much to do."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("Indexing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("index", total=None)

    def show(done: int, total: int) -> None:
        if total > MANY:
            bar.start()
            bar.update(task, completed=done, total=total)

    try:
        yield show
    finally:
        if bar.live.is_started:
            bar.stop()


def search_for(warehouse: Warehouse, query: "Query", format: str) -> None:
    """Print the best hits. Raises NoWords, NoWarehouse and OSError."""
    from warehouse.reader.search import search
    from warehouse.reader.terminal import nothing_found, print_results, results_rows

    with indexing() as on_progress:
        results = search(warehouse, query, on_progress)
    if format == "table":
        print_results(results, query, terminal(), command_line("article", warehouse, "ID"))
        return
    (write_csv if format == "csv" else write_json)(*results_rows(results), sys.stdout)
    if not results.hits:
        print(nothing_found(results, query), file=sys.stderr)


def show_article(warehouse: Warehouse, key: str, html: str | None) -> None:
    """Show the article that a key means, in the terminal or as a page in a file (`-`: standard output).

    Raises NoArticle, ManyArticles and OSError.
    """
    from warehouse.reader.article import ManyArticles, find, load
    from warehouse.reader.terminal import print_article, print_found

    with connect(warehouse) as connection:
        try:
            article = load(connection, find(connection, key))
        except ManyArticles as error:
            print_found(error.found, error.total, terminal())
            raise
    if html is None:
        print_article(article, terminal())
        return
    from warehouse.reader.page import page

    if html == "-":
        sys.stdout.write(page(article))
        return
    with whole_file(Path(html)) as file:
        file.write(page(article).encode())
    print(f"Written to {html}", file=sys.stderr)


def export_to(warehouse: Warehouse, folder: Path, force: bool) -> None:
    """Write every table as Parquet into a folder, and say what was written. Raises OSError."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from warehouse.export import export

    columns = (TextColumn("Exporting"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with (
        connect(warehouse) as connection,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar,
    ):
        task = bar.add_task("export", total=None)
        manifest = export(
            connection, folder, force, lambda done, total: bar.update(task, completed=done, total=total)
        )
    written = manifest["tables"]
    rows, size = (sum(table[fact] for table in written) for fact in ("rows", "bytes"))
    print(f"{len(written)} tables, {rows:,} rows, {size:,} bytes of Parquet in {folder}")
