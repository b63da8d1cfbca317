"""What must hold of `quality.fetches` beyond its declaration."""

from expectations.engine.rule import Rule, is_of_the_web


def rules() -> tuple[Rule, ...]:
    return (is_of_the_web("url"),)
