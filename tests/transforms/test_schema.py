"""The declaration of the tables holds together."""

import polars as pl
import pytest

from transforms import schema
from transforms.schema import Table


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.full_name)
def test_declaration_is_complete(table: Table) -> None:
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert set(table.key) <= set(names)
    assert all(column.meaning.endswith((".", ".)")) for column in table.columns)
    assert not any(table.column(name).nullable for name in table.key)


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.full_name)
def test_references_point_to_keys(table: Table) -> None:
    for _, target, column in schema.references(table):
        assert target.key == (column,)


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(KeyError, match=r"core\.quotes has no column 'nobody'"):
        schema.QUOTES.column("nobody")


def test_a_frame_without_rows_is_typed() -> None:
    frame = schema.EVENTS.frame([])
    assert frame.schema == schema.EVENTS.polars
    assert frame.schema["event_date"] == pl.Date
