"""What an expectation remembers is what Great Expectations would build anew."""

from great_expectations.expectations.expectation import Expectation

from expectations.suites import suite
from expectations.validate import frame_batch
from transforms import schema


def test_a_configuration_is_built_once_and_anew_after_a_change() -> None:
    frame_batch()
    first, second = suite(schema.QUOTES)[:2]
    known = first.configuration
    assert known.kwargs == {"column": "quote_id"} and known.description == first.description
    assert first.configuration is known
    assert second.configuration.description == second.description, "each has its own"
    changed: Expectation = first.copy(update={"meta": {"number": 7}})
    assert changed.configuration.meta == {"number": 7}
    assert first.configuration.meta == {}
    first.description = "Another meaning."
    assert first.configuration.description == "Another meaning."
