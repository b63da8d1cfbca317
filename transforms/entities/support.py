"""Which names that nobody but the recogniser knows are believed: those beside which the article shows what
they name.

Of names that stand in no reference table and that nothing around supports, three in four named a product, a
heading or nothing on the pages on which this was measured, or were of another kind than the recogniser says.
Their mentions are kept without an entity.
"""

from collections.abc import Callable, Iterable

from spacy.tokens import Doc, Token

from transforms.entities.people import ArticlePerson
from transforms.entities.spans import NameSpan
from transforms.lexicon.names import Names
from transforms.lexicon.spelling import PARTICLES, fold, name_words

_OF_NAME = frozenset({"poss", "compound", "nmod", "amod"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_OF_STAFF = frozenset({"of", "at", "for", "with", "from"})
_WITH_BODY = frozenset({"at", "for", "with"})
_BESIDE_PLACE = frozenset({"on", "along", "over", "off", "of"})
_BY_NOUN = frozenset({"body_noun", "institution_noun", "place_first"})  # rules that found a name by its noun
_MARKS_BEFORE = frozenset({"“", '"', "'", "‘", ","})
_NO_GIVEN = PARTICLES - {"ben"}
_AGES = range(1, 120)


def believed(spans: Iterable[NameSpan], label: str, doc: Doc, names: Names) -> bool:
    """Whether an article supports that the name at `spans`, which is no person's, is of the kind `label`:
    anywhere, by its own words or by what stands beside it."""
    tests = _TESTS.get(label, ())
    return any(span.rule in _BY_NOUN or any(test(span, doc, names) for test in tests) for span in spans)


def believed_person(person: ArticlePerson, doc: Doc, names: Names) -> bool:
    """Whether an article supports that a name is a person's: by a title, a role, an age, a given name, or
    by what the person says and does."""
    is_full = len(person.words) > 1  # one word may be a thing: "the organisation Nortrex"
    if (
        person.known
        or (is_full and any(role.noun for role in person.roles))
        or any(span.honorific or span.jobs for span in person.spans)
    ):
        return True
    if _begins_with_body(person, names):
        return False
    return _has_given_name(person, doc, names) or any(
        test(span, doc, names) for span in person.spans for test in _OF_PERSONS
    )


def _begins_with_body(person: ArticlePerson, names: Names) -> bool:
    """ "Google Cloud", "Ontario Proud": known names of bodies and places that are no given names."""
    first = name_words(person.name)[0]
    senses = names.senses.get(first, ())
    return first not in names.genders and any(sense.role != "place" for sense in senses)


def _has_given_name(person: ArticlePerson, doc: Doc, names: Names) -> bool:
    """ "Ana Cruz", not "Houston Rockets"."""
    span = person.spans[0]
    words = {name_words(person.name)[0], fold(doc[span.start].text)} - _NO_GIVEN  # "Anne-Sophie", "Anne"
    is_given = any(word in names.genders for word in words)
    return span.end - span.start > 1 and is_given and doc[span.end - 1].tag_ != "NNPS"


def _head(span: NameSpan, doc: Doc) -> Token:
    return doc[span.start : span.end].root


def _label_of(token: Token, names: Names) -> str | None:
    """What a noun in lower case names: PERSON, ORG, ..."""
    if token.lower_ in names.word_lists["kin"]:
        return "PERSON"
    noun = names.nouns.get(fold(token.lemma_)) or names.nouns.get(token.lower_)
    return noun.label if noun and token.text.islower() else None


def _own_noun(label: str) -> Callable[[NameSpan, Doc, Names], bool]:
    """Whether one of the name's words is a noun of its kind: "Lake Cowichan", "Affordable Care Act"."""

    def has_noun(span: NameSpan, doc: Doc, names: Names) -> bool:
        words = (fold(token.lower_) for token in doc[span.start : span.end])
        nouns = (names.nouns.get(word) for word in words)
        return any(noun is not None and noun.label == label for noun in nouns)

    return has_noun


def _is_phrase(span: NameSpan, doc: Doc) -> bool:
    """Whether the words are no name but a clause of a heading: "Home Depot Stock Is Falling"."""
    return any(token.tag_ in _FINITE for token in doc[span.start : span.end])


def _ends_like_body(span: NameSpan, doc: Doc, names: Names) -> bool:
    """ "Harvard Medical School", "CollectiveBias, Inc."."""
    if _is_phrase(span, doc):
        return False
    ends = [fold(token.lower_).strip(".") for token in doc[max(span.start, span.end - 2) : span.end]]
    nouns = (names.nouns.get(end) for end in ends)
    is_company = any(end in names.word_lists["corporate"] for end in ends)
    return is_company or any(noun is not None and noun.label == "ORG" for noun in nouns)


def _says(span: NameSpan, doc: Doc, names: Names) -> bool:
    """ "Mophie announced that", "according to Mophie", "said Ana Cruz", whatever the parser makes of them."""
    if _is_phrase(span, doc):
        return False
    head = _head(span, doc)
    verb = head.head
    if head.dep_ in _SUBJECTS and fold(verb.lemma_) in names.stating:
        return True
    if head.dep_ == "pobj" and verb.lower_ == "to" and verb.head.lower_ == "according":
        return True
    beside = [doc[i] for i in (span.start - 1, span.end) if 0 <= i < len(doc)]
    return any(word.pos_ == "VERB" and word.lemma_ in names.stating for word in beside)


def _acts(span: NameSpan, doc: Doc, names: Names) -> bool:
    """Subject of what only persons and bodies do: "Mophie hired", "founded by Mophie"."""
    if _is_phrase(span, doc):
        return False
    head = _head(span, doc)
    if head.dep_ in _SUBJECTS:
        return head.head.lemma_ in names.word_lists["acting"]
    return head.dep_ == "pobj" and head.head.dep_ == "agent"


def _is_staffed(span: NameSpan, doc: Doc, names: Names) -> bool:
    """ "Mophie's spokeswoman", "the director of Mophie", "works for Mophie", "joined Mophie"."""
    head = _head(span, doc)
    governor = head.head
    if head.dep_ in _OF_NAME:
        return governor.i >= span.end and _label_of(governor, names) in ("PERSON", "ORG")
    if head.dep_ == "dobj":
        return governor.lemma_ in names.word_lists["joined"]
    if head.dep_ != "pobj":
        return False
    if governor.lower_ in _OF_STAFF and _label_of(governor.head, names) == "PERSON":
        return True
    return governor.lower_ in _WITH_BODY and governor.head.lemma_ in names.word_lists["serving"]


def _is_called(label: str) -> Callable[[NameSpan, Doc, Names], bool]:
    """Whether a noun in apposition says the kind: "Masimo, a medical tech firm", "the firm Masimo"."""

    def has_apposition(span: NameSpan, doc: Doc, names: Names) -> bool:
        head = _head(span, doc)
        if head.dep_ == "appos" and _label_of(head.head, names) == label:
            return True
        before = doc[span.start - 1] if span.start else None
        if before is not None and _label_of(before, names) == label:
            return True
        return any(child.dep_ == "appos" and _label_of(child, names) == label for child in head.children)

    return has_apposition


def _is_called_by(use: str) -> Callable[[NameSpan, Doc, Names], bool]:
    """Whether a noun of a list stands right beside the name: "the film Platoon", "a Hellfire missile"."""

    def has_noun(span: NameSpan, doc: Doc, names: Names) -> bool:
        nouns = names.word_lists[use]
        at = span.start - 1
        while at > 0 and doc[at].text in _MARKS_BEFORE:
            at -= 1
        if at >= 0 and doc[at].text.islower() and doc[at].lemma_ in nouns:
            return True
        head = _head(span, doc)
        return head.dep_ in _OF_NAME and head.head.i >= span.end and head.head.lemma_ in nouns

    return has_noun


def _lies_somewhere(span: NameSpan, doc: Doc, names: Names) -> bool:
    """ "in Lunenburg", "flew to Lunenburg", "the town of Lunenburg", "Lunenburg, N.S.", "Orange County"."""
    head = _head(span, doc)
    governor = head.head
    words = names.word_lists
    if head.tag_ == "NNPS" and span.end - span.start == 1:
        return False  # a family: "the Bidens"
    if fold(doc[span.end - 1].lower_) in words["district"] and span.end - span.start > 1:
        return True
    if head.dep_ == "pobj":
        return _in_place(governor, names) or (
            governor.lower_ == "of" and fold(governor.head.lemma_) in words["district"] | words["urban"]
        )
    if head.dep_ in _OF_NAME and governor.i >= span.end and governor.text.islower():
        return fold(governor.lemma_) in words["urban"] or _label_of(governor, names) == "PERSON"
    after = doc[span.end : span.end + 2]
    return len(after) == 2 and after[0].text == "," and after[1].ent_type_ == "GPE"


def _in_place(preposition: Token, names: Names) -> bool:
    words = names.word_lists
    if preposition.lower_ in words["in_place"]:
        return True
    return preposition.lower_ in ("to", "from") and fold(preposition.head.lemma_) in words["motion"]


def _lies_on(span: NameSpan, doc: Doc, names: Names) -> bool:
    """ "on Mars", "off Svalbard"."""
    head = _head(span, doc)
    return head.dep_ == "pobj" and (_in_place(head.head, names) or head.head.lower_ in _BESIDE_PLACE)


def _names_people(span: NameSpan, doc: Doc, names: Names) -> bool:
    """ "a Jesuit priest", "the Baptist church"."""
    head = _head(span, doc)
    if head.dep_ not in _OF_NAME or head.head.i < span.end:
        return False
    return _label_of(head.head, names) in ("PERSON", "ORG")


def _has_age(span: NameSpan, doc: Doc, names: Names) -> bool:
    """ "Otto Wallin, 33, ..." """
    after = doc[span.end : span.end + 2]
    return (
        len(after) == 2
        and after[0].text in (",", "(")
        and after[1].is_digit
        and len(after[1].text) < 4
        and int(after[1].text) in _AGES
    )


def _is_who(span: NameSpan, doc: Doc, names: Names) -> bool:
    """ "Sinder, who ..." """
    return any(
        child.dep_ == "relcl" and any(word.lower_ in ("who", "whom") for word in child.children)
        for child in _head(span, doc).children
    )


def _speaks_as_label(span: NameSpan, doc: Doc, names: Names) -> bool:
    """ "Shylily: ..." at the start of a line."""
    begins = span.start == 0 or "\n" in doc[span.start - 1].text
    return begins and span.end < len(doc) and doc[span.end].text == ":"


def _does(span: NameSpan, doc: Doc, names: Names) -> bool:
    """ "Hodan Warsame trains nurses": a full name that does what few things do."""
    head = _head(span, doc)
    verb = head.head
    is_subject = head.dep_ in _SUBJECTS and verb.pos_ == "VERB" and span.end - span.start > 1
    return is_subject and verb.lemma_ not in names.word_lists["inert"] and not _is_phrase(span, doc)


_OF_PERSONS = (_says, _acts, _does, _has_age, _is_who, _is_called("PERSON"), _speaks_as_label)
_PLACE_NOUNS = (_own_noun("LOC"), _own_noun("FAC"))
_TESTS: dict[str, tuple[Callable[[NameSpan, Doc, Names], bool], ...]] = {
    "ORG": (_says, _acts, _ends_like_body, _is_staffed, _is_called("ORG"), _is_called("PERSON")),
    "GPE": (_says, _lies_somewhere, *_PLACE_NOUNS),
    "LOC": (*_PLACE_NOUNS, _lies_on),
    "FAC": _PLACE_NOUNS,
    "EVENT": (_own_noun("EVENT"),),
    "LAW": (_own_noun("LAW"),),
    "NORP": (_says, _acts, _names_people),
    "WORK_OF_ART": (_says, _is_called_by("work")),
    "PRODUCT": (_says, _is_called_by("product")),
}
