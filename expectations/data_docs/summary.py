"""Sums up the results of a run's batches by table, as Great Expectations' own results."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from great_expectations.core import ExpectationSuite
from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
    ExpectationValidationResult,
)
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.expectations.expectation import Expectation

from expectations.engine.expect import WARNING
from expectations.engine.validate import columns_of
from expectations.plover import Plover
from expectations.results import MAX_FAILING, CheckResult, shortened
from expectations.suites import structure_suite, suite
from transforms.schema import TABLES, Table
from transforms.schema.reference import REFERENCE_TABLES

Key = tuple[str, str | None, str]  # expectation, column, meaning: what identifies an expectation of a table
NO_EXCEPTION = {"raised_exception": False, "exception_message": "", "exception_traceback": ""}


@dataclass(frozen=True, slots=True)
class Documented:
    """A table's suite, and its results over all batches of a run."""

    suite: ExpectationSuite
    result: ExpectationSuiteValidationResult


def summed_up(run: RunIdentifier, results: Iterable[CheckResult], plover: Plover) -> Iterator[Documented]:
    """The tables that were checked, in the order of their declaration."""
    by_table: dict[str, dict[Key, list[CheckResult]]] = defaultdict(lambda: defaultdict(list))
    for check in results:
        by_table[check.table_name][check.expectation, check.column_name, check.meaning].append(check)
    for table in (*TABLES, *REFERENCE_TABLES):
        if table.full_name in by_table:
            yield documented(run, table, by_table[table.full_name], plover)


def documented(
    run: RunIdentifier, table: Table, checks: dict[Key, list[CheckResult]], plover: Plover
) -> Documented:
    expectations = {key_of(each): shown(each) for each in [*structure_suite(table), *suite(table, plover)]}
    results = [summed(expectation, checks[key]) for key, expectation in expectations.items() if key in checks]
    good = sum(bool(result.success) for result in results)
    batches = max(len(found) for found in checks.values())
    rows = max(sum(check.checked_rows for check in found) for found in checks.values())
    return Documented(
        ExpectationSuite(name=table.full_name, expectations=list(expectations.values())),
        ExpectationSuiteValidationResult(
            success=good == len(results),
            results=results,
            suite_name=table.full_name,
            statistics={
                "evaluated_expectations": len(results),
                "successful_expectations": good,
                "unsuccessful_expectations": len(results) - good,
                "success_percent": 100 * good / len(results),
            },
            meta={
                "run_id": run,
                "batch_spec": {"data_asset_name": table.full_name, "batches": batches, "rows": rows},
            },
        ),
    )


def shown(expectation: Expectation) -> Expectation:
    """The expectation as Data Docs show it: they know no severities."""
    if expectation.severity != WARNING:
        return expectation
    return expectation.copy(update={"description": f"{expectation.description} (A warning.)"})


def key_of(expectation: Expectation) -> Key:
    configuration = expectation.configuration
    return configuration.type, columns_of(configuration.kwargs), configuration.description or ""


def summed(expectation: Expectation, checks: list[CheckResult]) -> ExpectationValidationResult:
    """The result of an expectation over all batches."""
    rows = sum(check.checked_rows for check in checks)
    unexpected = sum(check.unexpected_count or 0 for check in checks)
    success = all(check.success for check in checks)
    raised = next((check.observed for check in checks if not check.success and check.observed), None)
    result: dict[str, Any] = {
        "element_count": rows,
        "unexpected_count": unexpected,
        "unexpected_percent": 100 * unexpected / rows if rows else 0.0,
    }
    if unexpected:
        result |= examples(expectation, [check for check in checks if check.unexpected])
    return ExpectationValidationResult(
        success=success,
        expectation_config=expectation.configuration,
        result=result,
        exception_info={**NO_EXCEPTION, "raised_exception": True, "exception_message": raised}
        if raised
        else NO_EXCEPTION,
    )


def examples(expectation: Expectation, checks: list[CheckResult]) -> dict[str, Any]:
    """Some unexpected values and their rows, by the names that Great Expectations' results have."""
    values = [shortened(value) for check in checks for value in check.unexpected][:MAX_FAILING]
    failing = [row for check in checks for row in check.failing][:MAX_FAILING]
    rows = [{name: shortened(value) for name, value in row.items()} for row in failing]
    found: dict[str, Any] = {
        "partial_unexpected_list": values,
        "partial_unexpected_counts": [
            {"value": value, "count": count} for value, count in Counter(values).items()
        ],
    }
    if len(rows) == len(values):
        column = columns_of(expectation.configuration.kwargs)
        index = [{column: value, **row} for value, row in zip(values, rows, strict=True)]
        found |= {"unexpected_index_list": index, "unexpected_index_column_names": list(rows[0])}
    return found
