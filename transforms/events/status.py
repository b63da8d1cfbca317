"""Event status (occurred, planned, hypothetical, denied) from tense, modality, negation, conditions, and the
governing verbs.
"""

from collections.abc import Callable, Mapping

from transforms.events.tree import Tree

OCCURRED, PLANNED, HYPOTHETICAL, DENIED = "occurred", "planned", "hypothetical", "denied"

FUTURE = frozenset(("will", "shall", "’ll", "'ll", "wo", "ll"))
POSSIBLE = frozenset(("may", "might", "could", "can", "ca", "should", "must", "ought"))
CONDITIONS = frozenset(("if", "unless", "whether", "lest"))
NEGATIONS = frozenset(("not", "n't", "n’t", "never", "no", "neither", "nor", "hardly", "without"))
# The verb above gives the status of the infinitive or gerund under it.
REPORTING_PAST = frozenset(("VBD", "VBN"))
DEEPEST = 5  # clauses above an event that are asked for its status


def status(tree: Tree, verb: int) -> str:
    """The status of the event that `verb` names, as the article puts it."""
    found = _own_status(tree, verb)
    if found != OCCURRED:
        return found
    return _status_from_above(tree, verb)


def _carrier(tree: Tree, verb: int) -> int:
    """The verb whose auxiliaries also govern this one: "will visit Oman and meet the king"."""
    while (
        tree.dep[verb] == "conj"
        and tree.tag[verb] == "VB"
        and tree.child(verb, "aux", "nsubj", "mark") is None
    ):
        verb = tree.head[verb]
    return verb


def negated(tree: Tree, verb: int) -> bool:
    """Whether the clause of `verb` denies it: "did not", "never", "no troops", "neither"."""
    verb = _carrier(tree, verb)
    for c in tree.children[verb]:
        dep = tree.dep[c]
        if dep == "neg" or (dep in ("advmod", "preconj", "cc") and tree.lemma[c] in NEGATIONS):
            return tree.lemma[c + 1] != "only"
        if dep in ("dobj", "nsubj", "nsubjpass", "attr") and _is_none(tree, c):
            return True
        if dep in ("dobj", "nsubj", "nsubjpass") and tree.lemma[c] in ("nobody", "none", "nothing"):
            return True
    return tree.dep[verb] == "pcomp" and tree.lemma[tree.head[verb]] in ("without", "from", "against")


def _is_none(tree: Tree, noun: int) -> bool:
    """Whether a phrase means nobody or nothing: "no troops", "neither state", "not the army nor the police";
    "not only the army" does not."""
    for c in tree.children[noun]:
        if tree.dep[c] not in ("det", "neg", "preconj", "cc"):
            continue
        if tree.lemma[c] in ("no", "neither"):
            return True
        if tree.lemma[c] == "not" and c < noun and tree.lemma[c + 1] not in ("only", "just", "all", "every"):
            return True
    return False


def is_future(tree: Tree, verb: int) -> bool:
    """Whether the verb stands in a future: "will", "is to", "is going to", "said it would"."""
    verb = _carrier(tree, verb)
    infinitive = False
    for c in tree.children[verb]:
        if tree.dep[c] != "aux":
            continue
        word = tree.lemma[c]
        if word in FUTURE or (word == "will" and tree.tag[c] == "MD"):
            return True
        if word == "would" and _is_reported(tree, verb):
            return True
        if tree.tag[c] == "TO":
            infinitive = True
    if infinitive and tree.dep[verb] in ("xcomp", "advcl"):
        above = tree.head[verb]
        if tree.lemma[above] == "be":  # "ministers are to meet"
            return True
        return tree.dep[verb] == "xcomp" and tree.is_a(above, "planning")
    return False


def _plan_denied(tree: Tree, verb: int) -> bool:
    """Whether it is said not to be planned: "is not planning to [attack]", "have no plans to [attack]"."""
    above = tree.head[verb]
    if tree.tag[verb] != "VB" or tree.dep[verb] not in ("xcomp", "acl"):
        return False
    if tree.is_noun(above):
        no = any(tree.lemma[c] == "no" for c in tree.childs(above, "det"))
        return no and tree.is_a(above, "planning")
    return tree.is_a(above, "planning") and negated(tree, above)


