"""The user's own names (aliases.csv) in a text: they go before all that else is found there."""

from collections.abc import Sequence

from spacy.tokens import Token

from transforms.entities.spans import OWN_NAME, NameSpan, titled
from transforms.lexicon.names import Names, Person
from transforms.lexicon.spelling import squeeze


def own_spans(tokens: Sequence[Token], names: Names, day: str) -> list[NameSpan]:
    """The longest of the user's names, from left to right, that hold on a day (ISO, "" for the latest)."""
    found: list[NameSpan] = []
    i = 0 if names.own else len(tokens)
    while i < len(tokens):
        longest = names.own_longest.get(squeeze(tokens[i].text), 0)
        ends = range(min(i + longest, len(tokens)), i, -1)
        span = next((s for end in ends if (s := _span(tokens, i, end, names, day)) is not None), None)
        if span is not None:
            found.append(span)
        i = span.end if span is not None else i + 1
    return found


def _span(tokens: Sequence[Token], start: int, end: int, names: Names, day: str) -> NameSpan | None:
    text, last = "".join(token.text for token in tokens[start:end]), tokens[end - 1].text
    if not last[-1].isalnum() and (last[-1] != "." or len(last) == 1):
        return None
    for own in names.own.get(squeeze(text), ()):
        if own.holds(day) and own.is_written(text):
            if isinstance(own.meaning, Person):
                return NameSpan(start, end, "PERSON", OWN_NAME, firm=True)
            return NameSpan(start, end, own.meaning.label, OWN_NAME, (own.meaning,), firm=True)
    return None


def before_others(own: Sequence[NameSpan], others: Sequence[NameSpan]) -> list[NameSpan]:
    """Both, without those of the others that share a token with one of the user's names."""
    taken = {i for span in own for i in range(span.start, span.end)}
    kept = [span for span in others if not any(i in taken for i in range(span.start, span.end))]
    return sorted([*own, *kept], key=lambda span: span.start)


def with_own_persons(
    spans: Sequence[NameSpan], own: Sequence[NameSpan], tokens: Sequence[Token], names: Names
) -> list[NameSpan]:
    """The names of a text with those of the user's persons, but where they are a part of a longer one, or a
    surname that the text gives another person: "Peter Tolland ... Tolland"."""
    longer = [span for span in spans if span.end - span.start > 1]
    inside = {i: span for span in longer for i in range(span.start, span.end)}
    fullnames = [span for span in longer if span.label == "PERSON" and not _is_own(span, tokens, names)]
    surnames = {squeeze(tokens[span.end - 1].text) for span in fullnames}
    chosen = []
    for span in own:
        around = inside.get(span.start)
        is_part = around is not None and around.end - around.start > span.end - span.start
        is_surname = span.end - span.start == 1 and squeeze(tokens[span.start].text) in surnames
        if span.label == "PERSON" and not is_surname and (not is_part or _is_titled(around, span)):
            chosen.append(titled(span, list(tokens), names))
    return before_others(chosen, spans)


def _is_own(span: NameSpan, tokens: Sequence[Token], names: Names) -> bool:
    text = "".join(token.text for token in tokens[span.start : span.end])
    return squeeze(text) in names.own


def _is_titled(around: NameSpan | None, span: NameSpan) -> bool:
    """Whether the longer name is but the same with an honorific."""
    if around is None or not around.honorific:
        return False
    return around.end == span.end and around.start + 1 == span.start
