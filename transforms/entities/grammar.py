"""What the parse of a clause says of its pronouns and noun phrases."""

from collections.abc import Container, Iterator

from spacy.tokens import Span, Token

from transforms.lexicon.names import Names
from transforms.lexicon.spelling import fold, name_words
from transforms.records import Entity

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_ANOTHER = frozenset({"next", "only", "future", "other", "same", "most", "best", "alleged", "new"})
_VAGUE = frozenset({"business", "force", "world"})  # what names hold by chance: "Canadian Business"


def is_subject(token: Token) -> bool:
    return token.dep_ in SUBJECTS or (token.dep_ == "conj" and token.head.dep_ in SUBJECTS)


def binding(token: Token, names: Names) -> Iterator[Token]:
    """The words that may bind a pronoun in its clause: what its noun is joined to ("Iran and its allies"),
    the subject of its clause ("Iran moved its troops"), who says it ("Iran said it would")."""
    noun = token.head
    if token.dep_ == "poss" and noun.dep_ == "conj":
        yield noun.head
    verb = next((above for above in token.ancestors if above.pos_ in ("VERB", "AUX")), None)
    if verb is None:
        return
    if token.dep_ == "poss":
        yield from _subjects(verb)
        if verb.dep_ == "xcomp":
            yield from _subjects(verb.head)
    if verb.dep_ == "ccomp" and verb.head.lemma_.lower() in names.reporting:
        yield from _subjects(verb.head)


def _subjects(verb: Token) -> Iterator[Token]:
    yield from (child for child in verb.lefts if child.dep_ in SUBJECTS)


def is_by_name(chunk: Span, head: Token, entity: Entity) -> bool:
    """Whether all that a noun phrase says stands in the entity's name: "the union", not "the new union"."""
    words = set(name_words(entity.name))
    beside = [token for token in chunk if token.i != head.i and token.pos_ in ("NOUN", "PROPN", "ADJ")]
    return head.lower_ not in _VAGUE and all(fold(token.text) in words for token in beside)


def is_name(chunk: Span, head: Token, known: Container[int]) -> bool:
    """Whether a noun phrase is a name that nobody knows: "the Argus Leader"."""
    return head.tag_ == "NNP" and any(
        token.tag_ == "NNP" and token.i != head.i and token.i not in known for token in chunk
    )


def is_another(chunk: Span) -> bool:
    """Whether a noun phrase speaks of somebody else than who is so called: "the next president"."""
    return any(token.text in _ANOTHER for token in chunk)


def is_described(chunk: Span, head: Token) -> bool:
    """Whether words beside a noun say which one it is, so that it need not be one named before: "the
    presidential office", "the so-called coalition", "the league of the willing"."""
    beside = ("NOUN", "PROPN", "ADJ", "VERB")
    if any(token.i != head.i and token.pos_ in beside for token in chunk):
        return True
    return any(child.dep_ == "prep" and child.lower_ == "of" for child in head.rights)


def is_dummy(token: Token) -> bool:
    """ "It" that means nothing: weather, "it is clear that", "it takes"."""
    if token.dep_ == "expl" or token.lower_ != "it" or token.dep_ not in SUBJECTS:
        return token.dep_ == "expl"
    verb = token.head
    if verb.lemma_ == "be":
        return any(child.dep_ in ("acomp", "attr") for child in verb.children) and any(
            child.dep_ in ("ccomp", "xcomp", "advcl", "csubj", "relcl") for child in verb.children
        )
    return verb.lemma_ in ("seem", "appear", "rain", "snow", "happen", "turn", "matter", "take")