def _is_reported(tree: Tree, verb: int) -> bool:
    """Whether it is the content of a past speech: "would" is the future seen from then."""
    top = tree.first_of_chain(verb)
    if tree.dep[top] in ("ccomp", "acl", "relcl"):
        above = tree.head[top]
        return tree.tag[above] in (*REPORTING_PAST, "NN", "NNS")
    return any(tree.dep[c] in ("ccomp", "parataxis") for c in tree.children[top]) and not any(
        tree.lemma[d] in CONDITIONS for c in tree.childs(top, "advcl") for d in tree.childs(c, "mark")
    )


def _own_status(tree: Tree, verb: int) -> str:
    verb = _carrier(tree, verb)
    if _is_condition(tree, verb):
        return HYPOTHETICAL
    if negated(tree, verb) or _plan_denied(tree, verb):
        return DENIED
    if is_future(tree, verb):
        return PLANNED
    return HYPOTHETICAL if _is_possibility(tree, verb) or _has_condition(tree, verb) else OCCURRED


def _is_condition(tree: Tree, verb: int) -> bool:
    """Whether a conjunction makes the clause a condition: "if rebels [attack]"."""
    return any(tree.lemma[c] in CONDITIONS for c in tree.childs(verb, "mark"))


def _is_possibility(tree: Tree, verb: int) -> bool:
    """Whether a modal makes it possible or due: "may [attack]", "must [leave]", "would [attack]"."""
    return any(tree.lemma[c] in POSSIBLE or tree.lemma[c] == "would" for c in tree.childs(verb, "aux"))


def _has_condition(tree: Tree, verb: int) -> bool:
    """Whether it depends on a condition: "[attack] if they come"; what did happen does not."""
    if tree.tag[verb] in ("VBD", "VBN", "VBZ"):
        return False
    clauses = tree.childs(verb, "advcl")
    return any(tree.lemma[d] in ("if", "unless") for c in clauses for d in tree.childs(c, "mark"))


def _status_from_above(tree: Tree, verb: int) -> str:
    """Walk up the non-finite clauses: "plans to", "failed to", "is considering sending", "from sending"."""
    here = tree.first_of_chain(verb)
    for _ in range(DEEPEST):
        if tree.head[here] == here:
            return OCCURRED
        readings = GOVERNED if _is_governed(tree, here) else FREE
        found = next((told for reading in readings if (told := reading(tree, here)) is not None), None)
        if found is not None:
            return found
        here = tree.first_of_chain(tree.head[here])
    return OCCURRED


def _is_governed(tree: Tree, clause: int) -> bool:
    """Whether the word above a clause can say whether it comes true: "failed to [attack]"."""
    dep = tree.dep[clause]
    if dep in ("acl", "ccomp"):
        return _infinitive_or_gerund(tree, clause)
    return dep in ("xcomp", "pcomp", "prep", "acomp")


def _under_failing(tree: Tree, clause: int) -> str | None:
    """What is failed or refused: "failed to [attack]", but "did not fail to [attack]"."""
    above = tree.head[clause]
    if not tree.is_a(above, "failing"):
        return None
    return HYPOTHETICAL if negated(tree, above) else DENIED


def _under_planning(tree: Tree, clause: int) -> str | None:
    """What is planned: "plans to [attack]"."""
    planned = tree.dep[clause] == "xcomp" and tree.is_a(tree.head[clause], "planning")
    return PLANNED if planned else None


def _under_wishing(tree: Tree, clause: int) -> str | None:
    """What is wished or considered: "is considering [attacking]"."""
    return HYPOTHETICAL if tree.is_a(tree.head[clause], "wishing") else None


def _under_uncertain(tree: Tree, clause: int) -> str | None:
    """What is only thought of: "the possibility of [meeting]", "fear of [attacking]"."""
    of = tree.head[clause]
    above = tree.head[of]
    uncertain = tree.dep[clause] == "pcomp" and tree.is_noun(above) and tree.is_a(above, "uncertain")
    return HYPOTHETICAL if uncertain else None


