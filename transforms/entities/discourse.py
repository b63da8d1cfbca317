"""Whom nominals and pronouns mean: the salient entity that fits, or nobody."""

import re
from itertools import chain, islice, takewhile
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from transforms.entities.candidates import NOBODY, Candidate, Meant
from transforms.entities.grammar import (
    SUBJECTS,
    binding,
    is_another,
    is_by_name,
    is_described,
    is_dummy,
    is_name,
    is_subject,
)
from transforms.entities.offices import office_names
from transforms.entities.roles import Role, role_of
from transforms.entities.setting import KnownNames
from transforms.lexicon.names import Names
from transforms.lexicon.spelling import fold, name_words
from transforms.records import Entity

PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
    "it": "n", "its": "n", "itself": "n",
    "they": "p", "them": "p", "their": "p", "theirs": "p", "themselves": "p",
}  # fmt: skip
_AGE = re.compile(r"\b\d+\W{0,3}year\W{0,3}old\b")
_OF_OFFICE = frozenset(
    {"GOV", "LEG", "MIL", "JUD", "PTY", "REL", "IGO", "BUS", "COP", "EDU", "REB", "OPP", "ELI"}
)
_SEVERAL = frozenset({"family", "couple", "pair", "trio", "team", "crew"})  # of whom a role is one's
_DEFINITE = frozenset({"the", "this", "that"})
# How far back, in sentences, an entity may be meant without being named again.
_REACH = 9  # of "he" and "she"
# Weights were chosen on annotated news articles; around these values little changes.
_PER_SENTENCE = 0.75
_AS_SUBJECT = 1.0
_AS_SPEAKER = 1.2
_IN_QUOTE = -2.0
_AS_POSSESSOR = -0.4
_UNSURE_GENDER = -0.8
_UNFOUNDED = -2.0
_PER_MENTION = 0.15
_MOST_ALIKE = 1_000  # persons of roles with one noun that are compared: no article has half as many
_NAMED_REACH = 8  # sentences
# Definite nouns that mean a state's bodies or a group of people, not the one body named before.
_NO_ONE_BODY = frozenset({
    "government", "presidency", "administration", "group", "opposition", "police", "sector", "audience",
    "board", "business", "community", "industry", "jury", "market", "media", "press", "public",
})  # fmt: skip
_FADED = -4.0  # a score at which nobody has a person in mind any more
# How far the most salient person must be ahead of the next: of 80 pronouns that were read, 9 of the 14 within
# this distance meant somebody else, and 7 of the 66 beyond.
_SURE = 1.35
_MAIN = 3  # times as many mentions as the next make an article's main person


class _Unnamed(NamedTuple):
    """A person without a name: where it was last mentioned, its gender as far as the noun tells."""

    token: int
    sentence: int
    gender: str
    is_subject: bool


