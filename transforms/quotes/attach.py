"""Direct speech: which cue a pair of quotation marks belongs to."""

from bisect import bisect_left
from typing import NamedTuple

from spacy.tokens import Token

from transforms.marks import MarkedSpan
from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout
from transforms.quotes.positions import is_statement
from transforms.quotes.unlisted import unlisted_cue
from transforms.quotes.works import is_title, may_be_title, names_work

_ENDS_SENTENCE = frozenset({".", "!", "?"})
_STOPS = frozenset({".", "!", "?", ":", ";"})
_LONGEST_LEAD = 60  # tokens
_FARTHEST = 40  # tokens between marks and cue: a long apposition fits, another clause does not
_JOINS = frozenset({"WDT", "WP", "CC", "IN"})  # what follows the marks goes on with the sentence
_NOUN_STEPS = frozenset(
    {
        "dobj",
        "pobj",
        "prep",
        "amod",
        "compound",
        "nmod",
        "appos",
        "oprd",
        "attr",
        "conj",
        "poss",
        "acomp",
        "advmod",
    }
)
_ADDRESSING = frozenset({"telling", "directive", "question"})
_LEADS_IN = frozenset({",", ":", "that", "-", "–", "—"})


class Attached(NamedTuple):
    """The cue that a marked span belongs to, and the rule that says so (see `transforms.schema.rules`)."""

    cue: Cue
    rule: str


def attach_cues(cues: list[Cue], layout: Layout) -> list[Attached | None]:
    """For each marked span the cue beside it, None where it has none of its own.

    Behind: `"...," said NP` and `"...," NP said`. Before: `NP said: "..."`, `NP left, adding, "..."`.
    Joined: `NP said "..." and "..."`. Governing: `NP called the plan "..."`.
    """
    out: list[Attached | None] = []
    for number, span in enumerate(layout.spans):
        found = _beside(span, number, cues, layout) or _governing(span, cues, layout)
        before = out[-1] if out else None
        if found is None and before is not None and _is_joined(number, layout):
            found = Attached(before.cue, "joined_marks")
        if found is None:
            found = _under_any_verb(span, number, layout)
        out.append(found)
    return out


def _beside(span: MarkedSpan, number: int, cues: list[Cue], layout: Layout) -> Attached | None:
    behind = _cue_behind(span, number, cues, layout)
    before = _cue_before(span, number, cues, layout)
    if behind is not None and before is not None:
        introduced = layout.char_before(span.outer_start) == ":"
        if introduced or not _invites(span, layout):
            behind = None
    if behind is not None:
        return Attached(behind, "cue_behind")
    return Attached(before, "cue_before") if before is not None else None


def _under_any_verb(span: MarkedSpan, number: int, layout: Layout) -> Attached | None:
    """What stands behind marks that begin a sentence and end as they do before a cue."""
    if not layout.parsed or not _invites(span, layout) or not _begins_sentence(span, layout):
        return None
    words = layout.body[span.start : span.end]
    if is_title(words.rstrip(",?!")) or layout.last_char(span) in "-—–":
        return None
    limit = _limit_behind(span, number, layout)
    first = _first_behind(span, limit, layout)
    ends = layout.last_char(span)
    cue = None if first is None else unlisted_cue(first, ends if ends in "?!" else ",", limit, layout)
    if cue is None or names_work(span, cue, layout) or _is_made(span, cue, layout):
        return None
    return Attached(cue, "unlisted_verb")


def _is_made(span: MarkedSpan, cue: Cue, layout: Layout) -> bool:
    """Whether a single word may be the title of what somebody does: `"Salt," Rosa Diaz directed`.

    Interjections and adverbs are none, nor is what stands before the verb: `"Nonsense," offered Diaz`.
    """
    word = layout.doc[layout.token_at(span.start)]
    behind = cue.speaker is not None and cue.speaker.i > cue.token.i
    if behind or layout.last_char(span) in "?!" or word.pos_ in {"INTJ", "ADV"}:
        return False
    return may_be_title(layout.body[span.start : span.end])


def _begins_sentence(span: MarkedSpan, layout: Layout) -> bool:
    return layout.char_before(span.outer_start) in '\n.!?…”"’»–—-' and span.opened


def _invites(span: MarkedSpan, layout: Layout) -> bool:
    """Whether the words end as they do before a cue: in a comma, a question or an exclamation mark."""
    return layout.last_char(span) in ",?!…—–-" or layout.body[span.outer_end : span.outer_end + 1] == ","


