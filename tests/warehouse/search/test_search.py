"""Search finds by words and meaning of its options, ranks, and keeps up with what is published."""

import fcntl
import io
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from tests.support.small_warehouse import Publish
from warehouse.article.terminal import print_results
from warehouse.publication import published
from warehouse.read import NoWarehouse, connect_sealed
from warehouse.search import index
from warehouse.search.index import BETWEEN, CLOSE, CUT, OPEN, shown
from warehouse.search.search import Hit, Kind, NoWords, Query, Results, parsed, search
from warehouse.search.words import phrases_in, spaced
from warehouse.store.lock import hidden

TALKS = {
    "article_id": "talks",
    "title": "Peace talks open",
    "body": "Envoys of Chile met in Lima. They talked.",
}
WAR = {
    "article_id": "war",
    "title": "War goes on",
    "body": "There was no peace. The fighting went on for days.",
}
SPAIN = {"article_id": "spain", "title": "Elección en España", "body": "La elección terminó. F-16 jets flew."}


def ids(results: Results) -> list[str]:
    return [hit.quote_id or hit.article_id for hit in results.hits]


def found(path: Path, words: str, **options: object) -> list[str]:
    return ids(search(path, Query(words, **options)))  # type: ignore[arg-type]


@pytest.fixture
def path(publish: Publish) -> Path:
    return publish([TALKS, WAR, SPAIN])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("peace", ["talks", "war"]),  # the title weighs more
        ("peace talk", ["talks"]),  # all words, by their stems
        ("fights", ["war"]),
        ("the fighting of days", []),  # "of" is not in it: every word counts
        ("eleccion ESPANA", ["spain"]),  # without accents, in any case
        ('"peace talks"', ["talks"]),
        ('"talks peace"', []),
        ('"went on" fighting', ["war"]),
        ("F-16", ["spain"]),
        ("16-F", []),
        ("'; DROP TABLE x; --", []),
    ],
)
def test_words(path: Path, words: str, expected: list[str]) -> None:
    assert found(path, words) == expected


SCRIPTS = [
    {"article_id": "zh", "title": "美国制裁两家银行", "body": "美国财政部星期二宣布制裁两家银行。F16战机。"},
    {"article_id": "ja", "title": "首相が訪問", "body": "首相は火曜日に港を訪問した。ミサイルの発射。"},
    {"article_id": "ko", "title": "서울", "body": "대통령은 서울에서 회담을 열었다."},
    {"article_id": "th", "title": "ท่าเรือ", "body": "นายกรัฐมนตรีเปิดท่าเรือใหม่เมื่อวันอังคาร"},
    {"article_id": "ar", "title": "الميناء", "body": "افتتح رئيس الوزراء الميناء الجديد يوم الثلاثاء."},
    {"article_id": "hi", "title": "बंदरगाह", "body": "प्रधानमंत्री ने मंगलवार को नया बंदरगाह खोला।"},
    {"article_id": "ru", "title": "Порт", "body": "Премьер-министр открыл новый порт во вторник."},
    {
        "article_id": "en",
        "title": "Truce",
        "body": "A cease-fire held. Anti-government co-operation by e-mail.",
    },
    {
        "article_id": "us",
        "title": "Peace",
        "body": "The ceasefire and the cooperation held. The therapist left.",
    },
    {"article_id": "no", "title": "Crime", "body": "The rapist and man laughter, to get her."},
]


WORDS_OF_SCRIPTS = [
    ("制裁", ["zh"]),
    ("裁", ["zh"]),
    ("裁制", []),
    ("宣布制裁", ["zh"]),
    ("制裁 银行", ["zh"]),
    ("f16战机", ["zh"]),
    ("訪問", ["ja"]),
    ("ミサイル", ["ja"]),
    ("서울", ["ko"]),
    ("ท่าเรือ", ["th"]),
    ("วันอังคาร", ["th"]),
    ("الميناء الجديد", ["ar"]),
    ("बंदरगाह", ["hi"]),
    ("बदरगह", []),  # other vowels make another word
    ("ПОРТ", ["ru"]),
    ("премьер", ["ru"]),
    ("cease-fire", ["en", "us"]),
    ("ceasefire", ["en", "us"]),
    ("ceasefires", ["en", "us"]),
    ("fire", ["en"]),
    ('"ceasefire held"', ["en"]),
    ("cooperation", ["en", "us"]),
    ("email", ["en"]),
    ("antigovernment", ["en"]),
    ("therapist", ["us"]),  # joined only where a hyphen was
    ("together", []),
    ("manslaughter", []),
]


def test_words_of_other_scripts_and_with_hyphens(publish: Publish) -> None:
    path = publish(SCRIPTS)
    given = [(words, sorted(found(path, words))) for words, _ in WORDS_OF_SCRIPTS]
    assert given == WORDS_OF_SCRIPTS
    assert search(path, Query("制裁 xyzzy ceasefire")).unknown == ["xyzzy"]


