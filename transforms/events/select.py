"""Selects the triggers that are the article's events: details of an event are no events of their own."""

from collections.abc import Iterator
from typing import NamedTuple

from transforms.events.arguments import predicate
from transforms.events.core_arguments import is_parted
from transforms.events.match import Match
from transforms.events.prominence import EMBEDDED_WEIGHT
from transforms.events.status import negated
from transforms.events.tree import Tree

# How sure an event is the news of its sentence, by where its clause stands.
CLAUSE_WEIGHT = {
    "ROOT": 1.0,
    "ccomp": 1.0,
    "parataxis": 0.95,
    "conj": 1.0,
    "xcomp": 0.95,
    "advcl": 0.7,
    "relcl": 0.68,
    "acl": 0.62,
    "pcomp": 0.7,
    "csubj": 0.8,
    "amod": 0.4,
    "prep": 0.7,
    "dep": 0.9,
    "appos": 0.6,
}
NOUN_WEIGHT = {
    "ROOT": 0.95,
    "dobj": 0.7,
    "nsubj": 0.75,
    "nsubjpass": 0.75,
    "pobj": 0.55,
    "attr": 0.75,
    "conj": 0.6,
}

# Verbs that lend their subject to a noun behind a preposition: "engaged in talks", "went on strike".
LIGHT_WITH = {
    "in": ("engage", "participate", "take", "meet", "join", "involve"),
    "on": ("go", "embark", "set"),
    "to": ("come", "resort", "return", "agree"),
    "out": ("carry",),
    "with": ("go", "press", "proceed"),
    "of": ("consist",),
}
# Prepositions that set an event beside another: "after the [invasion] of Kuwait".
CIRCUMSTANCES = frozenset(("before", "after", "since", "during", "despite", "amid", "following", "until"))
CLAUSES_APART = ("advcl", "relcl")  # that may tell an event of their own
# Clauses above an event that are looked at; deeper ones weigh no less.
DEEPEST = 8


class Selected(NamedTuple):
    """A match to code and the weight of its place in the sentence; `embedded`: another event is about it."""

    match: Match
    weight: float
    embedded: bool


def select(tree: Tree, matches: list[Match]) -> list[Selected]:
    """The matches to code, in the order of the text.

    Details of an event are none of their own, but for nouns: "condemned the [invasion] of Ukraine".
    """
    depth = {match.head: _depth(tree, match) for match in matches}
    covered: set[int] = set()
    kept: list[Selected] = []
    for match in sorted(matches, key=lambda m: (depth[m.head], m.head)):
        if match.head not in covered:
            covered.update(details(tree, match))
            covered.update(match.words)
            kept.append(Selected(match, place_weight(tree, match), embedded=False))
        elif match.trigger.pos == "noun" and light_verb(tree, match.head) is None:
            kept.append(Selected(match, EMBEDDED_WEIGHT, embedded=True))
    return sorted(kept, key=lambda selected: selected.match.head)


def _depth(tree: Tree, match: Match) -> float:
    """Steps from the root; a modal speaks for its clause, so it comes before the verb it stands by."""
    return sum(1 for _ in tree.ancestors(match.head)) - (1.5 if match.trigger.pos == "modal" else 0)


def details(tree: Tree, match: Match) -> Iterator[int]:
    """The tokens that only tell more about the event of `match`: its parties, means, aims and contents.

    Further events that the sentence tells stay out: coordinated verbs, finite adverbial clauses,
    relative clauses, and reported speech under a verb that does not make it its own content.
    """
    first = _heads_of_event(tree, match)
    if match.trigger.pos == "modal":
        yield first[0]
    stack = list(first)
    while stack:
        i = stack.pop()
        if i not in first:
            yield i
        for c in tree.children[i]:
            if tree.dep[c] in CLAUSES_APART and _is_further_clause(tree, c, match):
                continue
            if tree.dep[c] == "prep" and tree.lemma[c] in CIRCUMSTANCES:
                continue
            if c == match.head or (i in first and _is_further_event(tree, c, match)):
                continue
            stack.append(c)


def _heads_of_event(tree: Tree, match: Match) -> list[int]:
    """The trigger, for a modal the verb it stands by, and the light verb of a nominal trigger."""
    heads = [tree.head[match.head] if match.trigger.pos == "modal" else match.head]
    light = None if tree.is_verb(match.head) else light_verb(tree, match.head)
    return heads if light is None else [*heads, light]