def _cue_behind(span: MarkedSpan, number: int, cues: list[Cue], layout: Layout) -> Cue | None:
    """The cue that follows the words: `"...," said NP`, `"...," NP said`, `"...," according to NP`."""
    limit = _limit_behind(span, number, layout)
    first = _first_behind(span, limit, layout)
    if first is not None and _begins_anew(span, first, layout):
        return None
    cue = _next_cue(first, limit, cues, layout) if first is not None else None
    if first is None or cue is None or _speaks_before(span, cue, layout) or names_work(span, cue, layout):
        return None
    if cue.kind == "source":
        return cue if cue.token.i == first and lead_start(number, layout) is None else None
    if not _invites(span, layout) and not _said_after_stop(span, cue, first, layout):
        return None
    return cue if _is_inverted(cue, first, layout) or _is_clause_of_speaker(cue, first, layout) else None


def _begins_anew(span: MarkedSpan, first: int, layout: Layout) -> bool:
    """Whether a sentence of its own follows words that end theirs: `They sang "Help!" The crowd said ...`."""
    word = layout.doc[first]
    return layout.last_char(span) in "?!" and word.text[0].isupper() and word.tag_ in {"DT", "PRP$"}


def _speaks_before(span: MarkedSpan, cue: Cue, layout: Layout) -> bool:
    """Whether the marks describe who speaks: `Diaz, a critic of "the plan," said ...`."""
    first = layout.token_at(span.start)
    return cue.speaker is not None and cue.token.sent.start <= cue.speaker.i < first < cue.token.i


def _limit_behind(span: MarkedSpan, number: int, layout: Layout) -> int:
    """Where the words behind a span end: with its paragraph, or at the next marks."""
    limit = layout.paragraphs[layout.paragraph_at(span.start)][1]
    return min([limit, *(after.outer_start for after in layout.spans[number + 1 : number + 2])])


def _first_behind(span: MarkedSpan, limit: int, layout: Layout) -> int | None:
    """The first word behind the marks, None where there is none or the sentence goes on with it."""
    doc = layout.doc
    first = layout.token_at(span.outer_end)
    while first < len(doc) and layout.starts[first] < limit and doc[first].text in {",", "-", "–", "—"}:
        first += 1
    if first >= len(doc) or layout.starts[first] >= limit or doc[first].is_space:
        return None
    if doc[first].tag_ in _JOINS and doc[first].lower_ not in {"according", "in"}:
        return None
    return first


def _next_cue(first: int, limit: int, cues: list[Cue], layout: Layout) -> Cue | None:
    """The first cue in the sentence from `first` on that may have words in marks."""
    for cue in cues[bisect_left(cues, first, key=lambda c: c.token.i) :]:
        at = cue.token.i
        if layout.starts[at] >= limit or at - first > _FARTHEST or _sentence_ends(first, at, layout):
            return None
        if cue.kind != "noun" and (cue.verb is None or cue.verb.marks):
            return cue
    return None


def _is_inverted(cue: Cue, first: int, layout: Layout) -> bool:
    """Whether the verb comes first, as in `"...," said NP`, `"...," later said NP`."""
    between = layout.doc[first : cue.token.i]
    return cue.token.tag_ in {"VBD", "VBZ", "VBP"} and all(t.pos_ in {"ADV", "AUX", "PART"} for t in between)


def _is_clause_of_speaker(cue: Cue, first: int, layout: Layout) -> bool:
    """Whether its speaker comes before it, as in `"...," NP said`; not in `"...," the man who said it`."""
    at = cue.token.i
    speaks = cue.speaker is not None and first <= cue.speaker.i < at
    # "Salt," opened the show, Diaz said
    other = cue.speaker is not None and is_statement(layout.doc, first, cue.speaker.left_edge.i)
    other = other or layout.doc[first].tag_ == "VBG"  # "...," prompting Diaz to say
    describes = (
        other or cue.token.dep_ == "relcl" or (cue.token.dep_ == "acl" and layout.doc[at - 1].text != ",")
    )
    return speaks and not describes


def _said_after_stop(span: MarkedSpan, cue: Cue, first: int, layout: Layout) -> bool:
    """Whether a verb of saying follows at once, though no comma closes the words: `"..." he said`."""
    if cue.verb is None or cue.verb.group not in {"statement", "telling", "reply", "manner"}:
        return False
    start = layout.doc[first]
    near = cue.token.i - first <= 4
    return near and (layout.last_char(span) not in _ENDS_SENTENCE or start.text[:1].islower())


def _sentence_ends(first: int, last: int, layout: Layout) -> bool:
    return any(t.text in _ENDS_SENTENCE or t.text == ";" for t in layout.doc[first:last])


def _cue_before(span: MarkedSpan, number: int, cues: list[Cue], layout: Layout) -> Cue | None:
    """The cue that leads in to the words: `NP said: "..."`, `NP left, adding, "..."`."""
    doc = layout.doc
    limit = _lead_limit(span, number, layout)
    last = layout.token_at(span.outer_start) - 1
    while last >= 0 and doc[last].is_space and layout.starts[last] >= limit:
        last -= 1
    cue = _last_cue(last, limit, cues, layout) if last >= 0 and layout.starts[last] >= limit else None
    if cue is None:
        return None
    at, leads_in = cue.token.i, doc[last].text in _LEADS_IN
    if doc[last].text != ":" and is_title(layout.body[span.start : span.end]):
        return None
    if doc[last].text == ":" or at == last or (at == last - 1 and leads_in):
        return cue
    return cue if leads_in and _reaches(cue, last, layout) else None


