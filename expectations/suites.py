"""What each table must satisfy, as Great Expectations suites.

Structure, keys, vocabularies and references are read off the declaration in `transforms.schema`;
only what the declaration cannot say is written here. The checked frames are those of
`expectations.frames`: foreign words stand in them as their lengths, and what needs two tables
stands in them as a column of true and false.
"""

from collections.abc import Iterator

import great_expectations.expectations as gxe
import pycountry
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from transforms import schema
from transforms.reference import read_rows
from transforms.schema import SUPRANATIONAL, Table

CRITICAL, WARNING = FailureSeverity.CRITICAL, FailureSeverity.WARNING
TYPES = sorted(row["event_type"] for row in read_rows("plover_types"))
QUAD_CLASSES = sorted({row["quad_class"] for row in read_rows("plover_types")})
# Kosovo has no ISO code; CAMEO gives organisations of states codes that stand where a country's do.
COUNTRIES = sorted([country.alpha_3 for country in pycountry.countries] + ["XKX", *SUPRANATIONAL])


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


def suite(table: Table) -> list[Expectation]:
    """Expectations on the checked frame of `table`, each with severity and meaning (`description`)."""
    return [*declared(table), *WRITTEN.get(table.full_name, list)()]


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
            yield gxe.ExpectColumnValuesToBeInSet(
                column=column.name,
                value_set=list(column.values),
                severity=CRITICAL,
                description=f"{column.name} is of its vocabulary.",
            )
    for name, target, _ in schema.references(table):
        yield holds(f"{name}_is_known", f"Every {name} is in {target.full_name}.")
    if "start_char" in table.polars:
        yield holds("offsets_in_body", "Offsets lie in the body, the start before the end.")
    if {"start_char", "text"} <= set(table.polars):
        yield holds("text_is_at_offsets", "The offsets give back the text.")


def holds(column: str, meaning: str, severity: FailureSeverity = CRITICAL) -> Expectation:
    """A column of true and false is true in every row."""
    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=[True], severity=severity, description=meaning
    )


def between(
    column: str, low: float, high: float | None, meaning: str, severity: FailureSeverity = CRITICAL
) -> Expectation:
    return gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=low, max_value=high, severity=severity, description=meaning
    )


def articles() -> list[Expectation]:
    return [
        between("version", 1, None, "Versions count from 1."),
        between("n_words", 1, None, "An article has words."),
        between("n_words", 20, 30_000, "An article is neither a caption nor a book.", WARNING),
        between("body", 1, 10_000_000, "A body has text, and no more than ten million characters."),
        holds("published_in_time", "It was published after 1800 and not in the future."),
        gxe.ExpectColumnValuesToNotBeNull(
            column="published_at",
            mostly=0.5,
            severity=WARNING,
            description="At least half of the articles have a date.",
        ),
        gxe.ExpectColumnValueLengthsToEqual(
            column="language", value=2, severity=WARNING, description="Languages are ISO 639-1 codes."
        ),
    ]


def entities() -> list[Expectation]:
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="country",
            value_set=COUNTRIES,
            severity=CRITICAL,
            description="Countries are ISO 3166 alpha-3 codes, or CAMEO's of organisations of states.",
        ),
        between("name", 1, 300, "Names are no longer than 300 characters.", WARNING),
    ]


def mentions() -> list[Expectation]:
    return [between("text", 1, 300, "Mentions are no longer than 300 characters.", WARNING)]


def quotes() -> list[Expectation]:
    return [
        between("text", 1, 10_000, "Quotations are no longer than 10,000 characters.", WARNING),
        gxe.ExpectColumnValuesToNotBeNull(
            column="speaker_text",
            mostly=0.5,
            severity=WARNING,
            description="At least half of the quotations have a speaker.",
        ),
    ]


def events() -> list[Expectation]:
    countries = [
        gxe.ExpectColumnValuesToBeInSet(
            column=column,
            value_set=COUNTRIES,
            severity=CRITICAL,
            description=f"{column} is an ISO 3166 alpha-3 code, or CAMEO's of an organisation of states.",
        )
        for column in ("actor_country", "recipient_country")
    ]
    return [
        *countries,
        gxe.ExpectColumnValuesToBeInSet(
            column="event_type",
            value_set=TYPES,
            severity=CRITICAL,
            description="Event types are PLOVER's.",
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="quad_class",
            value_set=QUAD_CLASSES,
            severity=CRITICAL,
            description="Quad classes are PLOVER's.",
        ),
        between("goldstein", -10, 10, "Goldstein scores lie between -10 and 10."),
        between("confidence", 0, 1, "Confidence lies between 0 and 1."),
        holds("has_actor_or_recipient", "An event has an actor or a recipient.", WARNING),
        holds("recipient_is_not_actor", "Nobody does it to themselves.", WARNING),
        holds("dated_near_publication", "Events lie within ten years of publication.", WARNING),
    ]


WRITTEN = {
    "core.articles": articles,
    "core.entities": entities,
    "core.mentions": mentions,
    "core.quotes": quotes,
    "core.events": events,
}