def _content(tree: Tree, clause: int) -> str | None:
    """The clause of a noun or a verb of saying: "the order to [attack]", "rebels [attacking] the town"."""
    if tree.dep[clause] not in ("acl", "ccomp"):
        return None
    return HYPOTHETICAL if tree.tag[clause] == "VB" else OCCURRED


def _as_verb_above(tree: Tree, clause: int) -> str | None:
    """What the verb above shares: "will begin [attacking]"; where that happened, those above it decide."""
    above = tree.head[clause]
    own = _own_status(tree, above) if tree.is_verb(above) else OCCURRED
    return own if own != OCCURRED else None


def _purpose(tree: Tree, clause: int) -> str | None:
    """An aim: "sent troops to [attack]"."""
    if tree.dep[clause] != "advcl" or tree.tag[clause] != "VB":
        return None
    above = tree.head[clause]
    own = _own_status(tree, above) if tree.is_verb(above) else OCCURRED
    return PLANNED if own == OCCURRED else own


def _condition(tree: Tree, clause: int) -> str | None:
    """What hangs on a condition: "the question whether they [attacked]"."""
    conditional = tree.dep[clause] == "ccomp" and tree.lemma[tree.head[clause]] in CONDITIONS
    return HYPOTHETICAL if conditional else None


def _assertion(tree: Tree, clause: int) -> str | None:
    """Any other clause tells what happened: "said that they [attacked]"."""
    return OCCURRED


GOVERNED: tuple[Callable[[Tree, int], str | None], ...] = (
    _under_failing,
    _under_planning,
    _under_wishing,
    _under_uncertain,
    _content,
    _as_verb_above,
)
FREE: tuple[Callable[[Tree, int], str | None], ...] = (_purpose, _condition, _assertion)


def _infinitive_or_gerund(tree: Tree, verb: int) -> bool:
    return tree.tag[verb] in ("VB", "VBG") and tree.child(verb, "nsubj") is None


# What an event becomes that is announced or refused rather than done: PLOVER codes the promise, the threat or
# the refusal. Meetings: see `intends`.
PROMISED: Mapping[str, tuple[str, str | None]] = {
    "SUPPORT": ("AGREE", None),
    "COOPERATE": ("AGREE", None),
    "AID": ("AGREE", None),
    "RETREAT": ("AGREE", None),
    "CONCEDE": ("AGREE", None),
    "PROTEST": ("THREATEN", None),
    "SANCTION": ("THREATEN", "relations"),
    "MOBILIZE": ("THREATEN", "violence"),
    "COERCE": ("THREATEN", "restrict"),
    "ASSAULT": ("THREATEN", "violence"),
}
# What it is to break off, suspend or put off an event of a type.
BROKEN: Mapping[str, tuple[str, str | None]] = {
    "CONSULT": ("REJECT", "meet"),
    "AGREE": ("REJECT", "change"),
    "SUPPORT": ("SANCTION", "withdraw"),
    "COOPERATE": ("SANCTION", "discontinue"),
    "AID": ("SANCTION", "discontinue"),
    "SANCTION": ("CONCEDE", None),
    "COERCE": ("CONCEDE", None),
    "PROTEST": ("CONCEDE", None),
    "MOBILIZE": ("RETREAT", "withdraw"),
    "ASSAULT": ("RETREAT", "ceasefire"),
    "REJECT": ("CONCEDE", None),
}
REFUSED: Mapping[str, tuple[str, str | None]] = {
    "CONSULT": ("REJECT", "meet"),
    "SUPPORT": ("REJECT", "assist"),
    "COOPERATE": ("REJECT", "assist"),
    "AID": ("REJECT", "assist"),
    "RETREAT": ("REJECT", "yield"),
    "CONCEDE": ("REJECT", "yield"),
    "AGREE": ("REJECT", "change"),
}


