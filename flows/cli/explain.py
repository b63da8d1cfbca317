"""`readout explain`: the way from the words of an article to a row of the warehouse."""

from collections.abc import Iterable, Mapping
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.cli.common import ModelOption, WarehouseOption, settings_to_read
from flows.settings import Settings
from warehouse.article.article import Article, load
from warehouse.article.rows import Found, ManyRows, find_row, row_of, values_of
from warehouse.article.terminal import WIDTH
from warehouse.article.why import Reason, Row, reasons
from warehouse.publication import published
from warehouse.read import connect
from warehouse.shell.escape import plain
from warehouse.shell.output import terminal

AROUND = 200  # characters of the article before and behind the row


def explain_row(settings: Settings, key: str, stored: bool) -> None:
    """Print why the row of that id, or that its beginning means, is in the warehouse.

    Raises NoRow, ManyRows, NoWarehouse and what `flows.reread.reread` raises.
    """
    console = terminal()
    with connect(settings.warehouse) as connection:
        try:
            found = find_row(connection, key)
        except ManyRows as error:
            print_found(error.found, console)
            raise
        article = load(connection, found.article_id)
        values = values_of(connection, found)
    row = row_of(article, found.row_id)
    print_heading(found, article, console)
    console.print(in_context(article.body, row), width=min(console.width, WIDTH))
    console.print()
    print_reasons(reasons(row, article), console)
    if not stored:
        print_again(settings, found, article, values, console)


def print_found(found: Iterable[Found], console: Console) -> None:
    for row in found:
        console.print(
            Text(plain(f"{row.row_id}  {row.kind:<9}  {row.text}")), no_wrap=True, overflow="ellipsis"
        )


def print_heading(found: Found, article: Article, console: Console) -> None:
    console.print(Text.assemble((f"{found.kind.capitalize()} {found.row_id}", "bold")))
    facts = (article.title or "Untitled", article.publisher or article.source, published(article))
    console.print(Text(plain(" · ".join((*facts, f"article {article.article_id}"))), style="dim"))
    console.print()


def in_context(body: str, row: Row) -> Text:
    """The words of the row in bold, with those around them."""
    start, end = max(0, row.start_char - AROUND), row.end_char + AROUND
    parts = (
        ("… " if start else "", ""),
        (body[start : row.start_char].lstrip(), "dim"),
        (body[row.start_char : row.end_char], "bold"),
        (body[row.end_char : end].rstrip(), "dim"),
        (" …" if end < len(body) else "", ""),
    )
    return Text.assemble(*((plain(text), style) for text, style in parts))


def print_reasons(found: Iterable[Reason], console: Console) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for reason in found:
        why = " – ".join(filter(None, (reason.rule, reason.said)))
        table.add_row(reason.what, Text(plain(reason.found)))
        if why:
            table.add_row("", Text(plain(why), style="cyan"))
    console.print(table)


def print_again(
    settings: Settings, found: Found, article: Article, values: Mapping[str, object], console: Console
) -> None:
    """Read the article again with what is here today, and say what becomes of the row."""
    from flows.reread import reread
    from transforms.pipeline import load_pipeline
    from transforms.tables import Lexicons

    published_on = article.published_on or (article.published_at.date() if article.published_at else None)
    with console.status("Reading the article again"):
        nlp = load_pipeline(settings.pipeline.name, settings.pipeline.stock)
        lexicons = Lexicons.load(settings.reference)
        again = reread(article.article_id, article.body, published_on, found.row_id, nlp, lexicons)
    console.print()
    if again.values is None:
        console.print(
            "Read again today, the article has no such row: rules, reference data or model changed."
        )
        return
    if again.trigger is not None:
        console.print(Text(plain(f"Example of the trigger: {again.trigger.example}"), style="dim"))
        if again.trigger.event_type != values.get("event_type"):
            told = f"{values.get('status')}, which makes it {values.get('event_type')}"
            console.print(
                f"The trigger is one of {again.trigger.event_type}; here it is {told}.", style="dim"
            )
        console.print()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("#", "word", "lemma", "tag", "dependency", "head", "part"):
        table.add_column(name)
    for token in again.tokens:
        style = "bold" if token.part else ""
        table.add_row(*(Text(plain(value), style=style) for value in token))
    console.print(table)
    console.print()
    changed = {name: value for name, value in again.values.items() if value != values.get(name)}
    if not changed:
        console.print("Read again today, the row is the same.")
        return
    console.print("Read again today, the row differs (`readout backfill --reannotate` brings it up to date):")
    for name, value in changed.items():
        console.print(Text(plain(f"  {name}: {values.get(name)} → {value}")))


def explain(
    key: Annotated[
        str,
        typer.Argument(metavar="ID", help="The id of an event, quotation or mention, or its beginning."),
    ],
    stored: Annotated[
        bool,
        typer.Option("--stored", help="Show what the warehouse holds, without reading the article again."),
    ] = False,
    model: ModelOption = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Explain a row: the words, rules and weights that made it, and the tokens that they read."""
    explain_row(settings_to_read(warehouse, model=model), key, stored)
