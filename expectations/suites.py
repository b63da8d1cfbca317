"""What each table must satisfy, as Great Expectations suites.

Structure, keys, vocabularies and references are read off the declaration in `transforms.schema`; what it
cannot say is written in `expectations.tables`. The checked frames are those of
`expectations.engine.frames`: foreign words stand in them as their lengths, and rules as columns of true
and false.
"""

from collections.abc import Iterator

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.engine.expect import CRITICAL, holds, one_of
from expectations.plover import Plover
from expectations.tables import bounds, rules
from transforms import schema
from transforms.schema import Table


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
    across = rules(table, plover)
    ruled = [holds(rule.name, rule.meaning, FailureSeverity(rule.severity)) for rule in across]
    return [*declared(table), *bounds(table, plover), *ruled]


def declared(table: Table) -> Iterator[Expectation]:
    """The expectations that the declaration implies: keys, nulls, vocabularies, references."""
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
