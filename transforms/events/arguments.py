"""Where the grammar puts the parties of an event: subjects, objects, prepositional phrases, clauses.

A slot is the name that triggers use for a place in the grammar. `subj` and `obj` are logical: the
agent of a passive is its subject, its grammatical subject the object.
"""

from collections.abc import Callable, Mapping

from transforms.events.core_arguments import (
    direct_object,
    grammatical_subject,
    small_clause,
    speaker_of,
    subject,
)
from transforms.events.obliques import prepositional
from transforms.events.tree import Tree

SPEAKING = frozenset(("it", "they", "he", "she", "we", "i"))


def fill(tree: Tree, head: int, slot: str) -> int | None:
    """The head token of what stands in `slot` of the trigger at `head`, or None.

    A slot that is no key of `SLOTS` is a preposition.
    """
    find = SLOTS.get(slot)
    return find(tree, head) if find is not None else prepositional(tree, head, slot)


def indirect_object(tree: Tree, verb: int) -> int | None:
    """To whom something is given: "denied [Iran] visas"."""
    return next((c for c in tree.childs(verb, "dative") if tree.tag[c] not in ("IN", "TO")), None)


def possessor(tree: Tree, noun: int) -> int | None:
    """Whose event it is: "[the army]'s raid"."""
    return tree.child(noun, "poss")


def predicate(tree: Tree, verb: int) -> int | None:
    """What is said of a party: "is [ready]", "branded Iran [a pariah]", "held Iran [responsible]"."""
    found = tree.child(verb, "attr", "acomp", "oprd")
    if found is not None:
        return found
    objects = tree.childs(verb, "dobj")
    return objects[-1] if len(objects) > 1 else small_clause(tree, verb)


def modifier(tree: Tree, noun: int) -> int | None:
    """A name in front of a noun: "a [Russian] attack", "[NATO] airstrikes"."""
    for c in tree.children[noun]:
        if tree.dep[c] in ("amod", "compound", "nmod") and tree.ent[c] in ("NORP", "GPE", "ORG"):
            return c
    return None


def modifier_of_object(tree: Tree, verb: int) -> int | None:
    """A word in front of the object: "imposed [economic] sanctions"."""
    held = direct_object(tree, verb)
    return tree.child(held, "amod", "compound") if held is not None else None


def subject_of_clause(tree: Tree, modal: int) -> int | None:
    """The subject of the clause that a modal stands in: "[Iran] must leave"."""
    return grammatical_subject(tree, tree.head[modal])


def particle(tree: Tree, verb: int) -> int | None:
    """The particle or adverb of a phrasal verb: "called [off] the talks"."""
    return tree.child(verb, "prt") or tree.child(verb, "advmod")


def open_complement(tree: Tree, verb: int) -> int | None:
    """A clause without a subject: "began [shelling]"."""
    return tree.child(verb, "xcomp")


def clausal_complement(tree: Tree, verb: int) -> int | None:
    """A clause with a subject: "demanded that Iran [leave]"."""
    return tree.child(verb, "ccomp")


def clause_of(tree: Tree, head: int) -> int | None:
    """The verb of the clause that a word takes: "threatened to leave", "a promise to leave"."""
    return next((found for clause in CLAUSES if (found := clause(tree, head)) is not None), None)


def own_deed(tree: Tree, verb: int) -> int | None:
    """A clause that says what whoever speaks will do: "warned that it would [strike]"."""
    clause = tree.child(verb, "ccomp", "xcomp")
    if clause is None:
        return None
    doer = tree.child(clause, "nsubj", "nsubjpass")
    return clause if doer is None or tree.lemma[doer] in SPEAKING else None


def _complement_clause(tree: Tree, head: int) -> int | None:
    """A complement: "threatened to [leave]"."""
    return tree.child(head, "xcomp", "ccomp")


def _infinitive_clause(tree: Tree, head: int) -> int | None:
    """An infinitive at the word itself: "a promise to [leave]"."""
    return next((c for c in tree.childs(head, "acl", "advcl", "relcl") if tree.tag[c] == "VB"), None)


def _infinitive_at_object(tree: Tree, head: int) -> int | None:
    """An infinitive at the verb's object: "made a promise to [leave]"."""
    held = tree.child(head, "dobj") if tree.is_verb(head) else None
    if held is None:
        return None
    infinitives = (c for c in tree.childs(held, "acl", "relcl") if tree.tag[c] == "VB")
    return next((c for c in infinitives if tree.child(c, "aux") is not None), None)


def _gerund_clause(tree: Tree, head: int) -> int | None:
    """A gerund behind a preposition: "accused of [leaving]"."""
    gerunds = (tree.child(c, "pcomp") for c in tree.childs(head, "prep", "agent"))
    return next((gerund for gerund in gerunds if gerund is not None), None)


CLAUSES: tuple[Callable[[Tree, int], int | None], ...] = (
    _complement_clause,
    _infinitive_clause,
    _infinitive_at_object,
    _gerund_clause,
)

SLOTS: Mapping[str, Callable[[Tree, int], int | None]] = {
    "subj": subject,
    "obj": direct_object,
    "iobj": indirect_object,
    "poss": possessor,
    "attr": predicate,
    "mod": modifier,
    "objmod": modifier_of_object,
    "speaker": speaker_of,
    "gsubj": subject_of_clause,
    "prt": particle,
    "xcomp": open_complement,
    "ccomp": clausal_complement,
    "clause": clause_of,
    "own": own_deed,
}
