"""Who a noun phrase means: text as written, entity, country."""

from dataclasses import dataclass
from functools import cached_property

from transforms.events.politics import Subject, subject_of
from transforms.events.tree import Tree
from transforms.records import ArticleEntities, Entity

ACTOR_LABELS = frozenset(("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"))
ACTOR_CLASSES = frozenset(("state", "person", "armed", "police", "court", "crowd", "rebel"))
POLITICAL_CLASSES = frozenset(("state", "role", "armed", "police", "court", "rebel"))
# Nouns whose plural stands for the states or bodies behind "of": "the leaders of Peru and Chile".
COLLECTIVE = ("state", "role", "armed")
PERSONAL = frozenset(("he", "she", "they", "we", "i", "him", "her", "them", "us", "who"))
DEFINITE = frozenset(("the", "these", "those"))
PLACE_LABELS = frozenset(("GPE", "LOC", "FAC"))
NOBODY_LABELS = frozenset(("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "LAW", "EVENT"))
NOBODY_CLASSES = (
    "talk",
    "agreement",
    "sanction",
    "restriction",
    "protest",
    "violence",
    "inquiry",
    "accusation",
    "wrong",
    "request",
    "support",
    "apology",
    "election",
    "relation",
    "money",
    "abstract",
)
DEEPEST = 4  # phrases within phrases that are searched for a name
TRIMMED = frozenset(("relcl", "acl", "appos", "cc", "conj", "punct", "advcl"))
CLAUSES_BEFORE = frozenset(("relcl", "advcl", "punct", "cc", "conj", "neg", "preconj"))
MODIFIERS = ("amod", "compound", "nmod")
INNER_PREPOSITIONS = ("by", "of", "from", "in", "against", "on", "with", "at", "to", "between", "for")


@dataclass(frozen=True, slots=True)
class Party:
    """An actor or recipient: head token, words as written, and whom they mean as far as is known.

    `rule` says how it was bound to the event, see `transforms.schema.rules`.
    """

    head: int
    text: str
    entity_id: str | None
    country: str | None
    named: bool
    rule: str
    unnamed_id: str | None = None  # the entity of those who are only described


def counts_two(tree: Tree, head: int) -> bool:
    """Whether a phrase means two that are known: "the two leaders", "both sides", not "two gunmen"."""
    words = {tree.lemma[c] for c in tree.children[head] if c < head}
    if tree.lemma[head] == "both":
        return True
    if tree.lemma[head] == "two":
        return not words.isdisjoint(DEFINITE)
    return tree.is_a(head, "pair") and (
        "both" in words or ("two" in words and not words.isdisjoint(DEFINITE))
    )


@dataclass(frozen=True)
class Cast:
    """Finds the parties of one article."""

    tree: Tree
    entities: ArticleEntities

    @cached_property
    def subject(self) -> Subject:
        """What the article is about."""
        return subject_of(self.tree, self.entities)

    def is_actor(self, i: int) -> bool:
        """Whether a noun phrase can act in politics: a name, a pronoun, or a noun such as "troops"."""
        tree = self.tree
        if self.named(i) or self._stands_for_name(i) or tree.lemma[i] in PERSONAL:
            return True
        if tree.tag[i] in ("CD", "DT", "JJ", "PDT"):
            return counts_two(tree, i) or self._some_of_actors(i)
        return tree.is_noun(i) and (tree.is_a(i, *ACTOR_CLASSES) or counts_two(tree, i))

    def _stands_for_name(self, i: int) -> bool:
        """Whether it is a common noun that means somebody: "the minister", "the company"."""
        mention = self.entities.by_head.get(i)
        if mention is None or mention.form != "nominal":
            return False
        return mention.label in ("PERSON", "ORG", "NORP", "GPE")

    def _some_of_actors(self, i: int) -> bool:
        """Whether it is a number of those who can act: "eleven of the prisoners", "some of them"."""
        tree = self.tree
        parts = (tree.child(c, "pobj") for c in tree.childs(i, "prep") if tree.lemma[c] == "of")
        inner = next(parts, None)
        return inner is not None and self.is_actor(inner)

    def is_political(self, i: int) -> bool:
        """Whether it is a name, or a noun for an office, an organ, a force, a faction: not "a driver"."""
        if self.named(i) and self.tree.ent[i] != "FAC":
            return True
        return self.tree.is_noun(i) and self.tree.is_a(i, *POLITICAL_CLASSES)

    def may_be_political(self, i: int) -> bool:
        """Whether it is political or has a country or body in front of it: "Israeli citizens"."""
        return self.is_political(i) or self.tied(i)

    def has_name(self, i: int) -> bool:
        """Whether the phrase is a name, alone or with a title."""
        mention = self.entities.by_head.get(i)
        return mention is not None and mention.form in ("name", "title")

    def is_place(self, i: int) -> bool:
        mention = self.entities.by_head.get(i)
        return mention is not None and mention.label in PLACE_LABELS

    def is_people(self, i: int) -> bool:
        """Whether it is several of a people: "300 Kurds", not "Kurdish"."""
        mention = self.entities.by_head.get(i)
        return mention is not None and mention.label == "NORP" and self.tree.tag[i] in ("NNPS", "NNS")

    def is_nobody(self, i: int) -> bool:
        """Whether it neither acts nor suffers: a document, a law, a deed, a war, a day, a sum."""
        if self.named(i):
            return False
        mention = self.entities.by_head.get(i)
        label = self.tree.ent[i] if mention is None else mention.label
        return label in NOBODY_LABELS or self.tree.is_a(i, *NOBODY_CLASSES)

    def may_speak(self, i: int) -> bool:
        """Whether it acts, or says what those do who made it: "an inquiry faulted", "protests demanded"."""
        if self.tree.lemma[i] == "order":
            return True
        return self.is_actor(i) or self.tree.is_a(i, "inquiry", "protest", "request", "accusation", "talk")

    def tied(self, i: int) -> bool:
        """Whether a country or organ in front of the noun says whose it is: "Israeli citizens"."""
        tree = self.tree
        for c in tree.children[i]:
            if tree.dep[c] in ("poss", "amod", "compound", "nmod") and self.named(c):
                return True
            if tree.dep[c] == "prep" and tree.lemma[c] == "from":
                inner = tree.child(c, "pobj")
                if inner is not None and self.named(inner):
                    return True
        return False

    def named(self, i: int) -> bool:
        """Whether the phrase headed by `i` is a name of someone or some place."""
        mention = self.entities.by_head.get(i)
        if mention is not None:
            if mention.form == "nominal" and mention.label in ("LOC", "FAC"):
                return False  # "the border", "the airport" do nothing and suffer nothing by themselves
            if mention.form in ("nominal", "pronoun"):
                entity = self.entities.entity(mention)
                return entity is not None
            is_thing = self.tree.dep[i] == "compound" and mention.rule.endswith("unsupported")
            return mention.label in ACTOR_LABELS and not is_thing  # "a [Patriot] battery"
        return self.tree.ent[i] in ACTOR_LABELS and self.tree.dep[i] != "compound"

    def is_person(self, party: Party) -> bool:
        """Whether the entity of a party is a person."""
        return party.entity_id is not None and self.entities.entities[party.entity_id].kind == "PERSON"

    def parties(self, i: int, rule: str, *, inner: bool, but: int | None = None) -> list[Party]:
        """The parties that a phrase names, one a conjunct; `rule` is how the phrase was bound.

        With `inner`, a phrase that cannot act stands for whom it names: "condemned the army's raid"
        is done to the army, "the attack on Kenya" concerns Kenya.
        """
        found = []
        members = self._joined(i)
        for member in members:
            if self.is_actor(member):
                found += self._each(member, rule)
            elif inner and (owner := self.owner(member, but)) is not None:
                found += self._each(owner, f"{rule} > owner")
            elif not (inner and self.is_nobody(member)):
                found.append(self.party(member, rule))
        return found

    def _joined(self, i: int) -> list[int]:
        """`i` and what is joined to it. Neither a clause without a verb is, "60 people, [most of them
        women]", nor a contrast, "Peru, and not [Chile]"."""
        tree = self.tree
        found = [i]
        for member in found:
            found += [c for c in tree.childs(member, "conj") if tree.child(c, "nsubj", "neg") is None]
        return found

    def _each(self, i: int, rule: str) -> list[Party]:
        """The parties of one noun: one for each of the names that are joined in front of it or behind "of",
        "[French] and [Italian] ministers", "the leaders of [Peru] and [Chile]"."""
        before = self.joined_names(i)
        if before:
            return [self._of_country(i, name, rule) for name in before]
        within = self.members(i) if self.tree.tag[i] == "NNS" and self.tree.is_a(i, *COLLECTIVE) else None
        if within is None:
            return [self.party(i, rule)]
        return [self.party(member, f"{rule} > members") for member in self.tree.conjuncts(within)]

    def joined_names(self, i: int) -> list[int]:
        """The names joined by "and" in front of a noun: "[French] and [Italian] ministers". Where there is
        but one, none."""
        tree = self.tree
        names = [
            k
            for c in tree.childs(i, "amod", "compound", "nmod")
            for k in tree.conjuncts(c)
            if k < i and self._names_state(k)
        ]
        if len(names) < 2 or not any(tree.dep[k] == "cc" for k in range(names[0], names[-1])):
            return []
        return names

    def _names_state(self, i: int) -> bool:
        """Whether it names a state or body of states: "French", "EU"."""
        mention = self.entities.by_head.get(i)
        entity = self.entities.entity(mention)
        return entity is not None and entity.country is not None and entity.kind in ("GPE", "NORP", "ORG")

    def _of_country(self, i: int, name: int, rule: str) -> Party:
        """The party of a noun that a name in front of it says: of two ministers the French one."""
        entity = self.entities.entity(self.entities.by_head.get(name))
        acts_for_it = entity is not None and self.tree.is_a(i, *POLITICAL_CLASSES)
        return Party(
            i,
            self.phrase(i),
            entity.entity_id if entity is not None and acts_for_it else None,
            entity.country if entity is not None else None,
            self.named(i),
            f"{rule} > joined",
        )

    def owner(self, noun: int, but: int | None = None, depth: int = 0) -> int | None:
        """Whose thing it is: a possessor, a maker ("by"), a nationality, else a name attached to it.

        A possessive pronoun ("its deal with Peru") counts only where it means someone else than `but`.
        """
        found = self._possessor(noun, but)
        if found is None:
            found = self._name_before(noun)
        return found if found is not None else self._behind(noun, but, depth)

    def _possessor(self, noun: int, but: int | None) -> int | None:
        """The possessor of "[the army]'s raid"."""
        for c in self.tree.children[noun]:
            if self.tree.dep[c] == "poss" and self.is_actor(c) and not self._same(c, but):
                return c
        return None

    def _name_before(self, noun: int) -> int | None:
        """The nationality or body of "a [Russian] raid", "a [NATO] raid"."""
        for c in self.tree.children[noun]:
            if self.tree.dep[c] in ("amod", "compound", "nmod") and self.named(c):
                return c
        return None

    def _behind(self, noun: int, but: int | None, depth: int) -> int | None:
        """Who stands behind the noun, by preposition: "a raid by [the army]", "on [Kenya]"."""
        for preposition in INNER_PREPOSITIONS:
            for c in self.tree.children[noun]:
                found = None
                if self.tree.lemma[c] == preposition and self.tree.dep[c] in ("prep", "agent"):
                    found = self._governed(c, but, depth)
                elif preposition == "by" and self.tree.dep[c] == "acl":
                    found = self._maker(c)
                if found is not None:
                    return found
        return None

    def _maker(self, participle: int) -> int | None:
        """The agent of a participle: "a resolution drafted by [France]"."""
        tree = self.tree
        maker = next((tree.child(d, "pobj") for d in tree.childs(participle, "agent")), None)
        return maker if maker is not None and self.is_actor(maker) else None

    def _governed(self, preposition: int, but: int | None, depth: int) -> int | None:
        """The object of a preposition, or whose it is: "the leader of [the union]", "of [Kenya]'s union"."""
        inner = self.tree.child(preposition, "pobj")
        if inner is None or self.is_actor(inner):
            return inner
        return self.owner(inner, but, depth + 1) if depth < DEEPEST - 2 else None

    def one(self, i: int, other: int | None) -> bool:
        """Whether two phrases mean the same entity."""
        if other is None:
            return False
        first, second = self.entities.by_head.get(i), self.entities.by_head.get(other)
        return first is not None and second is not None and first.entity_id == second.entity_id is not None

    def members(self, i: int) -> int | None:
        """The head of the names in "the ministers of Peru and Chile", where it names several."""
        for c in self.tree.childs(i, "prep"):
            inner = self.tree.child(c, "pobj")
            if self.tree.lemma[c] in ("of", "from") and inner is not None and self.named(inner):
                return inner if len(self.tree.conjuncts(inner)) > 1 else None
        return None

    def inside(self, i: int, but: int | None) -> int | None:
        """The first name after `i` in its phrase or clause that is not `but`."""
        for k in range(i + 1, self.tree.doc[i].right_edge.i + 1):
            if k != but and self.named(k) and not self.one(k, but) and self.tree.tag[k] != "PRP$":
                return k
        return None

    def _same(self, i: int, other: int | None) -> bool:
        """Whether a possessive means the party `other`, or cannot be told from it."""
        if self.tree.tag[i] != "PRP$":
            return False
        mention = self.entities.by_head.get(i)
        if mention is None or mention.entity_id is None or other is None:
            return True
        known = self.entities.by_head.get(other)
        return known is None or known.entity_id == mention.entity_id

    def party(self, i: int, rule: str) -> Party:
        """The party headed by token `i`, bound by `rule`."""
        entity = self.entity_of(i) or self._collective(i)
        country = entity.country if entity else None
        if country is None and not self.tree.is_a(i, "other_side"):
            country = self._country_of_modifiers(i) or self._country_after(i)
        unnamed = self.entities.unnamed(i) if entity is None else None
        if unnamed is not None and country is None:
            country = unnamed.country
        return Party(
            i,
            self.phrase(i),
            entity.entity_id if entity else None,
            country,
            self.named(i),
            rule,
            unnamed.entity_id if unnamed else None,
        )

    def entity_of(self, i: int) -> Entity | None:
        """The entity that the phrase at `i` means, by itself or by its apposition."""
        tree = self.tree
        entity = self.entities.entity(self.entities.by_head.get(i))
        if entity is not None:
            return entity
        for c in tree.children[i]:  # "the minister, Wang Yi": the apposition says who
            if tree.dep[c] == "appos":
                apposed = self.entities.by_head.get(c)
                if apposed is not None and apposed.label in ("PERSON", "ORG"):
                    return self.entities.entity(apposed)
        return None

    def _collective(self, i: int) -> Entity | None:
        """The country or organ for which unnamed people of it act: "Western leaders", "Russian troops"."""
        tree = self.tree
        if not tree.is_a(i, *POLITICAL_CLASSES):
            return None
        deps = MODIFIERS if tree.is_a(i, "other_side") else (*MODIFIERS, "poss")  # "Peru's ally" is another
        for c in tree.children[i]:
            if tree.dep[c] in deps and self.named(c):
                entity = self.entities.entity(self.entities.by_head.get(c))
                if entity is not None and entity.kind in ("GPE", "NORP", "LOC", "ORG"):
                    return entity
        return None

    def _country_of_modifiers(self, i: int, depth: int = 0) -> str | None:
        """The country that a phrase names beside its head: "Russian troops", "protesters in Caracas"."""
        tree = self.tree
        for deps in (("poss",), ("amod", "compound", "nmod"), ("prep", "agent"), ("appos",)):
            for c in tree.children[i]:
                if tree.dep[c] not in deps:
                    continue
                target = tree.child(c, "pobj") if tree.dep[c] in ("prep", "agent") else c
                if target is None:
                    continue
                entity = self.entities.entity(self.entities.by_head.get(target))
                if entity is not None and entity.country:
                    return entity.country
                if tree.dep[c] != "prep" or tree.lemma[c] in ("of", "from", "in"):
                    deeper = self._country_of_modifiers(target, depth + 1) if depth < DEEPEST else None
                    if deeper:
                        return deeper
        return None

    def _country_after(self, i: int) -> str | None:
        """That of "protesters in Caracas" where the parser hangs the place on the verb."""
        tree, after = self.tree, i + 1
        if after >= len(tree.lemma) or tree.lemma[after] not in ("in", "from") or self.named(i):
            return None
        place = tree.child(after, "pobj")
        entity = self.entities.entity(self.entities.by_head.get(place)) if place is not None else None
        return entity.country if entity is not None and entity.kind == "GPE" else None

    def phrase(self, i: int) -> str:
        """The noun phrase as written, without clauses, appositions and further conjuncts."""
        tree, doc = self.tree, self.tree.doc
        start, end = doc[i].left_edge.i, i + 1
        for c in tree.children[i]:
            if c < i:
                continue
            if tree.dep[c] in TRIMMED or (
                tree.dep[c] == "prep" and tree.lemma[c] not in ("of", "in", "from", "for")
            ):
                break
            if tree.dep[c] == "case":
                continue
            end = doc[c].right_edge.i + 1
        for c in tree.children[i]:  # a clause in front of the head is no part of its name
            if c < i and tree.dep[c] in CLAUSES_BEFORE:
                start = max(start, doc[c].right_edge.i + 1)
        mention = self.entities.by_head.get(i)
        if mention is not None and mention.form == "nominal" and mention.start < start:
            start = mention.start  # "the Lashkar-e-Taiba group", whose name the parser parts
        span = doc[start:end]
        while len(span) > 1 and (span[0].is_punct or span[0].is_space) and span[0].text not in "“\"'‘":
            span = span[1:]
        return str(span.text)
