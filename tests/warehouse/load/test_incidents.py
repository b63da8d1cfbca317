"""Events that tell of one deed come together at each load, look-alikes stay apart, whatever the order."""

import csv
import json
import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.conftest import readout
from transforms import schema
from warehouse.ddl import create
from warehouse.incidents import Chosen, incidents_of
from warehouse.load.load import load
from warehouse.marts.refresh import materialise
from warehouse.read import connect
from warehouse.store.duck import open_duckdb

with (Path(__file__).parent / "incidents.csv").open(encoding="utf-8") as lines:
    GROUPS = list(csv.DictReader(line for line in lines if not line.startswith("#")))
TOLD = """
    SELECT source_ref[-3:], list(DISTINCT incident_id)
    FROM core.events JOIN core.articles USING (article_id)
    GROUP BY ALL
"""
FOLLOWING = ("core.incidents", "mart.incidents", "mart.events", "mart.dyad_months", "mart.goldstein_months")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of a run over the groups."""
    folder = tmp_path_factory.mktemp("groups")
    reports = [
        {"id": f"{number:02}{name}", "text": group[name], "published_at": group[f"day_{name}"]}
        for number, group in enumerate(GROUPS)
        for name in "abc"
    ]
    (folder / "groups.jsonl").write_text("\n".join(map(json.dumps, reports)), encoding="utf-8")
    done = readout("run", folder / "groups.jsonl", "--warehouse", folder / "w.duckdb")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "w.duckdb"


@pytest.fixture
def told(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(published) as connection:
        yield connection


class Copy:
    """A warehouse in memory that rows of another are loaded into, some articles at a time."""

    def __init__(self, published: Path, folder: Path) -> None:
        self.folder, self.count = folder, 0
        self.connection = open_duckdb()
        self.connection.execute(f"ATTACH '{published}' AS published (READ_ONLY)")
        create(self.connection)

    def load(self, articles: Sequence[str], but: str = "") -> None:
        """Load articles, without their rows of the table `but`."""
        self.count += 1
        batch = self.folder / f"batch {self.count}"
        batch.mkdir(parents=True)
        for table in schema.CORE:
            cells = ["NULL AS incident_id" if name == "incident_id" else f'"{name}"' for name in table.polars]
            which = "true" if table is schema.ENTITIES else "list_contains($articles, article_id)"
            self.connection.execute(
                f"COPY (SELECT {', '.join(cells)} FROM published.{table.full_name} "
                f"WHERE {which if table.full_name != but else 'false'} AND len($articles) > 0) "
                f"TO '{batch / table.file_name}'",
                {"articles": list(articles)},
            )
        self.connection.execute("BEGIN")
        load(self.connection, [batch], "run")
        self.connection.execute("COMMIT")

    def rows(self, *tables: str) -> list[list[tuple[object, ...]]]:
        return [self.connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in tables]

    def reports(self, article: str) -> list[int]:
        """How many reports the incidents have that the article tells of."""
        sql = """
            SELECT reports FROM core.incidents SEMI JOIN core.events USING (incident_id)
            WHERE incident_id IN (SELECT incident_id FROM core.events WHERE article_id = ?) ORDER BY ALL
        """
        return [number for (number,) in self.connection.execute(sql, [article]).fetchall()]


def articles(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The ids of the articles by group and report."""
    sql = "SELECT source_ref[-3:], article_id FROM core.articles ORDER BY ALL"
    return dict(connection.execute(sql).fetchall())


def test_there_are_twenty_groups() -> None:
    assert len(GROUPS) == 20


def test_two_reports_of_one_deed_and_none_of_a_look_alike(told: duckdb.DuckDBPyConnection) -> None:
    found = {key: set(incidents) for key, incidents in told.execute(TOLD).fetchall()}
    groups = [[found.get(f"{number:02}{name}", set()) for name in "abc"] for number in range(len(GROUPS))]
    joined = [bool(one & other) for one, other, _ in groups]
    mixed = [GROUPS[n]["group"] for n, (one, other, alike) in enumerate(groups) if (one | other) & alike]
    assert sum(joined) >= 18 and not mixed


