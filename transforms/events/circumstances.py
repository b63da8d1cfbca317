"""The circumstances of an event: the words of its clause that say when and where."""

from transforms.events.dates import MONTHS, OFFSET, WEEKDAYS
from transforms.events.tree import Tree
from transforms.records import ArticleEntities, Mention

PLACE_PREPOSITIONS = frozenset(("in", "at", "near", "outside", "inside", "across", "around", "throughout"))
PLACE_LABELS = frozenset(("GPE", "LOC", "FAC"))
DATING = frozenset((*WEEKDAYS, *MONTHS, "week", "month", "year", "weekend")) - {"may", "march"}
CARRIERS = frozenset(
    ("dobj", "attr", "acomp", "pobj", "nsubjpass", "prep", "agent", "conj", "advmod", "npadvmod")
)


def date_words(tree: Tree, verb: int, trigger: int) -> tuple[int, int] | None:
    """The token range (end exclusive) of the words that date the clause, the nearest to its trigger.

    An event without a date of its own takes that of the event it is coordinated with.
    """
    here: int | None = verb
    while here is not None:
        found = _own_date(tree, here) or (_own_date(tree, trigger) if here == verb else None)
        if found is not None:
            return found
        above = tree.head[here]
        here = above if tree.dep[here] in ("conj", "xcomp") and above != here else None
    return None


def _own_date(tree: Tree, head: int) -> tuple[int, int] | None:
    stack = [(c, 0) for c in tree.children[head]]
    while stack:
        i, depth = stack.pop(0)
        if _is_date(tree, i):
            return _grown(tree, i)
        if (
            tree.dep[i] in ("xcomp", "advcl") and tree.tag[i] == "VB"
        ):  # "will fly to Rome to meet him on Monday"
            stack += [(c, depth + 1) for c in tree.children[i]]
        elif depth < 3 and tree.dep[i] in CARRIERS and not (tree.is_verb(i) and tree.dep[i] != "prep"):
            stack += [(c, depth + 1) for c in tree.children[i]]
    return None


def _is_date(tree: Tree, i: int) -> bool:
    if tree.dep[i] not in ("pobj", "npadvmod", "advmod", "nummod", "compound", "dobj", "appos", "tmod"):
        return False
    if tree.lemma[i] in ("yesterday", "today", "tonight", "tomorrow"):
        return True
    if tree.ent[i] != "DATE":
        return False
    return tree.tag[i] == "CD" or tree.lemma[i] in DATING or tree.dep[i] in ("pobj", "npadvmod", "advmod")


def _grown(tree: Tree, i: int) -> tuple[int, int]:
    """The whole expression around a token of it: the DATE entity, with "three weeks before" kept whole."""
    start, end = i, i + 1
    size = len(tree.ent)
    while start > 0 and tree.ent[start - 1] == "DATE":
        start -= 1
    while end < size and tree.ent[end] == "DATE":
        end += 1
    if start > 0 and tree.lemma[start - 1] in ("last", "next", "this"):
        start -= 1
    if end < size and tree.lemma[end] in ("before", "after", "ago"):
        end += 1
    return start, end


def anchor_of(tree: Tree, span: tuple[int, int]) -> int | None:
    """The token that "three weeks before X" counts from: the head of X, or None for other dates."""
    start, end = span
    if not OFFSET.search(tree.doc[start:end].text.lower()):
        return None
    word = end - 1
    target = tree.child(word, "pobj", "pcomp")
    if target is not None:
        return target
    head = tree.head[word]
    return head if head > word and tree.is_verb(head) else None


def place(
    tree: Tree, verb: int, trigger: int, entities: ArticleEntities, taken: frozenset[int]
) -> Mention | None:
    """The mention of the place where it happened: "in Geneva", attached to the verb or its object.

    `taken` are the heads of the parties: what the event was done to is not also where.
    """
    hosts = [verb, trigger, *tree.childs(verb, "dobj", "attr"), *tree.childs(trigger, "dobj")]
    for host in dict.fromkeys(hosts):
        for c in tree.children[host]:
            if tree.dep[c] != "prep" or tree.lemma[c] not in PLACE_PREPOSITIONS:
                continue
            inner = tree.child(c, "pobj")
            if inner is None or inner in taken:
                continue
            mention = entities.by_head.get(inner)
            if mention is not None and mention.label in PLACE_LABELS:
                return mention
    return None
