"""Finds near-duplicates across runs: a later article points to the earliest that it repeats."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain, groupby, islice
from operator import itemgetter

import duckdb
import polars as pl

from transforms.clean.duplicates import SIGNATURE_KIND, Hashes, similar, unpacked
from transforms.clean.leads import HEAD_CHARS, Lead, are_of_one_story, lead_of

TO_COMPARE = """
    -- Articles that came in, and those that had repeated one of them, whose text may have changed
    CREATE OR REPLACE TEMP TABLE to_compare AS
    SELECT article_id FROM incoming
    UNION SELECT article_id FROM core.articles WHERE duplicate_of IN (SELECT article_id FROM incoming)
"""

SHARED = """
    -- Each band that an article to compare shares with others: who has it
    CREATE OR REPLACE TEMP TABLE shared_bands AS
    WITH known AS (
        SELECT article_id, unnest(bands) AS band FROM core.article_signatures WHERE kind = $kind
    ),
    asked AS (SELECT DISTINCT band FROM known SEMI JOIN to_compare USING (article_id)),
    shared AS (SELECT band FROM known SEMI JOIN asked USING (band) GROUP BY band HAVING count(*) > 1)
    SELECT band, article_id, article_id IN (FROM to_compare) AS is_compared
    FROM known SEMI JOIN shared USING (band)
"""

SIGNATURES = """
    SELECT article_id, signature, left(body, $head), published_at
    FROM core.article_signatures JOIN core.articles USING (article_id)
    WHERE kind = $kind AND article_id IN (SELECT article_id FROM shared_bands)
"""

BY_BAND = """
    SELECT band, index, is_compared FROM shared_bands JOIN numbered USING (article_id)
    ORDER BY band, is_compared, article_id
"""
AT_A_TIME = 100_000  # rows
MANY = 256  # members of a set; more are looked at in parts
# Stories of the same wording that an article is told from, the most like it first: thousands of reports may
# fill in one form, and every pair of them would be read
MOST_APART = 100
LEADS_AT_HAND = 4096
SameStory = Callable[[int, int], bool]  # of article numbers

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
    """Set `duplicate_of` after a load, from its table `incoming`; returns the number of near-duplicates.

    The earliest is the one published first; among those without a date, the one seen first. The result does
    not depend on the order of loading.
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
    """Disjoint sets of articles that are near-duplicates, directly or through others."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}  # each article's way to the one that stands for its group

    def of(self, article: str) -> str:
        """The representative of an article's group."""
        while (above := self.above.get(article, article)) != article:
            self.above[article] = self.above[above]  # half the way for who comes next
            article = above
        return article

    def join(self, one: str, other: str) -> None:
        self.above[self.of(one)] = self.above[self.of(other)] = min(self.of(one), self.of(other))


def similar_articles(connection: duckdb.DuckDBPyConnection) -> Groups:
    """The loaded articles with all that are similar to them.

    Proceeds band by band, without a list of pairs: a notice printed by ten thousand papers would make fifty
    million.
    """
    groups = Groups()
    connection.execute(SHARED, {"kind": SIGNATURE_KIND})
    signed = connection.execute(SIGNATURES, {"kind": SIGNATURE_KIND, "head": HEAD_CHARS}).fetchall()
    articles = [article for article, *_ in signed]
    hashes = unpacked([signature for _, signature, *_ in signed])

    @lru_cache(maxsize=LEADS_AT_HAND)
    def lead(number: int) -> Lead:
        _, _, head, published_at = signed[number]
        return lead_of(head, published_at)

    def same_story(one: int, other: int) -> bool:
        return are_of_one_story(lead(one), lead(other))

    connection.register("numbered", pl.DataFrame({"article_id": articles}).with_row_index().to_arrow())
    rows = connection.execute(BY_BAND)
    in_order = chain.from_iterable(iter(lambda: rows.fetchmany(AT_A_TIME), []))
    for _, members in groupby(in_order, key=itemgetter(0)):
        numbers = [(number, compared) for _, number, compared in members]
        join_similar(numbers, articles, hashes, same_story, groups)
    connection.unregister("numbered")
    connection.execute("DROP TABLE shared_bands")
    return groups


def join_similar(
    members: Sequence[tuple[int, bool]],
    articles: Sequence[str],
    hashes: Hashes,
    same_story: SameStory,
    groups: Groups,
) -> None:
    """Join the similar articles of a band that are of one story.

    Members are article numbers, and whether they are to be compared; those that are come last. None is
    compared with a group that it already belongs to.
    """
    sets: list[list[int]] = []  # members so far, those that are in one group together
    for number, compared in members:
        own: list[list[int]] = []
        apart: list[list[int]] = []
        for others in sets:
            same = groups.of(articles[others[0]]) == groups.of(articles[number])
            (own if same else apart).append(others)
        touched = [*own, *similar_sets(number, apart, hashes, same_story)] if compared else own
        if not touched:
            sets.append([number])
            continue
        home, *rest = touched
        home.append(number)
        groups.join(articles[number], articles[home[0]])
        for others in rest:
            groups.join(articles[number], articles[others[0]])
            home += others
            sets.remove(others)


def similar_sets(
    number: int, sets: Sequence[list[int]], hashes: Hashes, same_story: SameStory
) -> list[list[int]]:
    """The groups with an article that is similar to the given one and of its story; stops at the first
    within a group."""
    small = [others for others in sets if len(others) <= MANY]
    numbers = [other for others in small for other in others]
    owners = [others for others in small for _ in others]
    found: dict[int, list[int]] = {}
    n_apart = 0
    for position in similar(hashes, number, numbers):
        others = owners[position]
        if id(others) in found:
            continue
        if same_story(number, numbers[position]):
            found[id(others)] = others
        else:
            n_apart += 1
        if n_apart == MOST_APART:
            break
    for others in sets:
        if len(others) > MANY:
            parts = (others[start : start + MANY] for start in range(0, len(others), MANY))
            near = (part[position] for part in parts for position in similar(hashes, number, part))
            if any(same_story(number, other) for other in islice(near, MOST_APART)):
                found[id(others)] = others
    return list(found.values())
