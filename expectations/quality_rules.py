"""Rules of what is recorded of runs: their metrics, checks, quarantine and fetches."""

import polars as pl

from expectations.rule import Rule, is_of_the_web, where
from transforms import schema


def metrics() -> tuple[Rule, ...]:
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


def runs() -> tuple[Rule, ...]:
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


def checks() -> tuple[Rule, ...]:
    return (
        Rule(
            "meaning_is_a_sentence",
            "The meaning of an expectation is a sentence.",
            pl.col("meaning").str.contains(r"^\w.*\.$"),
        ),
        Rule(
            "percent_is_a_percentage",
            "The share of rows that break it lies between 0 and 100 percent.",
            pl.col("unexpected_percent").is_between(0, 100),
        ),
    )


def quarantine() -> tuple[Rule, ...]:
    tables = [table.full_name for table in schema.CORE]
    return (
        Rule("reason_is_given", "What is turned away has a reason.", pl.col("reason").str.contains(r"\w")),
        Rule("table_is_known", "It would have entered a table of core.", pl.col("table_name").is_in(tables)),
        Rule(
            "payload_is_json",
            "The payload is a JSON object.",
            pl.col("payload").str.contains(r"(?s)^\{.*\}$"),
        ),
    )


def fetches() -> tuple[Rule, ...]:
    return (is_of_the_web("url"),)


QUALITY_RULES = {
    schema.RUNS: runs,
    schema.CHECKS: checks,
    schema.METRICS: metrics,
    schema.QUARANTINE: quarantine,
    schema.FETCHES: fetches,
}
