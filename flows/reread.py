"""An article of the warehouse read again, to see how the rules come to its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms import schema
from transforms.lexicon.ontology import Trigger
from transforms.pipeline import Unparsed, parse
from transforms.records import Event, Mention, Quote
from transforms.tables import Lexicons, annotate, article_tables

MOST_TOKENS = 150  # of the sentences of a row that are shown


class NotReadAgain(ValueError):
    """The pipeline fails on the article."""

    exit_code = 1


class Token(NamedTuple):
    """A token of the sentence, its head, and which part of the row it is."""

    number: int
    text: str
    lemma: str
    tag: str
    dep: str
    head: str
    part: str


@dataclass(frozen=True, slots=True)
class Reread:
    """A row as today's rules, reference data and model make it: its values by column, and the tokens of its
    sentences; None where they do not make it. `trigger` is the trigger of an event."""

    values: Mapping[str, object] | None
    tokens: tuple[Token, ...] = ()
    trigger: Trigger | None = None


def reread(
    article_id: str, body: str, published_on: date | None, row_id: str, nlp: Language, lexicons: Lexicons
) -> Reread:
    """Read an article again and find one of its rows. Raises NotReadAgain."""
    _, doc = next(parse(nlp, [body]))
    if isinstance(doc, Unparsed):
        raise NotReadAgain(f"the article cannot be read again: {doc.reason}")
    found = annotate(doc, published_on, lexicons)
    tables = article_tables(article_id, doc, found)
    records: tuple[tuple[schema.Table, tuple[Mention | Quote | Event, ...]], ...] = (
        (schema.MENTIONS, found.entities.mentions),
        (schema.QUOTES, tuple(found.quotes)),
        (schema.EVENTS, tuple(found.events)),
        (schema.PASSING_EVENTS, tuple(found.in_passing)),
    )
    for table, items in records:
        for item, row in zip(items, tables[table.full_name], strict=True):
            if row[0] == row_id:
                values = dict(zip(table.polars.names(), row, strict=True))
                values.pop("incident_id", None)  # which loads find, not rules
                return Reread(values, tuple(tokens_of(doc, item)), trigger_of(item, lexicons))
    return Reread(None)


def tokens_of(doc: Doc, row: Mention | Quote | Event) -> list[Token]:
    """The tokens of the sentences that a row stands in, and of that of its cue."""
    parts = parts_of(row)
    span = doc.char_span(row.start_char, row.end_char, alignment_mode="expand")
    wanted = {token.i for token in sentences(span)} if span is not None else set()
    wanted |= {token.i for i in parts for token in doc[i].sent}
    shown = [doc[i] for i in sorted(wanted) if not doc[i].is_space][:MOST_TOKENS]
    return [
        Token(t.i, t.text, t.lemma_, t.tag_, t.dep_, t.head.text if t.head != t else "–", parts.get(t.i, ""))
        for t in shown
    ]


def sentences(span: Span) -> Span:
    """The sentences that hold the span."""
    return span.doc[span[0].sent.start : span[-1].sent.end]


def parts_of(row: Mention | Quote | Event) -> dict[int, str]:
    """Which tokens are which part of a row."""
    if isinstance(row, Mention):
        return {row.head: "mention"}
    if isinstance(row, Quote):
        named = ((row.cue_token, "cue"), (row.speaker_token, "speaker"))
        return {token: part for token, part in named if token is not None}
    parts = dict.fromkeys(row.trigger_words, "trigger")
    bound = ((row.actor_token, "actor"), (row.recipient_token, "recipient"))
    return parts | {token: part for token, part in bound if token is not None}


def trigger_of(row: Mention | Quote | Event, lexicons: Lexicons) -> Trigger | None:
    """The trigger of an event, as the reference data have it."""
    if not isinstance(row, Event):
        return None
    triggers = (t for several in lexicons.ontology.triggers.values() for t in several)
    return next((t for t in triggers if t.row == row.trigger_row), None)
