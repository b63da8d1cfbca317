"""Which trigger, if any, a word is: its needs checked against the tree."""

from dataclasses import dataclass

from transforms.events import arguments
from transforms.events.parties import Cast
from transforms.events.tree import Tree
from transforms.lexicon.ontology import Need, Ontology, Trigger

ADJECTIVE_TAGS = frozenset(("JJ", "JJR", "JJS", "VBN", "VBG", "RB"))
DEPENDENT_SLOTS = frozenset(
    (
        "subj",
        "obj",
        "iobj",
        "poss",
        "attr",
        "mod",
        "prt",
        "xcomp",
        "ccomp",
        "clause",
        "speaker",
        "gsubj",
        "objmod",
    )
)


@dataclass(frozen=True, slots=True)
class Match:
    """A trigger found at token `head`; `words` are the tokens that it consists of."""

    head: int
    trigger: Trigger
    words: tuple[int, ...]


def match_at(tree: Tree, i: int, cast: Cast, ontology: Ontology) -> Match | None:
    """The most specific trigger that token `i` heads, or None."""
    candidates = ontology.triggers.get(tree.lemma[i])
    if candidates is None:
        return None
    tag, dep = tree.tag[i], tree.dep[i]
    if tag == "MD":
        parts: tuple[str, ...] = ("modal",)
    elif tree.is_verb(i) and dep not in ("amod", "compound", "aux", "auxpass"):
        parts = ("verb", "adj")
    elif tree.is_noun(i) and dep not in ("compound", "npadvmod"):
        parts = ("noun",)
    elif tag in ADJECTIVE_TAGS and dep in (
        "acomp",
        "ROOT",
        "oprd",
        "conj",
        "amod",
        "xcomp",
        "ccomp",
        "acl",
        "advcl",
    ):
        parts = ("adj",)
    else:
        return None
    for trigger in candidates:
        if trigger.pos not in parts:
            continue
        words = [i]
        if all(_met(tree, i, need, cast, words) for need in trigger.needs):
            return Match(i, trigger, tuple(sorted(set(words))))
    return None


def _met(tree: Tree, i: int, need: Need, cast: Cast, words: list[int]) -> bool:
    if need.slot == "prt":
        found = _particle(tree, i, need.lemmas)
        if found is not None and not need.absent:
            words.append(found)
        return (found is None) == need.absent
    if need.slot not in DEPENDENT_SLOTS and not need.lemmas and not need.classes:
        return any(arguments.has_preposition(tree, i, slot) for slot in need.slots) != need.absent
    filled = next((f for slot in need.slots if (f := arguments.fill(tree, i, slot)) is not None), None)
    if need.absent:
        return filled is None
    if filled is None:
        return False
    if need.other:
        return not is_one_of(tree, filled, need, cast)
    if not need.lemmas and not need.classes:
        return True
    members = tree.conjuncts(filled)
    if need.slot == "obj" and tree.passive(i):
        members += tree.childs(i, "dobj")  # "were denied visas": the passive keeps an object
    for member in members:
        if is_one_of(tree, member, need, cast):
            if need.slot in ("obj", "attr") and not cast.is_actor(member):
                words.append(member)
            return True
    return False


def is_one_of(tree: Tree, i: int, need: Need, cast: Cast) -> bool:
    """Whether token `i` is one of the words, or of a class, that the need names."""
    lemma = tree.lemma[i]
    if lemma in need.lemmas:
        return True
    if "actor" in need.classes and cast.is_actor(i):
        return True
    if "political" in need.classes and cast.is_political(i):
        return True
    return tree.is_a(i, *need.classes)


def _particle(tree: Tree, i: int, particles: frozenset[str]) -> int | None:
    """The particle of a phrasal verb. Right after the verb, parsers often call it something else."""
    for c in tree.children[i]:
        if (tree.dep[c] == "prt" or c == i + 1) and (tree.lemma[c] in particles or not particles):
            return c
    return None
