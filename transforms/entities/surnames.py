"""Short forms of the persons of an article that the model overlooked or took for something else."""

from spacy.tokens import Token

from transforms.entities.spans import NameSpan, beside_role
from transforms.entities.whole_names import with_particles
from transforms.lexicon.names import Names
from transforms.lexicon.spelling import fold, person_words

_NAME_TAGS = frozenset({"NNP", "NNPS", "NN", "JJ", "VB", "NNS"})
_PROPER = frozenset({"NNP", "NNPS"})
_TALKING = frozenset({"nsubj", "nsubjpass"})


def with_short_forms(spans: list[NameSpan], tokens: list[Token], names: Names) -> list[NameSpan]:
    """`spans` with every short form of a name of the article labelled as that name is.

    The model labels surnames by guess: where the article has a "Tim Lohmar", a "Lohmar" is that
    person. A name of the reference data stays what it is, unless it is the subject of a reporting
    verb ("England said" where the article has a "Mark England").
    """
    _relabel_full(spans, tokens, names)
    full = _full_names(spans, tokens, names)
    bodies = _bodies(spans, tokens, names)
    kept = [_relabelled(span, tokens, names, full, bodies) for span in spans]
    taken = {i for span in spans for i in range(span.start, span.end)}
    kept += _acronyms(spans, tokens, taken)
    taken |= {i for span in kept for i in range(span.start, span.end)}
    lower = {token.text for token in tokens if token.is_lower}
    for i, token in enumerate(tokens):
        if i in taken or not token.text[0].isupper() or not _may_be_name(token):
            continue
        words = _words(tokens, i, i + 1, names)
        if not _is_short(full, words) or _part_of_longer(tokens, i, taken):
            continue
        if _is_word_at_start(token, lower, names):
            continue
        another = i > 0 and i - 1 not in taken and _is_first_name(tokens[i - 1], token)  # "Huw Pryce"
        short = _with_title(i - 1 if another else i, i + 1, tokens, names, taken)
        with_particles(short, tokens, names)
        kept.append(short)
    kept.sort(key=lambda span: span.start)
    return kept


def _full_names(spans: list[NameSpan], tokens: list[Token], names: Names) -> dict[str, list[list[str]]]:
    """The words of the article's names of persons, by the first and by the last of them."""
    full: dict[str, list[list[str]]] = {}
    for span in spans:
        words = _words(tokens, span.start, span.end, names) if span.label == "PERSON" else []
        for word in {words[0], words[-1]} if words else ():
            full.setdefault(word, []).append(words)
    return full


def _bodies(spans: list[NameSpan], tokens: list[Token], names: Names) -> set[str]:
    """The first words of the article's names of organisations of several words."""
    words = (_words(tokens, span.start, span.end, names) for span in spans if span.label == "ORG")
    return {several[0] for several in words if len(several) > 1}


def _may_be_name(token: Token) -> bool:
    """Whether a capitalised word is no initial and no word of the grammar."""
    return len(token.text) > 1 and token.tag_ in _NAME_TAGS


def _is_word_at_start(token: Token, lower: set[str], names: Names) -> bool:
    """Whether it is an ordinary word with the capital letter of its sentence: "Price rises continue"."""
    if token.tag_ in _PROPER or token.dep_ in _TALKING or not _opens_sentence(token):
        return False
    return token.text.lower() in lower or fold(token.text) in names.nouns


def _acronyms(spans: list[NameSpan], tokens: list[Token], taken: set[int]) -> list[NameSpan]:
    """Acronyms of the organisations of the article: of their initials, or given after them in brackets."""
    known: set[str] = set()
    for span in spans:
        if span.label == "ORG" and span.end - span.start > 1:
            known.add(
                "".join(token.text[0] for token in tokens[span.start : span.end] if token.text[0].isupper())
            )
            after = tokens[span.end : span.end + 3]
            if len(after) == 3 and after[0].text == "(" and after[2].text == ")":
                known.add(after[1].text)
    return [
        NameSpan(token.i, token.i + 1, "ORG", "acronym")
        for token in tokens
        if token.i not in taken and token.is_upper and token.text in known and len(token.text) > 2
    ]


