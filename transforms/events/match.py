"""Which trigger, if any, a word is: its needs checked against the tree."""

from dataclasses import dataclass

from transforms.events.arguments import SLOTS, fill
from transforms.events.obliques import has_preposition
from transforms.events.parties import Cast
from transforms.events.tree import Tree
from transforms.lexicon.ontology import Need, Ontology, Trigger

ADJECTIVE_TAGS = frozenset(("JJ", "JJR", "JJS", "VBN", "VBG", "RB"))
# The dependencies by which an adjective says something of a party.
PREDICATIVE = frozenset(("acomp", "ROOT", "oprd", "conj", "amod", "xcomp", "ccomp", "acl", "advcl"))
# Entities that measure what follows "of": "700 kg", "nine days".
MEASURES = frozenset(("QUANTITY", "DATE", "TIME", "MONEY", "PERCENT", "CARDINAL"))


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
    parts = _parts_of_speech(tree, i)
    for trigger in candidates:
        if trigger.pos not in parts:
            continue
        words = [i]
        if all(_met(tree, i, need, cast, words) for need in trigger.needs):
            return Match(i, trigger, tuple(sorted(set(words))))
    return None


def _parts_of_speech(tree: Tree, i: int) -> tuple[str, ...]:
    """The kinds of triggers that the word may be where it stands; none for a part of a longer word."""
    tag, dep = tree.tag[i], tree.dep[i]
    if tag == "MD":
        return ("modal",) if _follows_subject(tree, i) else ()
    if tree.is_verb(i) and dep not in ("amod", "compound", "aux", "auxpass"):
        return ("verb", "adj")
    if tree.is_noun(i) and dep not in ("compound", "npadvmod"):
        return ("noun",)
    if tag in ADJECTIVE_TAGS and dep in PREDICATIVE:
        return ("adj",)
    return ()


def _follows_subject(tree: Tree, modal: int) -> bool:
    """Not "[should] China refuse", a condition, or "[must] it?"."""
    subject = tree.child(tree.head[modal], "nsubj", "nsubjpass")
    return subject is None or subject < modal


def _met(tree: Tree, i: int, need: Need, cast: Cast, words: list[int]) -> bool:
    """Whether the word at `i` has what its trigger needs. Adds what belongs to the trigger to `words`."""
    if need.slot == "prt":
        return _has_particle(tree, i, need, words)
    any_word = not need.lemmas and not need.classes
    if any_word and need.slot not in SLOTS:
        return any(has_preposition(tree, i, slot) for slot in need.slots) != need.absent
    filled = None
    for slot in need.slots:
        filled = fill(tree, i, slot)
        if filled is not None:
            break
    if need.absent or filled is None:
        return need.absent and filled is None
    if need.other:
        return not is_one_of(tree, filled, need, cast)
    return any_word or _has_member(tree, i, filled, need, cast, words)


def _has_particle(tree: Tree, i: int, need: Need, words: list[int]) -> bool:
    """Of a phrasal verb its particle: "called off the talks"."""
    found = _particle(tree, i, need.lemmas)
    if found is not None and not need.absent:
        words.append(found)
    return (found is None) == need.absent


def _has_member(tree: Tree, i: int, filled: int, need: Need, cast: Cast, words: list[int]) -> bool:
    """Whether the phrase at `filled` or one coordinated with it is what is needed: "arms and aid"."""
    members = tree.conjuncts(filled)
    if need.slot == "obj" and tree.passive(i):
        members += tree.childs(i, "dobj")  # "were denied visas": the passive keeps an object
    members += [inner for member in members if (inner := measured(tree, member)) is not None]
    found = next((member for member in members if is_one_of(tree, member, need, cast)), None)
    if found is not None and need.slot in ("obj", "attr") and not cast.is_actor(found):
        words.append(found)
    return found is not None


def measured(tree: Tree, noun: int) -> int | None:
    """What a quantity is of: "nine days of naval [drills]", "700 kg of [medicine]", "part of the [aid]"."""
    if not (tree.is_a(noun, "quantity") or tree.tag[noun] == "CD" or tree.ent[noun] in MEASURES):
        return None
    of = next((c for c in tree.childs(noun, "prep") if tree.lemma[c] == "of"), None)
    return tree.child(of, "pobj") if of is not None else None


def is_one_of(tree: Tree, i: int, need: Need, cast: Cast) -> bool:
    """Whether token `i` is one of the words, or of a class, that the need names."""
    lemma = tree.lemma[i]
    if lemma in need.lemmas:
        return True
    if "actor" in need.classes and cast.is_actor(i):
        return True
    if "crowd" in need.classes and cast.is_people(i):
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
