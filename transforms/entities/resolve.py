"""Who a phrase outside any article means: read as a name, title or noun phrase of an article is."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from transforms.entities.affiliations import told_by_roles, with_role
from transforms.entities.descriptions import describe, unnamed_entity
from transforms.entities.known import anywhere
from transforms.entities.offices import holder_entity, office_holder
from transforms.entities.organs import find_organs
from transforms.entities.own_names import before_others, own_spans
from transforms.entities.people import article_persons, person_entity, surface
from transforms.entities.phrases import Part, parts_of
from transforms.entities.places import told_apart
from transforms.entities.roles import described_role, is_other_profession
from transforms.entities.setting import KnownNames, Setting
from transforms.entities.spans import OWN_NAME, NameSpan, known_spans, looks_personal, titled
from transforms.entities.things import organ_entity
from transforms.lexicon.names import Names, Sense, iso
from transforms.lexicon.spelling import PARTICLES
from transforms.records import Entity

_MAX_CHARS = 1_000  # a phrase, not an article


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a phrase means. Fields that nothing tells are None. `country` is ISO 3166 alpha-3, or EUR
    (European Union), UNO (United Nations), IGO (another organisation of states)."""

    text: str
    name: str | None = None
    entity_id: str | None = None
    kind: str | None = None
    country: str | None = None
    sector: str | None = None
    wikidata_id: str | None = None
    role: str | None = None


def resolve_phrase(text: str, names: Names, on: date | None = None) -> Resolution:
    """Who `text` is as of `on` (the latest known where None): entity, country and sector.

    A name is that entity, an office whose holder is known the holder. Any other description ("Ukrainian
    farmers") is the unnamed entity of its role, country and sector.
    """
    phrase = _Phrase(_tokenizer().make_doc(text[:_MAX_CHARS]), names, iso(on))
    found = phrase.meant()
    country, sector = phrase.description.country, phrase.description.sector
    if found is None:
        return Resolution(text, country=country, sector=sector, role=phrase.description.role)
    return Resolution(
        text,
        found.name,
        None if phrase.is_local else found.entity_id,
        found.kind,
        found.country,
        found.sector,
        found.wikidata_id,
        phrase.role,
    )


@cache
def _tokenizer() -> Language:
    """The tokeniser of English pipelines, without the components that would read a sentence."""
    return spacy.blank("en")


class _Phrase:
    """A phrase by itself: its tokens, the known names in it, its parts, and what these say."""

    def __init__(self, doc: Doc, names: Names, day: str) -> None:
        self.doc, self.names, self.day = doc, names, day
        tokens = list(doc)
        others = [span for span in own_spans(tokens, names, day) if span.label != "PERSON"]
        known = before_others(others, list(known_spans(tokens, names, anywhere=True)))
        self.known = told_apart(known, tokens, names)
        self.parts = parts_of(list(doc), {span.start: span for span in self.known}, names)
        self.country_of = KnownNames.of(self.known).country_of
        self.description = describe(self.parts, names)
        self.role = self.description.role
        self.is_local = False  # a single name: who bears it is known within an article only

    @property
    def head(self) -> Part:
        return self.parts[0]

    def meant(self) -> Entity | None:
        """Whom the phrase means, by the first of the readings that tells."""
        if not self.parts:
            return None
        readings = (
            self._whole_name,
            self._person,
            self._last_name,
            self._organ,
            self._holder,
            self._state,
            self._unnamed,
        )
        return next((entity for read in readings if (entity := read()) is not None), None)

    def _whole_name(self) -> Entity | None:
        """A name of the reference data: "the [Hague Group]"."""
        own = self.names.own_person(" ".join(self.head.words), self.day)
        if own is not None:
            return holder_entity(own, self.names, self.day)
        return self._known(0)

    def _last_name(self) -> Entity | None:
        """The name with which the phrase ends: "Russia's [Baltic Fleet]", "the wider [Hezbollah]"."""
        return self._known(None)

    def _known(self, start: int | None) -> Entity | None:
        """The name that the words with the head noun end with, if it begins at the place among them."""
        for first, end, sense in self.head.senses:
            if sense.label == "NORP" and not sense.entity.country and self.description.country:
                continue  # "Rakhine Buddhists" are no others than those of Myanmar
            if end == len(self.head.words) and start in (None, first):
                return self._entity(sense)
        return None

    def _entity(self, sense: Sense) -> Entity:
        """A capital is its state's government where it acts."""
        entity = sense.entity
        if sense.role == "capital" and entity.country:
            return replace(self.names.countries[entity.country], sector="GOV")
        return self.names.as_of(entity, self.day)

    def _person(self) -> Entity | None:
        """ "Foreign Minister [Wang Yi]": a known person, or one with a title or a given name."""
        doc, names = self.doc, self.names
        end = start = self.head.end
        while start > 0 and _is_of_name(doc[start - 1]) and start - 1 not in self.country_of:
            start -= 1
        while start < end and not doc[start].text[0].isupper():
            start += 1
        if start == end:
            return None
        span = titled(NameSpan(start, end, "PERSON", "reference"), list(doc), names)
        if names.own_person(surface(doc, span), self.day) is not None:
            span.rule = OWN_NAME
        before = parts_of(list(doc[: span.start]), {name.start: name for name in self.known}, names)
        title = describe(before, names)
        role = described_role(before, title, names)
        roles = {span.start: [role]} if role is not None else {}
        other = [span.start] if is_other_profession(title) else []
        found = article_persons(doc, [span], roles, names, anywhere(names, self.day), other)
        person = found[0] if found else None
        words = [token.text for token in doc[span.start : span.end]]
        if person is None or not (person.known or role or span.honorific or looks_personal(words, names)):
            return None
        entity = person_entity(person, names, self.day)
        self.is_local = bool(person.salt)
        self.role = title.role or (person.known.term_on(self.day).office if person.known else None)
        told = told_by_roles(entity, person.roles, {}, Setting(doc, self.country_of, {}))
        return with_role(entity, told, person.known is not None, bool(self.day))

    def _organ(self) -> Entity | None:
        """ "The Turkish [Foreign Ministry]"."""
        for organ in find_organs(list(self.doc), self.known, self.names, self.country_of):
            if organ.end == self.head.end:
                code = self.country_of.get(organ.country) if organ.country is not None else None
                code = code or self.description.country
                return organ_entity(organ.name, organ.sector, self.names.countries.get(code or ""))
        return None

    def _holder(self) -> Entity | None:
        """ "The French [president]"."""
        found = self.description
        role = described_role(self.parts, found, self.names)
        if role is None or role.country is None or found.is_plural or not found.is_of_noun:
            return None
        person = office_holder(role, self.names, self.day)
        return holder_entity(person, self.names, self.day) if person is not None else None

    def _state(self) -> Entity | None:
        """ "Kenyan police": the state for which they act, but with their own sector."""
        senses = [sense for part in self.parts for _, _, sense in part.senses]
        known = self.names.country_ids
        states = {sense.entity.country for sense in senses if sense.entity.entity_id in known}
        if not self.description.acts_for_state or states != {self.description.country}:
            return None
        return replace(self.names.countries[states.pop() or ""], sector=self.description.sector)

    def _unnamed(self) -> Entity | None:
        """ "Ukrainian farmers"."""
        return unnamed_entity(self.description, self.names)


def _is_of_name(token: Token) -> bool:
    return token.text[0].isupper() or token.text in PARTICLES or token.text in ("-", "‐")
