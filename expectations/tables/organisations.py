"""What must hold of `ref.organisations` beyond its declaration."""

from expectations.engine.rule import Rule, is_country
from expectations.tables.columns import is_list, is_there, is_wikidata_item


def rules() -> tuple[Rule, ...]:
    lists = map(is_list, ("aliases", "adjectives"))
    return (is_there("label"), is_country("country"), is_wikidata_item(), *lists)
