"""Every table of the warehouse, declared once.

The polars schema, the DuckDB DDL with its comments, the structural expectations and the data
dictionary are all read off `TABLES` and `REFERENCE_TABLES`; tests hold them together.
"""

from collections.abc import Iterator

from transforms.schema.core import (
    ANNOTATIONS,
    ARTICLE_ENTITIES,
    ARTICLE_SIGNATURES,
    ARTICLE_STORIES,
    ARTICLE_TERMS,
    ARTICLE_VERSIONS,
    ARTICLES,
    CORE,
    ENTITIES,
    ENTITY_MERGES,
    EVENT_FIGURES,
    EVENTS,
    FOLLOWING,
    INCIDENTS,
    MENTIONS,
    PASSING_EVENTS,
    QUOTES,
    SENTENCES,
    STORIES,
    STORY_LINKS,
)
from transforms.schema.quality import (
    CHECKS,
    FETCHES,
    METRICS,
    QUALITY,
    QUARANTINE,
    RUNS,
    SCHEMA_VERSION,
    WAITING,
)
from transforms.schema.reference import (
    REFERENCE_TABLES,
)
from transforms.schema.table import (
    DAY,
    FLAG,
    INT,
    REAL,
    STR,
    STRS,
    TIME,
    Column,
    Table,
)
from transforms.schema.vocabularies import (
    DATE_BASES,
    DATE_PRECISIONS,
    ENTITY_KINDS,
    ENTITY_LABELS,
    FIGURES,
    MENTION_FORMS,
    METRIC_NAMES,
    PLACE_PRECISIONS,
    QUOTE_FORMS,
    RUN_STATES,
    SECTORS,
    SEVERITIES,
    STATUSES,
    SUPRANATIONAL,
    UNNAMED,
)

__all__ = [
    "ANNOTATIONS",
    "ARTICLES",
    "ARTICLE_ENTITIES",
    "ARTICLE_SIGNATURES",
    "ARTICLE_STORIES",
    "ARTICLE_TERMS",
    "ARTICLE_VERSIONS",
    "CHECKS",
    "CORE",
    "DATE_BASES",
    "DATE_PRECISIONS",
    "DAY",
    "ENTITIES",
    "ENTITY_KINDS",
    "ENTITY_LABELS",
    "ENTITY_MERGES",
    "EVENTS",
    "EVENT_FIGURES",
    "FETCHES",
    "FIGURES",
    "FLAG",
    "FOLLOWING",
    "INCIDENTS",
    "INT",
    "MENTIONS",
    "MENTION_FORMS",
    "METRICS",
    "METRIC_NAMES",
    "PASSING_EVENTS",
    "PLACE_PRECISIONS",
    "QUALITY",
    "QUARANTINE",
    "QUOTES",
    "QUOTE_FORMS",
    "REAL",
    "REFERENCE_TABLES",
    "RUNS",
    "RUN_STATES",
    "SCHEMA_VERSION",
    "SECTORS",
    "SENTENCES",
    "SEVERITIES",
    "STATUSES",
    "STORIES",
    "STORY_LINKS",
    "STR",
    "STRS",
    "SUPRANATIONAL",
    "TABLES",
    "TIME",
    "UNNAMED",
    "WAITING",
    "Column",
    "Table",
    "references",
]

TABLES = CORE + FOLLOWING + QUALITY


def references(table: Table) -> Iterator[tuple[str, Table, str]]:
    """Yield (column, table it points into, column there) for every reference of `table`."""
    by_name = {other.full_name: other for other in (*TABLES, *REFERENCE_TABLES)}
    for column in table.columns:
        if column.references:
            name, _, target = column.references.rpartition(".")
            yield column.name, by_name[name], target
