"""The `readout` command. Each command imports what it needs when it is called: `--help` stays quick."""

from typing import Annotated

import typer

from flows import cli_quarantine, cli_reading, cli_running
from flows.examples import help_end
from flows.options import told


def say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"readout {version('readout')}")
        raise typer.Exit


app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def readout(
    version: Annotated[
        bool,
        typer.Option("--version", callback=say_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Turn news articles into a DuckDB warehouse of who said what and who did what to whom."""


for command in (
    cli_running.run,
    cli_running.backfill,
    cli_running.serve,
    cli_reading.sql,
    cli_reading.search,
    cli_reading.article,
    cli_reading.tables,
    cli_reading.export,
    cli_reading.runs,
    cli_reading.quality,
    cli_reading.docs,
    cli_reading.resolve,
    cli_running.dashboard,
    cli_running.compact,
    cli_running.doctor,
):
    app.command(epilog=help_end(command.__name__))(told(command))
app.add_typer(cli_quarantine.app, name="quarantine", epilog=help_end("quarantine"))
