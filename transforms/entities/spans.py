"""Where names stand: the words of the reference data and of the model's recogniser, made one list."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from transforms.entities.names import Names, Sense
from transforms.entities.spelling import fold, person_words, squeeze
from transforms.schema import ENTITY_LABELS

_LABELS = frozenset(ENTITY_LABELS)
_NAME_TAGS = frozenset({"NNP", "NNPS"})
_CLITICS = frozenset({"'s", "’s", "'", "’"})
_CUTS = frozenset({"'s", "’s", "/", "|"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "from", "outside", "across", "around", "of"})
# Words inside a person's name that are not capitalised.
_PARTICLES = frozenset(
    {
        "de",
        "da",
        "do",
        "das",
        "dos",
        "del",
        "della",
        "di",
        "du",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ter",
    }
    | {"ten", "bin", "bint", "ibn", "al", "el", "ul", "ben", "y", "e"}
)

_LEADING_PARTICLES = frozenset({"van", "von", "der", "den", "ter", "ten", "bin", "ibn", "dos", "della"})


@dataclass(slots=True)
class NameSpan:
    """Tokens `start` to `end` (exclusive) that are a name.

    `senses` is what the reference data says that they may mean; `jobs` the job titles that stand
    before a person's name, `gender` what those titles tell. `firm` is false where only the model
    says that there is a name.
    """

    start: int
    end: int
    label: str
    senses: tuple[Sense, ...] = ()
    jobs: tuple[str, ...] = ()
    gender: str = ""
    honorific: bool = False
    firm: bool = False


def name_spans(doc: Doc, known: list[NameSpan], names: Names) -> list[NameSpan]:
    """Names in order of their start; none overlap. `known` is what `known_spans` found."""
    tokens = list(doc)
    known = _with_institutions(known, tokens, names)
    recognised = [
        piece
        for ent in doc.ents
        if ent.label_ in _LABELS
        for piece in _pieces(ent.start, ent.end, ent.label_, tokens, names)
    ]
    chosen = _merge(known, recognised, tokens, names)
    chosen += _missed(tokens, chosen, names)
    return _whole_names(chosen, tokens, names)


def looks_personal(words: list[str], names: Names) -> bool:
    """Whether capitalised words read as a person's full name: a given name, then names that are not
    nouns of institutions or places ("Charlotte Hospital")."""
    return (
        2 <= len(words) <= 4
        and fold(words[0]) in names.genders
        and all(
            (word[0].isupper() and word[-1].isalpha()) or word in _PARTICLES or len(word) <= 2
            for word in words
        )
        and not any(_institution(word, names) for word in words[1:])
        and squeeze("".join(words)) not in names.senses
    )


def _is_holder(words: list[str], names: Names) -> bool:
    """Whether the words are the full name of a person of the reference data ("Qin Gang")."""
    text = " ".join(words)
    found = person_words(text, names.variants)
    return (
        2 <= len(found) <= 4
        and " ".join(sorted(found)) in names.by_person_key
        and squeeze(text) not in names.senses
    )


def _is_body(words: list[str], names: Names) -> bool:
    """Whether a capitalised name ends like a body's or place's: "Charlotte Hospital"; after a given
    name only a body's counts ("Emma Hill")."""
    noun = names.nouns.get(fold(words[-1]))
    if noun is None or noun.label == "PERSON":
        return False
    return noun.label == "ORG" or fold(words[0]) not in names.genders


def _institution(word: str, names: Names) -> bool:
    noun = names.nouns.get(fold(word))
    return noun is not None and noun.label != "PERSON"


