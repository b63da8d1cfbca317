"""Why a row is in the warehouse: what was found of it, by which rules, and what these say."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from transforms.schema.rules import explained
from warehouse.article.article import Article, Event, Mention, Quote, score, who

Row = Mention | Quote | Event
WEIGHTS = {
    "certainty": "certainty of the trigger",
    "place": "where the sentence tells it",
    "status": "denial",
    "named": "two named parties",
    "parties": "how political the parties are",
}
NOT_RECORDED = "not recorded, as an older version of Readout wrote the row"


class Reason(NamedTuple):
    """What was found of a row, the rules that found it ("" where it follows from others), what they say."""

    what: str
    found: str
    rule: str
    said: str


def reasons(row: Row, article: Article) -> list[Reason]:
    """The reasons of a row of the article, in the order in which the rules found them."""
    if isinstance(row, Mention):
        return list(of_mention(row))
    return list(of_quote(row, article) if isinstance(row, Quote) else of_event(row, article))


def of_mention(mention: Mention) -> Iterator[Reason]:
    meant = entity(mention.name, mention.country, mention.sector)
    sure = f", confidence {mention.confidence:.2f}" if mention.confidence is not None else ""
    found = f"“{mention.text}” → {meant or 'open'} ({mention.label}, {mention.form}{sure})"
    yield by_rule("Mention", found, "core.mentions", "rule", mention.rule)


def of_quote(quote: Quote, article: Article) -> Iterator[Reason]:
    carried = (quote.speaker_rule or "").startswith("last_speaker")
    cue = f"cue “{quote.cue}”" if quote.cue else "no cue"
    cue = f"no cue of its own, that of the last speaker is “{quote.cue}”" if carried and quote.cue else cue
    yield by_rule("Words", f"{quote.form}, {cue}", "core.quotes", "rule", quote.rule)
    meant = entity(quote.speaker, quote.country, quote.sector)
    words = f"“{quote.speaker_text}”" if quote.speaker_text else "–"
    speaker = f"{words} → {meant or 'open'}"
    yield by_rule("Speaker", speaker, "core.quotes", "speaker_rule", quote.speaker_rule)
    yield from of_party(quote.speaker, quote.speaker_text, quote, article)
    if quote.addressee_text:
        yield Reason("Addressee", f"“{quote.addressee_text}”", "", "")


def of_event(event: Event, article: Article) -> Iterator[Reason]:
    kind = " / ".join(filter(None, (event.event_type, event.mode)))
    coded = f"“{event.trigger}” → {kind}, {score(event.goldstein)}, {event.status}"
    yield Reason("Trigger", coded, event.rule or "", event.trigger_row or NOT_RECORDED)
    parties = (
        ("Actor", event.actor_text, event.actor, event.actor_country, "actor_rule", event.actor_rule),
        ("Recipient", event.recipient_text, event.recipient, event.recipient_country, "recipient_rule",
         event.recipient_rule),
    )  # fmt: skip
    for what, text, name, country, column, rule in parties:
        if text:
            meant = who(name, None if name else "nobody known", country)
            yield by_rule(what, f"“{text}” → {meant}", "core.events", column, rule)
            yield from of_party(name, text, event, article)
    if event.date_text:
        day = f"{event.event_date} ({event.date_precision})" if event.event_date else "not resolved"
        yield Reason("Date", f"“{event.date_text}” → {day}", "", "")
    if event.place_text:
        yield Reason("Place", f"“{event.place_text}”{on_earth(event)}", "", "")
    claim = next((quote for quote in article.quotes if quote.quote_id == event.quote_id), None)
    if claim is not None:
        speaker = event.attributed_to or "nobody known"
        yield Reason("Claim", f"of {speaker}, in quotation {claim.quote_id}", "", "")
    if event.incident_id:
        yield Reason("Incident", event.incident_id, "", "")
    if event.weights:
        told = event.confidence if event.prominence is None else event.prominence
        yield Reason("Prominence", f"{told:g}", "", product(event.weights))
    if event.prominence is not None:
        yield Reason("Confidence", f"{event.confidence:g}", "", "share of its kind that was found right")


def of_party(name: str | None, text: str | None, row: Quote | Event, article: Article) -> Iterator[Reason]:
    """The mention by which a speaker or party means its entity: that in its words nearest to the row."""
    near = [m for m in article.mentions if name and text and m.name == name and is_in(m.text, text)]
    if near:
        middle = (row.start_char + row.end_char) / 2
        yield from of_mention(min(near, key=lambda m: (-len(m.text), abs(m.start_char - middle))))


def is_in(words: str, text: str) -> bool:
    """Whether the words stand in the text, not only as parts of others."""
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def by_rule(what: str, found: str, table: str, column: str, rule: str | None) -> Reason:
    """What a column of rules says of what was found."""
    if rule is None:
        return Reason(what, found, "", NOT_RECORDED)
    return Reason(what, found, rule, "; then ".join(said for _, said in explained(table, column, rule)))


def entity(name: str | None, country: str | None, sector: str | None) -> str:
    """An entity with its country and sector; empty where there is none."""
    of = ", ".join(filter(None, (country, sector)))
    return f"{name} ({of})" if name and of else name or ""


def product(weights: Mapping[str, float]) -> str:
    """The factors of a prominence, without those that change nothing."""
    told = {name: weight for name, weight in weights.items() if weight != 1 or name == "certainty"}
    return " × ".join(f"{WEIGHTS.get(name, name)} {weight:g}" for name, weight in told.items())


def on_earth(event: Event) -> str:
    """Where an event's place lies, as far as that is known: " → UKR (city at 49.98, 36.25)"."""
    if event.latitude is None or event.longitude is None:
        return f" → {event.place_country}" if event.place_country else ""
    at = f"{event.latitude:.2f}, {event.longitude:.2f}"
    return f" → {event.place_country} ({event.place_precision} at {at})"
