"""How sure a link is: each rule that links has a number."""

from transforms.entities.confidence import CONFIDENCE, confidence_of
from transforms.schema.rules import MEANING


def test_every_rule_that_means_somebody_has_a_confidence() -> None:
    rules = list(MEANING)
    of_entities = rules[rules.index("alias") : rules.index("nobody_fits") + 1]
    nobody = {rule for rule in of_entities if MEANING[rule].startswith("nobody")}
    assert set(CONFIDENCE) == set(of_entities) - nobody - {"known_person"} | {"administration"}


def test_the_last_rule_counts() -> None:
    assert confidence_of("recognised > known_name") > confidence_of("recognised > unknown_name")
    assert all(0 < share < 1 for share in CONFIDENCE.values())
