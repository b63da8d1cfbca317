"""What the dashboards are made of, without a browser."""

import html
import json
import socket
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import readout
from tests.dashboard.conftest import publish
from tests.dashboard.hostile import ATTACK
from warehouse.article.article import load
from warehouse.dashboard import article_body, escape, sql_console
from warehouse.dashboard.database import Warehouse, attach, version_of
from warehouse.dashboard.filters import ARTICLE, EVENT, QUOTE, Filters
from warehouse.dashboard.layout import spring
from warehouse.dashboard.text_diff import changes
from warehouse.dashboard.timeline import picked_month


class Shown(HTMLParser):
    """What a browser shows of HTML: its words and its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words = ""
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1
        assert self.depth >= 0

    def handle_data(self, data: str) -> None:
        self.words += data


@given(st.text())
def test_words_are_shown_as_they_are(text: str) -> None:
    shown = Shown(escape.element("p", escape.words(text), title=text))
    assert shown.words == escape.plain(text).replace("\r\n", "\n").replace("\r", "\n")
    assert [(tag, set(attributes)) for tag, attributes in shown.elements] == [("p", {"title"})]


@given(st.text())
def test_markdown_escapes_all_that_markdown_reads(text: str) -> None:
    escaped = escape.markdown(text, limit=10_000)
    assert "\n" not in escaped
    bare = escaped.replace("\\\\", "")
    assert all(bare[place - 1] == "\\" for place, char in enumerate(bare) if char in "[]()<>*_`$:!#|~&")


def test_a_bare_address_is_no_address() -> None:
    shown = escape.markdown("see http://evil.example and www.evil.example or a@evil.example")
    assert escape.WORD_JOINER in shown and "http\\:\\/" not in shown and "www\\." not in shown


def test_the_marked_body_is_the_body(sample_warehouse: Path) -> None:
    with attach(sample_warehouse) as connection:
        ids = [row[0] for row in connection.execute("SELECT article_id FROM core.articles").fetchall()]
        for article in (load(connection, key) for key in ids):
            page = article_body.body(article, article_body.KINDS, lambda entity: f"voices?speaker={entity}")
            shown = Shown(page)
            assert shown.depth == 0, "every element ends"
            numbers = "".join(
                [f"Q{quote.number}" for quote in article.quotes]
                + [f"E{event.number}" for event in article.events]
            )
            assert len(shown.words) <= len(article.body) + len(numbers)
            unmarked = Shown(article_body.body(article, (), str))
            assert unmarked.words == article.body.replace("\n\n", "")
            anchors = {attributes["id"] for _, attributes in shown.elements if attributes.get("id")}
            assert {article_body.anchor_of(event, "text") for event in article.events} <= anchors


def test_corrections_are_shown_by_paragraph() -> None:
    shown = Shown(article_body.corrections(f"Corrected.\n\n{ATTACK}"))
    assert shown.words == f"Corrected.{escape.plain(ATTACK)}"
    assert [tag for tag, _ in shown.elements] == ["div", "p", "p"]


def test_changes_show_what_went_and_came() -> None:
    page = changes("One.\n\nTwo.\n\nThree.", f"One.\n\n{ATTACK}\n\nThree.")
    assert "<del>Two.</del>" in page and html.escape(escape.plain(ATTACK)) in page and "One." not in page
    assert "the same" in changes("One.", "One.")


def test_filters_keep_everything_until_set() -> None:
    assert all(Filters().where(conditions) == "true" for conditions in (ARTICLE, EVENT, QUOTE))
    assert Filters(language="en").where(ARTICLE) == "article.language = $language"
    assert Filters(countries=("PER",)).where(EVENT, without=["countries"]) == "true"


def test_layout_keeps_nodes_apart_and_is_the_same_every_time() -> None:
    edges = [(0, 1, 1.0), (1, 2, 1.0), (3, 4, 1.0)]
    places = spring(6, edges)
    assert places == spring(6, edges) and len(set(places)) == 6
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places)

    def apart(one: int, other: int) -> float:
        return sum((a - b) ** 2 for a, b in zip(places[one], places[other], strict=True))

    assert apart(0, 1) < apart(0, 3)
    assert spring(0, []) == [] and len(spring(1, [])) == 1


def test_a_picked_bar_names_its_month() -> None:
    assert picked_month([{"start": 1709251200000}]) == "2024-03"
    assert picked_month([]) is None and picked_month(None) is None and picked_month([{"x": 1}]) is None


def test_each_version_is_read_from_its_own_file(
    sample_warehouse: Path, hostile_warehouse: Path, tmp_path: Path
) -> None:
    path = tmp_path / "w.duckdb"
    count = "SELECT count(*) AS n FROM core.articles"
    publish(sample_warehouse, path)
    old = Warehouse(path, version_of(path), attach(path))
    publish(hostile_warehouse, path)
    assert version_of(path) != old.version
    new = Warehouse(path, version_of(path), attach(path))
    assert new.row(count)["n"] == 2 and old.row(count)["n"] == 24, "while both are open"


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("", "Write a query"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("CREATE TABLE memory.main.t AS SELECT 1", "only be read"),
        ("SET enable_external_access = true", "only be read"),
        ("COPY (SELECT 1) TO '/tmp/stolen.csv'", "only be read"),
        ("ATTACH '/tmp/x.duckdb'", "only be read"),
    ],
)
def test_statements_that_are_not_run(sample_warehouse: Path, sql: str, fault: str) -> None:
    with pytest.raises(sql_console.Refused, match=fault):
        sql_console.ask(sample_warehouse, sql)


@pytest.mark.parametrize("sql", ["FROM read_csv('/etc/passwd')", "FROM '/etc/passwd'", "FROM glob('/*')"])
def test_no_file_is_read(sample_warehouse: Path, sql: str) -> None:
    with pytest.raises(duckdb.Error, match=r"disabled|does not exist"):
        sql_console.ask(sample_warehouse, sql)


def test_time_and_rows_are_bounded(sample_warehouse: Path) -> None:
    endless = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range + b.range = 3"
    with pytest.raises(sql_console.Refused, match="Stopped after"):
        sql_console.ask(sample_warehouse, endless, seconds=0.3)
    answer = sql_console.ask(sample_warehouse, "FROM range(50)", rows=10)
    assert len(answer.frame) == 10 and answer.more
    assert not sql_console.ask(sample_warehouse, "FROM range(10)", rows=10).more


def test_bytes_are_bounded(sample_warehouse: Path) -> None:
    """As for rows that hold long texts; the first that is too much is left out, with what follows."""
    sql = 'SELECT i, repeat(\'x\', i::BIGINT) AS "a", NULL::TEXT AS "A" FROM range(100) AS t(i) ORDER BY i'
    frame, more = sql_console.ask(sample_warehouse, sql, n_bytes=45)
    assert frame["i"].to_list() == list(range(10)) and more
    assert frame.columns == ["i", "a", "A"] and frame["a"].to_list()[-1] == "x" * 9
    frame, more = sql_console.ask(
        sample_warehouse, "SELECT i, repeat('x', 9) FROM range(5) AS t(i)", n_bytes=45
    )
    assert len(frame) == 5 and not more
    with pytest.raises(sql_console.Refused, match="The first row alone holds more than 32 MB"):
        sql_console.ask(sample_warehouse, "SELECT repeat('x', 40_000_000)")


def test_json_has_no_number_that_json_lacks(sample_warehouse: Path) -> None:
    frame, _ = sql_console.ask(
        sample_warehouse, "SELECT 'nan'::DOUBLE AS a, 'inf'::FLOAT AS b, 1.5::DOUBLE AS c"
    )
    assert json.loads(sql_console.as_json(frame), parse_constant=pytest.fail) == [
        {"a": None, "b": None, "c": 1.5}
    ]


def test_every_type_is_written_in_every_format(sample_warehouse: Path) -> None:
    sql = """SELECT INTERVAL 1 DAY AS i, [1, 2] AS l, {'a': 1} AS s, 'x'::BLOB AS b, 1.5::DECIMAL(9, 2) AS d,
             NULL AS n, TIMESTAMPTZ '2020-01-01' AS t, 7::HUGEINT AS h, 1 AS "a""b", 2 AS "a""b"; -- done"""
    answer = sql_console.ask(sample_warehouse, sql)
    assert answer.frame.shape == (1, 10) and answer.frame.row(0)[-2:] == (1, 2)
    for _, written in sql_console.FORMATS.values():
        assert written(answer.frame)
    assert pl.read_csv(sql_console.as_csv(answer.frame))["l"].to_list() == ["[1, 2]"]


BEYOND = (
    "DATE 'infinity'",
    "DATE '-infinity'",
    "DATE '290000-01-01'",
    "DATE '10000-01-01'",
    "DATE '0044-03-15 (BC)'",
    "TIMESTAMP 'infinity'",
    "TIMESTAMP '290000-01-01'",
    "TIMESTAMP '0044-03-15 (BC)'",
    "TIMESTAMPTZ 'infinity'",
    "TIMESTAMP_S 'infinity'",
    "[DATE 'infinity']",
    "{'a': TIMESTAMP '290000-01-01'}",
)


@pytest.mark.parametrize("value", BEYOND)
def test_a_time_beyond_those_of_python_is_text(sample_warehouse: Path, value: str) -> None:
    sql = f"SELECT x, x::VARCHAR AS text, DATE '2024-05-31' AS day FROM (SELECT {value} AS x)"
    frame, _ = sql_console.ask(sample_warehouse, sql)
    assert frame["x"].to_list() == frame["text"].to_list() and frame.schema["day"] == pl.Date
    for _, written in sql_console.FORMATS.values():
        assert written(frame)


def test_every_type_of_duckdb_is_written_in_every_format(sample_warehouse: Path) -> None:
    frame, _ = sql_console.ask(sample_warehouse, "FROM test_all_types()")
    assert len(frame) == 3
    for _, written in sql_console.FORMATS.values():
        assert written(frame)


def test_no_download_holds_a_formula_unless_asked_to(sample_warehouse: Path) -> None:
    frame, _ = sql_console.ask(sample_warehouse, "SELECT '=1+1' AS \"@a\", -5 AS n, '-5' AS t")
    assert sql_console.as_csv(frame) == b"'@a,n,t\n'=1+1,-5,-5\n"
    assert sql_console.as_csv(frame, raw=True) == b"@a,n,t\n=1+1,-5,-5\n"
    assert json.loads(sql_console.as_json(frame)) == [{"@a": "=1+1", "n": -5, "t": "-5"}]


def test_a_port_that_is_taken(sample_warehouse: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = readout("dashboard", "--port", port, "--warehouse", sample_warehouse)
    assert done.returncode == 1 and f"port {port} of 127.0.0.1 is in use" in done.stderr
    done = readout("dashboard", "--host", "no.such.host.invalid", "--warehouse", sample_warehouse)
    assert done.returncode == 1 and "cannot listen on no.such.host.invalid" in done.stderr
