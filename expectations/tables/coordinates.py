"""What must hold of coordinates, in whichever table."""

import polars as pl
from great_expectations.expectations.expectation import Expectation

from expectations.engine.expect import between
from expectations.engine.rule import Rule, both_or_neither, where


def on_earth() -> list[Expectation]:
    return [
        between("latitude", -90, 90, "Latitudes lie between -90 and 90 degrees."),
        between("longitude", -180, 180, "Longitudes lie between -180 and 180 degrees."),
    ]


def precision_of_coordinates(column: str) -> Rule:
    return Rule(
        "precision_is_of_coordinates",
        f"There are latitude and longitude if and only if {column} says how exact they are.",
        both_or_neither("latitude", column) & both_or_neither("longitude", column),
    )


def place_has_country() -> Rule:
    return Rule(
        "coordinates_lie_in_a_country",
        "Coordinates of a place come with its country.",
        where(pl.col("place_precision").is_not_null(), pl.col("place_country").is_not_null()),
    )
