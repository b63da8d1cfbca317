"""Great Expectations, made to do less for the same results.

In a check it asks an expectation for its configuration about forty times, and a configuration for its
expectation six times, and each time copies and validates all arguments anew. It names each metric by a hash
of its arguments, thousands of times for a few hundred names. And it takes a fingerprint of every frame, which
nobody reads. Without that, a batch costs a third to check.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from great_expectations.core.id_dict import IDDict
from great_expectations.execution_engine import pandas_execution_engine
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

KEPT = 8  # it goes from one expectation to the next, asking a few objects of each
NAMES_KEPT = 10_000  # some hundred to a batch
PLAIN = (str, int, float, type(None), list)  # of arguments, what `repr` tells apart


@cache
def lighten() -> None:
    """Have Great Expectations cache what it built while that is unchanged, and skip the fingerprints."""
    build: Any = Expectation.configuration.fget  # type: ignore[attr-defined]
    configuration = remembering(build, lambda asked: dict(asked.__dict__))
    Expectation.configuration = property(configuration)  # type: ignore[method-assign, assignment]
    ExpectationConfiguration.to_domain_obj = remembering(  # type: ignore[method-assign, assignment]
        ExpectationConfiguration.to_domain_obj,
        lambda asked: {**asked.__dict__, "_kwargs": dict(asked.kwargs), "meta": dict(asked.meta or {})},
    )
    IDDict.to_id = remembering_names(IDDict.to_id)  # type: ignore[method-assign]
    pandas_execution_engine.HASH_THRESHOLD = 0  # bytes of a frame up to which it is fingerprinted


def remembering(build: Callable[[Any], Any], state: Callable[[Any], dict[str, Any]]) -> Callable[[Any], Any]:
    """`build` with a cache for the last objects, valid until `state` of an object changes."""
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


def remembering_names(name: Callable[..., Any]) -> Callable[..., Any]:
    """`name`, which hashes a dictionary of arguments, cached by plain arguments."""
    known: dict[str, Any] = {}

    def remembered(asked: dict[str, Any], *which: Any, **keys: Any) -> Any:
        if which or keys or not all(isinstance(value, PLAIN) for value in asked.values()):
            return name(asked, *which, **keys)
        arguments = repr(sorted(asked.items()))
        if arguments not in known:
            if len(known) >= NAMES_KEPT:
                known.clear()
            known[arguments] = name(asked)
        return known[arguments]

    return remembered
