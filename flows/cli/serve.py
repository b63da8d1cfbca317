"""`readout serve`: runs each source on its schedule until interrupted."""

import asyncio
import logging
import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, cast
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from flows.cli.common import VerboseOption, WarehouseOption, settings_of
from flows.logs import configure_logging, format_line
from flows.process.signals import COALESCE_SECONDS, SIGNALS, write_stderr
from flows.progress import StartProgress
from flows.server.internals import tell_runs_to_end
from flows.server.local import LocalPrefect
from flows.settings import Settings
from flows.sources import SourceConfig, SourceError, resolve, sound_configs
from flows.sources.web import is_web
from transforms.lexicon.faults import check_reference
from warehouse.shell.escape import markup
from warehouse.store.writing import refuse

if TYPE_CHECKING:
    from flows.server.runner import PatientRunner


class NoAddress(ValueError):
    """An address that nothing can be posted to."""

    exit_code = 2


def serve_sources(names: list[str], settings: Settings, at_once: int, notify: str | None) -> None:
    """Serve the named sources, or all that state a schedule, `at_once` runs at a time.

    Prefect posts what goes wrong to the address `notify`.

    Blocks until the process is interrupted. Raises SourceError where there is nothing to serve, NotAWarehouse
    and BadReference where no run could publish,
    NoAddress for a `notify` that is none, PrefectUnreachable where the server that is named does not answer.
    """
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "DEBUG" if settings.verbose else "INFO")
    refuse(settings.warehouse)
    check_reference(settings.reference)
    configs = to_serve(names, settings)
    if notify is not None and not is_web(notify):
        raise NoAddress("--notify takes an http(s) address")
    with LocalPrefect(services=True) as prefect:
        with StartProgress(settings, "Prefect's server and its services"):
            from flows.deployments import deployment_of, drop_missed
            from flows.server.notifications import set_up_notifications
            from flows.server.runner import PatientRunner

            prefect.wait()
            configure_logging(settings, service=True)
            if notify:
                set_up_notifications(notify)
            # Schedules stay active when this process ends: what falls due meanwhile is made up for or
            # dropped as the source's catch_up says.
            runner = PatientRunner(name="readout", limit=at_once, pause_on_shutdown=False)
            dropped = {}
            for config in configs:
                deployment_id = cast(UUID, runner.add_deployment(deployment_of(config, settings)))
                latest = config.catch_up == "latest"
                dropped[config.name] = drop_missed(deployment_id, latest, datetime.now(UTC))
        print_served(configs, dropped, prefect.url, Console(highlight=False))
        asyncio.run(serve_until_told(runner, settings))


async def serve_until_told(runner: "PatientRunner", settings: Settings) -> None:
    """Run what is due until a signal arrives, then let running flows finish.

    Runs are signalled as well: each finishes its batches in flight and publishes. A second signal ends them
    at once.
    """
    told_at: float | None = None
    stopping: list[asyncio.Task[None]] = []  # nobody else holds it

    def tell() -> None:
        nonlocal told_at
        if told_at is None:
            write_stderr(
                format_line(
                    "no further run is begun; those under way finish what is at hand",
                    logging.WARNING,
                    settings,
                )
            )
            told_at = time.monotonic()
            stopping.append(asyncio.create_task(runner.astop()))
        elif time.monotonic() - told_at > COALESCE_SECONDS:
            tell_runs_to_end(runner)

    serving = asyncio.create_task(runner.start())
    while not (runner.started or serving.done()):
        await asyncio.sleep(0.05)
    for number in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, tell)
    await serving


def to_serve(names: list[str], settings: Settings) -> list[SourceConfig]:
    """The sources to serve. Raises SourceError for a source without a source file or schedule.

    Where none is named, a source file with a fault costs that source only: it is said, the others are served.
    """
    if not names:
        configs, faults = sound_configs(settings.sources)
        for fault in faults:
            typer.echo(format_line(f"not served: {fault}", logging.ERROR, settings), err=True)
        planned = [config for config in configs if config.schedule]
        if not planned:
            raise SourceError(
                str(faults[0]) if faults else f"no source file in {settings.sources} states a schedule"
            )
        return planned
    configs = []
    for name in names:
        if not (settings.sources / f"{name}.yml").is_file():
            raise SourceError(f"{name}: only source files of {settings.sources} can be served")
        config = resolve(settings.sources / f"{name}.yml").config
        if config.schedule is None:
            raise SourceError(f"{name}: its source file states no schedule")
        configs.append(config)
    return configs


def print_served(configs: list[SourceConfig], dropped: dict[str, int], url: str, console: Console) -> None:
    """Print what is served, and where to look."""
    table = Table("source", "kind", "schedule", "time zone", "missed runs dropped", box=None)
    for config in configs:
        table.add_row(
            markup(config.name), config.kind, markup(config.schedule or ""), config.timezone,
            str(dropped[config.name]),
        )  # fmt: skip
    console.print(table)
    console.print(f"Prefect  {markup(url)}")
    console.print("Ctrl-C ends it.")


def serve(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE]...", help="Names of source files. [default: all with a schedule]"),
    ] = None,
    at_once: Annotated[int, typer.Option(min=1, help="Runs at a time; more than one only for a lake.")] = 1,
    notify: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            envvar="READOUT_NOTIFY",
            show_envvar=True,
            help="Where to post failed runs and what is wrong with data.",
        ),
    ] = None,
    warehouse: WarehouseOption = None,
    verbose: VerboseOption = None,
) -> None:
    """Read the sources on their schedules until interrupted."""
    serve_sources(sources or [], settings_of(warehouse=warehouse, verbose=verbose), at_once, notify)