def test_stories_keep_look_alikes_of_other_days_apart(told: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT source_ref[-3:], story_id FROM core.article_stories JOIN core.articles USING (article_id)"
    story = dict(told.execute(sql).fetchall())
    groups = [[story[f"{number:02}{name}"] for name in "abc"] for number in range(len(GROUPS))]
    assert sum(one == other for one, other, _ in groups) >= 18
    assert sum(alike in (one, other) for one, other, alike in groups) <= 3, "of the same days"


def test_an_incident_says_what_its_reports_say(told: duckdb.DuckDBPyConnection) -> None:
    rows = told.execute("""
        SELECT actor_country_name, recipient_country_name, event_date, reports, articles, days, first_report,
            last_report, in_own_voice, claimants, disagreements, month
        FROM mart.incidents WHERE event_type = 'MOBILIZE' AND reports > 1
    """).fetchall()
    days = date(2024, 5, 20), date(2024, 5, 21)
    assert rows == [
        ("Ethiopia", "Eritrea", days[0], 2, 2, 2, *days, True, [], [], date(2024, 5, 1))
    ]  # fmt: skip


def test_months_count_incidents_once_and_events_for_each_report(told: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT events, incidents FROM mart.dyad_months WHERE actor_country = 'GRC' ORDER BY month"
    assert told.execute(sql).fetchall() == [(3, 2)]
    sql = """
        SELECT events, incidents, conflict, incident_balance FROM mart.goldstein_months
        WHERE country_a = 'GRC' AND country_b = 'TUR'
    """
    assert told.execute(sql).fetchall() == [(3, 2, -10.5, -7.0)]


def test_three_orders_of_loading_give_the_same_incidents(
    published: Path, told: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    ids = [*articles(told).values()]
    whole = Copy(published, tmp_path / "whole")
    whole.load(ids)
    at_once = whole.rows("core.events", *FOLLOWING)
    assert at_once[1] == told.execute("FROM core.incidents ORDER BY ALL").fetchall()
    for seed in range(3):
        some = Copy(published, tmp_path / f"order {seed}")
        mixed = random.Random(seed).sample(ids, len(ids))
        for start in range(0, len(mixed), 15):
            some.load(mixed[start : start + 15])
        assert some.rows("core.events", *FOLLOWING) == at_once
        materialise(some.connection)
        assert some.rows(*FOLLOWING) == at_once[1:], "as marts that are made anew"


def test_an_article_whose_events_are_gone_leaves_its_incident(
    published: Path, told: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    ids = articles(told)
    copy = Copy(published, tmp_path)
    copy.load([*ids.values()])
    before = copy.rows("core.events", *FOLLOWING)
    assert copy.reports(ids["01b"]) == [2]
    copy.load([ids["01b"]], but="core.events")
    assert copy.reports(ids["01b"]) == [] and copy.reports(ids["01a"]) == [1, 1]
    copy.load([ids["01b"]])
    assert copy.rows("core.events", *FOLLOWING) == before


def test_incidents_are_listed_the_newest_first(told: duckdb.DuckDBPyConnection) -> None:
    def shown(**chosen: object) -> list[tuple[str, int]]:
        rows = incidents_of(told, Chosen(**chosen), in_full=True)  # type: ignore[arg-type]
        names = [name for name, *_ in rows.description]
        wanted = names.index("event_type"), names.index("reports")
        return [(row[wanted[0]], row[wanted[1]]) for row in rows.fetchall()]

    assert len(shown()) == 20
    assert shown(country="kenya") == shown(country="KEN") == [("CONSULT", 1), ("CONSULT", 2)]
    assert shown(entity="museveni") == [("CONSULT", 2)]
    assert shown(type="mobilize", since=date(2024, 5, 22)) == [("MOBILIZE", 1)]
    assert shown(country="Nowhere") == []


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_command_prints_incidents(published: Path, form: str) -> None:
    done = readout("incidents", "--entity", "Museveni", "--format", form, "--warehouse", published)
    assert done.returncode == 0 and "Museveni" in done.stdout
