"""Dates such as 3/4/2022 in files of rows, read by the other dates of the file."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from transforms.clean.dates import parse_moment
from transforms.clean.written_dates import is_day_first, is_either_order
from transforms.records import RawArticle, Rejection

_MOST_ROWS = 1000  # that are looked at for one that tells
_MOST_CHARS = 20_000_000  # of texts that wait for it

Item = RawArticle | Rejection


def with_dates_told(items: Iterable[Item]) -> Iterator[Item]:
    """The rows of a file, with the dates that could begin with day or month told by the first rows of it.

    Where these do not tell, or do not agree, such a date stays as it is written, and is none.
    """
    rows = iter(items)
    for item in rows:
        if is_either_order(_stated(item)):
            yield from _told(chain([item], rows))
            return
        yield item


def _told(rows: Iterator[Item]) -> Iterator[Item]:
    first = list(_first(rows))
    day_first = is_day_first(_stated(item) for item in first)
    for item in chain(first, rows):
        yield item if day_first is None else _dated(item, day_first)


def _first(rows: Iterator[Item]) -> Iterator[Item]:
    n_chars = 0
    for number, item in enumerate(rows, start=1):
        yield item
        n_chars += len(item.content) if isinstance(item, RawArticle) else 0
        if number >= _MOST_ROWS or n_chars >= _MOST_CHARS:
            return


def _dated(item: Item, day_first: bool) -> Item:
    stated = _stated(item)
    found = parse_moment(stated, day_first=day_first) if is_either_order(stated) else None
    if found is None or isinstance(item, Rejection):
        return item
    return replace(item, hints={**item.hints, "published_at": str(found)})


def _stated(item: Item) -> str:
    stated = item.hints.get("published_at") if isinstance(item, RawArticle) else None
    return stated if isinstance(stated, str) else ""
