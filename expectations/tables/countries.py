"""What must hold of `ref.countries` beyond its declaration."""

from great_expectations.expectations.expectation import Expectation

from expectations.engine.rule import Rule, is_country
from expectations.tables.columns import is_list, is_there, is_wikidata_item
from expectations.tables.coordinates import on_earth


def bounds() -> list[Expectation]:
    return on_earth()


def rules() -> tuple[Rule, ...]:
    lists = map(is_list, ("aliases", "adjectives", "people", "capitals"))
    return (is_country("country"), is_there("name"), is_wikidata_item(), *lists)
