"""One list of names: the reference data's, the recogniser's, and those that both overlooked."""

from spacy.tokens import Doc, Token

from transforms.entities.spans import (
    NameSpan,
    beside_role,
    institution,
    is_holder,
    is_name_token,
    looks_personal,
    only_nouns,
    pieces,
    titled,
)
from transforms.entities.whole_names import whole_names
from transforms.lexicon.names import HEADS, Names
from transforms.lexicon.spelling import fold, transliterated
from transforms.schema import ENTITY_LABELS

_LABELS = frozenset(ENTITY_LABELS)
_MIN_SURNAME = 4  # letters; shorter ones are words and initials too often


def name_spans(doc: Doc, known: list[NameSpan], names: Names) -> list[NameSpan]:
    """Names in order of their start; none overlap. `known` is what `known_spans` found."""
    tokens = list(doc)
    known = _with_institutions(known, tokens, names)
    recognised = [
        piece
        for ent in doc.ents
        if ent.label_ in _LABELS
        for piece in pieces(ent.start, ent.end, ent.label_, tokens, names)
    ]
    chosen = _merge(known, recognised, tokens, names)
    chosen += _missed(tokens, chosen, names)
    chosen = _repeated(whole_names(chosen, tokens, names), tokens)
    return _without_titles(_heads_of_state(chosen, known, tokens, names))


def _with_institutions(known: list[NameSpan], tokens: list[Token], names: Names) -> list[NameSpan]:
    """`known` with the institutions that a noun tells: "Parole Board of Canada", "BC Hydro".

    A place that is the first part of a longer name is no place of its own.
    """
    covered = {i: span for span in known for i in range(span.start, span.end)}
    linked = (token.i for token in tokens[1:-1] if token.lower_ == "of")
    longer = [span for of in linked if (span := _named_by_noun(of, tokens, covered, names)) is not None]
    longer += [
        NameSpan(span.start, span.end + 1, "ORG", "place_first")
        for span in known
        if span.end not in covered and _begins_body(span, tokens, names)
    ]
    inside = {i for span in longer for i in range(span.start, span.end)}
    return [span for span in known if span.start not in inside] + longer


def _named_by_noun(
    of: int, tokens: list[Token], covered: dict[int, NameSpan], names: Names
) -> NameSpan | None:
    """The institution whose noun stands before this "of": "Parole Board of Canada"."""
    noun = of - 1
    if not (institution(tokens[noun].text, names) and is_name_token(tokens[noun])):
        return None
    after = of + 2 if tokens[of + 1].lower_ == "the" and of + 2 < len(tokens) else of + 1
    if not is_name_token(tokens[after]):
        return None
    start, end = _first_word(noun, tokens, covered), after + 1
    # "World Sikh Organization": an adjective inside the name, not before it
    if start > 1 and start - 1 in covered and _inside_name(covered[start - 1], tokens, covered):
        start = _first_word(covered[start - 1].start, tokens, covered)
    while end < len(tokens) and is_name_token(tokens[end]) and tokens[end - 1].dep_ == "compound":
        end += 1
    label = names.nouns[fold(tokens[noun].text)].label
    is_known = noun in covered and covered[noun].end > of
    if label not in ("ORG", "FAC") or is_known:
        return None
    return NameSpan(start, end, label, "institution_noun")


def _first_word(start: int, tokens: list[Token], covered: dict[int, NameSpan]) -> int:
    """Where the capitalised words before `start` begin that no known name covers."""
    while start > 0 and is_name_token(tokens[start - 1]) and start - 1 not in covered:
        start -= 1
    return start


def _begins_body(span: NameSpan, tokens: list[Token], names: Names) -> bool:
    """Whether a place of one word is the first of a body's name: "BC Hydro", not "London Mayor"."""
    if span.end - span.start != 1 or span.label != "GPE" or span.end >= len(tokens):
        return False
    place, after = tokens[span.start], tokens[span.end]
    compound = place.dep_ == "compound" and place.head.i == span.end and is_name_token(after)
    word = fold(after.text)
    return compound and not (after.text in names.titles or word in names.nouns or word in names.genders)


def _inside_name(span: NameSpan, tokens: list[Token], covered: dict[int, NameSpan]) -> bool:
    before = span.start - 1
    return span.label == "NORP" and before >= 0 and before not in covered and is_name_token(tokens[before])


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
                chosen.append(titled(rest, tokens, names))
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
    is_given = fold(words[0]) in names.genders
    return is_given and (part.senses[0].role not in ("adjective", "people") or _stands_alone(span, tokens))


def _stands_alone(span: NameSpan, tokens: list[Token]) -> bool:
    """Whether no article stands before a name and no noun behind it: "said [Christian Grose], director"."""
    before = tokens[span.start - 1] if span.start else None
    after = tokens[span.end] if span.end < len(tokens) else None
    return (
        (before is None or before.pos_ not in ("DET", "ADJ"))
        and (after is None or after.pos_ not in ("NOUN", "PROPN"))
        and tokens[span.end - 1].tag_ == "NNP"
    )


