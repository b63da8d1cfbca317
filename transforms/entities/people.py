"""Who the persons of one article are: full names first, then the surnames and given names that mean them."""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Token

from transforms.entities.grammar import is_subject
from transforms.entities.known import Evidence, known_by_surname, known_person
from transforms.entities.offices import holder_entity
from transforms.entities.roles import Role
from transforms.entities.spans import OWN_NAME, NameSpan
from transforms.lexicon.names import FAMILY_NAME_FIRST, Names, Person
from transforms.lexicon.spelling import fold, hashed_id, name_words, person_words, squeeze, transliterated
from transforms.records import Entity, EntityMerge

_FAR, _MAIN = 60, 3  # tokens; mentions
_LONG = 120_000  # characters; the hash of a longer body keeps its persons apart: it is hashed for each
_MOST_NAMESAKES = 50  # persons of a name that are told apart: no article has more


@dataclass(slots=True)
class ArticlePerson:
    """A person of one article. `words` are those of the fullest name (see `spelling.person_words`),
    `forms` the ways in which the article writes it, `rules` why each of `spans` means the person."""

    name: str
    words: list[str]
    gender: str
    known: Person | None = None
    roles: list[Role] = field(default_factory=list)
    spans: list[NameSpan] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    forms: dict[str, None] = field(default_factory=dict)
    further: dict[str, None] = field(default_factory=dict)  # forms that the article calls further names
    sure_gender: bool = False  # by title, role or reference data, not by the given name
    starts: list[int] = field(default_factory=list)  # of `spans`, in order of the text
    salt: str = ""  # what keeps a person of one name apart from those of other articles

    def take(self, other: "ArticlePerson") -> None:
        """Take over all that was read of another name of this person."""
        self.further |= other.forms
        self.spans += other.spans
        self.starts = sorted((*self.starts, *other.starts))
        self.rules += ["also_known"] * len(other.rules)
        self.roles += other.roles
        self.forms |= other.forms


def article_persons(
    doc: Doc,
    spans: Iterable[NameSpan],
    roles: dict[int, list[Role]],
    names: Names,
    evidence: Evidence,
    professions: Collection[int] = (),
    further: Mapping[int, int] | None = None,
) -> list[ArticlePerson]:
    """The persons whom the PERSON spans of an article mean, each with its spans.

    `roles` are those stated beside a span, by its start. `evidence` is what the whole article says: a
    person of the reference data is recognised where it fits. `professions` are the starts of the spans beside
    which other professions stand, `further` the starts of further names with those of the names before them.
    A span that may mean two people equally well is left out.
    """
    written = []
    for span in spans:
        if span.label == "PERSON":
            text = surface(doc, span)
            words = person_words(text, names.variants)
            if words:
                written.append(_Written(span, text, words))
    found = _Persons(names, roles, evidence, professions, doc)
    for name in sorted(written, key=lambda name: -len(name.words)):
        found.add_full_name(name)
    found.join_further(written, further or {})
    found.know_persons()
    joined = {span.start for person in found.persons for span in person.spans}
    shorter = [name for name in written if name.span.start not in joined]
    for name in sorted(shorter, key=lambda name: name.span.start):
        found.add_short_form(name)
    return found.persons


@dataclass(frozen=True, slots=True)
class _Written:
    """A person's name as an article writes it, without honorific; `words` as of `spelling.person_words`."""

    span: NameSpan
    text: str
    words: list[str]


