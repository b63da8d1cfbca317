"""Where names stand: the words of the reference data and of the model's recogniser, made one list."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Token

from transforms.lexicon.names import Names, Sense
from transforms.lexicon.spelling import PARTICLES, fold, person_words, squeeze

_NAME_TAGS = frozenset({"NNP", "NNPS"})
_CLITICS = frozenset({"'s", "’s", "'", "’"})
_MISREAD = frozenset({"PERSON", "WORK_OF_ART"})  # what the model takes a day with a name for
_DAYS = frozenset(calendar.day_name)
_VERBAL = frozenset({"MD", "VBP", "VBZ", "VBD"})
_MODEL = re.compile(r"[A-Z][A-Za-z]{0,3}-\d+\w*")  # of weapons and vehicles: "F-35s", "MiG-29"
_CUTS = frozenset({"'s", "’s", "/", "|", "[", "]"})
_RELATIVE = frozenset({"that", "which", "who", "whose", "whom"})
HYPHENS = frozenset({"-", "‐", "–"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "from", "outside", "across", "around", "of"})


OWN_NAME = "own_name"  # rule of the names of aliases.csv


@dataclass(slots=True)
class NameSpan:
    """Tokens `start` to `end` (exclusive) that are a name.

    `senses` is what the reference data says that they may mean; `jobs` the job titles that stand
    before a person's name, `gender` what those titles tell. `firm` is false where only the model
    says that there is a name. `rule` says how it was found (see `transforms.schema.rules`).
    """

    start: int
    end: int
    label: str
    rule: str
    senses: tuple[Sense, ...] = ()
    jobs: tuple[str, ...] = ()
    gender: str = ""
    honorific: bool = False
    firm: bool = False


def looks_personal(words: list[str], names: Names) -> bool:
    """Whether capitalised words read as a person's full name: a given name, then names that are not
    nouns of institutions or places ("Charlotte Hospital")."""
    words = [word for word in words if word not in HYPHENS]
    return (
        2 <= len(words) <= 4
        and fold(words[0]) in names.genders
        and all(
            (word[0].isupper() and (word[-1].isalpha() or len(word) <= 2)) or word in PARTICLES
            for word in words
        )
        and not any(institution(word, names) for word in words[1:])
        and squeeze("".join(words)) not in names.senses
    )


def is_holder(words: list[str], names: Names) -> bool:
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


def institution(word: str, names: Names) -> bool:
    noun = names.nouns.get(fold(word))
    return noun is not None and noun.label != "PERSON"


def known_spans(tokens: list[Token], names: Names, *, anywhere: bool = False) -> Iterator[NameSpan]:
    """Longest matches with the reference data, from left to right.

    Many towns share their names with persons and words: a place counts only where the model sees a
    place too, or a preposition of place stands before it; or `anywhere`, where there is no text to tell.
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
            if any(token.is_quote or "\n" in token.text or token.tag_ in _VERBAL for token in tokens[i:end]):
                continue  # "I'll" is not Ill.
            if senses[0].role == "place" and not (anywhere or _placed(tokens[i], names)):
                continue
            found = NameSpan(i, end, senses[0].label, "reference", senses, firm=True)
            break
        if found:
            yield found
            i = found.end
        else:
            i += 1


def _placed(token: Token, names: Names) -> bool:
    """Whether the model sees a place, or what stands before tells of one: "in Gusau", "the port of Aden"."""
    if token.ent_type_ in _PLACE_LABELS:
        return True
    if not token.i or token.nbor(-1).lower_ not in _PLACE_PREPOSITIONS:
        return False
    of_district = token.i > 1 and fold(token.nbor(-2).lemma_) in names.word_lists["district"]
    return not token.ent_type_ or token.nbor(-1).lower_ in ("in", "near") or of_district


def pieces(start: int, end: int, label: str, tokens: list[Token], names: Names) -> Iterator[NameSpan]:
    """The names in a recognised entity: split at line breaks and possessives, trimmed, labels checked."""
    first = start
    for i in range(start, end + 1):
        cut = i == end or tokens[i].text in _CUTS or (tokens[i].is_space and "\n" in tokens[i].text)
        cut = cut or tokens[i].text in _RELATIVE
        if not cut and not _ends_person(first, i, label, tokens, names):
            continue
        if label in _MISREAD and i - first > 1 and _is_day(tokens[first]):
            first += 1
        span = _trimmed(first, i, label, tokens)
        first = i + 1
        if span is None:
            continue
        words = [token.text for token in tokens[span.start : span.end]]
        if len(words) == 1 and _is_no_name(tokens[span.start], span.label, names):
            continue
        span.label = _label_of(words, span.label, names)
        if span.label == "PERSON":
            span = titled(span, tokens, names)
            if span.start == span.end or only_nouns(tokens[span.start : span.end], names):
                continue
        yield span


def _ends_person(first: int, i: int, label: str, tokens: list[Token], names: Names) -> bool:
    """Whether a person's name ends before a token: at a possessive ("Ana Cruz' party"), and at the first word
    in lower case ("Ana Cruz of Lima")."""
    token = tokens[i]
    if token.tag_ == "POS":
        return looks_personal([each.text for each in tokens[first:i]], names)
    is_word = token.is_lower and token.is_alpha and token.text not in PARTICLES
    return label == "PERSON" and is_word and tokens[i - 1].text not in ("-", "‐", "–")


