"""The entities of one article: names first, then what nominals and pronouns stand for."""

from bisect import bisect_left
from dataclasses import replace
from datetime import date

from spacy.tokens import Doc, Span, Token

from transforms.entities.affiliations import meant_by_token, told_by_roles, with_role
from transforms.entities.also_known import also_known, as_persons
from transforms.entities.discourse import NOBODY, PRONOUNS, Candidate, Discourse, Meant
from transforms.entities.genders import pronoun_genders
from transforms.entities.joining import name_spans
from transforms.entities.known import Evidence, anywhere, known_by_surname
from transforms.entities.offices import holder_entity, office_holder, person_id
from transforms.entities.organs import Organ, adjectives, find_organs, without_organs
from transforms.entities.people import ArticlePerson, article_persons, merges_of, person_entity
from transforms.entities.places import told_apart
from transforms.entities.roles import Role, other_professions, role_of, stated_roles
from transforms.entities.setting import Setting, countries_named
from transforms.entities.spans import NameSpan, known_spans
from transforms.entities.surnames import with_short_forms
from transforms.entities.things import (
    article_things,
    bracketed,
    organ_entity,
    sense_in_place,
    shared_sense,
)
from transforms.labels import nobody_labels
from transforms.lexicon.names import Names, Person, Sense, is_shared, iso
from transforms.lexicon.spelling import fold, has_letter, squeeze
from transforms.marks import paragraphs, quoted_mask
from transforms.records import ArticleEntities, Entity, EntityMerge, Mention

_ADMINISTRATIONS = frozenset({"administration", "government", "cabinet"})
_OF_STATE = frozenset({"GOV", "MIL", "COP", "SPY"})  # sectors whose people act for their state
# Without an article these are as often a town's: "officials said", "authorities said".
_LOCAL_TOO = frozenset({"official", "authority"})
_ACTORS = frozenset({"PERSON", "ORG", "GPE"})  # what a nominal must name to take part in anything
UNDECIDED = Meant(None, "namesakes")
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})


def find_entities(doc: Doc, names: Names, published_on: date | None) -> ArticleEntities:
    """Mentions of an article and the entities that they mean.

    Names, titles with names, nominals and third-person pronouns; see `ArticleEntities`. Offices are
    those of `published_on`, the latest known where it is None.
    """
    return _Article(doc, names, iso(published_on)).read()


