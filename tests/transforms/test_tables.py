"""What becomes of the entities of several articles of a batch."""

from itertools import permutations

from transforms.records import Entity
from transforms.tables import fuller


def test_the_fuller_record_of_an_entity_wins_in_every_order() -> None:
    """Which batch an article falls into must not matter."""
    records = [
        Entity("Q1", "Ana Rey", "PERSON", "CHL", "ELI", "Q1"),
        Entity("Q1", "Ana Rey", "PERSON", "CHL", "GOV", "Q1"),
        Entity("Q1", "Ana Rey", "PERSON", "PER", "ELI", "Q1"),
        Entity("Q1", "Ana Maria Rey", "PERSON", None, "GOV", "Q1"),
    ]
    chosen = {fuller(fuller(a, b), fuller(c, d)) for a, b, c, d in permutations(records)}
    assert chosen == {records[2]}
