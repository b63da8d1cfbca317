"""Indirect speech: the words that a cue reports, on either side of it."""

from collections.abc import Iterator

from spacy.tokens import Token

from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout
from transforms.quotes.positions import (
    FINITE,
    PARTS,
    SUBORDINATORS,
    behind_day,
    conjunction,
    cue_start,
    following,
    is_inserted,
    surrounding,
)
from transforms.quotes.speakers import goes_on_from_thing, phrase_bounds

Pieces = list[tuple[int, int]]

_QUESTION_TAGS = frozenset({"WP", "WRB", "WDT", "WP$"})
_LEAD_INS = frozenset({"that", "but", "and", "however", "or", "so", "yet"})
_CONTENT_WORDS = frozenset({"VERB", "AUX", "NOUN", "PROPN", "ADJ", "ADV"})
_REASONS = frozenset({"because", "if", "unless", "since", "although", "though", "until"})
# Conjunctions that set one speaker against another; those that do so behind a comma
_AGAINST = frozenset({"while", "whereas", "whilst", "although", "though"})
_BESIDE = frozenset({"but", "and", "yet", "as"})
_LONGEST_ADDRESSEE = 4  # tokens
_LONGEST_LABEL = 5  # tokens
_LONGEST_SUBJECT = 12  # tokens between a conjunction and what parts its subject from its verb
_LONGEST_CLAUSE = 250  # tokens; what is longer is no sentence, and work must not grow with its square
# What a reporting verb governs besides the reported clause; anything else before the clause is part of it.
_OWN_WORDS = frozenset(
    {"npadvmod", "advmod", "prep", "prt", "dative", "agent", "nsubj", "nsubjpass", "dobj", "punct", "aux"}
    | {"advcl", "cc", "mark", "neg"}
)


def reported_clauses(cues: list[Cue], layout: Layout) -> Iterator[tuple[Cue, Pieces]]:
    """Each cue that reports a clause, with first and last + 1 token of each piece of the clause.

    There are two pieces where the cue stands inside what it reports ("Taxes, she said, will rise").
    """
    spoken = {cue.token.i for cue in cues if cue.kind == "verb"}
    contrasts = [(cue, _contrast(cue, layout)) for cue in cues]
    for number, cue in enumerate(cues):
        if cue.speaker is None or cue.speaker.lower_ == "you":  # "you say" is nobody's speech
            continue
        found = _pieces(cue, spoken, layout)
        own = (_before_others(start, end, number, contrasts, layout) for start, end in found)
        trimmed = (_trim(start, end, layout) for start, end in own)
        pieces = [piece for piece in trimmed if piece is not None]
        if pieces:
            yield cue, pieces


def _before_others(
    start: int, end: int, number: int, contrasts: list[tuple[Cue, int | None]], layout: Layout
) -> tuple[int, int]:
    """A piece of the cue of that number, cut where the writer sets another speaker against its own:
    "She said [the wall may fall], while Diaz said ..."."""
    cue = contrasts[number][0]
    for other, at in contrasts[number + 1 :]:
        if other.token.i >= end:
            break
        if at is None or at <= start or other.first <= start:
            continue
        if _is_other_speaker(other, cue, _is_set_against(at, layout)):
            return start, at
    return start, end


def _is_set_against(at: int, layout: Layout) -> bool:
    """Whether a conjunction sets whole clauses against each other: ", while the company denies it"."""
    return layout.doc[at].lower_ in _AGAINST and layout.doc[at - 1].text == ","


def _is_other_speaker(other: Cue, cue: Cue, is_against: bool) -> bool:
    speaker = other.speaker
    if speaker is None or cue.speaker is None or speaker.pos_ == "PRON":
        return False
    verb = other.verb
    reports = other.kind == "source" or (
        verb is not None and (is_against or verb.clause == "any" or verb.group in {"naming", "utterance"})
    )
    return reports and speaker.lower_ != cue.speaker.lower_


def _contrast(other: Cue, layout: Layout) -> int | None:
    """The token of the conjunction before another cue's clause, None where it goes on with what is said."""
    doc, speaker = layout.doc, other.speaker
    if speaker is None:
        return None
    first = other.first
    if other.kind == "verb":
        first = phrase_bounds(speaker, layout)[0] if speaker.i < first else first
    if other.kind == "source" and doc[first - 1].text == ",":
        return _conjunction_of(first - 1, layout)
    if first < 2:
        return None
    before = doc[first - 1].lower_
    if before in {"as", "though"} and doc[first - 2].lower_ == "even":
        return first - 2
    if before in _AGAINST or before == ";":
        return first - 1
    mark = next((t.i for t in other.token.lefts if t.dep_ == "mark" and t.lower_ in _AGAINST), 0)
    if mark and doc[mark - 1].text == ",":  # the parser tears the speaker's phrase apart
        return mark
    follows_comma = doc[first - 2].text in {",", "—", "–"}
    return first - 1 if before in _BESIDE and follows_comma else None


