"""Queries of the page "Article", besides `warehouse.article.article`. `{article}` comes from
`filters.ARTICLE`.
"""

NEWEST = """
    -- Newest first, with what was found in each
    WITH newest AS (
        SELECT article_id, title, published_at, published_on, source, publisher, n_words, duplicate_of
        FROM core.articles AS article
        WHERE {article}
        ORDER BY published_at DESC NULLS LAST, article_id
        LIMIT $limit
    )
    SELECT
        newest.*,
        (
            SELECT count(DISTINCT quote_group) FROM core.quotes WHERE quotes.article_id = newest.article_id
        ) AS quotes,
        (SELECT count(*) FROM core.events WHERE events.article_id = newest.article_id) AS events
    FROM newest
    ORDER BY published_at DESC NULLS LAST, article_id
"""
TITLE = """
    list_bool_and(list_transform(
        $words, lambda word: contains(lower(strip_accents(coalesce(article.title, ''))), word)
    ))
"""
"""Condition: the title contains all the words, in lower case and without accents."""

TOTAL = "SELECT count(*) AS articles FROM core.articles AS article WHERE {article}"

VERSION = "FROM core.article_versions WHERE article_id = $article AND version = $version"
"""All columns: warehouses of older versions lack some."""

QUAD_CLASSES = "SELECT event_type, quad_class FROM ref.plover_types"