def known_spans(tokens: list[Token], names: Names) -> Iterator[NameSpan]:
    """Longest matches with the reference data, from left to right.

    Many towns share their names with persons and words: a place counts only where the model sees a
    place too, or a preposition of place stands before it.
    """
    i, n = 0, len(tokens)
    while i < n:
        text = tokens[i].text
        longest = names.longest.get(squeeze(text), 0) if text[0].isupper() else 0
        found = None
        for end in range(min(i + longest, n), i, -1):
            last = tokens[end - 1].text
            if not (last[-1].isalnum() or (last[-1] == "." and len(last) > 1)):
                continue
            key = squeeze("".join(token.text for token in tokens[i:end]))
            senses = names.senses.get(key)
            if not senses or (key in names.acronyms and not text.isupper()):
                continue
            if senses[0].role == "place" and not _placed(tokens[i]):
                continue
            found = NameSpan(i, end, senses[0].label, senses, firm=True)
            break
        if found:
            yield found
            i = found.end
        else:
            i += 1


def _with_institutions(known: list[NameSpan], tokens: list[Token], names: Names) -> list[NameSpan]:
    """`known` with the institutions that a noun tells: "Parole Board of Canada", "BC Hydro".

    A place that is the first part of a longer name is no place of its own.
    """
    found: list[NameSpan] = []
    covered = {i: span for span in known for i in range(span.start, span.end)}
    for i in range(1, len(tokens) - 1):
        if (
            tokens[i].lower_ == "of"
            and _institution(tokens[i - 1].text, names)
            and _is_name_token(tokens[i - 1])
        ):
            after = i + 2 if tokens[i + 1].lower_ == "the" and i + 2 < len(tokens) else i + 1
            if not _is_name_token(tokens[after]):
                continue
            start, end = i - 1, after + 1
            while start > 0 and _is_name_token(tokens[start - 1]) and start - 1 not in covered:
                start -= 1
            while end < len(tokens) and _is_name_token(tokens[end]) and tokens[end - 1].dep_ == "compound":
                end += 1
            noun = names.nouns[fold(tokens[i - 1].text)]
            if noun.label in ("ORG", "FAC") and not (i - 1 in covered and covered[i - 1].end > i):
                found.append(NameSpan(start, end, noun.label))
    for span in known:
        after = span.end
        if (
            span.end - span.start == 1
            and span.label == "GPE"
            and after < len(tokens)
            and after not in covered
            and tokens[span.start].dep_ == "compound"
            and tokens[span.start].head.i == after
            and _is_name_token(tokens[after])
            and tokens[after].text not in names.titles
            and fold(tokens[after].text) not in names.nouns
            and fold(tokens[after].text) not in names.genders
        ):
            found.append(NameSpan(span.start, after + 1, "ORG"))
    inside = {i for span in found for i in range(span.start, span.end)}
    return [span for span in known if span.start not in inside] + found


def _placed(token: Token) -> bool:
    if token.ent_type_ in _PLACE_LABELS:
        return True
    return not token.ent_type_ and token.i > 0 and token.nbor(-1).lower_ in _PLACE_PREPOSITIONS


def _pieces(start: int, end: int, label: str, tokens: list[Token], names: Names) -> Iterator[NameSpan]:
    """The names in a recognised entity: split at line breaks and possessives, trimmed, labels checked."""
    first = start
    for i in range(start, end + 1):
        cut = i == end or tokens[i].text in _CUTS or (tokens[i].is_space and "\n" in tokens[i].text)
        # A person's name ends at the first word in lower case: "Ana Cruz of Lima".
        cut = cut or (
            label == "PERSON"
            and tokens[i].is_lower
            and tokens[i].is_alpha
            and tokens[i].text not in _PARTICLES
            and tokens[i - 1].text not in ("-", "‐", "–")
        )
        if not cut:
            continue
        span = _trimmed(first, i, label, tokens)
        first = i + 1
        if span is None:
            continue
        words = [token.text for token in tokens[span.start : span.end]]
        if looks_personal(words, names) or _is_holder(words, names):
            span.label = "PERSON"
        elif span.label == "PERSON" and len(words) > 1 and _is_body(words, names):
            span.label = "ORG"
        if span.label == "PERSON":
            span = _titled(span, tokens, names)
            if span.start == span.end or _only_nouns(tokens[span.start : span.end], names):
                continue
        yield span


