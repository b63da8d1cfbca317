"""The words of an event's clause that say when."""

import re

from transforms.events.dates import MONTHS, OFFSET, WEEKDAYS
from transforms.events.tree import Tree

DATING = frozenset((*WEEKDAYS, *MONTHS, "week", "month", "year", "weekend")) - {"may", "march"}
BOUNDS = frozenset(
    ("from", "since", "until", "till", "between", "by", "through", "before", "after", "within")
)
RANGE = re.compile(r"^(?:since|until|between|by|before|after|through)\b|\d{4}\s?[-–]\s?\d\d|\bbetween\b")
OF_NOUN = frozenset(("for", "of", "since", "from"))  # prepositions that give a noun a date of its own
_ABOUT = "just|only|about|some|nearly|almost|more than|less than|at least|over|up to|around|roughly"
_COUNT = "an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\d+|several|many|a few"
DURATION = re.compile(
    rf"(?:(?:{_ABOUT}|the past|the last|the next) )*(?:{_COUNT})?(?:[- ]and[- ]a[- ]half)?[ -]?"
    r"(?:days?|weeks?|months?|years?|decades?|centur(?:y|ies))(?:[- ](?:old|long))?"
)
CARRIERS = frozenset(("dobj", "attr", "acomp", "pobj", "prep", "agent", "conj", "advmod", "npadvmod"))


def date_words(tree: Tree, verb: int, trigger: int) -> tuple[int, int] | None:
    """The token range (end exclusive) of the words that date the clause, the nearest to its trigger.

    An event without a date of its own takes that of the event it is coordinated with.
    """
    here: int | None = verb
    while here is not None:
        found = _own_date(tree, here, trigger) or (
            _own_date(tree, trigger, trigger) if here == verb else None
        )
        if found is not None:
            return found
        here = clause_above(tree, here)
    return None


def clause_above(tree: Tree, verb: int) -> int | None:
    """The verb whose date and place hold for this one as well: "came on Monday and [left]", "chose then to
    [leave]". Not one that the parser joins to it without a conjunction."""
    above = tree.head[verb]
    if tree.dep[verb] == "xcomp":
        return above if above != verb else None
    joined = tree.dep[verb] == "conj" and any(above < c < verb for c in tree.childs(above, "cc"))
    return above if joined else None


def _own_date(tree: Tree, head: int, trigger: int) -> tuple[int, int] | None:
    stack = [(c, 0) for c in tree.children[head]]
    while stack:
        i, depth = stack.pop(0)
        if _is_date(tree, i):
            found = _grown(tree, i)
            if _dates_clause(tree, i, found, head, trigger):
                return found
            continue
        if (
            tree.dep[i] in ("xcomp", "advcl") and tree.tag[i] == "VB"
        ):  # "will fly to Rome to meet him on Monday"
            stack += [(c, depth + 1) for c in tree.children[i]]
        elif depth < 3 and tree.dep[i] in CARRIERS and not (tree.is_verb(i) and tree.dep[i] != "prep"):
            stack += [(c, depth + 1) for c in tree.children[i]]
    return None


def _dates_clause(tree: Tree, i: int, span: tuple[int, int], head: int, trigger: int) -> bool:
    """Whether a dating expression at token `i` says when the clause of `head` happens.

    A length of time does not ("for eight years"), nor what belongs to another noun ("the 2016 election", "a
    quota for 2025"), nor the day on which it was reported ("said [on Monday] it would"), nor what another
    event is dated by ("two months after they [met]").
    """
    words = tree.doc[span[0] : span[1]].text.lower()
    if DURATION.fullmatch(words) or anchor_of(tree, span) == head:
        return False
    noun = tree.head[i] if tree.dep[i] in ("nummod", "compound", "amod") else None
    if noun is not None and noun != trigger and tree.ent[noun] != "DATE":
        return tree.tag[i] != "CD" and tree.is_a(noun, "talk")  # "at their June summit"
    preposition = tree.head[i]
    if tree.dep[i] == "pobj" and tree.lemma[preposition] in OF_NOUN:
        owner = tree.head[preposition]
        if tree.is_noun(owner) and owner != trigger:
            return False
    return not _is_of_report(tree, i, head)


def _is_of_report(tree: Tree, i: int, head: int) -> bool:
    """Whether a date is that of the report: between its verb and the subject of what is reported."""
    above = tree.head[head]
    subject = tree.child(head, "nsubj", "nsubjpass")
    return tree.dep[head] == "ccomp" and subject is not None and above < i < subject


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
    sentence = tree.doc[i].sent
    while start > sentence.start and tree.ent[start - 1] == "DATE":
        start -= 1
    while end < sentence.end and tree.ent[end] == "DATE":
        end += 1
    if start > 0 and tree.lemma[start - 1] in ("last", "next", "this"):
        start -= 1
    if end < size and tree.lemma[end] in ("before", "after", "ago"):
        end += 1
    return start, end


def is_range(tree: Tree, span: tuple[int, int]) -> bool:
    """Whether the words only bound the time in which it happens: "since May", "between May and July"."""
    before = tree.lemma[span[0] - 1] if span[0] else ""
    return before in BOUNDS or RANGE.search(tree.doc[span[0] : span[1]].text.lower()) is not None


def looks_ahead(tree: Tree, span: tuple[int, int]) -> bool:
    """Whether the day is to come: "called a strike [for Sunday]"."""
    return span[0] > 0 and tree.lemma[span[0] - 1] == "for"


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
