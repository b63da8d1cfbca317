"""What must hold of `ref.plover_modes` beyond its declaration."""

from expectations.engine.rule import Rule
from expectations.tables.columns import is_score


def rules() -> tuple[Rule, ...]:
    return (is_score("goldstein"),)