class _Article:
    """Mutable state while one article's entities are resolved: mentions by head token, entities by id."""

    def __init__(self, doc: Doc, names: Names, day: str) -> None:
        self.doc = doc
        self.names = names
        self.day = day
        self.quoted = quoted_mask(doc.text)
        self.nobody = _nobody(doc)  # tokens
        self.mentions: dict[int, Mention] = {}
        self.entities: dict[str, Entity] = {}
        self.candidates: dict[str, Candidate] = {}
        self.known_persons: set[str] = set()  # entity ids

    def read(self) -> ArticleEntities:
        organs, merges = self._names()
        self._organs(organs)
        self._stand_ins(list(self.doc.noun_chunks))
        self._affiliate()
        mentions = sorted(self.mentions.values(), key=lambda mention: (mention.start, -mention.end))
        used = {mention.entity_id for mention in mentions}
        entities = {key: entity for key, entity in self.entities.items() if key in used}
        merged = tuple(merge for merge in merges if merge.entity_id in used)
        return ArticleEntities(tuple(mentions), entities, merged)

    # Names

    def _names(self) -> tuple[list[Organ], list[EntityMerge]]:
        doc, names = self.doc, self.names
        tokens = list(doc)
        known = told_apart(list(known_spans(tokens, names)), tokens, names)
        spans = [span for span in name_spans(doc, known, names) if span.start not in self.nobody]
        spans = with_short_forms(spans, tokens, names)
        senses = {span.start: sense_in_place(span, doc, names) for span in spans if span.senses}
        self.divisions = {
            i: span.senses[0].entity
            for span in known
            if span.senses and span.senses[0].entity.entity_id in names.divisions
            for i in range(span.start, span.end)
        }
        persons_at = {i for span in spans if span.label == "PERSON" for i in range(span.start, span.end)}
        self.country_of = countries_named([span for span in known if span.start not in persons_at])
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
        things = self._things(spans, senses, known)
        for span in spans:
            if span.label == "PERSON":
                form = "title" if span.honorific or span.jobs else "name"
                self._mention(span, form, persons.get(span.start, UNDECIDED))
            else:
                meant = self._thing(span, senses.get(span.start), things.get(span.start))
                self._mention(span, "name", meant)
        return organs, merges

    def _persons(
        self, spans: list[NameSpan], further: dict[int, int]
    ) -> tuple[dict[int, Meant], list[EntityMerge]]:
        """The persons by the start of their spans, and why names were joined. Sets `setting`."""
        doc, names = self.doc, self.names
        chunks = list(doc.noun_chunks)
        roles = stated_roles(doc, spans, chunks, names, self.country_of)
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
            merges += merges_of(person, entity, names)
            for span, rule in zip(person.spans, person.rules, strict=True):
                found[span.start] = Meant(entity, rule)
                if entity.country:
                    in_office |= dict.fromkeys(range(span.start, span.end), entity.country)
            if person.known:
                self.known_persons.add(entity.entity_id)
            self._candidate(entity, gender, _is_founded(person), person.roles, person.known)
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
        return article_things(self.doc, unknown, self.names, aliases, inside, self.setting)

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
            meant = Meant(sense.entity, "capital_for_state" if sense.role == "government" else rule)
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
            self._mention(span, "name", Meant(entity, rule))

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
        meant = meant_by_token(self.mentions, self.entities)
        for key, candidate in self.candidates.items():
            entity = self.entities.get(key)
            if entity is not None and entity.kind == "PERSON" and candidate.roles:
                told = told_by_roles(entity, candidate.roles, meant, self.setting)
                self.entities[key] = with_role(entity, told, key in self.known_persons)

    def _mention(self, found: NameSpan, form: str, meant: Meant) -> None:
        """Note a mention, without blanks at its ends, unless its head has one or no letter is in it."""
        start, end, entity = found.start, found.end, meant.entity
        while start < end and self.doc[start].is_space:
            start += 1
        while start < end and self.doc[end - 1].is_space:
            end -= 1
        span = self.doc[start:end]
        if not has_letter(span.text):
            return
        head = span.root.i
        if head in self.mentions:
            return
        if entity is not None and not has_letter(entity.name):
            entity = None
        if entity is not None:
            self.entities.setdefault(entity.entity_id, entity)
            if form in ("name", "title") and entity.entity_id not in self.candidates:
                plural = entity.kind in ("ORG", "NORP") and span.root.tag_ in ("NNPS", "NNS")
                self._candidate(entity, "p" if plural else "n", True, [])
        self.mentions[head] = Mention(
            start,
            end,
            head,
            span.start_char,
            span.end_char,
            span.text,
            found.label,
            form,
            entity.entity_id if entity else None,
            f"{found.rule} > {meant.rule}",
        )

    def _candidate(
        self, entity: Entity, gender: str, founded: bool, roles: list[Role], known: Person | None = None
    ) -> None:
        terms = known.terms if known else ()
        held = frozenset((t.country, t.office) for t in terms if not t.of and t.covers(self.day or "9999"))
        self.candidates[entity.entity_id] = Candidate(entity, gender, founded, roles=roles, offices=held)

    # Nominals and pronouns

    def _stand_ins(self, chunks: list[Span]) -> None:
        """Nominals and pronouns, in the order in which the reader meets them."""
        doc, names = self.doc, self.names
        taken = {i for mention in self.mentions.values() for i in range(mention.start, mention.end)}
        taken |= self.nobody
        nominals = {chunk.root.i: chunk for chunk in chunks if chunk.root.i not in taken}
        discourse = Discourse(doc, self.quoted, names, self.country_of, self.candidates)
        for number, sentence in enumerate(doc.sents):
            for token in sentence:
                mention = self.mentions.get(token.i)
                if mention is None and token.lower_ in PRONOUNS and token.pos_ == "PRON":
                    meant = discourse.pronoun(token, number)
                    label = "ORG" if PRONOUNS[token.lower_] == "n" else "PERSON"
                    label = meant.entity.kind if meant.entity else label
                    self._mention(NameSpan(token.i, token.i + 1, label, "pronoun"), "pronoun", meant)
                elif (
                    mention is None
                    and token.lower_ == "old"
                    and token.pos_ != "NOUN"
                    and token.dep_ in ("nsubj", "nsubjpass")
                ):
                    self._aged(token, discourse, number)
                elif mention is None and token.i in nominals:
                    self._nominal(nominals[token.i], token, discourse, number)
                mention = self.mentions.get(token.i)
                if mention is None:
                    continue
                if mention.entity_id is not None:
                    discourse.meet(token, mention.entity_id, number)
                elif mention.form == "nominal" and mention.label == "PERSON" and token.tag_ == "NN":
                    discourse.meet_unnamed(token, number)

    def _aged(self, head: Token, discourse: Discourse, sentence: int) -> None:
        """ "The 54-year-old", which the parser takes for an adjective."""
        start = head.left_edge.i
        if self.doc[start].lower_ == "the":
            chunk = self.doc[start : head.i + 1]
            meant = discourse.aged(chunk, head, sentence) or NOBODY
            self._mention(NameSpan(start, head.i + 1, "PERSON", "age"), "nominal", meant)

    def _nominal(self, chunk: Span, head: Token, discourse: Discourse, sentence: int) -> None:
        noun = self.names.nouns.get(fold(head.lemma_)) or self.names.nouns.get(head.lower_)
        if noun is None or noun.label not in _ACTORS or head.tag_ not in _NOUN_TAGS:
            return
        meant = (
            self._apposed(chunk, head)
            or self._of_state(chunk, head)
            or self._of_the_state(chunk, head, discourse, sentence)
            or discourse.nominal(chunk, head, noun.label, sentence)
            or self._in_office(chunk, head, noun.label)
            or NOBODY
        )
        label = meant.entity.kind if meant.entity else noun.label
        self._mention(NameSpan(chunk.start, chunk.end, label, "noun_phrase"), "nominal", meant)

    def _apposed(self, chunk: Span, head: Token) -> Meant | None:
        """The entity of the name that a nominal stands beside or is said to be."""
        near: list[int] = [child.i for child in head.children if child.dep_ == "appos"]
        if head.dep_ == "appos":
            near.append(head.head.i)
        if head.dep_ == "attr":
            near += [child.i for child in head.head.children if child.dep_ in ("nsubj", "nsubjpass")]
        after = chunk.end
        if after + 1 < len(self.doc) and self.doc[after].text == ",":
            near += [
                mention.head
                for mention in (self.mentions.get(i) for i in range(after + 1, min(after + 6, len(self.doc))))
                if mention and mention.start == after + 1
            ]
        for i in near:
            mention = self.mentions.get(i)
            if mention and mention.form in ("name", "title") and mention.entity_id:
                entity = self.entities[mention.entity_id]
                noun = self.names.nouns.get(fold(head.lemma_))
                several = entity.kind == "PERSON" and head.tag_ in ("NNS", "NNPS")
                if not several and (noun is None or noun.label == entity.kind):
                    return Meant(entity, "apposition")
        return None

    def _of_state(self, chunk: Span, head: Token) -> Meant | None:
        """The state whose officials or forces are meant: "U.S. officials", "the Russian military"."""
        noun = self.names.nouns.get(fold(head.lemma_))
        if noun is None or noun.sector not in _OF_STATE:
            return None
        if noun.label == "PERSON" and head.tag_ != "NNS":
            return None
        found: dict[str, Entity] = {}
        for token in (*chunk, *_of_phrase(head)):
            mention = self.mentions.get(token.i)
            entity = (
                self.entities.get(mention.entity_id or "") if mention and mention.form == "name" else None
            )
            compound = self.doc[token.i + 1 : token.i + 2].text == "-"  # "Chinese-made"
            if entity and entity.entity_id in self.names.country_ids and not compound:
                found[entity.entity_id] = entity
        return Meant(next(iter(found.values())), "state_beside") if len(found) == 1 else None

    def _of_the_state(self, chunk: Span, head: Token, discourse: Discourse, sentence: int) -> Meant | None:
        """What "the government", "the army", "police" mean where no state is named: such a body that
        the article has named, else the state that it is about."""
        noun = fold(head.lemma_)
        described = any(token.i != head.i and token.dep_ != "det" for token in chunk)
        bare = chunk[0].i == head.i and noun in _LOCAL_TOO
        if described or bare or noun not in self.names.word_lists["state"]:
            return None
        if chunk[0].lower_ in ("a", "an", "no", "some"):
            return None
        named = discourse.named(head, sentence)
        if named is not None:
            return named
        if _of_phrase(head, "of", "from", "in", "for"):
            return None
        state = self.names.countries.get(self.setting.state(head) or "")
        if state is not None and noun == "opposition":
            state = organ_entity("Opposition", "OPP", state)
        return Meant(state, "state_of_article") if state is not None else None

    def _in_office(self, chunk: Span, head: Token, label: str) -> Meant | None:
        """Who holds the office that a nominal names, if the article speaks of that person, or its
        date tells."""
        if label != "PERSON" or head.tag_ not in ("NN", "NNP") or not _refers(chunk, self.country_of):
            return None
        role = role_of(chunk, head, self.names, self.country_of)
        if role is None or role.country is None:
            return None
        person = office_holder(role, self.names, self.day)
        if person is None:
            return None
        if person_id(person, self.names) in self.candidates:
            return Meant(self.candidates[person_id(person, self.names)].entity, "office_holder")
        if not self.day:
            return None
        entity = holder_entity(person, self.names, self.day)
        self._candidate(entity, person.gender, True, [role], person)
        return Meant(entity, "office_holder")


def _refers(chunk: Span, country_of: dict[int, str]) -> bool:
    """Whether a noun phrase speaks of somebody: "the president", "China's president"; not "for president"."""
    first = chunk[0]
    return first.dep_ in ("det", "poss") or first.i in country_of


def _of_phrase(head: Token, *prepositions: str) -> list[Token]:
    """The words that "of" or "from", or one of `prepositions`, brings to a noun."""
    wanted = prepositions or ("of", "from")
    return [
        thing
        for child in head.rights
        if child.dep_ == "prep" and child.lower_ in wanted
        for thing in child.rights
    ]


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
