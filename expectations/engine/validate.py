"""Runs the suites over a batch of staged tables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context import EphemeralDataContext
from great_expectations.expectations.expectation import Expectation

from expectations.engine.apply import Frames
from expectations.engine.frames import checked_frame, structure_frame
from expectations.engine.gx_patches import lighten
from expectations.plover import Plover
from expectations.results import MAX_FAILING, CheckResult
from expectations.suites import structure_suite, suite
from transforms import schema
from transforms.schema import Table


def new_context() -> EphemeralDataContext:
    """An in-memory context of Great Expectations without progress bars."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    return context


@cache
def frame_batch() -> BatchDefinition[Any]:
    """The batch definition for a pandas frame."""
    lighten()
    asset = new_context().data_sources.add_pandas("readout").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")


def validate(frames: Frames, plover: Plover, tables: Sequence[Table] = schema.CORE) -> list[CheckResult]:
    """Check tables of a batch against their suites.

    `frames` holds every core table by full name. A table without rows passes its row expectations. If the
    structure of a table is wrong, nothing else is checked: rules span tables.
    """
    results = [
        check
        for table in tables
        for check in run_suite(
            table, structure_suite(table), structure_frame(table, frames[table.full_name]), []
        )
    ]
    if all(check.success for check in results):
        for table in tables:
            frame = checked_frame(table, frames, plover)
            results += run_suite(table, suite(table, plover), frame, identity(table))
    return results


def identity(table: Table) -> list[str]:
    """The columns that say which row it is, and of which article; without a key the first few."""
    names = table.polars.names()
    return list(dict.fromkeys(name for name in (*(table.key or names[:4]), "article_id") if name in names))


def run_suite(
    table: Table, expectations: list[Expectation], frame: pd.DataFrame, identity: list[str]
) -> list[CheckResult]:
    """Run expectations over a frame; `identity` names the columns that identify failing rows.

    Most expectations hold in every row, and a yes or no costs half of finding the failing rows. So all run
    with BOOLEAN_ONLY first; those that fail, or have `mostly`, run again for the rows.
    """
    batch = frame_batch().get_batch({"dataframe": frame})
    which_rows: dict[str, object] = {
        "result_format": "COMPLETE",
        "return_unexpected_index_query": False,
    }

    def outcomes(numbers: Iterable[int], result_format: dict[str, object]) -> dict[int, dict[str, Any]]:
        # Great Expectations answers in an order of its own: each carries its number.
        wanted = [expectations[number].copy(update={"meta": {"number": number}}) for number in numbers]
        asked = gx.ExpectationSuite(name=table.full_name, expectations=wanted)
        outcome = batch.validate(asked, result_format=result_format)
        results: list[Any] = [result.to_json_dict() for result in outcome.results]
        return {result["expectation_config"]["meta"]["number"]: result for result in results}

    found = outcomes(range(len(expectations)), {"result_format": "BOOLEAN_ONLY"})
    again = [
        number
        for number, expectation in enumerate(expectations)
        if not found[number]["success"] or getattr(expectation, "mostly", 1) != 1
    ]
    if again:
        found |= outcomes(again, which_rows if identity else {"result_format": "SUMMARY"})
    return [check_result(table, result, frame, identity) for _, result in sorted(found.items())]


def check_result(
    table: Table, result: dict[str, Any], frame: pd.DataFrame, identity: list[str]
) -> CheckResult:
    """Great Expectations' result as a CheckResult. An expectation that raised has failed."""
    config, details = result["expectation_config"], result["result"]
    column = columns_of(config["kwargs"])
    exceptions = [
        info["exception_message"]
        for info in (result["exception_info"], *result["exception_info"].values())
        if isinstance(info, dict) and info.get("raised_exception")
    ]
    observed = exceptions[0] if exceptions else details.get("observed_value")
    # A frame's index counts its rows; the structure's rows are columns, not rows of the table
    rows = sorted(set(details.get("unexpected_index_list") or [])) if identity else []
    return CheckResult(
        table_name=table.full_name,
        expectation=config["type"],
        column_name=column,
        severity=config["severity"],
        meaning=config.get("description") or "",
        success=bool(result["success"]),
        observed=None if observed is None else str(observed)[:500],
        unexpected_count=details.get("unexpected_count", 0 if result["success"] else None),
        unexpected_percent=details.get("unexpected_percent", 0.0 if result["success"] else None),
        checked_at=datetime.now(UTC).replace(tzinfo=None),
        checked_rows=len(frame),
        failing=first_rows(frame[identity], rows),
        failing_rows=rows,
        unexpected=unexpected_values(frame, column, rows, details),
    )


def first_rows(frame: pd.DataFrame, rows: list[int]) -> list[dict[str, object]]:
    """The first of these rows, null as None."""
    if not rows:  # as mostly: asking pandas for none takes a fifth of all checking
        return []
    found = frame.iloc[rows[:MAX_FAILING]].astype(object)
    return found.where(found.notna(), None).to_dict("records")  # type: ignore[return-value]


def unexpected_values(
    frame: pd.DataFrame, column: str | None, rows: list[int], details: dict[str, Any]
) -> list[str]:
    """The first values that fail an expectation, as Great Expectations sees them."""
    if column not in frame:  # several columns, which Great Expectations names itself
        return [str(value) for value in (details.get("partial_unexpected_list") or ())[:MAX_FAILING]]
    if not rows:
        return []
    cells = frame[column].iloc[rows[:MAX_FAILING]].astype(object)
    return [str(value) for value in cells.where(cells.notna(), "null")]


def columns_of(arguments: Mapping[str, Any]) -> str | None:
    """The column or columns in the arguments of an expectation."""
    pair = arguments.get("column_A"), arguments.get("column_B")
    several = arguments.get("column_list") or filter(None, pair)
    return arguments.get("column") or ", ".join(several) or None
