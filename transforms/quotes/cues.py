"""Cues: the words that say that somebody speaks."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from transforms.lexicon.reporting import QuoteLexicon, ReportingVerb
from transforms.quotes.layout import Layout
from transforms.quotes.speakers import neighbour_of, owner_of, phrase_bounds, subject_of

_ALWAYS_REPORT = frozenset({"said", "says"})
_WOULD = frozenset({"would", "'d", "’d"})
# Announced or imagined speech is no quotation. "She would say" also tells of the past.
_REFUSING = frozenset(
    {"refuse", "decline", "fail", "avoid", "stop", "hesitate", "neglect", "forget", "deny", "refrain"}
)
_NOBODY = frozenset({"nobody", "noone", "none", "neither"})
_NO = frozenset({"no", "neither", "hardly"})
_DEEPEST = 4  # steps from a verb to the one that governs it
_NOT_YET = frozenset({"will", "'ll", "’ll", "can", "could", "may", "might", "should", "shall", "must"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at `token` with the heads of its speaker and addressee.

    `kind` is "verb" ("said"), "source" ("according to") or "noun" ("his claim"). `first` and `last` + 1
    bound the tokens of a source's whole phrase, else the token itself.
    """

    token: Token
    text: str
    lemma: str
    kind: str
    verb: ReportingVerb | None
    speaker: Token | None
    first: int
    last: int
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
        if layout.in_prose(token.idx) and not _is_unsaid(token, layout) and _has_particle(token, verb):
            yield from _verb_cue(token, lemma, verb, layout, lexicon)
    elif token.lower_ in {"according", "in"}:
        yield from _source_cue(token, layout, lexicon)
    elif token.pos_ == "NOUN" and lexicon.is_noun(lemma, "claim"):
        owner = owner_of(token)
        if owner is not None and layout.in_prose(token.idx):
            yield Cue(token, token.text, lemma, "noun", None, owner, token.i, token.i + 1)


def _source_cue(token: Token, layout: Layout, lexicon: QuoteLexicon) -> Iterator[Cue]:
    """ "according to NP", "in NP's words", "in the words of NP"."""
    doc = layout.doc
    if token.lower_ == "according":
        if token.i + 1 >= len(doc) or doc[token.i + 1].lower_ != "to":
            return
        to = doc[token.i + 1]
        speaker = next((t for t in [*to.children, *token.children] if t.dep_ in {"pobj", "pcomp"}), None)
        if speaker is not None and _is_manner(speaker, lexicon):
            return
        lemma = "according to"
        last = to
    else:
        noun = next((t for t in token.children if t.dep_ == "pobj" and t.lower_ == "words"), None)
        if noun is None:
            return
        speaker, lemma, last = owner_of(noun), "in the words of", noun
    if speaker is not None and layout.in_prose(token.idx):
        text = layout.body[token.idx : last.idx + len(last)]
        end = max(last.i, phrase_bounds(speaker, layout)[1] - 1) + 1
        yield Cue(token, text, lemma, "source", None, speaker, token.i, end)


def _is_manner(noun: Token, lexicon: QuoteLexicon) -> bool:
    """Whether "according to" names no speaker: "according to plan", "according to size"."""
    speaks = any(lexicon.is_noun(noun.lemma_.lower(), kind) for kind in ("document", "voice"))
    return noun.tag_ == "NN" and noun.left_edge == noun and not speaks


def _is_unsaid(verb: Token, layout: Layout) -> bool:
    """Whether the verb says that nothing was or is said: "did not say", "will argue"."""
    helpers = [child.lower_ for child in verb.lefts if child.dep_ == "aux"]
    if any(child.dep_ == "neg" or child.lower_ == "never" for child in verb.lefts) or _is_refused(verb):
        return True
    if not _NOT_YET.isdisjoint(helpers):
        return True
    if verb.lemma_ != "say" and not _WOULD.isdisjoint(helpers):
        return True
    # "the sugars added to food", "a problem noted before"; but `"...," Anna Berg, the mayor, noted`
    if verb.tag_ != "VBN" or verb.dep_ not in {"acl", "amod"} or verb.lower_ in _ALWAYS_REPORT:
        return False
    start = verb.head.left_edge.i
    return not (start and layout.quoted[start - 1] and verb.nbor(-1).text == ",")


def _is_refused(verb: Token) -> bool:
    """Whether the verb above says that it was not said: "declined to say", "stopped short of saying"."""
    token = verb
    for _ in range(_DEEPEST):
        if token.dep_ not in {"xcomp", "pcomp", "prep", "advmod", "acomp"} or token.head == token:
            return False
        token = token.head
        if token.pos_ == "VERB":
            denied = any(child.dep_ == "neg" for child in token.lefts)
            return denied != (token.lemma_ in _REFUSING)
    return False


def is_nobody(subject: Token) -> bool:
    """Whether nobody is meant: "nobody", "no one", "none of them", "no minister"; but "No 10 said"."""
    if subject.lower_ in _NOBODY or (
        subject.lower_ == "one" and subject.i and subject.nbor(-1).lower_ == "no"
    ):
        return True
    if subject.left_edge.lower_ == "not":  # "not one minister"
        return True
    if subject.tag_ == "CD" or any(t.tag_ == "CD" for t in subject.lefts):
        return False
    return any(t.lower_ in _NO and t.i == subject.left_edge.i for t in subject.lefts)


def _is_evidence(speaker: Token, lemma: str, lexicon: QuoteLexicon) -> bool:
    """Whether a thing shows rather than says: "the data suggest", "the footage confirms"."""
    return lemma not in {"say", "state"} and any(
        lexicon.is_noun(form, "evidence") for form in (speaker.lower_, speaker.lemma_.lower())
    )


def _has_particle(token: Token, verb: ReportingVerb) -> bool:
    """Whether the verb stands with the particle that makes it one of speech: "go on", "point out"."""
    return not verb.particle or any(t.lower_ == verb.particle and t.i > token.i for t in token.rights)


def _verb_cue(
    token: Token, lemma: str, verb: ReportingVerb, layout: Layout, lexicon: QuoteLexicon
) -> Iterator[Cue]:
    """The cue of a verb, none where nobody is its subject: "No one said"."""
    speaker = subject_of(token, layout, lexicon)
    if speaker is not None and is_nobody(speaker):
        return
    if speaker is None and token.tag_ in {"VBD", "VBZ", "VBP"}:
        speaker = neighbour_of(token, layout)
    if speaker is not None and verb.group == "statement" and _is_evidence(speaker, lemma, lexicon):
        speaker = None
    if speaker is not None and layout.in_dateline(speaker.i):
        speaker = neighbour_of(token, layout)
    particle = next((t for t in token.children if t.dep_ == "prt" and t.i == token.i + 1), None)
    text = token.text if particle is None else layout.body[token.idx : particle.idx + len(particle)]
    addressee = _addressee(token, verb)
    if addressee == speaker:
        addressee = None
    yield Cue(token, text, lemma, "verb", verb, speaker, token.i, token.i + 1, addressee)


def _addressee(token: Token, verb: ReportingVerb) -> Token | None:
    reports = verb.group != "commitment" or any(t.dep_ in {"ccomp", "xcomp"} for t in token.rights)
    if verb.object == "addressee" and reports:
        objects = [
            child
            for child in token.rights
            if child.dep_ in {"dobj", "dative"} and child.pos_ in {"NOUN", "PROPN", "PRON"}
        ]
        if objects:
            return objects[0]
    for child in token.children:
        if child.dep_ in {"prep", "dative"} and child.lower_ == "to":
            return next((t for t in child.children if t.dep_ == "pobj"), None)
    return None
