"""What the rules need of a spaCy pipeline, and whether one gives it.

Rules that miss an annotation raise nothing, they find nothing: without lemmas two events of the sample
articles instead of 262. So a pipeline is tried on `PROBE` before it is used. What it makes of that counts,
not what its components are called or say of themselves: spaCy's own attribute ruler does not say that it
assigns parts of speech.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

LANGUAGE = "en"
PROBE = "Ministers of Peru met in Lima on Friday. They said that Chile had signed an accord.\n\nTalks go on."


class UnfitPipeline(ValueError):
    """A pipeline that lacks what the rules need; the message says what is wrong and what to do."""

    exit_code = 2


@dataclass(frozen=True)
class Need:
    """An annotation that the rules look at.

    `values` are those in a text; `known` are such as the rules ask for, of which a pipeline has to give some
    for `PROBE`: not all, since one parser may err where another does not.
    """

    attribute: str  # as `Language.analyze_pipes` calls it
    name: str
    used_for: str
    given_by: str
    known: frozenset[str]
    values: Callable[[Doc], Iterable[str]]

    def is_met(self, doc: Doc) -> bool:
        given = set(self.values(doc))
        if self.attribute == "token.is_sent_start":
            return self.known <= given
        if self.attribute == "doc.ents" and not given:
            return doc.has_annotation("ENT_IOB")  # a ruler need not know any name of the text
        return bool(self.known & given)


NEEDS = (
    Need(
        "token.tag",
        "tags",
        "they tell names, tenses and negations",
        "a tagger of Penn Treebank tags",
        frozenset({"NNS", "NNP", "VBD"}),
        lambda doc: (token.tag_ for token in doc),
    ),
    Need(
        "token.pos",
        "parts of speech",
        "they tell verbs and nouns",
        "an attribute ruler after the tagger, or a morphologizer",
        frozenset({"NOUN", "PROPN", "VERB"}),
        lambda doc: (token.pos_ for token in doc),
    ),
    Need(
        "token.lemma",
        "lemmas",
        "reporting verbs and the words for events are looked up by them",
        "a lemmatizer after what gives tags and parts of speech",
        frozenset({"meet", "say", "sign"}),
        lambda doc: (token.lemma_ for token in doc),
    ),
    Need(
        "token.dep",
        "dependencies",
        "they tell who speaks and who acts on whom",
        "a parser with the labels of spaCy's English pipelines",
        frozenset({"dobj", "pobj"}),
        lambda doc: (token.dep_ for token in doc),
    ),
    Need(
        "token.is_sent_start",
        "sentences that end with a full stop or an empty line",
        "quotations and events are looked for in each",
        "a parser or senter that keeps the starts of sentences that it finds",
        frozenset({"They", "Talks"}),
        lambda doc: (token.text for token in doc if token.is_sent_start),
    ),
    Need(
        "doc.ents",
        "entities",
        "persons, bodies, places and dates are found with them",
        "an entity recogniser or an entity ruler, with OntoNotes labels",
        frozenset({"PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "DATE"}),
        lambda doc: (ent.label_ for ent in doc.ents),
    ),
)
# What `Doc.has_annotation` calls attributes that components say that they require
ANNOTATIONS = {
    "doc.ents": "ENT_IOB",
    "doc.sents": "SENT_START",
    **{f"token.{name}": name.upper() for name in ("tag", "pos", "morph", "lemma", "dep", "head")},
    **{f"token.{name}": name.upper() for name in ("ent_iob", "ent_type")},
}


def check_pipeline(nlp: Language, name: str) -> None:
    """Raise UnfitPipeline if the rules cannot work with the pipeline `name`, listing all faults."""
    if nlp.lang != LANGUAGE:
        raise UnfitPipeline(
            f"the pipeline {name} is for the language {nlp.lang!r}, the rules are for English: "
            "name an English pipeline with --model"
        )
    faults = list(find_faults(nlp))
    if faults:
        raise UnfitPipeline(
            f"the pipeline {name} cannot be used: {'; '.join(faults)}. Mend it, or name another with --model"
        )


def find_faults(nlp: Language) -> Iterator[str]:
    """What is wrong with a pipeline, tried one component after the other."""
    doc = nlp.make_doc(PROBE)
    analysis = nlp.analyze_pipes() or {}  # None only where it prints
    for name, component in nlp.pipeline:
        for attribute in analysis["problems"][name]:
            if lacks(doc, attribute):
                yield f"its component {name} needs {attribute}, which none before it gives"
        try:
            doc = component(doc)
        except Exception as error:  # components are anybody's
            yield f"its component {name} fails on a plain text: {type(error).__name__}: {error}"
            return
    for need in NEEDS:
        if not need.is_met(doc):
            yield f"{lack(need, doc, analysis['attrs'])} ({need.used_for}); it takes {need.given_by}"


def lack(need: Need, doc: Doc, assigned: Iterable[str]) -> str:
    """That a need is not met; with values that the rules do not know, where a component says it gives them.

    Where none says so, the few that are there are an attribute ruler's, which has some for single words.
    """
    values = sorted({value for value in need.values(doc) if value.strip()})
    if values and need.attribute in assigned and need.attribute != "token.is_sent_start":
        return f"it gives {need.name} that the rules do not know, such as {', '.join(values[:3])}"
    return f"it gives no {need.name}"


def lacks(doc: Doc, attribute: str) -> bool:
    """Whether a text is without an attribute that a component requires, such as "token.pos" or "doc.ents".

    spaCy's analysis goes by what components say that they assign, and not all of them say it. False for
    other attributes than those of `ANNOTATIONS`: the text does not tell whether they were assigned.
    """
    return attribute in ANNOTATIONS and not doc.has_annotation(ANNOTATIONS[attribute])