class _Persons:
    """The persons of one article while its names are read, longest names first."""

    def __init__(
        self,
        names: Names,
        roles: dict[int, list[Role]],
        evidence: Evidence,
        professions: Collection[int],
        doc: Doc,
    ) -> None:
        self.names, self.roles, self.evidence, self.professions = names, roles, evidence, professions
        self.doc, body = doc, doc.text
        # By gender, what keeps a person apart: one text for all, as an article may have thousands of surnames
        self.body, self.salts = body if len(body) <= _LONG else hashed_id([body]), dict[str, str]()
        self.persons: list[ArticlePerson] = []
        self.by_last: dict[str, list[ArticlePerson]] = {}  # by first name and nickname too
        self.by_middle: dict[str, list[ArticlePerson]] = {}  # "González" of "Ana González Ruiz"

    def add_full_name(self, name: _Written) -> None:
        """A name of several words, or one that aliases.csv knows: of a person met before, or a new one."""
        own = None
        if name.span.rule == OWN_NAME:
            own = self.names.own_person(name.text, self.evidence.day)
        if len(name.words) < 2 and own is None:
            return
        person, rule = self._of_same_name(name, own), "same_name"
        if person is None:
            person, rule = self._new_full(name, own), "alias" if own else "full_name"
        _join(person, name, rule, self.roles)

    def _of_same_name(self, name: _Written, own: Person | None) -> ArticlePerson | None:
        if own is not None:
            return next((person for person in self.persons if person.known is own), None)
        words = name.words
        near = (*self.by_last.get(words[-1], ()), *self.by_last.get(words[0], ()))
        others = (p for p in near if p.known is None or p.known.wikidata_id not in self.names.own_persons)
        return next((person for person in others if _same(person.words, words, self.names)), None)

    def _new_full(self, name: _Written, own: Person | None) -> ArticlePerson:
        words = name.words
        person = ArticlePerson(name.text, words, "", own)
        self.persons.append(person)
        for word in {words[0], words[-1]}:
            _list_under(word, person, self.by_last)
        return person

    def join_further(self, written: Sequence[_Written], further: Mapping[int, int]) -> None:
        """Join the names that the article calls further names of a person."""
        named_at = {span.start: person for person in self.persons for span in person.spans}
        gone: list[ArticlePerson] = []
        for name in written:
            start = further.get(name.span.start)
            person = named_at.get(start) if start is not None else None
            other = named_at.get(name.span.start)
            if person is None or person is other:
                continue
            if other is not None:
                gone.append(other)
                person.take(other)
                named_at |= dict.fromkeys((span.start for span in other.spans), person)
                for word in {other.words[0], other.words[-1]}:
                    _list_under(word, person, self.by_last)
            else:
                _join(person, name, "also_known", self.roles)
                named_at[name.span.start] = person
                _list_under(name.words[-1], person, self.by_last)
        if gone:
            self._forget(gone)

    def _forget(self, gone: Sequence[ArticlePerson]) -> None:
        """Take persons out of all lists, at once: an article may have thousands."""
        numbers = set(map(id, gone))
        for listed in (self.persons, *self.by_last.values()):
            listed[:] = [each for each in listed if id(each) not in numbers]

    def know_persons(self) -> None:
        """Find the persons in the reference data, now that all that is said of them is known, and note the
        further names by which they may be called."""
        for person in self.persons:
            if person.known is None:
                other = any(span.start in self.professions for span in person.spans)
                evidence = replace(self.evidence, roles=person.roles, has_other_profession=other)
                found = known_person(person.name, self.names, evidence)
                if found:
                    person.known, person.rules[0] = found
            _take_gender(person, self.names)
            nicknames = {fold(alias) for alias in person.known.aliases} if person.known else set()
            for word in {transliterated(name) for name in nicknames if " " not in name}:
                _list_under(word, person, self.by_last)
            for word in person.words[1:-1]:
                _list_under(word, person, self.by_middle)

    def add_short_form(self, name: _Written) -> None:
        """A surname or given name: of a person of the article, else a person known by it alone."""
        span, last = name.span, name.words[-1]
        candidates = [p for p in self.by_last.get(last, ()) if _agrees(span, p)]
        if not candidates:
            candidates = [p for p in self.by_middle.get(last, ()) if _agrees(span, p)]
        stated = self.roles.get(span.start, ())
        person = _meant(candidates, name.words, span, stated, self.names.word_lists["kin"], self.doc)
        if person is not None:
            _join(person, name, "part_of_name", self.roles)
        elif not candidates:
            person = self._new_short(name)
            _join(person, name, "known_surname" if person.known else "single_name", self.roles)

    def _new_short(self, name: _Written) -> ArticlePerson:
        gender, last = name.span.gender, name.words[-1]
        evidence = replace(self.evidence, roles=self.roles.get(name.span.start, ()))
        known = known_by_surname(last, self.names, evidence)
        if known and gender and known.gender and gender != known.gender:
            known = None
        person = ArticlePerson(name.text, name.words, gender or (known.gender if known else ""), known)
        if known is None:
            if gender not in self.salts:
                self.salts[gender] = self.body + gender
            person.salt = self.salts[gender]
            person.gender = person.gender or self.names.genders.get(fold(name.text), "")
        self.persons.append(person)
        _list_under(last, person, self.by_last)
        return person


