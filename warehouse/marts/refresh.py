"""The marts that are tables: made anew from all articles, or brought in step with what a load changed.

Each is one statement in `warehouse/marts/tables/`. They read what tables that are made here, for the
length of a refresh, tell them to:

- `counted` (article_id, weight): the articles to count, with weight 1, or -1 to take them off;
- `touched_days` (day), `touched_months` (month): the days and months of events whose rows are made anew;
- `touched_entities` (entity_id): the entities whose rows are made anew;
- `naming` (entity_id, article_id): the articles among which an entity's first and last are.

Made from all articles they hold everything. Around a load there are two steps: before it changes a row, the
articles that it replaces are taken off; after it, those that count now are added, and those taken off that
repeat what came. In between, once `mart.entity_facts` is up to date, `core.entities` follows it
(`warehouse.marts.agreed`), which the other marts read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse.marts import agreed
from warehouse.marts.agreed import agree

FOLDER = Path(__file__).parent / "tables"
# In the order in which they are made: those of the last line read the others
NAMES = (
    "entity_facts",
    "events", "quotes", "entity_days", "cooccurrence",
    "claims", "dyad_months", "goldstein_months", "speakers", "entity_seen",
)  # fmt: skip
# Marts whose columns are sums over articles, but for the key
SUMS = {
    "entity_facts": ("entity_id", "fact", "value"),
    "entity_days": ("entity_id", "day"),
    "cooccurrence": ("entity_id", "other_id"),
}
# Column of the mart, the rows of whose touched values are made anew; and the table and column that hold these
PARTS = {
    "claims": ("day", "touched_days", "day"),
    "dyad_months": ("month", "touched_months", "month"),
    "goldstein_months": ("month", "touched_months", "month"),
    "speakers": ("speaker_id", "touched_entities", "entity_id"),
    "entity_seen": ("entity_id", "touched_entities", "entity_id"),
}
SCRATCH = (
    "counted", "touched_entities", "touched_articles", "duplicates_before",
    "touched_days", "touched_months", "gone", "lost", "made_anew", "coming",
    "named", "added_up", "renumbered", "incident_months", *(f"{mart}_changes" for mart in SUMS), *agreed.SCRATCH,
)  # fmt: skip
LARGE = 5  # a load of more than one in five articles is not worth adding: making all anew is as quick


def statement(mart: str) -> str:
    """The file that creates a mart."""
    return (FOLDER / f"{mart}.sql").read_text(encoding="utf-8")


def query(mart: str) -> str:
    """The query in that file."""
    return statement(mart).partition(f"CREATE OR REPLACE TABLE mart.{mart} AS\n")[2].partition(";")[0]


EVERYTHING = """
    CREATE OR REPLACE TEMP TABLE counted AS
    SELECT article_id, 1 AS weight FROM core.articles WHERE duplicate_of IS NULL;

    CREATE OR REPLACE TEMP VIEW naming AS
    SELECT entity_id, article_id FROM core.mentions WHERE entity_id IS NOT NULL;
"""
EVERY_PART = """
    CREATE OR REPLACE TEMP TABLE touched_entities AS SELECT entity_id FROM core.entities;

    CREATE OR REPLACE TEMP TABLE touched_days AS SELECT DISTINCT day FROM mart.events;

    CREATE OR REPLACE TEMP TABLE touched_months AS
    SELECT month FROM mart.events UNION SELECT month FROM mart.incidents;
