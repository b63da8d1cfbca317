"""Nominals and pronouns of an article: what stands for an entity that is named elsewhere, or for nobody."""

from collections.abc import Mapping

from spacy.tokens import Span, Token

from transforms.entities.candidates import NOBODY, Meant
from transforms.entities.descriptions import OF_STATE, describe, noun_of, unnamed_entity
from transforms.entities.discourse import PRONOUNS, Discourse
from transforms.entities.found import Found
from transforms.entities.offices import holder_entity, office_holder, person_id
from transforms.entities.phrases import OF, parts_of
from transforms.entities.roles import complements, role_of
from transforms.entities.setting import KnownNames, Setting
from transforms.entities.spans import NameSpan
from transforms.entities.things import organ_entity
from transforms.lexicon.names import Names, Noun
from transforms.lexicon.spelling import fold
from transforms.records import Entity
from transforms.schema import UNNAMED

# Without an article these are as often a town's: "officials said", "authorities said".
_LOCAL_TOO = frozenset({"official", "authority"})
_ACTORS = frozenset({"PERSON", "ORG", "GPE"})  # what a nominal must name to take part in anything
# What a phrase is to the one of which it says something.
_SAID_OF_ANOTHER = frozenset({"attr", "oprd", "appos", "npadvmod"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})


