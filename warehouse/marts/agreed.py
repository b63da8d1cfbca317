"""`core.entities` is what most articles say: brought in step with `core.article_entities`.

The rule is that of `transforms.majority`, applied to the counts of `mart.entity_facts`, which a load keeps up to
date: so what it costs grows with the entities that the load names, not with the articles that name them too.
Near-duplicates have no vote, as one story is one opinion however often it is printed; entities that only
near-duplicates name are as these have them.
"""

import duckdb

from transforms.majority import FACTS, WIKIDATA_ID
from transforms.schema import ENTITIES

# Of those whose counts changed, or that an article names or named which the load brings
NAMED_BY_LOAD = """
    CREATE OR REPLACE TEMP TABLE spoken_of AS
    SELECT entity_id FROM entity_facts_changes
    UNION
    SELECT entity_id FROM named_before
    UNION
    SELECT entity_id FROM core.article_entities SEMI JOIN incoming USING (article_id)
"""
ANY = """
    CREATE OR REPLACE TEMP TABLE spoken_of AS
    SELECT entity_id FROM core.article_entities UNION SELECT entity_id FROM core.entities
"""
COLUMNS = ", ".join(ENTITIES.polars.names())
AGREED = f"""
    CREATE OR REPLACE TEMP TABLE agreed AS
    WITH told AS (
        FROM mart.entity_facts SEMI JOIN spoken_of USING (entity_id)
    ),
    by_copies AS (
        FROM core.article_entities
        SEMI JOIN (SELECT entity_id FROM spoken_of ANTI JOIN told USING (entity_id)) AS other USING (entity_id)
    ),
    votes AS (
        SELECT entity_id, fact, value, articles, mentions FROM told
        UNION ALL
        SELECT entity_id, fact, value, count(*), sum(mentions)
        FROM by_copies UNPIVOT (value FOR fact IN ({", ".join(FACTS)}))
        GROUP BY ALL
    ),
    won AS (
        FROM votes
        QUALIFY row_number() OVER (
            PARTITION BY entity_id, fact ORDER BY articles DESC, mentions DESC, length(value) DESC, value
        ) = 1
    ),
    entities AS (
        SELECT
            entity_id,
            {", ".join(f"max(value) FILTER (fact = '{fact}') AS {fact}" for fact in FACTS)},
            CASE WHEN regexp_matches(entity_id, '{WIKIDATA_ID}') THEN entity_id END AS wikidata_id
        FROM won
        GROUP BY entity_id
    )
    SELECT {COLUMNS} FROM entities
"""
CHANGED = f"""
    CREATE OR REPLACE TEMP TABLE changed_entities AS
    WITH before AS (SELECT {COLUMNS} FROM core.entities SEMI JOIN spoken_of USING (entity_id))
    SELECT entity_id FROM (FROM agreed EXCEPT FROM before)
    UNION
    SELECT entity_id FROM before ANTI JOIN agreed USING (entity_id);

    CREATE OR REPLACE TEMP TABLE renamed_entities AS
    SELECT entity_id FROM core.entities AS before JOIN agreed USING (entity_id) WHERE before.name != agreed.name;

    DELETE FROM core.entities WHERE entity_id IN (FROM changed_entities);

    INSERT INTO core.entities BY NAME FROM agreed SEMI JOIN changed_entities USING (entity_id);
"""
SCRATCH = ("spoken_of", "named_before", "agreed", "changed_entities", "renamed_entities")


def agree(connection: duckdb.DuckDBPyConnection, which: str) -> None:
    """Have `core.entities` say what most articles say of the entities of `which`: `NAMED_BY_LOAD` or `ANY`.

    Reads `mart.entity_facts`, and of a load its tables `incoming`, `entity_facts_changes` and `named_before`
    (entity_id), whom the replaced articles named. Leaves those whose row is new, another or gone in the table
    `changed_entities`, those who have another name in `renamed_entities`. An entity that no article names any more has no row.
    """
    connection.execute(which)
    connection.execute(AGREED)
    connection.execute(CHANGED)
