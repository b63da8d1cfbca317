"""What most articles say of an entity.

Of each fact (name, kind, country, sector) that value holds which most articles state; an article that does
not tell has no vote. Of several that as many articles state, the one of more mentions holds, then the
longest, then the first in the alphabet: so the order of the articles does not matter.
`warehouse.marts.agreed` applies the same rule to all articles of a warehouse.
"""

import polars as pl

from transforms import schema

FACTS = ("name", "kind", "country", "sector")
WIKIDATA_ID = r"^Q[1-9]\d*$"


def agreed(told: pl.DataFrame) -> pl.DataFrame:
    """Rows of `core.entities` by what the articles of `told`, rows of `core.article_entities`, say."""
    votes = (
        told.unpivot(FACTS, index=["entity_id", "mentions"], variable_name="fact")
        .drop_nulls("value")
        .group_by("entity_id", "fact", "value")
        .agg(articles=pl.len(), mentions=pl.col("mentions").sum(), length=pl.first("value").str.len_chars())
    )
    order = {"articles": True, "mentions": True, "length": True, "value": False}  # whether descending
    won = votes.sort([*order], descending=[*order.values()]).unique(["entity_id", "fact"], keep="first")
    values = {fact: pl.col("value").filter(pl.col("fact") == fact).first() for fact in FACTS}
    is_item = pl.col("entity_id").str.contains(WIKIDATA_ID)
    entities = won.group_by("entity_id").agg(**values).sort("entity_id")
    return entities.with_columns(wikidata_id=pl.when(is_item).then("entity_id")).select(
        schema.ENTITIES.polars.names()
    )
