"""The Data Docs of runs, beside the dashboards: linked from the page of data quality, and nothing else."""

import shutil
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import Visit
from warehouse.docs import docs_folder, documented_runs


@pytest.fixture
def run(sample_warehouse: Path, published: Path, samples: None) -> str:
    """The run of the samples, whose Data Docs are published with it."""
    shutil.copytree(docs_folder(sample_warehouse), docs_folder(published), dirs_exist_ok=True)
    (docs_folder(published) / ".secret").mkdir(exist_ok=True)
    (docs_folder(published) / ".secret" / "index.html").write_text("half a site")
    (docs_folder(published) / "notes.html").write_text("somebody's notes")
    return documented_runs(published)[0]


def test_from_a_run_to_its_data_docs(run: str, visit: Visit) -> None:
    page = visit.open("quality")
    page.get_by_role("tab", name="Checks").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Data Docs of this run").click()
    docs = opened.value
    expect(docs.locator("body")).to_contain_text("core.articles")
    assert f"/data-docs/{run}/" in docs.url
    docs.get_by_role("link", name="core.articles").first.click()
    expect(docs.locator("body")).to_contain_text("content_hash")
    assert docs.evaluate("getComputedStyle(document.body).fontFamily") != "Times New Roman"
    docs.close()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "notes.html",
        ".secret/",
        "{run}/../notes.html",
        "{run}/%2e%2e/notes.html",
        "{run}/../../readout.duckdb",
        "20000101T000000-0000/",
        "{run}/none.html",
        "{run}%00/",
        "..%2freadout.duckdb",
    ],
)
def test_nothing_else_is_served(run: str, address: str, path: str) -> None:
    with httpx.Client(base_url=address) as client:
        answer = client.get(f"/data-docs/{path.format(run=run)}")
        assert "somebody" not in answer.text and "half a site" not in answer.text
        assert answer.status_code in (400, 404) or "<title>Streamlit</title>" in answer.text


def test_pages_run_nothing_and_other_names_get_no_answer(run: str, address: str) -> None:
    with httpx.Client(base_url=address) as client:
        page = client.get(f"/data-docs/{run}/")
        assert page.status_code == 200
        assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert page.headers["x-content-type-options"] == "nosniff"
        rebound = client.get(f"/data-docs/{run}/", headers={"host": "evil.example"})
        assert rebound.status_code == 400
