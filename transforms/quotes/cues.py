"""Cues: the words that say that somebody speaks."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from transforms.quotes.layout import Layout
from transforms.quotes.lexicon import QuoteLexicon, ReportingVerb
from transforms.quotes.speakers import neighbour_of, owner_of, subject_of

_ALWAYS_REPORT = frozenset({"said", "says"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at `token` ("said", "according", "claim") with the heads of speaker and addressee."""

    token: Token
    text: str
    lemma: str
    kind: str  # "verb", "according" or "noun"
    verb: ReportingVerb | None
    speaker: Token | None
    addressee: Token | None = None


def find_cues(layout: Layout, lexicon: QuoteLexicon) -> list[Cue]:
    """The cues outside quotation marks, in order."""
    return [
        cue for token in layout.doc if not layout.quoted[token.i] for cue in _cue_at(token, layout, lexicon)
    ]


def _cue_at(token: Token, layout: Layout, lexicon: QuoteLexicon) -> Iterator[Cue]:
    lemma = token.lemma_.lower()
    verb = lexicon.verbs.get(lemma)
    if verb is None and token.lower_ in _ALWAYS_REPORT:
        verb, lemma = lexicon.verbs.get("say"), "say"
    if verb is not None and (token.pos_ in {"VERB", "AUX"} or token.lower_ in _ALWAYS_REPORT):
        if not _is_denied(token):
            yield _verb_cue(token, lemma, verb, layout, lexicon)
    elif token.lower_ == "according":
        to = next((t for t in token.children if t.lower_ == "to"), None)
        speaker = next((t for t in (to or token).children if t.dep_ in {"pobj", "pcomp"}), None)
        if to is not None and speaker is not None:
            text = layout.body[token.idx : to.idx + len(to)]
            yield Cue(token, text, "according to", "according", None, speaker)
    elif token.pos_ == "NOUN" and lexicon.is_noun(lemma, "claim"):
        owner = owner_of(token)
        if owner is not None:
            yield Cue(token, token.text, lemma, "noun", None, owner)


def _is_denied(verb: Token) -> bool:
    """Whether the verb says that nothing was said ("did not say")."""
    return any(child.dep_ == "neg" for child in verb.children)


def _verb_cue(token: Token, lemma: str, verb: ReportingVerb, layout: Layout, lexicon: QuoteLexicon) -> Cue:
    speaker = subject_of(token, layout, lexicon)
    if speaker is None and token.tag_ in {"VBD", "VBZ", "VBP"}:
        speaker = neighbour_of(token, layout)
    particle = next((t for t in token.children if t.dep_ == "prt" and t.i == token.i + 1), None)
    text = token.text if particle is None else layout.body[token.idx : particle.idx + len(particle)]
    return Cue(token, text, lemma, "verb", verb, speaker, _addressee(token, verb))


def _addressee(token: Token, verb: ReportingVerb) -> Token | None:
    if verb.object == "addressee":
        for child in token.children:
            if child.dep_ in {"dobj", "dative"} and child.pos_ in {"NOUN", "PROPN", "PRON"}:
                return child
    for child in token.children:
        if child.dep_ in {"prep", "dative"} and child.lower_ == "to":
            return next((t for t in child.children if t.dep_ == "pobj"), None)
    return None
