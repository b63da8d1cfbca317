"""Which of several places of one name is meant: by the region beside it, else by what else is named."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from transforms.entities.spans import NameSpan
from transforms.lexicon.names import Names, Sense
from transforms.lexicon.spelling import hashed_id, squeeze
from transforms.records import Entity


def told_apart(known: Sequence[NameSpan], tokens: Sequence[Token], names: Names) -> list[NameSpan]:
    """The known names of a text, with the senses of places in the order in which they are likely there.

    "Manchester, New Hampshire" is another Manchester than the best known one; "Georgia" is the country where
    anything else of the country is named, else the state where anything of the United States is. A party or
    force of one country counts only where anything else of the country is named.
    """
    known = list(_of_countries_named(known, tokens))
    beside = dict(_with_region(known, tokens, names))
    elsewhere = Counter(
        span.senses[0].entity.country for span in known if span.senses and not _is_homonym(span.senses)
    )
    found = []
    for span in known:
        if span.start in beside:
            found.append(replace(span, senses=(_in_region(span.senses[0], beside[span.start], names),)))
        elif _is_homonym(span.senses):
            found.append(replace(span, senses=_likeliest_first(span.senses, elsewhere)))
        else:
            found.append(span)
    return found


def _of_countries_named(known: Sequence[NameSpan], tokens: Sequence[Token]) -> Iterator[NameSpan]:
    named = {sense.entity.country for span in known for sense in span.senses[:1] if sense.role != "national"}
    for span in known:
        here = set() if tokens[span.end - 1].is_lower else named  # "Blue and white", which are colours
        senses = tuple(s for s in span.senses if s.role != "national" or s.entity.country in here)
        if len(senses) == len(span.senses):
            yield span
        elif senses:
            yield replace(span, senses=senses, label=senses[0].label)


def _is_homonym(senses: Sequence[Sense]) -> bool:
    """Whether the name is that of states of several countries: "Congo", "Georgia"."""
    places = {sense.entity.country for sense in senses if sense.label == "GPE" and sense.role == "name"}
    return len(places) > 1


def _likeliest_first(senses: tuple[Sense, ...], elsewhere: Counter[str | None]) -> tuple[Sense, ...]:
    """The first sense where the article names anything else of its country; else that whose country it names
    most."""
    if elsewhere[senses[0].entity.country]:
        return senses
    return tuple(sorted(senses, key=lambda sense: -elsewhere[sense.entity.country]))


def _with_region(
    known: Sequence[NameSpan], tokens: Sequence[Token], names: Names
) -> Iterator[tuple[int, Entity]]:
    """The starts of the places behind which a comma and their region stand, with the region: "Portland,
    Maine,". In "Portland, Maine and Ohio" the comma is that of a list."""
    starting = {span.start: span for span in known}
    for span in known:
        region = starting.get(span.end + 1)
        if region is None or tokens[span.end].text != "," or not (_is_town(span, names)):
            continue
        behind = tokens[region.end].lower_ if region.end < len(tokens) else "."
        sense = next((sense for sense in region.senses if _is_region(sense, names)), None)
        if sense is not None and behind not in ("and", "or", "&"):
            yield span.start, sense.entity


def _is_town(span: NameSpan, names: Names) -> bool:
    return bool(span.senses) and span.senses[0].label == "GPE" and not _is_region(span.senses[0], names)


def _is_region(sense: Sense, names: Names) -> bool:
    entity = sense.entity
    return sense.label == "GPE" and (
        entity.entity_id in names.country_ids or entity.entity_id in names.divisions
    )


def _in_region(sense: Sense, region: Entity, names: Names) -> Sense:
    """The sense of a town in a region: the known one if it lies there, else a town of its own."""
    town = sense.entity
    lies_in = names.divisions_of.get(town.entity_id)
    is_there = region.entity_id in names.country_ids or lies_in in (None, squeeze(region.name))
    if town.country == region.country and is_there:
        return sense
    key = hashed_id(("GPE", squeeze(town.name), squeeze(region.name)))
    return Sense(Entity(key, f"{town.name} ({region.name})", "GPE", region.country), "GPE")