class StandIns:
    """Reads what stands for entities, once the names are `found`. Tokens of `nobody` are left out."""

    def __init__(
        self,
        found: Found,
        names: Names,
        setting: Setting,
        known: KnownNames,
        quoted: bytearray,
        nobody: frozenset[int],
    ) -> None:
        self.doc = found.doc
        self.found = found
        self.names = names
        self.setting = setting
        self.known = known
        self.quoted = quoted
        self.nobody = nobody

    def read(self, chunks: list[Span]) -> None:
        """Note all of them, in the order in which the reader meets them."""
        doc, names = self.doc, self.names
        taken = {i for mention in self.found.mentions.values() for i in range(mention.start, mention.end)}
        taken |= self.nobody
        nominals = {chunk.root.i: chunk for chunk in chunks if chunk.root.i not in taken}
        discourse = Discourse(doc, self.quoted, names, self.known, self.found.candidates)
        human = names.word_lists["human"]
        for number, sentence in enumerate(doc.sents):
            for token in sentence:
                mention = self.found.mentions.get(token.i)
                if mention is None and token.lower_ in PRONOUNS and token.pos_ == "PRON":
                    meant = discourse.pronoun(token, number)
                    label = "ORG" if PRONOUNS[token.lower_] == "n" else "PERSON"
                    label = meant.entity.kind if meant.entity else label
                    self.found.mention(NameSpan(token.i, token.i + 1, label, "pronoun"), "pronoun", meant)
                elif (
                    mention is None
                    and token.lower_ == "old"
                    and token.pos_ != "NOUN"
                    and token.dep_ in ("nsubj", "nsubjpass")
                ):
                    self._aged(token, discourse, number)
                elif mention is None and token.i in nominals:
                    self._nominal(nominals[token.i], token, discourse, number)
                mention = self.found.mentions.get(token.i)
                if mention is None:
                    if token.i in nominals and token.tag_ == "NN" and fold(token.lemma_) in human:
                        discourse.meet_unnamed(token, number)
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
            self.found.mention(NameSpan(start, head.i + 1, "PERSON", "age"), "nominal", meant)

    def _nominal(self, chunk: Span, head: Token, discourse: Discourse, sentence: int) -> None:
        noun = self._noun(chunk, head)
        if noun is None or head.tag_ not in _NOUN_TAGS:
            return
        if noun.label not in _ACTORS:
            self._weapon(chunk, head, noun)
            return
        meant = (
            self._so_called(chunk, head)
            or self._apposed(chunk, head)
            or self._of_state(chunk, head)
            or self._of_the_state(chunk, head, discourse, sentence)
            or discourse.nominal(chunk, head, noun.label, sentence)
            or self._in_office(chunk, head, noun.label)
            or self._unnamed(chunk, head)
            or NOBODY
        )
        named = meant.entity is not None and meant.entity.kind != UNNAMED
        label = meant.entity.kind if named and meant.entity else noun.label
        self.found.mention(NameSpan(chunk.start, chunk.end, label, "noun_phrase"), "nominal", meant)

    def _weapon(self, chunk: Span, head: Token, noun: Noun) -> None:
        """Weapons do what the state does that has them: "American warplanes"."""
        meant = self._unnamed(chunk, head) if noun.sector == "MIL" else None
        if meant is not None and meant.entity is not None and meant.entity.country:
            self.found.mention(NameSpan(chunk.start, chunk.end, noun.label, "noun_phrase"), "nominal", meant)

    def _noun(self, chunk: Span, head: Token) -> Noun | None:
        """What the reference data say of the longest phrase that the head ends: "police [station]"."""
        words = [fold(token.text) for token in self.doc[chunk.start : head.i]]
        found = noun_of([*words, fold(head.lemma_)], self.names)[1]
        return found or noun_of([*words, head.lower_], self.names)[1]

    def _unnamed(self, chunk: Span, head: Token) -> Meant | None:
        """Those who are only described: "Peruvian farmers", "a police spokesman".

        Whom the reader knows are left unresolved, unless the words name a country or body.
        """
        if _says_of_another(head) or chunk[0].lower_ == "no":
            return None
        behind = complements(head, OF)
        tokens = [*self.doc[chunk.start : head.i + 1], *behind]
        found = describe(parts_of(tokens, self.known.by_start, self.names), self.names)
        noun = found.noun
        if noun is None or (noun.label != "PERSON" and not found.sector):
            return None  # "the French capital", "a group"
        is_open = not found.country and not found.body
        if is_open and (_is_known(chunk, head) or (_is_bare(chunk, head) and not behind)):
            return None
        entity = unnamed_entity(found, self.names)
        return Meant(entity, "described") if entity is not None else None

    def _so_called(self, chunk: Span, head: Token) -> Meant | None:
        """The body whose name stands before what it is: "the Hamas militant group"."""
        if chunk[0].lower_ != "the" or head.tag_ != "NN":
            return None
        if fold(head.lemma_) not in self.names.word_lists["itself"]:
            return None
        inside = [m for i in range(chunk.start, head.i) if (m := self.found.mentions.get(i)) and m.entity_id]
        entities = [self.found.entities[mention.entity_id or ""] for mention in inside]
        if len(inside) != 1 or inside[0].start != chunk.start + 1 or entities[0].kind != "ORG":
            return None
        for token in self.doc[inside[0].end : head.i]:
            noun = self.names.nouns.get(fold(token.lemma_))
            if token.pos_ != "ADJ" and (noun is None or noun.label != "PERSON"):
                return None  # "the Hamas tunnel group"
        return Meant(entities[0], "apposition")

    def _apposed(self, chunk: Span, head: Token) -> Meant | None:
        """The entity of the name that a nominal stands beside or is said to be."""
        near: list[int] = [child.i for child in head.children if child.dep_ == "appos"]
        if head.dep_ == "appos":
            near.append(head.head.i)
        if head.dep_ == "attr":
            near += [child.i for child in head.head.children if child.dep_ in ("nsubj", "nsubjpass")]
        after = chunk.end
        if after + 1 < len(self.doc) and self.doc[after].text == ",":
            behind = map(self.found.mentions.get, range(after + 1, min(after + 6, len(self.doc))))
            near += [mention.head for mention in behind if mention and mention.start == after + 1]
        for i in near:
            mention = self.found.mentions.get(i)
            if mention and mention.form in ("name", "title") and mention.entity_id:
                entity = self.found.entities[mention.entity_id]
                noun = self.names.nouns.get(fold(head.lemma_))
                several = entity.kind == "PERSON" and head.tag_ in ("NNS", "NNPS")
                if not several and (noun is None or noun.label == entity.kind):
                    return Meant(entity, "apposition")
        return None

    def _of_state(self, chunk: Span, head: Token) -> Meant | None:
        """The state whose officials or forces are meant: "U.S. officials", "the Russian military"."""
        noun = self.names.nouns.get(fold(head.lemma_))
        if noun is None or noun.sector not in OF_STATE:
            return None
        if noun.label == "PERSON" and head.tag_ != "NNS":
            return None
        found: dict[str, Entity] = {}
        for token in (*chunk, *_of_phrase(head)):
            mention = self.found.mentions.get(token.i)
            is_name = mention is not None and mention.form == "name"
            entity = self.found.entities.get(mention.entity_id or "") if mention and is_name else None
            other = self.doc[token.i + 1 : token.i + 2].text == "-"  # "Chinese-made"
            other = other or (noun.sector == "COP" and self._is_capital(token))  # "Kyiv police"
            if entity and entity.entity_id in self.names.country_ids and not other:
                found[entity.entity_id] = entity
        return Meant(next(iter(found.values())), "state_beside") if len(found) == 1 else None

    def _is_capital(self, token: Token) -> bool:
        name = self.known.by_start.get(token.i)
        return name is not None and name.senses[0].role == "capital"

    def _of_the_state(self, chunk: Span, head: Token, discourse: Discourse, sentence: int) -> Meant | None:
        """What "the government", "the army", "police" mean where no state is named: such a body that
        the article has named, else the state that it is about."""
        noun = fold(head.lemma_)
        described = any(token.i != head.i and token.dep_ != "det" for token in chunk)
        bare = chunk[0].i == head.i and noun in _LOCAL_TOO
        if described or bare or noun not in self.names.word_lists["state"]:
            return None
        if chunk[0].lower_ in ("a", "an", "no", "some") or head.lower_ == "governments":
            return None
        named = discourse.named(head, sentence)
        if named is not None:
            return named
        if _of_phrase(head, "of", "from", "in", "for"):
            return None
        if self.setting.is_open(head):
            return NOBODY
        state = self.names.countries.get(self.setting.state(head) or "")
        if state is not None and noun == "opposition":
            state = organ_entity("Opposition", "OPP", state)
        return Meant(state, "state_of_article") if state is not None else None

    def _in_office(self, chunk: Span, head: Token, label: str) -> Meant | None:
        """Who holds the office that a nominal names, if the article speaks of that person, or its
        date tells."""
        if label != "PERSON" or head.tag_ not in ("NN", "NNP") or not _refers(chunk, self.known.country_of):
            return None
        role = role_of(chunk, head, self.names, self.known)
        if role is None or role.country is None:
            return None
        person = office_holder(role, self.names, self.found.day)
        if person is None:
            return None
        known = self.found.candidates.get(person_id(person, self.names))
        if known is not None:
            return Meant(known.entity, "office_holder")
        if not self.found.day:
            return None
        entity = holder_entity(person, self.names, self.found.day)
        self.found.candidate(entity, person.gender, True, [role], person)
        return Meant(entity, "office_holder")


def _says_of_another(head: Token) -> bool:
    """Whether a noun phrase says something of another: "became [a judge]", "as [a lawyer]"."""
    while head.dep_ == "conj":
        head = head.head
    return head.dep_ in _SAID_OF_ANOTHER or head.head.lower_ in ("as", "like")


def _is_known(chunk: Span, head: Token) -> bool:
    """Whether the reader is taken to know who is meant: "the men", "her brother", "Ana Cruz's brother"."""
    if chunk[0].lower_ in _DEFINITE or chunk[0].tag_ in ("PRP$", "WP$"):
        return True
    return any(child.dep_ == "poss" and child.pos_ == "PROPN" for child in head.children)


def _is_bare(chunk: Span, head: Token) -> bool:
    """Whether it is a singular noun by itself, as those of a mass or idea: "immigration"."""
    return chunk.start == head.i and head.tag_ in ("NN", "NNP")


def _refers(chunk: Span, country_of: Mapping[int, str]) -> bool:
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