def _list_under(word: str, person: ArticlePerson, listed: dict[str, list[ArticlePerson]]) -> None:
    """Add a person to those of a name; each name is compared with all that are listed under its words."""
    namesakes = listed.setdefault(word, [])
    if len(namesakes) < _MOST_NAMESAKES and not any(each is person for each in namesakes):
        namesakes.append(person)


def surface(doc: Doc, span: NameSpan) -> str:
    """The name without its honorific, whitespace made single blanks."""
    start = span.start + 1 if span.honorific else span.start
    return " ".join(doc[start : span.end].text.split())


def person_entity(person: ArticlePerson, names: Names, day: str) -> Entity:
    """The entity of a person: by Wikidata id where known, else by the words of the name."""
    role = next((role for role in person.roles if role.country or role.sector), None)
    if person.known:
        return holder_entity(person.known, names, day)
    country = next((role.country for role in person.roles if role.country), None)
    sector = role.sector if role else None
    return Entity(
        hashed_id(("PERSON", *person.words, person.salt)),
        respelled(person.name, names),
        "PERSON",
        country,
        sector,
    )


def merges_of(person: ArticlePerson, entity: Entity, names: Names) -> list[EntityMerge]:
    """Why the full names that the article writes were taken to be one person."""
    found = []
    for form in person.forms:
        if form == entity.name or len(form.split()) < 2:
            continue
        if squeeze(form) in names.own:
            reason = "aliases.csv"
        elif form in person.further:
            reason = "the article gives it as a further name"
        elif person.known:
            reason = f"reference data: {person.known.wikidata_id or person.known.name}"
        elif sorted(name_words(form)) == sorted(name_words(entity.name)):
            reason = "order of names or accents"
        else:
            reason = "spelling, initial or part of the full name"
        found.append(EntityMerge(entity.entity_id, form, reason))
    return found


def respelled(name: str, names: Names) -> str:
    """`name` with its given name in the spelling that English news uses most."""
    first, _, rest = name.partition(" ")
    usual = names.respellings.get(fold(first))
    return f"{usual.capitalize()} {rest}" if usual and rest else name


def _join(person: ArticlePerson, name: _Written, rule: str, roles: dict[int, list[Role]]) -> None:
    span = name.span
    person.spans.append(span)
    insort(person.starts, span.start)
    person.rules.append(rule)
    person.forms[name.text] = None
    stated = roles.get(span.start, [])
    person.roles.extend(stated)
    told = span.gender or next((role.gender for role in stated if role.gender), "")
    if person.known and person.known.gender:
        person.gender, person.sure_gender = person.known.gender, True
    elif told and not person.sure_gender:
        person.gender, person.sure_gender = told, True


