"""Near-duplicates across runs: the later article points to the earliest that it repeats."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import duckdb
import polars as pl

from transforms.clean.duplicates import SIGNATURE_KIND, THRESHOLD, similarity

TO_COMPARE = """
    -- Articles that came in, and those that had repeated one of them, whose text may have changed
    CREATE OR REPLACE TEMP TABLE to_compare AS
    SELECT article_id FROM incoming
    UNION SELECT article_id FROM core.articles WHERE duplicate_of IN (SELECT article_id FROM incoming)
"""

CANDIDATES = """
    WITH asked AS (
        SELECT article_id, unnest(bands) AS band
        FROM core.article_signatures SEMI JOIN to_compare USING (article_id) WHERE kind = $kind
    ),
    others AS (SELECT article_id, unnest(bands) AS band FROM core.article_signatures WHERE kind = $kind)
    SELECT DISTINCT asked.article_id AS one, others.article_id AS other
    FROM asked JOIN others USING (band)
    WHERE asked.article_id != others.article_id
"""

LINKS = """
    -- What is known to repeat an article of those compared, directly or through its original
    SELECT article_id, duplicate_of FROM core.articles
    WHERE duplicate_of IS NOT NULL AND (
        list_contains($articles, article_id)
        OR list_contains($articles, duplicate_of)
        OR duplicate_of IN (SELECT duplicate_of FROM core.articles WHERE list_contains($articles, article_id))
    )
"""

IN_ORDER = """
    SELECT article_id FROM core.articles WHERE article_id IN (SELECT unnest(?))
    ORDER BY published_at NULLS LAST, first_seen_at, article_id
"""


def mark_duplicates(connection: duckdb.DuckDBPyConnection) -> int:
    """Set `duplicate_of` after a load, from the table `incoming` that it left; returns how many are marked.

    The earliest is that published first, of those without a date that seen first; so the result is the
    same in whatever order the articles came.
    """
    connection.execute(TO_COMPARE)
    connection.execute(
        "UPDATE core.articles SET duplicate_of = NULL WHERE article_id IN (SELECT article_id FROM to_compare)"
    )
    pairs = similar_pairs(connection)
    if not pairs:
        return 0
    named = sorted({article for pair in pairs for article in pair})
    known = connection.execute(LINKS, {"articles": named}).fetchall()
    groups = components([*pairs, *known])
    order = connection.execute(IN_ORDER, [sorted(groups)]).fetchall()
    first: dict[str, str] = {}
    marks = []
    for (article,) in order:
        original = first.setdefault(groups[article], article)
        marks.append((article, None if original == article else original))
    connection.register("marks", pl.DataFrame(marks, ["article_id", "original"], orient="row").to_arrow())
    connection.execute(
        """UPDATE core.articles SET duplicate_of = original FROM marks
           WHERE marks.article_id = articles.article_id"""
    )
    connection.unregister("marks")
    return sum(original is not None for _, original in marks)


def similar_pairs(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Pairs of articles of which one came in, similar enough to be one text."""
    found = connection.execute(CANDIDATES, {"kind": SIGNATURE_KIND}).fetchall()
    named = sorted({article for pair in found for article in pair})
    signatures: Mapping[str, bytes] = dict(
        connection.execute(
            """SELECT article_id, signature FROM core.article_signatures
               WHERE article_id IN (SELECT unnest(?))""",
            [named],
        ).fetchall()
    )
    return [pair for pair in found if similarity(signatures[pair[0]], signatures[pair[1]]) >= THRESHOLD]


def components(edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of articles joined by edges each one's group, named by one of its members."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for one, other in edges:
        neighbours[one].add(other)
        neighbours[other].add(one)
    group: dict[str, str] = {}
    for start in sorted(neighbours):
        waiting = [start] if start not in group else []
        while waiting:
            article = waiting.pop()
            if article not in group:
                group[article] = start
                waiting += neighbours[article]
    return group