def _label_of(words: list[str], label: str, names: Names) -> str:
    """The label of a name by its words, else that which the recogniser gave it."""
    if any(_MODEL.fullmatch(word) for word in words) or (label == "PERSON" and words[0][0].isdigit()):
        return "PRODUCT"
    untitled = words[1:] if words[0] in names.titles else words  # "Republican Thom Tillis"
    if looks_personal(words, names) or is_holder(untitled, names):
        return "PERSON"
    if label in ("ORG", "GPE") and _is_law(words, names):
        return "LAW"
    return "ORG" if label == "PERSON" and len(words) > 1 and _is_body(words, names) else label


def _is_law(words: list[str], names: Names) -> bool:
    """ "Hong Kong Human Rights and Democracy Act"; parties hold conventions, and "Warsaw Pact" was a body."""
    last = fold(words[-1])
    noun = names.nouns.get(last)
    return len(words) > 2 and noun is not None and noun.label == "LAW" and last != "convention"


def _is_no_name(token: Token, label: str, names: Names) -> bool:
    """Whether a word alone names nothing: "MR", which the model cuts off "MR. MILLER", "Brig.", "Houses"."""
    kind, _ = names.titles.get(token.text.capitalize(), ("", ""))
    is_title = kind == "honorific" or (kind == "job" and token.text.endswith("."))
    return is_title or (label == "ORG" and _is_building(token, names))


def _is_day(token: Token) -> bool:
    """ "said on [Monday] Ana Cruz"; a given name otherwise: Sunday Adeyemi."""
    return token.text in _DAYS and token.i > 0 and token.nbor(-1).lower_ in {"on", "last", "late", "early"}


def _is_building(token: Token, names: Names) -> bool:
    """ "Houses", which the model takes for a body's name."""
    noun = names.nouns.get(fold(token.text)) or names.nouns.get(fold(token.text).removesuffix("s"))
    return noun is not None and noun.label in ("FAC", "LOC", "LAW", "EVENT")


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
    return NameSpan(start, end, label, "recognised")


def only_nouns(tokens: list[Token], names: Names) -> bool:
    return all(fold(token.text) in names.nouns or token.text in names.titles for token in tokens)


def titled(span: NameSpan, tokens: list[Token], names: Names) -> NameSpan:
    """The person's span without job titles, with its honorific. What the reference data has as part of a name
    stays: "Sheikh Hasina"."""
    jobs: list[str] = []
    for i in range(span.end - 2, span.start, -1):
        if title_at(i, tokens, names)[0] == "job":
            span.start = i  # "Acme Foreign Affairs Minister Ana Cruz"
            break
    while span.start < span.end - 1:
        text = tokens[span.start].text
        noun = names.nouns.get(fold(text))
        is_job = title_at(span.start, tokens, names)[0] == "job"
        if not is_job and not (noun and noun.label == "PERSON" and span.end - span.start > 2):
            break
        if is_holder([token.text for token in tokens[span.start : span.end]], names):
            break
        jobs.append(text)
        span.start += 1
    before = span.start - 1
    if (
        before >= 0
        and title_at(before, tokens, names)[0]
        and is_holder([token.text for token in tokens[before : span.end]], names)
    ):
        span.start = before
        before -= 1
    if before >= 0 and names.titles.get(tokens[before].text, ("", ""))[0] == "honorific":
        span.start = before
        before -= 1
    while before >= 0 and title_at(before, tokens, names)[0] == "job":
        jobs.insert(0, tokens[before].text)
        before -= 1
    kind, gender = names.titles.get(tokens[span.start].text, ("", ""))
    span.honorific = kind == "honorific" and span.end - span.start > 1
    span.gender = gender if span.honorific else ""
    span.jobs = tuple(jobs)
    for job in jobs:
        span.gender = span.gender or names.titles.get(job, ("", ""))[1]
    return span


def title_at(i: int, tokens: list[Token], names: Names) -> tuple[str, str]:
    """Kind and gender of the title that a token is, alone or with its neighbour ("Tan Sri"); a "Tan" or
    a "Sri" alone may be a name."""
    text = tokens[i].text
    found = names.titles.get(text)
    if found is None and i + 1 < len(tokens):
        found = names.titles.get(f"{text} {tokens[i + 1].text}")
    if found is None and i > 0:
        found = names.titles.get(f"{tokens[i - 1].text} {text}")
    return found or ("", "")


def is_name_token(token: Token) -> bool:
    return token.tag_ in _NAME_TAGS and token.text[0].isupper()


def beside_role(span: NameSpan, tokens: list[Token], names: Names) -> bool:
    """Whether the words beside a name say that it is a person's: "his spokesman, Ajuri Okon",
    "Ajuri Okon, a lawyer"."""
    before = span.start - 1
    if before > 0 and tokens[before].text == ",":
        before -= 1
    if before >= 0 and tokens[before].is_lower and _is_person_noun(tokens[before], names):
        return True
    after = tokens[span.end : span.end + 7]
    if len(after) < 3 or after[0].text != "," or after[1].lower_ not in ("a", "an", "the"):
        return False
    for token, following in pairwise(after[2:]):
        if token.is_punct:
            return False
        if token.is_lower and _is_person_noun(token, names) and following.tag_ not in ("NN", "NNS", "NNP"):
            return True
    return False


def _is_person_noun(token: Token, names: Names) -> bool:
    noun = names.nouns.get(token.lower_)
    return noun is not None and noun.label == "PERSON"
