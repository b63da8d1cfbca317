"""Great Expectations, made to build the configuration of an expectation once.

It asks an expectation for its configuration about forty times a check, and each time copies all arguments
anew: half of what a batch costs to check.
"""

from typing import Any

from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration


def remember_configurations() -> None:
    """Have the expectation that was asked last remember its configuration for as long as it is unchanged.

    One is enough: Great Expectations asks one expectation many times before it turns to the next.
    """
    build: Any = Expectation.configuration.fget  # type: ignore[attr-defined]
    last: tuple[Expectation | None, dict[str, Any], Any] = (None, {}, None)

    def configuration(self: Expectation) -> ExpectationConfiguration:
        nonlocal last
        asked, arguments, known = last
        if asked is not self or arguments != self.__dict__:
            known = build(self)
            last = (self, dict(self.__dict__), known)
        return known  # type: ignore[no-any-return]

    Expectation.configuration = property(configuration)  # type: ignore[method-assign, assignment]
