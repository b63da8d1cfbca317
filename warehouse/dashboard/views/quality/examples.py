"""Rows that failed an expectation, with links to their articles or what became of them."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.escape import element, words
from warehouse.dashboard.filters import address
from warehouse.dashboard.lists import show_list
from warehouse.dashboard.queries import quality as ask

MOST = 5  # of an expectation
MARKED = ("event_id", "quote_id")  # keys that the page of an article can show in their place
ID = re.compile(r"\w{1,64}")
OF_ARTICLE = ("source", "source_ref", "article_id")

Example = Mapping[str, Any]


def stated(cells: Iterable[str] | None) -> list[Example]:
    """The examples that the batches of a run kept; malformed ones are skipped."""
    found: list[Example] = []
    for cell in cells or ():
        try:
            rows = json.loads(cell)
        except ValueError:
            continue
        found += [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return found[:MOST]


class Places:
    """Whether the articles of examples are in the warehouse, in the quarantine, or neither."""

    def __init__(self, warehouse: Warehouse, examples: list[Example]) -> None:
        ids = sorted({str(row["article_id"]) for row in examples if row.get("article_id")})
        refs = sorted({str(row["source_ref"]) for row in examples if row.get("source_ref")})
        self.titles = dict(warehouse.rows(ask.EXAMPLE_ARTICLES, {"articles": ids}).iter_rows())
        away: pl.DataFrame = warehouse.rows(ask.EXAMPLES_QUARANTINED, {"refs": refs})
        self.quarantined = {(source, ref): name for source, ref, name in away.iter_rows()}

    def item(self, row: Example) -> str:
        """An example as HTML: the title or place of its article, then the row's key."""
        article = str(row.get("article_id") or "")
        where = (row.get("source"), row.get("source_ref"))
        key = " · ".join(f"{name} {value}" for name, value in row.items() if name not in OF_ARTICLE)
        notes = [f"{where[0]}: {where[1]}"] if where[1] else []
        if article in self.titles:
            mark = next((str(row[name]) for name in MARKED if ID.fullmatch(str(row.get(name, "")))), None)
            target = address("article", article=article, **({"mark": mark} if mark else {}))
            head = element("a", words(self.titles[article] or where[1] or article, 160), href=target)
        else:
            head = words(where[1] or row.get("source") or key or article, 160)
            name = self.quarantined.get(where)
            notes += [f"quarantined: {name} in the quarantine"] if name else []
        notes += [key] if key else []
        return element("div", head) + element("div", words(" · ".join(notes), 400), class_="readout-small")


def draw_examples(places: Places, examples: list[Example]) -> None:
    show_list(map(places.item, examples))
