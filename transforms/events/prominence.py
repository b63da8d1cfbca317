"""How prominent an event is: whether its sentence tells it as news, or only names it in passing.

`PROMINENT` was chosen on sentences without events. Events below it stand in a table of their own for whoever
looks for them: those that a relative clause, a noun or a sentence without an actor tells ("the invasion of
Kuwait"), and those within another ("condemned Russia's invasion of Ukraine").
"""

from transforms.records import Weights

PROMINENT = 0.45
LEAST = 0.2  # below it, most that a trigger names is no event
# What is told in passing is an event only where the trigger with its parties, and these alone, are as sure.
SURE = 0.5
SURE_PARTIES = 0.7
# What did not happen is news only where it is a refusal.
DENIED_WEIGHT = 0.75
# "Italy beat France in the final" is no war.
SPORT_WEIGHT = 0.0
# Two names bound by one trigger are an event also where it is told in passing: its place weighs less.
NAMED_DYAD = 0.3
# What is only part of what another event is about.
EMBEDDED_WEIGHT = 0.4


def named_weight(place: float, status: float) -> float:
    """The weight of two named parties, given those of the place and the status of their event."""
    return float((place * status) ** (NAMED_DYAD - 1))


def is_in_passing(weights: Weights) -> bool:
    """Whether what is not prominent is an event all the same."""
    is_sure = weights.sureness >= SURE and weights.parties >= SURE_PARTIES
    return is_sure and weights.prominence >= LEAST
