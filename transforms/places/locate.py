"""Which place on earth a name means in an article: where that is not sure, none.

Many towns bear one name. The region behind it ("Portland, Maine") decides, else the country that its entity
is of; a town that the rules know by no name lies in the only country named that has one of its name.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from spacy.tokens import Doc

from transforms.lexicon.names import Names
from transforms.lexicon.spelling import squeeze
from transforms.places.gazetteer import CITY, REGION, Gazetteer, Spot
from transforms.records import ArticleEntities, Entity, Event, Mention

PLACE_LABELS = frozenset(("GPE", "LOC", "FAC"))
# Words behind or before a name that say how much of the land is meant: "Kharkiv region", "the state of Kano"
DIVISIONS = frozenset(
    ("region", "province", "oblast", "state", "governorate", "county", "district", "prefecture", "department")
)
LARGER = 5  # times as many people as its namesakes of the country has the town that a bare name means
KNOWN = 20  # times as many as those of a country that the article names, where it never names the town's own
LARGE = 1_000_000  # people of a town that needs no country beside it


@dataclass(frozen=True, slots=True)
class Location:
    """Where a place lies: its country, and where it is known, where in it and how exactly."""

    country: str | None = None
    precision: str | None = None
    latitude: float | None = None
    longitude: float | None = None


NOWHERE = Location()


@dataclass(frozen=True)
class Locator:
    """Places of one article."""

    doc: Doc
    entities: ArticleEntities
    names: Names
    gazetteer: Gazetteer

    def locate(self, heads: Sequence[int]) -> Location:
        """Where the first of the mentions with these heads lies that has coordinates; else the country of the
        first that has one. Of two in different countries neither counts."""
        found = [self._of(mention) for head in heads if (mention := self.entities.by_head.get(head))]
        found = [location for location in found if location.country]
        if len({location.country for location in found}) > 1:
            return NOWHERE
        return next((location for location in found if location.precision), found[0] if found else NOWHERE)

    def _of(self, mention: Mention) -> Location:
        entity = self.entities.entity(mention)
        if entity is None or mention.label not in PLACE_LABELS or "capital_for_state" in mention.rule:
            return NOWHERE
        if entity.entity_id in self.names.country_ids:
            spot = self.gazetteer.countries.get(entity.country or "")
            return placed(spot) if spot else Location(entity.country)
        spots = self._senses(entity, mention)
        if spots is None:
            return NOWHERE
        if self._is_division(mention):
            divisions = [spot for spot in spots if spot.precision == REGION]
            return as_division(likeliest(divisions or spots))
        if mention.label == "FAC":  # a site that bears the name of a town need not stand there
            spots = [spot for spot in spots if spot.precision not in (CITY, REGION)]
        spot = likeliest(spots)
        if spot:
            return placed(spot)
        if len({spot.country for spot in spots}) == 1:
            return Location(spots[0].country)
        return self._inside(mention)

    def _inside(self, mention: Mention) -> Location:
        """Where the place lies that a description or the name of a site holds: "the City Hall in Lyon"."""
        inside = (
            other
            for other in self.entities.mentions
            if mention.start <= other.start and other.end <= mention.end and other.head != mention.head
        )
        found = {self._of(other) for other in inside if other.label == "GPE"} - {NOWHERE}
        return found.pop() if len(found) == 1 else NOWHERE

    def _senses(self, entity: Entity, mention: Mention) -> list[Spot] | None:
        """The spots that the name may mean here; None where it could as well be another country's."""
        name, _, region = entity.name.removesuffix(")").partition(" (")
        spots = self._by_name(entity, mention, name)
        beside = self._beside(mention)
        if beside:
            return in_region(spots, beside.name, beside.country)
        if region:
            return in_region(spots, region, entity.country)
        if entity.country is None:
            named = {spot.country for spot in spots} & self.countries.keys()
            return [spot for spot in spots if spot.country in named] if len(named) == 1 else None
        own = [spot for spot in spots if spot.country == entity.country]
        return own if self._is_likely(entity, own, spots) else None

    def _by_name(self, entity: Entity, mention: Mention, name: str) -> list[Spot]:
        """The spots of the name as written, which may be of another seat of government than the first: "The
        Hague"; else of the entity's."""
        written = self.gazetteer.named(mention.text) if mention.form == "name" else []
        if any(spot.country == entity.country for spot in written):
            return written
        return self.gazetteer.named(name) or self.gazetteer.named(core(name))

    def _beside(self, mention: Mention) -> Entity | None:
        """The country or division behind a name and a comma: "Goma, Democratic Republic of Congo"."""
        doc = self.doc
        if mention.end + 1 >= len(doc) or doc[mention.end].text != ",":
            return None
        behind = self._by_start.get(mention.end + 1)
        entity = self.entities.entity(behind)
        known = entity and (
            entity.entity_id in self.names.country_ids or entity.entity_id in self.names.divisions
        )
        if behind is None or not known or behind.label != "GPE":
            return None
        listed = behind.end < len(doc) and doc[behind.end].lower_ in ("and", "or", "&")
        return None if listed else entity

    def _is_likely(self, entity: Entity, own: Sequence[Spot], spots: Iterable[Spot]) -> bool:
        """Whether a name means the best known place that bears it: the article names its country, or it is
        large and the article names no country that has another."""
        if self.countries[entity.country or ""] > self.mentions[entity.entity_id]:
            return True
        if not own or own[0].precision != CITY or entity in self.names.capitals.values():
            return True
        people = max(spot.population or 0 for spot in own)
        others = [spot for spot in spots if spot.country != entity.country and spot.country in self.countries]
        return people >= LARGE and all((spot.population or 0) * KNOWN < people for spot in others)

    def _is_division(self, mention: Mention) -> bool:
        """Whether words beside a name say that a division is meant: "Kharkiv region", "the state of Kano"."""
        doc = self.doc
        last = doc[mention.end - 1]
        behind = doc[mention.end].lower_ if mention.end < len(doc) else ""
        before = (
            doc[mention.start - 2].lower_
            if mention.start > 1 and doc[mention.start - 1].lower_ == "of"
            else ""
        )
        inside = last.lower_ if mention.end - mention.start > 1 else ""
        return not DIVISIONS.isdisjoint((behind, before, inside))

    @cached_property
    def _by_start(self) -> dict[int, Mention]:
        return {mention.start: mention for mention in reversed(self.entities.mentions)}

    @cached_property
    def mentions(self) -> Counter[str]:
        """How often the article mentions each entity."""
        return Counter(mention.entity_id for mention in self.entities.mentions if mention.entity_id)

    @cached_property
    def countries(self) -> Counter[str]:
        """How often the article names anything of each country."""
        named = (self.entities.entity(mention) for mention in self.entities.mentions)
        return Counter(entity.country for entity in named if entity and entity.country)


