"""How likely a mention means the entity that it was linked to, by the rule that linked it.

The numbers are the shares of links that readers found right in news pages of all kinds: some 600
mentions, read in November and December 2026. Rules that were read fewer than ten times have the number of
their kind, and none is above .97, as nobody read enough to say more.
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
