"""Speech under a verb that no lexicon lists: “It is not,” demurred Charles Michel.

Marks that begin a sentence and end in a comma, a question or an exclamation mark are speech whatever the
verb; the order of words tells whose.
"""

from spacy.tokens import Token

from transforms.quotes.cues import Cue
from transforms.quotes.layout import Layout
from transforms.quotes.speakers import owner_of, phrase_head

_FINITE = frozenset({"VBD", "VBZ"})
_LINKING = frozenset({"be", "have", "do"})
_HOW = frozenset({"how", "what", "all"})
_NOMINAL = frozenset({"PROPN", "PRON", "NOUN"})
_PERSONS = frozenset({"he", "she", "they", "i", "we"})
_LONGEST_SUBJECT = 12  # tokens
_SHORT_CLAUSE = 9  # tokens: behind a question mark, a longer clause is a sentence of its own


def unlisted_cue(first: int, ends: str, limit: int, layout: Layout) -> Cue | None:
    """The cue that begins at token `first` behind marks which end in `ends`, before the character `limit`."""
    doc = layout.doc
    if doc[first].lemma_ == "be" and first + 1 < len(doc) and doc[first + 1].lower_ in _HOW:
        return _put(first + 2, limit, layout)  # “...,” was how Berg put it
    if ends != "," and doc[first].text[:1].isupper() and not _is_short_clause(first, limit, layout):
        return None
    return _verb_first(first, layout) or _speaker_first(first, limit, layout)


def _verb_first(first: int, layout: Layout) -> Cue | None:
    """“...,” demurred Charles Michel; “...,” came the reply from Michel."""
    verb = layout.doc[first]
    if not (verb.tag_ in _FINITE or (verb.tag_ == "VBN" and verb.text.islower())) or _links(verb):
        return None
    at = first + 1
    while at < len(layout.doc) and (layout.doc[at].pos_ in {"ADV", "PART"} or layout.doc[at].tag_ == "RP"):
        at += 1
    speaker = phrase_head(layout, at, +1)
    if speaker is None:
        return None
    owner = owner_of(speaker) if speaker.pos_ == "NOUN" else None
    return _cue(verb, owner or speaker) if owner is not None or _can_speak(speaker) else None


def _speaker_first(first: int, limit: int, layout: Layout) -> Cue | None:
    """“...,” Mark Rutte offered with a shrug."""
    doc = layout.doc
    for verb in doc[first : first + _LONGEST_SUBJECT]:
        if layout.starts[verb.i] >= limit or verb.is_space or verb.text in {".", "?", "!", ";", ":"}:
            return None
        if verb.tag_ not in _FINITE or layout.quoted[verb.i]:
            continue
        subject = next((t for t in verb.lefts if t.dep_ == "nsubj"), None)
        begins = subject is not None and subject.left_edge.i <= first <= subject.i
        return _cue(verb, subject) if begins and subject is not None and _says(verb, subject) else None
    return None


def _says(verb: Token, subject: Token) -> bool:
    return not _links(verb) and verb.dep_ not in {"relcl", "acl", "advcl"} and _can_speak(subject)


def _put(at: int, limit: int, layout: Layout) -> Cue | None:
    for verb in layout.doc[at : at + _LONGEST_SUBJECT]:
        if layout.starts[verb.i] >= limit:
            return None
        subject = next((t for t in verb.lefts if t.dep_ == "nsubj"), None)
        if verb.pos_ == "VERB" and subject is not None and subject.i >= at:
            return _cue(verb, subject) if _can_speak(subject) else None
    return None


def _links(verb: Token) -> bool:
    return verb.lemma_ in _LINKING or verb.dep_ in {"aux", "auxpass"}


def _can_speak(noun: Token) -> bool:
    if noun.pos_ == "PRON":
        return noun.lower_ in _PERSONS
    determined = noun.pos_ == "PROPN" or any(t.dep_ in {"det", "poss"} for t in noun.lefts)
    return noun.pos_ in _NOMINAL and determined


def _is_short_clause(first: int, limit: int, layout: Layout) -> bool:
    """Whether a capital begins a name and few words: “Is it?” Viktor Orban smiled."""
    if layout.doc[first].pos_ != "PROPN":
        return False
    rest = layout.doc[first : first + _SHORT_CLAUSE + 1]
    return any(t.text in {".", "!", "?"} or t.is_space or layout.starts[t.i] >= limit for t in rest) or (
        len(rest) <= _SHORT_CLAUSE
    )


def _cue(verb: Token, speaker: Token) -> Cue:
    return Cue(verb, verb.text, verb.lemma_.lower(), "marks", None, speaker, verb.i, verb.i + 1)