@pytest.mark.parametrize(
    ("words", "article", "marked"), [("制裁", SCRIPTS[0], "制裁"), ("ceasefire", SCRIPTS[7], "cease-fire")]
)
def test_what_is_found_is_marked_in_the_text_as_it_is(
    publish: Publish, words: str, article: dict[str, str], marked: str
) -> None:
    [hit] = search(publish([article]), Query(words)).hits
    assert hit.snippet.text == article["body"]
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.marks] == [marked]


def test_any_word_will_do(path: Path) -> None:
    assert set(found(path, "fighting Lima", any_word=True)) == {"talks", "war"}


def test_what_nothing_has_is_named(path: Path) -> None:
    results = search(path, Query("peace xyzzy"))
    assert (results.hits, results.total, results.unknown) == ([], 0, ["xyzzy"])


@pytest.mark.parametrize("words", ["", " ", '"?!"', "—"])
def test_a_search_needs_a_word(path: Path, words: str) -> None:
    with pytest.raises(NoWords):
        search(path, Query(words))


def test_days_sources_and_limit(publish: Publish) -> None:
    path = publish(
        [
            {"article_id": "old", "body": "peace", "published_at": "2023-01-01 23:00", "source": "wire"},
            {
                "article_id": "new",
                "body": "peace",
                "published_at": "2024-01-01",
                "publisher": "The Daily Post",
            },
            {"article_id": "undated", "body": "peace peace"},
        ]
    )
    assert found(path, "peace", since=date(2023, 1, 2)) == ["new"]
    assert found(path, "peace", until=date(2023, 1, 1)) == ["old"]
    assert found(path, "peace", source="WIRE") == ["old"] and found(path, "peace", source="daily") == ["new"]
    limited = search(path, Query("peace", limit=1))
    assert ids(limited) == ["undated"] and limited.total == 3


def test_days_are_those_of_the_publisher(publish: Publish) -> None:
    evening = {"published_at": "2023-05-11 03:30", "published_zone": "-05:00", "published_on": "2023-05-10"}
    path = publish([{"article_id": "evening", "body": "peace", **evening}])
    assert found(path, "peace", until=date(2023, 5, 10)) == ["evening"]
    assert found(path, "peace", since=date(2023, 5, 11)) == []
    results = search(path, Query("peace"))
    assert published(results.hits[0]) == "10 May 2023, 22:30 −05:00"
    out = io.StringIO()
    print_results(results, Query("peace"), Console(file=out, width=100), "readout article ID")
    assert "10 May 2023, 22:30 −05:00" in out.getvalue()


def test_near_duplicates_are_one_hit(publish: Publish) -> None:
    path = publish(
        [
            {"article_id": "first", "body": "peace at last"},
            {"article_id": "copy", "body": "peace at last, they say", "duplicate_of": "first"},
        ]
    )
    [hit] = search(path, Query("peace")).hits
    assert (hit.article_id, hit.copies) == ("first", 2)
    [hit] = search(path, Query("peace say")).hits
    assert (hit.article_id, hit.copies) == ("copy", 1), "what only a copy has is found, too"


def test_quotations_and_who_says_them(publish: Publish) -> None:
    path = publish(
        [{"body": "“We want,” she said, “peace.” He said peace was far."}],
        quotes=[
            {"quote_id": "q1", "quote_group": "q1", "text": "We want", "speaker_id": "p1"},
            {"quote_id": "q2", "quote_group": "q1", "start_char": 20, "text": "peace.", "speaker_id": "p1"},
            {"quote_id": "q3", "quote_group": "q3", "start_char": 35, "text": "peace was far",
             "speaker_text": "a rebel", "form": "indirect"},
        ],
        entities=[{"entity_id": "p1", "name": "Ana Rey", "kind": "PERSON"}],
    )  # fmt: skip
    assert found(path, "want peace", kind=Kind.quotes) == ["q1"], "the pieces are one quotation"
    assert set(found(path, "peace", kind=Kind.quotes)) == {"q1", "q3"}
    assert found(path, "peace", kind=Kind.quotes, speaker="rey") == ["q1"]
    assert found(path, "peace", kind=Kind.quotes, speaker="p1") == ["q1"]
    assert found(path, "peace", kind=Kind.quotes, speaker="rebel") == ["q3"]
    assert found(path, "peace", speaker="ana") == ["a1"] and found(path, "peace", speaker="nobody") == []
    [hit] = search(path, Query("want", Kind.quotes)).hits
    assert (hit.speaker, hit.article_id, hit.snippet.text) == ("Ana Rey", "a1", "We want … peace.")


def test_the_index_follows_what_is_published(publish: Publish) -> None:
    path = publish([TALKS], quotes=[{"article_id": "talks", "text": "We hope"}])
    assert found(path, "Lima") == ["talks"] and found(path, "hope", kind=Kind.quotes) == ["q1"]
    publish([WAR])
    assert found(path, "peace") == ["talks", "war"], "a new article"
    publish([TALKS | {"body": "All is changed.", "run_id": "later"}])
    assert found(path, "Lima") == [] and found(path, "changed") == ["talks"]
    assert found(path, "hope", kind=Kind.quotes) == [], "its quotations have gone with it"


