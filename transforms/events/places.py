"""Where an event happens, as its sentence says it: the mentions that name the place.

A place comes from the clause of the event, else from the clause that it is joined to, else from whom it is
done to or who does it there. What a government or a speaker is called by is no place of what they do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.events.circumstances import clause_above
from transforms.events.tree import Tree
from transforms.records import ArticleEntities, Mention

PLACE_PREPOSITIONS = frozenset(("in", "at", "near", "outside", "inside", "across", "around", "throughout"))
PLACE_LABELS = frozenset(("GPE", "LOC", "FAC"))
# Prepositions behind which stands what a deed is done to: "a strike on a school in Gaza"
TARGETS = frozenset(("on", "against", "at", "into", "of", "to", "with"))
# Deeds that those who are somewhere do there: "police in Nairobi arrested"
DONE_THERE = frozenset(("PROTEST", "CONSULT", "COERCE", "ASSAULT", "MOBILIZE"))
DONE_WHERE_ONE_IS = frozenset(("PROTEST", "COERCE"))
_DATED = frozenset(("DATE", "TIME"))
MOST_JOINED = 4  # clauses above


@dataclass(frozen=True, slots=True)
class Deed:
    """What the place of an event depends on: tokens of its verb and trigger, its type, whether that is only
    said, and the heads of its parties. `words` are all tokens of the trigger."""

    verb: int
    trigger: int
    words: tuple[int, ...]
    event_type: str
    is_verbal: bool
    actors: tuple[int, ...]
    recipients: tuple[int, ...]

    @property
    def is_spoken(self) -> bool:
        """Whether what its object is about lies elsewhere: "condemned the attack in Yemen". One meets where
        one talks."""
        return self.is_verbal and self.event_type != "CONSULT"


def place(tree: Tree, deed: Deed, entities: ArticleEntities) -> tuple[Mention, ...]:
    """The mentions of the place where it happened: "in Geneva", that of the place itself first.

    What the event was done to is not also where, unless it is done there: "protested in Quebec".
    """
    taken = frozenset((*deed.actors, *(() if deed.event_type in DONE_THERE else deed.recipients)))
    found = _in_clause(tree, deed, entities, taken)
    above, left = clause_above(tree, deed.verb), MOST_JOINED
    if _at(tree, deed.verb, entities, frozenset()):
        above = None  # it is done elsewhere: "trained them in Ghana and [invested in Togo]"
    while not found and above is not None and left:
        joined = [above] if deed.is_spoken else [above, *tree.childs(above, "dobj")]
        found = _first(_at(tree, host, entities, taken) for host in joined)
        above, left = clause_above(tree, above), left - 1
    return found or _of_parties(tree, deed, entities)


def _in_clause(
    tree: Tree, deed: Deed, entities: ArticleEntities, taken: frozenset[int]
) -> tuple[Mention, ...]:
    if deed.is_spoken or _has_topic(tree, deed):
        return _first(
            _at(tree, host, entities, taken, spoken=True) for host in dict.fromkeys((deed.verb, deed.trigger))
        )
    hosts = [deed.verb, deed.trigger]
    for host in (deed.verb, deed.trigger):
        hosts += tree.childs(host, "dobj", "attr")
    for host in (deed.verb, deed.trigger):
        preps = (c for c in tree.childs(host, "prep", "agent") if tree.lemma[c] in TARGETS)
        hosts += [inner for c in preps if (inner := tree.child(c, "pobj")) is not None]
    return _first(_at(tree, host, entities, taken) for host in dict.fromkeys(hosts))


def _has_topic(tree: Tree, deed: Deed) -> bool:
    """Whether what the object names is only talked of: "discussed the arrests in Cairo"."""
    known = {*deed.words, *deed.actors, *deed.recipients}
    return deed.is_verbal and not known.issuperset(tree.childs(deed.verb, "dobj"))


def _of_parties(tree: Tree, deed: Deed, entities: ArticleEntities) -> tuple[Mention, ...]:
    if deed.event_type == "ASSAULT":
        for head in deed.recipients:
            mention = entities.by_head.get(head)
            if mention is not None and is_town(mention, entities):
                return (mention,)
    subject = tree.child(deed.verb, "nsubj", "nsubjpass")
    if subject is None or deed.is_spoken:
        return ()
    if tree.is_a(subject, "violence", "protest", "talk") or deed.event_type in DONE_WHERE_ONE_IS:
        return _at(tree, subject, entities, frozenset())
    return ()


def is_town(mention: Mention, entities: ArticleEntities) -> bool:
    """Whether a name is that of a town or division, not of a state, which has a Wikidata id."""
    entity = entities.entity(mention)
    return (
        entity is not None
        and mention.label == "GPE"
        and mention.form == "name"
        and entity.wikidata_id is None
    )


def _first(found: Iterator[tuple[Mention, ...]]) -> tuple[Mention, ...]:
    return next(filter(None, found), ())


def _at(
    tree: Tree, host: int, entities: ArticleEntities, taken: frozenset[int], *, spoken: bool = False
) -> tuple[Mention, ...]:
    """The place that a preposition of a word names."""
    for c in tree.children[host]:
        if tree.dep[c] != "prep" or tree.lemma[c] not in PLACE_PREPOSITIONS:
            continue
        inner = tree.child(c, "pobj")
        if inner is None or inner in taken or (spoken and _is_elsewhere(tree, host, c, inner, entities)):
            continue
        named = tuple(_named(tree, inner, entities))
        if named and not taken.intersection(mention.head for mention in named):
            return named
    return ()


def _is_elsewhere(tree: Tree, host: int, preposition: int, noun: int, entities: ArticleEntities) -> bool:
    """Whether a place behind words of speech may be that of what is spoken of: "implicated in bloodshed in
    Mali", not "accused them at talks in Doha"."""
    is_place = noun in entities.by_head or tree.is_a(noun, "settled", "talk")
    return not is_place or _is_of_object(tree, host, preposition)