def _trimmed(start: int, end: int, label: str, tokens: list[Token]) -> NameSpan | None:
    while start < end and (
        tokens[start].lower_ in ("the", "a", "an") or tokens[start].is_space or tokens[start].is_punct
    ):
        start += 1
    while start < end:
        last = tokens[end - 1]
        if last.text in _CLITICS or last.is_space or (last.is_punct and last.text != "."):
            end -= 1
        else:
            break
    if start == end or not any(token.text[0].isupper() for token in tokens[start:end]):
        return None
    return NameSpan(start, end, label)


def _only_nouns(tokens: list[Token], names: Names) -> bool:
    return all(fold(token.text) in names.nouns or token.text in names.titles for token in tokens)


def _titled(span: NameSpan, tokens: list[Token], names: Names) -> NameSpan:
    """The person's span without job titles, with its honorific."""
    jobs: list[str] = []
    for i in range(span.end - 2, span.start, -1):
        if names.titles.get(tokens[i].text, ("", ""))[0] == "job":
            span.start = i  # "Acme Foreign Affairs Minister Ana Cruz"
            break
    while span.start < span.end - 1:
        text = tokens[span.start].text
        noun = names.nouns.get(fold(text))
        is_job = names.titles.get(text, ("", ""))[0] == "job"
        if not is_job and not (noun and noun.label == "PERSON" and span.end - span.start > 2):
            break
        jobs.append(text)
        span.start += 1
    before = span.start - 1
    if before >= 0 and names.titles.get(tokens[before].text, ("", ""))[0] == "honorific":
        span.start = before
        before -= 1
    while before >= 0 and names.titles.get(tokens[before].text, ("", ""))[0] == "job":
        jobs.insert(0, tokens[before].text)
        before -= 1
    kind, gender = names.titles.get(tokens[span.start].text, ("", ""))
    span.honorific = kind == "honorific" and span.end - span.start > 1
    span.gender = gender if span.honorific else ""
    span.jobs = tuple(jobs)
    for job in jobs:
        span.gender = span.gender or names.titles.get(job, ("", ""))[1]
    return span


def _merge(
    known: list[NameSpan], recognised: list[NameSpan], tokens: list[Token], names: Names
) -> list[NameSpan]:
    """One list without overlaps. The reference data wins, except over a longer name that holds it
    as a part ("China Daily", "Jordan Peterson"); an adjective before a known name stays apart."""
    owner = {i: span for span in known for i in range(span.start, span.end)}
    dropped: set[int] = set()
    chosen: list[NameSpan] = []
    for span in recognised:
        inside = {id(owner[i]): owner[i] for i in range(span.start, span.end) if i in owner}
        if not inside:
            chosen.append(span)
            continue
        parts = list(inside.values())
        length = span.end - span.start
        if any(part.start < span.start or part.end > span.end for part in parts) or any(
            part.end - part.start >= length for part in parts
        ):
            continue
        if span.label == "PERSON" and not _personal_despite(span, parts[0], tokens, names):
            rest = _rest(span, parts)
            if rest is not None:
                chosen.append(_titled(rest, tokens, names))
            continue
        if span.label in ("NORP", "GPE") and len(parts) > 1:
            continue
        if any(part.end == span.end and part.end - part.start > 1 for part in parts):
            continue  # "U.S. State Department": the adjective and the known body
        chosen.append(span)
        dropped.update(inside)
    return chosen + [span for span in known if id(span) not in dropped]


def _personal_despite(span: NameSpan, part: NameSpan, tokens: list[Token], names: Names) -> bool:
    """Whether a person's name holds a known name by chance: "Jordan Peterson", "Jack London"."""
    if part.end - part.start > 1:
        return False
    words = [token.text for token in tokens[span.start : span.end]]
    if part.start > span.start:
        return fold(words[0]) in names.genders
    return fold(words[0]) in names.genders and part.senses[0].role != "adjective"


