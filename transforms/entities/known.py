"""Which person of the reference data a name means: what the article says for each candidate, and against.

The reference data holds some 50,000 names, so that most full names have a namesake among them. A candidate is
meant where a role that the article states fits an office, or where an office that makes its holder known is
of a country of which the article speaks and nothing speaks against it. A namesake costs more than a missed
link: without support there is none, and none where two are as likely.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from transforms.entities.descriptions import ABROAD, FORMER
from transforms.entities.offices import office_names
from transforms.entities.roles import BESIDE, Role
from transforms.lexicon.names import BLOCS, HEADS, WIDELY_KNOWN, Names, Person, Term, office_key, person_keys
from transforms.lexicon.spelling import PARTICLES, name_words, person_words, squeeze

# Offices of which there are so many holders that a name alone means none of them.
_MINOR = frozenset(
    {"legislator", "head of party", "ambassador", "official", "mayor", "supreme court justice"}
)
# Sectors of those who hold an office, whichever it is, and of those who have left one.
_IN_PUBLIC = frozenset({"GOV", "LEG", "MIL", "JUD", "PTY", "OPP", "ELI", "SPY", "COP", "IGO", "REB"})
_SAID_BY_TITLE = frozenset({"official", "international"})  # offices that only `of` tells apart
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "v", "vi", "vii", "viii"})
_FEW = 2  # of the 50,000 persons of the reference data
_FITTING, _OF_SECTOR, _OF_COUNTRY, _KNOWN = 4, 3, 2, 1  # how strongly an article speaks for a candidate
RULES = {
    _FITTING: "known_by_office",
    _OF_SECTOR: "known_by_sector",
    _OF_COUNTRY: "known_by_country",
    _KNOWN: "known_widely",
}  # see `transforms.schema.rules`


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an article says of the person of a name: the countries (ISO alpha-3) and the names of the
    reference data (squeezed) of which it speaks, the day (ISO, "" where unknown) on which it was published,
    and the roles stated beside the name."""

    countries: frozenset[str]
    named: frozenset[str]
    day: str
    roles: Sequence[Role] = ()
    has_other_profession: bool = False  # one of which the reference data knows nothing stands beside the name
    is_all: bool = False  # the name stands alone: who asks for it means somebody


def anywhere(names: Names, day: str) -> Evidence:
    """The evidence of a phrase outside any article: it may speak of any country."""
    return Evidence(frozenset(names.countries), frozenset(), day, is_all=True)


def known_person(name: str, names: Names, evidence: Evidence) -> tuple[Person, str] | None:
    """The person of the reference data whom a full name means, and the rule that says so; else None."""
    words = person_words(name, names.variants)
    found = [
        (support(person, names, evidence), person)
        for person in candidates(words, names)
        if not contradicts(name, person, names, evidence)
    ]
    best = max((strength for strength, _ in found), default=0)
    likely = [person for strength, person in found if strength == best]
    if not best:
        return None
    if len(likely) > 1:
        likely = [p for p in likely if name_words(p.name) == name_words(name)] or likely
    if len(likely) > 1:
        likely = [
            p for p in likely if sorted(person_words(p.name, names.variants)) == sorted(words)
        ] or likely
    if len(likely) > 1:
        likely = [p for p in likely if any(term.covers(evidence.day or "9999") for term in p.terms)]
    return (likely[0], RULES[best]) if len(likely) == 1 else None


def candidates(words: list[str], names: Names) -> list[Person]:
    """Everyone whom these words (see `spelling.person_words`) may name."""
    numbers: dict[int, None] = {}
    for key in person_keys(words, names.formal):
        numbers.update(dict.fromkeys(names.by_person_key.get(key, ())))
    if (
        not numbers and len(set(words) - PARTICLES) > 2
    ):  # a further surname: "Gabriel Boric Font", "Jam Kamal Khan Alyani"
        numbers.update(dict.fromkeys(names.by_person_key.get(" ".join(sorted(words[:-1])), ())))
    return [names.persons[number] for number in numbers]


def support(person: Person, names: Names, evidence: Evidence) -> int:
    """How strongly an article speaks for a person, from 0; see `_FITTING` and the others."""
    countries = {term.country for term in person.terms}
    for role in evidence.roles:
        if fits(role, person, names):
            return _FITTING
    if any(role.sector in _IN_PUBLIC for role in evidence.roles) and (
        countries & evidence.countries or any(role.country in countries for role in evidence.roles)
    ):
        return _OF_SECTOR
    is_rare = _has_rare_name(person, names)
    notable = [term for term in person.terms if is_rare or _is_notable(term, evidence)]
    if any(term.country in evidence.countries or not term.country for term in notable):
        return _OF_COUNTRY
    stated = any(role.sector for role in evidence.roles)
    known = evidence.is_all or any(term.office in WIDELY_KNOWN for term in notable)
    return _KNOWN if known and not stated else 0


