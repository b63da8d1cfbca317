"""The places of the reference data by name, with their coordinates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import polars as pl

from transforms.lexicon.spelling import squeeze, transliterated
from transforms.schema import PLACE_PRECISIONS

POINT, CITY, REGION, COUNTRY = PLACE_PRECISIONS
_COLUMNS = ("name", "aliases", "country", "state", "precision", "latitude", "longitude", "population")
_NUMBERS: dict[str, type[pl.DataType]] = {
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "population": pl.Int64,
}


class Spot(NamedTuple):
    """A place on earth. Coordinates are degrees (WGS 84); `state` is the first-level division that it lies in
    ("" where none is known); `is_known`: its name is one of places.csv."""

    country: str
    precision: str
    latitude: float
    longitude: float
    population: int | None
    state: str
    is_known: bool


@dataclass(frozen=True)
class Gazetteer:
    """Spots by the squeezed names of places, those of places.csv first; of countries by their code."""

    rows: pl.DataFrame
    first: dict[str, int]  # the row of a name
    others: Mapping[str, Sequence[int]]  # of a name that several bear, the further ones
    countries: Mapping[str, Spot]

    def named(self, name: str) -> list[Spot]:
        key = squeeze(name)
        if key not in self.first:
            key = self.transliterated.get(transliterated(key), key)
        if key not in self.first:
            return []
        return [Spot(*self.rows.row(number)) for number in (self.first[key], *self.others.get(key, ()))]

    @cached_property
    def transliterated(self) -> Mapping[str, str]:
        """Names by the letters that all transliterations share: "Kupiansk", "Kupyansk"."""
        return {transliterated(name): name for name in reversed(self.first)}


def load_gazetteer(folder: Path) -> Gazetteer:
    """Read `places.csv`, `gazetteer.csv` and the coordinates of `countries.csv`.

    Raises FileNotFoundError for a missing table, polars' own errors for a malformed one.
    """
    known = _table("places", folder).with_columns(is_known=pl.lit(True))
    towns = _table("gazetteer", folder).with_columns(aliases=pl.lit(""), is_known=pl.lit(False))
    rows = pl.concat([known, towns], how="diagonal").filter(pl.col("latitude").is_not_null())
    first: dict[str, int] = {}
    others: dict[str, list[int]] = {}
    for key, number in _keys(rows):
        if first.setdefault(key, number) != number:
            others.setdefault(key, []).append(number)
    countries = {
        code: Spot(code, COUNTRY, latitude, longitude, None, "", is_known=True)
        for code, latitude, longitude in _middles(folder).iter_rows()
        if latitude is not None
    }
    return Gazetteer(rows.select(Spot._fields), first, others, countries)


def _table(name: str, folder: Path) -> pl.DataFrame:
    rows = pl.read_csv(
        folder / f"{name}.csv",
        columns=[column for column in _COLUMNS if column != "aliases" or name == "places"],
        comment_prefix="#",
        schema_overrides={column: _NUMBERS.get(column, pl.String) for column in _COLUMNS},
    )
    return rows.with_columns(pl.col(pl.String).fill_null(""))


def _middles(folder: Path) -> pl.DataFrame:
    """The coordinates of the countries, by code."""
    rows = pl.read_csv(folder / "countries.csv", comment_prefix="#", infer_schema=False)
    return rows.select("country", pl.col("latitude", "longitude").cast(pl.Float64))


def _keys(rows: pl.DataFrame) -> Iterator[tuple[str, int]]:
    """The squeezed names with their row. Most are ASCII, which polars squeezes in a tenth of the time."""
    plain = rows["name"].str.to_lowercase().str.replace_all("[^a-z0-9]", "")
    for number, (name, key) in enumerate(zip(rows["name"], plain, strict=True)):
        yield (key if name.isascii() else squeeze(name)), number
    for number, aliases in enumerate(rows["aliases"]):
        for alias in filter(None, aliases.split(";") if aliases else ()):
            yield squeeze(alias), number
