"""Builds the site of a run with Great Expectations' site builder, from results that exist already."""

import logging
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.resource_identifiers import (
    ExpectationSuiteIdentifier,
    ValidationResultIdentifier,
)
from great_expectations.render.renderer.site_builder import SiteBuilder

from expectations.data_docs import renderers, view
from expectations.data_docs.summary import summed_up
from expectations.data_docs.unchecked import STYLE, About
from expectations.engine.validate import new_context
from expectations.plover import Plover
from expectations.results import CheckResult

BATCHES = "all"  # stands for the identifier of a batch: a result sums all of them up


class DocsError(RuntimeError):
    """Data Docs could not be built; the message says what went wrong first."""


class RunSite(SiteBuilder):
    """A site without the pictures and fonts that Great Expectations adds to each: four megabytes."""

    def build(self, resource_identifiers: Any = None, build_index: bool = True) -> tuple[Any, Any]:
        for section in self.site_section_builders.values():
            section.build(resource_identifiers=resource_identifiers)
        _, links = self.site_index_builder.build(build_index=build_index)
        return self.get_resource_url(only_if_exists=False), links


def build(folder: Path, about: About, results: Iterable[CheckResult], plover: Plover) -> None:
    """Write the site of a run into `folder`. Raises DocsError, also when only a page of it failed."""
    context = new_context()
    # Great Expectations takes a name that begins as a time does for one, and some ends for wrong time zones
    run = RunIdentifier(run_name=f"run-{about.run_id}", run_time=about.started_at.replace(tzinfo=UTC))
    outcomes: dict[str, str] = {}
    for table in summed_up(run, results, plover):
        outcomes[table.suite.name] = renderers.worst(map(renderers.outcome_of, table.result.results))
        context.suites.add(table.suite)
        suite = ExpectationSuiteIdentifier(table.suite.name)
        context.validation_results_store.set(ValidationResultIdentifier(suite, run, BATCHES), table.result)
    # Not by way of the context's configuration, in which `$NAME` becomes a variable of the environment
    with complaints_are_errors():
        RunSite(context, **configuration(folder, about, outcomes)).build()
    shutil.copyfile(STYLE, folder / STYLE.name)


def configuration(folder: Path, about: About, outcomes: Mapping[str, str]) -> dict[str, Any]:
    """Great Expectations' configuration of the site: its renderers, our words and views.

    `outcomes` gives the outcome of each table.
    """
    ours = renderers.__name__
    table = {"module_name": ours, "class_name": renderers.ResultsTable.__name__}
    column = {"class_name": "ValidationResultsColumnSectionRenderer", "table_renderer": table}
    results = {
        "module_name": ours,
        "class_name": renderers.ResultsPage.__name__,
        "column_section_renderer": column,
    }
    page = {"module_name": view.__name__, "class_name": view.PageView.__name__}
    index = {"module_name": view.__name__, "class_name": view.IndexView.__name__, "outcomes": outcomes}
    index |= about.lines()
    return {
        "site_name": about.run_id,
        "show_how_to_buttons": False,  # they link to tutorials
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        "site_section_builders": {
            "expectations": {"view": page},
            "validations": {"renderer": results, "view": page},
            "profiling": "None",
        },
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", "view": index},
    }


@contextmanager
def complaints_are_errors() -> Iterator[None]:
    """Raise DocsError for errors that Great Expectations' renderers log: they would leave the page out."""
    complaints: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: complaints.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("great_expectations.render")
    logger.addHandler(handler)
    propagates, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates
    if complaints:
        # They wrap what went wrong into advice and a traceback
        fault = complaints[0].rpartition("information follows:")[2].partition("Traceback")[0]
        raise DocsError(" ".join(fault.split()).rstrip("."))
