"""Compares an article in the warehouse with its golden annotation.

`tests/golden/README.md` states the rules. Every annotated thing becomes an `Item` that says what, if
anything, is wrong with it; a test can count the items and a person can read the list.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from warehouse.read import connect

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
Row = Mapping[str, Any]
Annotation = Mapping[str, Any]

ROLES = ("actor", "recipient")
HONORIFIC = re.compile(r"^(?:Mr|Mrs|Ms|Dr)\.? ")
# What may stand around a name: nothing, a title or whose it is ("Iran's", "U.S."); after it a possessive.
BEFORE_NAME = re.compile(r"|(?:Mr|Mrs|Ms|Dr)\.?|.*['’]s?|U\.?[SKN]\.?|E\.?U\.?")
AFTER_NAME = re.compile(r"(?:['’]s?)?")
# Punctuation at the end of a quote, also where a closing mark follows it.
END_PUNCTUATION = re.compile(r"[\s.,;:!?]+(?=[”\"]?$)")


@dataclass(frozen=True)
class Item:
    """One annotated thing of a golden file; `problem` is None where the warehouse agrees."""

    file: str
    kind: str
    what: str
    problem: str | None

    def __str__(self) -> str:
        return f"{self.file}: {self.kind}: {self.what}: {self.problem or 'found'}"


@dataclass(frozen=True)
class Reading:
    """The rows of one article: of `core.articles` one, of the other tables those that belong to it."""

    article: Row
    sentences: list[Row]
    mentions: list[Row]
    quotes: list[Row]
    events: list[Row]
    entities: Mapping[str, Row]  # all that its rows refer to, by entity_id

    @property
    def body(self) -> str:
        return str(self.article["body"])

    @cached_property
    def places(self) -> set[str]:
        """The words by which the article names countries and places."""
        return {str(row["text"]) for row in self.mentions if row["label"] in ("GPE", "NORP")}

    def name(self, entity_id: str | None) -> str:
        return str(self.entities[entity_id]["name"]) if entity_id else "nobody"


def golden_files() -> list[Path]:
    return sorted(GOLDEN.glob("*.json"))


def load(path: Path) -> dict[str, Any]:
    annotation: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return annotation


def read_warehouse(warehouse: Path) -> dict[str, Reading]:
    """source_ref → everything that the warehouse holds of that article."""
    with connect(warehouse) as connection:

        def rows(table: str) -> list[Row]:
            return list(connection.table(f"core.{table}").pl().to_dicts())

        def rows_of_articles(table: str) -> dict[str, list[Row]]:
            found: dict[str, list[Row]] = defaultdict(list)
            for row in sorted(rows(table), key=lambda row: (row["start_char"], row["end_char"])):
                found[row["article_id"]].append(row)
            return found

        entities = {row["entity_id"]: row for row in rows("entities")}
        sentences, mentions = rows_of_articles("sentences"), rows_of_articles("mentions")
        quotes, events = rows_of_articles("quotes"), rows_of_articles("events")
        return {
            row["source_ref"]: Reading(row, sentences[key], mentions[key], quotes[key], events[key], entities)
            for row in rows("articles")
            for key in [row["article_id"]]
        }


# Metadata and body


def metadata(annotation: Annotation, key: str, reading: Reading) -> tuple[object, object]:
    """What the annotation demands of a metadata key, and what the warehouse holds."""
    if key in ("noise", "body_contains"):
        body = " ".join(reading.body.split())
        wrong = [text for text in annotation[key] if (text in body) != (key == "body_contains")]
        return [], wrong
    expected, found = annotation[key], reading.article[key]
    if key == "published_at" and found is not None:
        if len(expected) == len("2023-03-10"):
            return expected, found.date().isoformat()
        return datetime.fromisoformat(expected).astimezone(UTC).replace(tzinfo=None), found
    return expected, found


# Entities and mentions


def without_title(form: str) -> str:
    return HONORIFIC.sub("", form)


def agrees(mention: Row, form: str, places: set[str]) -> bool:
    """Whether a mention is `form`, but for its title, "the", its country or a possessive around it."""
    before, found, after = f" {mention['text']}".rpartition(f" {without_title(form)}")
    before = re.sub("^[Tt]he ?", "", before.strip())
    if not found or not AFTER_NAME.fullmatch(after):
        return False
    return mention["form"] == "title" or before in places or BEFORE_NAME.fullmatch(before) is not None


def mentions_by_form(annotation: Annotation, reading: Reading) -> dict[str, list[Row]]:
    """Form → the mentions that are it. A mention is of the longest form that it agrees with."""
    forms = [form for entity in annotation["entities"] for form in entity["mentions"]]
    found: dict[str, list[Row]] = {form: [] for form in forms}
    for mention in reading.mentions:
        fitting = [form for form in forms if agrees(mention, form, reading.places)]
        longest = max((len(without_title(form)) for form in fitting), default=0)
        for form in fitting:
            if len(without_title(form)) == longest:
                found[form].append(mention)
    return found


def identify(annotation: Annotation, by_form: Mapping[str, list[Row]]) -> dict[str, str | None]:
    """Golden name → id of the entity that most of its mentions lead to, None where none leads anywhere."""
    identities: dict[str, str | None] = {}
    for entity in annotation["entities"]:
        ids = Counter(row["entity_id"] for form in entity["mentions"] for row in by_form[form])
        del ids[None]
        identities[entity["name"]] = ids.most_common(1)[0][0] if ids else None
    return identities


def entity_problem(entity: Row, identities: Mapping[str, str | None], reading: Reading) -> str | None:
    found = identities[entity["name"]]
    if found is None:
        return "not found"
    others = [name for name, other in identities.items() if other == found and name != entity["name"]]
    if others:
        return f"the same entity as {', '.join(others)}"
    row = reading.entities[found]
    wrong = [
        f"{key} is {row[key]}, not {entity[key]}"
        for key in ("kind", "country", "sector")
        if key in entity and row[key] != entity[key]
    ]
    return "; ".join(wrong) or None


def mention_problem(mentions: list[Row], identity: str | None, reading: Reading) -> str | None:
    if not mentions:
        return "no such mention"
    strays = [row for row in mentions if row["entity_id"] != identity or identity is None]
    told = (f"{row['text']!r} at {row['start_char']} is {reading.name(row['entity_id'])}" for row in strays)
    return "; ".join(told) or None


# Quotes


def quote_text(text: str) -> str:
    """A quote as it is compared: without "that" before it and punctuation after it."""
    return END_PUNCTUATION.sub("", re.sub("^that ", "", " ".join(text.split())))


def find_quote(quote: Row, reading: Reading) -> Row | None:
    """The quote of the warehouse with these words; where several have them, one of this form."""
    same = [row for row in reading.quotes if quote_text(row["text"]) == quote_text(quote["text"])]
    return min(same, key=lambda row: row["form"] != quote["form"], default=None)


def groups(annotation: Annotation, found: list[Row | None]) -> dict[int, set[str]]:
    """Position of a golden quote → the quotations that the quotes of its group belong to."""
    of_group: dict[object, set[str]] = defaultdict(set)
    keys = [quote.get("group", f"alone {number}") for number, quote in enumerate(annotation["quotes"])]
    for key, row in zip(keys, found, strict=True):
        if row is not None:
            of_group[key].add(row["quote_group"])
    return {number: of_group[key] for number, key in enumerate(keys)}


def quote_problem(quote: Row, found: Row | None, quotations: set[str], reading: Reading) -> str | None:
    if found is None:
        start = reading.body.find(quote["text"])
        near = overlapping(reading.quotes, start, start + len(quote["text"])) if start >= 0 else []
        return "not found" + "".join(f"; instead {row['text']!r}" for row in near)
    wrong = []
    if found["form"] != quote["form"]:
        wrong.append(f"form is {found['form']}, not {quote['form']}")
    if f" {quote['cue']} " not in f" {found['cue']} ":
        wrong.append(f"cue is {found['cue']}, not {quote['cue']}")
    if len(quotations) > 1:
        wrong.append("its pieces are not one quotation")
    return "; ".join(wrong) or None


def speaker_problem(
    quote: Row, found: Row | None, identities: Mapping[str, str | None], reading: Reading
) -> str | None:
    if found is None:
        return "quote not found"
    if "speaker_text" in quote:
        if phrase(found["speaker_text"] or "") == phrase(quote["speaker_text"]):
            return None
        return f"speaker is {found['speaker_text']!r}, not {quote['speaker_text']!r}"
    if found["speaker_id"] is not None and found["speaker_id"] == identities[quote["speaker"]]:
        return None
    return (
        f"speaker is {reading.name(found['speaker_id'])} ({found['speaker_text']!r}), not {quote['speaker']}"
    )


def phrase(text: str) -> str:
    return re.sub("^(?:the|a|an) ", "", text.lower())


# Events


def overlapping(rows: list[Row], start: int, end: int) -> list[Row]:
    return [row for row in rows if row["start_char"] < end and start < row["end_char"]]


def coded_near(text: str, reading: Reading) -> list[Row]:
    """The events whose clause stands in a sentence that holds `text`."""
    start = reading.body.find(text)
    if start < 0:
        return []
    sentences = {row["sentence_no"] for row in overlapping(reading.sentences, start, start + len(text))}
    return [row for row in reading.events if row["sentence_no"] in sentences]


def party_agrees(
    party: str | None, row: Row, role: str, identities: Mapping[str, str | None], reading: Reading
) -> bool:
    """Whether the actor or recipient of an event is the golden name, or of the golden country."""
    if party is None:
        return True
    entity_id = row[f"{role}_id"]
    if party in identities:
        return entity_id is not None and entity_id == identities[party]
    country = reading.entities[entity_id]["country"] if entity_id else None
    return party in (row[f"{role}_country"], country)


def date_agrees(when: str, row: Row) -> bool:
    precision = "day" if len(when) == len("2023-03-10") else "month"
    return row["date_precision"] == precision and str(row["event_date"]).startswith(when)


def event_problem(event: Row, row: Row, identities: Mapping[str, str | None], reading: Reading) -> list[str]:
    """What is wrong with a coded event, as the golden one; each with what the warehouse holds."""
    wrong = [
        f"{role} is {reading.name(row[f'{role}_id'])} ({row[f'{role}_text']!r})"
        for role in ROLES
        if not party_agrees(event[role], row, role, identities, reading)
    ]
    if row["event_type"] not in (event["event_type"], *event.get("alt", [])):
        wrong.append(f"type is {row['event_type']}")
    if row["status"] != event["status"]:
        wrong.append(f"status is {row['status']}")
    if "date" in event and not date_agrees(event["date"], row):
        wrong.append(f"date is {row['date_precision']} {row['event_date']}")
    claimant = event.get("attributed_to")
    if claimant and (row["attributed_to"] is None or row["attributed_to"] != identities[claimant]):
        wrong.append(f"claimed by {reading.name(row['attributed_to'])}")
    return wrong


def nearest_problem(event: Row, identities: Mapping[str, str | None], reading: Reading) -> str | None:
    """None where an event of the sentence agrees, else what is wrong with the one that agrees most."""
    attempts = [event_problem(event, row, identities, reading) for row in coded_near(event["text"], reading)]
    nearest = min(attempts, key=lambda wrong: (any("type is" in w for w in wrong), len(wrong)), default=None)
    if nearest is None:
        return "no event in the sentence"
    return "; ".join(nearest) or None


# All of a file


def compare(path: Path, readings: Mapping[str, Reading]) -> Iterator[Item]:
    """Every entity, mention, quote, speaker and event of a golden file."""
    annotation = load(path)
    reading = readings[annotation["source_ref"]]
    by_form = mentions_by_form(annotation, reading)
    identities = identify(annotation, by_form)
    for entity in annotation["entities"]:
        name = entity["name"]
        yield Item(path.stem, "entities", name, entity_problem(entity, identities, reading))
        for form in entity["mentions"]:
            problem = mention_problem(by_form[form], identities[name], reading)
            yield Item(path.stem, "mentions", f"{form} ({name})", problem)
    found = [find_quote(quote, reading) for quote in annotation["quotes"]]
    quotations = groups(annotation, found)
    for number, (quote, row) in enumerate(zip(annotation["quotes"], found, strict=True)):
        text = quote["text"]
        yield Item(path.stem, "quotes", text, quote_problem(quote, row, quotations[number], reading))
        yield Item(path.stem, "speakers", text, speaker_problem(quote, row, identities, reading))
    for event in annotation["events"]:
        told = " ".join(str(event[key]) for key in ("actor", "event_type", "recipient", "status"))
        problem = nearest_problem(event, identities, reading)
        yield Item(path.stem, "events", f"{told} in {event['text']!r}", problem)


def forbidden(annotation: Annotation, kind: str, thing: Any, readings: Mapping[str, Reading]) -> list[str]:
    """The rows of the article that hold what one entry of `must_not` rules out."""
    reading = readings[annotation["source_ref"]]
    identities = identify(annotation, mentions_by_form(annotation, reading))
    parties = [thing] if kind == "speakers" else [thing.get(r) for r in ROLES] if kind == "events" else []
    if unknown := [name for name in parties if name in identities and identities[name] is None]:
        return [f"{name} is not found, so nothing can be said of it" for name in unknown]
    if kind == "entities":
        return [
            f"{row['text']} at {row['start_char']} is {reading.name(row['entity_id'])}"
            for row in reading.mentions
            if row["entity_id"] and thing in (row["text"], reading.name(row["entity_id"]))
        ]
    if kind == "speakers":
        rows = (row for row in reading.quotes if row["speaker_id"] and row["speaker_id"] == identities[thing])
        return [f"{row['speaker_text']} {row['cue']}: {row['text']}" for row in rows]
    return [
        f"{row['trigger']} in {row['text']!r}"
        for row in reading.events
        if (row["event_type"], row["status"]) == (thing["event_type"], thing["status"])
        and all(party_agrees(thing.get(role), row, role, identities, reading) for role in ROLES)
    ]
