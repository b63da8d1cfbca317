"""Subject and object of a verb, as the grammar of its sentence places, shares or leaves them out.

`subject` and `direct_object` are logical: the agent of a passive is its subject, its grammatical subject
the object. Each construction is a function of its own, tried in the order of its tuple; brackets in its
example stand around what it finds.
"""

from collections.abc import Callable

from transforms.events.tree import Tree

RELATIVE_PRONOUNS = frozenset(("who", "which", "that", "whom", "whose"))
SPLIT_PARTICLES = frozenset(("off", "down", "up", "over", "out", "back"))
OBJECT_CONTROL = frozenset(("of", "from", "for", "into", "against"))  # "accused the army of", "kept it from"
DEEPEST = 6  # clauses above a verb that are asked for its subject


def subject(tree: Tree, verb: int, depth: int = 0) -> int | None:
    """The logical subject of a verb (or of a noun or adjective that a copula governs)."""
    if depth > DEEPEST:
        return None
    if not tree.is_verb(verb):
        return _subject_of_nonverb(tree, verb, depth)
    if tree.passive(verb):
        return agent(tree, verb)
    return grammatical_subject(tree, verb, depth)


def agent(tree: Tree, verb: int) -> int | None:
    """Who does it in a passive: "was shelled by [the army]"."""
    for by in tree.children[verb]:
        if tree.dep[by] == "agent" or (tree.dep[by] == "prep" and tree.lemma[by] == "by"):
            return tree.child(by, "pobj")
    return None


def grammatical_subject(tree: Tree, verb: int, depth: int = 0) -> int | None:
    """The subject that a verb has, or takes over from the clause it depends on."""
    if depth > DEEPEST:
        return None
    own = tree.child(verb, "nsubj", "nsubjpass")
    if own is not None:
        return _antecedent(tree, verb, own)
    if tree.head[verb] == verb:
        return None
    for share in SHARED_SUBJECTS:
        found = share(tree, verb, depth)
        if found is not None:
            return found
    return None


def _antecedent(tree: Tree, verb: int, noun: int) -> int | None:
    """`noun`; for a relative pronoun the noun that its clause describes: "[rebels] who took the town"."""
    if tree.tag[noun] in ("WDT", "WP") or tree.lemma[noun] in RELATIVE_PRONOUNS:
        return tree.head[verb] if tree.dep[verb] == "relcl" else None
    return noun


# Whose subject a verb without one of its own shares. None of them reads a relative clause: "the town
# that rebels took" has its subject, and "the town taken" is an adnominal clause.


def _participle_of_noun(tree: Tree, verb: int, depth: int) -> int | None:
    """The noun that a participle describes: "[troops] entering the city", "[a man] believed to be dead"."""
    noun = tree.head[verb]
    described = tree.tag[verb] in ("VBG", "VBD") or tree.passive(verb)
    if tree.dep[verb] == "acl" and described and not tree.is_a(noun, "publication"):
        return noun
    return None


def _adnominal_clause(tree: Tree, verb: int, depth: int) -> int | None:
    """Whoever has the plan or issues the text: "[Iran] has a plan to attack", "[Iran] issued a statement
    condemning the raid"."""
    return _subject_of_nonverb(tree, tree.head[verb], depth + 1) if tree.dep[verb] == "acl" else None


def _coordination(tree: Tree, verb: int, depth: int) -> int | None:
    """The subject of the verb joined before it: "[The army] entered the town and shelled it"."""
    return grammatical_subject(tree, tree.head[verb], depth + 1) if tree.dep[verb] == "conj" else None


def _object_control(tree: Tree, verb: int, depth: int) -> int | None:
    """The object of a verb of urging: "Peru urged [Iran] to stop"."""
    above = tree.head[verb]
    if tree.dep[verb] == "xcomp" and tree.is_a(above, "object_control"):
        return direct_object(tree, above)
    return None


def _subject_control(tree: Tree, verb: int, depth: int) -> int | None:
    """The subject of the clause above: "[The army] began to shell the town"."""
    if tree.dep[verb] in ("xcomp", "ccomp", "advcl", "prep"):
        return _subject_above(tree, tree.head[verb], depth)
    return None


def _object_control_of_gerund(tree: Tree, verb: int, depth: int) -> int | None:
    """The object where a preposition turns to it: "Peru accused [the army] of firing"."""
    preposition = tree.head[verb]
    above = tree.head[preposition]
    if tree.dep[verb] == "pcomp" and tree.lemma[preposition] in OBJECT_CONTROL and tree.is_verb(above):
        return direct_object(tree, above)
    return None


def _subject_control_of_gerund(tree: Tree, verb: int, depth: int) -> int | None:
    """The subject above the preposition: "[The army] answered by firing"."""
    if tree.dep[verb] != "pcomp":
        return None
    return _subject_above(tree, tree.head[tree.head[verb]], depth)


SHARED_SUBJECTS: tuple[Callable[[Tree, int, int], int | None], ...] = (
    _participle_of_noun,
    _adnominal_clause,
    _coordination,
    _object_control,
    _subject_control,
    _object_control_of_gerund,
    _subject_control_of_gerund,
)


def _subject_above(tree: Tree, head: int, depth: int) -> int | None:
    if not tree.is_verb(head):
        return _subject_of_nonverb(tree, head, depth + 1)
    return grammatical_subject(tree, head, depth + 1)


