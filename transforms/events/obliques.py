"""Objects of prepositions that belong to an event, wherever the parser attaches them: "talks with Peru"."""

from transforms.events.tree import Tree

TIMES = frozenset(("DATE", "TIME"))
PREPOSITIONAL = ("prep", "dative", "agent", "prt", "advmod")  # what parsers call a preposition or a particle
FURTHER = ("prep", "agent", "dative", "nsubj", "xcomp")  # whose phrases may be, less often
# First words of prepositions of two words, the second of which is none of the event's
COMPOUND = frozenset(
    ("accord", "according", "due", "thank", "thanks", "owe", "owing", "prior", "contrary", "compare")
)
NEAR = ("dobj", "attr", "acomp", "prt", "oprd", "nsubjpass", "advmod")  # whose phrases may be the head's


def prepositional(tree: Tree, head: int, preposition: str) -> int | None:
    """The object of `preposition`, attached to the head, its particle, or to its object."""
    for host in _hosts(tree, head, preposition):
        for c in tree.children[host]:
            if tree.lemma[c] == preposition and tree.dep[c] in PREPOSITIONAL:
                found = _governed(tree, c)
                if found is not None:
                    return found
            elif tree.tag[c] == "VB" and any(tree.lemma[m] == preposition for m in tree.childs(c, "mark")):
                return tree.child(c, "nsubj")  # "a deadline for Iran to answer"
    return None


def _governed(tree: Tree, preposition: int) -> int | None:
    """What a preposition governs: "to [the police]", "over to [the police]"; of a clause its subject,
    "with [the army] to stop". No time: "on Monday"."""
    found = tree.child(preposition, "pobj")
    if found is not None and tree.ent[found] not in TIMES:
        return found
    for inner in tree.childs(preposition, "prep"):
        found = tree.child(inner, "pobj")
        if found is not None:
            return found
    clause = tree.child(preposition, "pcomp")
    return tree.child(clause, "nsubj") if clause is not None else None


def has_preposition(tree: Tree, head: int, preposition: str) -> bool:
    return any(
        tree.lemma[c] == preposition
        and tree.dep[c] in PREPOSITIONAL
        and not any(tree.ent[d] in TIMES for d in tree.childs(c, "pobj"))
        for host in _near(tree, head)
        for c in tree.children[host]
    )


def _near(tree: Tree, head: int) -> list[int]:
    """Where a phrase that a trigger needs may hang: on it, its object, its other phrases."""
    near = [head, *tree.childs(head, *NEAR, "prep")]
    if tree.is_noun(head):  # "a rally by unions against the premier"
        near += [i for c in tree.childs(head, "prep") for i in tree.childs(c, "pobj")]
    return near


def _hosts(tree: Tree, head: int, preposition: str) -> list[int]:
    """The head and what its prepositional phrases may hang on by a parser's choice, nearest first."""
    near: list[int] = []
    further: list[int] = []
    for c in tree.children[head]:
        if tree.dep[c] in NEAR:
            near.append(c)
        elif tree.dep[c] in FURTHER:
            further += _hosts_at(tree, c, preposition)
    further += _verb_above(tree, head)
    for host in near:
        further += [found for c in tree.childs(host, "prep") if (found := tree.child(c, "pobj")) is not None]
    return [head, *near, *further]


def _hosts_at(tree: Tree, child: int, preposition: str) -> list[int]:
    """A subject of parties ("talks between"), a gerund ("began talking with"), a phrase and its object
    ("talks in Lima with")."""
    dep = tree.dep[child]
    if dep == "nsubj":
        return [child] if preposition == "between" else []
    if dep == "xcomp":
        return [child] if tree.tag[child] == "VBG" else []
    if tree.lemma[child] in COMPOUND:
        return []  # "sold dollars, according [to] bankers"
    inner = tree.child(child, "pobj")
    return [child] if inner is None or tree.ent[inner] in TIMES else [child, inner]


def _verb_above(tree: Tree, head: int) -> list[int]:
    """The verb whose object a noun is, itself or behind a preposition: "held talks with"."""
    if tree.is_verb(head) or tree.dep[head] not in ("dobj", "pobj", "nsubjpass"):
        return []
    above = tree.head[head] if tree.dep[head] != "pobj" else tree.head[tree.head[head]]
    return [above] if tree.is_verb(above) else []
