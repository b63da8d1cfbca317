"""Near-duplicates across runs: the later article points to the earliest that it repeats."""

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
    -- Pairs that share a band, each once; of a text that many print there are many
    CREATE OR REPLACE TEMP TABLE candidates AS
    WITH asked AS (
        SELECT article_id, unnest(bands) AS band
        FROM core.article_signatures SEMI JOIN to_compare USING (article_id) WHERE kind = $kind
    ),
    others AS (SELECT article_id, unnest(bands) AS band FROM core.article_signatures WHERE kind = $kind)
    SELECT one, other, row_number() OVER () AS number
    FROM (
        SELECT DISTINCT asked.article_id AS one, others.article_id AS other
        FROM asked JOIN others USING (band)
        WHERE asked.article_id < others.article_id
            OR (asked.article_id > others.article_id AND others.article_id NOT IN (FROM to_compare))
    )
"""

SIGNATURES = """
    SELECT article_id, signature FROM core.article_signatures
    WHERE kind = $kind AND article_id IN (SELECT one FROM candidates UNION SELECT other FROM candidates)
"""

PART = "SELECT one, other FROM candidates WHERE number > ? AND number <= ?"
AT_A_TIME = 100_000  # pairs

LINKS = """
    -- What is known to repeat an article of those compared, directly or through its original
    WITH named AS (SELECT unnest($articles) AS article_id)
    SELECT article_id, duplicate_of FROM core.articles
    WHERE duplicate_of IS NOT NULL AND (
        article_id IN (FROM named)
        OR duplicate_of IN (FROM named)
        OR duplicate_of IN (SELECT duplicate_of FROM core.articles SEMI JOIN named USING (article_id))
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
    groups = similar_articles(connection)
    if not groups.above:
        return 0
    for one, other in connection.execute(LINKS, {"articles": sorted(groups.above)}).fetchall():
        groups.join(one, other)
    order = connection.execute(IN_ORDER, [sorted(groups.above)]).fetchall()
    first: dict[str, str] = {}
    marks = []
    for (article,) in order:
        original = first.setdefault(groups.of(article), article)
        marks.append((article, None if original == article else original))
    connection.register("marks", pl.DataFrame(marks, ["article_id", "original"], orient="row").to_arrow())
    connection.execute(
        """UPDATE core.articles SET duplicate_of = original FROM marks
           WHERE marks.article_id = articles.article_id"""
    )
    connection.unregister("marks")
    return sum(original is not None for _, original in marks)


class Groups:
    """Articles that are joined, directly or by way of others."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}  # each article's way to the one that stands for its group

    def of(self, article: str) -> str:
        """The article that stands for the group."""
        while (above := self.above.get(article, article)) != article:
            self.above[article] = self.above[above]  # half the way for who comes next
            article = above
        return article

    def join(self, one: str, other: str) -> None:
        self.above[self.of(one)] = self.above[self.of(other)] = min(self.of(one), self.of(other))


def similar_articles(connection: duckdb.DuckDBPyConnection) -> Groups:
    """Articles that came in, and all that are similar enough to be one text with them.

    The pairs stay in DuckDB and are looked at in parts: a notice that ten thousand articles share makes
    fifty million of them. What is joined already need not be compared.
    """
    groups = Groups()
    ((pairs,),) = connection.execute(CANDIDATES, {"kind": SIGNATURE_KIND}).fetchall()
    signatures = dict(connection.execute(SIGNATURES, {"kind": SIGNATURE_KIND}).fetchall())
    for start in range(0, pairs, AT_A_TIME):
        for one, other in connection.execute(PART, [start, start + AT_A_TIME]).fetchall():
            if groups.of(one) != groups.of(other) and (
                similarity(signatures[one], signatures[other]) >= THRESHOLD
            ):
                groups.join(one, other)
    connection.execute("DROP TABLE candidates")
    return groups
