"""What must hold of `ref.gazetteer` beyond its declaration."""

from great_expectations.expectations.expectation import Expectation

from expectations.engine.rule import Rule, is_country
from expectations.tables.columns import is_there
from expectations.tables.coordinates import on_earth, precision_of_coordinates


def bounds() -> list[Expectation]:
    return on_earth()


def rules() -> tuple[Rule, ...]:
    names = map(is_there, ("name", "country", "precision"))
    return (is_country("country"), *names, precision_of_coordinates("precision"))
