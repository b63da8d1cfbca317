"""Turns annotated articles into the typed frames of `transforms.schema`, one per table."""

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
from spacy.language import Language
from spacy.tokens import Doc

from transforms import schema
from transforms.clean.duplicates import SIGNATURE_KIND, bands, signature
from transforms.datelines import DATELINES
from transforms.entities import Names, find_entities, load_names
from transforms.entities.confidence import confidence_of
from transforms.events import Ontology, code_events, load_ontology
from transforms.events.confidence import confidence_of as confidence_of_event
from transforms.majority import agreed
from transforms.pipeline import Unparsed, Watch, parse, unwatched
from transforms.places.gazetteer import Gazetteer, load_gazetteer
from transforms.places.locate import Locator, located
from transforms.quotes import QuoteLexicon, find_quotes, load_lexicon
from transforms.quotes.pronouns import leave_open
from transforms.records import ArticleEntities, CleanArticle, Event, Quote, Rejection, reason_of
from transforms.stories.terms import load_common_words, terms_of

Row = tuple[object, ...]
EXTRACTED = (
    schema.SENTENCES,
    schema.ARTICLE_ENTITIES,
    schema.ENTITY_MERGES,
    schema.MENTIONS,
    schema.QUOTES,
    schema.EVENTS,
    schema.PASSING_EVENTS,
    schema.EVENT_FIGURES,
)


@dataclass(frozen=True)
class Lexicons:
    """The reference data that annotation needs, loaded once per process."""

    names: Names
    quotes: QuoteLexicon
    ontology: Ontology
    common_words: Mapping[str, float]
    gazetteer: Gazetteer

    @classmethod
    def load(cls, folder: Path) -> "Lexicons":
        return cls(
            load_names(folder),
            load_lexicon(folder),
            load_ontology(folder),
            load_common_words(folder),
            load_gazetteer(folder),
        )


