"""How long the pages of the dashboards take to be drawn, in a real browser.

    python -m benchmarks.dashboard FOLDER [--articles 100000] [--rounds 5]

Serves a generated warehouse (see `benchmarks/marts.py`) and opens each page: once as the first reader of a
newly published version, for whom every question is asked anew, and once more. The time is that from asking
for the page to its last element, with the browser's own scripts loaded before; the median of the rounds.
Beside it stands the ratio to a page that asks nothing of the warehouse: what streamlit and the browser take.
The pages are held to 1.5 s.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks import marts
from tests.support.browser import FLAGS, chromium
from warehouse.marts.refresh import materialise
from warehouse.store.duck import open_duckdb

PAGES = {
    "Overview": "",
    "Relations": "relations",
    "Relations, a pair": "relations?a=002&b=072",
    "Voices": "voices",
    "Voices, a speaker": "voices?speaker=Q3",
    "Article": "article",
    "Data quality": "quality",
    "SQL": "sql",
}
DRAWN = "[data-testid=stApp][data-test-script-state=notRunning] [data-testid=stMain] h1"
LIMIT = 1.5  # seconds


def generate(path: Path, articles: int) -> None:
    marts.generate(path, articles, 2)
    with open_duckdb(path) as connection:
        materialise(connection)


@contextmanager
def served(warehouse: Path) -> Iterator[str]:
    """The address of the dashboards, as a user starts them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    readout = Path(sys.executable).with_name("readout")
    command = [readout, "dashboard", "--port", str(port), "-w", warehouse]
    server = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/_stcore/health")
        yield address
    finally:
        server.terminate()
        server.wait()


@contextmanager
def opened(warehouse: Path) -> Iterator[tuple[Page, str]]:
    """A page of a browser, and the address of the dashboards that it may look at."""
    with served(warehouse) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser.new_page(viewport={"width": 1366, "height": 900}), address
        browser.close()


def wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=1)
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer")


def drawn(page: Page, address: str) -> float:
    """Seconds until a page is drawn."""
    started = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(DRAWN, timeout=60_000)
    page.get_by_test_id("stSkeleton").first.wait_for(state="hidden")
    return time.perf_counter() - started


def published_again(warehouse: Path) -> None:
    """Make what is published a version of its own, so that no answer is kept."""
    os.utime(warehouse)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    warehouse: Path = options.folder / "dashboard.duckdb"
    options.folder.mkdir(parents=True, exist_ok=True)
    if not warehouse.exists():
        generate(warehouse, options.articles)
    slow = 0
    with opened(warehouse) as (page, address):
        drawn(page, address)
        empty = statistics.median(
            drawn(page, f"{address}/article?article=none") for _ in range(options.rounds)
        )
        print(f"{'asks nothing':20s} {empty:6.2f} s")
        for name, path in PAGES.items():
            first, again = [], []
            for _ in range(options.rounds):
                published_again(warehouse)
                first.append(drawn(page, f"{address}/{path}"))
                again.append(drawn(page, f"{address}/{path}"))
            cold, warm = statistics.median(first), statistics.median(again)
            slow += cold > LIMIT
            print(
                f"{name:20s} {cold:6.2f} s first ({cold / empty:.1f} times), {warm:6.2f} s again "
                f"({warm / empty:.1f} times)",
                flush=True,
            )
    print(f"pages slower than {LIMIT} s: {slow}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
