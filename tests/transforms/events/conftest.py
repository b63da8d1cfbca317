"""Coding sentences as a run does: entities and quotations found first."""

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from transforms.entities import Names, find_entities, load_names
from transforms.events import Coded, Ontology, code_events, load_ontology
from transforms.lexicon.reference import REFERENCE
from transforms.quotes import QuoteLexicon, find_quotes, load_lexicon
from transforms.records import ArticleEntities, Event, Quote

Coder = Callable[..., list[Event]]
Reader = Callable[..., Coded]


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return load_ontology(REFERENCE)


@pytest.fixture(scope="session")
def names() -> Names:
    return load_names(REFERENCE)


@pytest.fixture(scope="session")
def quote_lexicon() -> QuoteLexicon:
    return load_lexicon(REFERENCE)


@pytest.fixture(scope="session")
def read(ontology: Ontology, names: Names, quote_lexicon: QuoteLexicon) -> Reader:
    """Code a parsed document; keywords are those of `code_events`."""

    def reader(doc: Doc, published_on: date | None = None, **options: float) -> Coded:
        entities: ArticleEntities = find_entities(doc, names, published_on)
        quotes: list[Quote] = find_quotes(doc, entities, quote_lexicon)
        return code_events(doc, entities, quotes, ontology, published_on, **options)

    return reader


@pytest.fixture(scope="session")
def code(read: Reader) -> Coder:
    """The events that a parsed document tells as news; keywords are those of `code_events`."""

    def coder(doc: Doc, published_on: date | None = None, **options: float) -> list[Event]:
        return read(doc, published_on, **options).events

    return coder


@pytest.fixture(scope="session")
def code_text(nlp: Language, code: Coder) -> Coder:
    """Code a text; keywords are those of `code_events`."""

    def coder(text: str, published_on: date | None = None, **options: float) -> list[Event]:
        return code(nlp(text), published_on, **options)

    return coder
