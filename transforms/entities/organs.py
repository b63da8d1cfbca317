"""Organs of states, as "China's Foreign Ministry": the words around tell which state's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from transforms.entities.spans import NameSpan
from transforms.lexicon.names import Names
from transforms.lexicon.spelling import squeeze


@dataclass(slots=True)
class Organ:
    """An organ named in tokens `start` to `end`; `core` is where its own words start, after an
    adjective of its country. `country` is the token that names the country, None where none does."""

    start: int
    core: int
    end: int
    name: str
    sector: str
    country: int | None


def find_organs(
    tokens: Sequence[Token], known: Sequence[NameSpan], names: Names, country_of: Mapping[int, str]
) -> Iterator[Organ]:
    """Yield the organs that a text names, from left to right, but for parts of `known` names.

    Words in lower case name an organ only beside its country ("Russian foreign ministry").
    """
    inside = {
        i
        for span in known
        for i in range(span.start, span.end)
        if span.end - span.start > 1
        and squeeze("".join(t.text for t in tokens[span.start : span.end])) not in names.organs
    }
    i, n = 0, len(tokens)
    while i < n:
        if i in inside:
            i += 1
            continue
        longest = names.organ_starts.get(squeeze(tokens[i].text), 0)
        for end in range(min(i + longest, n), i, -1):
            found = names.organs.get(squeeze("".join(token.text for token in tokens[i:end])))
            if found is None or not tokens[end - 1].text[-1].isalnum():
                continue
            organ = _organ(tokens, i, end, found, country_of)
            if organ is not None:
                yield organ
                i = end - 1
                break
        i += 1


def _organ(
    tokens: Sequence[Token], start: int, end: int, known: tuple[str, str], country_of: Mapping[int, str]
) -> Organ | None:
    capital = all(token.text[0].isupper() for token in tokens[start:end] if len(token.text) > 3)
    first, country = start, None
    before = start - 1
    if before >= 0 and before in country_of:
        country = before
        while (
            before > 0
            and country_of.get(before - 1) == country_of[country]
            and not tokens[before - 1].is_punct
        ):
            before -= 1
        first = before
    elif before >= 1 and tokens[before].text in ("'s", "’s", "'", "’") and before - 1 in country_of:
        country = before - 1
    else:
        # "Russia's lower house of parliament", "Turkey's state-run Foreign Ministry"
        for i in range(before, max(-1, before - 4), -1):
            if tokens[i].text in ("'s", "’s") and i - 1 in country_of:
                country = i - 1
                break
            if tokens[i].pos_ not in ("ADJ", "NOUN", "PROPN") and tokens[i].text != "-":
                break
    if country is None and end + 1 < len(tokens) and tokens[end].lower_ in ("of", "in"):
        after = end + 2 if tokens[end + 1].lower_ == "the" and end + 2 < len(tokens) else end + 1
        country = after if after in country_of else None
    if not capital and country is None:
        return None
    if not capital and tokens[end - 1].dep_ == "compound":
        return None  # "Sudan's army chief"
    return Organ(first, start, end, known[0], known[1], country)


def without_organs(spans: list[NameSpan], organs: list[Organ]) -> list[NameSpan]:
    """The spans that are not parts of an organ's name; the adjective of its country stays."""
    core = {i for organ in organs for i in range(organ.core, organ.end)}
    return [span for span in spans if not any(i in core for i in range(span.start, span.end))]


def adjectives(organs: list[Organ], known: list[NameSpan], spans: list[NameSpan]) -> list[NameSpan]:
    """The adjectives of countries inside organs' names, which the model's longer entities swallowed."""
    taken = {i for span in spans for i in range(span.start, span.end)}
    within = {i for organ in organs for i in range(organ.start, organ.core)}
    return [span for span in known if span.start in within and span.start not in taken]