def intends(tree: Tree, verb: int) -> bool:
    """Whether a party itself says that it will do so: "will meet", "would host", "is to visit".

    A meeting that others expect, that somebody travels for or of which more is told is a meeting to come:
    "is expected to meet", "will fly to Rome to meet", "it will be his first visit".
    """
    verb = _carrier(tree, verb)
    auxiliaries = {tree.lemma[c] for c in tree.childs(verb, "aux")}
    if tree.lemma[verb] == "be" or auxiliaries.isdisjoint(FUTURE | {"will", "would", "to"}):
        return False
    return "to" not in auxiliaries or tree.lemma[tree.head[verb]] == "be"


def hangs_on_demand(tree: Tree, verb: int) -> bool:
    """Whether it will happen unless somebody gives in, which is a threat: "will leave unless it is paid"."""
    clauses = tree.childs(_carrier(tree, verb), "advcl")
    return any(tree.lemma[mark] == "unless" for c in clauses for mark in tree.childs(c, "mark"))


def refuses(tree: Tree, verb: int) -> bool:
    """Whether the denial is a refusal: "will not", "would not", "refused to", "failed to"."""
    here = verb
    for _ in range(4):
        if negated(tree, here) and any(
            tree.dep[c] == "aux"
            and (tree.lemma[c] in FUTURE or tree.lemma[c] in ("would", "can", "ca", "could"))
            for c in tree.children[here]
        ):
            return True
        if tree.dep[here] not in ("xcomp", "conj", "pcomp", "prep"):
            return False
        here = tree.head[here]
        if tree.is_a(here, "failing"):
            return True
    return False


def noun_status(tree: Tree, noun: int) -> str:
    """The status of an event that a noun names without a verb that carries it: as its determiner, its
    adjective, the noun or verb that governs it or the verb of which it is the subject say."""
    for reading in NOUN_READINGS:
        found = reading(tree, noun)
        if found is not None:
            return found
    return OCCURRED


def _noun_denied(tree: Tree, noun: int) -> str | None:
    """By its determiner: "no attack", "without talks"."""
    if any(tree.dep[c] in ("det", "neg") and tree.lemma[c] in NEGATIONS for c in tree.children[noun]):
        return DENIED
    return DENIED if tree.dep[noun] == "pobj" and tree.lemma[tree.head[noun]] == "without" else None


def _noun_qualified(tree: Tree, noun: int) -> str | None:
    """By an adjective: "a possible attack", "a planned visit"."""
    adjectives = tree.childs(noun, "amod")
    if any(tree.is_a(c, "uncertain") for c in adjectives):
        return HYPOTHETICAL
    return PLANNED if any(tree.is_a(c, "scheduled") for c in adjectives) else None


def _noun_under_noun(tree: Tree, noun: int) -> str | None:
    """By what it is the content of: "fear of an attack", "plans for talks"."""
    preposition = tree.head[noun]
    above = tree.head[preposition]
    if tree.dep[noun] != "pobj" or tree.lemma[preposition] not in ("of", "for", "about", "over", "against"):
        return None
    if tree.is_verb(above):
        return HYPOTHETICAL if tree.is_a(above, "uncertain") else None
    return HYPOTHETICAL if tree.is_noun(above) and tree.is_a(above, "uncertain") else None


def _noun_under_verb(tree: Tree, noun: int) -> str | None:
    """By the verb that has it as its object: "fears an attack", "averted a war", "demanded talks"."""
    if tree.dep[noun] not in ("dobj", "nsubjpass"):
        return None
    above = tree.head[noun]
    return HYPOTHETICAL if tree.is_a(above, "uncertain", "wishing") else None


def _noun_that_happens(tree: Tree, noun: int) -> str | None:
    """By the verb that says that it takes place, or what it is about: "talks will begin in May"."""
    above = tree.head[noun]
    if tree.dep[noun] not in ("nsubj", "nsubjpass") or not tree.is_a(above, "happening"):
        return None
    return status(tree, above)


NOUN_READINGS: tuple[Callable[[Tree, int], str | None], ...] = (
    _noun_denied,
    _noun_qualified,
    _noun_under_noun,
    _noun_under_verb,
    _noun_that_happens,
)