def _is_of_object(tree: Tree, host: int, preposition: int) -> bool:
    """Whether the parser may have torn it from the noun before: "criticised the arrests [in Cairo]"."""
    between = range(host + 1, preposition)
    return any(tree.is_noun(i) and tree.ent[i] not in _DATED for i in between)


def _named(tree: Tree, noun: int, entities: ArticleEntities) -> Iterator[Mention]:
    """The mentions that name the place of a noun phrase, the most exact first: "a market in Mopti", "the port
    city of Odesa", "the Kherson region"."""
    own = _place_mention(noun, entities)
    described = own if own is not None and own.form == "nominal" else None
    if described is not None:  # "the capital, Niamey", "the Nigerian city of Maiduguri"
        own = None
    if own is not None:
        yield own
    nearer: Sequence[int] = [c for c in tree.childs(noun, "appos") if own is None or own.label == "FAC"]
    if own is None and tree.is_a(noun, "settled"):
        nearer = [*nearer, *tree.childs(noun, "compound", "nmod")]
        nearer += [
            inner
            for c in tree.childs(noun, "prep")
            if tree.lemma[c] == "of"
            for inner in tree.childs(c, "pobj")
        ]
    for other in nearer:
        mention = _place_mention(other, entities)
        if mention is not None:
            yield mention
    if own is None or own.label == "FAC":
        for c in tree.childs(noun, "prep"):
            inner = tree.child(c, "pobj")
            if tree.lemma[c] in PLACE_PREPOSITIONS and inner is not None:
                yield from _named(tree, inner, entities)
    if described is not None:
        yield described


def are_several(tree: Tree, places: Sequence[Mention], entities: ArticleEntities) -> bool:
    """Whether the first is one of several places: "in Mali, Niger and Chad"."""
    return any(
        _place_mention(other, entities) is not None
        for mention in places[:1]
        for other in tree.conjuncts(tree.first_of_chain(mention.head))
        if other != mention.head
    )


def _place_mention(head: int, entities: ArticleEntities) -> Mention | None:
    """The mention with this head if it names a place, and not the government that sits there."""
    mention = entities.by_head.get(head)
    if mention is None or mention.label not in PLACE_LABELS or "capital_for_state" in mention.rule:
        return None
    return mention
