"""Shared by the commands: options, settings, and error handling."""

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
    str | None,  # a Path would collapse the slashes of an address
    typer.Option(
        "--warehouse",
        "-w",
        metavar="PATH|ADDRESS",
        help="The DuckDB file, or the address of a lake. [default: warehouse/readout.duckdb]",
    ),
]


ModelOption = Annotated[str | None, typer.Option(help="Installed spaCy pipeline used to annotate.")]
BatchSizeOption = Annotated[int | None, typer.Option(help="Articles per batch.")]
WorkersOption = Annotated[
    int | None, typer.Option(help="Annotator processes; 0: one per core if there is more than one batch.")
]
VerboseOption = Annotated[bool | None, typer.Option("--verbose", "-v", help="Log more detail.")]


class Format(StrEnum):
    """Output formats of query results."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


class TextFormat(StrEnum):
    """Output formats of search hits and runs."""

    table = "table"
    csv = "csv"
    json = "json"


def settings_of(**flags: object) -> "Settings":
    """The settings, overridden by a command's flags. Raises SettingsError."""
    from flows.settings import load_settings

    return load_settings(**flags)


def settings_to_read(warehouse: str | None, **flags: object) -> "Settings":
    """The settings of a command that only queries the warehouse; hides pandas. Raises SettingsError."""
    hide_modules("pandas")  # DuckDB would import it, half a second, for the first parameter of a query
    return settings_of(warehouse=warehouse, **flags)


def reports_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Decorate a command so that expected errors end it with a message instead of a traceback.

    The exit code is the `exit_code` of the exception (2 for wrong usage), or 1 for OSError and duckdb.Error.
    Other exceptions are bugs and pass through.
    """

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            raise typer.Exit(128 + signal.SIGINT) from None
        except UnicodeEncodeError as error:
            if error.reason != "surrogates not allowed":
                raise
            fail(
                "an argument, a variable or a path is not UTF-8", 2
            )  # Python has halves of characters for it
        except Exception as error:
            import duckdb

            code = getattr(error, "exit_code", 1 if isinstance(error, OSError | duckdb.Error) else None)
            if code is None:
                raise
            fail(error, code)

    return wrapper


def fail(problem: str | Exception, code: int = 1) -> NoReturn:
    """Exit with a message on standard error. Re-raises BrokenPipeError, which needs no message."""
    from warehouse.shell.escape import indented

    if isinstance(problem, BrokenPipeError):
        raise problem
    message = escape(indented(problem))
    Console(stderr=True, highlight=False).print(f"[red]readout:[/] {message}", soft_wrap=True)
    raise typer.Exit(code)
