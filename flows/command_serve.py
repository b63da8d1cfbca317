"""`readout serve`: reads each source on its schedule until it is ended."""

import asyncio
import contextlib
import os
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.local_prefect import LocalPrefect
from flows.settings import Settings
from flows.sources import SourceConfig, SourceError, all_sources, resolve


def serve_sources(names: list[str], settings: Settings, at_once: int) -> None:
    """Serve the named sources, or all that state a schedule, `at_once` runs at a time.

    Blocks until the process is interrupted. Raises SourceError where there is nothing to serve,
    PrefectUnreachable where the server that is named does not answer.
    """
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "DEBUG" if settings.verbose else "INFO")
    configs = to_serve(names, settings)
    with LocalPrefect(services=True) as prefect:
        from prefect.runner import Runner

        from flows.deployments import deployment_of, drop_missed

        prefect.wait()
        # Schedules stay active when this process ends: what falls due meanwhile is made up for or dropped
        # as the source's catch_up says.
        runner = Runner(name="readout", limit=at_once, pause_on_shutdown=False)
        dropped = {}
        for config in configs:
            deployment_id = cast(UUID, runner.add_deployment(deployment_of(config, settings)))
            dropped[config.name] = drop_missed(deployment_id, config.catch_up == "latest", datetime.now(UTC))
        print_served(configs, dropped, prefect.url, Console(highlight=False))
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(runner.start())


def to_serve(names: list[str], settings: Settings) -> list[SourceConfig]:
    """The sources to serve. Raises SourceError for one without a file or without a schedule."""
    if not names:
        configs = [source.config for source in all_sources(settings.sources) if source.config.schedule]
        if not configs:
            raise SourceError(f"no source file in {settings.sources} states a schedule")
        return configs
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
    """Say what is served and where to look."""
    table = Table("source", "kind", "schedule", "time zone", "missed runs dropped", box=None)
    for config in configs:
        table.add_row(
            escape(config.name), config.kind, escape(config.schedule or ""), config.timezone,
            str(dropped[config.name]),
        )  # fmt: skip
    console.print(table)
    console.print(f"Prefect  {escape(url)}")
    console.print("Ctrl-C ends it.")
