"""`readout article`: one article with its annotations, in the terminal or as a web page."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.common import WarehouseOption, settings_to_read
from warehouse.address import Warehouse
from warehouse.article.article import ManyArticles, find, load
from warehouse.article.html import page
from warehouse.article.terminal import print_article, print_found
from warehouse.read import connect
from warehouse.shell.escape import line
from warehouse.shell.output import terminal, whole_file


def show_article(warehouse: Warehouse, key: str, html: str | None) -> None:
    """Show the article that `key` identifies, in the terminal or as a web page in the file `html`.

    `-` stands for standard output.

    Raises NoArticle, ManyArticles and OSError.
    """

    with connect(warehouse) as connection:
        try:
            article = load(connection, find(connection, key))
        except ManyArticles as error:
            print_found(error.found, error.total, terminal())
            raise
    if html is None:
        print_article(article, terminal())
        return

    if html == "-":
        sys.stdout.write(page(article))
        return
    with whole_file(Path(html)) as file:
        file.write(page(article).encode())
    print(line(f"Written to {html}"), file=sys.stderr)


def article(
    key: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Its id or a prefix of it, all or part of its URL or source_ref, or the id of a quotation "
            "or event in it.",
        ),
    ],
    html: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write it as a web page; - for standard output.")
    ] = None,
    warehouse: WarehouseOption = None,
) -> None:
    """Show an article with its entities, quotations and events highlighted."""
    show_article(settings_to_read(warehouse).warehouse, key, html)
