"""The statements that write what follows from the grouping: near-duplicates, and a row for each story."""

_MOST = 5  # entities and places of a story

# Near-duplicates follow their originals
COPIES = """
    CREATE OR REPLACE TEMP TABLE new_copies AS
    SELECT copy.article_id, original.story_id, original.similarity, original.chapter_id
    FROM core.articles AS copy
    JOIN core.article_stories AS original ON original.article_id = copy.duplicate_of
    ANTI JOIN core.article_stories AS known ON known.article_id = copy.article_id;

    INSERT INTO core.article_stories BY NAME FROM new_copies;

    INSERT INTO touched_stories SELECT story_id FROM new_copies;
"""
STORY_ROWS = f"""
    DELETE FROM core.stories WHERE story_id IN (SELECT story_id FROM touched_stories);

    INSERT INTO core.stories BY NAME
    WITH members AS (
        SELECT
            told.story_id, told.similarity, article.article_id, article.title, article.body,
            article.publisher, article.source, article.duplicate_of IS NULL AS is_original,
            coalesce(article.published_on, article.first_seen_at::DATE) AS day,
            count(*) FILTER (article.duplicate_of IS NULL) OVER (PARTITION BY chapter_id) AS chapter_size,
            row_number() OVER (ORDER BY published_at NULLS LAST, first_seen_at, article_id) AS place
        FROM core.article_stories AS told
        JOIN core.articles AS article USING (article_id)
        WHERE story_id IN (SELECT story_id FROM touched_stories)
    ),
    central AS (
        FROM members QUALIFY row_number() OVER (
            PARTITION BY story_id ORDER BY is_original DESC, chapter_size DESC, similarity DESC, place
        ) = 1
    ),
    counted AS (
        SELECT
            story_id, min(day) AS first_day, max(day) AS last_day,
            count(*)::INTEGER AS articles,
            count(*) FILTER (is_original)::INTEGER AS originals,
            count(DISTINCT coalesce(publisher, source))::INTEGER AS publishers
        FROM members
        GROUP BY story_id
    ),
    named AS (
        SELECT
            story_id, entity_id, kind IN ('GPE', 'LOC', 'FAC') AS is_place,
            count(*) AS articles, sum(mentions) AS mentions
        FROM members
        JOIN core.article_entities USING (article_id)
        WHERE is_original AND kind IN ('PERSON', 'ORG', 'GPE', 'LOC', 'FAC')
        GROUP BY ALL
    ),
    main AS (
        SELECT
            story_id, entity_id, is_place,
            row_number() OVER (
                PARTITION BY story_id, is_place ORDER BY named.articles DESC, mentions DESC, entity_id
            ) AS rank
        FROM named JOIN counted USING (story_id)
        WHERE 2 * named.articles >= counted.originals
        QUALIFY rank <= {_MOST}
    ),
    lists AS (
        SELECT
            story_id,
            list(entity_id ORDER BY rank) FILTER (NOT is_place) AS entities,
            list(entity_id ORDER BY rank) FILTER (is_place) AS places
        FROM main
        GROUP BY story_id
    )
    SELECT
        counted.*,
        central.article_id AS central_article_id,
        coalesce(central.title, left(split_part(central.body, chr(10), 1), 120)) AS headline,
        coalesce(lists.entities, []) AS entities,
        coalesce(lists.places, []) AS places
    FROM counted
    JOIN central USING (story_id)
    LEFT JOIN lists USING (story_id)
    ORDER BY story_id;
"""
