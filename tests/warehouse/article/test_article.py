"""An article is found by what people have of it, and shown with all that was found in it."""

import io
import re
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.support.small_warehouse import Publish
from tests.warehouse.conftest import NOW
from warehouse.article.article import (
    Article,
    Event,
    ManyArticles,
    Mention,
    NoArticle,
    Quote,
    find,
    load,
)
from warehouse.article.html import CSS, marked, page
from warehouse.article.terminal import print_article
from warehouse.article.why import reasons
from warehouse.publication import published
from warehouse.read import connect

HOSTILE = "<script>alert(1)</script>[bold]&amp;\"'\x1b[2J"
CORRECTIONS = "Correction: the envoy is of Chile.\n\nEditor’s note: the talks went on."
EVENING = datetime(2023, 5, 11, 4, 30)  # half past eleven on the 10th at an offset of -05:00
BODY = "Chile and Peru met.\n\n“We agree,” the envoy of Chile said."
URL = "https://paper.example/chile"
TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\0"), max_size=60)
PLACES = st.tuples(st.integers(0, 60), st.integers(0, 60))


class Reader(HTMLParser):
    """Reads the text content of the article, the ids and the targets of links, and that elements nest."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.tags: set[str] = set()
        self.is_open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in ("meta", "input", "br"):
            self.is_open.append(tag)
        self.ids += [value for name, value in attributes if name == "id" and value]
        self.targets += [
            value[1:] for name, value in attributes if name == "href" and value and value[0] == "#"
        ]
        assert not any(name.startswith("on") or name in ("src", "style") for name, _ in attributes)

    def handle_endtag(self, tag: str) -> None:
        assert self.is_open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def article(body: str, **found: object) -> Article:
    """An article of a body, nothing found in it but what is given."""
    facts: dict[str, object] = {
        "article_id": "a1", "source": "paper", "source_ref": "1.txt", "url": None, "publisher": None,
        "title": None, "authors": [], "contributors": [], "published_at": None, "published_at_basis": None,
        "published_zone": None, "published_on": None, "corrections": None, "dateline_place": None,
        "language": None, "n_words": 1, "version": 1, "first_seen_at": NOW, "run_id": "r1", "original": None,
        "copies": [], "versions": [], "mentions": [], "quotes": [], "events": [], "in_passing": [],
    }  # fmt: skip
    return Article(body=body, **(facts | found))  # type: ignore[arg-type]


def mention(start: int, end: int, **cells: object) -> Mention:
    names = ("Q298", "Chile", "CHL", "GOV", "GPE")
    facts = ("m", start, end, "x", "GPE", "name", *names, "reference > known_name")
    return Mention(*facts)._replace(**cells)


def quote(number: int, start: int, end: int, **cells: object) -> Quote:
    facts = (
        number,
        f"q{start}",
        start,
        end,
        "x",
        "direct",
        "said",
        "the envoy",
        "p1",
        "Ana Rey",
        "CHL",
        "GOV",
    )
    return Quote(*facts)._replace(**cells)


def event(number: int, start: int, end: int, **cells: object) -> Event:
    return Event(
        number, "e", start, end, "x", "met", "CONSULT", "meet", 4.0, "occurred", None, None, "Chile", "Chile",
        "CHL", "Peru", "Peru", "PER", None, None, None, None,
    )._replace(**cells)  # fmt: skip


@pytest.fixture
def connection(publish: Publish) -> duckdb.DuckDBPyConnection:
    quoted = {"article_id": "abcd1111"}
    path = publish(
        [
            {"article_id": "abcd1111", "body": BODY, "url": URL, "source_ref": "x/chile.txt",
             "corrections": CORRECTIONS, "published_at": EVENING, "published_zone": "-05:00"},
            {"article_id": "abcd2222", "source_ref": "x/peru.txt", "duplicate_of": "abcd1111"},
            {"article_id": "ffff3333", "source_ref": "y/Per_u%.txt"},
        ],
        quotes=[
            quoted | {"quote_id": "q2", "quote_group": "q1", "start_char": 30, "end_char": 35},
            quoted | {"quote_id": "q1", "quote_group": "q1", "start_char": 22, "end_char": 31},
            quoted | {"quote_id": "q0", "quote_group": "q0", "start_char": 1, "end_char": 9},
        ],
        events=[
            quoted | {"event_id": "e2", "start_char": 5, "duplicate_of": "e1"},
            quoted | {"event_id": "e1", "actor_id": "Q298", "attributed_to": "Q298", "quote_id": "q1"},
        ],
        entities=[{}],
    )  # fmt: skip
    return connect(path)


@pytest.mark.parametrize(
    "key",
    ["abcd1111", "abcd1", "ABCD1", " abcd1111 ", URL, f"{URL}?utm_source=mail", "paper.example/chile",
     "x/chile.txt", "chile.txt", "q2", "e1"],
)  # fmt: skip
def test_an_article_is_found_by(connection: duckdb.DuckDBPyConnection, key: str) -> None:
    assert find(connection, key) == "abcd1111"


@pytest.mark.parametrize("key", ["", "abc", "zzzz", "%", "____", "abcd%", "' OR 1=1"])
def test_nothing_is_found_by(connection: duckdb.DuckDBPyConnection, key: str) -> None:
    with pytest.raises(NoArticle):
        find(connection, key)


def test_a_key_of_several_lists_them(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ManyArticles, match="2 articles") as raised:
        find(connection, "abcd")
    assert sorted(found.article_id for found in raised.value.found) == ["abcd1111", "abcd2222"]
    assert find(connection, "per_u%") == "ffff3333", "no character of a key is a wildcard"


def test_what_was_found_is_numbered_in_order(connection: duckdb.DuckDBPyConnection) -> None:
    loaded = load(connection, "abcd1111")
    assert [(piece.number, piece.quote_id) for piece in loaded.quotes] == [(1, "q0"), (2, "q1"), (2, "q2")]
    assert [(e.number, e.event_id, e.repeats) for e in loaded.events] == [(1, "e1", None), (2, "e2", 1)]
    assert (loaded.events[0].actor, loaded.events[0].attributed_to) == ("Chile", "Chile")
    assert [copy.article_id for copy in loaded.copies] == ["abcd2222"] and loaded.original is None
    assert (loaded.corrections, published(loaded)) == (CORRECTIONS, "10 May 2023, 23:30 −05:00")
    original = load(connection, "abcd2222").original
    assert original is not None and original.article_id == "abcd1111"
    with pytest.raises(NoArticle):
        load(connection, "none")


@pytest.mark.parametrize(
    ("at", "zone", "shown"),
    [
        (None, None, "no date"),
        ("2023-05-11T04:30", None, "11 May 2023, 04:30 UTC"),
        ("2023-05-11T04:30", "+00:00", "11 May 2023, 04:30 UTC"),
        ("2023-05-11T04:30", "-05:00", "10 May 2023, 23:30 −05:00"),
        ("2023-12-31T18:40", "+05:45", "1 January 2024, 00:25 +05:45"),
        ("2023-05-11T00:00", None, "11 May 2023"),
        ("2023-05-10T22:00", "+02:00", "11 May 2023"),
        ("2023-05-11T00:00", "-04:00", "10 May 2023, 20:00 −04:00"),
    ],
)
def test_the_time_is_that_of_the_publisher(at: str | None, zone: str | None, shown: str) -> None:
    moment = datetime.fromisoformat(at) if at else None
    assert published(article("x", published_at=moment, published_zone=zone)) == shown


@given(TEXTS, st.lists(PLACES, max_size=6), st.lists(PLACES, max_size=4), st.lists(PLACES, max_size=4))
def test_marks_leave_the_text_as_it_is(
    body: str, mentions: list[tuple[int, int]], quotes: list[tuple[int, int]], events: list[tuple[int, int]]
) -> None:
    read = Reader(
        marked(
            article(
                body,
                mentions=[mention(*place, name=body) for place in mentions],
                quotes=[quote(1, *place) for place in quotes],
                events=[event(number, *place) for number, place in enumerate(events)],
            )
        )
    )
    assert read.text == body and not read.is_open
    assert len(read.ids) == len(set(read.ids))


def test_the_page_marks_and_links() -> None:
    shown = article(
        BODY,
        mentions=[mention(0, 5), mention(48, 53)],
        quotes=[quote(1, 22, 31)],
        events=[
            event(1, 0, 19, status="denied", attributed_to="Ana Rey", quote_id="q22"),
            event(2, 0, 19, repeats=1),
        ],
    )
    html = page(shown)
    read = Reader(html)
    assert {"quote-1", "event-1", "event-2", "Q1", "E1", "E2"} <= set(read.ids)
    assert set(read.targets) <= set(read.ids), "every link leads somewhere"
    title = "Chile · GPE · CHL · GOV · reference &gt; known_name"
    assert f'<span class="mention name place" title="{title}">Chile</span>' in html
    assert 'claimed by Ana Rey in <a href="#Q1">Q1</a>' in html and 'repeats <a href="#E1">E1</a>' in html


def test_the_page_has_corrections_below_the_body() -> None:
    html = page(article(BODY, language="en", corrections=CORRECTIONS))
    first, second = CORRECTIONS.split("\n\n")
    inside = f'<p dir="auto">{first}</p><p dir="auto">{second}</p>'
    expected = f'<h2>Corrections and notes</h2><div class="corrections" lang="en">{inside}</div>'
    assert html.index("</article>") < html.index(expected) < html.index("<h2>Quotations")
    assert "Corrections and notes" not in page(article(BODY))


def test_the_page_shows_hostile_words_as_words() -> None:
    names = ("corrections", "title", "url", "publisher", "source_ref", "source", "language", "run_id")
    facts = dict.fromkeys(names, HOSTILE)
    shown = article(
        HOSTILE * 3,
        **facts,
        authors=[HOSTILE],
        mentions=[mention(0, 9, name=HOSTILE, country=HOSTILE, rule=HOSTILE)],
        quotes=[
            quote(1, 3, 20, text=HOSTILE, speaker=HOSTILE, cue=HOSTILE, rule=HOSTILE, speaker_rule=HOSTILE)
        ],
        events=[
            event(1, 3, 20, text=HOSTILE, actor=HOSTILE, attributed_to=HOSTILE, place_text=HOSTILE)._replace(
                trigger=HOSTILE, rule=HOSTILE, trigger_row=HOSTILE, actor_rule=HOSTILE, date_text=HOSTILE
            )
        ],
    )
    read = Reader(page(shown))
    assert "script" not in read.tags and not read.is_open
    assert read.text.count("<script>alert(1)</script>") > 10


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", 'https://ok.example/a" onclick="x']
)
def test_only_addresses_of_the_web_are_links(url: str) -> None:
    html = page(article("Text.", url=url))
    assert ('href="' + url[:8] in html) == url.startswith("https://")
    Reader(html)


def test_the_page_says_why() -> None:
    weights = {"certainty": 0.8, "place": 0.7, "status": 1.0, "named": 1.0, "sport": 1.0, "parties": 1.0}
    shown = article(
        BODY,
        mentions=[mention(0, 5, text="Chile")],
        quotes=[quote(1, 22, 31, rule="cue_behind", speaker_rule="last_speaker > mention")],
        events=[
            event(
                1, 0, 19, rule="meet.verb obj=@actor", trigger_row="triggers_verbal_cooperation.csv:9",
                actor_rule="subj", recipient_rule="against of light verb", confidence=0.56, weights=weights,
            )
        ],
    )  # fmt: skip
    text = Reader(page(shown)).text
    for said in (
        "meet.verb obj=@actor – triggers_verbal_cooperation.csv:9", "subj – the logical subject",
        "against of light verb – who stands behind the preposition “against”, at the verb that carries",
        "“Chile” → Chile (CHL, GOV) (GPE, name)", "readout explain e",
        "0.56certainty of the trigger 0.8 × where the sentence tells it 0.7",
        "direct, no cue of its own, that of the last speaker is “said”",
    ):  # fmt: skip
        assert said in text


def test_the_page_needs_nothing_and_runs_nothing() -> None:
    html = page(article(BODY))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert (
        policy
        and "default-src 'none'" in policy[1]
        and "script" not in policy[1]
        and "unsafe" not in policy[1]
    )
    assert "url(" not in CSS and "@import" not in CSS and "<link" not in html and "<img" not in html


def test_the_terminal_says_the_same_without_colours() -> None:
    shown = article(
        BODY,
        title="A title",
        mentions=[mention(0, 5)],
        quotes=[quote(1, 22, 31, text="We agree,")],
        events=[event(1, 0, 19, text="Chile and Peru met.")],
        corrections=CORRECTIONS,
        published_at=EVENING,
        published_zone="-05:00",
    )
    file = io.StringIO()
    print_article(shown, Console(file=file, width=100, color_system=None))
    text = file.getvalue()
    assert "paper · 10 May 2023, 23:30 −05:00\n" in text
    assert (
        text.index("envoy of Chile said.") < text.index("Corrections and notes ─") < text.index(CORRECTIONS)
    )
    assert "{[Chile] and Peru met.}E1" in text and "“‹We agree,›Q1”" in text
    assert (
        "Q1 Ana Rey (CHL, GOV) direct, said" in text
        and "E1 CONSULT/meet +4.0 Chile (CHL) → Peru (PER)" in text
    )


def test_the_terminal_gets_no_control_characters() -> None:
    shown = article(
        HOSTILE,
        title=HOSTILE,
        publisher=HOSTILE,
        corrections=HOSTILE,
        quotes=[quote(1, 0, 9, text=HOSTILE, cue=HOSTILE)],
    )
    file = io.StringIO()
    print_article(shown, Console(file=file, width=200, color_system=None))
    assert "\x1b" not in file.getvalue() and "[bold]" in file.getvalue()


def test_every_sample_is_shown_whole(sample_warehouse: Path) -> None:
    with connect(sample_warehouse) as connection:
        for (key,) in connection.execute("SELECT article_id FROM core.articles").fetchall():
            loaded = load(connection, key)
            assert Reader(marked(loaded)).text == loaded.body
            read = Reader(page(loaded))
            assert set(read.targets) <= set(read.ids) and len(read.ids) == len(set(read.ids))


def test_a_party_is_explained_by_the_mention_in_its_words() -> None:
    shown = article(
        "The president left. Then he rested.",
        mentions=[
            mention(4, 13, text="president", name="Ana Rey", rule="noun_phrase > stated_role"),
            mention(25, 27, text="he", name="Ana Rey", rule="pronoun > salient"),
        ],
        events=[event(1, 20, 34, actor_text="The president", actor="Ana Rey", rule="x", actor_rule="subj")],
    )
    named = [reason.rule for reason in reasons(shown.events[0], shown) if reason.what == "Mention"]
    assert named == ["noun_phrase > stated_role"], "not “he”, which only stands within “The”"
