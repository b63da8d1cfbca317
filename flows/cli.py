"""The `readout` command. Each command imports what it needs when it is called: `--help` stays quick."""

import typer

from flows import cli_quarantine, cli_reading, cli_running
from flows.options import told

app = typer.Typer(
    help="Turn news articles into a DuckDB warehouse of who said what and who did what to whom.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
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
    app.command()(told(command))
app.add_typer(cli_quarantine.app, name="quarantine")
