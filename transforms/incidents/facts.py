"""The row of an incident: what most reports say of it.

A report is an article that is no near-duplicate: copies are counted as articles and have no vote. Of columns
that belong together those values hold that most reports give together; a report that leaves them open has no
vote. Of several that as many give, the one of the surer events holds, then the one that was given first.
"""

import polars as pl

from transforms import schema
from transforms.events.repeats import SYMMETRIC_TYPES

_DEED = ("event_type", "mode", "quad_class", "goldstein")
_ACTOR = ("actor_id", "actor_country", "actor_sector")
_RECIPIENT = ("recipient_id", "recipient_country", "recipient_sector")
_DATE = ("event_date", "date_precision")
_PLACE = ("place_id", "place_text", "place_country", "place_precision", "latitude", "longitude")
_PARTIES = ("actor_id", "actor_country", "recipient_id", "recipient_country")
_SAID = ("event_type", "mode", *_PARTIES, "event_date", "place_id")
_KEY = "incident_id"


def facts_of(told: pl.DataFrame) -> pl.DataFrame:
    """Rows of `core.incidents`. `told` has the rows of `core.events` with `incident_id`, in order of report,
    and of their articles `story_id`, `report` (the article that a copy repeats, else itself), `outlet`,
    `published_on`, `actor_kind` and `recipient_kind`."""
    is_original = pl.col("report") == pl.col("article_id")
    votes = told.with_row_index("place").filter(is_original | ~is_original.any().over(_KEY))
    rows = told.group_by(_KEY, maintain_order=True).agg(
        pl.first("story_id"),
        pl.first("article_id").alias("first_article_id"),
        pl.first("status"),
        pl.len().cast(pl.Int32).alias("events"),
        pl.n_unique("article_id").cast(pl.Int32).alias("articles"),
        pl.n_unique("report").cast(pl.Int32).alias("reports"),
        pl.n_unique("outlet").cast(pl.Int32).alias("publishers"),
        pl.col("published_on").drop_nulls().n_unique().cast(pl.Int32).alias("days"),
        pl.min("published_on").alias("first_report"),
        pl.max("published_on").alias("last_report"),
        _own_voice().any().alias("in_own_voice"),
        pl.col("attributed_to").drop_nulls().unique().sort().alias("claimants"),
    )
    for columns in (_DEED, _DATE, _PLACE):
        rows = rows.join(_most(votes, columns), on=_KEY, how="left")
    return (
        rows.join(_parties(votes), on=_KEY, how="left")
        .join(_disagreements(votes), on=_KEY, how="left")
        .with_columns(pl.col("disagreements").fill_null([]))
        .select(schema.INCIDENTS.polars.names())
    )


def _own_voice() -> pl.Expr:
    return pl.col("attributed_to").is_null() & pl.col("quote_id").is_null()


def _most(votes: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Of each incident the values of the columns that most reports give together."""
    return (
        votes.filter(pl.any_horizontal(pl.col(columns).is_not_null()))
        .group_by(_KEY, *columns)
        .agg(
            votes=pl.n_unique("report"),
            confidence=pl.max("confidence"),
            place=pl.min("place"),
        )
        .sort("votes", "confidence", "place", descending=[True, True, False])
        .unique(_KEY, keep="first", maintain_order=True)
        .select(_KEY, *columns)
    )


def _parties(votes: pl.DataFrame) -> pl.DataFrame:
    """Actor and recipient, as a report gives both; where none does, each as most give it."""
    both = votes.filter(_is_given(_ACTOR) & _is_given(_RECIPIENT))
    dyads = _most(both, (*_ACTOR, *_RECIPIENT))
    others = votes.join(dyads, on=_KEY, how="anti")
    sides = _most(others, _ACTOR).join(_most(others, _RECIPIENT), on=_KEY, how="full", coalesce=True)
    return pl.concat([dyads, sides.select(dyads.columns)])


def _is_given(side: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(pl.col(side).is_not_null())


def _disagreements(votes: pl.DataFrame) -> pl.DataFrame:
    """The columns for which reports give more than one value. Parties that are only described are not told
    apart, and those of mutual deeds may be named in either order."""
    described = (
        pl.when(pl.col(f"{role}_kind") != schema.UNNAMED).then(f"{role}_id").alias(f"{role}_id")
        for role in ("actor", "recipient")
    )
    of_one_side = ~pl.col("event_type").is_in(sorted(SYMMETRIC_TYPES))
    said = votes.with_columns(described).with_columns(
        pl.when(of_one_side).then(name).alias(name) for name in _PARTIES
    )
    counted = said.group_by(_KEY).agg(pl.col(name).drop_nulls().n_unique() for name in _SAID)
    return (
        counted.unpivot(_SAID, index=_KEY, variable_name="disagreements", value_name="values")
        .filter(pl.col("values") > 1)
        .group_by(_KEY)
        .agg(pl.col("disagreements").sort())
    )
