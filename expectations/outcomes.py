"""The outcomes of checks. Cheap to import, for commands that only read."""

from collections.abc import Mapping

# What a check comes to: where its expectation does not hold, it is called by its severity
OUTCOMES = (PASSED, WARNING, CRITICAL) = ("passed", "warning", "critical")


def checks_in_words(counts: Mapping[str, int]) -> str:
    """The number of checks by outcome, in words."""
    passed, warnings, critical = (counts.get(outcome, 0) for outcome in OUTCOMES)
    return (
        f"{passed:,} passed, {warnings:,} {'warning' if warnings == 1 else 'warnings'}, {critical:,} critical"
    )
