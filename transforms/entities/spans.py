"""Where names stand: the words of the reference data and of the model's recogniser, made one list."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from transforms.entities.names import Names, Sense
from transforms.entities.spelling import fold, squeeze
from transforms.schema import ENTITY_LABELS

_LABELS = frozenset(ENTITY_LABELS)
_NAME_TAGS = frozenset({"NNP", "NNPS"})
_CLITICS = frozenset({"'s", "’s", "'", "’"})


@dataclass(slots=True)
class NameSpan:
    """Tokens `start` to `end` (exclusive) that are a name. `senses` is what the reference data
    says that they may mean; `jobs` the job titles that stand before a person's name."""

    start: int
    end: int
    label: str
    senses: tuple[Sense, ...] = ()
    jobs: tuple[str, ...] = ()
    gender: str = ""
    honorific: bool = False


def name_spans(doc: Doc, names: Names) -> list[NameSpan]:
    """Names in order of their start; none overlap."""
    tokens = list(doc)
    known = list(_known(tokens, names))
    recognised = list(_recognised(doc, tokens, names))
    chosen = _merge(known, recognised)
    chosen += _missed_persons(tokens, chosen, names)
    chosen.sort(key=lambda span: span.start)
    return chosen


def _known(tokens: list[Token], names: Names) -> Iterator[NameSpan]:
    """Longest matches with the reference data, from left to right."""
    i, n = 0, len(tokens)
    while i < n:
        text = tokens[i].text
        longest = names.longest.get(squeeze(text), 0) if text[0].isupper() else 0
        found = None
        for end in range(min(i + longest, n), i, -1):
            last = tokens[end - 1].text
            if not (last[-1].isalnum() or last[-1] == "."):
                continue
            key = squeeze("".join(token.text for token in tokens[i:end]))
            senses = names.senses.get(key)
            if senses and (key not in names.acronyms or text.isupper()):
                found = NameSpan(i, end, senses[0].label, senses)
                break
        if found:
            yield found
            i = found.end
        else:
            i += 1


def _recognised(doc: Doc, tokens: list[Token], names: Names) -> Iterator[NameSpan]:
    """The model's entities, trimmed to the name."""
    for ent in doc.ents:
        if ent.label_ not in _LABELS:
            continue
        start, end = ent.start, ent.end
        while start < end and (
            tokens[start].lower_ in ("the", "a", "an") or tokens[start].is_space or tokens[start].is_punct
        ):
            start += 1
        while start < end and (
            tokens[end - 1].text in _CLITICS
            or tokens[end - 1].is_space
            or (tokens[end - 1].is_punct and tokens[end - 1].text != ".")
        ):
            end -= 1
        for stop in range(start, end):
            if tokens[stop].is_space and "\n" in tokens[stop].text:
                end = stop
        if start == end:
            continue
        span = NameSpan(start, end, ent.label_)
        if ent.label_ == "PERSON":
            span = _titled(span, tokens, names)
            if span.start == span.end:
                continue
        if not any(token.text[0].isupper() for token in tokens[span.start : span.end]):
            continue
        yield span


def _titled(span: NameSpan, tokens: list[Token], names: Names) -> NameSpan:
    """The person's span without job titles, with its honorific."""
    jobs: list[str] = []
    while span.start < span.end - 1 and names.titles.get(tokens[span.start].text, ("", ""))[0] == "job":
        jobs.append(tokens[span.start].text)
        span.start += 1
    before = span.start - 1
    if before >= 0 and names.titles.get(tokens[before].text, ("", ""))[0] == "honorific":
        span.start = before
    while before >= 0 and names.titles.get(tokens[before].text, ("", ""))[0] == "job":
        jobs.insert(0, tokens[before].text)
        before -= 1
    kind, gender = names.titles.get(tokens[span.start].text, ("", ""))
    span.honorific = kind == "honorific"
    span.gender = gender
    span.jobs = tuple(jobs)
    for job in jobs:
        span.gender = span.gender or names.titles[job][1]
    return span


def _merge(known: list[NameSpan], recognised: list[NameSpan]) -> list[NameSpan]:
    """One list without overlaps: the longer span wins, the reference data where they are equal."""
    by_token: dict[int, NameSpan] = {}
    ranked = sorted(
        [(span.end - span.start, 1, span) for span in known]
        + [(span.end - span.start, 0, span) for span in recognised],
        key=lambda item: (-item[0], -item[1], item[2].start),
    )
    chosen = []
    for _, _, span in ranked:
        if all(i not in by_token for i in range(span.start, span.end)):
            chosen.append(span)
            for i in range(span.start, span.end):
                by_token[i] = span
    return chosen


def _missed_persons(tokens: list[Token], chosen: list[NameSpan], names: Names) -> list[NameSpan]:
    """Persons that the model overlooked: a given name or a title before a capitalised word."""
    taken = {i for span in chosen for i in range(span.start, span.end)}
    found = []
    i, n = 0, len(tokens)
    while i < n:
        token = tokens[i]
        if i in taken or token.tag_ not in _NAME_TAGS or not token.text[0].isupper():
            i += 1
            continue
        end = i
        while (
            end < n and end not in taken and tokens[end].tag_ in _NAME_TAGS and tokens[end].text[0].isupper()
        ):
            end += 1
        start = i
        i = end
        span = _titled(NameSpan(start, end, "PERSON"), tokens, names)
        length = span.end - span.start
        named = fold(tokens[span.start].text) in names.genders
        if span.honorific and length > 1 or (span.jobs and length) or (named and length in (2, 3)):
            found.append(span)
    return found
