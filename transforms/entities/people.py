"""Who the persons of one article are: full names first, then the surnames and given names that mean them."""

from dataclasses import dataclass, field

from spacy.tokens import Doc

from transforms.entities.names import Names, Person, person_keys
from transforms.entities.spans import NameSpan
from transforms.entities.spelling import fold, hashed_id, person_words
from transforms.records import Entity


@dataclass(slots=True)
class ArticlePerson:
    """A person of one article. `words` are those of the fullest name (see `spelling.person_words`)."""

    name: str
    words: list[str]
    gender: str
    known: Person | None = None
    roles: set[str] = field(default_factory=set)
    spans: list[NameSpan] = field(default_factory=list)


def surface(doc: Doc, span: NameSpan) -> str:
    """The name without its honorific, whitespace made single blanks."""
    start = span.start + 1 if span.honorific else span.start
    return " ".join(doc[start : span.end].text.split())


def article_persons(doc: Doc, spans: list[NameSpan], names: Names, day: str) -> list[ArticlePerson]:
    """The persons whom the PERSON spans of an article mean, each with its spans."""
    persons: list[ArticlePerson] = []
    single: list[tuple[NameSpan, list[str]]] = []
    parsed = []
    for span in spans:
        if span.label == "PERSON":
            text = surface(doc, span)
            words = person_words(text, names.variants)
            if words:
                parsed.append((span, text, words))
    for span, text, words in sorted(parsed, key=lambda item: -len(item[2])):
        if len(words) < 2:
            single.append((span, words))
            continue
        same = next((person for person in persons if _same(person.words, words)), None)
        if same is None:
            known = _known(words, names, day)
            same = ArticlePerson(text, words, _gender(text, known, names), known)
            persons.append(same)
        same.spans.append(span)
        same.gender = same.gender or span.gender
    for span, words in sorted(single, key=lambda item: item[0].start):
        matches = [person for person in persons if _means(words[0], person) and _agrees(span, person)]
        last = [person for person in matches if person.words[-1] == words[0]]
        matches = last or matches
        if len(matches) > 1:
            matches = [max(matches, key=lambda person: _last_before(person, span.start))]
        if matches:
            person = matches[0]
        else:
            person = ArticlePerson(surface(doc, span), words, span.gender)
            persons.append(person)
        person.spans.append(span)
        person.gender = person.gender or span.gender
    return persons


def person_entity(person: ArticlePerson) -> Entity:
    """The entity of a person: by Wikidata id where known, else by the words of the name."""
    if person.known:
        term = max(person.known.terms, key=lambda term: term.start)
        return Entity(
            person.known.wikidata_id,
            person.known.name,
            "PERSON",
            term.country or None,
            "GOV",
            person.known.wikidata_id,
        )
    return Entity(hashed_id(("PERSON", *person.words)), person.name, "PERSON")


def _same(a: list[str], b: list[str]) -> bool:
    return sorted(a) == sorted(b) or (a[-1] == b[-1] and a[0] == b[0])


def _means(word: str, person: ArticlePerson) -> bool:
    return word in (person.words[0], person.words[-1])


def _agrees(span: NameSpan, person: ArticlePerson) -> bool:
    return not (span.gender and person.gender and span.gender != person.gender)


def _last_before(person: ArticlePerson, start: int) -> int:
    return max((span.start for span in person.spans if span.start < start), default=-1)


def _known(words: list[str], names: Names, day: str) -> Person | None:
    for key in person_keys(words):
        numbers = names.by_person_key.get(key, ())
        if len(numbers) == 1:
            return names.persons[numbers[0]]
    return None


def _gender(text: str, known: Person | None, names: Names) -> str:
    if known and known.gender:
        return known.gender
    return names.genders.get(fold(text.split()[0]), "")
