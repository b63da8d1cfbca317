"""What a noun phrase says of those whom it means, by itself: role, country and sector.

`readout resolve` reads the phrases that it is given with this, the reader of articles their nominals and what
stands beside names. So does the entity of people or bodies without a name, who are known by these alone.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from transforms.entities.phrases import OF, Part, forms
from transforms.lexicon.names import Names, Noun, office_key
from transforms.lexicon.spelling import fold, hashed_id
from transforms.records import Entity
from transforms.schema import UNNAMED

# An organisation's noun before a person's tells whose person it is: "army accountant", "police spokesman".
TELLING = frozenset(
    {"MIL", "COP", "SPY", "JUD", "LEG", "REB", "OPP", "PTY", "REL", "LAB", "EDU", "JRN", "MED", "HLH"}
    | {"CRM", "NGO", "IGO", "UAF", "PRM", "BUS"}
)
# Sectors of nouns that say little by themselves: "leader", "chief executive".
GENERIC = frozenset({"GOV", "BUS", None})
OF_STATE = frozenset({"GOV", "MIL", "COP", "SPY"})  # sectors whose people act for their state
# Who serves a state in another: the place behind is not theirs.
ABROAD = frozenset({"ambassador", "envoy", "consul", "diplomat", "commissioner", "secretary-general"})
FORMER = frozenset({"former", "ex", "retired", "onetime", "ousted", "deposed", "late"})
IN_OFFICE = frozenset({"GOV", "LEG", "MIL"})  # sectors that one leaves for that of the elite
IN_SERVICE = frozenset({"COP", "SPY", "UAF", "REB", "PRM"})  # sectors that one leaves for none
_STATE_RUN = frozenset({"state", "official", "state-run", "state-owned", "state-controlled", "government"})
# A bare "president" is that of a state, not of the body that another president heads.
HEADS_OF_BODIES = frozenset({"president", "leader", "head", "chief", "chairman", "director"})
_STATES = frozenset({"republic", "state", "nation", "country", "federation", "kingdom", "union"})
# Who protests against something ("anti-austerity marchers", "antiwar demonstrators") opposes a government.
_PROTESTERS = frozenset({"protester", "protestor", "demonstrator", "marcher", "activist"})
_WHERE = frozenset({"in", "at", "within"})
_LONGEST_PHRASE = 4  # words


@dataclass(frozen=True, slots=True)
class Description:
    """What a noun phrase says. `noun` is what actor_nouns.csv says of its head, `role` what those meant are
    ("former foreign minister"), in the singular. `body` names the organisation whose they are."""

    noun: Noun | None = None
    role: str | None = None
    country: str | None = None
    sector: str | None = None
    body: str | None = None
    is_plural: bool = False

    @property
    def acts_for_state(self) -> bool:
        """Whether a state acts through them, if they are its: "officials", "the army", not an official."""
        noun = self.noun
        if noun is None or noun.sector not in OF_STATE:
            return False
        return noun.label == "ORG" or (noun.label == "PERSON" and self.is_plural)

    @property
    def is_of_noun(self) -> bool:
        """Whether the sector is that of the head noun: not of a "former president", a "union president"."""
        return self.noun is not None and self.sector == self.noun.sector


def describe(parts: Sequence[Part], names: Names) -> Description:
    """What the parts of a phrase say, see `phrases.parts_of`."""
    if not parts:
        return Description()
    words = parts[0].folded
    start, noun, phrase = noun_of(words, names)
    country = country_of(parts, phrase, noun, others=names.word_lists["others"])
    if noun is None:  # "the residence of the president" acts for who has it
        return Description(country=country, sector=told_by([], parts, names))
    sector = _sector(start, noun, phrase, parts, names)
    if phrase in HEADS_OF_BODIES and sector == noun.sector and not country:
        sector = _of_body(start, noun, parts, names)
    role = _role(words, start, phrase, names)
    if sector == "ELI" != noun.sector:
        role = f"former {role}"
    is_plural = phrase.split()[-1] != words[-1].strip(".")
    return Description(noun, role, country, sector, _body(parts), is_plural)


def _role(words: Sequence[str], start: int, phrase: str, names: Names) -> str:
    """What those are whom a noun phrase means: an office by its whole name, else its noun."""
    offices = (first for first in range(start) if office_key(words[first:]) in names.offices)
    first = next(offices, None)
    return " ".join(words[first:]) if first is not None else phrase


def _body(parts: Iterable[Part]) -> str | None:
    """The name of the organisation that a phrase names: "a [Greenpeace] spokesman", "head of [the WHO]"."""
    senses = (sense for part in parts if part.preposition in ("", "'s", *OF) for _, _, sense in part.senses)
    return next((sense.entity.name for sense in senses if sense.label == "ORG"), None)


def noun_of(words: Sequence[str], names: Names) -> tuple[int, Noun | None, str]:
    """The longest phrase of actor_nouns.csv with which folded words end: where it begins, what the table
    says of it, its text."""
    for start in range(max(0, len(words) - _LONGEST_PHRASE), len(words)):
        for phrase in forms(words[start:]):
            noun = names.nouns.get(phrase)
            if noun is not None:
                return start, noun, phrase
    return len(words), None, ""


def country_of(
    parts: Iterable[Part], role: str = "", noun: Noun | None = None, others: Container[str] = ()
) -> str | None:
    """The country that a phrase names: beside its head noun, as its possessor, then behind "of"; not where
    soldiers or envoys are. Of `others` the possessor is another: "Peru's ally"."""
    near = ("", "'s") if role in ABROAD else ("",) if role in others else ("", "'s", *OF)
    soldiers = noun is not None and noun.sector == "MIL"
    senses = (
        sense
        for part in parts
        if part.preposition in near
        for _, _, sense in part.senses
        if not (soldiers and part.preposition in _WHERE and sense.label in ("GPE", "LOC"))
    )
    return next((sense.entity.country for sense in senses if sense.entity.country), None)


def _sector(start: int, noun: Noun, role: str, parts: Sequence[Part], names: Names) -> str | None:
    """The sector of the noun, whose phrase begins at `start`, unless the words beside it tell another."""
    sector, before = noun.sector, parts[0].folded[:start]
    if sector in GENERIC:
        # "a centre for refugees" is not theirs, but "a lawyer for refugees" works for them
        near = parts if noun.label == "PERSON" else [p for p in parts if p.preposition in ("", "'s", "of")]
        sector = told_by(before, near, names) or sector
    elif sector == "MIL" and told_by(before, parts[:1], names) == "COP":
        return "COP"  # "RCMP officers"
    if sector in ("GOV", "PTY") and "opposition" in before:
        return "OPP"
    if sector == "CVL" and role in _PROTESTERS and any(word.startswith("anti") for word in before):
        return "OPP"
    if sector == "JRN" and _STATE_RUN & set(before):  # "state television reporter"
        return "GOV"
    pieces = {piece for word in before for piece in word.split("-")}
    return after_leaving(sector) if FORMER & pieces else sector


def after_leaving(sector: str | None) -> str | None:
    """The sector of somebody who was of a sector: a former minister is of the elite, a former policeman of
    none."""
    return "ELI" if sector in IN_OFFICE else None if sector in IN_SERVICE else sector


def _of_body(start: int, noun: Noun, parts: Sequence[Part], names: Names) -> str | None:
    """The sector of who heads something that is no state: that of the body, as far as its noun tells."""
    words = [word for part in parts[1:] if part.preposition in OF for word in part.folded]
    if parts[0].words[-1].islower():  # "[Epik High] leader"
        words += [fold(word) for word in parts[0].words[:start] if word[0].isupper()]
    if not words or _STATES & set(words):
        return noun.sector
    told = (names.nouns.get(word) for word in words)
    return next((body.sector for body in told if body is not None and body.label == "ORG"), None)


def told_by(before: Sequence[str], parts: Iterable[Part], names: Names) -> str | None:
    """The sector that modifiers and complements tell: "police spokesman", "president of the Riigikogu"."""
    found = _told_by_modifiers(before, names)
    if found is not None:
        return found
    complements = (_told_by_complement(part, names) for part in parts)
    return next((sector for sector in complements if sector is not None), None)


def _told_by_modifiers(before: Sequence[str], names: Names) -> str | None:
    """The sector of the last noun before the head that tells one: "[police] spokesman"."""
    if any(word.startswith("anti") for word in before):
        return None  # "anti-gang unit"
    for end in range(len(before), 0, -1):
        _, noun, _ = noun_of(before[:end], names)
        if noun is not None and noun.sector in TELLING:
            return noun.sector
    return None


def _told_by_complement(part: Part, names: Names) -> str | None:
    """The sector of a body or its noun: "president of [the Riigikogu]", "head of [the army]"."""
    if part.preposition not in ("", "'s", *OF):
        return None
    for _, _, sense in part.senses:
        if sense.entity.sector in TELLING or (sense.entity.kind == "ORG" and sense.entity.sector):
            return sense.entity.sector
    noun = noun_of(part.folded, names)[1] if part.preposition else None
    return noun.sector if noun is not None else None


def unnamed_entity(found: Description, names: Names) -> Entity | None:
    """The entity of those without a name who are known by role, body, country and sector: "Farmer (Ukraine)".

    None where nothing but a noun is known that says nothing of them. Such an entity is a kind of actor, the
    same in all articles: two mentions of it need not mean the same people.
    """
    if found.role is None or not (found.country or found.sector):
        return None
    state = names.countries.get(found.country or "")
    owner = found.body or (state.name if state is not None else found.country)
    role = found.role[0].upper() + found.role[1:]
    key = (UNNAMED, found.role, found.body or "", found.country or "", found.sector or "")
    name = f"{role} ({owner})" if owner else role
    return Entity(hashed_id(key), name, UNNAMED, found.country, found.sector)
