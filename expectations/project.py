"""The suites as a project of Great Expectations on disk: for who knows it, and for its own tools.

    context = gx.get_context(mode="file", project_root_dir="readout.gx")
    context.checkpoints.get("published").run()

It has a data source over the files of `expectations.published`, and for each table a suite and a validation
definition of its name; the checkpoint runs them all.
"""

import re
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import great_expectations as gx
import yaml
from great_expectations.data_context import FileDataContext

from expectations.plover import Plover
from expectations.published import TABLES
from expectations.suites import suite
from transforms.schema import Table

SOURCE = "warehouse"
WHOLE = "published"  # the batch definition of each table, and the checkpoint
ROWS = "tables"  # the folder of the files, beside Great Expectations' own


def update(folder: Path, plover: Plover) -> None:
    """Make the project in `folder`, or bring it up to date; what else a user keeps in it stays.

    Raises OSError, and Great Expectations' errors where what is there is not of its making.
    """
    config = folder / FileDataContext.GX_DIR / FileDataContext.GX_YML
    if not config.exists():
        gx.get_context(mode="file", project_root_dir=folder)  # makes it
    configure(config, folder / ROWS)
    context = gx.get_context(mode="file", project_root_dir=folder)
    suites = {stored.name: stored for stored in context.suites.all()}
    definitions = {stored.name: stored for stored in context.validation_definitions.all()}
    for table in TABLES:
        name, made = table.full_name, gx.ExpectationSuite(table.full_name, suite(table, plover))
        if name not in suites or suites[name].expectations != made.expectations:
            suites[name] = context.suites.add_or_update(made)
        if name not in definitions:
            whole = context.data_sources.get(SOURCE).get_asset(name).get_batch_definition(WHOLE)
            definition = gx.ValidationDefinition(name=name, data=whole, suite=suites[name])
            definitions[name] = context.validation_definitions.add(definition)
    run_all(context, [definitions[table.full_name] for table in TABLES])


def run_all(context: FileDataContext, definitions: list[gx.ValidationDefinition]) -> None:
    """Have the checkpoint run these; one that does stays as it is, with the actions that a user gave it."""
    for stored in context.checkpoints.all():
        if stored.name == WHOLE:
            if [each.name for each in stored.validation_definitions] == [each.name for each in definitions]:
                return
            context.checkpoints.delete(WHOLE)
    context.checkpoints.add(gx.Checkpoint(name=WHOLE, validation_definitions=definitions))


def configure(path: Path, files: Path) -> None:
    """Write the configuration with our data source; other parts of one that is there stay."""
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["fluent_datasources"] = {**(config.get("fluent_datasources") or {}), SOURCE: data_source(files)}
    config |= {"analytics_enabled": False, "progress_bars": {"globally": False}}
    path.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def data_source(files: Path) -> dict[str, Any]:
    """The files as Great Expectations' configuration has them: an asset and a batch definition a table."""
    return {
        "type": "pandas_filesystem",
        "id": identifier(),
        "base_directory": str(files),
        "assets": {table.full_name: asset(table) for table in TABLES},
    }


def asset(table: Table) -> dict[str, Any]:
    partitioner = {"regex": f"{re.escape(table.file_name)}$"}
    whole = {"id": identifier(table.full_name, WHOLE), "partitioner": partitioner}
    return {
        "type": "parquet",
        "id": identifier(table.full_name),
        "batch_definitions": {WHOLE: whole},
    }


def identifier(*names: str) -> str:
    """The same each time, or what refers to it would have to be written again."""
    return str(uuid5(NAMESPACE_URL, "/".join(("readout", SOURCE, *names))))
