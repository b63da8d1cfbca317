"""What each table must satisfy, as Great Expectations suites.

Structure, keys, vocabularies and references are read off the declaration in `transforms.schema`;
only what the declaration cannot say is written here and, where it takes more than one column, in
`expectations.rules`. The checked frames are those of `expectations.frames`: foreign words stand in
them as their lengths, and rules as columns of true and false.
"""

from collections.abc import Callable, Iterator

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.plover import Plover
from expectations.rules import rules
from transforms import schema
from transforms.schema import Table

CRITICAL, WARNING = FailureSeverity.CRITICAL, FailureSeverity.WARNING


def structure_suite(table: Table) -> list[Expectation]:
    """Expectations on the frame with a row a column: declared and actual name and type."""
    return [
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="declared",
            column_B="actual",
            severity=CRITICAL,
            description=f"The columns of {table.full_name} have the declared names, order and types.",
        )
    ]


def suite(table: Table, plover: Plover) -> list[Expectation]:
    """Expectations on the checked frame of `table`, each with severity and meaning (`description`)."""
    written = events(plover) if table is schema.EVENTS else WRITTEN.get(table, list)()
    across = rules(table, plover)
    ruled = [holds(rule.name, rule.meaning, FailureSeverity(rule.severity)) for rule in across]
    return [*declared(table), *written, *ruled]


def declared(table: Table) -> Iterator[Expectation]:
    """What the declaration says: keys, nulls, vocabularies, references."""
    if len(table.key) == 1:
        yield gxe.ExpectColumnValuesToBeUnique(
            column=table.key[0], severity=CRITICAL, description=f"{table.key[0]} identifies a row."
        )
    elif table.key:
        yield gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(table.key),
            severity=CRITICAL,
            description=f"{' and '.join(table.key)} identify a row.",
        )
    for column in table.columns:
        if not column.nullable:
            yield gxe.ExpectColumnValuesToNotBeNull(
                column=column.name, severity=CRITICAL, description=f"{column.name} is never null."
            )
        if column.values:
            yield one_of(column.name, list(column.values), f"{column.name} is of its vocabulary.")
    for name, target, _ in schema.references(table):
        yield holds(f"{name}_is_known", f"Every {name} is in {target.full_name}.")


def holds(column: str, meaning: str, severity: FailureSeverity = CRITICAL) -> Expectation:
    """A column of true and false is true in every row."""
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=[True], severity=severity, description=meaning
    )


def one_of(column: str, values: list[str], meaning: str) -> Expectation:
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=values, severity=CRITICAL, description=meaning
    )


def between(
    column: str, low: float, high: float | None, meaning: str, severity: FailureSeverity = CRITICAL
) -> Expectation:
    return gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=low, max_value=high, severity=severity, description=meaning
    )


def mostly_there(column: str, share: float, meaning: str) -> Expectation:
    return gxe.ExpectColumnValuesToNotBeNull(
        column=column, mostly=share, severity=WARNING, description=meaning
    )


def articles() -> list[Expectation]:
    return [
        between("version", 1, None, "Versions count from 1."),
        between("n_words", 1, None, "An article has words."),
        between("n_words", 20, 30_000, "An article is neither a caption nor a book.", WARNING),
        between("body", 1, 10_000_000, "A body has text, and no more than ten million characters."),
        between("title", 1, 500, "A headline is no longer than 500 characters.", WARNING),
        between("authors", 0, 20, "An article has no more than 20 authors.", WARNING),
        between("n_repairs", 0, None, "Repairs count from 0."),
        mostly_there("published_at", 0.5, "At least half of the articles have a date."),
    ]


def article_versions() -> list[Expectation]:
    return [between("version", 1, None, "Versions count from 1.")]


def sentences() -> list[Expectation]:
    return [between("sentence_no", 0, None, "Sentences count from 0.")]


def entities() -> list[Expectation]:
    return [
        between("name", 1, 300, "Names are no longer than 300 characters.", WARNING),
        gxe.ExpectColumnValuesToMatchRegex(
            column="wikidata_id",
            regex=r"^Q[1-9]\d*$",
            severity=CRITICAL,
            description="Wikidata ids are a Q and a number.",
        ),
    ]


def entity_merges() -> list[Expectation]:
    return [between("text", 1, 300, "Merged names are no longer than 300 characters.", WARNING)]


def mentions() -> list[Expectation]:
    return [between("text", 1, 300, "Mentions are no longer than 300 characters.", WARNING)]


def quotes() -> list[Expectation]:
    return [
        between("text", 2, 10_000, "Quotations have from 2 to 10,000 characters.", WARNING),
        mostly_there("speaker_text", 0.5, "At least half of the quotations have a speaker."),
    ]


def events(plover: Plover) -> list[Expectation]:
    return [
        one_of("event_type", sorted(plover.quad_classes), "Event types are PLOVER's."),
        one_of("quad_class", sorted({*plover.quad_classes.values()}), "Quad classes are PLOVER's."),
        between("goldstein", -10, 10, "Goldstein scores lie between -10 and 10."),
        between("confidence", 0, 1, "Confidence lies between 0 and 1."),
        between("text", 1, 5_000, "Coded clauses are no longer than 5,000 characters.", WARNING),
    ]


WRITTEN: dict[Table, Callable[[], list[Expectation]]] = {  # but those of events
    schema.ARTICLES: articles,
    schema.ARTICLE_VERSIONS: article_versions,
    schema.SENTENCES: sentences,
    schema.ENTITIES: entities,
    schema.ENTITY_MERGES: entity_merges,
    schema.MENTIONS: mentions,
    schema.QUOTES: quotes,
}