def test_only_what_changed_is_indexed(publish: Publish) -> None:
    path = publish([TALKS, WAR])
    told: list[tuple[int, int]] = []
    search(path, Query("peace"), lambda done, total: told.append((done, total)))
    assert told[-1] == (2, 2)
    publish([SPAIN])
    told.clear()
    search(path, Query("peace"), lambda done, total: told.append((done, total)))
    assert told[-1] == (1, 1)
    told.clear()
    search(path, Query("peace"), lambda done, total: told.append((done, total)))
    assert not told


def test_many_chunks_are_one_index(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "CHUNK", 2)
    path = publish([{"article_id": f"a{number}", "body": f"word{number} peace"} for number in range(5)])
    assert search(path, Query("peace")).total == 5 and found(path, "word4") == ["a4"]


@pytest.mark.parametrize("damage", [b"", b"not a database", None])
def test_a_damaged_or_older_index_is_made_anew(
    path: Path, damage: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(path, "Lima") == ["talks"]
    if damage is None:
        monkeypatch.setattr(index, "FORMAT", "another")
    else:
        hidden(path, "search").write_bytes(damage)
    assert found(path, "Lima") == ["talks"]


def test_a_search_does_not_wait_for_another_that_indexes(publish: Publish) -> None:
    path = publish([TALKS])
    assert found(path, "Lima") == ["talks"]
    publish([WAR])
    with hidden(path, "search.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        results = search(path, Query("peace"))
        assert ids(results) == ["talks"] and results.behind
    assert found(path, "peace") == ["talks", "war"]


def test_an_index_that_fails_leaves_the_old_one(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    path = publish([TALKS])
    assert found(path, "Lima") == ["talks"]
    before = hidden(path, "search").read_bytes()
    publish([WAR])

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(index, "add", full)
        with pytest.raises(OSError, match="no space"):
            search(path, Query("peace"))
    assert hidden(path, "search").read_bytes() == before
    assert not hidden(path, "search.next").exists()


def test_where_the_folder_is_not_ours_the_index_is_cached(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert found(path, "Lima") == ["talks"]
    assert not hidden(path, "search").exists()
    assert len(list((tmp_path / "cache" / "readout").glob("*.search"))) == 1


def test_a_sealed_connection_of_the_process_is_no_hindrance(path: Path) -> None:
    with connect_sealed(path):
        assert found(path, "Lima") == ["talks"]


def test_no_warehouse(tmp_path: Path) -> None:
    with pytest.raises(NoWarehouse, match="readout run"):
        search(tmp_path / "none.duckdb", Query("peace"))


def test_the_snippet_shows_where_most_words_stand(publish: Publish) -> None:
    text = "War came. " + "Nothing else happened here. " * 60 + "Then peace and war met. " + "The end. " * 90
    path = publish(
        [{"body": text}, {"article_id": "short", "title": "No talks", "body": "Only peace talks."}]
    )
    [hit] = search(path, Query("peace war")).hits
    stretch = hit.snippet
    assert [stretch.text[start:end] for start, end in stretch.marks] == ["peace", "war"]
    assert stretch.text in text and stretch.cut_before and stretch.cut_after
    [hit] = search(path, Query("talk peace")).hits
    assert hit.snippet == ("Only peace talks.", [(5, 10), (11, 16)], False, False)
    assert [hit.title[start:end] for start, end in hit.title_marks if hit.title] == ["talks"]


@given(st.lists(st.text(st.characters(exclude_characters="\0\2\3\4\5"), max_size=40), min_size=1))
def test_marks_are_where_they_were_set(parts: list[str]) -> None:
    marked = "".join(OPEN + part + CLOSE if turn % 2 else part for turn, part in enumerate(parts))
    found = parsed(f"{CUT}{marked}")
    assert found.text == "".join(parts) and found.cut_before and not found.cut_after
    assert [found.text[start:end] for start, end in found.marks] == parts[1::2]


@given(
    text=st.text(max_size=300), word=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=45)
)
@settings(max_examples=settings().max_examples // 4)  # each is published and indexed
def test_any_word_of_a_text_is_found_and_the_text_comes_back(publish: Publish, text: str, word: str) -> None:
    path = publish([{"body": f"{text} {word} {text}", "run_id": f"{text!r} {word!r}"}])
    [hit] = search(path, Query(word)).hits
    marked = [hit.snippet.text[start:end] for start, end in hit.snippet.marks]
    assert word in marked and hit.snippet.text in shown(f"{text} {word} {text}")


@given(st.text(max_size=60))
def test_any_text_is_a_query(words: str) -> None:
    assert all(word[0].isalnum() for terms in phrases_in(words) for term in terms for word in term.words)
    assert spaced(words).replace(BETWEEN, "") == words.replace(BETWEEN, "")


def test_samples(sample_warehouse: Path) -> None:
    [hit] = search(sample_warehouse, Query("ambassador annexation", since=date(2022, 10, 1))).hits
    assert isinstance(hit, Hit) and hit.title and "annexation" in hit.title
