"""`readout stories`: what was reported, the newest and most printed stories first."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.common import TextFormat, WarehouseOption, settings_to_read
from warehouse.address import Warehouse
from warehouse.read import connect
from warehouse.shell.output import write_rows
from warehouse.stories import Chosen, stories_of


def show_stories(warehouse: Warehouse, chosen: Chosen, format: str, output: Path | None = None) -> None:
    """Print the stories that are chosen; the table has the columns that fit a terminal."""
    with connect(warehouse) as connection:
        write_rows(stories_of(connection, chosen, in_full=format != "table"), format, output)


def stories(
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="First day of the last report.")
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="Name or ISO 3166 alpha-3 code of a country that the articles name.")
    ] = None,
    entity: Annotated[
        str | None, typer.Option(help="Part of the name of a person, body or place in it, or its id.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="Number of stories.")] = 20,
    format: Annotated[
        TextFormat, typer.Option("--format", "-f", help="Output format; csv and json have all columns.")
    ] = TextFormat.table,
    warehouse: WarehouseOption = None,
) -> None:
    """Show what was reported: the newest stories, of each day the most printed first."""
    chosen = Chosen(since.date() if since else None, country, entity, limit)
    show_stories(settings_to_read(warehouse).warehouse, chosen, format.value)
