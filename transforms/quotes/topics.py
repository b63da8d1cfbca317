"""Whom the writer speaks of just before a quotation that names no speaker."""

from spacy.tokens import Span, Token

from transforms.quotes.layout import Layout
from transforms.records import ArticleEntities

_PERSONS = frozenset({"he", "she"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def announcer(char: int, layout: Layout) -> Token | None:
    """The subject of the sentence that ends in a colon before `char`: "The mayor was blunt:"."""
    at = layout.token_at(char) - 1
    if at < 0 or not layout.parsed:
        return None
    sentence = layout.doc[at].sent
    subject = _subject(sentence)
    if subject is not None and layout.outside(subject):
        return subject
    before = layout.doc[sentence.start : max(sentence.start + 1, at + 1)]
    subjects = [t for t in before if t.dep_ in _SUBJECTS and layout.outside(t)]
    label = [t for t in before if not t.is_punct and layout.outside(t)]
    if not subjects and label and all(t.pos_ in {"PROPN", "NOUN"} for t in label):
        return label[-1]  # "MAYOR BERG:"
    return subjects[0] if subjects else None


def topic_before(char: int, layout: Layout, entities: ArticleEntities) -> Token | None:
    """The person whom the paragraph before `char` is about: the subject of its last such sentence."""
    here = layout.paragraph_at(char)
    before = next((n for n in range(here - 1, -1, -1) if layout.prose[n]), None)
    if before is None or not layout.parsed:
        return None
    start, end = layout.paragraphs[before]
    at, first = layout.token_at(end) - 1, layout.token_at(start)
    while at >= first:
        sentence = layout.doc[at].sent
        at = sentence.start - 1
        subject = _subject(sentence)
        if subject is not None and _is_person(subject, entities):
            return subject
        if subject is not None:
            owner = next((t for t in subject.children if t.dep_ == "poss"), None)
            if owner is not None and _is_person(owner, entities):  # "Her message is simple."
                return owner
    return None


def _subject(sentence: Span) -> Token | None:
    return next((t for t in sentence.root.lefts if t.dep_ in _SUBJECTS), None)


def _is_person(token: Token, entities: ArticleEntities) -> bool:
    if token.lower_ in _PERSONS or token.lower_ in {"his", "her"}:
        return True
    entity = entities.entity(entities.by_head.get(token.i))
    return entity is not None and entity.kind == "PERSON"
