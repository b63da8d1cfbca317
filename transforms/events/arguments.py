"""Where the grammar puts the parties of a deed: subjects, objects, agents, prepositional phrases.

A slot is the name that triggers use for a place in the grammar. `subj` and `obj` are logical: the
agent of a passive is its subject, its grammatical subject the object.
"""

from transforms.events.tree import Tree

# Verbs whose infinitive is done by their object: "urged Iran to stop".
RELATIVE_PRONOUNS = frozenset(("who", "which", "that", "whom", "whose"))
SPLIT_PARTICLES = frozenset(("off", "down", "up", "over", "out", "back"))
TIMES = frozenset(("DATE", "TIME"))


def fill(tree: Tree, head: int, slot: str) -> int | None:
    """The head token of what stands in `slot` of the trigger at `head`, or None."""
    if slot == "subj":
        return subject(tree, head)
    if slot == "obj":
        return direct_object(tree, head)
    if slot == "iobj":
        return next((c for c in tree.childs(head, "dative") if tree.tag[c] not in ("IN", "TO")), None)
    if slot == "poss":
        return tree.child(head, "poss")
    if slot == "attr":
        found = tree.child(head, "attr", "acomp", "oprd")
        objects = tree.childs(head, "dobj")
        if found is None and len(objects) > 1:  # "branded Iran a pariah"
            return objects[-1]
        return found if found is not None else _small_clause(tree, head)
    if slot == "mod":
        return modifier(tree, head)
    if slot == "objmod":
        held = direct_object(tree, head)
        return tree.child(held, "amod", "compound") if held is not None else None
    if slot == "speaker":
        return speaker_of(tree, head)
    if slot == "gsubj":
        return grammatical_subject(tree, tree.head[head])
    if slot == "prt":
        return tree.child(head, "prt") or tree.child(head, "advmod")
    if slot in ("xcomp", "ccomp"):
        return tree.child(head, slot)
    if slot == "clause":
        return clause_of(tree, head)
    return prepositional(tree, head, slot)


def subject(tree: Tree, verb: int, depth: int = 0) -> int | None:
    """The logical subject of a verb (or of a noun or adjective that a copula governs)."""
    if depth > 6:
        return None
    if not tree.is_verb(verb):
        return _subject_of_nonverb(tree, verb, depth)
    if tree.passive(verb):
        return agent(tree, verb)
    return grammatical_subject(tree, verb, depth)


def grammatical_subject(tree: Tree, verb: int, depth: int = 0) -> int | None:
    """The subject that a verb has, or takes over from the clause it depends on."""
    if depth > 6:
        return None
    found = tree.child(verb, "nsubj", "nsubjpass")
    dep, head = tree.dep[verb], tree.head[verb]
    if found is not None:
        if tree.tag[found] in ("WDT", "WP") or tree.lemma[found] in RELATIVE_PRONOUNS:
            return head if dep == "relcl" else None
        return found
    if head == verb:
        return None
    if dep == "relcl":  # "the town that rebels took" has its subject; "the town taken" is an acl
        return None
    if dep == "acl":
        # "troops entering the city" are the subject; in "a plan to attack" it is whoever has the plan, in
        # "issued a statement condemning" whoever issued it
        if tree.is_a(head, "publication"):
            return _subject_of_nonverb(tree, head, depth + 1)
        return head if tree.tag[verb] == "VBG" else _subject_of_nonverb(tree, head, depth + 1)
    if dep == "conj":
        return grammatical_subject(tree, head, depth + 1)
    if dep in ("xcomp", "ccomp", "advcl", "prep"):
        if dep == "xcomp" and tree.is_a(head, "object_control"):
            controller = direct_object(tree, head)
            if controller is not None:
                return controller
        return _subject_above(tree, head, depth)
    if dep == "pcomp":  # "by firing", "accused of firing": the object where the accusation has one
        above = tree.head[head]
        if tree.lemma[head] in ("of", "from", "for", "into", "against"):
            controller = direct_object(tree, above) if tree.is_verb(above) else None
            if controller is not None:
                return controller
        return _subject_above(tree, above, depth)
    return None


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


def agent(tree: Tree, verb: int) -> int | None:
    """Who does it in a passive: "by the army"."""
    for by in tree.children[verb]:
        if tree.dep[by] == "agent" or (tree.dep[by] == "prep" and tree.lemma[by] == "by"):
            return tree.child(by, "pobj")
    return None


def direct_object(tree: Tree, verb: int) -> int | None:
    """The logical object: of a passive its subject, of a reduced relative the noun it stands by."""
    if tree.passive(verb):
        dep, head = tree.dep[verb], tree.head[verb]
        found = tree.child(verb, "nsubjpass", "nsubj")
        if found is not None:
            if tree.tag[found] in ("WDT", "WP") or tree.lemma[found] in RELATIVE_PRONOUNS:
                return head if dep == "relcl" else None
            return found
        if dep == "acl":
            return head
        return grammatical_subject(tree, verb)
    found = tree.child(verb, "dobj")
    if found is not None:
        if tree.lemma[found] in RELATIVE_PRONOUNS and tree.dep[verb] == "relcl":
            return tree.head[verb]
        return found
    if tree.dep[verb] == "relcl" and tree.child(verb, "nsubj") is not None:
        subj = tree.child(verb, "nsubj")
        if subj is not None and tree.lemma[subj] not in RELATIVE_PRONOUNS:
            return tree.head[verb]  # "the town that rebels took", "the town rebels took"
    for c in tree.children[verb]:  # "cordoned off the embassy", with the particle taken for a preposition
        if c == verb + 1 and tree.dep[c] == "prep" and tree.lemma[c] in SPLIT_PARTICLES:
            return tree.child(c, "pobj")
    small = _small_clause(tree, verb)
    if small is not None:
        return tree.child(small, "nsubj")
    complement = tree.child(verb, "ccomp")
    if complement is not None and tree.child(complement, "mark") is None:
        inner = tree.child(complement, "nsubj")  # "urged Iran to stop" parsed as a clause
        if inner is not None and tree.child(complement, "aux") is not None and tree.tag[complement] == "VB":
            return inner
    return (
        tree.child(verb, "dative", "oprd") if tree.child(verb, "prep") is None else tree.child(verb, "dative")
    )


