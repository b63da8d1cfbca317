"""How likely a mention means the entity that it was linked to, by the rule that linked it.

The numbers follow the shares of links that were found right on reading some 600 mentions of news pages of all
kinds, in November and December 2026, rounded into seven steps. Rules that were read fewer than ten times have
the step of their kind. Capitals, stated roles and single names were mended after they had been read (10 of
16, 5 of 10 and 10 of 16 were right) and not read again: theirs are estimates. None is above .97: nobody
read enough to say more.
"""

_LINKS = {
    0.97: ("alias", "known_name", "known_by_office", "known_by_sector", "known_surname", "also_known"),
    0.95: ("known_by_country", "known_widely", "same_name", "part_of_name", "apposition", "state_beside"),
    0.93: ("office_held", "office_holder", "country_beside", "country_of_clause", "bound", "administration"),
    0.9: ("full_name", "shared_name", "speaker_before", "country_of_same_organ", "described", "no_country"),
    0.87: (
        "state_of_article",
        "country_of_article",
        "noun_in_name",
        "salient",
        "body_in_mind",
        "only_person",
    ),
    0.8: ("unknown_name", "capital_for_state", "stated_role"),
    0.75: ("single_name", "latest_country", "person_in_mind"),
}
CONFIDENCE = {rule: share for share, rules in _LINKS.items() for rule in rules}


def confidence_of(rule: str) -> float:
    """The share for the last of a chain of rules: "recognised > full_name" is .9."""
    return CONFIDENCE[rule.rpartition(" > ")[2]]