def row_id(*parts: object) -> str:
    """80 bits of hash over the parts: the same on every machine, for the same values."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=10).hexdigest()


def row_ids(article_id: str, kind: str, rows: Iterable[Row]) -> list[str]:
    """An id for each row of an article: a hash of its distinguishing values, numbered if rows are alike."""
    taken: set[str] = set()
    alike: Counter[str] = Counter()
    ids = []
    for parts in rows:
        first = name = row_id(article_id, kind, *parts)
        while name in taken:
            alike[first] += 1
            name = row_id(article_id, kind, *parts, alike[first])
        taken.add(name)
        ids.append(name)
    return ids


def extract_tables(
    articles: Sequence[CleanArticle],
    nlp: Language,
    lexicons: Lexicons,
    watch: Watch = unwatched,
    alone: Collection[int] = (),
) -> tuple[dict[str, pl.DataFrame], list[Rejection]]:
    """Annotate articles: full table name → rows, and the articles on which a component or a rule failed; see
    `extract_rows`. The entities of all are what most of the articles say of them."""
    rows, rejections = extract_rows(articles, nlp, lexicons, watch, alone)
    frames = {table.full_name: table.frame(rows[table.full_name]) for table in EXTRACTED}
    frames[schema.ENTITIES.full_name] = agreed(frames[schema.ARTICLE_ENTITIES.full_name])
    return frames, rejections


def extract_rows(
    articles: Sequence[CleanArticle],
    nlp: Language,
    lexicons: Lexicons,
    watch: Watch = unwatched,
    alone: Collection[int] = (),
) -> tuple[dict[str, list[Row]], list[Rejection]]:
    """Annotate articles: full table name → rows of each article, and the articles that failed.

    An article is in the tables completely or not at all: a failure on one costs no other a row. `watch` is
    told the places of those that are worked on next; those in `alone` are not parsed with others.
    """
    rows: dict[str, list[Row]] = {table.full_name: [] for table in EXTRACTED}
    rejections = []
    with nlp.memory_zone():  # the vocabulary forgets the words of a batch once its rows are made
        for number, doc in parse(nlp, [article.body for article in articles], watch, alone):
            article = articles[number]
            watch([number])
            if isinstance(doc, Unparsed):
                rejections.append(rejection(article, doc.reason))
                continue
            try:
                found = annotate(doc, article.published_on, lexicons)
                article_rows = article_tables(article.article_id, doc, found)
            except Exception as error:  # whatever a rule trips over must not stop the run
                rejections.append(rejection(article, reason_of(error)))
                continue
            for name, more in article_rows.items():
                rows[name] += more
    return rows, rejections


def rejection(article: CleanArticle, reason: str) -> Rejection:
    """The rejection of an article that cannot be annotated."""
    return Rejection(article.source, article.source_ref, f"annotation failed: {reason}", article.body[:2000])


def signature_rows(articles: Iterable[CleanArticle]) -> Iterable[Row]:
    """Rows of `core.article_signatures`."""
    for article in articles:
        signed = signature(article.body)
        if signed is not None:
            yield article.article_id, SIGNATURE_KIND, signed, list(bands(signed))


def term_rows(articles: Iterable[CleanArticle], lexicons: Lexicons) -> Iterable[Row]:
    """Rows of `core.article_terms`, terms in ascending order; none for an article without any."""
    for article in articles:
        terms = sorted(terms_of(article.title, article.body, lexicons.common_words).items())
        if terms:
            yield article.article_id, [term for term, _ in terms], [weight for _, weight in terms]


@dataclass(frozen=True, slots=True)
class Annotations:
    """What the rules find in one parsed article."""

    entities: ArticleEntities
    quotes: list[Quote]
    events: list[Event]
    in_passing: list[Event]


def annotate(doc: Doc, published_on: date | None, lexicons: Lexicons) -> Annotations:
    """Entities, then the quotations whose speakers they are, then the events that either tells."""
    entities = find_entities(doc, lexicons.names, published_on)
    quotes = find_quotes(doc, entities, lexicons.quotes)
    entities = leave_open(entities, quotes)
    coded = code_events(doc, entities, quotes, lexicons.ontology, published_on)
    locator = Locator(doc, entities, lexicons.names, lexicons.gazetteer)
    return Annotations(entities, quotes, located(coded.events, locator), located(coded.in_passing, locator))


def article_tables(article_id: str, doc: Doc, found: Annotations) -> dict[str, list[Row]]:
    """The rows of one article by full table name, those of a table in the order in which they were found."""
    entities, quotes = found.entities, found.quotes
    sentences = Sentences(doc)
    body = doc.text
    event_ids = ids_of_events(article_id, "event", found.events)
    passing_ids = ids_of_events(article_id, "event in passing", found.in_passing)
    quote_ids = row_ids(article_id, "quote", ((quote.start_char, quote.end_char) for quote in quotes))
    return {
        schema.SENTENCES.full_name: list(sentences.rows(article_id)),
        schema.ARTICLE_ENTITIES.full_name: list(entity_rows(article_id, entities)),
        schema.ENTITY_MERGES.full_name: list(merge_rows(article_id, entities)),
        schema.MENTIONS.full_name: list(mention_rows(article_id, entities, sentences)),
        schema.QUOTES.full_name: list(quote_rows(article_id, body, quotes, quote_ids, sentences)),
        schema.EVENTS.full_name: list(
            event_rows(article_id, body, found, found.events, event_ids, quote_ids, sentences)
        ),
        schema.PASSING_EVENTS.full_name: list(
            event_rows(article_id, body, found, found.in_passing, passing_ids, quote_ids, sentences)
        ),
        schema.EVENT_FIGURES.full_name: list(
            figure_rows(article_id, body, found.events, event_ids, sentences)
        ),
    }


class Sentences:
    """The sentences of a document, without the white space between them. The first of a report begins
    with its dateline."""

    def __init__(self, doc: Doc) -> None:
        lines = doc.spans.get(DATELINES, ())
        begun = {line.end: line.start_char for line in lines}
        inside = {i for line in lines for i in range(line.start, line.end)}
        spans = (
            (begun.get(sent.start, sent.start_char), sent.start_char + len(sent.text.rstrip()))
            for sent in doc.sents
            if sent.start not in inside
        )
        self.spans = [(start, end) for start, end in spans if end > start]
        self.starts = [start for start, _ in self.spans]

    def number(self, char: int) -> int:
        """Number of the sentence that holds the character, or that the gap before it ends."""
        return max(0, bisect_right(self.starts, char) - 1)

    def rows(self, article_id: str) -> Iterable[Row]:
        for number, (start, end) in enumerate(self.spans):
            yield article_id, number, start, end


def entity_rows(article_id: str, entities: ArticleEntities) -> Iterable[Row]:
    """What the article says of each of its entities."""
    mentions = Counter(mention.entity_id or mention.unnamed_id for mention in entities.mentions)
    for e in entities.entities.values():
        facts = (e.name, e.kind, e.country, e.sector, e.role)
        yield article_id, e.entity_id, *facts, mentions[e.entity_id]


def mention_rows(article_id: str, entities: ArticleEntities, sentences: Sentences) -> Iterable[Row]:
    ids = row_ids(article_id, "mention", ((m.start_char, m.end_char, m.form) for m in entities.mentions))
    for m, mention_id in zip(entities.mentions, ids, strict=True):
        yield (
            mention_id,
            article_id,
            sentences.number(m.start_char),
            m.start_char,
            m.end_char,
            m.text,
            m.label,
            m.form,
            m.entity_id or m.unnamed_id,
            m.rule,
            confidence_of(m.rule) if m.entity_id or m.unnamed_id else None,
        )


def merge_rows(article_id: str, entities: ArticleEntities) -> Iterable[Row]:
    """One row per name, however often it is mentioned."""
    merges = {merge.text: merge for merge in entities.merges}
    ids = row_ids(article_id, "merge", ((text,) for text in merges))
    for merge_id, (text, merge) in zip(ids, merges.items(), strict=True):
        yield merge_id, article_id, text, merge.entity_id, merge.reason


def quote_rows(
    article_id: str, body: str, quotes: Sequence[Quote], ids: Sequence[str], sentences: Sentences
) -> Iterable[Row]:
    first_of_group: dict[int, str] = {}
    for quote, quote_id in zip(quotes, ids, strict=True):
        yield (
            quote_id,
            first_of_group.setdefault(quote.group, quote_id),
            article_id,
            sentences.number(quote.start_char),
            quote.start_char,
            quote.end_char,
            body[quote.start_char : quote.end_char],
            quote.form,
            quote.speaker_text,
            quote.speaker_id,
            quote.cue,
            quote.cue_lemma,
            quote.addressee_text,
            quote.rule,
            quote.speaker_rule,
        )


def ids_of_events(article_id: str, kind: str, events: Iterable[Event]) -> list[str]:
    told = ((e.trigger_char, e.event_type, e.actor_text, e.recipient_text) for e in events)
    return row_ids(article_id, kind, told)


def event_rows(
    article_id: str,
    body: str,
    found: Annotations,
    events: Sequence[Event],
    ids: Sequence[str],
    quote_ids: Sequence[str],
    sentences: Sentences,
) -> Iterable[Row]:
    sectors = {key: entity.sector for key, entity in found.entities.entities.items()}
    for event, event_id in zip(events, ids, strict=True):
        yield (
            event_id,
            article_id,
            sentences.number(event.start_char),
            event.start_char,
            event.end_char,
            body[event.start_char : event.end_char],
            event.trigger,
            event.event_type,
            event.mode,
            list(event.contexts),
            event.quad_class,
            event.goldstein,
            event.actor_text,
            event.actor_id,
            event.actor_country,
            sectors.get(event.actor_id or ""),
            event.recipient_text,
            event.recipient_id,
            event.recipient_country,
            sectors.get(event.recipient_id or ""),
            event.date_text,
            event.event_date,
            event.date_precision,
            event.place_text,
            event.place_id,
            event.place_country,
            event.place_precision,
            event.latitude,
            event.longitude,
            event.status,
            event.attributed_to,
            None if event.quote is None else quote_ids[event.quote],
            None if event.duplicate_of is None else ids[event.duplicate_of],
            None,  # the load finds its incident
            confidence_of_event(event),
            event.prominence,
            event.rule,
            event.trigger_row,
            event.actor_rule,
            event.recipient_rule,
            event.weights.factors(),
        )


def figure_rows(
    article_id: str, body: str, events: Sequence[Event], event_ids: Sequence[str], sentences: Sentences
) -> Iterable[Row]:
    stated = [(id_, f) for id_, event in zip(event_ids, events, strict=True) for f in event.figures]
    ids = row_ids(article_id, "figure", ((id_, f.start_char, f.end_char, f.what) for id_, f in stated))
    for figure_id, (event_id, figure) in zip(ids, stated, strict=True):
        yield (
            figure_id,
            event_id,
            article_id,
            sentences.number(figure.start_char),
            figure.start_char,
            figure.end_char,
            body[figure.start_char : figure.end_char],
            figure.what,
            figure.low,
            figure.high,
            figure.unit,
        )