def _same(a: list[str], b: list[str], names: Names) -> bool:
    """Whether two full names of an article are one person's: the same words in any order, or the
    same first and last, or a short form of the given name, or a double surname shortened."""
    if sorted(a) == sorted(b):
        return True
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    if len(longer) == len(shorter) > 2:
        return False  # "Kim Dong-soo" and "Kim Oh-soo"
    first = longer[0] == shorter[0] or names.formal.get(longer[0], longer[0]) == names.formal.get(
        shorter[0], shorter[0]
    )
    if first and longer[-1] == shorter[-1]:
        return True
    # Spanish and Portuguese: "Gabriel Boric Font" is "Gabriel Boric".
    if first and len(longer) > len(shorter) and longer[: len(shorter)] == shorter:
        return True
    # "Al Basha", "Paz Akin", "Van der Bellen": the end of the full name.
    return len(longer) > len(shorter) and longer[-len(shorter) :] == shorter


def _meant(
    candidates: Sequence[ArticlePerson],
    words: list[str],
    span: NameSpan,
    stated: Sequence[Role],
    kin: frozenset[str],
    doc: Doc,
) -> ArticlePerson | None:
    """Whom a surname or given name means: by family name, by the role beside it, then by nearness.

    News calls a relative ("her husband, Juan Cruz") by the given name, so the surname is not his.
    """
    last = [person for person in candidates if person.words[-1] == words[-1]]
    found = last or list(candidates)
    if len(found) > 1 and stated:
        fitting = [p for p in found if any(role.agrees(other) for role in stated for other in p.roles)]
        found = fitting or found
    if len(found) > 1 and not span.honorific:
        own = [p for p in found if not any(role.noun in kin for role in p.roles)]
        others = (p for p in found if p not in own)
        if any(_is_subject_over(relative, p, span.start, doc) for relative in others for p in own):
            return None  # "Kim Yo Jong, the sister of leader Kim Jong Un, said ... Kim also said"
        found = own or found
    if len(found) < 2:
        return found[0] if found else None
    return _nearest(found, span, doc)


def _nearest(found: list[ArticlePerson], span: NameSpan, doc: Doc) -> ArticlePerson | None:
    """The one of several namesakes who was named last, but for who was named in passing, in a sentence of
    which the other is the subject; None where two were named at once."""
    ranked = sorted(found, key=lambda person: _last_before(person, span.start), reverse=True)
    nearest, second = ranked[0], ranked[1]
    if not span.gender and _is_subject_over(second, nearest, span.start, doc):
        return second if len(second.spans) > len(nearest.spans) else None
    gone = span.start - _last_before(nearest, span.start)
    if gone > _FAR and len(nearest.spans) == 1 and len(second.spans) >= _MAIN:
        return second  # the article's main person, after a passing namesake
    if _last_before(nearest, span.start) - _last_before(second, span.start) <= 4 and not span.gender:
        return None  # "John and Mary Smith ... Smith said"
    return nearest


def _is_subject_over(person: ArticlePerson, other: ArticlePerson, start: int, doc: Doc) -> bool:
    """Whether a person is the subject of the sentence before `start` in which another is named as well, or is
    named before it and the other is not."""
    first, last = _last_before(person, start), _last_before(other, start)
    if last < 0 <= first:
        return True
    if first < 0 or last >= doc[first].sent.end or doc[start].sent.start < doc[first].sent.end:
        return False
    heads = (_head_of_name(p, at, doc) for p, at in ((person, first), (other, last)))
    return [is_subject(head) for head in heads] == [True, False]


def _head_of_name(person: ArticlePerson, start: int, doc: Doc) -> Token:
    return doc[start : next(span.end for span in person.spans if span.start == start)].root


def _agrees(span: NameSpan, person: ArticlePerson) -> bool:
    return not (span.gender and person.sure_gender and span.gender != person.gender)


def _last_before(person: ArticlePerson, start: int) -> int:
    n = bisect_left(person.starts, start)
    return person.starts[n - 1] if n else -9


def _take_gender(person: ArticlePerson, names: Names) -> None:
    """The reference data's, else what titles and roles tell, else that of the given name."""
    if person.known and person.known.gender:
        person.gender, person.sure_gender = person.known.gender, True
    elif not person.gender and not any(role.country in FAMILY_NAME_FIRST for role in person.roles):
        first = fold(person.name.split()[0]).split("-")[0]
        person.gender = names.genders.get(first, "")
