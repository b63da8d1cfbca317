"""Short forms of the persons of an article that the model overlooked or took for something else."""

from spacy.tokens import Token

from transforms.entities.names import Names
from transforms.entities.spans import NameSpan
from transforms.entities.spelling import fold, person_words

_NAME_TAGS = frozenset({"NNP", "NNPS", "NN", "JJ", "VB", "NNS"})
_TALKING = frozenset({"nsubj", "nsubjpass"})


def with_short_forms(spans: list[NameSpan], tokens: list[Token], names: Names) -> list[NameSpan]:
    """`spans` with every short form of a full name as PERSON.

    The model labels surnames by guess: where the article has a "Tim Lohmar", a "Lohmar" is that
    person. A name of the reference data stays what it is, unless it is the subject of a reporting
    verb ("England said" where the article has a "Mark England").
    """
    full: dict[str, list[list[str]]] = {}
    for span in spans:
        if span.label == "PERSON":
            words = _words(tokens, span.start, span.end, names)
            if len(words) > 1:
                for word in (words[0], words[-1]):
                    full.setdefault(word, []).append(words)
    if not full:
        return spans
    taken = {i for span in spans for i in range(span.start, span.end)}
    kept = [_relabelled(span, tokens, names, full) for span in spans]
    for i, token in enumerate(tokens):
        text = token.text
        if i in taken or not text[0].isupper() or len(text) < 2 or token.tag_ not in _NAME_TAGS:
            continue
        if _is_short(full, _words(tokens, i, i + 1, names)) and not _inside_longer(tokens, i, taken):
            if _opens_sentence(token) and token.tag_ not in ("NNP", "NNPS") and token.dep_ not in _TALKING:
                continue
            kept.append(_with_honorific(NameSpan(i, i + 1, "PERSON"), tokens, names, taken))
    kept.sort(key=lambda span: span.start)
    return kept


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
    span: NameSpan, tokens: list[Token], names: Names, full: dict[str, list[list[str]]]
) -> NameSpan:
    if span.label == "PERSON" or span.end - span.start > 3:
        return span
    words = _words(tokens, span.start, span.end, names)
    if not _is_short(full, words):
        return span
    if span.senses and span.senses[0].role != "place":
        head = tokens[span.end - 1]
        talks = head.dep_ in _TALKING and fold(head.head.lemma_) in names.reporting
        # A country named like a person of the article is the country, but for what only persons do.
        if not talks or (
            span.senses[0].entity.kind != "ORG"
            and any(len(name) > 1 and name[-1] != words[-1] for name in full[words[-1]])
        ):
            return span
    return NameSpan(span.start, span.end, "PERSON")


def _inside_longer(tokens: list[Token], i: int, taken: set[int]) -> bool:
    """Whether the word is part of a longer name: "Campbell River", "Ford Motor"."""
    after = i + 1
    if after < len(tokens) and after not in taken:
        token = tokens[after]
        if token.tag_ in ("NNP", "NNPS") and token.text[0].isupper() and tokens[i].dep_ == "compound":
            return True
    before = i - 1
    return (
        before >= 0
        and before not in taken
        and tokens[before].tag_ in ("NNP", "NNPS")
        and tokens[before].text[0].isupper()
        and tokens[before].dep_ == "compound"
        and tokens[before].head.i == i
    )


def _with_honorific(span: NameSpan, tokens: list[Token], names: Names, taken: set[int]) -> NameSpan:
    before = span.start - 1
    if before >= 0 and before not in taken:
        kind, gender = names.titles.get(tokens[before].text, ("", ""))
        if kind == "honorific":
            return NameSpan(before, span.end, "PERSON", gender=gender, honorific=True)
        if kind == "job":
            return NameSpan(span.start, span.end, "PERSON", jobs=(tokens[before].text,), gender=gender)
    return span


def _opens_sentence(token: Token) -> bool:
    return token.i == 0 or bool(token.is_sent_start) or not token.nbor(-1).is_alpha
