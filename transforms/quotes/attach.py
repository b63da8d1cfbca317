"""Direct speech: the cue that stands beside quotation marks."""

from bisect import bisect_left

from transforms.marks import MarkedSpan
from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout

_ENDS_SENTENCE = frozenset({".", "!", "?"})
_FARTHEST = 40


def cue_beside(span: MarkedSpan, number: int, cues: list[Cue], layout: Layout) -> Cue | None:
    """The cue that introduces or follows the marks directly, or None.

    Behind: `"...," said NP` and `"...," NP said`. Before: `NP said: "..."`, `NP, adding, "..."`.
    """
    behind = _cue_behind(span, number, cues, layout)
    before = _cue_before(span, number, cues, layout)
    if behind is not None and before is not None:
        lead = layout.body[: span.outer_start].rstrip()
        return before if lead.endswith(":") or not _invites(span, layout) else behind
    return behind or before


def _invites(span: MarkedSpan, layout: Layout) -> bool:
    """Whether the words end as they do before a cue: in a comma, a question or an exclamation mark."""
    return layout.body[span.end - 1] in ",?!…—–-" or layout.body[span.outer_end : span.outer_end + 1] == ","


def _cue_behind(span: MarkedSpan, number: int, cues: list[Cue], layout: Layout) -> Cue | None:
    doc = layout.doc
    first = layout.token_at(span.outer_end)
    limit = layout.paragraphs[layout.paragraph_at(span.start)][1]
    if number + 1 < len(layout.spans):
        limit = min(limit, layout.spans[number + 1].outer_start)
    while first < len(doc) and layout.starts[first] < limit and doc[first].text in {",", "-", "–", "—"}:
        first += 1
    if first >= len(doc) or layout.starts[first] >= limit or doc[first].is_space:
        return None
    if not _invites(span, layout) and not (
        layout.body[span.end - 1] not in _ENDS_SENTENCE or doc[first].text[:1].islower()
    ):
        return None
    for cue in cues[bisect_left(cues, first, key=lambda c: c.token.i) :]:
        at = cue.token.i
        if layout.starts[at] >= limit or at - first > _FARTHEST or _sentence_ends(first, at, layout):
            return None
        if cue.kind == "noun" or (cue.verb is not None and not cue.verb.marks):
            continue
        if all(t.pos_ in {"ADV", "AUX", "PART"} for t in doc[first:at]):
            return cue
        speaker = cue.speaker
        if cue.kind == "verb" and speaker is not None and first <= speaker.i < at:
            return cue
        return None
    return None


def _sentence_ends(first: int, last: int, layout: Layout) -> bool:
    return any(t.text in _ENDS_SENTENCE and t.is_punct for t in layout.doc[first:last])


def _cue_before(span: MarkedSpan, number: int, cues: list[Cue], layout: Layout) -> Cue | None:
    doc = layout.doc
    last = layout.token_at(span.outer_start) - 1
    limit = layout.paragraphs[layout.paragraph_at(span.start)][0]
    if number:
        limit = max(limit, layout.spans[number - 1].outer_end)
    if last < 0 or layout.starts[last] < limit:
        return None
    end = last
    while end >= 0 and (doc[end].text in {",", ":", "that"} or doc[end].is_space):
        end -= 1
    introduces = doc[last].text in {",", ":", "that"}
    for cue in reversed(cues[: bisect_left(cues, last + 1, key=lambda c: c.token.i)]):
        at = cue.token.i
        if layout.starts[at] < limit or last - at > _FARTHEST or _sentence_ends(at, last + 1, layout):
            return None
        if cue.kind == "according" or (cue.verb is not None and not cue.verb.marks):
            continue
        if at == end or (introduces and _reaches(cue, last, layout)):
            return cue
        if doc[last].text == ":":
            return cue
        return None
    return None


def _reaches(cue: Cue, last: int, layout: Layout) -> bool:
    """Whether nothing but the cue's own objects and adverbials stand between cue and marks."""
    return not any(
        t.pos_ == "VERB" and t.dep_ in {"ROOT", "ccomp", "conj"} for t in layout.doc[cue.token.i + 1 : last]
    )
