"""What a publish to a lake and a question to it cost beside the same of a DuckDB file.

    python -m benchmarks.lake ADDRESS FOLDER [--articles 20000 200000] [--rounds 5]

ADDRESS is that of a lake (docs/lake.md) whose catalogue has no schema of the names used here, FOLDER is on a
local disk. The rows are generated (see `benchmarks/marts.py`). A round publishes 200 articles to the file,
then to the lake, and asks both. Printed is the best of each, in seconds of the clock and (of computing).
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks import marts
from benchmarks.publish import QUESTION, Clock, some_articles, stage
from transforms import schema
from warehouse.address import LakeAddress, Warehouse, parse_lake
from warehouse.load.load import load
from warehouse.marts.refresh import NAMES, materialise
from warehouse.read import connect
from warehouse.store.compact import compact
from warehouse.store.duck import quoted
from warehouse.store.writing import writing

Spent = tuple[float, float]
COUNTRIES = """
    SELECT actor_country, count(*), avg(goldstein) FROM core.events GROUP BY ALL ORDER BY 2 DESC LIMIT 10
"""


def publish(warehouse: Warehouse, batch: Path) -> dict[str, Spent]:
    clock = Clock()
    with clock.spending("publish"), writing(warehouse, 60) as connection:
        connection.execute("SET threads = 2")
        connection.execute("BEGIN")
        load(connection, [batch], "run")
        connection.execute("COMMIT")
    return clock.spent


def fill(address: LakeAddress, path: Path) -> None:
    """Put what the file holds into the lake."""
    with writing(address, 60) as connection:
        connection.execute(f"ATTACH {quoted(str(path))} AS file (READ_ONLY)")
        connection.execute("BEGIN")
        for name in (*(t.full_name for t in schema.CORE), *(f"mart.{mart}" for mart in NAMES)):
            connection.execute(f"DELETE FROM {name}")
            connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM file.{name}")
        connection.execute("COMMIT")


def ask(warehouse: Warehouse) -> dict[str, Spent]:
    """What it takes to connect, to ask for every mention, and for the countries of every event."""
    clock = Clock()
    with clock.spending("connect"):
        connection = connect(warehouse)
    with connection:
        for what, sql in (("mentions", QUESTION), ("events", COUNTRIES)):
            with clock.spending(what):
                connection.execute(sql).fetchall()
    return clock.spent


def measure(address: LakeAddress, folder: Path, n_articles: int, rounds: int) -> None:
    """Print what both cost at a number of articles."""
    address = replace(address, schema=f"bench_{n_articles}", data=f"{address.data}/{n_articles}")
    path = folder / f"{n_articles}.duckdb"
    path.unlink(missing_ok=True)
    marts.generate(path, n_articles, 2)
    with marts.connect(path, 2, read_only=False) as connection:
        materialise(connection)
    fill(address, path)
    targets: dict[str, Warehouse] = {"file": path, "lake": address}
    taken: dict[str, list[dict[str, Spent]]] = {name: [] for name in targets}
    for number in range(rounds):
        batch = stage(folder / f"{n_articles}-{number}", number, some_articles(path, 20))
        for name, warehouse in targets.items():
            taken[name].append(publish(warehouse, batch) | ask(warehouse))
    clock = Clock()
    with clock.spending("compact"):
        compact(address, 0, 60)
    taken["compacted"] = [clock.spent | ask(address) for _ in range(rounds)]
    for name, spent in taken.items():
        best = {what: min(one[what] for one in spent) for what in spent[0]}
        print(n_articles, name, *(f"{what} {wall:.2f} s ({cpu:.2f})" for what, (wall, cpu) in best.items()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("address", type=parse_lake)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for n_articles in options.articles:
        measure(options.address, options.folder, n_articles, options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
