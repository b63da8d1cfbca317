"""The sample articles and their golden annotations are what their READMEs say they are."""

import json
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html  # type: ignore[import-untyped]
import pytest

from tests.support.golden import golden_files, load
from transforms.lexicon.reference import REFERENCE, read_rows
from transforms.schema import DATE_BASES, ENTITY_LABELS, QUOTE_FORMS, SECTORS, STATUSES

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = ROOT / "seeds" / "articles"
OPTIONAL_KEYS = {"title", "url", "publisher", "published_at", "authors"}
NOT_ARTICLES = {"README.md", "manifest.jsonl"}
# Namespaces and document types that markup names; they are not addresses of articles.
MARKUP_HOSTS = {"schema.org", "www.w3.org"}


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def page_text(page: bytes | str) -> str:
    """All text of a page, navigation and comments too, elements separated by blanks."""
    tree = lxml.html.fromstring(page)
    return " ".join(str(text) for text in tree.xpath("//text()[not(parent::script or parent::style)]"))


def article_text(page: bytes | str) -> str:
    """The longer paragraphs of a page: roughly the article, found without the program's own cleaning."""
    paragraphs = (paragraph.text_content() for paragraph in lxml.html.fromstring(page).iter("p"))
    return " ".join(text for text in paragraphs if len(text.split()) > 20)


@cache
def samples() -> dict[str, tuple[str, str]]:
    """source_ref → (all text of the sample, roughly the text of its article), blanks normalised."""
    found: dict[str, tuple[str, str]] = {}
    for path in ARTICLES.iterdir():
        if path.name in NOT_ARTICLES:
            continue
        if path.suffix == ".txt":
            text = path.read_text(encoding="utf-8-sig")
            lines = (line for line in text.splitlines() if len(line.split()) > 20)
            found[path.name] = (text, " ".join(lines))
        elif path.suffix == ".html":
            found[path.name] = (path.read_text(encoding="latin-1") + page_text(path.read_bytes()),
                                article_text(path.read_bytes()))  # fmt: skip
        else:
            for row in json_lines(path):
                text = row.get("text") or page_text(row["html"])
                body = row.get("text") or article_text(row["html"])
                found[f"{path.name}#{row['id']}"] = (text, body)
    return {ref: (" ".join(text.split()), " ".join(body.split())) for ref, (text, body) in found.items()}


def strings(annotation: dict[str, Any]) -> list[str]:
    """Every string of an annotation that must stand in its article, word for word."""
    found = list(annotation["noise"]) + list(annotation["body_contains"])
    found += [mention for entity in annotation["entities"] for mention in entity["mentions"]]
    found += [
        quote[key]
        for quote in annotation["quotes"]
        for key in ("text", "cue", "speaker_text")
        if key in quote
    ]
    found += [event["text"] for event in annotation["events"]]
    found += annotation["must_not"].get("entities", [])
    return found


def test_samples_cover_the_promised_formats() -> None:
    suffixes = [path.suffix for path in ARTICLES.iterdir() if path.name not in NOT_ARTICLES]
    assert set(suffixes) == {".txt", ".html", ".jsonl"}
    assert suffixes.count(".txt") >= 10
    assert suffixes.count(".html") >= 6
    assert len(samples()) >= 22


@pytest.mark.parametrize("ref", sorted(samples()))
def test_article_has_the_length_of_a_news_item(ref: str) -> None:
    assert 200 <= len(samples()[ref][1].split()) <= 600


def test_readme_describes_every_sample() -> None:
    readme = (ARTICLES / "README.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `([^`]+)`", readme, re.MULTILINE))
    assert described == {path.name for path in ARTICLES.iterdir()} - NOT_ARTICLES


def test_manifest_states_publisher_and_date_of_every_text() -> None:
    rows = json_lines(ARTICLES / "manifest.jsonl")
    assert sorted(row["file"] for row in rows) == sorted(path.name for path in ARTICLES.glob("*.txt"))
    for row in rows:
        assert set(row) <= {"file"} | OPTIONAL_KEYS
        assert row["publisher"]
        day = datetime.fromisoformat(row["published_at"]).date()
        assert row["file"].startswith(day.isoformat())


def test_syndicated_rows_follow_the_jsonl_layout() -> None:
    rows = [
        row for path in ARTICLES.glob("*.jsonl") if path.name not in NOT_ARTICLES for row in json_lines(path)
    ]
    assert len({row["id"] for row in rows}) == len(rows) >= 3
    for row in rows:
        assert ("text" in row) != ("html" in row)
        assert set(row) <= {"id", "text", "html"} | OPTIONAL_KEYS
        datetime.fromisoformat(row.get("published_at", "2022-01-01"))
    assert any("html" in row for row in rows)
    assert any("published_at" not in row for row in rows)


