"""The page of `readout article --html` in a real browser, from the samples and from hostile articles."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.conftest import readout
from tests.dashboard.conftest import keep_picture


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must load nothing and say nothing."""
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    page.close()
    assert [url for url in asked if not url.startswith("file:")] == []
    assert said == []


def write(warehouse: Path, key: str, folder: Path) -> str:
    path = folder / "article.html"
    done = readout("article", key, "--html", str(path), "-w", str(warehouse))
    assert done.returncode == 0, done.stderr
    return path.as_uri()


def test_an_article_with_what_was_found_in_it(sample_warehouse: Path, tmp_path: Path, page: Page) -> None:
    page.goto(write(sample_warehouse, "2023-09-19", tmp_path))
    assert page.locator(".quote").count() and page.locator(".mention").count()
    keep_picture(page, "dashboard/article-page")
    number = page.locator("a[href^='#Q']").first
    number.click()
    assert page.url.endswith(str(number.get_attribute("href")))


def test_hostile_words_stay_words(hostile_warehouse: Path, tmp_path: Path, page: Page) -> None:
    page.goto(write(hostile_warehouse, "a1", tmp_path))
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert page.locator("script, iframe, img, object, [onload], [onerror]").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert "<script>" in page.inner_text("body")
    assert page.locator(".corrections p").all_inner_texts()[0].startswith("<script>window.hacked")
    assert "1 May 2024, 07:00 −05:00" in page.inner_text(".kicker")
