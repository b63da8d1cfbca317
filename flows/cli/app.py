"""The `readout` command: a module of this folder a command, imported when it is called.

So each imports at its top what it needs, and `readout --help`, which lists them all, imports none.
"""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from flows.cli.common import reports_errors
from flows.cli.examples import help_end

HELP = {"help_option_names": ["-h", "--help"]}
# In the order of the help. What is said here is the first line of what the command itself says.
COMMANDS = {
    "run": "Bring the warehouse up to date with its sources: one flow run.",
    "backfill": "Read articles of some days again, or annotate them anew after a change of rules or model.",
    "serve": "Read the sources on their schedules until interrupted.",
    "sql": "Query the warehouse, read-only.",
    "search": "Find articles, or quotations, by their words; the best first.",
    "article": "Show an article with its entities, quotations and events marked.",
    "tables": "Show the data dictionary: every table and column, and how many rows there are.",
    "export": "Write every table and mart as Parquet, with a manifest of what they are.",
    "runs": "Show the last runs: how they ended, how long they took, what they brought, with which versions.",
    "quality": "Show the checks of a run that did not pass: warnings report, what is critical kept rows out.",
    "docs": "Say where the Data Docs of a run are: what was checked, and what did not pass.",
    "resolve": "Say who a name or phrase is: entity, country and sector, as JSON lines.",
    "dashboard": "Serve the dashboards, for browsers on this machine. Ctrl-C ends it.",
    "compact": "Merge a lake's small files and forget its old snapshots; the rows stay as they are.",
    "doctor": "Say whether all that a run needs is here and starts, and what state the warehouse is in.",
    "quarantine": "List what was turned away, and why; read it again; drop it.",
}


class Commands(TyperGroup):
    """A group whose commands are known by name and summary until one is called.

    Contexts and commands are click's; newer versions of typer bring a click of their own.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """What the help of the group says of a command."""
        summary = COMMANDS.get(cmd_name)
        return TyperCommand(cmd_name, help=summary) if summary else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if name and command else command, rest


def load(name: str) -> Any:
    """The command that the module of its name defines: a function, or the `app` of several."""
    module = import_module(f"flows.cli.{name}")
    app: typer.Typer | None = getattr(module, "app", None)
    if app:
        app.info.name, app.info.epilog = name, help_end(name)
        return typer.main.get_command(app)
    one = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    one.command(name, epilog=help_end(name), context_settings=HELP)(reports_errors(getattr(module, name)))
    return typer.main.get_command(one)


def say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"readout {version('readout')}")
        raise typer.Exit


app = typer.Typer(cls=Commands, no_args_is_help=True, pretty_exceptions_enable=False, context_settings=HELP)


@app.callback()
def readout(
    version: Annotated[
        bool,
        typer.Option("--version", callback=say_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Turn news articles into a DuckDB warehouse of who said what and who did what to whom."""
