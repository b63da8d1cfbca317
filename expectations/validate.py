"""Running the suites over a batch of staged tables."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.expectations.expectation import Expectation

from expectations.frames import Frames, checked_frame, structure_frame
from expectations.results import MAX_FAILING, CheckResult
from expectations.suites import structure_suite, suite
from transforms import schema
from transforms.schema import Table


@cache
def frame_batch() -> BatchDefinition[Any]:
    """Great Expectations' handle on a pandas frame, in a context that lives in memory only."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    asset = context.data_sources.add_pandas("readout").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")


def validate(frames: Frames, tables: Sequence[Table] = schema.CORE) -> list[CheckResult]:
    """Check tables of a batch against their suites.

    `frames` holds every core table by full name. A table without rows passes its row expectations.
    A table whose structure is wrong is not looked into further: its other checks mean nothing.
    """
    results: list[CheckResult] = []
    for table in tables:
        structure = run_suite(
            table, structure_suite(table), structure_frame(table, frames[table.full_name]), []
        )
        results += structure
        if all(check.success for check in structure):
            identity = [name for name in (*table.key, "article_id") if name in table.polars]
            results += run_suite(
                table, suite(table), checked_frame(table, frames), list(dict.fromkeys(identity))
            )
    return results


def run_suite(
    table: Table, expectations: list[Expectation], frame: pd.DataFrame, identity: list[str]
) -> list[CheckResult]:
    """Run expectations over a frame; `identity` names the columns that say which row failed."""
    batch = frame_batch().get_batch({"dataframe": frame})
    result_format: dict[str, object] = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": identity,
        "return_unexpected_index_query": False,
    }
    if not identity:
        result_format = {"result_format": "SUMMARY"}
    outcome = batch.validate(
        gx.ExpectationSuite(name=table.full_name, expectations=expectations), result_format=result_format
    )
    return [check_result(table, result.to_json_dict(), identity) for result in outcome.results]


def check_result(table: Table, result: dict[str, Any], identity: list[str]) -> CheckResult:
    """Great Expectations' result as ours. An expectation that raised has failed."""
    config, details = result["expectation_config"], result["result"]
    arguments = config["kwargs"]
    column = arguments.get("column") or ", ".join(
        arguments.get("column_list") or filter(None, (arguments.get("column_A"), arguments.get("column_B")))
    )
    exceptions = [
        info["exception_message"]
        for info in (result["exception_info"], *result["exception_info"].values())
        if isinstance(info, dict) and info.get("raised_exception")
    ]
    observed = exceptions[0] if exceptions else details.get("observed_value")
    rows = details.get("unexpected_index_list") or []
    return CheckResult(
        table_name=table.full_name,
        expectation=config["type"],
        column_name=column or None,
        severity=config["severity"],
        meaning=config.get("description") or "",
        success=bool(result["success"]),
        observed=None if observed is None else str(observed)[:500],
        unexpected_count=details.get("unexpected_count"),
        unexpected_percent=details.get("unexpected_percent"),
        checked_at=datetime.now(UTC).replace(tzinfo=None),
        failing=[{name: row.get(name) for name in identity} for row in rows[:MAX_FAILING]],
    )