def _is_further_event(tree: Tree, c: int, match: Match) -> bool:
    """Whether a dependent tells another event: "attacked [and withdrew]", "attacked, [he said]"."""
    dep = tree.dep[c]
    if dep == "conj":
        return tree.is_verb(c) or match.trigger.pos == "noun"
    if dep == "ccomp":
        return not match.trigger.takes_clause or is_parted(tree, c)
    return dep == "parataxis"


def _is_further_clause(tree: Tree, c: int, match: Match) -> bool:
    """Whether an adverbial or relative clause tells another event: "when it [attacked]", "[attacking]
    the town", "which [attacked]", "flew to Rome to [meet] the pope"."""
    if match.trigger.mode == "visit" and tree.tag[c] == "VB" and not negated(tree, match.head):
        return True
    if tree.dep[c] == "relcl":
        return tree.tag[c] != "VB"
    return tree.tag[c] == "VBG" or tree.child(c, "nsubj", "nsubjpass") is not None


def light_verb(tree: Tree, noun: int) -> int | None:
    """The light verb whose object a nominal trigger is, through "a series of", "for talks"."""
    here = tree.first_of_chain(noun)
    dep, above = tree.dep[here], tree.head[here]
    if dep == "pobj" and tree.lemma[above] in ("of", "in", "on", "to", "out", "with"):
        quantity = tree.head[above]
        if tree.is_noun(quantity) and tree.is_a(quantity, "quantity"):
            here, dep, above = quantity, tree.dep[quantity], tree.head[quantity]
        elif tree.is_verb(quantity) and tree.lemma[quantity] in LIGHT_WITH.get(tree.lemma[above], ()):
            return quantity
    if dep in ("dobj", "nsubjpass", "attr") and tree.is_verb(above) and _is_light(tree, above):
        return above
    return None


def _is_light(tree: Tree, verb: int) -> bool:
    """Whether a verb only says that or how its object happens: not "called the attack [unacceptable]"."""
    if not tree.is_a(verb, "light_verb", "breaking"):
        return False
    return tree.lemma[verb] != "call" or predicate(tree, verb) is None


def place_weight(tree: Tree, match: Match) -> float:
    """How likely an event named at this place of the sentence is its news."""
    here, weight = match.head, 1.0
    if match.trigger.pos == "modal":
        here = tree.head[here]
    elif match.trigger.pos == "adj" and not tree.is_verb(here):
        here = tree.clause(here)
    elif not tree.is_verb(here) and match.trigger.pos == "noun":
        light = light_verb(tree, here)
        if light is not None:
            here = light
        else:
            weight = NOUN_WEIGHT.get(tree.dep[here], 0.5)
            here = tree.clause(here)
    for _ in range(DEEPEST):
        if tree.dep[here] == "acl" and tree.is_a(tree.head[here], "publication"):
            weight *= 0.95  # "issued a statement condemning ..." condemns
        else:
            weight *= CLAUSE_WEIGHT.get(tree.dep[here], 0.6)
        if tree.head[here] == here:
            break
        here = _clause_at(tree, tree.head[here])
    return weight


def _clause_at(tree: Tree, i: int) -> int:
    """`i` if it heads a clause or a phrase that has a weight, else the nearest above that does."""
    while not tree.is_verb(i) and tree.head[i] != i and tree.dep[i] not in CLAUSE_WEIGHT:
        i = tree.head[i]
    return i


def tells_of_sport(tree: Tree, verb: int) -> bool:
    """Whether the clause of `verb` speaks of a match: a common noun of the class sport stands in it, and not
    as what somebody was before: "a former [goalkeeper]"."""
    left, right = tree.doc[verb].left_edge.i, tree.doc[verb].right_edge.i
    return any(
        tree.is_a(i, "sport") and tree.tag[i] in ("NN", "NNS") and not _was_before(tree, i)
        for i in range(left, right + 1)
    )


def _was_before(tree: Tree, noun: int) -> bool:
    return any(tree.lemma[c] in ("former", "ex", "retired", "one-time") for c in tree.childs(noun, "amod"))