def test_addresses_lead_nowhere() -> None:
    for path in ARTICLES.iterdir():
        for address in re.findall(r"https?://[^\s\"'<>)]+", path.read_bytes().decode("latin-1")):
            host = urlsplit(address).hostname or ""
            assert host.endswith(".example") or host in MARKUP_HOSTS, f"{path.name}: {address}"


def test_damages_that_the_readme_promises_are_there() -> None:
    korea = (ARTICLES / "2022-11-29-korea-truckers-order.txt").read_bytes()
    assert korea.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in korea
    assert "“Construction".encode().decode("cp1252").encode() in korea
    riyadh = (ARTICLES / "2023-06-06-iran-reopens-riyadh-embassy.html").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        riyadh.decode("utf-8")


def test_agency_copy_is_nearly_its_original() -> None:
    def shingles(name: str) -> set[tuple[str, ...]]:
        words = samples()[name][1].split()
        return set(zip(words, words[1:], words[2:], strict=False))

    original, copy = (
        shingles("2023-03-10-saudi-iran-deal.txt"),
        shingles("2023-03-11-saudi-iran-deal-agency-copy.txt"),
    )
    assert 0.8 < len(original & copy) / len(original | copy) < 1


def test_golden_covers_every_format() -> None:
    files = [load(path)["file"] for path in golden_files()]
    assert sum(file.endswith(".txt") for file in files) >= 4
    assert {Path(file).suffix for file in files} == {".txt", ".html", ".jsonl"}


@pytest.mark.parametrize("path", golden_files(), ids=lambda path: path.stem)
def test_golden_strings_stand_in_their_article(path: Path) -> None:
    annotation = load(path)
    text, _ = samples()[annotation["source_ref"]]
    assert annotation["source_ref"].split("#")[0] == annotation["file"]
    missing = [string for string in strings(annotation) if string not in text]
    assert missing == []
    contradictions = [
        noise for noise in annotation["noise"] for kept in annotation["body_contains"] if noise in kept
    ]
    assert contradictions == []


@pytest.mark.parametrize("path", golden_files(), ids=lambda path: path.stem)
def test_golden_uses_the_vocabularies(path: Path) -> None:
    annotation = load(path)
    event_types = {row["event_type"] for row in read_rows("plover_types", REFERENCE)}
    assert annotation["published_at_basis"] in DATE_BASES
    datetime.fromisoformat(annotation["published_at"])
    for entity in annotation["entities"]:
        assert entity["kind"] in ENTITY_LABELS
        assert entity.get("sector") in (None, *SECTORS)
        assert re.fullmatch("[A-Z]{3}", entity.get("country") or "AAA")
    for quote in annotation["quotes"]:
        assert quote["form"] in QUOTE_FORMS
        assert ("speaker" in quote) != ("speaker_text" in quote)
        assert (quote["form"] == "mixed") == bool(re.search('[“”"]', quote["text"]))
    for event in annotation["events"]:
        assert {event["event_type"], *event.get("alt", [])} <= event_types
        assert event["status"] in STATUSES
        when = event.get("date", "2022-01")
        date.fromisoformat(when if len(when) == 10 else f"{when}-01")


@pytest.mark.parametrize("path", golden_files(), ids=lambda path: path.stem)
def test_golden_names_lead_to_one_entity(path: Path) -> None:
    annotation = load(path)
    names = [entity["name"] for entity in annotation["entities"]]
    mentions = [mention for entity in annotation["entities"] for mention in entity["mentions"]]
    assert len(set(names)) == len(names)
    assert len(set(mentions)) == len(mentions), "a form that two entities share identifies neither"
    speakers = {quote["speaker"] for quote in annotation["quotes"] if "speaker" in quote}
    claimants = {event["attributed_to"] for event in annotation["events"] if "attributed_to" in event}
    assert speakers | claimants <= set(names)
    must_not = annotation["must_not"]
    assert set(must_not) <= {"entities", "events", "speakers"}
    assert set(must_not.get("speakers", [])) <= set(names)
    events = annotation["events"] + must_not.get("events", [])
    actors = {event.get(role) for event in events for role in ("actor", "recipient")}
    assert all(actor is None or actor in names or re.fullmatch("[A-Z]{3}", actor) for actor in actors)