def _relabel_full(spans: list[NameSpan], tokens: list[Token], names: Names) -> None:
    """Make PERSON what the model labels otherwise but whose last word it takes for a person elsewhere."""
    singles = {
        tokens[span.start].text
        for span in spans
        if span.label == "PERSON" and span.end - span.start == 1 and not span.senses
    }
    for span in spans:
        last = tokens[span.end - 1].text
        if span.label in ("ORG", "GPE", "FAC", "WORK_OF_ART", "PRODUCT", "NORP") and not span.firm:
            body = any(fold(token.text) in names.nouns for token in tokens[span.start : span.end])
            alike = 2 <= span.end - span.start <= 3 and not body
            if alike and (last in singles or beside_role(span, tokens, names)):
                span.label = "PERSON"


def _words(tokens: list[Token], start: int, end: int, names: Names) -> list[str]:
    if start < end and names.titles.get(tokens[start].text, ("", ""))[0] == "honorific":
        start += 1
    return person_words(" ".join(token.text for token in tokens[start:end]), names.variants)


def _is_short(full: dict[str, list[list[str]]], words: list[str]) -> bool:
    """Whether the words are the end of a full name, or its first."""
    if not words:
        return False
    return any(
        name[-len(words) :] == words or (len(words) == 1 and name[0] == words[0])
        for name in full.get(words[-1], ())
    )


def _relabelled(
    span: NameSpan, tokens: list[Token], names: Names, full: dict[str, list[list[str]]], bodies: set[str]
) -> NameSpan:
    words = _words(tokens, span.start, span.end, names)
    if span.label == "PERSON":
        alone = len(words) == 1 and not span.honorific and not span.jobs
        if alone and words[0] in bodies and all(len(name) == 1 for name in full.get(words[0], ())):
            return NameSpan(span.start, span.end, "ORG", "short_form")
        return span
    if span.end - span.start > 3 or not _is_short(full, words):
        return span
    longer = any(len(name) > len(words) for name in full[words[-1]])
    if not longer and (span.firm or fold(tokens[span.start].text) not in names.genders):
        return span
    if span.senses and span.senses[0].role != "place":
        head = tokens[span.end - 1]
        # A country named like a person of the article is the country, but for what only persons do.
        if head.dep_ not in _TALKING or fold(head.head.lemma_) not in names.reporting:
            return span
    person = _with_title(span.start, span.end, tokens, names, set())
    with_particles(person, tokens, names)
    return person


def _part_of_longer(tokens: list[Token], i: int, taken: set[int]) -> bool:
    """Whether the word only begins a longer name: "Campbell River", "Ford Motor"."""
    after = i + 1
    return (
        after < len(tokens)
        and after not in taken
        and tokens[after].tag_ in _PROPER
        and tokens[after].text[0].isupper()
        and tokens[i].dep_ == "compound"
    )


def _is_first_name(before: Token, token: Token) -> bool:
    return (
        before.tag_ in _PROPER
        and before.text[0].isupper()
        and before.text[-1].isalpha()
        and before.dep_ == "compound"
        and before.head.i == token.i
    )


def _with_title(start: int, end: int, tokens: list[Token], names: Names, taken: set[int]) -> NameSpan:
    """The short form of a person's name in tokens `start` to `end`, with the title in it or before it."""
    if end - start > 1:
        kind, gender = names.titles.get(tokens[start].text, ("", ""))
        if kind == "honorific":
            return _short(start, end, gender=gender, honorific=True)
        if kind == "job":
            return _short(end - 1, end, gender=gender, jobs=(tokens[start].text,))
    before = start - 1
    if before >= 0 and before not in taken and tokens[before].text in names.titles:
        kind, gender = names.titles[tokens[before].text]
        if kind == "honorific":
            return _short(before, end, gender=gender, honorific=True)
        return _short(start, end, gender=gender, jobs=(tokens[before].text,))
    return _short(start, end)


def _short(
    start: int, end: int, *, gender: str = "", honorific: bool = False, jobs: tuple[str, ...] = ()
) -> NameSpan:
    return NameSpan(start, end, "PERSON", "short_form", gender=gender, honorific=honorific, jobs=jobs)


def _opens_sentence(token: Token) -> bool:
    return token.i == 0 or bool(token.is_sent_start) or not token.nbor(-1).is_alpha
