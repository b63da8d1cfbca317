"""Who did it and to whom: the slots of a trigger filled with the phrases of the sentence."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from transforms.events.arguments import clause_of, fill
from transforms.events.core_arguments import direct_object, grammatical_subject, reporter, subject
from transforms.events.match import Match
from transforms.events.obliques import prepositional
from transforms.events.parties import PERSONAL, Cast
from transforms.events.tree import Tree

OWN_TO_NOUN = frozenset(("obj", "subj", "poss", "mod", "objowner", "inside", "clause"))
LENT = "subj of light verb"
THIRD_PERSON = frozenset(("he", "she", "it", "they"))
# What stands here is a party only if it can act: "a friendship with no limits" is with nobody.
NAMES_ONLY = frozenset(("with", "in", "for", "between", "clause"))
WHERE = frozenset(("in", "at", "on", "near", "off"))
WHEN = frozenset(("before", "after", "by", "during", "until", "since", "within", "throughout", "amid"))
ASIDES = frozenset(("advcl", "relcl", "appos", "npadvmod", "parataxis"))
UNTIL = frozenset(("if", "unless", "until", "till"))
PLACING = frozenset(("in", "at"))
CONTENT = ("dobj", "pobj", "dative", "nsubj", "nsubjpass", "poss", "amod", "compound")


class Bound(NamedTuple):
    """The head token of the phrase that names a party, and the rule that bound it to the trigger: a slot,
    and what was done with it (see `transforms.schema.rules`)."""

    head: int
    rule: str


def actor_of(tree: Tree, cast: Cast, match: Match, light: int | None) -> Bound | None:
    """The phrase that names who does it, or None.

    `light` is the light verb of a nominal trigger ("launched an attack"), whose subject does it. In "the
    Kremlin said it would ..." a pronoun that nothing else resolves is who speaks.
    """
    found = _actor(tree, match, light)
    if found is not None and tree.lemma[found.head] in THIRD_PERSON and not cast.named(found.head):
        speaker = reporter(tree, light if light is not None else match.head)
        if speaker is not None and cast.is_actor(speaker):
            return Bound(speaker, f"{found.rule} > reporter")
    return found


def _actor(tree: Tree, match: Match, light: int | None) -> Bound | None:
    """The first of the trigger's slots that holds somebody, then the subject of the light verb."""
    for slot in match.trigger.actor:
        lent = light if slot == "subj" else None
        found = fill(tree, match.head, slot) if lent is None else subject(tree, lent)
        if found is not None and found not in match.words:
            return Bound(found, slot if lent is None else LENT)
    if light is not None:
        found = subject(tree, light)
        if found is not None and found not in match.words:
            return Bound(found, LENT)
    if match.trigger.symmetric and match.trigger.pos == "noun" and tree.dep[match.head] == "pobj":
        verb = tree.clause(match.head)  # "in a call with Peru's leader, the pope said"
        found = grammatical_subject(tree, verb) if tree.is_verb(verb) else None
        return Bound(found, "subj of clause") if found is not None else None
    return None


def recipient_of(tree: Tree, cast: Cast, match: Match, light: int | None, actor: int | None) -> Bound | None:
    """The phrase that names to whom it is done, or None.

    The first slot with someone who can act wins; failing that, the first that is filled.
    """
    fallback: Bound | None = None
    joined = match.trigger.symmetric and actor is not None and len(tree.conjuncts(actor)) > 1
    for slot in match.trigger.recipient:
        if joined and slot in WHERE:
            continue  # "Peru and Chile held drills in Lima": with each other
        found = _in_slot(tree, cast, match, light, actor, slot)
        if found is None or found.head in (actor, match.head) or _himself(tree, cast, found.head, actor):
            continue
        if joined and tree.lemma[tree.head[found.head]] in WHERE:
            continue
        if cast.is_actor(found.head) or cast.owner(found.head, actor) is not None:
            return found
        if slot not in NAMES_ONLY and fallback is None and not match.trigger.symmetric:
            fallback = found
    if fallback is None and match.trigger.symmetric:
        return _shared(tree, cast, match)
    return fallback


def _himself(tree: Tree, cast: Cast, found: int, actor: int | None) -> bool:
    """Whether a phrase means whoever acts. A name is not the "he" who acts on it: "he urged [Lula]"."""
    if actor is not None and tree.tag[actor] == "PRP" and cast.has_name(found):
        return False
    return cast.one(found, actor)


def _in_slot(
    tree: Tree, cast: Cast, match: Match, light: int | None, actor: int | None, slot: str
) -> Bound | None:
    """What stands in a slot for recipients: beside those of the grammar whom the content concerns
    ("clause"), whose the object is ("objowner"), and the first name behind the trigger ("inside")."""
    if slot == "clause":
        return participant(tree, cast, match, actor)
    rule = slot
    if slot == "objowner":
        held = direct_object(tree, match.head)
        found = cast.owner(held, actor) if held is not None else None
        if found is not None and match.trigger.symmetric and tree.lemma[tree.head[found]] in PLACING:
            return None  # "held talks in Geneva" is not with Geneva
    elif slot == "inside":
        found = cast.inside(match.head, actor)
    else:
        found = fill(tree, match.head, slot)
        if found is None and light is not None and slot not in OWN_TO_NOUN:
            found, rule = fill(tree, light, slot), f"{slot} of light verb"
    return Bound(found, rule) if found is not None else None


