"""Speakers across an article: whom "he said" means after "Anna Berg said".

The entities stage resolves pronouns without knowing who speaks. In reported speech the last speaker
goes on speaking until the writer makes somebody else the subject of a sentence, however many people the
quotations themselves name.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Token

from transforms.lexicon.reporting import QuoteLexicon
from transforms.quotes.speakers import speaker_mention
from transforms.records import ArticleEntities, Mention

_KINDS = {"he": {"PERSON"}, "she": {"PERSON"}, "it": {"ORG", "GPE"}}
_GENDERS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


class Speaker(NamedTuple):
    """The entity of a speaker, None where it is unknown, and the rule that says so (see
    `transforms.schema.rules`)."""

    entity_id: str | None
    rule: str


NOBODY = Speaker(None, "nobody_named")
OPEN = Speaker(None, "unresolved")


def resolve_speakers(
    turns: Sequence[tuple[int, int, Token | None]],
    doc: Doc,
    entities: ArticleEntities,
    lexicon: QuoteLexicon,
) -> list[Speaker]:
    """Each turn's speaker.

    A turn is the start and end of a quotation, in characters, and the head of its speaker's noun phrase;
    turns come in the order of their start.
    """
    genders = _genders(entities)
    starts = [mention.start_char for mention in entities.mentions]

    def between(start: int, end: int) -> Sequence[Mention]:
        return entities.mentions[bisect_left(starts, start) : bisect_left(starts, end)]

    out: list[Speaker] = []
    meant: dict[int, Speaker] = {}  # by head: a quotation in pieces has one "she said"
    last: str | None = None
    told = 0  # the end of the last speaker's words
    for start, end, head in turns:
        found = NOBODY if head is None else meant.get(head.i) or _named(head, entities, lexicon)
        if head is not None and head.i not in meant:
            since = between(told, start)
            goes_on = last is not None and _goes_on(head, last, genders, entities)
            if last is not None and goes_on and not _others(since, last, doc, entities):
                found = Speaker(last, "goes_on")
            elif head.lower_ in _GENDERS and _is_named_in(start, end, found.entity_id, entities):
                found = OPEN
            meant[head.i] = found
        out.append(found)
        if found.entity_id is not None:
            last, told = found.entity_id, end
        elif head is not None and head.lower_ not in _KINDS:
            last = None  # somebody else has spoken, whom nobody knows
        told = max(told, end)
    return out


def _named(head: Token, entities: ArticleEntities, lexicon: QuoteLexicon) -> Speaker:
    found = speaker_mention(head, entities, lexicon)
    return OPEN if found is None else Speaker(found.mention.entity_id, found.rule)


def _is_named_in(start: int, end: int, entity_id: str | None, entities: ArticleEntities) -> bool:
    """Whether the words name the entity, as nobody names himself: “Rosa Diaz is late,” she said."""
    first, last = (bisect_left(entities.mentions, at, key=lambda m: m.start_char) for at in (start, end))
    return entity_id is not None and any(
        mention.entity_id == entity_id and mention.form in {"name", "title"}
        for mention in entities.mentions[first:last]
    )


def _goes_on(head: Token, last: str, genders: dict[str, Counter[str]], entities: ArticleEntities) -> bool:
    """Whether the pronoun at `head` can mean the last speaker."""
    word = head.lower_
    if entities.entities[last].kind not in _KINDS.get(word, ()):
        return False
    gender = _GENDERS.get(word)
    other = {"m": "f", "f": "m"}.get(gender or "", "")
    return gender is None or genders[last][other] <= genders[last][gender]


def _genders(entities: ArticleEntities) -> dict[str, Counter[str]]:
    """How often pronouns of either gender mean each entity."""
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in entities.mentions:
        gender = _GENDERS.get(mention.text.lower())
        if mention.form == "pronoun" and gender and mention.entity_id:
            out[mention.entity_id][gender] += 1
    return out


def _others(since: Sequence[Mention], last: str, doc: Doc, entities: ArticleEntities) -> bool:
    """Whether an entity of the speaker's kind, but another, is a subject between two quotations."""
    kind = entities.entities[last].kind
    return any(
        mention.form != "pronoun"
        and mention.entity_id != last
        and _kind_of(mention, entities) == kind
        and doc[mention.head].dep_ in _SUBJECTS
        for mention in since
    )


def _kind_of(mention: Mention, entities: ArticleEntities) -> str | None:
    """What kind of entity it means; where nobody knows whom a name means, what the name looks like."""
    if mention.entity_id is not None:
        return entities.entities[mention.entity_id].kind
    return mention.label if mention.form in ("name", "title") else None