def _has_rare_name(person: Person, names: Names) -> bool:
    """Whether next to nobody else has the surname, or the given name: a namesake in the same country is not
    to be feared."""
    if any(names.bearers[word] <= _FEW for word in person.surnames(names.variants)):
        return True
    words = person_words(person.name, names.variants)
    given = words[1 if person.surname_first else 0] if len(words) > 1 else ""
    is_usual = any(word in names.genders for word in (given, *name_words(person.name)))
    return bool(given) and not is_usual and names.given_bearers[given] <= _FEW


def _is_notable(term: Term, evidence: Evidence) -> bool:
    """Whether news may take it for granted that its readers know who holds the office: of a city or region
    only where the article names that."""
    if term.office in WIDELY_KNOWN:
        return True
    if term.of:
        return squeeze(term.of) in evidence.named
    return term.office not in _MINOR and not (
        term.office.startswith("deputy ") and term.office != "deputy prime minister"
    )


def fits(role: Role, person: Person, names: Names) -> bool:
    """Whether a role is an office that the person has or had: "California Governor" also, of California."""
    return any(
        role.country in (None, term.country, *_bloc_of(term)) and _names_office(role, term, names)
        for term in person.terms
    )


def _bloc_of(term: Term) -> Collection[str]:
    """The codes that may stand for an organisation of states, whose terms are of no country."""
    return () if term.country else BLOCS


def _names_office(role: Role, term: Term, names: Names) -> bool:
    if term.office in _SAID_BY_TITLE:
        stated = office_key((*role.words, *role.noun.split())).split()
        return set(office_key(term.of.split()).split()) <= set(stated)
    return term.office in office_names(_without(role, term.of), names)


def _without(role: Role, place: str) -> Role:
    """The role without the words of a place: its office by itself."""
    words = role.words.difference(name_words(place)) if place else role.words
    return replace(role, words=words) if words != role.words else role


def contradicts(name: str, person: Person, names: Names, evidence: Evidence) -> bool:
    """Whether the name or a role that the article states cannot be this person's."""
    return _other_name(name, person) or _other_role(person, names, evidence)


def _other_name(name: str, person: Person) -> bool:
    """Another Jr. or regnal number, or another initial: "John Q. Smith" is no "John R. Smith"."""
    written = name_words(name)
    forms = [name_words(form) for form in (person.name, *person.aliases)]
    if written[-1] in _SUFFIXES and not any(written[-1] in form for form in forms):
        return True
    initials = _initials(written[:-1])
    return bool(initials) and not any(initials & _beginnings(form) or len(form) < 3 for form in forms)


def _initials(words: Iterable[str]) -> set[str]:
    return {word for word in words if len(word) == 1}


def _beginnings(words: Iterable[str]) -> set[str]:
    return {word[0] for word in words}


def _other_role(person: Person, names: Names, evidence: Evidence) -> bool:
    """A profession outside public life, or an office of a country in which the person had none."""
    countries = {term.country for term in person.terms} - {""}
    stated = [role for role in evidence.roles if role.sector or role.country]
    if any(fits(role, person, names) for role in stated):
        return False
    if evidence.has_other_profession:
        return not _is_head(person)
    for role in stated:
        if role.noun in names.word_lists["kin"]:
            continue
        abroad = role.country and countries and role.country not in countries | BLOCS
        if abroad and role.noun not in BESIDE | ABROAD:
            return True
        if role.sector == "BUS" and any(term.office == "central bank governor" for term in person.terms):
            continue  # "the bank's chair"
        if role.sector and role.sector not in _IN_PUBLIC and not role.words & FORMER:
            return not _is_head(person)
    return False


def _is_head(person: Person) -> bool:
    return any(term.office in HEADS for term in person.terms)


def known_by_surname(word: str, names: Names, evidence: Evidence) -> Person | None:
    """Whom one name alone means ("Macron"): the holder of the office stated before it, else the head of
    state or government."""
    for role in evidence.roles:
        held = _holders_named(word, role, names, evidence)
        if len(held) == 1:
            return held[0]
    found = [names.persons[number] for number in names.by_surname.get(word, ())]
    found = [p for p in found if any(t.country in evidence.countries for t in p.terms)]
    found = [p for p in found if not _other_role(p, names, evidence)]
    if len(found) > 1:
        day = evidence.day or "9999"
        found = [p for p in found if any(t.covers(day) and t.office in HEADS for t in p.terms)]
    heads = [p for p in found if _is_head(p)]
    return heads[0] if len(found) == len(heads) == 1 else None


def _holders_named(word: str, role: Role, names: Names, evidence: Evidence) -> list[Person]:
    """Who of that name holds the office of the role: of its country, else of one of the article's."""
    countries = {role.country} if role.country else evidence.countries
    found = {
        number: names.persons[number]
        for country in countries
        for office in office_names(role, names)
        for number, term in names.holders.get((country, office), ())
        if term.covers(evidence.day or "9999")
    }
    return [person for person in found.values() if word in person.surnames(names.variants)]
