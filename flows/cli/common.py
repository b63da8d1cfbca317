"""What the commands have in common: options, settings, and how they end when something is wrong."""

import signal
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Annotated, NoReturn, ParamSpec

import typer
from rich.console import Console
from rich.markup import escape

from flows.process.imports import hide_modules

if TYPE_CHECKING:
    from flows.settings import Settings

P = ParamSpec("P")
WarehouseOption = Annotated[
    str | None,  # a path would fold the slashes of an address
    typer.Option(
        "--warehouse",
        "-w",
        metavar="PATH|ADDRESS",
        help="The DuckDB file, or the address of a lake. [default: warehouse/readout.duckdb]",
    ),
]


ModelOption = Annotated[str | None, typer.Option(help="The installed spaCy pipeline to annotate with.")]
BatchSizeOption = Annotated[int | None, typer.Option(help="Articles in a batch.")]
WorkersOption = Annotated[int | None, typer.Option(help="Annotating processes; 0: as many as help.")]
VerboseOption = Annotated[bool | None, typer.Option("--verbose", "-v", help="Say more of what happens.")]


class Format(StrEnum):
    """How the rows of a query are printed."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


class TextFormat(StrEnum):
    """How hits and runs are printed."""

    table = "table"
    csv = "csv"
    json = "json"


def settings_of(**flags: object) -> "Settings":
    """The settings with a command's flags on top. Raises SettingsError."""
    from flows.settings import load_settings

    return load_settings(**flags)


def settings_to_read(warehouse: str | None) -> "Settings":
    """The settings of a command that queries the warehouse and needs no pandas. Raises SettingsError."""
    hide_modules("pandas")  # DuckDB would import it, half a second, for the first parameter of a query
    return settings_of(warehouse=warehouse)


def reports_errors(command: Callable[P, None]) -> Callable[P, None]:
    """A command that ends with a message where the fault is not the program's own.

    Such errors state their `exit_code`: 2 where the command was given wrongly. What the system or DuckDB
    refuses ends with 1.
    """

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            raise typer.Exit(128 + signal.SIGINT) from None
        except Exception as error:
            import duckdb

            code = getattr(error, "exit_code", 1 if isinstance(error, OSError | duckdb.Error) else None)
            if code is None:
                raise
            fail(error, code)

    return wrapper


def fail(problem: str | Exception, code: int = 1) -> NoReturn:
    """End the command with a message on standard error; without one when who read its output has gone."""
    from warehouse.shell.escape import plain

    if isinstance(problem, BrokenPipeError):
        raise problem
    message = escape(plain(problem))
    Console(stderr=True, highlight=False).print(f"[red]readout:[/] {message}", soft_wrap=True)
    raise typer.Exit(code)
