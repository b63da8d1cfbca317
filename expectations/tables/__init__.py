"""What must hold of each table beyond its declaration in `transforms.schema`: a module a table, of its name.

There `bounds` are expectations on single columns; `rules` reach across columns, rows and tables. A table has
one of them or both, those of events need PLOVER's types. The rows that they see are those of
`expectations.engine.frames`.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from expectations.engine.rule import Rule
from expectations.plover import Plover
from expectations.tables.columns import SPAN, WORDS
from transforms import schema
from transforms.schema import Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation


def bounds(table: Table, plover: Plover) -> "list[Expectation]":
    """The expectations on single columns of a table, in addition to those that its declaration makes."""
    return [*stated(table, "bounds", plover)]


def rules(table: Table, plover: Plover) -> tuple[Rule, ...]:
    """The rules of a table, those that follow from its columns first."""
    names = set(table.polars)
    spans = SPAN if {"start_char", "end_char"} <= names else ()
    words = WORDS if {"start_char", "text", "sentence_no"} <= names else ()
    return (*spans, *words, *stated(table, "rules", plover))


def stated(table: Table, what: str, plover: Plover) -> Any:
    """The bounds or rules in the module of a table; none where it has none."""
    name = f"{__name__}.{table.name}"
    function = getattr(import_module(name), what, None) if find_spec(name) else None
    if function is None:
        return ()
    return function(plover) if table is schema.EVENTS else function()