def _rest(span: NameSpan, parts: list[NameSpan]) -> NameSpan | None:
    """What follows the known names at the beginning of a recognised person: "Russian [Sergei Ivanov]"."""
    start = span.start
    for part in sorted(parts, key=lambda part: part.start):
        if part.start == start:
            start = part.end
    if start == span.start or start >= span.end or any(part.start >= start for part in parts):
        return None
    return NameSpan(start, span.end, "PERSON", "behind_known_name")


def _missed(tokens: list[Token], chosen: list[NameSpan], names: Names) -> list[NameSpan]:
    """Names that the model overlooked: a given name or a title before capitalised words, and
    capitalised words that end like a body's name ("Orion Foods", "Lake Nurses Union")."""
    taken = {i for span in chosen for i in range(span.start, span.end)}
    found = []
    i, n = 0, len(tokens)
    while i < n:
        if i in taken or not is_name_token(tokens[i]):
            i += 1
            continue
        start = i
        while i < n and i not in taken and is_name_token(tokens[i]):
            i += 1
        span = titled(NameSpan(start, i, "PERSON", "overlooked"), tokens, names)
        words = [token.text for token in tokens[span.start : span.end]]
        nouns = only_nouns(tokens[span.start : span.end], names)
        has_title = span.honorific or (span.jobs and not nouns)
        if (
            (has_title and len(words) <= 4)
            or looks_personal(words, names)
            or is_holder(words, names)
            or (2 <= len(words) <= 3 and not nouns and beside_role(span, tokens, names))
        ):
            found.append(span)
        elif len(words) > 1 and not nouns and _ends_like_body(tokens[span.end - 1], names):
            found.append(NameSpan(span.start, span.end, "ORG", "body_noun"))
    return found


def _repeated(spans: list[NameSpan], tokens: list[Token]) -> list[NameSpan]:
    """`spans` with each organisation of several words wherever the text repeats it, the longest of those
    that begin there: the parser's mood may make two names of the one ("BC" "Hydro")."""
    names = {
        tuple(token.text for token in tokens[span.start : span.end])
        for span in spans
        if span.label == "ORG" and span.end - span.start > 1
    }
    lengths: dict[str, set[int]] = {}  # of the names that begin with a word
    for name in names:
        lengths.setdefault(name[0], set()).add(len(name))
    longest = {i: span.end - span.start for span in spans for i in range(span.start, span.end)}
    found = []
    for i, token in enumerate(tokens):
        for length in sorted(lengths.get(token.text, ()), reverse=True):
            same = tuple(t.text for t in tokens[i : i + length]) in names
            if same and all(longest.get(j, 0) < length for j in range(i, i + length)):
                found.append(NameSpan(i, i + length, "ORG", "repeated"))
                break
    inside = {i for span in found for i in range(span.start, span.end)}
    kept = [span for span in spans if not any(i in inside for i in range(span.start, span.end))]
    return sorted(kept + found, key=lambda span: span.start)


def _without_titles(spans: list[NameSpan]) -> list[NameSpan]:
    """`spans` without what the model made of a title's words: "[Justice] Minister Ana Cruz"."""
    titles = {i for span in spans for i in range(span.start - len(span.jobs), span.start)}
    return [span for span in spans if span.firm or not all(i in titles for i in range(span.start, span.end))]


def _heads_of_state(
    spans: list[NameSpan], known: list[NameSpan], tokens: list[Token], names: Names
) -> list[NameSpan]:
    """`spans` with the surnames that mean a head of state or government of a country that the text
    names, whatever the model makes of them: "Turkey's Erdogan"."""
    countries = {span.senses[0].entity.country for span in known if span.senses}
    owner = {i: span for span in spans for i in range(span.start, span.end)}
    found: dict[int, NameSpan] = {}
    for token in tokens:
        span = owner.get(token.i)
        if len(token.text) < _MIN_SURNAME or not is_name_token(token) or fold(token.text) in names.nouns:
            continue
        if span is not None and (span.firm or span.label == "PERSON" or span.end - span.start > 1):
            continue
        numbers = names.by_surname.get(transliterated(fold(token.text)), ())
        terms = (term for number in numbers for term in names.persons[number].terms)
        if any(term.office in HEADS and term.country in countries for term in terms):
            found[token.i] = NameSpan(token.i, token.i + 1, "PERSON", "head_of_state")
    kept = [span for span in spans if span.start not in found]
    return sorted(kept + list(found.values()), key=lambda span: span.start)


def _ends_like_body(token: Token, names: Names) -> bool:
    noun = names.nouns.get(fold(token.text))
    return token.tag_ == "NNPS" if noun is None else noun.label == "ORG"
