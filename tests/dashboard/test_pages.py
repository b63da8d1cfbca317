"""The dashboards as a reader meets them, in a real browser.

Slow are tests of a single control or view: a page costs a browser seconds. `make test` draws every page,
keeps filters from one to the next, runs SQL, and looks at hostile words and at what is published meanwhile.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import duckdb
import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from tests.dashboard.conftest import Made, Visit, keep_picture, publish
from tests.dashboard.hostile import ATTACK, insert
from transforms import schema
from warehouse.marts.refresh import materialise

PAGES = {
    "": "Overview",
    "relations": "Relations",
    "voices": "Voices",
    "article": "Articles",
    "quality": "Data quality",
    "sql": "SQL",
}
expect.set_options(timeout=60_000)
WIDE: ViewportSize = {"width": 1366, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}


KINDS: dict[str, tuple[ViewportSize, Literal["light", "dark"]]] = {
    "wide": (WIDE, "light"),
    "dark": (WIDE, "dark"),
    "narrow": (NARROW, "light"),
}


def picture(visit: Visit, name: str, *kinds: str) -> None:
    """Keep pictures of the whole page, of the named kinds, else of all, where PICTURES=1 asks for them."""
    if os.environ.get("PICTURES") != "1":
        return
    for kind in kinds or KINDS:
        size, scheme = KINDS[kind]
        visit.page.emulate_media(color_scheme=scheme)
        visit.page.set_viewport_size(size)
        height = visit.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        visit.page.set_viewport_size({"width": size["width"], "height": min(max(height, 800), 4000)})
        visit.page.wait_for_timeout(300)  # charts follow the size
        keep_picture(visit.page, f"dashboard/{name}-{kind}", full_page=False)
    visit.page.emulate_media(color_scheme="light")
    visit.page.set_viewport_size(WIDE)


def fits(visit: Visit) -> None:
    """Wait until the page need not be scrolled sideways on a phone."""
    visit.page.set_viewport_size(NARROW)
    excess = (
        "(() => { const main = document.querySelector('[data-testid=stMain]');"
        " return main.scrollWidth - main.clientWidth })()"
    )
    # The page's policy forbids the eval with which the browser's driver would wait for this
    for _ in range(100):
        if visit.page.evaluate(excess) <= 1:
            return
        visit.page.wait_for_timeout(100)
    raise AssertionError(f"the page is {visit.page.evaluate(excess)} pixels too wide")


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_pages_are_drawn(samples: None, visit: Visit, path: str, title: str) -> None:
    page = visit.open(path)
    expect(page.locator("h1")).to_have_text(title)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    picture(visit, path or "overview")
    fits(visit)


def test_filters_hold_across_pages_and_stand_in_the_address(samples: None, visit: Visit) -> None:
    page = visit.open()
    everything = metric(visit, "Articles")
    page.get_by_role("combobox", name="Countries").fill("Saudi")
    page.get_by_role("option", name="Saudi Arabia").click()
    page.wait_for_url(re.compile("country=Saudi"))
    expect(metric_of(visit, "Articles")).not_to_have_text(everything)
    fewer = metric(visit, "Articles")
    assert 0 < int(fewer) < int(everything)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Voices").click()
    expect(page.locator("h1")).to_have_text("Voices")
    assert "country=Saudi" in page.url
    page.reload()
    visit.settle()
    assert "country=Saudi" in page.url
    expect(page.get_by_test_id("stSidebar").get_by_text("Saudi Arabia")).to_be_visible()
    page.get_by_role("link", name="Overview").click()
    expect(metric_of(visit, "Articles")).to_have_text(fewer)


def metric_of(visit: Visit, label: str) -> Locator:
    named = visit.page.get_by_test_id("stMetricLabel").get_by_text(label, exact=True)
    metric = visit.page.get_by_test_id("stMetric").filter(has=named)
    return metric.get_by_test_id("stMetricValue")


def metric(visit: Visit, label: str) -> str:
    return str(metric_of(visit, label).inner_text())


def test_a_filter_that_nothing_passes_is_said(samples: None, visit: Visit) -> None:
    visit.open("?from=2022-07-09&to=2022-07-09&type=Aid")
    visit.says("No article matches the filters.")


def test_a_shared_address_with_nonsense_is_survived(samples: None, visit: Visit) -> None:
    visit.open("?country=Atlantis&from=yesterday&source=%3Cscript%3E&type=")
    assert metric(visit, "Articles") == "24"
    visit.open("voices?speaker=nobody")
    visit.says("nobody of that id")
    visit.open("article?article=none")
    visit.says("no article of that id")


def test_from_an_event_to_its_words_and_on(samples: None, visit: Visit) -> None:
    page = visit.open("relations?a=Canada&b=India")
    picture(visit, "pair")
    page.get_by_role("link", name="in the article").first.click()
    visit.settle()
    here = page.locator(".readout-here").first
    expect(here).to_be_in_viewport()
    picture(visit, "one-article")
    number = page.locator(".readout-body .readout-number").last
    target = number.get_attribute("href")
    number.click()
    expect(page.locator(f"{target}")).to_be_in_viewport()
    page.locator(f"{target} .readout-number").click()
    expect(number).to_be_in_viewport()
    page.locator(".readout-body").get_by_role("link", name="Justin Trudeau").first.click()
    expect(page.locator("h1")).to_have_text("Justin Trudeau")
    visit.says("What they claim")
    visit.settle()
    picture(visit, "speaker")


@pytest.mark.slow
def test_who_is_not_quoted_has_a_page_too(samples: None, visit: Visit) -> None:
    page = visit.open("voices?speaker=Q884")  # South Korea
    expect(page.get_by_role("tab", name="What they do")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel").locator("li").first).to_contain_text("South Korea")
    page.get_by_role("tab", name="Articles").click()
    visit.says("mentions")
    picture(visit, "entity")


FOCUSED = """() => {
    const it = document.activeElement, style = getComputedStyle(it), box = it.closest('[data-baseweb]') ?? it
    return [it.getAttribute('aria-label') ?? it.innerText ?? '',
        style.outlineStyle !== 'none' || style.boxShadow !== 'none' || getComputedStyle(box).borderColor]
}"""


@pytest.mark.slow
def test_everything_is_within_reach_of_the_keyboard(samples: None, visit: Visit) -> None:
    page = visit.open()
    visit.says("Newest events")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    reached: dict[str, object] = {}
    for _ in range(60):  # what is still being drawn may take the focus back once
        page.keyboard.press("Tab")
        name, shown = page.evaluate(FOCUSED)
        reached[name] = shown
    names = " | ".join(reached)
    wanted = ("Relations", "Voices", "Article", "Data quality", "SQL", "Countries", "Sources", "Event types")
    for name in wanted:
        assert name in names, names
    assert all(reached.values()), reached
    page.get_by_role("link", name="Voices").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Voices")
    page.get_by_role("textbox", name="Search in quotations").focus()
    page.keyboard.type("sanctions")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("words=sanctions"))


@pytest.mark.slow
def test_a_click_on_a_bar_lists_its_month(samples: None, visit: Visit) -> None:
    page = visit.open("relations?a=Iran&b=Saudi+Arabia")
    listed = page.locator(".readout-list > li").count()
    chart = page.get_by_test_id("stVegaLiteChart").nth(1)
    chart.locator("path[aria-roledescription=bar]").first.click()
    page.wait_for_url(re.compile(r"month=20\d\d-\d\d"))
    visit.settle()
    assert 0 < page.locator(".readout-list > li").count() < listed


@pytest.mark.slow
def test_those_who_act_most_come_first(samples: None, visit: Visit) -> None:
    page = visit.open()
    bars = page.locator("[aria-label^='Those who act most'] path[aria-roledescription=bar]")
    expect(bars.first).to_be_visible()
    told = [re.split("; |: ", bar.get_attribute("aria-label") or "") for bar in bars.all()]
    facts = [dict(zip(words[::2], words[1::2], strict=True)) for words in told]
    places = [round((bar.bounding_box() or {})["y"]) for bar in bars.all()]
    totals = dict(zip(places, (int(fact["in all"]) for fact in facts), strict=True))
    assert len(totals) > 5
    assert [totals[place] for place in sorted(totals)] == sorted(totals.values(), reverse=True)


@pytest.mark.slow
def test_from_a_busy_pair_to_what_happened_between_the_two(samples: None, visit: Visit) -> None:
    page = visit.open("relations?language=en")
    link = page.locator(".readout-pairs a").nth(1)
    a, _, b = link.inner_text().partition(" – ")
    link.click()
    page.wait_for_url(re.compile(r"language=en&a="))
    visit.settle()
    expect(page.get_by_role("combobox", name="One country")).to_have_value(a)
    expect(page.get_by_role("combobox", name="The other")).to_have_value(b)
    expect(page.get_by_role("heading", name="Two countries")).to_be_in_viewport()


@pytest.mark.slow
def test_search_in_quotations(samples: None, visit: Visit) -> None:
    page = visit.open("voices")
    box = page.get_by_role("textbox", name="Search in quotations")
    box.fill("SANCTIONS")
    box.press("Enter")
    page.wait_for_url(re.compile("words=SANCTIONS"))
    visit.settle()
    found = page.locator(".readout-quote")
    expect(found.first).to_contain_text("sanctions")
    assert all("sanctions" in text.lower() for text in found.all_inner_texts())


def test_sql(samples: None, visit: Visit) -> None:
    page = visit.open("sql")
    editor = page.get_by_role("textbox", name="Query")
    for sql, said in (
        ("SELECT count(*) AS n FROM articles", "1 row, in"),
        ("DROP TABLE core.quotes", "can only be read here"),
        ("SELECT nothing", "nothing"),
        ("FROM read_text('/etc/hostname')", "disabled"),
        ("SELECT 1; SELECT 2", "one statement"),
    ):
        editor.fill(sql)
        editor.press("Control+Enter")
        expect(page.get_by_test_id("stMain")).to_contain_text(said)
    editor.fill("SELECT source, articles FROM mart.source_days")
    editor.press("Control+Enter")
    expect(page.get_by_text("rows, in")).to_be_visible()
    page.get_by_role("tab", name="Chart").click()
    expect(page.get_by_test_id("stVegaLiteChart")).to_be_visible()
    page.get_by_role("tab", name="Download").click()
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").get_by_role("button", name="CSV").click()
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("source,articles\n")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "relations",
        "voices",
        "voices?speaker=Q1",
        "article",
        "article?article=a1&mark=e0",
        "quality",
        "sql",
    ],
)
def test_hostile_words_run_and_load_nothing(
    hostile_warehouse: Path, published: Path, visit: Visit, path: str
) -> None:
    publish(hostile_warehouse, published)
    page = visit.open(path)
    seen = ""
    for tab in [None, *page.get_by_role("tab").all()]:
        if tab:
            tab.click()
            page.wait_for_timeout(300)  # what is in a tab is drawn when it is opened
            visit.settle()
        folded = page.locator("details:not([open]) > summary:visible")
        while folded.count():
            folded.first.click()
        seen += page.inner_text("[data-testid=stMain]")
    page.wait_for_timeout(500)
    assert page.evaluate("window.hacked") is None
    assert (
        page.locator("[data-testid=stMain] :is(iframe[src*=evil], img[src*=evil], svg[onload])").count() == 0
    )
    assert page.locator("[data-testid=stMain] a[href^=javascript]").count() == 0
    assert page.locator("[data-testid=stMain] a[href*='evil.example']").count() == 0
    if path.startswith("article?"):
        assert page.locator(".readout-corrections p").first.inner_text().startswith("<script>window.hacked")
        assert "1 May 2024, 07:00 −05:00" in seen
        assert "Changes to corrections and notes" in seen
    if path not in ("", "sql"):
        assert "<script>window.hacked" in seen or path == "relations"
    fits(visit)
    picture(visit, f"hostile-{re.sub(r'[^a-z0-9]+', '-', path) or 'overview'}", "narrow")


def test_no_warehouse_yet_then_the_first_run(sample_warehouse: Path, published: Path, visit: Visit) -> None:
    published.unlink(missing_ok=True)
    page = visit.open()
    expect(page.locator("h1")).to_have_text("No warehouse yet")
    visit.says("readout run")
    picture(visit, "no-warehouse", "wide")
    publish(sample_warehouse, published)
    expect(page.locator("h1")).to_have_text("Overview")  # by itself


@pytest.mark.parametrize(
    "path", ["", *(pytest.param(path, marks=pytest.mark.slow) for path in ("quality", "sql"))]
)
def test_an_empty_warehouse(
    make: Callable[[str, Made], Path], published: Path, visit: Visit, path: str
) -> None:
    publish(make("empty", materialise), published)
    visit.open(path)
    expected = {"quality": "No run yet", "sql": "One SELECT"}.get(path, "No articles yet")
    visit.says(expected)


@pytest.mark.slow
def test_only_failed_runs(make: Callable[[str, Made], Path], published: Path, visit: Visit) -> None:
    def add(connection: duckdb.DuckDBPyConnection) -> None:
        message = f"a critical check did not pass {ATTACK}"
        cells = {"rows_loaded": "{}", "versions": "{}", "message": message}
        insert(connection, schema.RUNS, run_id="r1", state="failed", **cells)

    publish(make("failed", add), published)
    visit.open()
    visit.says("No articles yet")
    expect(visit.page.get_by_test_id("stMain")).to_contain_text("a critical check did not pass")
    picture(visit, "only-failed-runs", "wide")
    visit.open("quality")
    visit.says("The last run failed")
    assert visit.page.evaluate("window.hacked") is None


def test_what_is_no_warehouse(published: Path, visit: Visit) -> None:
    published.write_bytes(b"not a database" * 1000)
    visit.open()
    visit.says("cannot be read")
    published.unlink()


def test_a_publish_meanwhile(
    sample_warehouse: Path, hostile_warehouse: Path, published: Path, visit: Visit
) -> None:
    publish(sample_warehouse, published)
    page = visit.open()
    assert metric(visit, "Articles") == "24"
    publish(hostile_warehouse, published)
    page.get_by_role("button", name="Show newer data").click()  # it comes within seconds
    expect(metric_of(visit, "Articles")).to_have_text("2")
    publish(sample_warehouse, published)
    page.get_by_role("link", name="Data quality").click()
    expect(page.locator("h1")).to_have_text("Data quality")
    page.get_by_role("link", name="Overview").click()
    expect(metric_of(visit, "Articles")).to_have_text("24")  # any look at a page shows what is published
