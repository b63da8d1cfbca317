"""Checks that a part of Readout can start: imports it, and uses it as a run does at first.

Called by `readout doctor` as `python -m flows.cli.probe PART MODEL REFERENCE [--stock]`, each part in its own
process, as in a run: parts defer or hide modules that others need.
"""

import logging
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from flows.process.imports import fast_imports
from transforms.model import Model


def the_flow() -> None:
    """The flow and its sources."""
    for module in (
        "flows.readout",
        "flows.deployments",
        "flows.server.notifications",
        "flows.sources.warc",
        "s3fs",
        "pyarrow",
    ):
        import_module(module)


def annotators(model: Model, reference: Path) -> None:
    from flows.batch.stages import warm_up

    warm_up(model, reference)


def checker(_: Model, reference: Path) -> None:
    from flows.batch.check import import_checks

    import_checks(reference)
    import_module("expectations.data_docs.site")


def server() -> None:
    for module in ("uvicorn", "prefect.server.api.server"):
        import_module(module)


def readers() -> None:
    """Everything that reads the warehouse, from the prompt to every page of the dashboards."""
    import warehouse

    logging.disable(logging.WARNING)  # streamlit misses its server
    for module in walk_packages(warehouse.__path__, "warehouse."):
        import_module(module.name)


PARTS: dict[str, tuple[str, Callable[..., None]]] = {
    "flow": ("runs and sources", the_flow),
    "annotators": ("cleaning and annotating", annotators),
    "checker": ("checks and Data Docs", checker),
    "server": ("Prefect's local server", server),
    "readers": ("queries and dashboards", readers),
}


def main(part: str, model: str, reference: str, *flags: str) -> None:
    use = PARTS[part][1]
    try:
        with fast_imports():
            if use in (annotators, checker):
                use(Model(model, stock="--stock" in flags), Path(reference))
            else:
                use()
    except BaseException as error:
        print(f"{type(error).__name__}: {error}")
        raise


if __name__ == "__main__":
    main(*sys.argv[1:])