def is_reciprocal(tree: Tree, recipient: int) -> bool:
    """Whether the recipient is "each other" or "one another"."""
    return tree.lemma[recipient] in ("other", "another") and any(
        tree.lemma[c] in ("each", "one") for c in tree.children[recipient]
    )


def _shared(tree: Tree, cast: Cast, match: Match) -> Bound | None:
    """The recipient that a coordinated verb holds for both: "will meet or speak with Kenya"."""
    for c in tree.childs(match.head, "conj"):
        found = prepositional(tree, c, "with") if tree.is_verb(c) else None
        if found is not None and cast.is_actor(found):
            return Bound(found, "with of joined verb")
    return None


def participant(tree: Tree, cast: Cast, match: Match, actor: int | None) -> Bound | None:
    """Whom a promise, threat or demand concerns: who is to act, else whom its content names first."""
    clause = clause_of(tree, match.head)
    if clause is None:
        return None
    for rule, concerned in CONCERNED.items():
        found = concerned(tree, cast, clause, actor)
        if found is not None:
            return Bound(found, f"clause > {rule}")
    return None


def _who_is_to_act(tree: Tree, cast: Cast, clause: int, actor: int | None) -> int | None:
    """The subject of the content: "demanded that [Iran] leave", not "warned that they would leave"."""
    doer = tree.child(clause, "nsubj", "nsubjpass")
    if doer is None or (tree.lemma[doer] in PERSONAL and not cast.named(doer)):
        return None
    own = any(
        tree.tag[i] == "PRP$" for i in _tokens_of(tree, doer)
    )  # "denied that [its fighters] were there"
    return doer if cast.is_actor(doer) and not own and not cast.one(doer, actor) else None


def _object_of_content(tree: Tree, cast: Cast, clause: int, actor: int | None) -> int | None:
    """The object of the content, if it can act: "threatened to attack [the rebels]"."""
    held = direct_object(tree, clause) if tree.is_verb(clause) else None
    return held if held is not None and held != actor and cast.is_actor(held) else None


def _object_not_sent(tree: Tree, cast: Cast, clause: int, actor: int | None) -> int | None:
    """As `_object_of_content`, without what is sent to somebody: "promised to send troops"."""
    held = _object_of_content(tree, cast, clause, actor)
    return None if held is None or tree.is_a(held, "military_unit", "weapon") else held


def _is_aside(tree: Tree, i: int, clause: int) -> bool:
    """Whether it stands in a clause beside the content: "refused to hold talks, which [Peru] regrets". A
    condition or end concerns whom it names: "vowed to fight until [Peru] leaves"."""
    for above in tree.ancestors(i):
        if i == clause:
            return False
        if tree.dep[i] in ASIDES or (tree.dep[i] == "acl" and tree.tag[i] != "VB"):
            return not any(tree.lemma[c] in UNTIL for c in tree.childs(i, "mark"))
        i = above
    return False


def _name_in_content(tree: Tree, cast: Cast, clause: int, actor: int | None) -> int | None:
    """The first name in the content: "promised to send troops to [Mali]"."""
    for i in _tokens_of(tree, clause):
        if (
            i != actor
            and tree.dep[i] in CONTENT
            and tree.tag[i] != "PRP$"
            and cast.named(i)
            and not cast.one(i, actor)
            and not _where_they_meet(tree, i)
            and not _is_aside(tree, i, clause)
        ):
            return i
    return None


def _where_they_meet(tree: Tree, i: int) -> bool:
    """Whether a name says only where: "promised at the summit in [Lima] to help"."""
    preposition = tree.head[i]
    if tree.dep[i] != "pobj" or tree.lemma[preposition] not in PLACING:
        return False
    return tree.lemma[preposition] == "at" or tree.is_a(tree.head[preposition], "talk")


def _actor_in_content(tree: Tree, cast: Cast, clause: int, actor: int | None) -> int | None:
    """The first in the content who can act: "promised to pay for the release of [prisoners]"."""
    for i in _tokens_of(tree, clause):
        own = (
            tree.tag[c] == "PRP$" for c in tree.childs(i, "poss")
        )  # "denied that any of [its fighters] ..."
        if (
            i != actor
            and tree.dep[i] in ("dobj", "pobj", "dative", "compound")
            and cast.is_actor(i)
            and not any(own)
            and not _is_circumstance(tree, i)
            and not _is_aside(tree, i, clause)
            and not _where_they_meet(tree, i)
        ):
            return i
    return None


def _is_circumstance(tree: Tree, i: int) -> bool:
    """Whether it only says when: "promised to be kinder by the next [campaign]"."""
    return tree.dep[i] == "pobj" and tree.lemma[tree.head[i]] in WHEN


CONCERNED: Mapping[str, Callable[[Tree, Cast, int, int | None], int | None]] = {
    "subj": _who_is_to_act,
    "obj": _object_not_sent,
    "name": _name_in_content,
    "sent": _object_of_content,
    "actor": _actor_in_content,
}


def _tokens_of(tree: Tree, clause: int) -> range:
    """The tokens of a clause up to the next that is joined to it: "promised to [hold the vote] and named"."""
    joined = next((c for c in tree.childs(clause, "conj") if tree.tag[c] in ("VBD", "VBZ", "VBP")), None)
    end = tree.doc[clause].right_edge.i + 1 if joined is None else joined
    return range(tree.doc[clause].left_edge.i, end)
