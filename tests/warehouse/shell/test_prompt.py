"""The prompt in a real terminal, and what it completes."""

import fcntl
import os
import pty
import re
import select
import signal
import stat
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.chaos import PATIENCE
from warehouse.ddl import create
from warehouse.shell.complete import Names, complete, names_of
from warehouse.shell.prompt import is_complete
from warehouse.store.duck import open_duckdb

ESCAPES = re.compile(rb"\x1b(\[[0-9;?]*[a-zA-Z]|\][^\x07]*\x07|[=>])")


@pytest.fixture(scope="module")
def names() -> Names:
    connection = open_duckdb()
    create(connection)
    return names_of(connection)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("SELECT * FROM quo", "quotes"),
        ("SELECT * FROM core.q", "core.quotes"),
        ("SELECT * FROM quotes JOIN ent", "entities"),
        ("SELECT * FROM quotes, ent", "entities"),
        ("SELECT q.spe| FROM quotes q", "q.speaker_text"),
        ("SELECT q.spe| FROM core.quotes AS q", "q.speaker_text"),
        ("SELECT quotes.cue_| FROM quotes", "quotes.cue_lemma"),
        ("SELECT spe| FROM quotes WHERE true", "speaker_text"),
        ("SELECT e.co| FROM quotes q JOIN entities e ON true", "e.country"),
        ("SELE", "SELECT"),
        ("select * from quotes gro", "GROUP"),
        ("DESCRIBE mart.go", "mart.goldstein_months"),
    ],
)
def test_completion(names: Names, typed: str, first: str) -> None:
    before, _, after = typed.partition("|")
    words, length = complete(before, before + after, names)
    assert words[0] == first
    assert first.lower().startswith(before[len(before) - length :].lower())


def test_columns_of_other_tables_are_not_offered(names: Names) -> None:
    words, _ = complete("SELECT gold", "SELECT gold FROM quotes", names)
    assert words == []
    words, _ = complete("SELECT gold", "SELECT gold", names)
    assert words == ["goldstein", "goldstein_icews"] or "goldstein" in words


@pytest.mark.parametrize(
    ("text", "complete"),
    [("", True), ("SELECT 1", False), ("SELECT 1;", True), ("SELECT\n1 ; ", True), (".tables", True)],
)
def test_enter_runs_what_is_complete(text: str, complete: bool) -> None:
    assert is_complete(text) is complete


class Terminal:
    """`readout sql` in a pseudo-terminal."""

    def __init__(self, warehouse: Path, home: Path) -> None:
        self.master, slave = pty.openpty()
        self.seen = b""
        variables = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        self.process = subprocess.Popen(
            [Path(sys.executable).with_name("readout"), "sql", "--warehouse", warehouse],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env=variables | {"TERM": "xterm", "HOME": str(home), "COLUMNS": "100", "LINES": "40"},
            start_new_session=True,
            preexec_fn=lambda: self.take(slave),
        )
        os.close(slave)

    @staticmethod
    def take(slave: int) -> None:
        """Make it the terminal whose Ctrl-C interrupts, also where the tests run with Ctrl-C ignored."""
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def await_interrupts(self) -> None:
        """Wait until Ctrl-C is a signal: while the prompt is edited it is a key."""
        deadline = time.monotonic() + PATIENCE
        while not termios.tcgetattr(self.master)[3] & termios.ISIG:
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def expect(self, text: str) -> str:
        """What is shown until `text` is; fails where it never comes."""
        deadline = time.monotonic() + PATIENCE
        while text.encode() not in (shown := ESCAPES.sub(b"", self.seen)):
            ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"no {text!r} in {shown!r}"
            self.seen += os.read(self.master, 65536)
            if b"\x1b[6n" in self.seen:  # the prompt asks where the cursor is
                self.seen = self.seen.replace(b"\x1b[6n", b"")
                self.type("\x1b[1;1R")
        before, _, self.seen = ESCAPES.sub(b"", self.seen).partition(text.encode())
        return (before + text.encode()).decode(errors="replace")


@pytest.fixture
def terminal(sample_warehouse: Path, tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(sample_warehouse, tmp_path)
    terminal.expect("readout>")
    yield terminal
    if terminal.process.poll() is None:
        os.killpg(terminal.process.pid, signal.SIGKILL)
    terminal.process.wait()
    os.close(terminal.master)


def test_a_session(terminal: Terminal, tmp_path: Path) -> None:
    terminal.type("SELECT count(*) AS number_of_articles\r")
    terminal.type("FROM articles;\r")
    terminal.expect("│                 24 │")
    terminal.type("SELECT nonsense;\r")
    terminal.expect("Binder Error")
    terminal.type("SELECT * FROM read_text('/etc/hostname');\r")
    terminal.expect("disabled by configuration")
    terminal.type("SELECT 'a' || chr(27) || '[31mb' AS hostile;\r")
    terminal.expect("│ a�[31mb │")
    terminal.type("SELECT 1; SELECT 2 AS second;\r")
    terminal.expect("│      2 │")
    terminal.type(".columns speakers\r")
    terminal.expect("mart.speakers: ")
    terminal.type(".format json\r")
    terminal.type("SELECT 3 + 4 AS seven;\r")
    terminal.expect('[{"seven": 7}]')
    terminal.type("SELECT half\x03")
    terminal.type("SELECT 4 + 4 AS eight;\r")
    terminal.expect('[{"eight": 8}]')
    terminal.type(".quit\r")
    assert terminal.process.wait(timeout=PATIENCE) == 0
    history = tmp_path / ".local" / "state" / "readout" / "sql_history"
    assert "+FROM articles;" in history.read_text() and "half" not in history.read_text()
    assert stat.S_IMODE(history.stat().st_mode) == 0o600


def test_tab_completes_and_up_recalls(terminal: Terminal) -> None:
    terminal.type("SELECT 40 + 2 FROM mart.goldst\t")
    terminal.expect("ein_months")
    terminal.type(" LIMIT 1;\r")
    terminal.expect("│       42 │")
    terminal.type("\x1b[A\r")
    terminal.expect("│       42 │")


def test_a_long_query_is_given_up(terminal: Terminal) -> None:
    terminal.type("SELECT sum(a.range * b.range) FROM range(10_000_000) a, range(1_000_000) b;\r")
    terminal.expect("b;")
    terminal.await_interrupts()
    terminal.type("\x03")
    terminal.expect("given up")
    terminal.type("SELECT 4 + 4 AS eight;\r")
    terminal.expect("│     8 │")
