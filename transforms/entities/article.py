"""The entities of one article: names first, then what nominals and pronouns stand for."""

from bisect import bisect_left
from dataclasses import replace
from datetime import date

from spacy.tokens import Doc, Token

from transforms.entities.affiliations import meant_by_token, stated_words, told_by_roles, with_role
from transforms.entities.also_known import also_known, as_persons
from transforms.entities.candidates import Meant
from transforms.entities.found import Found
from transforms.entities.genders import pronoun_genders
from transforms.entities.joining import name_spans
from transforms.entities.known import Evidence, anywhere, known_by_surname
from transforms.entities.organs import Organ, adjectives, find_organs, without_organs
from transforms.entities.own_names import before_others, own_spans, with_own_persons
from transforms.entities.people import ArticlePerson, article_persons, merges_of, person_entity
from transforms.entities.places import told_apart
from transforms.entities.roles import other_professions, stated_roles
from transforms.entities.setting import KnownNames, Setting
from transforms.entities.spans import NameSpan, known_spans
from transforms.entities.stand_ins import StandIns
from transforms.entities.support import believed, believed_person
from transforms.entities.surnames import with_short_forms
from transforms.entities.things import (
    article_things,
    bodies_by_noun,
    bracketed,
    organ_entity,
    sense_in_place,
    shared_sense,
)
from transforms.labels import nobody_labels
from transforms.lexicon.names import Names, Sense, is_shared, iso
from transforms.lexicon.spelling import squeeze
from transforms.marks import paragraphs, quoted_mask
from transforms.records import ArticleEntities, Entity, EntityMerge, Mention

_ADMINISTRATIONS = frozenset({"administration", "government", "cabinet"})
UNDECIDED = Meant(None, "namesakes")


def find_entities(doc: Doc, names: Names, published_on: date | None) -> ArticleEntities:
    """Mentions of an article and the entities that they mean.

    Names, titles with names, nominals and third-person pronouns; see `ArticleEntities`. Offices are
    those of `published_on`, the latest known where it is None.
    """
    return _Article(doc, names, iso(published_on)).read()


