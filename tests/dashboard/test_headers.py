"""What the pages may load and run is bounded by headers. Every visit fails for a violation of the policy."""

import httpx
import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import Visit
from warehouse.dashboard.headers import HEADERS, INLINE, PAGE, inline_scripts


@pytest.mark.parametrize(
    "path", ["", "sql", "_stcore/health", "_stcore/host-config", "media/none.csv", "no/such"]
)
def test_every_answer_has_the_headers(address: str, path: str) -> None:
    with httpx.Client(base_url=address) as client:
        answer = client.get(f"/{path}")
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_scripts_have_them_too(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        script = next(iter(client.get("/").text.split('src="./')[1:])).partition('"')[0]
        answer = client.get(f"/{script}")
    assert answer.status_code == 200 and answer.headers["x-content-type-options"] == "nosniff"


def test_the_policy_lets_no_word_from_outside_run() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "data:"} & {*policy["script-src"].split()}
    assert policy["connect-src"] == "'self'" and "http" not in HEADERS["Content-Security-Policy"]


def test_scripts_within_streamlits_page_are_known_by_their_hash() -> None:
    assert len(INLINE.findall(PAGE.read_text(encoding="utf-8"))) == 1
    assert inline_scripts("<script src='a.js'></script><script type='x'>1</script>") == [
        "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"
    ]


def test_a_script_that_gets_into_a_page_does_not_run(samples: None, visit: Visit) -> None:
    page = visit.open("sql")
    page.evaluate(
        "const one = document.createElement('script'); one.textContent = 'window.hacked = 1';"
        "document.body.append(one)"
    )
    assert page.evaluate("window.hacked") is None
    visit.faults[:] = [fault for fault in visit.faults if "script-src" not in fault]


def test_charts_and_tables_are_drawn_under_it(samples: None, visit: Visit) -> None:
    page = visit.open("sql")
    page.get_by_role("button", name="Run").click()
    table = page.get_by_role("tabpanel").get_by_test_id("stDataFrame")
    expect(table.locator("canvas").first).to_be_visible()
    table.hover()
    expect(page.get_by_role("button", name="Search").first).to_be_visible()
    expect(page.get_by_role("button", name="Download as CSV")).to_have_count(0)
    page.get_by_role("tab", name="Chart").click()
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible()