"""
BEFORE = """
    CREATE OR REPLACE TEMP TABLE named_before AS
    SELECT DISTINCT entity_id FROM core.article_entities SEMI JOIN incoming USING (article_id);

    CREATE OR REPLACE TEMP TABLE duplicates_before AS
    SELECT article_id FROM core.articles WHERE duplicate_of IS NOT NULL;

    -- Articles that are replaced, which count until now
    CREATE OR REPLACE TEMP TABLE counted AS
    SELECT article_id, -1 AS weight
    FROM core.articles
    SEMI JOIN incoming USING (article_id)
    WHERE duplicate_of IS NULL;

    CREATE OR REPLACE TEMP TABLE gone AS SELECT article_id FROM counted;

    -- Where the load follows incidents, it says which changed
    CREATE OR REPLACE TEMP TABLE renumbered (article_id VARCHAR);

    CREATE OR REPLACE TEMP TABLE incident_months ("month" DATE);
"""
AFTER = """
    -- Articles that count from now on, and others that no longer do, as they repeat what came
    CREATE OR REPLACE TEMP TABLE counted AS
    SELECT article_id, 1 AS weight
    FROM core.articles
    SEMI JOIN (
        SELECT article_id FROM incoming UNION SELECT article_id FROM duplicates_before
    ) AS changed USING (article_id)
    WHERE duplicate_of IS NULL
    UNION ALL
    SELECT article_id, -1 AS weight
    FROM core.articles
    ANTI JOIN duplicates_before USING (article_id)
    ANTI JOIN incoming USING (article_id)
    WHERE duplicate_of IS NOT NULL;

    INSERT INTO gone SELECT article_id FROM counted WHERE weight = -1;
"""
# Articles that came, went, name an entity that is called otherwise now, or tell of another incident now; their
# events and quotations leave
TOUCHED_ARTICLES = """
    CREATE OR REPLACE TEMP TABLE touched_articles AS
    SELECT article_id FROM gone
    UNION
    SELECT article_id FROM counted
    UNION
    SELECT article_id FROM mart.events SEMI JOIN renamed_entities ON entity_id = actor_id
    UNION
    SELECT article_id FROM mart.events SEMI JOIN renamed_entities ON entity_id = recipient_id
    UNION
    SELECT article_id FROM mart.events SEMI JOIN renamed_entities ON entity_id = attributed_to
    UNION
    SELECT article_id FROM mart.quotes SEMI JOIN renamed_entities ON entity_id = speaker_id
    UNION
    SELECT article_id FROM renumbered;

    CREATE OR REPLACE TEMP TABLE touched_days AS
    SELECT DISTINCT day FROM mart.events SEMI JOIN touched_articles USING (article_id);

    CREATE OR REPLACE TEMP TABLE touched_months AS
    SELECT DISTINCT month FROM mart.events SEMI JOIN touched_articles USING (article_id)
    UNION
    SELECT month FROM incident_months;

    DELETE FROM mart.events WHERE article_id IN (SELECT article_id FROM touched_articles);

    DELETE FROM mart.quotes WHERE article_id IN (SELECT article_id FROM touched_articles);

    CREATE OR REPLACE TEMP TABLE counted AS
    SELECT article_id, 1 AS weight
    FROM core.articles
    SEMI JOIN touched_articles USING (article_id)
    WHERE duplicate_of IS NULL;
"""
EVENTS_AND_QUOTES = f"""
    CREATE OR REPLACE TEMP TABLE coming AS {query("events")};

    INSERT INTO touched_days SELECT DISTINCT day FROM coming;

    INSERT INTO touched_months SELECT DISTINCT month FROM coming;

    INSERT INTO mart.events BY NAME FROM coming;

    INSERT INTO mart.quotes BY NAME {query("quotes")};
"""
TOUCHED_ENTITIES = """
    CREATE OR REPLACE TEMP TABLE touched_entities AS
    SELECT entity_id FROM entity_days_changes UNION SELECT entity_id FROM changed_entities;
