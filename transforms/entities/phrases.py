"""Who a phrase outside any article means: a name, a title with a name, or a description."""

import re
from collections.abc import Iterator
from datetime import date

from transforms.entities.descriptions import OF, Part, described, person_named
from transforms.entities.resolution import Resolution, from_entity, from_person, from_sense
from transforms.entities.things import organ_entity
from transforms.lexicon.names import Names, Sense, iso
from transforms.lexicon.spelling import fold, squeeze

_WORD = re.compile(r"[^\W_]+(?:[.'’&/-][^\W_]+)*\.?|&")
_ARTICLES = frozenset({"the", "a", "an", "some", "several", "two", "three", "many", "most"})
_BREAKS = OF | {
    "to",
    "with",
    "against",
    "on",
    "by",
    "near",
    "who",
    "that",
    "which",
    "and",
    "inside",
    "outside",
}
_MAX_WORDS = 60  # a phrase, not an article


def resolve_phrase(text: str, names: Names, on: date | None = None) -> Resolution:
    """Who `text` is as of `on` (the latest known where None): entity, country and sector.

    A name of the reference data is that entity. A description ("Ukrainian farmers", "president of
    the Riigikogu") has no entity of its own, unless it names an office whose holder is known.
    """
    day = iso(on)
    words = _WORD.findall(text.replace("’", "'"))[:_MAX_WORDS]
    while len(words) > 1 and fold(words[0]) in _ARTICLES:
        words = words[1:]
    if not words:
        return Resolution(text)
    plain = " ".join(fold(word) for word in words)
    if plain in names.nouns:
        noun = names.nouns[plain]
        return Resolution(text, kind=noun.label, sector=noun.sector, role=plain)
    whole = _whole(text, words, names, day)
    if whole is not None:
        return whole
    parts = list(_parts(words, names))
    return described(text, parts, names, day)


def _whole(text: str, words: list[str], names: Names, day: str) -> Resolution | None:
    """The phrase as a name by itself."""
    phrase = " ".join(words)
    key = squeeze(phrase)
    senses = names.senses.get(key)
    noun = names.nouns.get(fold(phrase))
    if senses and (key not in names.acronyms or phrase.replace(".", "").isupper()) and phrase[0].isupper():
        return from_sense(text, senses[0], names, day)
    if noun is None and any(word[0].isupper() for word in words):
        person = person_named(words, names, day)
        if person is not None:
            return from_person(text, person, names, day)
        if key in names.organs and words[0][0].isupper():
            name, sector = names.organs[key]
            return from_entity(text, organ_entity(name, sector, None))
    return None


def _parts(words: list[str], names: Names) -> Iterator[Part]:
    """The phrase cut at prepositions and possessives: the first part holds the head, except that what
    possesses comes after it with the preposition "'s"."""
    cuts: list[tuple[str, list[str]]] = [("", [])]
    i = 0
    while i < len(words):
        end = _known_end(words, i, names)
        if end > i:
            cuts[-1][1].extend(words[i:end])
            i = end
            continue
        word = words[i]
        if fold(word) in _BREAKS and cuts[-1][1]:
            cuts.append((fold(word), []))
        elif fold(word).endswith(("'s", "s'")) and fold(word) not in names.nouns:
            cuts[-1][1].append(word[:-2] if word.endswith("'s") else word[:-1])
            if i + 1 < len(words):
                possessor = cuts.pop()
                cuts += [(possessor[0], []), ("'s", possessor[1])]
                cuts[-1], cuts[-2] = cuts[-2], cuts[-1]
        else:
            cuts[-1][1].append(word)
        i += 1
    ordered = sorted((cut for cut in cuts if cut[1]), key=lambda cut: cut[0] != "")
    for preposition, inside in ordered:
        yield Part(preposition, tuple(inside), tuple(_senses(inside, names)))


def _known_end(words: list[str], start: int, names: Names) -> int:
    """Where a known name of several words that begins at `start` ends; `start` where none does."""
    for end in range(min(len(words), start + 8), start + 1, -1):
        if squeeze("".join(words[start:end])) in names.senses and words[start][0].isupper():
            return end
    return start


def _senses(words: list[str], names: Names) -> Iterator[tuple[int, int, Sense]]:
    i = 0
    while i < len(words):
        for end in range(min(len(words), i + 8), i, -1):
            key = squeeze("".join(words[i:end]))
            senses = names.senses.get(key)
            if (
                senses
                and words[i][0].isupper()
                and (key not in names.acronyms or words[i].replace(".", "").isupper())
            ):
                yield i, end, senses[0]
                i = end - 1
                break
        i += 1
