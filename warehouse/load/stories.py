"""Brings `core.article_stories`, `core.story_links` and `core.stories` in step with a load.

Only what the load touches is found anew: the chapters that hang together with an article that came, went or
changed, the links of these chapters, and the stories that they are of. What is found is the same whatever the
order of loading (see `transforms.stories`). Near-duplicates are of the story of their original.
"""

from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
import polars as pl

from transforms.stories.chapters import SPAN, chapters_of
from transforms.stories.links import joined, kept, links_of
from transforms.stories.vectors import UNDATED, WINDOW, Ints, Vectors, vectors_of
from warehouse.load.story_rows import COPIES, STORY_ROWS

_AT_A_TIME = 16  # spans whose articles are in memory
_BESIDE = -(-WINDOW // SPAN)  # spans to each side that the window of a span reaches into
# Days count from 1970. Those of an article without a date are the days when it was first seen.
_DATED = f"""
    SELECT
        article_id,
        published_at,
        first_seen_at,
        published_on - DATE '1970-01-01' AS published,
        first_seen_at::DATE - DATE '1970-01-01' AS seen,
        floor(coalesce(published, seen) / {SPAN})::BIGINT AS span,
        floor(seen / {SPAN})::BIGINT AS seen_span
    FROM core.articles
    WHERE duplicate_of IS NULL
"""
_BEFORE = f"""
    CREATE OR REPLACE TEMP TABLE grouped_before AS
    SELECT article_id, span FROM ({_DATED}) SEMI JOIN core.article_stories USING (article_id)
"""
_STANDING = f"""
    CREATE OR REPLACE TEMP TABLE standing AS
    SELECT *, row_number() OVER (ORDER BY published_at NULLS LAST, first_seen_at, article_id) AS place
    FROM ({_DATED})
    SEMI JOIN core.article_terms USING (article_id);

    CREATE OR REPLACE TEMP TABLE ungrouped AS
    SELECT article_id, span FROM grouped_before
    WHERE article_id IN (SELECT article_id FROM incoming)
        OR article_id NOT IN (SELECT article_id FROM standing);

    -- Where an article is gone, all that it may have held together is looked at again
    CREATE OR REPLACE TEMP TABLE seeds AS
    SELECT article_id, span FROM standing
    WHERE span IN (SELECT span FROM ungrouped)
        OR article_id IN (SELECT article_id FROM incoming)
        OR article_id NOT IN (SELECT article_id FROM grouped_before);
"""
_SPANS = "SELECT DISTINCT span FROM seeds ORDER BY span"
_OF_SPANS = """
    SELECT
        article_id, span, published, seen, terms, weights,
        article_id IN (SELECT article_id FROM seeds) AS is_seed
    FROM standing JOIN core.article_terms USING (article_id)
    WHERE list_contains(?::BIGINT[], span)
    ORDER BY place
"""
_REGROUP = """
    CREATE OR REPLACE TEMP TABLE regrouped AS SELECT article_id, chapter_id, similarity FROM found_chapters;

    CREATE OR REPLACE TEMP TABLE replaced AS
    SELECT article_id, chapter_id, story_id FROM core.article_stories
    WHERE article_id IN (SELECT article_id FROM regrouped UNION ALL SELECT article_id FROM ungrouped)
        OR article_id IN (SELECT article_id FROM incoming);

    CREATE OR REPLACE TEMP TABLE touched_stories AS SELECT DISTINCT story_id FROM replaced;

    -- Not those of near-duplicates that came: their originals stand
    CREATE OR REPLACE TEMP TABLE replaced_chapters AS
    SELECT DISTINCT chapter_id FROM replaced SEMI JOIN grouped_before USING (article_id);

    DELETE FROM core.story_links
    WHERE chapter_id IN (FROM replaced_chapters) OR other_id IN (FROM replaced_chapters);

    DELETE FROM core.article_stories
    WHERE article_id IN (SELECT article_id FROM replaced) OR chapter_id IN (FROM replaced_chapters);

    INSERT INTO core.article_stories BY NAME
    SELECT article_id, chapter_id AS story_id, similarity, chapter_id FROM regrouped;
"""
# The chapters whose links are sought, and all that are near enough to be linked with them
_NEAR = f"""
    WITH asked AS (
        SELECT published, span, seen_span FROM standing SEMI JOIN regrouped USING (article_id)
        WHERE list_contains($spans::BIGINT[], span)
    ),
    beside AS (SELECT unnest(range(-{_BESIDE}, {_BESIDE + 1})) AS step)
    SELECT
        article_id, chapter_id, span, published, seen, seen_span, terms, weights,
        article_id IN (SELECT article_id FROM regrouped) AS is_asked,
        size, inner_sum
    FROM standing
    JOIN core.article_terms USING (article_id)
    JOIN core.article_stories USING (article_id)
    JOIN chapter_sizes USING (chapter_id)
    WHERE span IN (SELECT span + step FROM asked, beside)
        OR (published IS NULL AND seen_span IN (SELECT seen_span + step FROM asked, beside))
        OR seen_span IN (SELECT seen_span + step FROM asked, beside WHERE published IS NULL)
    ORDER BY place
"""
_SIZES = """
    CREATE OR REPLACE TEMP TABLE chapter_sizes AS
    SELECT chapter_id, count(*) AS size, sum(similarity) * (count(*) - 1) / 2 AS inner_sum
    FROM core.article_stories SEMI JOIN standing USING (article_id)
    GROUP BY chapter_id
"""
# A chapter may turn from one that it is linked with to another: two steps from what changed
_IN_PLAY = """
    CREATE OR REPLACE TEMP TABLE both_ways AS
    SELECT chapter_id, other_id FROM core.story_links
    UNION ALL SELECT other_id, chapter_id FROM core.story_links;

    CREATE OR REPLACE TEMP TABLE in_play AS
    WITH changed AS (
        SELECT chapter_id FROM regrouped
        UNION SELECT chapter_id FROM core.article_stories SEMI JOIN touched_stories USING (story_id)
    ),
    near AS (FROM changed UNION SELECT other_id FROM both_ways SEMI JOIN changed USING (chapter_id)),
    nearby AS (FROM near UNION SELECT other_id FROM both_ways SEMI JOIN near USING (chapter_id)),
    stories AS (SELECT DISTINCT story_id FROM core.article_stories SEMI JOIN nearby USING (chapter_id))
    SELECT DISTINCT chapter_id, story_id FROM core.article_stories SEMI JOIN stories USING (story_id);
"""
_IN_ORDER = """
    SELECT chapter_id, size
    FROM in_play
    JOIN chapter_sizes USING (chapter_id)
    JOIN standing ON article_id = chapter_id
    ORDER BY place
"""
_LINKS = """
    SELECT chapter_id, other_id, likeness FROM core.story_links
    WHERE chapter_id IN (SELECT chapter_id FROM in_play) AND other_id IN (SELECT chapter_id FROM in_play)
    ORDER BY ALL
"""
_RENAME = """
    INSERT INTO touched_stories SELECT story_id FROM in_play UNION SELECT story_id FROM found_stories;

    UPDATE core.article_stories SET story_id = found_stories.story_id FROM found_stories
    WHERE found_stories.chapter_id = article_stories.chapter_id
        AND found_stories.story_id != article_stories.story_id;
"""
_SCRATCH = (
    "grouped_before", "standing", "ungrouped", "seeds", "regrouped", "replaced", "replaced_chapters",
    "chapter_sizes", "both_ways", "in_play", "new_copies",
)  # fmt: skip


def remember_grouped(connection: duckdb.DuckDBPyConnection) -> None:
    """What a load needs to know of before it changes a row."""
    connection.execute(_BEFORE)


def follow_stories(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring stories in step after a load, from its table `incoming`, once near-duplicates are marked.

    Leaves their ids in the table `touched_stories`.
    """
    connection.execute(_STANDING)
    spans = [span for (span,) in connection.execute(_SPANS).fetchall()]
    some_spans = [spans[start : start + _AT_A_TIME] for start in range(0, len(spans), _AT_A_TIME)]
    chapters = [row for some in some_spans for row in _chapters(connection, some)]
    columns = {"article_id": pl.String, "chapter_id": pl.String, "similarity": pl.Float64}
    _execute(connection, _REGROUP, "found_chapters", pl.DataFrame(chapters, columns, orient="row"))
    connection.execute(_SIZES)
    links = {link for some in some_spans for link in _links(connection, some)}
    columns = {"chapter_id": pl.String, "other_id": pl.String, "likeness": pl.Float64}
    insert = "INSERT INTO core.story_links BY NAME FROM found_links"
    _execute(connection, insert, "found_links", pl.DataFrame(sorted(links), columns, orient="row"))
    connection.execute(_IN_PLAY)
    columns = {"chapter_id": pl.String, "story_id": pl.String}
    _execute(
        connection, _RENAME, "found_stories", pl.DataFrame([*_stories(connection)], columns, orient="row")
    )
    connection.execute(COPIES)
    connection.execute(STORY_ROWS)
    for name in _SCRATCH:
        connection.execute(f"DROP TABLE temp.{name}")


def _chapters(
    connection: duckdb.DuckDBPyConnection, spans: Sequence[int]
) -> Iterator[tuple[str, str, float]]:
    """Each article that hangs together with a seed of the spans, its chapter and its similarity to that."""
    rows = connection.execute(_OF_SPANS, [list(spans)]).pl()
    for (_,), of_span in rows.group_by("span", maintain_order=True):
        names = of_span["article_id"]
        seeds = of_span["is_seed"].arg_true().to_list()
        for articles, similarities in chapters_of(_vectors(of_span), seeds):
            for article, similarity in zip(articles, similarities, strict=True):
                yield names[article], names[articles[0]], round(similarity, 4)


def _links(connection: duckdb.DuckDBPyConnection, spans: Sequence[int]) -> Iterator[tuple[str, str, float]]:
    """The links of the regrouped chapters of the spans."""
    rows = connection.execute(_NEAR, {"spans": list(spans)}).pl()
    for span in spans:
        asked = rows.filter((pl.col("span") == span) & pl.col("is_asked"))
        near = rows.filter(_is_near(span, asked))
        chapters = near.group_by("chapter_id", maintain_order=True).first()
        numbers = near.select(
            pl.col("chapter_id").replace_strict(chapters["chapter_id"], range(len(chapters)))
        )
        names = chapters["chapter_id"]
        wanted = names.is_in(asked["chapter_id"].unique().implode()).arg_true().to_list()
        found = links_of(
            _vectors(near),
            numbers.to_series().cast(pl.Int64).to_numpy(),
            chapters["span"].to_numpy(),
            chapters["size"].to_numpy().astype(np.float64),
            chapters["inner_sum"].to_numpy(),
            wanted,
        )
        for one, other, likeness in found:
            yield min(names[one], names[other]), max(names[one], names[other]), likeness


def _is_near(span: int, asked: pl.DataFrame) -> pl.Expr:
    """Whether an article is within the window of some of those asked, which are of a span."""
    undated = pl.col("published").is_null()
    return (
        pl.col("span").is_between(span - _BESIDE, span + _BESIDE)
        | (undated & _beside(asked["seen_span"]))
        | _beside(asked.filter(undated)["seen_span"])
    )


def _beside(spans: pl.Series) -> pl.Expr:
    reached = {span + step for span in spans.unique() for step in range(-_BESIDE, _BESIDE + 1)}
    return pl.col("seen_span").is_in(sorted(reached))


def _stories(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """Each chapter that is looked at, and the story that it is of: that of its first article."""
    sizes = dict(connection.execute(_IN_ORDER).fetchall())
    order = {name: place for place, name in enumerate(sizes)}
    links = connection.execute(_LINKS).fetchall()
    for chapters in joined(order, kept(links, sizes)):
        story = min(chapters, key=order.__getitem__)
        for chapter in chapters:
            yield chapter, story


def _vectors(rows: pl.DataFrame) -> Vectors:
    def flat(column: str) -> Ints:
        return np.asarray(rows[column].to_arrow().flatten(), dtype=np.int64)

    return vectors_of(
        rows["terms"].list.len().cast(pl.Int64).to_numpy(),
        flat("terms"),
        flat("weights"),
        rows["published"].fill_null(UNDATED).to_numpy(),
        rows["seen"].to_numpy(),
    )


def _execute(connection: duckdb.DuckDBPyConnection, sql: str, name: str, rows: pl.DataFrame) -> None:
    """Run statements that read `rows` under a name."""
    connection.register(name, rows.to_arrow())
    connection.execute(sql)
    connection.unregister(name)