def _rest(span: NameSpan, parts: list[NameSpan]) -> NameSpan | None:
    """What follows the known names at the beginning of a recognised person: "Russian [Sergei Ivanov]"."""
    start = span.start
    for part in sorted(parts, key=lambda part: part.start):
        if part.start == start:
            start = part.end
    if start == span.start or start >= span.end or any(part.start >= start for part in parts):
        return None
    return NameSpan(start, span.end, "PERSON")


def _missed(tokens: list[Token], chosen: list[NameSpan], names: Names) -> list[NameSpan]:
    """Names that the model overlooked: a given name or a title before capitalised words, and
    capitalised words that end like a body's name ("Orion Foods", "Lake Nurses Union")."""
    taken = {i for span in chosen for i in range(span.start, span.end)}
    found = []
    i, n = 0, len(tokens)
    while i < n:
        if i in taken or not _is_name_token(tokens[i]):
            i += 1
            continue
        start = i
        while i < n and i not in taken and _is_name_token(tokens[i]):
            i += 1
        span = _titled(NameSpan(start, i, "PERSON"), tokens, names)
        words = [token.text for token in tokens[span.start : span.end]]
        nouns = _only_nouns(tokens[span.start : span.end], names)
        titled = span.honorific or (span.jobs and not nouns)
        if (titled and len(words) <= 4) or looks_personal(words, names) or _is_holder(words, names):
            found.append(span)
        elif len(words) > 1 and not nouns and _ends_like_body(tokens[span.end - 1], names):
            found.append(NameSpan(span.start, span.end, "ORG"))
    return found


def _ends_like_body(token: Token, names: Names) -> bool:
    noun = names.nouns.get(fold(token.text))
    return token.tag_ == "NNPS" if noun is None else noun.label == "ORG"


def _whole_names(spans: list[NameSpan], tokens: list[Token], names: Names) -> list[NameSpan]:
    """Persons' names made whole where the model broke them: "Ana Beatriz" "Carvalho", "Marine Le"
    "Pen", "Ursula von der" "Leyen"."""
    spans.sort(key=lambda span: span.start)
    owner = {i: span for span in spans for i in range(span.start, span.end)}
    swallowed: set[int] = set()
    for span in spans:
        if span.label != "PERSON" or id(span) in swallowed:
            continue
        while span.end < len(tokens) and _goes_on(tokens, span.end):
            other = owner.get(span.end)
            if other is not None and (other.firm or other.end - other.start > 1 or other.jobs):
                break
            if tokens[span.end].text in names.titles or _institution(tokens[span.end].text, names):
                break
            if other is not None:
                swallowed.add(id(other))
            span.end = other.end if other is not None else span.end + 1
        while span.start > 0 and not span.honorific and _begins_before(tokens[span.start - 1], owner, names):
            span.start -= 1
        with_particles(span, tokens, names)
    return [span for span in spans if id(span) not in swallowed]


def with_particles(span: NameSpan, tokens: list[Token], names: Names) -> None:
    """Let a surname begin with its particles: "von der Leyen", and then with an honorific."""
    start = span.start
    while start > 0 and tokens[start - 1].lower_ in _LEADING_PARTICLES:
        start -= 1
    if start < span.start:
        span.start = start
        kind, gender = names.titles.get(tokens[start - 1].text, ("", "")) if start else ("", "")
        if kind == "honorific":
            span.start, span.gender, span.honorific = start - 1, gender, True


def _goes_on(tokens: list[Token], end: int) -> bool:
    """Whether a name that seems to end before `end` goes on there."""
    last, after = tokens[end - 1], tokens[end]
    if last.text in _PARTICLES:
        return after.text[0].isupper() or after.text in _PARTICLES
    joined = _is_name_token(after) and after.text[-1].isalpha()
    return joined and last.dep_ == "compound" and last.head.i >= end and not last.is_punct


def _begins_before(token: Token, owner: dict[int, NameSpan], names: Names) -> bool:
    given = fold(token.text) in names.genders and token.text not in names.titles
    return given and token.i not in owner and _is_name_token(token) and token.dep_ == "compound"


def _is_name_token(token: Token) -> bool:
    return token.tag_ in _NAME_TAGS and token.text[0].isupper()
