"""PLOVER as data: event types, modes, contexts, triggers, and the word classes that triggers refer to."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.figures.words import FigureWords, load_figure_words
from transforms.lexicon.reference import numbered_rows, read_rows

TRIGGER_TABLES = (
    "triggers_verbal_cooperation",
    "triggers_material_cooperation",
    "triggers_verbal_conflict",
    "triggers_material_conflict",
)


@dataclass(frozen=True, slots=True)
class EventType:
    """A PLOVER event type. `goldstein` is its score where the mode has none of its own."""

    name: str
    quad_class: str
    goldstein: float
    needs_recipient: bool

    @property
    def is_verbal(self) -> bool:
        """Whether it is said rather than done."""
        return self.quad_class.startswith("verbal")


@dataclass(frozen=True, slots=True)
class Need:
    """A dependent that a trigger has to have, must not have (`absent`), or other than named (`other`).

    `slot` is subj, obj, prt, attr, xcomp, ccomp, clause, own, poss, or a preposition; `words` are lemmas and
    @classes, of which the dependent's head is to be one; without words any will do.
    """

    slot: str
    lemmas: frozenset[str]
    classes: frozenset[str]
    absent: bool = False
    other: bool = False

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots that it may stand in: "near|off" is either preposition."""
        return _alternatives(self.slot)


@cache
def _alternatives(slot: str) -> tuple[str, ...]:
    return tuple(slot.split("|"))


@dataclass(frozen=True, slots=True)
class Trigger:
    """One way of naming an event: a head word with what it needs, and where its parties stand.

    `actor` and `recipient` are slots in the order to try them. `symmetric` says that either party
    may be the actor. `certainty` is how often these words mean the type, 0 to 1. `rule` names it by its
    head, part of speech and needs, `row` by the file and line that it stands in.
    """

    head: str
    pos: str  # verb, noun or adj
    needs: tuple[Need, ...]
    event_type: str
    mode: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    symmetric: bool
    certainty: float
    example: str
    rule: str
    row: str

    @property
    def takes_clause(self) -> bool:
        """Whether the event is about another, in words: "threatened to ...", "agreed that ..."."""
        return any(need.slot in CLAUSES and not need.absent for need in self.needs)


CLAUSES = frozenset(("xcomp", "ccomp", "clause", "own"))


@dataclass(frozen=True, slots=True)
class Ontology:
    """What the coder knows. `triggers` maps (lemma, part of speech) to candidates, most specific first."""

    types: Mapping[str, EventType]
    mode_scores: Mapping[tuple[str, str], float]
    triggers: Mapping[str, tuple[Trigger, ...]]
    classes: Mapping[str, frozenset[str]]
    contexts: Mapping[str, frozenset[str]]
    forms: Mapping[str, Mapping[str, str]]
    figures: FigureWords

    def goldstein(self, event_type: str, mode: str | None) -> float:
        """The score of the mode where PLOVER gives one, else of the type."""
        return self.mode_scores.get((event_type, mode or ""), self.types[event_type].goldstein)


def load_ontology(folder: Path) -> Ontology:
    """Read `plover_*.csv`, `triggers_*.csv`, `event_words.csv`, `event_forms.csv` and
    `context_words.csv` of `folder`.

    Raises ValueError naming the row where a trigger has an unknown type, mode, class or context.
    """
    types = {
        row["event_type"]: EventType(
            row["event_type"], row["quad_class"], float(row["goldstein"]), row["needs_recipient"] == "yes"
        )
        for row in read_rows("plover_types", folder)
    }
    modes = {(row["event_type"], row["mode"]): row["goldstein"] for row in read_rows("plover_modes", folder)}
    classes = _classes(folder)
    known = {name for names in classes.values() for name in names} | {"actor", "political"}
    by_head: dict[str, list[Trigger]] = defaultdict(list)
    for table in TRIGGER_TABLES:
        for line, row in numbered_rows(table, folder):
            trigger = _trigger(row, f"{table}.csv:{line}")
            where = f"{trigger.row} ({trigger.head})"
            if trigger.event_type not in types:
                raise ValueError(f"{where}: no event type {trigger.event_type!r}")
            if trigger.mode and (trigger.event_type, trigger.mode) not in modes:
                raise ValueError(f"{where}: {trigger.event_type} has no mode {trigger.mode!r}")
            unknown = {name for need in trigger.needs for name in need.classes} - known
            if unknown:
                raise ValueError(f"{where}: no word of the classes {sorted(unknown)}")
            by_head[trigger.head].append(trigger)
    triggers = {head: tuple(sorted(found, key=lambda t: -_specificity(t))) for head, found in by_head.items()}
    return Ontology(
        types,
        {key: float(score) for key, score in modes.items() if score},
        triggers,
        classes,
        _contexts(folder),
        _forms(folder),
        load_figure_words(folder),
    )


def _trigger(row: Mapping[str, str], place: str) -> Trigger:
    symmetric = row["recipient"].startswith("=")
    return Trigger(
        head=row["head"],
        pos=row["pos"],
        needs=tuple(_need(text) for text in row["needs"].split()),
        event_type=row["event_type"],
        mode=row["mode"] or None,
        actor=tuple(row["actor"].split("|")) if row["actor"] else (),
        recipient=tuple(row["recipient"].lstrip("=").split("|")) if row["recipient"].strip("=") else (),
        symmetric=symmetric,
        certainty=float(row["certainty"]),
        example=row["example"],
        rule=f"{row['head']}.{row['pos']} {row['needs']}".rstrip(),
        row=place,
    )


def _need(text: str) -> Need:
    slot, _, value = text.partition("=")
    other = slot.endswith("!")
    slot = slot.removesuffix("!")
    if value == "-":
        return Need(slot, frozenset(), frozenset(), absent=True)
    words = [word for word in value.split("|") if word not in ("", "*")]
    return Need(
        slot,
        frozenset(word for word in words if not word.startswith("@")),
        frozenset(word[1:] for word in words if word.startswith("@")),
        other=other,
    )


def _specificity(trigger: Trigger) -> float:
    """Candidates that ask for more words come first; exact words before classes before anything."""
    total = 0.0
    for need in trigger.needs:
        if need.absent or need.other:
            total += 0.2
        elif need.lemmas:
            total += 1.3 if need.classes else 1.5
        elif need.classes:
            total += 0.8 if need.classes <= {"actor", "political"} else 1.2
        else:
            total += 1.0
    return total


def _classes(folder: Path) -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = defaultdict(set)
    for row in read_rows("event_words", folder):
        for lemma in row["lemmas"].split():
            words[lemma.replace("_", " ")].add(row["class"])
    return {lemma: frozenset(names) for lemma, names in words.items()}


def _forms(folder: Path) -> dict[str, dict[str, str]]:
    """Last word of a form → what stands before it → lemma; see `tree.grow`."""
    forms: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_rows("event_forms", folder):
        before, mark, last = (
            row["form"].rpartition("-") if "-" in row["form"] else row["form"].rpartition(" ")
        )
        forms[last][before + mark.strip()] = row["lemma"]
    return dict(forms)


def _contexts(folder: Path) -> dict[str, frozenset[str]]:
    allowed = {row["context"] for row in read_rows("plover_contexts", folder)}
    words: dict[str, set[str]] = defaultdict(set)
    for line, row in numbered_rows("context_words", folder):
        if row["context"] not in allowed:
            raise ValueError(f"context_words.csv:{line}: no context {row['context']!r}")
        for lemma in row["lemmas"].split():
            words[lemma].add(row["context"])
    return {lemma: frozenset(names) for lemma, names in words.items()}
