"""What is wrong in a row of aliases.csv, or in two of them, beyond its single cells."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from transforms.lexicon.own import person_key, spellings
from transforms.lexicon.spelling import squeeze

Cells = Mapping[str, str]


def alias_faults(
    rows: Sequence[Cells], lines: Sequence[int], offices: frozenset[str]
) -> Iterator[tuple[int, str]]:
    """The lines of rows that contradict themselves or others, and what is wrong.

    `offices` are the offices and their phrases that the other tables know.
    """
    meant: dict[str, list[tuple[Cells, int]]] = {}
    for row, line in zip(rows, lines, strict=True):
        yield from ((line, said) for said in _within(row, offices))
        for spelling in spellings(row):
            others = meant.setdefault(squeeze(spelling), [])
            other = next((there for there, _ in others if _contradict(row, there)), None)
            if other is not None:
                at = next(at for there, at in others if there is other)
                called = other["entity"] or other["name"]
                yield line, f"{spelling!r} means {called!r} on the same days in line {at}"
            others.append((row, line))


def _within(row: Cells, offices: frozenset[str]) -> Iterator[str]:
    start, end, office = row["start"], row["end"], row["office"]
    if start and end and end < start[: len(end)]:
        yield f"ends ({end}) before it starts ({start})"
    if office and row["kind"] != "PERSON":
        yield f"office {office!r} is for a PERSON"
    elif office and office not in offices and office.partition(" of ")[0] not in offices:
        near = get_close_matches(office, offices, n=1, cutoff=0.7)
        yield f"office {office!r} is not known" + (f": is it {near[0]}?" if near else "")


def _contradict(one: Cells, other: Cells) -> bool:
    """Whether two rows of one name mean different things, or give one thing two sectors, on a day."""
    if one["kind"] == other["kind"] == "PERSON":
        if person_key(one) == person_key(other):
            return False
    elif _thing(one) == _thing(other):
        return False
    if one["office"] or other["office"]:
        return True  # the days are those of the office
    return _begins_before_end(one, other) and _begins_before_end(other, one)


def _thing(row: Cells) -> tuple[str, ...]:
    return row["entity"] or row["name"], row["kind"], row["country"], row["sector"], row["wikidata_id"]


def _begins_before_end(one: Cells, other: Cells) -> bool:
    end = other["end"]
    return not end or one["start"][: len(end)] <= end