def core(name: str) -> str:
    """The name of a division without what it is and whose: "Asir" of "Saudi Arabia's Asir region"."""
    words = name.replace("’", "'").rpartition("'s ")[2].split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1].lower() in DIVISIONS else words)


def in_region(spots: Iterable[Spot], region: str, country: str | None) -> list[Spot]:
    """The spots of a country; those in the division of the name where there are any."""
    there = [spot for spot in spots if spot.country == country]
    inside = [spot for spot in there if squeeze(spot.state) == squeeze(region)]
    return inside or there


def likeliest(spots: Sequence[Spot]) -> Spot | None:
    """The first, unless towns of its country bear its name that are not much smaller."""
    if not spots:
        return None
    first, *others = sorted(
        spots, key=lambda spot: (not spot.is_known, spot.precision == REGION, -(spot.population or 0))
    )
    if first.precision != CITY or first.is_known:
        return first
    rivals = [spot for spot in others if spot.precision == CITY]
    return (
        first if all((spot.population or 0) * LARGER <= (first.population or 0) for spot in rivals) else None
    )


def placed(spot: Spot) -> Location:
    return Location(spot.country, spot.precision, spot.latitude, spot.longitude)


def as_division(spot: Spot | None) -> Location:
    """The division of a name; of one that only a town is known by, the coordinates of that."""
    return replace(placed(spot), precision=REGION) if spot else NOWHERE


def located(events: Iterable[Event], locator: Locator) -> list[Event]:
    """The events with where their places lie."""
    return [_located(event, locator) for event in events]


def _located(event: Event, locator: Locator) -> Event:
    found = locator.locate(event.place_heads)
    return replace(
        event,
        place_country=found.country,
        place_precision=found.precision,
        latitude=found.latitude,
        longitude=found.longitude,
    )