def _lead_limit(span: MarkedSpan, number: int, layout: Layout) -> int:
    """Where the words that may lead in to a span begin: its paragraph, or the one before that ends in a
    colon, behind the marks before it."""
    paragraph = layout.paragraph_at(span.start)
    limit = layout.paragraphs[paragraph][0]
    begins = not layout.body[limit : span.outer_start].strip()
    if paragraph and begins and _ends_in_colon(paragraph - 1, layout):
        limit = layout.paragraphs[paragraph - 1][0]
    return max(limit, layout.spans[number - 1].outer_end) if number else limit


def _last_cue(last: int, limit: int, cues: list[Cue], layout: Layout) -> Cue | None:
    """The last verb in the sentence up to `last` that may have words in marks."""
    for cue in reversed(cues[: bisect_left(cues, last + 1, key=lambda c: c.token.i)]):
        at = cue.token.i
        if layout.starts[at] < limit or last - at > _FARTHEST or _sentence_ends(at, last + 1, layout):
            return None
        if cue.kind == "verb" and cue.verb is not None and cue.verb.marks:
            return cue
    return None


def _ends_in_colon(paragraph: int, layout: Layout) -> bool:
    start, end = layout.paragraphs[paragraph]
    return layout.body[start:end].rstrip().endswith(":")


def _reaches(cue: Cue, last: int, layout: Layout) -> bool:
    """Whether only the cue's own objects and adverbials stand between it and the marks."""
    between = layout.doc[cue.token.i + 1 : last]
    return not any(t.pos_ == "VERB" and t.dep_ in {"ROOT", "ccomp", "conj", "relcl"} for t in between)


def _governing(span: MarkedSpan, cues: list[Cue], layout: Layout) -> Attached | None:
    """The verb of naming or uttering whose object or complement holds the marks."""
    first = layout.token_at(span.start)
    if first >= len(layout.doc):
        return None
    if is_title(layout.body[span.start : span.end].rstrip(".,")):
        return None
    path = _noun_path(layout.doc[first : max(first + 1, layout.token_at(span.end))].root)
    for cue in reversed(cues[: bisect_left(cues, first, key=lambda c: c.token.i)]):
        if cue.token.i in path and cue.verb is not None and cue.verb.marks:
            if cue.verb.group in _ADDRESSING:  # the object is whom they told, not what: NBC's "Today" show
                return None
            names = cue.verb.group in {"naming", "utterance"}
            return Attached(cue, "cue_governs") if names or not path[cue.token.i] else None
        if first - cue.token.i > _FARTHEST:
            return None
    return None


def _noun_path(token: Token) -> dict[int, bool]:
    """The tokens above `token` as far as only nouns and prepositions lead; True by a preposition."""
    path: dict[int, bool] = {}
    for _ in range(8):
        joined = token.dep_ == "conj" and token.pos_ == "PROPN" and token.head.pos_ == "VERB"  # a name is not
        as_is = token.dep_ == "pcomp" and token.head.lower_ == "as"  # 'dismissed it as "rigged"'
        if not (token.dep_ in _NOUN_STEPS or as_is) or token.head == token or joined:
            break
        prepositional = token.dep_ == "prep"
        token = token.head
        path[token.i] = prepositional
        if token.pos_ == "VERB":
            break
    return path


def _is_joined(number: int, layout: Layout) -> bool:
    """Whether only "and" or a comma stands between a marked span and the one before it."""
    between = layout.body[layout.spans[number - 1].outer_end : layout.spans[number].outer_start]
    return between.strip(" ,") in {"and", "or", "but"} or (between.strip() == "," and len(between) <= 2)


def lead_start(number: int, layout: Layout) -> int | None:
    """Where the sentence that runs into the marks begins, None where the marks begin it."""
    doc = layout.doc
    first = at = layout.token_at(layout.spans[number].outer_start)
    floor = layout.paragraphs[layout.paragraph_at(layout.spans[number].start)][0]
    while at > 0 and layout.starts[at - 1] >= floor:
        before = doc[at - 1]
        if at == first and before.text.endswith("."):
            return None
        if before.text in _STOPS or before.is_space or (layout.quoted[at - 1] and doc[at - 2].text in _STOPS):
            break
        at -= 1
    at = layout.after_dateline(at)
    while at < first and (doc[at].is_punct or doc[at].dep_ == "cc"):
        at += 1
    lead = doc[at:first]
    if sum(t.is_alpha for t in lead) < 2 or len(lead) > _LONGEST_LEAD:
        return None
    return layout.starts[at]
