"""Great Expectations' expectations for the suites, each with its severity and meaning."""

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

CRITICAL, WARNING = FailureSeverity.CRITICAL, FailureSeverity.WARNING


def holds(column: str, meaning: str, severity: FailureSeverity = CRITICAL) -> Expectation:
    """A column of true and false is true in every row."""
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=[True], severity=severity, description=meaning
    )


def one_of(column: str, values: list[str], meaning: str) -> Expectation:
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=values, severity=CRITICAL, description=meaning
    )


def between(
    column: str, low: float, high: float | None, meaning: str, severity: FailureSeverity = CRITICAL
) -> Expectation:
    return gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=low, max_value=high, severity=severity, description=meaning
    )


def mostly_there(column: str, share: float, meaning: str) -> Expectation:
    return gxe.ExpectColumnValuesToNotBeNull(
        column=column, mostly=share, severity=WARNING, description=meaning
    )
