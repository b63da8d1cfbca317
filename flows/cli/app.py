"""The `readout` command: one module of this folder per command, imported when the command is called.

Each module imports what it needs at its top, and `readout --help`, which lists all commands, imports none.
"""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from flows.cli.common import reports_errors
from flows.cli.examples import help_end

HELP = {"help_option_names": ["-h", "--help"]}
# In the order of the help. Each text equals the first line of the docstring of the command.
COMMANDS = {
    "run": "Bring the warehouse up to date with its sources: one flow run.",
    "backfill": "Read the articles of a date range again, or reannotate stored articles.",
    "serve": "Read the sources on their schedules until interrupted.",
    "sql": "Query the warehouse, read-only.",
    "search": "Search articles or quotations by their words, best hits first.",
    "stories": "Show what was reported: the newest stories, of each day the most printed first.",
    "incidents": "Show what was done: the newest incidents, of each day the most reported first.",
    "article": "Show an article with its entities, quotations and events highlighted.",
    "explain": "Explain a row: the words, rules and weights that made it, and the tokens that they read.",
    "tables": "Show the data dictionary: every table and column, with row counts.",
    "export": "Write every table and mart as Parquet, with a manifest of columns and checksums.",
    "runs": "Show the last runs: status, duration, article counts, versions.",
    "quality": "Show the checks of a run that did not pass, or check the published tables.",
    "docs": "Print the path of a run's Data Docs, the pages of its checks.",
    "resolve": "Resolve names or phrases to entity, country and sector, as JSON lines.",
    "dashboard": "Serve the dashboards to browsers on this machine. Ctrl-C stops it.",
    "compact": "Merge a lake's small files and expire its old snapshots; rows are unchanged.",
    "doctor": "Say whether all that a run needs is here and starts, and what state the warehouse is in.",
    "quarantine": "List quarantined inputs and rows with the reason; retry or drop them.",
}


class Commands(TyperGroup):
    """A command group that knows only names and summaries until a command is called.

    `Any` stands for click's types: newer versions of typer bundle a click of their own.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A stub with the summary of a command, for the help of the group."""
        summary = COMMANDS.get(cmd_name)
        return TyperCommand(cmd_name, help=summary) if summary else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if name and command else command, rest


def load(name: str) -> Any:
    """Import the command from the module of its name: a function, or a typer `app` with subcommands."""
    module = import_module(f"flows.cli.{name}")
    app: typer.Typer | None = getattr(module, "app", None)
    if app:
        app.info.name, app.info.epilog = name, help_end(name)
        return typer.main.get_command(app)
    one = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    one.command(name, epilog=help_end(name), context_settings=HELP)(reports_errors(getattr(module, name)))
    return typer.main.get_command(one)


def print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"readout {version('readout')}")
        raise typer.Exit


app = typer.Typer(cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False, context_settings=HELP)


@app.callback()
def readout(
    version: Annotated[
        bool,
        typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Turn news articles into a DuckDB warehouse of who said what and who did what to whom."""