def _within_clause(start: int, end: int, opens: int, cue: Cue) -> tuple[int, int]:
    """A piece cut to the clause that the conjunction at `opens` begins.

    "While [exports], according to Diaz, [fell by a tenth], imports rose."
    """
    doc = cue.token.doc
    if opens == cue.token.sent.start and start >= cue.last:
        end = next((t.i for t in doc[start + 1 : end] if t.text == ","), end)
    return max(start, opens + 1), end


def _conjunction_of(comma: int, layout: Layout) -> int | None:
    """The conjunction of the clause that a comma parts: "[while] wages, according to Diaz, fell"."""
    doc = layout.doc
    for at in range(comma - 1, max(doc[comma].sent.start, comma - _LONGEST_SUBJECT) - 1, -1):
        if doc[at].lower_ in _AGAINST:
            return at
        if doc[at].is_punct or doc[at].tag_ in FINITE:
            return None
    return None


def _pieces(cue: Cue, spoken: set[int], layout: Layout) -> Pieces:
    if cue.kind == "source":
        pieces = _around_source(cue)
        at = _contrast(cue, layout)
        return pieces if at is None else [_within_clause(start, end, at, cue) for start, end in pieces]
    if cue.kind == "noun":
        heads = [c for c in cue.token.children if c.dep_ in {"acl", "ccomp", "relcl"} and _has_that(c)]
        return [(head.left_edge.i, head.right_edge.i + 1) for head in heads[:1]]
    if cue.verb is None:
        return []
    if cue.verb.object == "accused":
        return _accusations(cue.token)
    contents = [
        child
        for child in cue.token.children
        if child.right_edge.i - child.left_edge.i < _LONGEST_CLAUSE and _is_content(child, cue)
    ]
    if cue.verb.clause:
        contents += _hung_on_place(cue, layout)
    reported = _is_reported(cue, spoken)
    if cue.verb.clause and not reported and is_inserted(cue, layout):
        return surrounding(cue, layout)
    if contents:
        inside = {t.i for content in contents for t in content.subtree}
        inside -= _asides(cue, inside, spoken, layout)
        return _complements(cue, inside, layout) if inside else []
    if cue.verb.clause and not reported:
        refused = any(child.dep_ == "ccomp" for child in cue.token.rights)
        return surrounding(cue, layout) or ([] if refused else following(cue, layout))
    return []


def _is_reported(cue: Cue, spoken: set[int]) -> bool:
    """Whether the cue itself is what a cue behind it reports: "Rosa Diaz wrote it in Rome, she [said]"."""
    token, head = cue.token, cue.token.head
    before = token.dep_ == "ccomp" and head.i in spoken and token.i < head.i
    return before and not any(t.text == ";" for t in token.doc[token.i : head.i])


def _hung_on_place(cue: Cue, layout: Layout) -> list[Token]:
    """The clause that the parser hangs on where it was said: "said in a statement to the press that ..."."""
    return [
        clause
        for prep in cue.token.rights
        if prep.dep_ == "prep" and prep.lower_ in {"in", "on", "at", "during"}
        for clause in prep.subtree
        if _is_of_cue(clause, prep, layout)
    ][:1]


def _is_of_cue(clause: Token, prep: Token, layout: Layout) -> bool:
    """Whether a clause with "that" is what was said, not what a noun means: "a report on claims that ..."."""
    if clause.right_edge.i - clause.i >= _LONGEST_CLAUSE or not _has_that(clause):
        return False
    if clause.dep_ == "acl" and clause.head.head == prep:
        return True
    marked = any(t.lower_ == "that" and t.dep_ == "mark" for t in clause.lefts)
    return clause.dep_ in {"acl", "relcl"} and marked and clause.head.lemma_ not in layout.glosses


def _accusations(token: Token) -> Pieces:
    """What follows "of" in "accused them of lying"."""
    return [
        (grand.left_edge.i, grand.right_edge.i + 1)
        for child in token.children
        if child.dep_ == "prep" and child.lower_ == "of"
        for grand in child.children
        if grand.dep_ == "pcomp"
    ]


