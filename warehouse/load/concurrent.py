"""Reconciles a load with what other runs published since its batches were staged.

New and changed articles are selected against the warehouse of that moment, and loaded later. Meanwhile
another machine may have published to the same lake, or the same run its own batch before it was killed.
"""

from collections.abc import Sequence

import duckdb

MEANWHILE = """
    -- Incoming articles that the warehouse no longer holds as it did when their batch was selected
    CREATE OR REPLACE TEMP TABLE meanwhile AS
    SELECT
        known.article_id, known.source, known.source_ref,
        known.content_hash, known.version, known.first_seen_at,
        CASE
            WHEN known.content_hash = incoming.content_hash THEN 'same'
            WHEN known.source != incoming.source THEN 'rival'
            WHEN (incoming.article_id, incoming.version, incoming.content_hash) IN (
                SELECT (article_id, version, content_hash) FROM core.article_versions
            ) THEN 'older'  -- a text that was annotated again while the next came
            WHEN loaded.seen_at >= staged.seen_at THEN 'older'
            ELSE 'next'
        END AS fate
    FROM incoming
    JOIN core.articles AS known USING (article_id)
    JOIN core.article_versions AS loaded
        ON loaded.article_id = known.article_id AND loaded.version = known.version
    JOIN (
        SELECT article_id, seen_at, list_position($files, filename) AS batch
        FROM read_parquet($files, filename = true)
    ) AS staged ON staged.article_id = incoming.article_id AND staged.batch = incoming.batch
    WHERE incoming.version != known.version + (known.content_hash != incoming.content_hash)::INTEGER
        -- The same text of the same version: annotated again, if it was known; else loaded twice
        OR (incoming.version = known.version AND incoming.first_seen_at != known.first_seen_at)
"""

DROP = "DELETE FROM incoming WHERE article_id IN (SELECT article_id FROM meanwhile WHERE fate != 'next')"

RENUMBER = """
    UPDATE incoming SET version = meanwhile.version + 1, first_seen_at = meanwhile.first_seen_at
    FROM meanwhile
    WHERE meanwhile.article_id = incoming.article_id AND fate = 'next'
"""

OVERTAKEN = """
    SELECT DISTINCT
        staged.source,
        staged.source_ref,
        CASE
            WHEN fate = 'rival' THEN 'another text under the same address was loaded from '
                || meanwhile.source || ': ' || meanwhile.source_ref
            ELSE 'another run has loaded it'
        END AS reason,
        fate != 'rival' OR staged.content_hash = meanwhile.content_hash AS same
    FROM staged
    JOIN meanwhile USING (article_id)
    WHERE fate != 'next'
"""


def settle(connection: duckdb.DuckDBPyConnection, versions: Sequence[str]) -> None:
    """Reconcile the table `incoming` of a load with the published articles, within the load's transaction.

    Articles loaded meanwhile with the same or a later text are removed from it; another text becomes the next
    version. `versions` are the staged files of `core.article_versions`; the table `meanwhile` records the
    outcome by article.
    """
    connection.execute(MEANWHILE, {"files": list(versions)})
    connection.execute(DROP)
    connection.execute(RENUMBER)
