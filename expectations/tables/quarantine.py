"""What must hold of `quality.quarantine` beyond its declaration."""

import polars as pl

from expectations.engine.rule import Rule
from transforms import schema


def rules() -> tuple[Rule, ...]:
    tables = [table.full_name for table in schema.CORE]
    return (
        Rule("reason_is_given", "What is quarantined has a reason.", pl.col("reason").str.contains(r"\w")),
        Rule("table_is_known", "It would have entered a table of core.", pl.col("table_name").is_in(tables)),
        Rule(
            "payload_is_json",
            "The payload is a JSON object.",
            pl.col("payload").str.contains(r"(?s)^\{.*\}$"),
        ),
    )
