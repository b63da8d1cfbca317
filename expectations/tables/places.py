"""What must hold of `ref.places` beyond its declaration."""

from great_expectations.expectations.expectation import Expectation

from expectations.engine.rule import Rule, is_country
from expectations.tables.columns import is_list, is_there
from expectations.tables.coordinates import on_earth, precision_of_coordinates


def bounds() -> list[Expectation]:
    return on_earth()


def rules() -> tuple[Rule, ...]:
    return (
        is_country("country"),
        is_there("name"),
        is_list("aliases"),
        precision_of_coordinates("precision"),
    )
