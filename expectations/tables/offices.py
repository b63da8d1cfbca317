"""What must hold of `ref.offices` beyond its declaration."""

from expectations.engine.rule import Rule
from expectations.tables.columns import is_list, is_there


def rules() -> tuple[Rule, ...]:
    return (is_there("sector"), is_list("phrases"))
