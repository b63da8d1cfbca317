"""What must hold of `quality.metrics` beyond its declaration."""

import polars as pl

from expectations.engine.rule import Rule, where


def rules() -> tuple[Rule, ...]:
    """Drift: warnings, since the news itself changes."""
    usual = (pl.col("value") >= pl.col("usual_low")) & (pl.col("value") <= pl.col("usual_high"))
    expected = (pl.col("value") >= pl.col("expected_low")).fill_null(True) & (
        pl.col("value") <= pl.col("expected_high")
    ).fill_null(True)

    def as_usual(metric: str, meaning: str) -> Rule:
        return Rule(f"{metric}_as_usual", meaning, where(pl.col("metric") == metric, usual), "warning")

    return (
        as_usual("null_share", "The share of missing values is as in the last runs."),
        as_usual("resolved_share", "The share of quotations with a known speaker is as in the last runs."),
        as_usual("rows_per_article", "Articles bring as many rows as in the last runs."),
        as_usual("articles", "A source brings as many articles as in the last runs."),
        as_usual("pass_share", "As many rows of a source hold what is expected as in the last runs."),
        Rule(
            "articles_as_expected",
            "A source brings as many articles as its source file expects.",
            expected,
            "warning",
        ),
        Rule(
            "share_is_a_share",
            "Shares lie between 0 and 1.",
            where(pl.col("metric").str.ends_with("_share"), pl.col("value").is_between(0, 1)),
        ),
    )
