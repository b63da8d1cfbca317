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
    return [row for _, row in numbered_rows(name, folder)]


def numbered_rows(name: str, folder: Path) -> list[tuple[int, dict[str, str]]]:
    """As `read_rows`, each row with the number of the line on which it ends, from 1."""
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        kept = [(number, line) for number, line in enumerate(lines, start=1) if not line.startswith("#")]
    reader = csv.DictReader(line for _, line in kept)
    rows = [(kept[reader.line_num - 1][0], row) for row in reader]
    for number, row in rows:
        if None in row or None in row.values():
            raise ValueError(
                f"{path}, line {number} does not have {len(reader.fieldnames or ())} cells: {row}"
            )
    return rows
