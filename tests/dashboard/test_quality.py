"""The page "Data quality", on weeks of runs, on a first run and on what is hostile.

Slow are tests of a single control of a tab: a page costs a browser seconds. `make test` draws every tab,
follows a check to its rows, and searches what was turned away.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
from playwright.sync_api import Locator, expect

from tests.dashboard import past
from tests.dashboard.conftest import Made, Visit, publish
from tests.dashboard.hostile import ATTACK, insert
from tests.dashboard.test_pages import WIDE, fits, picture
from transforms import schema
from warehouse.dashboard.views.quality.examples import MOST, stated
from warehouse.marts.refresh import materialise
from warehouse.store.duck import open_duckdb

TABS = ("Runs", "Checks", "Quarantine", "Sources", "Drift")


@pytest.fixture(scope="module")
def past_warehouse(sample_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("past") / "readout.duckdb"
    shutil.copyfile(sample_warehouse, path)
    with open_duckdb(path) as connection:
        past.fill(connection)
    return path


@pytest.fixture
def weeks(past_warehouse: Path, published: Path) -> None:
    """Weeks of runs are published."""
    publish(past_warehouse, published)


def opened(visit: Visit, tab: str) -> Locator:
    """What a tab of the page shows, once that is opened."""
    visit.open("quality")
    return turned_to(visit, tab)


def turned_to(visit: Visit, tab: str) -> Locator:
    """What a tab of the page that is open shows."""
    visit.page.get_by_role("tab", name=tab).click()
    panel = visit.page.get_by_role("tabpanel").filter(visible=True)
    expect(panel).to_have_count(1)
    return panel


def choose(box: Locator, words: str) -> None:
    """Choose the first option of a box that has these words."""
    box.click()
    box.fill(words)
    expect(box.page.get_by_role("option").first).to_contain_text(words)
    box.press("Enter")


def test_every_tab_is_drawn(weeks: None, visit: Visit) -> None:
    visit.open("quality")
    for tab in TABS:
        visit.page.set_viewport_size(WIDE)
        panel = turned_to(visit, tab)
        expect(panel.get_by_test_id("stVegaLiteChart").first).to_be_visible()
        expect(visit.page.get_by_test_id("stException")).to_have_count(0)
        picture(visit, f"quality-{tab.lower()}")
        fits(visit)


def test_from_a_check_that_did_not_hold_to_the_words(weeks: None, visit: Visit) -> None:
    panel = opened(visit, "Checks")
    panel.locator("summary").first.click()
    expect(panel).to_contain_text("Rows that break it")
    picture(visit, "quality-examples", "wide")
    link = panel.locator(".readout-list a").first.get_attribute("href") or ""
    assert re.search("article.*mark=", link)
    visit.open(link.lstrip("./"))  # the list may be drawn anew under a click
    expect(visit.page.locator("h1")).not_to_have_text("Data quality")
    expect(visit.page.locator(".readout-body")).to_be_visible()


@pytest.mark.slow
def test_pass_rates_by_source_follow_the_filter(weeks: None, visit: Visit) -> None:
    panel = opened(visit, "Checks")
    panel.get_by_role("radio", name="By source").or_(panel.get_by_text("By source", exact=True)).first.click()
    chart = panel.get_by_test_id("stVegaLiteChart").first
    expect(chart).to_contain_text("northern-wire")
    picture(visit, "quality-by-source", "wide")
    box = visit.page.get_by_role("combobox", name="Sources")
    box.fill("harbour")
    visit.page.get_by_role("option", name="harbour-post").click()
    visit.page.keyboard.press("Escape")  # as long as the list is open, the page behind it has no roles
    expect(chart).not_to_contain_text("northern-wire")
    expect(chart).to_contain_text("harbour-post")


@pytest.mark.slow
def test_another_run_is_looked_into(weeks: None, visit: Visit) -> None:
    panel = opened(visit, "Checks")
    choose(panel.get_by_role("combobox", name="Run"), "failed")
    expect(panel.locator("summary").filter(has_text="core.quotes").first).to_contain_text("critical, 3 rows")


def test_the_quarantine_is_searched(weeks: None, visit: Visit) -> None:
    panel = opened(visit, "Quarantine")
    expect(panel).to_contain_text("23 rows.")
    panel.get_by_role("combobox", name="Reasons").fill("JSON")
    visit.page.get_by_role("option", name="line N is not JSON").click()
    visit.page.keyboard.press("Escape")
    expect(panel.get_by_text(re.compile(r"^6 rows\."))).to_be_visible()
    find = panel.get_by_role("textbox", name="Find")
    find.fill("ROWS.JSONL#LINE-2")
    find.press("Enter")
    expect(panel.get_by_text(re.compile(r"^2 rows\."))).to_be_visible()
    find.fill("' OR true --")
    find.press("Enter")
    expect(panel).to_contain_text("Nothing that is quarantined is like that.")


@pytest.mark.slow
def test_a_row_of_the_quarantine_is_shown_whole(weeks: None, visit: Visit) -> None:
    panel = opened(visit, "Quarantine")
    find = panel.get_by_role("textbox", name="Find")
    find.fill("mention_id 1f0c")
    find.press("Enter")
    expect(panel.get_by_text(re.compile(r"^3 rows\."))).to_be_visible()
    visit.settle()
    grid = panel.get_by_test_id("stDataFrame")
    grid.click(position={"x": 16, "y": 52})  # the box of the first row: a canvas has no elements
    expect(panel).to_contain_text('"text": "Atlantis"')
    panel.locator("summary").first.click()
    expect(panel).to_contain_text(re.compile(r"readout quarantine --retry -w \S+ --id"))
    picture(visit, "quality-quarantined", "wide", "dark")


@pytest.mark.slow
def test_a_source_that_dried_up_is_seen(weeks: None, visit: Visit) -> None:
    panel = opened(visit, "Sources")
    first = panel.get_by_test_id("stText").first
    expect(first).to_have_text("northern-wire")  # what is wrong comes first
    expect(panel).to_contain_text("Dashed lines are the bounds")


@pytest.mark.slow
def test_drift_is_said_and_other_measures_can_be_chosen(weeks: None, visit: Visit) -> None:
    panel = opened(visit, "Drift")
    expect(panel).to_contain_text("1 measure of the last run lies outside of what is usual")
    expect(panel).to_contain_text("Quotations with a known speaker: ")
    charts = panel.get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(6)
    choose(panel.get_by_role("combobox", name="Another measure"), "recipient_id")
    expect(charts).to_have_count(7)


def test_a_first_run(sample_warehouse: Path, published: Path, visit: Visit) -> None:
    """Nothing is usual yet, and nothing is quarantined: the page looks intended."""
    publish(sample_warehouse, published)
    visit.open("quality")
    for tab, said in (
        ("Runs", "Duration"),
        ("Checks", "What did not pass"),
        ("Quarantine", "Nothing is quarantined now."),
        ("Sources", "24 articles in its only run so far"),
        ("Drift", "Quotations with a known speaker"),
    ):
        expect(turned_to(visit, tab)).to_contain_text(said)
        picture(visit, f"quality-first-run-{tab.lower()}", "wide")


@pytest.mark.slow
def test_a_run_that_failed_before_it_checked_anything(
    make: Callable[[str, Made], Path], published: Path, visit: Visit
) -> None:
    def add(connection: duckdb.DuckDBPyConnection) -> None:
        cells = {"rows_loaded": "{}", "versions": "{}", "message": f"the disk is full {ATTACK}"}
        insert(connection, schema.RUNS, run_id="r1", state="failed", **cells)
        materialise(connection)

    publish(make("failed-at-once", add), published)
    visit.open("quality")
    for tab, said in (
        ("Runs", "Duration"),
        ("Checks", "Nothing has been checked yet."),
        ("Quarantine", "Nothing is quarantined now."),
        ("Sources", "No source has been read yet."),
        ("Drift", "has measured anything yet"),
    ):
        expect(turned_to(visit, tab)).to_contain_text(said)
        visit.says("The last run failed")
    picture(visit, "quality-failed", "wide")


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (None, []),
        (["not JSON", '{"a": 1}', "[1, {}]"], [{}]),
        (['[{"a": "1"}]', '[{"a": "2"}]'], [{"a": "1"}, {"a": "2"}]),
        ([f"[{', '.join(['{}'] * 9)}]"], [{}] * MOST),
    ],
)
def test_examples_are_read_as_far_as_they_are_some(
    cells: list[str] | None, found: list[dict[str, str]]
) -> None:
    assert stated(cells) == found


def test_reasons_of_one_kind_are_one() -> None:
    from warehouse.dashboard.queries.quality import KIND

    reasons = [
        "line 14 is not JSON: x",
        "has no text column; its columns",
        "is empty",
        "A rule: mention_id 1",
    ]
    frame = pl.DataFrame({"reason": reasons})
    with open_duckdb() as connection:
        connection.register("rows", frame.to_arrow())
        kinds = [row[0] for row in connection.execute(f"SELECT {KIND} FROM rows").fetchall()]
    assert kinds == ["line N is not JSON", "has no text column", "is empty", "A rule"]
