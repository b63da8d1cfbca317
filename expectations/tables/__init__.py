"""What must hold of each table beyond its declaration in `transforms.schema`: a module a table, of its name.

There `bounds` are expectations on single columns, `rules` reach across columns, rows and tables, and
`context` adds what they need of other rows and tables. A table has some of them; bounds and rules of events
need PLOVER's types. The rows that they see are those of `expectations.engine.frames`.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.engine.apply import Frames
from expectations.engine.rule import Rule
from expectations.plover import Plover
from expectations.tables.columns import SPAN, WORDS, beside, in_sentences
from transforms import schema
from transforms.schema import Table

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation


def bounds(table: Table, plover: Plover) -> "list[Expectation]":
    """The expectations on single columns of a table, in addition to those that its declaration makes."""
    made = stated(table, "bounds")
    return [*of_table(table, made, plover)] if made else []


def rules(table: Table, plover: Plover) -> tuple[Rule, ...]:
    """The rules of a table, those that follow from its columns first."""
    spans = SPAN if is_of_spans(table) else ()
    words = WORDS if is_of_words(table) else ()
    made = stated(table, "rules")
    return (*spans, *words, *(of_table(table, made, plover) if made else ()))


def in_context(table: Table, frames: Frames) -> pl.DataFrame:
    """The rows of `table`, in their order, with what its rules need of other rows and tables."""
    frame = frames[table.full_name]
    if is_of_spans(table):
        frame = beside(frame, frames)
    if is_of_words(table):
        frame = in_sentences(frame, frames)
    context = stated(table, "context")
    return context(frame, frames) if context else frame


def is_of_spans(table: Table) -> bool:
    return {"start_char", "end_char"} <= set(table.polars)


def is_of_words(table: Table) -> bool:
    return {"start_char", "text", "sentence_no"} <= set(table.polars)


def of_table(table: Table, made: Callable[..., Any], plover: Plover) -> Any:
    return made(plover) if table in (schema.EVENTS, schema.PASSING_EVENTS) else made()


def stated(table: Table, what: str) -> Callable[..., Any] | None:
    """The function `bounds`, `rules` or `context` in the module of a table; None where it has none."""
    name = f"{__name__}.{table.name}"
    return getattr(import_module(name), what, None) if find_spec(name) else None
