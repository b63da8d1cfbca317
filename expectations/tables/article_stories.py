"""What must hold of `core.article_stories` beyond its declaration."""

from great_expectations.expectations.expectation import Expectation

from expectations.engine.expect import between


def bounds() -> list[Expectation]:
    return [between("similarity", 0, 1, "A similarity lies between 0 and 1.")]