class Discourse:
    """The entities of an article in the order in which the reader meets them."""

    def __init__(
        self,
        doc: Doc,
        quoted: bytearray,
        names: Names,
        known: KnownNames,
        candidates: dict[str, Candidate],
    ) -> None:
        self._doc = doc
        self._quoted = quoted
        self._names = names
        self._known = known
        self._candidates = candidates
        self._met: dict[str, Candidate] = {}  # the last met at the end
        self._main: dict[str, list[Candidate]] = {}  # by gender: the two founded persons met most often
        self._by_noun: dict[str, list[Candidate]] = {}
        self._met_by_noun: dict[str, dict[str, Candidate]] = {}  # the last met at the end
        self._by_office: dict[str, list[Candidate]] = {}
        self._n_listed = 0  # of the candidates
        self._unnamed: _Unnamed | None = None  # the latest
        self._aka: dict[str, set[str]] = {}  # entity id → nouns by which the article has named it

    def meet(self, token: Token, entity_id: str, sentence: int) -> None:
        """Note that `token` heads a mention of the entity."""
        candidate = self._candidates.get(entity_id)
        if candidate is None:
            return
        if not candidate.count:
            candidate.order = len(self._met)
        quoted = self.is_quoted(token)
        if quoted and not candidate.quoted and candidate.sentence >= sentence - 1 and candidate.count:
            self._count(candidate)  # what a speaker says does not unseat the narrator's mention just before
            return
        if candidate.entity.kind == "ORG" and token.tag_ in ("NNP", "NNPS"):
            self._aka.setdefault(entity_id, set()).add(fold(token.text))
        head = token.head if token.dep_ == "appos" else token  # "the minister, [Ana Cruz], said"
        subject = is_subject(head)
        candidate.speaker = subject and head.head.lemma_.lower() in self._names.reporting
        candidate.subject = subject
        candidate.quoted = quoted
        candidate.possessor = token.dep_ in ("poss", "compound", "pobj")
        candidate.sentence = sentence
        candidate.token = token.i
        self._met.pop(entity_id, None)
        self._met[entity_id] = candidate
        for noun in {role.noun for role in candidate.roles}:
            of_noun = self._met_by_noun.setdefault(noun, {})
            of_noun.pop(entity_id, None)
            of_noun[entity_id] = candidate
        self._count(candidate)

    def _count(self, candidate: Candidate) -> None:
        candidate.count += 1
        if candidate.entity.kind == "PERSON" and candidate.founded:
            main = self._main.setdefault(candidate.gender, [])
            if all(other is not candidate for other in main):
                main.append(candidate)
            main.sort(key=lambda c: c.count, reverse=True)
            del main[2:]

    def _near(self, sentence: int, reach: int) -> list[Candidate]:
        """The candidates last met at most `reach` sentences before, in the order in which they came up."""
        recent = takewhile(lambda c: sentence - c.sentence <= reach, reversed(self._met.values()))
        return sorted(recent, key=lambda c: c.order)

    def meet_unnamed(self, token: Token, sentence: int) -> None:
        """Note that `token` heads a mention of a person whom the text does not name: "a man", "her son"."""
        if token.lower_ in _SEVERAL:
            return
        self._unnamed = _Unnamed(
            token.i, sentence, self._names.noun_genders.get(token.lower_, ""), is_subject(token)
        )

    def _unnamed_since(self, candidate: Candidate, token: Token, sentence: int) -> bool:
        """Whether a person without a name, who may be meant as well, was spoken of after the candidate: in
        the same sentence, or as subject of the one before by the same voice, the article's or a speaker's."""
        other, gender = self._unnamed, PRONOUNS[token.lower_]
        if other is None or other.token < candidate.token or other.gender not in (gender, ""):
            return False
        was_quoted, is_quoted = self.is_quoted(self._doc[other.token]), self.is_quoted(token)
        if other.sentence == sentence:
            return is_quoted or not was_quoted
        return was_quoted == is_quoted and other.is_subject and other.sentence == sentence - 1

    def is_quoted(self, token: Token) -> bool:
        """Whether the token stands in quotation marks."""
        return bool(self._quoted[token.idx])

    def pronoun(self, token: Token, sentence: int) -> Meant:
        """Whom a third-person pronoun means."""
        gender = PRONOUNS[token.lower_]
        if gender == "n" and is_dummy(token):
            return Meant(None, "dummy")
        if gender in "np":
            return self._by_grammar(token, gender, sentence)
        best, is_sure = self._most_salient(token, gender, sentence)
        if best is not None and self._may_be_other(best, token, sentence):
            return Meant(None, "undecided")
        if best is not None and self._unnamed_since(best, token, sentence):
            self._unnamed = _Unnamed(token.i, sentence, gender, is_subject(token))  # still spoken of
            return Meant(None, "unnamed")
        if best is not None:
            return Meant(best.entity, "salient", is_sure)
        only = self._only(gender)
        return Meant(only.entity, "only_person") if only else NOBODY

    def _may_be_other(self, best: Candidate, token: Token, sentence: int) -> bool:
        """Whether the subject of the sentence before is a person of whom nothing tells the gender, who may be
        meant as well as the one whose gender fits; in quotations, whether nothing tells it of that one."""
        if self.is_quoted(token) and not best.gender:
            return True
        return bool(best.gender) and any(
            c.subject and not c.gender and c.founded and not c.quoted and best.token < c.token
            for c in self._near(sentence, 1)
            if c.entity.kind == "PERSON" and c.sentence == sentence - 1
        )

    def _most_salient(self, token: Token, gender: str, sentence: int) -> tuple[Candidate | None, bool]:
        """The person whom the reader has most in mind, if any, and whether nobody is nearly as much."""
        scored = [
            (self._score(candidate, token, sentence), candidate.token, candidate)
            for candidate in self._near(sentence, _REACH)
            if _fits(candidate, gender) and not self._bound(token, candidate)
        ]
        ranked = sorted(scored, key=lambda each: each[:2], reverse=True)
        if not ranked or ranked[0][0] <= _FADED:
            return None, True
        return ranked[0][2], len(ranked) < 2 or ranked[0][0] - ranked[1][0] >= _SURE

    def _by_grammar(self, token: Token, gender: str, sentence: int) -> Meant:
        """Whom "it" and "they" mean where the grammar of the clause tells; elsewhere they may mean anything
        of which the text spoke, and are left unresolved."""
        here = {c.token: c for c in self._near(sentence, 0) if _fits(c, gender)}
        owner = next((here[other.i] for other in binding(token, self._names) if other.i in here), None)
        if owner is not None:
            return Meant(owner.entity, "bound")
        if not is_subject(token) or token.head.lemma_.lower() not in self._names.reporting:
            return NOBODY
        near = [c for c in self._near(sentence, 1) if _fits(c, gender) and c.founded and c.subject]
        is_body = len(near) == 1 and near[0].entity.kind == "ORG"
        return Meant(near[0].entity, "speaker_before") if is_body and not self.is_quoted(token) else NOBODY

    def _only(self, gender: str) -> Candidate | None:
        """The one person of the gender whom the article speaks of, however far back."""
        if gender not in "mf":
            return None
        main = self._main.get(gender, [])
        if len(main) == 1 or (main and main[0].count >= _MAIN * main[1].count):
            return main[0]
        return None

    def nominal(self, chunk: Span, head: Token, label: str, sentence: int) -> Meant | None:
        """Whom a definite noun phrase means: the entity so described, else one of that kind."""
        definite = chunk[0].lower_ in _DEFINITE
        if head.tag_ in ("NNS", "NNPS") or not definite:
            return None
        if label == "PERSON":
            return self._described(chunk, head, sentence)
        if label == "ORG":
            return self._of_kind(chunk, head, sentence)
        if label == "GPE" and chunk.text.lower() in ("the country", "the nation"):
            return self._latest_country(head, sentence, 2)
        return None

    def _described(self, chunk: Span, head: Token, sentence: int) -> Meant | None:
        role = role_of(chunk, head, self._names, self._known)
        if role is None or head.lower_ in _SEVERAL or is_another(chunk):
            return None
        if is_name(chunk, head, self._known.country_of):
            return None
        self._list_persons()
        stated = self._of_role(role)
        fitting, rule = [stated] if stated is not None else [], "stated_role"
        if not fitting:
            rule = "office_held"
            offices = office_names(role, self._names)
            holders = {id(c): c for office in offices for c in self._by_office.get(office, ())}
            fitting = [
                c
                for c in sorted(holders.values(), key=lambda c: c.place)
                if any(office in offices and role.country in (None, country) for country, office in c.offices)
            ]
        if role.sector not in _OF_OFFICE:  # there are many boxers, and patients
            fitting = [c for c in fitting if sentence - c.sentence <= 1]
        met = [c for c in fitting if c.count] or fitting
        if len(met) > 1:
            met = sorted(met, key=lambda c: c.token, reverse=True)
        if met:
            return Meant(met[0].entity, rule)
        return self.aged(chunk, head, sentence) if _AGE.search(chunk.text) else None

    def _of_role(self, role: Role) -> Candidate | None:
        """The person of such a role who was met last, else the first of those who are named further on."""
        met = reversed(self._met_by_noun.get(role.noun, {}).values())
        listed = self._by_noun.get(role.noun, ())
        persons = chain(islice(met, _MOST_ALIKE), islice(listed, _MOST_ALIKE))
        return next((c for c in persons if any(role.agrees(other) for other in c.roles)), None)

    def _list_persons(self) -> None:
        """List the persons that have come up since by the nouns of their roles and by their offices."""
        new = islice(self._candidates.values(), self._n_listed, None)
        for place, candidate in enumerate(new, self._n_listed):
            candidate.place = place
            if candidate.entity.kind == "PERSON":
                for noun in {role.noun for role in candidate.roles}:
                    self._by_noun.setdefault(noun, []).append(candidate)
                for office in {office for _, office in candidate.offices}:
                    self._by_office.setdefault(office, []).append(candidate)
        self._n_listed = len(self._candidates)

    def aged(self, chunk: Span, head: Token, sentence: int) -> Meant | None:
        """Whom "the 54-year-old founder" means: the person in the reader's mind."""
        gender = self._names.noun_genders.get(head.lower_, "")
        near = [
            c for c in self._near(sentence, 2) if c.entity.kind == "PERSON" and not c.quoted and c.founded
        ]
        near = [c for c in near if not gender or c.gender in (gender, "")]
        if not near:
            return None
        return Meant(max(near, key=lambda c: self._score(c, head, sentence)).entity, "person_in_mind")

    def named(self, head: Token, sentence: int) -> Meant | None:
        """The nearest organisation whose name holds the noun: "the council"."""
        noun = fold(head.lemma_)
        near = [c for c in self._near(sentence, _NAMED_REACH) if c.entity.kind == "ORG"]
        named = [c for c in near if noun in self._words_of(c.entity)]
        return Meant(max(named, key=lambda c: c.token).entity, "noun_in_name") if named else None

    def _words_of(self, entity: Entity) -> set[str]:
        words = name_words(entity.name)
        return set(words) | self._aka.get(entity.entity_id, set())

    def _of_kind(self, chunk: Span, head: Token, sentence: int) -> Meant | None:
        """The organisation that "the company", "the ministry" means: one whose name holds the noun,
        else the only one in reach that may be one, for a subject the only one of the latest sentence."""
        named = self.named(head, sentence)
        if named is not None and named.entity is not None and is_by_name(chunk, head, named.entity):
            return named
        kind = self._names.nouns.get(fold(head.lemma_))
        near = [c for c in self._near(sentence, 3) if c.entity.kind == "ORG"]
        fitting = [c for c in near if c.founded]
        if head.lower_ in _NO_ONE_BODY or is_described(chunk, head):
            return None
        if kind is None or not kind.sector or chunk[0].lower_ == "that":
            return None
        own = (kind.sector, None) if kind.sector == "BUS" else (kind.sector,)
        fitting = [c for c in fitting if c.entity.sector in own]
        if len(fitting) > 1 and is_subject(head):
            latest = max(c.sentence for c in fitting)
            fitting = [c for c in fitting if c.sentence == latest]
        return Meant(fitting[0].entity, "body_in_mind") if len(fitting) == 1 else None

    def _latest_country(self, head: Token, sentence: int, reach: int) -> Meant | None:
        countries = self._names.country_ids
        near = [
            c
            for c in self._near(sentence, reach)
            if c.entity.entity_id in countries and not self._bound(head, c)
        ]
        here = [c for c in near if c.sentence == sentence] or near
        if any(self._doc[c.token].dep_ in ("compound", "poss") for c in here):
            return None  # "U.S. sanctions against the country"
        meant = here if len(here) == 1 else [c for c in here if c.subject]
        return Meant(meant[0].entity, "latest_country") if len(meant) == 1 else None

    def _score(self, candidate: Candidate, token: Token, sentence: int) -> float:
        score = -_PER_SENTENCE * (sentence - candidate.sentence)
        if candidate.speaker:
            score += _AS_SPEAKER
        elif candidate.subject:
            score += _AS_SUBJECT
        if candidate.quoted and not self.is_quoted(token):
            score += _IN_QUOTE
        if candidate.possessor:
            score += _AS_POSSESSOR
        if not candidate.gender:
            score += _UNSURE_GENDER
        if not candidate.founded:
            score += _UNFOUNDED
        return score + _PER_MENTION * min(candidate.count, 6)

    def _bound(self, token: Token, candidate: Candidate) -> bool:
        """Whether syntax forbids that both are one: subject and object of a verb ("Xi met him")."""
        if (
            candidate.token < 0
            or token.dep_ in ("poss", *SUBJECTS)
            or token.lower_.endswith(("self", "selves"))
        ):
            return False
        other = self._doc[candidate.token]
        verb = token.head if token.head.pos_ in ("VERB", "AUX") else token.head.head
        return other.dep_ in SUBJECTS and other.head.i == verb.i


def _fits(candidate: Candidate, gender: str) -> bool:
    kind = candidate.entity.kind
    if gender in "mf":
        return kind == "PERSON" and candidate.gender in (gender, "")
    if gender == "n":
        return kind in ("ORG", "GPE") and candidate.gender != "p"
    return candidate.gender == "p"
