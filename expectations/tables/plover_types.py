"""What must hold of `ref.plover_types` beyond its declaration."""

from expectations.engine.rule import Rule
from expectations.tables.columns import is_score, is_there


def rules() -> tuple[Rule, ...]:
    return (
        *map(is_there, ("description", "quad_class", "goldstein", "needs_recipient")),
        is_score("goldstein"),
    )