class _Article:
    """Reads the names of an article into `found`, then what stands for them."""

    def __init__(self, doc: Doc, names: Names, day: str) -> None:
        self.doc = doc
        self.names = names
        self.day = day
        self.quoted = quoted_mask(doc.text)
        self.nobody = _nobody(doc)  # tokens
        self.found = Found(doc, day)
        self.known_persons: set[str] = set()  # entity ids
        self.unsupported: set[str] = set()  # entity ids

    def read(self) -> ArticleEntities:
        organs, merges = self._names()
        self._organs(organs)
        stand_ins = StandIns(self.found, self.names, self.setting, self.known, self.quoted, self.nobody)
        stand_ins.read(list(self.doc.noun_chunks))
        self._affiliate()
        mentions = sorted(
            map(self._if_supported, self.found.mentions.values()),
            key=lambda mention: (mention.start, -mention.end),
        )
        used = {mention.entity_id or mention.unnamed_id for mention in mentions}
        entities = {key: entity for key, entity in self.found.entities.items() if key in used}
        merged = tuple(merge for merge in merges if merge.entity_id in used)
        return ArticleEntities(tuple(mentions), entities, merged)

    def _if_supported(self, mention: Mention) -> Mention:
        """The mention, of nobody where only the recogniser says that there is such an entity. Until here it
        stood in the way of others for whom a pronoun might stand."""
        if mention.entity_id not in self.unsupported:
            return mention
        return replace(mention, entity_id=None, rule=f"{mention.rule.partition(' > ')[0]} > unsupported")

    # Names

    def _names(self) -> tuple[list[Organ], list[EntityMerge]]:
        doc, names = self.doc, self.names
        tokens = list(doc)
        own = own_spans(tokens, names, self.day)
        others = [span for span in own if span.label != "PERSON"]
        known = told_apart(before_others(others, list(known_spans(tokens, names))), tokens, names)
        spans = [span for span in name_spans(doc, known, names) if span.start not in self.nobody]
        spans = with_own_persons(spans, own, tokens, names)
        spans = with_short_forms(spans, tokens, names)
        senses = {span.start: sense_in_place(span, doc, names) for span in spans if span.senses}
        self.divisions = {
            i: span.senses[0].entity
            for span in known
            if span.senses and span.senses[0].entity.entity_id in names.divisions
            for i in range(span.start, span.end)
        }
        persons_at = {i for span in spans if span.label == "PERSON" for i in range(span.start, span.end)}
        self.known = KnownNames.of(span for span in known if span.start not in persons_at)
        self.country_of = self.known.country_of
        organs = list(find_organs(tokens, known, names, self.country_of))
        spans = without_organs(spans, organs)
        spans += adjectives(organs, known, spans)
        spans.sort(key=lambda span: span.start)
        senses |= {span.start: span.senses[0] for span in spans if span.senses and span.start not in senses}
        spans = [_administration(span, doc) for span in spans]
        further = also_known(doc, spans)
        spans = as_persons(spans, further)
        persons, merges = self._persons(spans, further)
        senses = self._shared(spans, senses)
        senses |= bodies_by_noun(spans, senses, doc, names)
        things = self._things(spans, senses, known)
        for span in spans:
            if span.label == "PERSON":
                form = "title" if span.honorific or span.jobs else "name"
                self.found.mention(span, form, persons.get(span.start, UNDECIDED))
            else:
                meant = self._thing(span, senses.get(span.start), things.get(span.start))
                self.found.mention(span, "name", meant)
        return organs, merges

    def _persons(
        self, spans: list[NameSpan], further: dict[int, int]
    ) -> tuple[dict[int, Meant], list[EntityMerge]]:
        """The persons by the start of their spans, and why names were joined. Sets `setting`."""
        doc, names = self.doc, self.names
        chunks = list(doc.noun_chunks)
        roles = stated_roles(doc, spans, chunks, names, self.known)
        professions = other_professions(doc, spans, chunks, names)
        named = frozenset(squeeze(sense.entity.name) for span in spans for sense in span.senses)
        evidence = Evidence(frozenset(self.country_of.values()), named, self.day)
        persons = article_persons(doc, spans, roles, names, evidence, professions, further)
        told = pronoun_genders(doc, persons, self.quoted)
        merges: list[EntityMerge] = []
        found: dict[int, Meant] = {}
        in_office: dict[int, str] = {}
        for number, person in enumerate(persons):
            gender = person.gender if person.sure_gender else told.get(number, person.gender)
            entity = person_entity(person, names, self.day)
            if not believed_person(person, doc, names):
                self.unsupported.add(entity.entity_id)
            merges += merges_of(person, entity, names)
            for span, rule in zip(person.spans, person.rules, strict=True):
                found[span.start] = Meant(entity, rule)
                if entity.country:
                    in_office |= dict.fromkeys(range(span.start, span.end), entity.country)
            if person.known:
                self.known_persons.add(entity.entity_id)
            self.found.candidate(entity, gender, _is_founded(person), person.roles, person.known)
        self.setting = Setting(doc, self.country_of, in_office)
        return found, merges

    def _things(
        self, spans: list[NameSpan], senses: dict[int, Sense], known: list[NameSpan]
    ) -> dict[int, Entity]:
        """What the names mean that are neither persons nor in the reference data, by their start."""
        unknown = [span for span in spans if span.label != "PERSON" and span.start not in senses]
        inside = {
            i: span.senses[0].entity
            for span in known
            if span.senses and not is_shared(span.senses)
            for i in range(span.start, span.end)
        }
        aliases = bracketed(self.doc, spans)
        found = article_things(self.doc, unknown, self.names, aliases, inside, self.setting)
        named: dict[str, list[NameSpan]] = {}
        for span in unknown:
            if span.start in found:
                named.setdefault(found[span.start].entity_id, []).append(span)
        for entity_id, its_spans in named.items():
            thing = found[its_spans[0].start]
            if thing.country is None and not believed(its_spans, thing.kind, self.doc, self.names):
                self.unsupported.add(entity_id)
        return found

    def _shared(self, spans: list[NameSpan], senses: dict[int, Sense]) -> dict[int, Sense]:
        """`senses` with that of the right country where bodies of several bear a name, without those
        that fit none of the article's countries."""
        found = dict(senses)
        for span in spans:
            if span.start not in senses or not is_shared(span.senses):
                continue
            sense = shared_sense(span, self.doc, self.country_of, self.setting)
            if sense is not None:
                found[span.start] = sense
            else:
                del found[span.start]
        return found

    def _thing(self, span: NameSpan, sense: Sense | None, unknown: Entity | None) -> Meant:
        """What a name means that is no person's: its sense, else the article's own thing."""
        if sense is not None:
            rule = "known_name" if not is_shared(span.senses) else "shared_name"
            entity = self.names.as_of(sense.entity, self.day)
            meant = Meant(entity, "capital_for_state" if sense.role == "government" else rule)
        else:
            meant = Meant(unknown, "unknown_name")
        if meant.entity is not None and span.jobs:
            return Meant(self._administration_of(span, meant.entity), "administration")
        return meant

    def _administration_of(self, span: NameSpan, entity: Entity) -> Entity:
        """ "Biden administration", with the country of its head."""
        word = squeeze(self.doc[span.end - 2].text)
        head = known_by_surname(word, self.names, anywhere(self.names, self.day))
        country = head.term_on(self.day).country if head else None
        return replace(entity, country=country, sector="GOV")

    def _organs(self, organs: list[Organ]) -> None:
        """Mentions of organs. One whose country the words beside it do not tell is that of the
        country whose clause it stands in, else of the one named with the same organ elsewhere in the
        article, else of the one that the article is about."""
        stated: dict[str, set[str]] = {}
        for organ in organs:
            if organ.country is not None:
                stated.setdefault(organ.name, set()).add(self.country_of[organ.country])
        for organ in organs:
            token = self.doc[organ.end - 1]
            same = stated.get(organ.name, set())
            code, rule = self._country_of_organ(organ, token, same)
            country = self.names.countries.get(code) if code else None
            division = self.divisions.get(organ.country) if organ.country is not None else None
            entity = organ_entity(organ.name, organ.sector, country, division)
            for sense in self.names.senses.get(squeeze(self.doc[organ.core : organ.end].text), ()):
                own = sense.entity.country
                if (own is None and organ.country is None) or own == code or code is None:
                    entity = sense.entity
                    break
            span = NameSpan(organ.start, organ.end, "ORG", "organ")
            self.found.mention(span, "name", Meant(entity, rule))

    def _country_of_organ(self, organ: Organ, token: Token, same: set[str]) -> tuple[str | None, str]:
        """The country whose organ it is, and the rule; `same` are those stated with the same organ."""
        if organ.country is not None:
            return self.country_of[organ.country], "country_beside"
        here = self.setting.here(token)
        if here is not None:
            return here, "country_of_clause"
        if len(same) == 1:
            return next(iter(same)), "country_of_same_organ"
        code = self.setting.at(token)
        return code, "country_of_article" if code else "no_country"

    def _affiliate(self) -> None:
        """Give persons the country and sector that their roles tell, now that pronouns are known."""
        meant = meant_by_token(self.found.mentions, self.found.entities)
        for key, candidate in self.found.candidates.items():
            entity = self.found.entities.get(key)
            if entity is not None and entity.kind == "PERSON" and candidate.roles:
                told = told_by_roles(entity, candidate.roles, meant, self.setting)
                words = stated_words(self.doc, candidate.roles, self.names.word_lists["kin"])
                entity = with_role(entity, told, key in self.known_persons, bool(self.day))
                self.found.entities[key] = replace(entity, role=words)


def _administration(span: NameSpan, doc: Doc) -> NameSpan:
    """ "Biden administration": a government named after its head."""
    end = span.end
    if span.label != "PERSON" or span.honorific or end >= len(doc) or doc[end].lower_ not in _ADMINISTRATIONS:
        return span
    return NameSpan(span.start, end + 1, "ORG", "administration", jobs=(doc[end].text,))


def _nobody(doc: Doc) -> frozenset[int]:
    """The tokens of labels that name nobody: "QUESTION:"."""
    body = doc.text
    found = list(nobody_labels(body, paragraphs(body)))
    if not found:
        return frozenset()
    starts = [token.idx for token in doc]
    return frozenset(
        i for label in found for i in range(bisect_left(starts, label.start), bisect_left(starts, label.end))
    )


def _is_founded(person: ArticlePerson) -> bool:
    return bool(
        person.known
        or len(person.words) > 1
        or person.roles
        or any(s.honorific or s.jobs for s in person.spans)
    )
