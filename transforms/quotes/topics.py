"""Whom the writer speaks of just before a quotation that names no speaker."""

from bisect import bisect_left
from collections.abc import Iterator

from spacy.tokens import Span, Token

from transforms.quotes.layout import Layout
from transforms.records import ArticleEntities, Mention

_PERSONS = frozenset({"he", "she"})
_ONE_NOUN = frozenset({"NN", "NNP"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_LEADS = frozenset({"and", "also", "then", "from", "by", "this", "next"})  # before the name in a label
_VERBS = frozenset({"VERB", "AUX"})
_TOPIC = frozenset({"IN", "TO"})
_SPEAKING = frozenset({"PERSON", "ORG", "GPE"})
_BODIES = frozenset({"ORG", "GPE", "NORP"})
_NAMING = frozenset({"NOUN", "PROPN"})
_LONGEST_LABEL = 120  # characters
_MOST_SENTENCES = 8  # before the words that are looked at


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


def labelled(char: int, layout: Layout, entities: ArticleEntities) -> Mention | None:
    """Who speaks by the label before `char`: "Berg to Diaz:", "And from Anna Berg, the mayor:".

    A label is what stands between the start of a paragraph and a colon, without a verb. A topic is none
    ("On the war:"), nor is whom the words go to ("Letter to Berg:").
    """
    if not layout.parsed:
        return None
    number = layout.paragraph_at(char)
    start, end = layout.paragraphs[number][0], char
    if number and not layout.body[start:end].strip():
        start, end = layout.paragraphs[number - 1]
    text = layout.body[start : min(end, start + _LONGEST_LABEL)].rstrip()
    if end - start > _LONGEST_LABEL or not text.endswith(":"):
        return None
    words = layout.doc[layout.token_at(start) : layout.token_at(start + len(text) - 1)]
    words = words[next((n for n, t in enumerate(words) if t.lower_ not in _LEADS), len(words)) :]
    if (
        not len(words)
        or any(t.pos_ in _VERBS or layout.quoted[t.i] for t in words)
        or words[0].tag_ in _TOPIC
    ):
        return None
    met = next((m for t in words if (m := entities.by_head.get(t.i)) is not None), None)
    if met is None or met.label not in _SPEAKING or (met.start and layout.doc[met.start - 1].lower_ == "to"):
        return None
    return met


def topic_here(char: int, since: int, layout: Layout, entities: ArticleEntities) -> Token | None:
    """The person whom the sentences in a paragraph up to the marks at `char`, behind `since`, are about."""
    start = max(since, layout.paragraphs[layout.paragraph_at(char)][0])
    return _last_topic(start, char, layout, entities) if layout.parsed else None


def names_another(since: int, char: int, speaker: Token, layout: Layout, entities: ArticleEntities) -> bool:
    """Whether a person is named outside of marks between two characters who is not the speaker."""
    meant = entities.entity(entities.by_head.get(speaker.i))
    first, last = (bisect_left(entities.mentions, at, key=lambda m: m.start_char) for at in (since, char))
    return any(
        mention.label == "PERSON"
        and mention.form in {"name", "title"}
        and not layout.quoted[mention.head]
        and (meant is None or mention.entity_id != meant.entity_id)
        and speaker.i not in range(mention.start, mention.end)
        for mention in entities.mentions[first:last]
    )


def turns_away(since: int, char: int, speaker: Token, layout: Layout, entities: ArticleEntities) -> bool:
    """Whether the last sentence before the marks at `char`, behind `since`, is not about the speaker.

    In a paragraph of its own anything will do ("The union has its own view."); where the speaker's words
    stand in the same paragraph, only a body that may speak itself.
    """
    start = layout.paragraphs[layout.paragraph_at(char)][0]
    subject = _last_subject(max(since, start), char, layout)
    if subject is None or subject.pos_ not in _NAMING or subject.lower_ == speaker.lower_:
        return False
    if since <= start:
        return True
    met = entities.by_head.get(subject.i)
    return met is not None and met.label in _BODIES


def _last_subject(start: int, end: int, layout: Layout) -> Token | None:
    """The subject of the last sentence outside marks between two characters."""
    return next((subject for subject in _subjects_back(start, end, layout) if layout.outside(subject)), None)


def _subjects_back(start: int, end: int, layout: Layout) -> Iterator[Token]:
    """The subjects of the sentences between two characters, the last first; of a bounded number."""
    at, first = layout.token_at(end) - 1, layout.token_at(start)
    for _ in range(_MOST_SENTENCES):
        if at < first:
            return
        sentence = layout.doc[at].sent
        at = sentence.start - 1
        subject = _subject(sentence)
        if subject is not None and subject.i >= first:
            yield subject


def topic_before(char: int, layout: Layout, entities: ArticleEntities) -> Token | None:
    """The person whom the paragraph before `char` is about: the subject of its last such sentence."""
    here = layout.paragraph_at(char)
    before = next((n for n in range(here - 1, -1, -1) if layout.prose[n]), None)
    if before is None or not layout.parsed:
        return None
    return _last_topic(*layout.paragraphs[before], layout, entities)


def _last_topic(start: int, end: int, layout: Layout, entities: ArticleEntities) -> Token | None:
    for subject in _subjects_back(start, end, layout):
        if layout.quoted[subject.i]:
            continue
        if any(t.dep_ == "conj" for t in subject.rights):
            return None  # "Berg and Diaz left."
        if is_person(subject, entities):
            return subject
        owner = next((t for t in subject.children if t.dep_ == "poss"), None)
        if owner is not None and is_person(owner, entities):  # "Her message is simple."
            return owner
    return None


def _subject(sentence: Span) -> Token | None:
    own = next((t for t in sentence.root.lefts if t.dep_ in _SUBJECTS), None)
    return own or next((t for t in sentence if t.dep_ in _SUBJECTS), None)


def is_person(token: Token, entities: ArticleEntities) -> bool:
    if token.lower_ in _PERSONS or token.lower_ in {"his", "her"}:
        return True
    mention = entities.by_head.get(token.i)
    entity = entities.entity(mention)
    if entity is not None:
        return entity.kind == "PERSON"
    return mention is not None and mention.label == "PERSON" and token.tag_ in _ONE_NOUN
