"""Entities of names that are not persons: places and governments, organs of states, organisations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from transforms.entities.names import Names, Sense
from transforms.entities.spans import NameSpan
from transforms.entities.spelling import fold, hashed_id, name_words, squeeze
from transforms.records import Entity

_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "&", "de", "du", "la"})


@dataclass(slots=True)
class ArticleThing:
    """An organisation or place that the reference data does not know, with the forms of its name."""

    name: str
    label: str
    words: tuple[str, ...]
    acronym: str


def sense_in_place(span: NameSpan, doc: Doc, names: Names) -> Sense:
    """Which of its senses a known name has here. A capital may be the city or the government."""
    sense = span.senses[0]
    if sense.role != "capital" or sense.entity.country is None:
        return sense
    if _is_city(doc[span.start : span.end].root, span, doc, names.word_lists):
        return sense
    return Sense(names.countries[sense.entity.country], "GPE", "government")


def _is_city(head: Token, span: NameSpan, doc: Doc, words: Mapping[str, frozenset[str]]) -> bool:
    governor = head.head
    if head.dep_ == "pobj" and governor.dep_ != "agent":
        if governor.lower_ in words["in_place"]:
            return True
        if governor.lower_ in ("to", "from", "for", "toward", "towards"):
            return fold(governor.head.lemma_) in words["motion"]
    if head.dep_ in ("dobj", "nsubjpass") and fold(governor.lemma_) in words["reached"]:
        return True
    if head.dep_ in ("compound", "nmod", "poss") and fold(governor.lemma_) in words["urban"]:
        return True
    if head.dep_ == "conj" and governor.dep_ == "pobj" and governor.head.lower_ in words["in_place"]:
        return True
    if (
        _opens_paragraph(span, doc)
        and span.end < len(doc)
        and doc[span.end].text in ("(", "—", "–", "-", "--")
    ):
        return True  # dateline
    # "Warsaw, Poland"
    following = doc[span.end : span.end + 2]
    return (
        len(following) == 2
        and following[0].text == ","
        and following[1].ent_type_ == "GPE"
        and head.dep_ != "nsubj"
    )


def _opens_paragraph(span: NameSpan, doc: Doc) -> bool:
    return span.start == 0 or (doc[span.start - 1].is_space and "\n" in doc[span.start - 1].text)


def organ_entity(organ: str, sector: str, country: Entity | None) -> Entity:
    """The organ of a state: "Ministry of Foreign Affairs (China)"."""
    name = f"{organ} ({country.name})" if country else organ
    code = country.country if country else None
    return Entity(hashed_id(("ORG", squeeze(organ), code or "")), name, "ORG", code, sector)


def article_things(
    doc: Doc, spans: Iterable[NameSpan], names: Names, aliases: dict[str, str]
) -> dict[int, Entity]:
    """Entities of the unknown names of an article, by the start of the span.

    The fullest form names the thing: "Suncor" after "Suncor Energy" is that company, as is an acronym
    of its words. `aliases` are acronyms that the text gives in brackets, squeezed → full name.
    """
    parsed = []
    for span in spans:
        text = " ".join(doc[span.start : span.end].text.split())
        words = tuple(word for word in name_words(text) if word not in _SMALL)
        core = tuple(word for word in words if word not in names.word_lists["corporate"]) or words
        if core:
            parsed.append((span, text, core))
    things: dict[str, list[ArticleThing]] = {}  # by first word, acronym and alias
    short = {full: acronym for acronym, full in aliases.items()}
    found: dict[int, Entity] = {}
    for span, text, words in sorted(parsed, key=lambda item: (-len(item[2]), item[0].start)):
        near = (*things.get(words[0], ()), *things.get(squeeze(text), ()))
        thing = next((thing for thing in near if _same(thing, span.label, words, text, aliases)), None)
        if thing is None:
            initials = "".join(word[0] for word in words) if len(words) > 2 else ""
            thing = ArticleThing(text, span.label, words, initials)
            for key in {words[0], initials, short.get(squeeze(text), "")} - {""}:
                things.setdefault(key, []).append(thing)
        found[span.start] = thing_entity(thing, names)
    return found


def thing_entity(thing: ArticleThing, names: Names) -> Entity:
    """An entity with what the noun of its name tells: "Tehran University" is EDU."""
    sector = next((names.nouns[word].sector for word in reversed(thing.words) if word in names.nouns), None)
    return Entity(hashed_id((thing.label, *thing.words)), thing.name, thing.label, None, sector)


def _same(
    thing: ArticleThing, label: str, words: tuple[str, ...], text: str, aliases: dict[str, str]
) -> bool:
    if thing.label != label and {thing.label, label} - {"ORG", "GPE", "PRODUCT", "FAC"}:
        return False
    if words == thing.words:
        return True
    if label == "GPE":
        return False
    key = squeeze(text)
    if text.replace(".", "").isupper() and 3 <= len(key) <= 6:
        return key == thing.acronym or aliases.get(key) == squeeze(thing.name)
    return len(words) < len(thing.words) and thing.words[: len(words)] == words and label == "ORG"
