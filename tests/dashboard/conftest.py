"""One server and one browser for all tests of the dashboards; what is published changes under them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.conftest import ROOT
from tests.dashboard.hostile import fill
from tests.support.browser import FLAGS
from tests.support.services import installed_browser
from warehouse.ddl import create
from warehouse.marts.refresh import materialise
from warehouse.store.duck import open_duckdb

ARTEFACTS = ROOT / "test-artifacts"
# Streamlit's page looks for its server below its own address first
LOOKED_FOR = ("/_stcore/health", "/_stcore/host-config")

# The browser does not write every violation of the content security policy to its console itself
VIOLATIONS = """document.addEventListener("securitypolicyviolation", broken =>
    console.error(`${broken.violatedDirective} forbids ${broken.blockedURI} in ${broken.sourceFile}`))"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser; skips the test where there is none, but fails in CI."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_or_skip(), args=FLAGS)
        yield browser
        browser.close()


def browser_or_skip() -> str:
    program = installed_browser()
    if program is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    return program


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server looks for its warehouse."""
    return tmp_path_factory.mktemp("published") / "readout.duckdb"


def publish(warehouse: Path, published: Path) -> None:
    """Put a copy of a warehouse in its place as a run does: by one rename."""
    copy = published.with_name(".next")
    shutil.copyfile(warehouse, copy)
    copy.replace(published)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def address(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running dashboards. They end by Ctrl-C, without complaint."""
    port = free_port()
    log = tmp_path_factory.mktemp("server") / "log"
    readout = str(Path(sys.executable).with_name("readout"))
    command = [readout, "dashboard", "--port", str(port), "-w", str(published)]
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_up(f"{address}/_stcore/health", server)
        yield address
        server.send_signal(signal.SIGINT)
        assert server.wait(120) == 0
    finally:
        server.kill()
    written = log.read_text(encoding="utf-8", errors="replace")
    assert address in written and "Traceback" not in written, written


def wait_until_up(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(address, timeout=1)
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server does not answer")


def keep_picture(page: Page, name: str, full_page: bool = True) -> None:
    """Keep a picture of a page in test-artifacts/ for people to look at, where PICTURES=1 asks for them."""
    if os.environ.get("PICTURES") == "1":
        path = ARTEFACTS / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=full_page)


class Visit:
    """A browser's page on the dashboards; it remembers what went wrong and what was asked of other hosts."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        self.elsewhere: list[str] = []
        page.on("console", self.note)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self.check)
        page.add_init_script(VIOLATIONS)

    def note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location.get("url", "").endswith(LOOKED_FOR):
            self.faults.append(message.text)

    def check(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", self.address.replace("http", "ws"))):
            self.elsewhere.append(request.url)

    def open(self, path: str = "") -> Page:
        """The page at a path, once it is drawn."""
        self.page.goto(f"{self.address}/{path}")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the page is drawn and nothing runs."""
        self.page.wait_for_selector("[data-testid=stMain] h1", timeout=60_000)
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)

    def says(self, words: str) -> None:
        """Wait until these words stand on the page: after a click it may still show what was there before."""
        expect(self.page.get_by_test_id("stMain")).to_contain_text(words)


# Of the package, not of the session: while Playwright runs it keeps an event loop in this thread, in which
# Prefect would take every call of later tests for an asynchronous one
@pytest.fixture(scope="package")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A reader who comes back: the browser keeps streamlit's scripts on the disk, compiled."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=browser_or_skip(),
            args=FLAGS,
            viewport={"width": 1366, "height": 900},
        )
        context.set_default_timeout(60_000)
        yield context
        context.close()


@pytest.fixture
def visit(context: BrowserContext, address: str) -> Iterator[Visit]:
    """A visit that must go without errors and without a word to any other host."""
    visit = Visit(context.new_page(), address)
    yield visit
    visit.page.close()
    assert visit.elsewhere == []
    assert visit.faults == []


@pytest.fixture
def samples(sample_warehouse: Path, published: Path) -> None:
    """The samples are published."""
    publish(sample_warehouse, published)


Made = Callable[[duckdb.DuckDBPyConnection], None]


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Made], Path]:
    """A warehouse made by hand: its tables are there, and what the function adds."""

    def made(name: str, add: Made) -> Path:
        path = tmp_path_factory.mktemp("made") / f"{name}.duckdb"
        with open_duckdb(path) as connection:
            create(connection)
            add(connection)
        return path

    return made


@pytest.fixture(scope="session")
def hostile_warehouse(make: Callable[[str, Made], Path]) -> Path:
    """A warehouse whose every word from outside tries to run or load something."""

    def add(connection: duckdb.DuckDBPyConnection) -> None:
        fill(connection)
        materialise(connection)

    return make("hostile", add)