"""
# An entity's first and last article are among those until now and those that came. Where one of them is gone,
# all that mention the entity are looked at again.
NAMING = """
    CREATE OR REPLACE TEMP TABLE lost AS
    SELECT entity_id
    FROM mart.entity_seen
    WHERE first_article_id IN (SELECT article_id FROM gone)
        OR last_article_id IN (SELECT article_id FROM gone);

    CREATE OR REPLACE TEMP TABLE named AS
    SELECT entity_id, article_id FROM core.mentions SEMI JOIN counted USING (article_id)
    WHERE entity_id IS NOT NULL
    UNION ALL
    SELECT entity_id, article_id
    FROM (SELECT entity_id, unnest([first_article_id, last_article_id]) AS article_id FROM mart.entity_seen)
    SEMI JOIN touched_entities USING (entity_id)
    ANTI JOIN gone USING (article_id)
    UNION ALL
    SELECT entity_id, article_id FROM core.mentions SEMI JOIN lost USING (entity_id);

    CREATE OR REPLACE TEMP VIEW naming AS FROM named;
"""


def materialise(connection: duckdb.DuckDBPyConnection) -> None:
    """Rebuild the materialised marts from all articles."""
    for _ in materialised(connection):
        pass


def materialised(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Rebuild one mart after the other; yields the name of each once it is made."""
    connection.execute(EVERYTHING)
    for mart in NAMES:
        connection.execute(statement(mart))
        if mart == "events":
            connection.execute(EVERY_PART)
        yield mart
    tidy(connection)


@contextmanager
def kept_in_step(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Update the marts and `core.entities` with the load in this block, whose articles are in the table
    `incoming`.

    They end up as a rebuild would leave them. Call it within the load's transaction.
    """
    coming, there = connection.execute(
        "SELECT (SELECT count(*) FROM incoming), (SELECT count(*) FROM core.articles)"
    ).fetchall()[0]
    if coming * LARGE > there:
        yield
        for mart in materialised(connection):
            if mart == "entity_facts":
                agree(connection, agreed.ANY)
        return
    connection.execute(BEFORE)
    for mart in SUMS:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {mart}_changes AS {query(mart)}")
    yield
    connection.execute(AFTER)
    for mart, key in SUMS.items():
        connection.execute(f"INSERT INTO {mart}_changes BY NAME {query(mart)}")
        add_up(connection, mart, key)
        if mart == "entity_facts":
            agree(connection, agreed.NAMED_BY_LOAD)
    connection.execute(TOUCHED_ENTITIES)
    connection.execute(TOUCHED_ARTICLES)
    connection.execute(EVENTS_AND_QUOTES)
    connection.execute(NAMING)
    for mart, (column, touched, value) in PARTS.items():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE made_anew AS {query(mart)}")
        connection.execute(
            f"DELETE FROM mart.{mart} AS old USING (SELECT DISTINCT {value} FROM {touched}) AS touched "
            f"WHERE old.{column} IS NOT DISTINCT FROM touched.{value}"
        )
        connection.execute(f"INSERT INTO mart.{mart} BY NAME FROM made_anew")
    tidy(connection)


def add_up(connection: duckdb.DuckDBPyConnection, mart: str, key: tuple[str, ...]) -> None:
    """Add the rows of `{mart}_changes` to the mart, whose columns are all sums but for the key.

    Rows without an article are removed.
    """
    same = " AND ".join(f"old.{name} IS NOT DISTINCT FROM new.{name}" for name in key)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE added_up AS
        SELECT {", ".join(key)}, sum(COLUMNS(* EXCLUDE ({", ".join(key)})))::INTEGER
        FROM (
            FROM {mart}_changes
            UNION ALL BY NAME
            FROM mart.{mart} AS old SEMI JOIN {mart}_changes AS new ON {same}
        )
        GROUP BY ALL
    """)
    connection.execute(f"DELETE FROM mart.{mart} AS old USING added_up AS new WHERE {same}")
    connection.execute(f"INSERT INTO mart.{mart} BY NAME FROM added_up WHERE articles > 0 ORDER BY ALL")


def tidy(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop the temporary tables of a refresh."""
    connection.execute("DROP VIEW IF EXISTS temp.naming")
    for name in SCRATCH:
        connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
