"""`readout search`: full-text search of articles and quotations."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from flows.cli.common import TextFormat, WarehouseOption, settings_to_read
from warehouse.address import Warehouse
from warehouse.article.terminal import nothing_found, print_results, results_rows
from warehouse.hints import command_line
from warehouse.search.search import Kind, Query
from warehouse.search.search import search as find_hits
from warehouse.shell.escape import line
from warehouse.shell.output import terminal, write_csv, write_json

MANY = 500  # articles to index: more are worth a progress bar


@contextmanager
def indexing() -> Iterator[Callable[[int, int], None]]:
    """Show the progress of indexing on standard error, if there are more than `MANY` articles."""
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


def search_for(warehouse: Warehouse, query: Query, format: str) -> None:
    """Print the best hits. Raises NoWords, NoWarehouse and OSError."""
    with indexing() as on_progress:
        results = find_hits(warehouse, query, on_progress)
    if format == "table":
        print_results(results, query, terminal(), command_line("article", warehouse, "ID"))
        return
    (write_csv if format == "csv" else write_json)(*results_rows(results), sys.stdout)
    if not results.hits:
        print(line(nothing_found(results, query)), file=sys.stderr)


def search(
    words: Annotated[list[str], typer.Argument(help="Words to find; a phrase in double quotation marks.")],
    quotes: Annotated[
        bool, typer.Option("--quotes/--articles", help="Search quotations or whole articles.")
    ] = False,
    any_word: Annotated[bool, typer.Option("--any", help="Match any of the words instead of all.")] = False,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of publication.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of publication.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Part of the name of the source or publisher.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Part of the name of the speaker, or its id.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=10_000, help="Maximum number of hits.")
    ] = 10,
    format: Annotated[TextFormat, typer.Option("--format", "-f", help="Output format.")] = TextFormat.table,
    warehouse: WarehouseOption = None,
) -> None:
    """Search articles or quotations by their words, best hits first."""
    query = Query(
        " ".join(words),
        kind=Kind.quotes if quotes else Kind.articles,
        any_word=any_word,
        since=since.date() if since else None,
        until=until.date() if until else None,
        source=source,
        speaker=speaker,
        limit=limit,
    )
    search_for(settings_to_read(warehouse).warehouse, query, format.value)
