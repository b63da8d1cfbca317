"""Great Expectations, made to remember what it builds again and again.

In a check it asks an expectation for its configuration about forty times, and a configuration for its
expectation six times, and each time copies and validates all arguments anew: more than half of what a batch
costs to check.
"""

from collections.abc import Callable
from typing import Any

from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

KEPT = 8  # it goes from one expectation to the next, asking a few objects of each


def remember_configurations() -> None:
    """Have expectations and configurations remember each other for as long as they are unchanged."""
    build: Any = Expectation.configuration.fget  # type: ignore[attr-defined]
    configuration = remembering(build, lambda asked: dict(asked.__dict__))
    Expectation.configuration = property(configuration)  # type: ignore[method-assign, assignment]
    ExpectationConfiguration.to_domain_obj = remembering(  # type: ignore[method-assign, assignment]
        ExpectationConfiguration.to_domain_obj,
        lambda asked: {**asked.__dict__, "_kwargs": dict(asked.kwargs), "meta": dict(asked.meta or {})},
    )


def remembering(build: Callable[[Any], Any], state: Callable[[Any], dict[str, Any]]) -> Callable[[Any], Any]:
    """`build`, whose results for the last objects are kept until what `state` says of an object changes."""
    last: dict[int, tuple[Any, dict[str, Any], Any]] = {}

    def remembered(asked: Any) -> Any:
        now = state(asked)
        known = last.get(id(asked))
        if known and known[0] is asked and known[1] == now:
            return known[2]
        built = build(asked)
        last.pop(id(asked), None)
        last[id(asked)] = (asked, now, built)
        if len(last) > KEPT:
            del last[next(iter(last))]
        return built

    return remembered
