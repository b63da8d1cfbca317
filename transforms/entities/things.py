"""Entities of names that are not persons: places and governments, organs of states, organisations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from transforms.datelines import DATELINES
from transforms.entities.setting import Setting
from transforms.entities.spans import NameSpan
from transforms.lexicon.names import Names, Sense
from transforms.lexicon.spelling import fold, hashed_id, name_words, squeeze
from transforms.records import Entity

# Bodies that belong to a state, whichever it is; parties among them.
_OF_STATE = frozenset({"GOV", "MIL", "COP", "SPY", "LEG", "JUD", "PTY"})
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "&", "de", "du", "la"})


@dataclass(slots=True)
class ArticleThing:
    """An organisation or place that the reference data does not know, with the forms of its name."""

    name: str
    label: str
    words: tuple[str, ...]
    acronym: str
    sector: str | None = None
    country: str | None = None  # that its name holds
    state: str | None = None  # whose institution it is, as the text around tells


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
    # "the heart of historical Prague", "central Prague"
    if governor.lower_ == "of" and fold(governor.head.lemma_) in words["urban"]:
        return True
    if head.i and {child.dep_ for child in head.lefts} == {"amod"} and not head.nbor(-1).text.istitle():
        return True
    if any(line.start <= span.start < line.end for line in doc.spans.get(DATELINES, ())):
        return True
    return _is_city_by_words_beside(
        head, doc[max(0, span.start - 1) : span.start], doc[span.end : span.end + 2]
    )


def _is_city_by_words_beside(head: Token, before: Span, following: Span) -> bool:
    """ "the capital Warsaw", "Warsaw, Poland", "Warsaw-based"."""
    if before and before[0].lower_ in ("capital", "city"):
        return True
    if len(following) < 2:
        return False
    if following[0].text == ",":
        return following[1].ent_type_ == "GPE" and head.dep_ != "nsubj"
    return following[0].text == "-" and following[1].lower_ == "based"


def organ_entity(organ: str, sector: str, owner: Entity | None, division: Entity | None = None) -> Entity:
    """The organ of a state, or of a division of one: "Ministry of Foreign Affairs (China)", "Colorado Supreme
    Court"."""
    name = f"{organ} ({owner.name})" if owner else organ
    if division:
        name = f"{division.name} {organ}"
    of = division or owner
    code = of.country if of else None
    key = ("ORG", squeeze(organ), code or "", *([squeeze(division.name)] if division else []))
    return Entity(hashed_id(key), name, "ORG", code, sector)


def article_things(
    doc: Doc,
    spans: Iterable[NameSpan],
    names: Names,
    aliases: dict[str, str],
    known: Mapping[int, Entity],
    setting: Setting,
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
            thing = ArticleThing(text, span.label, words, initials, _noun_sector(words, names))
            if span.label == "ORG":
                inside = [known[i] for i in range(span.start, span.end) if i in known]
                thing.country = next((entity.country for entity in inside if entity.country), None)
                if any(entity.sector == "IGO" for entity in inside):
                    thing.sector = "IGO"  # "the ECOWAS Commission"
                elif thing.country is None and thing.sector in _OF_STATE:
                    thing.state = setting.at(doc[span.end - 1])
            for key in {words[0], initials, short.get(squeeze(text), "")} - {""}:
                things.setdefault(key, []).append(thing)
        found[span.start] = thing_entity(thing)
    return found


def thing_entity(thing: ArticleThing) -> Entity:
    """The entity of a thing. That of a state is another than that of its name in another state."""
    key = (thing.label, *thing.words, *((thing.state,) if thing.state else ()))
    country = thing.country or thing.state
    return Entity(hashed_id(key), thing.name, thing.label, country, thing.sector)


def _noun_sector(words: tuple[str, ...], names: Names) -> str | None:
    """What the last noun of a name tells: "Tehran University" is EDU. A council is as often a charity's."""
    noun = next((word for word in reversed(words) if word in names.nouns), None)
    if noun is None or (noun == "council" and names.word_lists["elected"].isdisjoint(words)):
        return None
    return names.nouns[noun].sector


def shared_sense(span: NameSpan, doc: Doc, country_of: Mapping[int, str], setting: Setting) -> Sense | None:
    """The sense of a name that bodies of several countries bear: of the country before it ("Canada's
    House of Commons"), else of the article's; None where it must be another country's."""
    by_country = {sense.entity.country: sense for sense in reversed(span.senses)}
    before = span.start - 1
    if before > 0 and doc[before].tag_ == "POS":
        before -= 1
    if before in country_of:
        return by_country.get(country_of[before])
    if not setting.counts:
        return span.senses[0]
    code = setting.among([code for code in by_country if code], doc[span.end - 1])
    return by_country[code] if code else None


def bodies_by_noun(
    spans: Iterable[NameSpan], senses: Mapping[int, Sense], doc: Doc, names: Names
) -> dict[int, Sense]:
    """The senses of names that only say what a body is: "the Commission" where the only commission that the
    article has named is the European Commission."""
    named: dict[str, dict[str, Sense]] = {}  # by last word, by entity
    found: dict[int, Sense] = {}
    for span in spans:
        sense = senses.get(span.start)
        if sense is not None and sense.label == "ORG":
            words = name_words(sense.entity.name)
            if len(words) > 1:
                named.setdefault(words[-1], {})[sense.entity.entity_id] = sense
        elif sense is None and span.end - span.start == 1 and span.start and span.label != "PERSON":
            word = fold(doc[span.start].text)
            bodies = named.get(word, {})
            noun = names.nouns.get(word)
            is_noun = noun is not None and noun.label == "ORG" and doc[span.start - 1].lower_ == "the"
            if is_noun and len(bodies) == 1:
                found[span.start] = next(iter(bodies.values()))
    return found


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


def bracketed(doc: Doc, spans: list[NameSpan]) -> dict[str, str]:
    """Acronyms given in brackets after a name: "Export Development Canada (EDC)"."""
    found: dict[str, str] = {}
    for span in spans:
        after = doc[span.end : span.end + 3]
        if len(after) == 3 and after[0].text == "(" and after[2].text == ")" and after[1].text.isupper():
            found[squeeze(after[1].text)] = squeeze(doc[span.start : span.end].text)
    return found
