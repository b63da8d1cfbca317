"""The figures that the clause of an event states, found in its tree.

A number is taken where it counts people of whom a verb says what became of them, goods, or money; and only in
the clause of the event itself: not in what its parties did before, nor in what somebody says besides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from transforms.events.tree import Tree
from transforms.figures.numbers import Number, numbers
from transforms.figures.words import FigureWords
from transforms.records import Figure

_MODIFIERS = frozenset(("nummod", "quantmod", "compound", "amod", "advmod", "det", "pcomp", "npadvmod"))
_JOINED = frozenset(("xcomp", "conj", "advcl", "dep"))
_ARGUMENTS = frozenset(("dobj", "nsubj", "nsubjpass", "attr", "oprd", "dative"))
_NEITHER = frozenset(("DATE", "TIME", "PERCENT", "ORDINAL", "QUANTITY"))
_TOGETHER = frozenset((",", "and"))
_DEEPEST = 8  # heads above a number
_NEAR = 3  # tokens of "dead" behind the people: "12 people were left dead"
MONEY, GOODS = "money", "goods"


@dataclass(frozen=True, slots=True)
class Told:
    """Where an event is told: the heads of its clause and trigger, and whether it is only said."""

    verb: int
    trigger: int
    is_verbal: bool


def figures(tree: Tree, told: Told, first: int, last: int, words: FigureWords) -> tuple[Figure, ...]:
    """The figures of an event whose clause reaches from token `first` to `last`, in their order."""
    doc = tree.doc
    start, end = doc[first].idx, doc[last].idx + len(doc[last])
    found: list[Figure] = []
    for number in numbers(doc.text[start:end]):
        figure = _figure(tree, told, number, start, words)
        if figure is not None:
            found.append(figure)
    return tuple(_added_up(tree, found))


def _figure(tree: Tree, told: Told, number: Number, offset: int, words: FigureWords) -> Figure | None:
    span = tree.doc.char_span(offset + number.start, offset + number.end, alignment_mode="expand")
    if span is None:
        return None
    if number.currency is not None:
        if not _belongs(tree, span.root.i, told):
            return None
        return Figure(MONEY, number.low, number.high, number.currency or None, span.start_char, span.end_char)
    noun = _counted(tree, span.start, span.end)
    if noun is None:
        return None
    if tree.lemma[noun] in words.items:
        return _goods(tree, told, number, span.start, noun)
    if told.is_verbal or tree.ent[noun] in _NEITHER:
        return None
    return _people(tree, told, number, span.start, span.end, noun, words)


def _goods(tree: Tree, told: Told, number: Number, start: int, noun: int) -> Figure | None:
    if not (_is_plural(tree, noun, number) and _belongs(tree, noun, told)):
        return None
    return Figure(GOODS, number.low, number.high, tree.lemma[noun], tree.doc[start].idx, _end(tree, noun))


def _people(
    tree: Tree, told: Told, number: Number, start: int, end: int, noun: int, words: FigureWords
) -> Figure | None:
    is_number = start <= noun < end
    if not (is_number or tree.lemma[noun] in words.persons or tree.tag[noun] in ("NNPS", "JJ")):
        return None
    stop = max(end, noun + 1)
    what = _became(tree, noun, start, stop, told, words)
    if what is None:
        return None
    low, high, last = _with_others(tree, noun, number)
    return Figure(what, low, high, None, tree.doc[start].idx, _end(tree, stop - 1 if last is None else last))


def _end(tree: Tree, i: int) -> int:
    return int(tree.doc[i].idx) + len(tree.doc[i])


def _with_others(tree: Tree, noun: int, number: Number) -> tuple[float | None, float | None, int | None]:
    """The bounds with those who are named beside the counted, and the last word where it counts: "two women
    and a man" are three, "the mayor and four others" at least four."""
    low, high, last = number.low, number.high, None
    top = noun
    if tree.dep[noun] == "pobj" and tree.dep[tree.head[noun]] == "prep":
        top = tree.head[tree.head[noun]]
    for other in tree.conjuncts(tree.first_of_chain(top)):
        if other == top or tree.childs(other, "nummod") or not tree.is_noun(other):
            continue
        if (
            other > noun
            and last is None
            and {"a", "an", "another"} & {tree.lemma[c] for c in tree.childs(other, "det")}
        ):
            low, high = _sum(low, 1), _sum(high, 1)
            last = other
        elif tree.tag[other] in ("NN", "NNP") and not _is_set_off(tree, noun, other):
            high = None if low is not None else high
    return low, high, last


def _is_plural(tree: Tree, noun: int, number: Number) -> bool:
    """Not "an MK 82 bomb", whose number is a name."""
    return tree.tag[noun] == "NNS" or number.low == number.high == 1 or tree.lemma[noun].endswith("craft")


def _is_set_off(tree: Tree, noun: int, other: int) -> bool:
    """Whether a comma stands before it, as where those who are counted are named."""
    return any(tree.lemma[i] == "," for i in range(noun + 1, other))