def _is_content(child: Token, cue: Cue) -> bool:
    verb = cue.verb
    if verb is None:
        return False
    if child.dep_ == "xcomp" or (child.dep_ == "ccomp" and child.tag_ == "VB" and _has_to(child)):
        return verb.infinitive and child.tag_ == "VB" and _has_to(child)
    if child.dep_ != "ccomp" or not verb.clause or _asks(child) or not _is_clause(child):
        return False
    return verb.clause == "any" or child.i < cue.token.i or _has_that(child)


def _asides(cue: Cue, inside: set[int], spoken: set[int], layout: Layout) -> set[int]:
    """What stands in the parsed clause but is not reported by the cue.

    Participles and relative clauses that report further ("..., adding that", "..., which he said"), and
    the writer's gloss on what was said ("..., a reference to last year's vote").
    """
    out: set[int] = set()
    for i in inside:
        token = layout.doc[i]
        start = token.left_edge.i
        if _is_of_speaker(token, cue, spoken):
            out |= {t.i for t in token.subtree} | {t.i for t in token.head.rights if t.dep_ == "cc"}
        if start <= cue.token.i or layout.doc[start - 1].text not in {",", "–", "—"}:
            continue
        if _reports_further(token, spoken) or (
            token.dep_ in {"appos", "conj", "npadvmod", "dep"}
            and layout.doc[start].lower_ in {"a", "an"}
            and token.lemma_ in layout.glosses
        ):
            out |= {t.i for t in token.subtree} | {start - 1}
    return out


def _reports_further(token: Token, spoken: set[int]) -> bool:
    """Whether a clause reports further: "adding that", "which he said", "prompting Diaz to say"."""
    leads = token.tag_ == "VBG" and any(t.dep_ in {"xcomp", "ccomp"} and t.i in spoken for t in token.rights)
    return leads or (token.i in spoken and (token.tag_ == "VBG" or token.dep_ == "relcl"))


def _is_of_speaker(token: Token, cue: Cue, spoken: set[int]) -> bool:
    """Whether a verb in the parsed clause is the speaker's: "said it was bad and [urged them] to go"."""
    acts = token.i in spoken or any(t.dep_ == "dobj" and t.pos_ == "PRON" for t in token.rights)
    return acts and token.head.head == cue.token and goes_on_from_thing(token)


def _is_clause(child: Token) -> bool:
    """Whether the content has a verb in a tense: not so in "declared himself the winner"."""
    return child.pos_ in {"VERB", "AUX"} or any(t.tag_ in FINITE for t in child.subtree)


def _has_to(child: Token) -> bool:
    return any(t.dep_ == "aux" and t.lower_ == "to" for t in child.lefts)


def _has_that(child: Token) -> bool:
    return any(t.lower_ == "that" and t.dep_ in {"mark", "nsubj", "det"} for t in child.lefts)


def _asks(content: Token) -> bool:
    """Whether the clause is an indirect question: "said whether", "explained how"."""
    first = next((t for t in content.lefts if not t.is_punct), None)
    if first is None:
        return False
    return (first.dep_ == "mark" and first.lower_ in {"whether", "if"}) or (
        first.tag_ in _QUESTION_TAGS - {"WDT"} and first.i == content.left_edge.i and first.i > content.head.i
    )


def _complements(cue: Cue, inside: set[int], layout: Layout) -> Pieces:
    """The content on either side of the cue, without the words that belong to the cue alone."""
    doc, token, sentence = layout.doc, cue.token, cue.token.sent
    pieces: Pieces = []
    if any(i < token.i and not _is_relative(doc[i]) and not doc[i].is_punct for i in inside):
        end = cue_start(cue, layout)
        if end - 1 in inside or doc[end - 1].text in PARTS or layout.quoted[end - 1]:
            pieces.append((sentence.start, end))
    after = [i for i in inside if i > token.i]
    if after and not (cue.speaker is not None and cue.speaker.i in inside):
        pieces.append((_content_start(cue, min(after)), _content_end(cue, max(after) + 1)))
    return pieces


def _is_relative(token: Token) -> bool:
    return token.tag_ in _QUESTION_TAGS or token.lower_ == "that"


