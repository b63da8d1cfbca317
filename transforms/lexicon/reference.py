"""Reading `seeds/reference/`: small CSV tables of facts that both the transforms and SQL use."""

import csv
from pathlib import Path

REFERENCE = (
    Path(__file__).resolve().parent.parent.parent / "seeds" / "reference"
)  # where no setting names another


def read_rows(name: str, folder: Path) -> list[dict[str, str]]:
    """The rows of `folder/name.csv` as column → text, empty cells as "".

    Lines that begin with `#` are comments: the source of the facts stands there. Raises
    FileNotFoundError where there is no such table, ValueError naming the line of a row whose
    cells do not match the header.
    """
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(line for line in lines if not line.startswith("#"))
        rows = list(reader)
    for number, row in enumerate(rows, start=1):
        if None in row or None in row.values():
            raise ValueError(
                f"{path}: row {number} does not have {len(reader.fieldnames or ())} cells: {row}"
            )
    return rows