def _small_clause(tree: Tree, verb: int) -> int | None:
    """The predicate of "held Iran responsible", "let them free": a clause without a verb."""
    found = tree.child(verb, "ccomp")
    if found is None or tree.is_verb(found) or tree.child(found, "nsubj") is None:
        return None
    return found if tree.child(found, "mark") is None else None


def prepositional(tree: Tree, head: int, preposition: str) -> int | None:
    """The object of `preposition`, attached to the head, its particle, or to its object."""
    for host in _hosts(tree, head, preposition):
        for c in tree.children[host]:
            if tree.lemma[c] == preposition and tree.dep[c] in ("prep", "dative", "agent", "prt", "advmod"):
                found = tree.child(c, "pobj")
                if found is not None and tree.ent[found] not in TIMES:
                    return found
                for inner in tree.childs(c, "prep"):  # "over to the police"
                    found = tree.child(inner, "pobj")
                    if found is not None:
                        return found
                clause = tree.child(c, "pcomp")  # "pleaded with the army to stop"
                if clause is not None and tree.child(clause, "nsubj") is not None:
                    return tree.child(clause, "nsubj")
            elif tree.tag[c] == "VB" and any(tree.lemma[m] == preposition for m in tree.childs(c, "mark")):
                return tree.child(c, "nsubj")  # "a deadline for Iran to answer"
    return None


def has_preposition(tree: Tree, head: int, preposition: str) -> bool:
    return any(
        tree.lemma[c] == preposition
        and tree.dep[c] in ("prep", "dative", "agent", "prt", "advmod")
        and not any(tree.ent[d] in TIMES for d in tree.childs(c, "pobj"))
        for host in _near(tree, head)
        for c in tree.children[host]
    )


def _near(tree: Tree, head: int) -> list[int]:
    """Where a phrase that a trigger needs may hang: on it, its object, its other phrases."""
    near = [head, *tree.childs(head, "dobj", "attr", "acomp", "prt", "oprd", "nsubjpass", "advmod", "prep")]
    if tree.is_noun(head):  # "a rally by unions against the premier"
        near += [i for c in tree.childs(head, "prep") for i in tree.childs(c, "pobj")]
    return near


def _hosts(tree: Tree, head: int, preposition: str) -> list[int]:
    """The head and what its prepositional phrases may hang on by a parser's choice, nearest first."""
    hosts, further = [head], []
    for c in tree.children[head]:
        if tree.dep[c] in ("dobj", "attr", "acomp", "prt", "oprd", "nsubjpass", "advmod"):
            hosts.append(c)
        elif (tree.dep[c] == "nsubj" and preposition == "between") or (
            tree.dep[c] == "xcomp" and tree.tag[c] == "VBG"
        ):
            further.append(c)
        elif tree.dep[c] in ("prep", "agent", "dative"):
            further.append(c)
            inner = tree.child(c, "pobj")
            if inner is not None and tree.ent[inner] not in TIMES:
                further.append(inner)
    if not tree.is_verb(head) and tree.dep[head] in ("dobj", "pobj", "nsubjpass"):
        above = tree.head[head] if tree.dep[head] != "pobj" else tree.head[tree.head[head]]
        if tree.is_verb(above):
            further.append(above)
    for host in hosts[1:]:
        for c in tree.childs(host, "prep"):
            inner = tree.child(c, "pobj")
            if inner is not None:
                further.append(inner)
    return hosts + further


def clause_of(tree: Tree, head: int) -> int | None:
    """The verb of the clause that a word takes: "threatened to leave", "a promise to leave"."""
    for c in tree.children[head]:
        if tree.dep[c] in ("xcomp", "ccomp"):
            return c
    for c in tree.children[head]:
        if tree.dep[c] in ("acl", "advcl", "relcl") and tree.tag[c] == "VB":
            return c
    if tree.is_verb(head):
        held = tree.child(head, "dobj")
        if held is not None:
            for c in tree.children[held]:
                if (
                    tree.dep[c] in ("acl", "relcl")
                    and tree.tag[c] == "VB"
                    and tree.child(c, "aux") is not None
                ):
                    return c
    for c in tree.childs(head, "prep", "agent"):
        inner = tree.child(c, "pcomp")
        if inner is not None:
            return inner
    return None


def modifier(tree: Tree, noun: int) -> int | None:
    """A name in front of a noun: "a Russian attack", "NATO airstrikes"."""
    for c in tree.children[noun]:
        if tree.dep[c] in ("amod", "compound", "nmod") and tree.ent[c] in ("NORP", "GPE", "ORG"):
            return c
    return None


def speaker_of(tree: Tree, modal: int) -> int | None:
    """Who says that something must be done: the subject of the verb that reports the modal's clause."""
    return reporter(tree, tree.head[modal])


def reporter(tree: Tree, verb: int) -> int | None:
    """The subject of the verb that reports the clause of `verb`, or None where none does."""
    clause = tree.first_of_chain(verb)
    above = tree.head[clause]
    if tree.dep[clause] != "ccomp" or not tree.is_verb(above):
        return None
    return grammatical_subject(tree, above)