def _content_start(cue: Cue, start: int) -> int:
    """Back to the cue where the parser cut off the beginning of what it reports."""
    stray = [
        t
        for t in cue.token.rights
        if t.i < start and t not in (cue.speaker, cue.addressee) and _is_stray(t, cue)
    ]
    start = min([start, *(t.left_edge.i for t in stray if t.left_edge.i > cue.token.i)])
    if (
        cue.token.doc[start].tag_ in FINITE
    ):  # without its subject: "said in Rome on Monday [prices] would rise"
        that = conjunction(cue.token)
        start = min(start, behind_day(cue.token.i + 1, cue)) if that is None else that.i
    return behind_day(_behind_addressee(start, cue), cue)


def _behind_addressee(start: int, cue: Cue) -> int:
    """Behind whom the parser takes for part of the clause: "told [police] her husband had left"."""
    if cue.verb is None or cue.verb.object != "addressee" or cue.addressee is not None:
        return start
    doc = cue.token.doc
    first = start + (doc[start].tag_ == "DT")
    words = doc[first : min(first + _LONGEST_ADDRESSEE, cue.token.sent.end)]
    after = next((t for t in words if t.pos_ not in {"NOUN", "PROPN"} and t.dep_ != "dative"), None)
    if after is None or after.i == first or start != cue.token.i + 1:
        return start
    return after.i if after.tag_ in {"DT", "PRP", "PRP$"} else start


def _is_stray(child: Token, cue: Cue) -> bool:
    return child.dep_ not in _OWN_WORDS or (child.dep_ == "dobj" and cue.addressee is not None)


def _content_end(cue: Cue, end: int) -> int:
    """On over a reason or condition that the parser hung on the cue: "She said it failed because ..."."""
    for child in cue.token.rights:
        if child.dep_ == "advcl" and child.left_edge.i == end and child.left_edge.lower_ in _REASONS:
            return child.right_edge.i + 1
    return end


def _around_source(cue: Cue) -> Pieces:
    """The sentence around "according to NP", unless the phrase is what the sentence is about."""
    token, sentence = cue.token, cue.token.sent
    doc = token.doc
    if token.i > sentence.start and doc[token.i - 1].pos_ == "AUX" and token.lower_ == "according":
        return []  # "That is according to ..."
    if token.i > sentence.start and doc[cue.first - 1].tag_ in _QUESTION_TAGS:
        return []  # "costs, which according to Diaz had fallen, ..."
    end = cue.last
    while end < sentence.end and doc[end].text not in {",", ";", ".", "—", "–"}:
        end += 1
    beside = () if cue.speaker is None else cue.speaker.rights
    for child in beside:  # "according to Brel, a news agency"
        if child.dep_ in {"appos", "relcl"} and child.left_edge.i == end + 1:
            end = child.right_edge.i + 1
    pieces = [(sentence.start, cue.first)]
    after = end + 1
    if after < sentence.end and doc[after].lower_ in SUBORDINATORS:
        after += 1
    if after < sentence.end and doc[after].tag_ != "VBG":
        pieces.append((end, sentence.end))
    return pieces


def _trim(start: int, end: int, layout: Layout) -> tuple[int, int] | None:
    """Without punctuation and conjunctions at the edges; None where no verb or noun is left."""
    doc = layout.doc
    if start >= end:
        return None
    start = _behind_label(layout.after_dateline(start), end, layout)
    for at in range(start, min(end, start + 3)):
        if doc[at].lower_ == "that" and doc[at].dep_ == "mark":  # "only that", "again that"
            start = at
    while start < end and not layout.quoted[start] and _is_edge(doc[start]):
        start += 1
    while end > start and not layout.quoted[end - 1] and _is_end(doc[end - 1]):
        end -= 1
    if not any(t.pos_ in _CONTENT_WORDS for t in doc[start:end]):
        return None
    return start, end


def _behind_label(start: int, end: int, layout: Layout) -> int:
    """Behind a word or two in capitals and a colon: "QUITO: A judge ...", "UPDATE: Trains ..."."""
    doc = layout.doc
    for at in range(start, min(end, start + _LONGEST_LABEL)):
        if doc[at].text == ":" and at > start:
            return at + 1
        if not (doc[at].is_upper or doc[at].is_punct):
            break
    return start


def _is_end(token: Token) -> bool:
    return token.is_space or (token.is_punct and token.text != "%")


def _is_edge(token: Token) -> bool:
    if token.text in {"(", "[", "$", "£", "€"}:
        return False
    return (
        token.is_punct
        or token.is_space
        or (token.lower_ in _LEAD_INS and (token.dep_ in {"mark", "cc", "advmod"} or token.tag_ == "IN"))
    )
