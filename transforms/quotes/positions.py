"""Where reported words stand when the parse does not show them: around an inserted cue, behind a bare one.

The parser errs most in the long sentences that news quotes; commas and word order are then the better guide.
"""

import calendar

from spacy.tokens import Doc, Token

from transforms.lexicon.reporting import ReportingVerb
from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout
from transforms.quotes.speakers import phrase_bounds

PARTS = frozenset({",", "-", "--", "–", "—", "?", "!"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_CUE_ADVERBIALS = frozenset({"npadvmod", "advmod", "prep", "prt", "dative", "agent", "nsubj"})
SUBORDINATORS = frozenset({"though", "although", "while", "when", "as", "before", "after", "despite"})
_NO_BARE_CLAUSE = frozenset({"WP", "WRB", "WDT", "IN", "TO", "CC", "RB"})  # tags of what begins none
_MOST_BETWEEN = 12  # tokens between a cue and its "that": an addressee, a place and a day
_DAYS = frozenset({*calendar.day_name, "yesterday", "today", "tonight"})
_MONTHS = frozenset(calendar.month_name[1:])
_OF_NOUN = frozenset({"acl", "relcl", "amod"})
_HOURS = frozenset({"morning", "noon", "afternoon", "evening", "night"})
_LATE = frozenset({"late", "later", "early", "earlier"})
_PLACING = frozenset({"in", "at", "during", "from", "by", "via", "through"})
_NOMINAL = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON"})


def cue_start(cue: Cue, layout: Layout) -> int:
    """The first token of the cue's own words: its subject, where that stands before it."""
    start = cue.token.i
    while start > 0 and layout.doc[start - 1].pos_ in {"ADV", "AUX", "PART"}:
        start -= 1
    if cue.speaker is not None and cue.token.sent.start <= cue.speaker.i < start:
        start = phrase_bounds(cue.speaker, layout)[0]
    return start


def _cue_end(cue: Cue) -> int:
    """The last + 1 token of the cue's own words: inverted subject, adverbials, addressee."""
    end = cue.token.i + 1
    for child in cue.token.rights:
        if child in (cue.speaker, cue.addressee) or child.dep_ in _CUE_ADVERBIALS:
            if any(t.text in PARTS for t in cue.token.doc[end : child.left_edge.i]):
                break
            end = max(end, child.right_edge.i + 1)
    if cue.speaker is not None and cue.speaker.i >= cue.token.i:
        end = max(end, cue.speaker.i + 1)
    return min(end, cue.token.sent.end)


def behind_day(start: int, cue: Cue) -> int:
    """Where what was said begins behind the day on which it was: "said [on Monday] it would".

    The parser hangs the day on either verb. Without a comma, or a verb to which it were the subject ("said
    Monday would do"), it belongs to the cue, as does the place before it ("said in Rome on Monday").
    """
    doc, end = cue.token.doc, cue.token.sent.end
    if any(t.text in PARTS for t in doc[cue.token.i : start]):
        return start
    at = _day_end(start, doc, end) or _day_end(_phrase_end(start, doc, end), doc, end)
    begins = at is not None and at < end and (doc[at].pos_ in _NOMINAL or doc[at].lower_ == "that")
    return at if at is not None and begins else start


def _day_end(start: int | None, doc: Doc, end: int) -> int | None:
    """The last + 1 token of "on Monday", "late on Monday evening", "on March 3", None where none begins."""
    if start is None:
        return None
    at = start + (start < end and doc[start].lower_ in _LATE)
    if at + 1 >= end or doc[at].lower_ not in {"on", "in"}:
        return None
    at += 1
    if doc[at - 1].lower_ == "in":
        return at + 1 + (at + 1 < end and doc[at + 1].is_digit) if doc[at].text in _MONTHS else None
    if doc[at].text in _MONTHS and at + 1 < end and doc[at + 1].is_digit:
        return at + 2
    if doc[at].text not in _DAYS:
        return None
    return at + 1 + (at + 1 < end and doc[at + 1].lower_ in _HOURS)


def _phrase_end(start: int, doc: Doc, end: int) -> int | None:
    """The last + 1 token of a phrase that says where: "in Rome", "at a press conference"."""
    if start >= end or doc[start].lower_ not in _PLACING:
        return None
    at = start + 1
    while at < end and doc[at].pos_ in _NOMINAL:
        at += 1
    return at


def is_inserted(cue: Cue, layout: Layout) -> bool:
    """Whether commas or dashes set "NP said" off on both sides inside a sentence."""
    doc, sentence = layout.doc, cue.token.sent
    start, end = cue_start(cue, layout), cue.token.i + 1
    if cue.speaker is None or cue.token.tag_ not in FINITE or cue.token.dep_ in {"relcl", "conj"}:
        return False
    if not sentence.start + 1 < start or not _is_parted(start, layout):
        return False
    if end < sentence.end and doc[end].text not in PARTS:
        end = _cue_end(cue)
    if end + 1 >= sentence.end or doc[end].text not in {",", "–", "—"} or layout.quoted[end + 1]:
        return False
    return not _belongs_to_cue(doc[end + 1], cue)


def _is_parted(start: int, layout: Layout) -> bool:
    """Whether a comma or dash stands before a token.

    The comma may stand within the marks of a term: `The word "no," she said, was new to him`.
    """
    doc = layout.doc
    if not layout.quoted[start - 1]:
        return doc[start - 1].text in PARTS
    span = next(iter(layout.spans_in(layout.starts[start - 1], layout.starts[start])), None)
    if span is None or doc[start - 2].text != ",":
        return False
    return layout.token_at(layout.spans[span].outer_start) > doc[start - 1].sent.start


def _belongs_to_cue(first: Token, cue: Cue) -> bool:
    """Whether the words behind the cue's comma describe the saying: ", she said, pointing at ..."."""
    if first.lower_ in SUBORDINATORS or first.tag_ in {"VBG", "WDT", "WP", "WP$"}:
        return True
    return cue.token.is_ancestor(first) and first.dep_ in {"acl", "amod", "appos", "case"}


def surrounding(cue: Cue, layout: Layout) -> list[tuple[int, int]]:
    """The sentence around an inserted or final cue: "Taxes, she said, will rise", "Taxes rise, she said"."""
    doc, sentence = layout.doc, cue.token.sent
    start, end = cue_start(cue, layout), cue.token.i + 1
    if start <= sentence.start or not _is_parted(start, layout):
        return []
    if cue.token.dep_ == "relcl" or (cue.token.dep_ == "acl" and cue.token.tag_ not in FINITE):
        return []
    if layout.char_before(sentence.end_char) == ":":
        return []
    left = (_clause_start(sentence.start, start, layout), start)
    if is_inserted(cue, layout):
        if doc[end].text not in PARTS:
            end = _cue_end(cue)
        return [left, (end, sentence.end)]
    bare = end >= sentence.end or doc[end].is_punct
    if not bare:
        end = _cue_end(cue)
    if end < sentence.end and not (doc[end].is_punct or doc[end].is_space):
        return []
    if _leads_in(end, layout):
        return [left] if doc[end].text == "," and is_statement(doc, *left) else []
    if bare and cue.verb is not None and cue.verb.clause == "any":
        return [left] if start - left[0] > 4 else []
    return [left] if is_statement(doc, *left) else []


def _leads_in(at: int, layout: Layout) -> bool:
    """Whether a comma or colon leads to marks: `Asked again, he said: "No."`."""
    doc = layout.doc
    return at + 1 < len(doc) and doc[at].text in {",", ":"} and layout.quoted[at + 1]


def _clause_start(start: int, end: int, layout: Layout) -> int:
    """Behind the last colon or semicolon between two tokens."""
    return next((i + 1 for i in range(end - 1, start, -1) if layout.doc[i].text in {":", ";"}), start)


def is_statement(doc: Doc, start: int, end: int) -> bool:
    """Whether the words could stand alone: a finite verb that no conjunction subordinates."""
    return any(
        t.tag_ in FINITE
        and (t.head if t.dep_ in {"aux", "auxpass"} else t).dep_ not in {"advcl", "relcl", "acl"}
        for t in doc[start:end]
    )


def following(cue: Cue, layout: Layout) -> list[tuple[int, int]]:
    """The rest of the sentence behind "NP said" or "NP told NP on Monday that"."""
    token, stop = cue.token, cue.token.sent.end
    if cue.verb is None or _is_bare_participle(token):
        return []
    if _is_parenthesis(token):
        return [(max(_cue_end(cue), token.right_edge.i + 1), stop)]
    if _has_no_clause(cue, layout):
        return []
    that = conjunction(token)
    if that is not None:  # not "respond to the news that"
        of_noun = that.head.dep_ == "acl" and cue.verb.object != "addressee"
        return [] if of_noun else [(that.i + 1, stop)]
    return _bare_clause(cue, cue.verb, layout)


def _is_bare_participle(token: Token) -> bool:
    """Whether it is a participle without an auxiliary: "the words [said] there"."""
    return token.tag_ == "VBN" and not any(t.dep_ == "aux" for t in token.lefts)


def _is_parenthesis(token: Token) -> bool:
    """Whether the parser hangs the cue on the verb of what is said: "She [said] taxes would rise"."""
    return token.dep_ == "ccomp" and token.head.i > token.i and token.head.pos_ in {"VERB", "AUX"}


def _has_no_clause(cue: Cue, layout: Layout) -> bool:
    """Whether an object stands in place of the clause ("repeated his [call]"), the sentence ends in a
    colon, or the cue itself describes a noun: "the man [saying] so"."""
    token = cue.token
    objects = [t for t in token.rights if t.dep_ in {"dobj", "attr", "xcomp"} and t != cue.addressee]
    instead = bool(objects) and cue.lemma != "say"
    return instead or layout.doc[token.sent.end - 1].text == ":" or token.dep_ == "acl"


def conjunction(token: Token) -> Token | None:
    """The "that" of the clause, if only an addressee, a place or a day stand before it."""
    for word in token.doc[token.i + 1 : min(token.sent.end, token.i + _MOST_BETWEEN)]:
        if word.lower_ == "that" and word.tag_ == "IN":
            return word
        if word.text in {",", ";", ":", ".", "—", "–"} or (word.tag_ in FINITE and word.dep_ not in _OF_NOUN):
            return None
    return None


def _bare_clause(cue: Cue, verb: ReportingVerb, layout: Layout) -> list[tuple[int, int]]:
    """The clause without "that": "She said [taxes would rise]"."""
    doc, token, stop = layout.doc, cue.token, cue.token.sent.end
    if verb.clause != "any" or verb.group != "statement" or layout.quoted[min(token.i + 1, len(doc) - 1)]:
        return []
    if cue.speaker is not None and cue.speaker.i > token.i:  # "said Diaz": what follows is no clause of it
        return []
    behind_cue = cue.addressee is not None or doc[token.i + 1 : token.i + 2].text == ","
    start = _cue_end(cue) if behind_cue else token.i + 1
    if start >= stop or doc[start].is_punct or doc[start].tag_ in _NO_BARE_CLAUSE:
        return []
    return [(start, stop)] if any(t.tag_ in FINITE for t in doc[start:stop]) else []
