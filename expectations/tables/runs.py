"""What must hold of `quality.runs` beyond its declaration."""

import polars as pl

from expectations.engine.rule import Rule, where


def rules() -> tuple[Rule, ...]:
    outcomes = ("new", "changed", "unchanged", "quarantined")
    return (
        Rule(
            "articles_are_accounted_for",
            "Every article seen was new, changed, unchanged or quarantined.",
            pl.col("articles_seen") == pl.sum_horizontal(f"articles_{outcome}" for outcome in outcomes),
        ),
        Rule(
            "ends_after_start", "A run ends after it started.", pl.col("started_at") <= pl.col("finished_at")
        ),
        Rule(
            "failure_is_explained",
            "A run that failed says why.",
            where(pl.col("state") == "failed", pl.col("message").is_not_null()),
        ),
    )