def _subject_of_nonverb(tree: Tree, word: int, depth: int) -> int | None:
    """The subject of "X is willing", "X is a buyer"; of a noun under a light verb, the verb's."""
    own = tree.child(word, "nsubj", "nsubjpass")
    if own is not None:
        return own
    above = tree.head[word]
    if tree.dep[word] in ("acomp", "attr", "oprd", "dobj", "pobj", "conj", "appos"):
        while not tree.is_verb(above) and tree.head[above] != above:
            above = tree.head[above]
        if tree.is_verb(above) and above != word:
            return grammatical_subject(tree, above, depth + 1)
    return None


def direct_object(tree: Tree, verb: int) -> int | None:
    """The logical object: of a passive its subject, of a reduced relative the noun it stands by."""
    if tree.passive(verb):
        return _object_of_passive(tree, verb)
    for pattern in OBJECTS if _split_particle(tree, verb) is None else OBJECTS_WITH_SPLIT_PARTICLE:
        found = pattern(tree, verb)
        if found is not None:
            return found
    return None


def _object_of_passive(tree: Tree, verb: int) -> int | None:
    """To whom it is done: "[the town] was taken", "[the town] taken by rebels"."""
    own = tree.child(verb, "nsubjpass", "nsubj")
    if own is not None:
        return _antecedent(tree, verb, own)
    return tree.head[verb] if tree.dep[verb] == "acl" else grammatical_subject(tree, verb)


def _plain_object(tree: Tree, verb: int) -> int | None:
    """The object that the verb has: "rebels took [the town]", "[the town] which rebels took"."""
    found = tree.child(verb, "dobj")
    if found is not None and tree.lemma[found] in RELATIVE_PRONOUNS and tree.dep[verb] == "relcl":
        return tree.head[verb]
    return found


def _relativised_object(tree: Tree, verb: int) -> int | None:
    """The noun that a relative clause with a subject of its own describes: "[the town] rebels took"."""
    if tree.dep[verb] != "relcl":
        return None
    own = tree.child(verb, "nsubj")
    return tree.head[verb] if own is not None and tree.lemma[own] not in RELATIVE_PRONOUNS else None


def _split_particle(tree: Tree, verb: int) -> int | None:
    """The particle of a phrasal verb where the parser takes it for a preposition."""
    after = verb + 1
    if after not in tree.children[verb] or tree.dep[after] != "prep":
        return None
    return after if tree.lemma[after] in SPLIT_PARTICLES else None


def _object_behind_particle(tree: Tree, verb: int) -> int | None:
    """The object of a phrasal verb: "police cordoned off [the embassy]"."""
    particle = _split_particle(tree, verb)
    return tree.child(particle, "pobj") if particle is not None else None


def _subject_of_small_clause(tree: Tree, verb: int) -> int | None:
    """Of whom a clause without a verb says something: "Peru held [Iran] responsible"."""
    predicate = small_clause(tree, verb)
    return tree.child(predicate, "nsubj") if predicate is not None else None


def _subject_of_infinitive(tree: Tree, verb: int) -> int | None:
    """The object of a verb of urging, parsed as a clause: "Peru urged [Iran] to stop"."""
    clause = tree.child(verb, "ccomp")
    if clause is None or tree.tag[clause] != "VB" or tree.child(clause, "mark") is not None:
        return None
    return tree.child(clause, "nsubj") if tree.child(clause, "aux") is not None else None


def _only_recipient(tree: Tree, verb: int) -> int | None:
    """A recipient beside which nothing is given: "Peru told [Iran] that it would leave"."""
    if tree.child(verb, "prep") is None:
        return tree.child(verb, "dative", "oprd")
    return tree.child(verb, "dative")


OBJECTS: tuple[Callable[[Tree, int], int | None], ...] = (
    _plain_object,
    _relativised_object,
    _subject_of_small_clause,
    _subject_of_infinitive,
    _only_recipient,
)
OBJECTS_WITH_SPLIT_PARTICLE: tuple[Callable[[Tree, int], int | None], ...] = (
    _plain_object,
    _relativised_object,
    _object_behind_particle,
)


def small_clause(tree: Tree, verb: int) -> int | None:
    """The predicate of "held Iran responsible", "let them free": a clause without a verb."""
    found = tree.child(verb, "ccomp")
    if found is None or tree.is_verb(found) or tree.child(found, "nsubj") is None:
        return None
    return found if tree.child(found, "mark") is None else None


def speaker_of(tree: Tree, modal: int) -> int | None:
    """Who says that something must be done: the subject of the verb that reports the modal's clause."""
    return reporter(tree, tree.head[modal])


def reporter(tree: Tree, verb: int) -> int | None:
    """The subject of the verb that reports the clause of `verb`, or None where none does."""
    clause = tree.first_of_chain(verb)
    above = tree.head[clause]
    if tree.dep[clause] != "ccomp" or not tree.is_verb(above) or tree.passive(above):
        return None
    return None if is_parted(tree, clause) else grammatical_subject(tree, above)


def is_parted(tree: Tree, clause: int) -> bool:
    """Whether a semicolon parts a clause from the one behind it, which the parser takes to govern it."""
    head = tree.head[clause]
    return any(tree.doc[i].text == ";" for i in range(tree.doc[clause].right_edge.i, head))
