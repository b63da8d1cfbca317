"""What the commands have in common: options, settings, and how they end when something is wrong."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from flows.settings import Settings

WarehouseOption = Annotated[
    str | None,  # a path would fold the slashes of an address
    typer.Option(
        "--warehouse",
        "-w",
        metavar="PATH|ADDRESS",
        help="The DuckDB file, or the address of a lake. [default: warehouse/readout.duckdb]",
    ),
]


class Format(StrEnum):
    """How the rows of a query are printed."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def settings_of(**flags: object) -> "Settings":
    """The settings with a command's flags on top; wrong ones end the command with exit code 2."""
    from flows.settings import SettingsError, load_settings

    try:
        return load_settings(**flags)
    except SettingsError as error:
        fail(error, code=2)


def fail(problem: str | Exception, code: int = 1) -> NoReturn:
    """End the command with a message on standard error; without one when who read its output has gone."""
    from warehouse.plain import plain

    if isinstance(problem, BrokenPipeError):
        raise problem
    message = escape(plain(problem))
    Console(stderr=True, highlight=False).print(f"[red]readout:[/] {message}", soft_wrap=True)
    raise typer.Exit(code)
