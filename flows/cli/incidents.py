"""`readout incidents`: what was done, the newest and most reported first."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.common import TextFormat, WarehouseOption, settings_to_read
from warehouse.address import Warehouse
from warehouse.incidents import Chosen, incidents_of
from warehouse.read import connect
from warehouse.shell.output import write_rows


def show_incidents(warehouse: Warehouse, chosen: Chosen, format: str, output: Path | None = None) -> None:
    """Print the incidents that are chosen; the table has the columns that fit a terminal."""
    with connect(warehouse) as connection:
        write_rows(incidents_of(connection, chosen, in_full=format != "table"), format, output)


def incidents(
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="First day of the last report.")
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="Name or ISO 3166 alpha-3 code of the actor's or recipient's country.")
    ] = None,
    entity: Annotated[
        str | None, typer.Option(help="Part of the name of an actor, recipient or place, or its id.")
    ] = None,
    type: Annotated[str | None, typer.Option("--type", help="PLOVER event type, such as ASSAULT.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=100_000, help="Number of incidents.")
    ] = 20,
    format: Annotated[
        TextFormat, typer.Option("--format", "-f", help="Output format; csv and json have all columns.")
    ] = TextFormat.table,
    warehouse: WarehouseOption = None,
) -> None:
    """Show what was done: the newest incidents, of each day the most reported first."""
    chosen = Chosen(since.date() if since else None, country, entity, type, limit)
    show_incidents(settings_to_read(warehouse).warehouse, chosen, format.value)
