"""Brings `core.incidents` and `core.events.incident_id` in step with a load.

Only the stories that the load touched are worked again, each from all its events: so the order of loading
does not matter. An article of no story is worked by itself. Call it after `follow_stories`, whose table
`touched_stories` says which.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import duckdb
import polars as pl

from transforms import schema
from transforms.incidents.deeds import (
    Deed,
    figures_of,
    lemma_of,
    possible_days,
    side_of,
    stated_days,
    stems_of,
)
from transforms.incidents.facts import facts_of
from transforms.incidents.groups import incidents_of
from transforms.lexicon.reference import REFERENCE
from transforms.stories.terms import load_common_words

_AT_A_TIME = 5_000  # articles whose events are in memory, or one story of more

# Which events make incidents: the first of each in its article. All others follow these.
TELLS = "event.duplicate_of IS NULL"

_TOUCHED = """
    CREATE OR REPLACE TEMP TABLE retold AS
    SELECT article_id, story_id, story_id AS told_with
    FROM core.article_stories SEMI JOIN touched_stories USING (story_id)
    UNION ALL
    SELECT article_id, NULL, article_id
    FROM core.articles SEMI JOIN incoming USING (article_id)
    ANTI JOIN core.article_stories USING (article_id);

    CREATE OR REPLACE TEMP TABLE incident_months AS
    SELECT DISTINCT month FROM mart.incidents
    WHERE story_id IN (SELECT story_id FROM touched_stories)
        OR first_article_id IN (SELECT article_id FROM retold);

    DELETE FROM core.incidents
    WHERE story_id IN (SELECT story_id FROM touched_stories)
        OR first_article_id IN (SELECT article_id FROM retold);

    CREATE OR REPLACE TEMP TABLE retold_parts AS
    SELECT told_with, (sum(count(*)) OVER (ORDER BY told_with) - 1) // $at_a_time AS part
    FROM retold GROUP BY told_with;
"""
_TOLD = f"""
    SELECT
        event.*, retold.story_id, retold.told_with,
        coalesce(article.duplicate_of, article_id) AS report,
        coalesce(article.publisher, article.source) AS outlet,
        article.published_on,
        actor.kind AS actor_kind, recipient.kind AS recipient_kind,
        coalesce(event.place_country, place.country) AS country_of_place,
        CASE WHEN country.wikidata_id IS NULL THEN place.kind ELSE 'country' END AS place_kind
    FROM core.events AS event
    JOIN retold USING (article_id)
    JOIN retold_parts USING (told_with)
    JOIN core.articles AS article USING (article_id)
    LEFT JOIN core.article_entities AS actor
        ON actor.article_id = event.article_id AND actor.entity_id = event.actor_id
    LEFT JOIN core.article_entities AS recipient
        ON recipient.article_id = event.article_id AND recipient.entity_id = event.recipient_id
    LEFT JOIN core.article_entities AS place
        ON place.article_id = event.article_id AND place.entity_id = event.place_id
    LEFT JOIN ref.countries AS country ON country.wikidata_id = event.place_id
    WHERE {TELLS} AND retold_parts.part = ?
    ORDER BY
        told_with, article.published_at NULLS LAST, article.first_seen_at, article_id, start_char, event_id
"""
_RENUMBER = """
    CREATE OR REPLACE TEMP TABLE renumbered AS
    SELECT event.event_id, event.article_id, first.incident_id
    FROM core.events AS event
    SEMI JOIN retold USING (article_id)
    LEFT JOIN incident_events AS first ON first.event_id = coalesce(event.duplicate_of, event.event_id)
    WHERE first.incident_id IS DISTINCT FROM event.incident_id;

    UPDATE core.events SET incident_id = renumbered.incident_id FROM renumbered
    WHERE renumbered.event_id = events.event_id;

    INSERT INTO incident_months
    SELECT DISTINCT month FROM mart.incidents
    WHERE story_id IN (SELECT story_id FROM touched_stories)
        OR first_article_id IN (SELECT article_id FROM retold);
"""
_SCRATCH = ("touched_stories", "retold", "retold_parts", "incident_events")


def follow_incidents(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring incidents in step after a load. Leaves the tables `renumbered` (events whose incident is another
    now) and `incident_months` (months whose incidents changed) for the marts."""
    connection.execute(_TOUCHED.replace("$at_a_time", str(_AT_A_TIME)))
    connection.execute("CREATE OR REPLACE TEMP TABLE incident_events (event_id VARCHAR, incident_id VARCHAR)")
    parts = connection.execute("SELECT DISTINCT part FROM retold_parts ORDER BY part").fetchall()
    for (part,) in parts:
        told = connection.execute(_TOLD, [part]).pl()
        told = told.with_columns(pl.Series("incident_id", [*_incidents(told)], pl.String))
        connection.register("told", told.select("event_id", "incident_id").to_arrow())
        connection.register("facts", facts_of(told).to_arrow())
        connection.execute("INSERT INTO incident_events FROM told")
        connection.execute(f"INSERT INTO {schema.INCIDENTS.full_name} BY NAME FROM facts")
        connection.unregister("told")
        connection.unregister("facts")
    connection.execute(_RENUMBER)
    for name in _SCRATCH:
        connection.execute(f"DROP TABLE temp.{name}")


def _incidents(told: pl.DataFrame) -> Iterator[str]:
    """The incident of each event, in their order: the first event that tells of it."""
    common = _common_words()
    for _, story in told.group_by("told_with", maintain_order=True):
        rows = story.rows(named=True)
        found = [""] * len(rows)
        for numbers in incidents_of([_deed(row, common) for row in rows], story["article_id"].to_list()):
            for number in numbers:
                found[number] = rows[numbers[0]]["event_id"]
        yield from found


def _deed(row: Mapping[str, Any], common: Mapping[str, float]) -> Deed:
    """What is compared of a row of `core.events`."""
    actor, recipient = (
        side_of(
            row[f"{role}_text"],
            entity=row[f"{role}_id"],
            country=row[f"{role}_country"],
            sector=row[f"{role}_sector"],
            kind=row[f"{role}_kind"],
        )
        for role in ("actor", "recipient")
    )
    place = side_of(
        row["place_text"], entity=row["place_id"], country=row["country_of_place"], kind=row["place_kind"]
    )
    stated = stated_days(row["event_date"], row["date_precision"])
    text = str(row["text"])
    named = actor.words | recipient.words | place.words | stems_of(str(row["trigger"]))
    return Deed(
        event_type=row["event_type"],
        mode=row["mode"],
        status=row["status"],
        quad_class=row["quad_class"],
        lemma=lemma_of(row["trigger"], row["rule"]),
        actor=actor,
        recipient=recipient,
        place=place,
        stated=stated,
        days=possible_days(stated, row["published_on"], row["status"]),
        figures=figures_of(text),
        words=stems_of(text, common) - named,
    )


@cache
def _common_words() -> dict[str, float]:
    return load_common_words(REFERENCE)
