"""Great Expectations' pages of results in the words of the history: passed, warning, critical.

It knows of success and failure only, and calls a warning that did not hold as it does what keeps rows out.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
    ExpectationValidationResult,
)
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.render.renderer.content_block import ValidationResultsTableContentBlockRenderer
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer

from expectations.data_docs.unchecked import ICONS
from expectations.outcomes import CRITICAL, OUTCOMES, PASSED, WARNING

IN_WORDS = {PASSED: "Passed", WARNING: "Warnings", CRITICAL: "Critical"}


def outcome_of(result: ExpectationValidationResult) -> str:
    """The outcome of an expectation, as `CheckResult.outcome` has it."""
    config = result.expectation_config
    return PASSED if result.success or config is None else FailureSeverity(config.severity).value


def worst(outcomes: Iterable[str]) -> str:
    """The worst of some outcomes."""
    return max(outcomes, key=OUTCOMES.index, default=PASSED)


class ResultsTable(ValidationResultsTableContentBlockRenderer):
    """The expectations of a column, each with its outcome."""

    @classmethod
    def _get_content_block_fn(cls, *args: Any, **kwargs: Any) -> Callable[..., Any]:
        rows_of: Callable[..., Any] = super()._get_content_block_fn(*args, **kwargs)  # type: ignore[assignment]

        def rows_with_outcome(**about: Any) -> Any:
            rows = rows_of(**about)
            icon = rows[0][0].string_template["styling"]["params"]["icon"]
            icon["classes"] = [ICONS[outcome_of(about["result"])]]
            return rows

        return rows_with_outcome


class ResultsPage(ValidationResultsPageRenderer):
    """The page of a table, with its outcome in words."""

    @classmethod
    def _render_validation_header(cls, validation_results: ExpectationSuiteValidationResult) -> Any:
        header = super()._render_validation_header(validation_results)  # type: ignore[no-untyped-call]
        outcome = worst(map(outcome_of, validation_results.results))
        icon = f'<i class="{ICONS[outcome]}" aria-hidden="true"></i>'
        # The icon says it
        header.subheader.string_template["params"] |= {"html_success_icon": icon, "success": ""}
        return header

    @classmethod
    def _render_validation_statistics(cls, validation_results: ExpectationSuiteValidationResult) -> Any:
        table = super()._render_validation_statistics(validation_results)  # type: ignore[no-untyped-call]
        counts = Counter(map(outcome_of, validation_results.results))
        share = 100 * counts[PASSED] / max(counts.total(), 1)
        table.table = [
            ["Expectations", counts.total()],
            *([IN_WORDS[outcome], counts[outcome]] for outcome in OUTCOMES),
            ["Share that passed", f"{share:.4g} %"],
        ]
        return table
