"""A batch of real rows to break."""

from datetime import date, datetime

import polars as pl
import pytest

from tests.support.batches import batch_of
from transforms.records import RawArticle

Expression = pl.Expr | str | int | float | datetime | date | bytes | list[str] | None
TEXT = """Chile and Peru sign a border accord

SANTIAGO, May 3 - Chilean President Gabriel Boric met Peruvian Foreign Minister Javier González-Olaechea in
Santiago on Friday and signed an agreement on border controls.

"We have opened a new chapter," Mr. Boric told reporters. He said that Peru had kept its word.

Peru accused Bolivia of blocking the road to Arica, and the Bolivian foreign ministry rejected the accusation.

Vladimir V. Putin of Russia praised the accord and condemned Bolivia's attack on Peru.

Bolivian police arrested 12 Peruvian activists there.
"""


@pytest.fixture(scope="session")
def frames(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """The core tables of a batch of two articles, as the stages write them."""
    raw = [
        RawArticle("wire", f"{number}.txt", f"{TEXT}\nReport {number} of the day ends here.", "text", hints)
        for number, hints in enumerate(({"published_at": "2024-05-03"}, {"published_at": "2024-05-04"}))
    ]
    made, rejected = batch_of(raw, tmp_path_factory.mktemp("batch"))
    assert len(made["core.articles"]) == 2 and rejected.is_empty()
    return made


def broken(frames: dict[str, pl.DataFrame], table: str, **values: Expression) -> dict[str, pl.DataFrame]:
    """The frames with the first row of `table` changed."""
    frame = frames[table].with_row_index()
    first = pl.col("index") == 0
    changed = {
        name: pl.when(first)
        .then(value if isinstance(value, pl.Expr) else pl.lit(value, frame.schema[name]))
        .otherwise(pl.col(name))
        for name, value in values.items()
    }
    return {**frames, table: frame.with_columns(**changed).drop("index")}
