"""Data Docs in a browser: words from outside are shown as words, nothing runs, nothing is fetched."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from expectations.data_docs.unchecked import About, write
from expectations.results import CheckResult
from flows.process.signals import run_in_thread
from flows.server.local import LocalPrefect
from flows.settings import load_settings
from tests.dashboard.conftest import keep_picture
from tests.dashboard.hostile import ATTACK, HOST
from tests.support.shipped import PLOVER
from transforms import schema
from transforms.schema.reference import REFERENCE_TABLES
from warehouse.docs import find_page

NOW = datetime(2024, 5, 1, 12)
ABOUT = About("20240501T120000-abcd", NOW, 1, f"it failed: {ATTACK}", [f"{ATTACK}: 2 articles"])
# What only words from outside could have brought: the pages themselves need none of it
ALIEN = "script, img, iframe, svg, object, embed, form, [onerror], [onload], [onmouseover], [style]"


class Reading:
    """A reader of a site on disk, without a network; it remembers what should not have happened."""

    def __init__(self, context: BrowserContext, site: Path) -> None:
        self.site = site
        self.page = context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self.check(request.url))

    def check(self, url: str) -> None:
        if not url.startswith((self.site.as_uri(), "data:")):
            self.faults.append(f"fetched {url}")

    def open(self, page: Path) -> Page:
        """A page that must be without anything alien."""
        self.page.goto(page.as_uri())
        assert self.page.locator(ALIEN).count() == 0
        assert self.page.evaluate("window.hacked") is None
        return self.page

    def shoot(self, name: str) -> None:
        keep_picture(self.page, f"data-docs/{name}")


@pytest.fixture
def offline(context: BrowserContext) -> Iterator[BrowserContext]:
    """A reader without a network."""
    context.set_offline(True)
    yield context
    context.set_offline(False)


def read_all(context: BrowserContext, site: Path, found: str = "") -> Reading:
    """Open every page of a site; `found` must stand on one of them as it is."""
    reading = Reading(context, site)
    pages = sorted(site.rglob("*.html"))
    texts = [reading.open(page).inner_text("body") for page in pages]
    assert reading.faults == []
    assert not found or any(found in text for text in texts)
    return reading


def squeezed(words: str) -> str:
    return " ".join(words.split())


def hostile_news(folder: Path) -> Path:
    """Articles whose every field tries to run something, in a folder and in files whose names do."""
    name = "<img src=x onerror=window.hacked=1>"
    news = folder / name
    news.mkdir()
    story = (
        f"Chilean President {ATTACK} met Peruvian Foreign Minister Javier González-Olaechea in Santiago.\n\n"
        f"“We have {ATTACK} a new chapter,” Gabriel {ATTACK} Boric said on Friday. Peru accused "
        f"{ATTACK} Bolivia of blocking the road to Arica, and Bolivia rejected the accusation."
    )
    rows = [
        {
            "id": f"{ATTACK}{number}",
            "url": f"https://{HOST}/{number}?{ATTACK}",
            "title": ATTACK,
            "publisher": ATTACK,
            "authors": [ATTACK, ATTACK],
            "published_at": "2024-05-03",
            "text": f"{story}\n\nReport {number} ends here. {ATTACK}",
        }
        for number in range(1, 4)
    ]
    rows.append({**rows[0], "id": ATTACK, "url": f"javascript:{ATTACK}", "published_at": ATTACK})
    lines = [json.dumps(row) for row in rows]
    (news / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (news / f"{name}.txt").write_text(f"{ATTACK}\n\n{story}", encoding="utf-8")
    return news


def test_a_run_over_hostile_articles(offline: BrowserContext, prefect: LocalPrefect, tmp_path: Path) -> None:
    from flows.readout import readout as flow

    warehouse = tmp_path / "w.duckdb"
    news, settings = str(hostile_news(tmp_path)), load_settings(warehouse=warehouse, workers=1)
    # In a thread: in this one Prefect would take the call for an asynchronous one, as the browser has a loop
    assert run_in_thread(partial(flow, [news], settings)).state == "completed"
    first = find_page(warehouse, None)
    reading = read_all(offline, first.parent)
    page = reading.open(first)
    reading.shoot("run")
    tables = len(schema.CORE) + len(REFERENCE_TABLES) + 1  # and the metrics
    assert page.locator("tbody tr").count() == 2 * tables, "results and suites"
    page.click("tr:has-text('core.articles') >> text=Results")
    undated = "At least half of the articles have a date."
    assert undated in page.inner_text("main")
    page.check("#not-passed")
    reading.shoot("articles-not-passed")
    rows = page.locator("main .table > tbody > tr:visible")
    assert rows.filter(has_text=undated).locator("i.text-warning").count() == 1
    assert page.locator("i.text-success:visible").count() == 0
    page.click("text=Show more info")
    assert "data_asset_name" in page.inner_text("main"), "details open without a script"
    page.click("header a")
    assert page.url == first.as_uri()
    assert reading.faults == []


def hostile_results() -> list[CheckResult]:
    """Results in which everything that Data Docs may show is hostile."""
    from expectations.engine.validate import columns_of
    from expectations.suites import structure_suite, suite

    failed = [
        CheckResult(
            table_name=table.full_name,
            expectation=expectation.configuration.type,
            column_name=columns_of(expectation.configuration.kwargs),
            severity=expectation.severity.value,
            meaning=expectation.description or "",
            success=False,
            observed=None,
            unexpected_count=2,
            unexpected_percent=1.0,
            checked_at=NOW,
            checked_rows=200,
            failing=[{"article_id": ATTACK, ATTACK: ATTACK}, {"article_id": ATTACK, ATTACK: f"{ATTACK}2"}],
            failing_rows=[0, 1],
            unexpected=[ATTACK, f"{ATTACK}2"],
        )
        for table in (schema.QUOTES, schema.METRICS)
        for expectation in [*structure_suite(table), *suite(table, PLOVER)]
    ]
    raised, without_rows = failed[3], failed[4]
    failed[3] = replace(raised, observed=ATTACK, unexpected_count=None, failing=[], unexpected=[])
    failed[4] = replace(without_rows, failing=[])
    return failed


def test_hostile_values_in_whatever_is_shown(offline: BrowserContext, tmp_path: Path) -> None:
    from expectations.data_docs.site import build

    build(tmp_path, ABOUT, hostile_results(), PLOVER)
    reading = read_all(
        offline, tmp_path, found=squeezed(ATTACK.replace("\u202e", "").replace("\u202c", ""))[:60]
    )
    page = reading.open(next(tmp_path.glob("validations/core/quotes/*/*/*.html")))
    reading.shoot("hostile")
    shown = page.inner_text("main")
    assert shown.count("<script>window.hacked = 1</script>") > 20, "the values are shown, as words"
    assert "raised an exception" in shown
    reading.open(tmp_path / "index.html")
    reading.shoot("hostile-index")
    assert "it failed: <script>" in reading.page.inner_text("main")


def test_the_page_of_a_run_that_checked_nothing(offline: BrowserContext, tmp_path: Path) -> None:
    write(tmp_path, replace(ABOUT, batches=0), hostile_results()[-2:])
    reading = read_all(offline, tmp_path, found="No table was checked")
    assert "it failed: <script>" in reading.page.inner_text("main")
    reading.shoot("nothing-checked")