def _counted(tree: Tree, start: int, end: int) -> int | None:
    """The noun that a number counts, or the number itself where none is named: "12 were killed", "dozens of
    villagers". The parser tears "between 10 and 15 rebels" apart, whose noun stands behind."""
    if tree.lemma[start] == "between":
        return end if end < len(tree.tag) and tree.is_noun(end) else None
    head = end - 1
    while tree.dep[head] in _MODIFIERS and start <= tree.head[head] < end and tree.head[head] != head:
        head = tree.head[head]
    above = tree.head[head]
    if tree.dep[head] in ("nummod", "quantmod", "amod", "compound") and above >= end:
        return above if tree.is_noun(above) or tree.tag[above] in ("JJ", "JJR") else None
    if tree.dep[head] in ("nummod", "quantmod", "npadvmod", "appos", "amod"):
        return None
    for c in tree.childs(head, "prep"):
        inner = tree.child(c, "pobj")
        if tree.lemma[c] == "of" and c == end and inner is not None:
            # "dozens of villagers" are villagers; "three of the hostages" are some of them
            return inner if tree.dep[head] != "nummod" and not tree.childs(inner, "det", "poss") else head
    return head


def _became(tree: Tree, noun: int, start: int, stop: int, told: Told, words: FigureWords) -> str | None:
    """What became of the people that a number counts, as a word says that belongs to the event."""
    top = noun
    if tree.dep[noun] == "pobj" and tree.lemma[tree.head[noun]] == "of" and tree.head[tree.head[noun]] >= 0:
        above = tree.head[tree.head[noun]]
        if tree.lemma[above] in words.nouns:
            return words.nouns[tree.lemma[above]] if _is_told(tree, above, told) else None
        if above < start:
            return None  # those of whom some are meant: "three of the [12 hostages]"
        top = above  # the "dozens" of "dozens of villagers"
    top = tree.first_of_chain(top)
    verb, dep = tree.head[top], tree.dep[top]
    state = _state_behind(tree, noun, stop, words)
    if state is not None and _belongs(tree, state, told):
        return words.states[tree.doc[state].lower_]
    if not tree.is_verb(verb) or not _belongs(tree, verb, told):
        return None
    lemma = tree.lemma[verb]
    if lemma in words.objects:
        is_done_to = (dep == "dobj" and not tree.passive(verb)) or dep == "nsubjpass"
        return words.objects[lemma] if is_done_to else None
    if lemma in words.subjects and dep == "nsubj":
        return words.subjects[lemma]
    return None


def _is_told(tree: Tree, noun: int, told: Told) -> bool:
    """Whether a noun is that of the event, or what its verb is said of: "announced the arrest of 12"."""
    at = (told.verb, told.trigger)
    return noun in at or (tree.head[noun] in at and tree.dep[noun] in _ARGUMENTS)


def _state_behind(tree: Tree, noun: int, stop: int, words: FigureWords) -> int | None:
    """The word behind the people that says what became of them: "12 people [dead]", "12 miners [killed]"."""
    for i in takewhile(lambda i: i < len(tree.lemma), range(stop, stop + _NEAR)):
        word = tree.doc[i].lower_
        if word in words.states:
            has_object = tree.child(i, "dobj") is not None
            return (
                i
                if not has_object and tree.tag[i] in ("JJ", "VBN", "VBD", "NN") and _is_said_of(tree, i, noun)
                else None
            )
        if word not in ("people", "others", "more", "still"):
            return None
    return None


def _is_said_of(tree: Tree, state: int, noun: int) -> bool:
    if tree.head[state] == noun or tree.head[noun] == state:
        return True
    return tree.head[state] == tree.head[noun] and tree.dep[state] in (
        "oprd",
        "acomp",
        "dobj",
        "xcomp",
        "advcl",
    )


def _belongs(tree: Tree, i: int, told: Told) -> bool:
    """Whether a word is said of the event: in its clause, or one that is joined to it without a subject of
    its own ("killing 12", "and wounded three")."""
    for _ in range(_DEEPEST):
        if i in (told.verb, told.trigger):
            return True
        above = tree.head[i]
        if above == i or not _goes_up(tree, i, told):
            return False
        i = above
    return False


def _goes_up(tree: Tree, i: int, told: Told) -> bool:
    dep, above = tree.dep[i], tree.head[i]
    if dep in ("relcl", "acl"):
        if _is_purpose(tree, i):
            return False
        return above == told.trigger or (tree.dep[above] in _ARGUMENTS and tree.is_a(above, "violence"))
    if tree.is_verb(i) and dep in _JOINED:
        return tree.child(i, "nsubj", "nsubjpass", "mark") is None and not _is_purpose(tree, i)
    if dep == "ccomp":
        return tree.lemma[above] == "leave"
    return dep in _ARGUMENTS or dep in ("prep", "pobj", "acomp", "agent", "appos", "conj", *_MODIFIERS)


def _is_purpose(tree: Tree, verb: int) -> bool:
    """Whether a verb only says what was meant to be: "an operation to detain 110 men"."""
    return any(tree.tag[c] == "TO" for c in tree.childs(verb, "aux"))


def _added_up(tree: Tree, found: list[Figure]) -> Iterator[Figure]:
    """The figures, those of one kind that "and" joins as one: "two soldiers and 11 rebels" are 13."""
    last: Figure | None = None
    for figure in found:
        if last is not None and _are_joined(tree, last, figure):
            last = Figure(
                last.what, _sum(last.low, figure.low), _sum(last.high, figure.high), last.unit,
                last.start_char, figure.end_char,
            )  # fmt: skip
            continue
        if last is not None:
            yield last
        last = figure
    if last is not None:
        yield last


def _are_joined(tree: Tree, one: Figure, other: Figure) -> bool:
    between = tree.doc.text[one.end_char : other.start_char].replace(",", " , ").split()
    same = (one.what, one.unit) == (other.what, other.unit) and one.what not in (MONEY, GOODS)
    return same and bool(between) and _TOGETHER.issuperset(between)


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other
