"""Where a dateline's place lies: "ADEN, Yemen", "SACRAMENTO, Calif."."""

import polars as pl

from transforms.lexicon.names import Names, Sense
from transforms.lexicon.spelling import squeeze
from transforms.places.gazetteer import Gazetteer
from transforms.places.locate import NOWHERE, Location, in_region, likeliest, placed

COLUMNS = ("place_country", "place_precision", "latitude", "longitude")


def dateline_location(text: str | None, names: Names, gazetteer: Gazetteer) -> Location:
    """Where the place of a dateline lies. Of "MOSCOW/KYIV" nobody knows; a town without its region is the one
    that the rules know by the name."""
    town, *regions = [part.strip() for part in (text or "").split(",")]
    if not town or len(regions) > 1 or "/" in town:
        return NOWHERE
    if regions:
        region = _division(regions[0], names)
        spots = gazetteer.named(town)
        spot = likeliest(in_region(spots, region.entity.name, region.entity.country)) if region else None
        if spot is None and region is not None:
            return Location(region.entity.country)
        return placed(spot) if spot else NOWHERE
    sense = next((sense for sense in names.senses.get(squeeze(town), ()) if sense.label == "GPE"), None)
    if sense is None or sense.entity.country is None:
        return NOWHERE
    if sense.entity.entity_id in names.country_ids:
        country = gazetteer.countries.get(sense.entity.country)
        return placed(country) if country else Location(sense.entity.country)
    # As written: a state may have another seat of government than its first
    names_of = (gazetteer.named(text) for text in (town, sense.entity.name))
    own = ([spot for spot in named if spot.country == sense.entity.country] for named in names_of)
    spot = likeliest(next(filter(None, own), []))
    return placed(spot) if spot else Location(sense.entity.country)


def _division(text: str, names: Names) -> Sense | None:
    """The country or division that a name means."""
    for sense in names.senses.get(squeeze(text), ()):
        known = sense.entity.entity_id in names.country_ids or sense.entity.entity_id in names.divisions
        if sense.label == "GPE" and sense.role != "capital" and known:
            return sense
    return None


def with_places(articles: pl.DataFrame, names: Names, gazetteer: Gazetteer) -> pl.DataFrame:
    """Rows of `core.articles` with where their datelines' places lie."""
    found = [dateline_location(text, names, gazetteer) for text in articles["dateline_place"]]
    types = (pl.String, pl.String, pl.Float64, pl.Float64)
    cells = [(at.country, at.precision, at.latitude, at.longitude) for at in found]
    columns = [
        pl.Series(name, [row[n] for row in cells], dtype=dtype)
        for n, (name, dtype) in enumerate(zip(COLUMNS, types, strict=True))
    ]
    return articles.with_columns(columns)
