"""What fails on one text costs that text, whichever component fails and however it works on its batches."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc

from flows.batch import stages
from tests.support.batches import batch_of
from tests.transforms.pipeline.test_pipeline import attributes
from transforms.lexicon.reference import REFERENCE
from transforms.model import MODEL, Model
from transforms.pipeline import Unparsed, made_ready, parse
from transforms.records import RawArticle

BAD = "Chad is a word that breaks it."
TEXTS = ["Peru met Chile.", "Kenya urged talks.", BAD, "Mr. Lee said no.", "Japan left."]


def refuse(doc: Doc) -> Doc:
    if "Chad" in doc.text:
        raise KeyError("Chad")
    return doc


Language.component("refuses", func=refuse)


@Language.factory("refuses_as_a_pipe")
class RefusesAsAPipe(Pipe):
    """Works on documents one by one, as spaCy's rulers do."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        return refuse(doc)


@Language.factory("refuses_batches")
class RefusesBatches(Pipe):
    """Works on a batch as a whole, as spaCy's trained components do."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        return refuse(doc)

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        batch = list(stream)
        try:
            for doc in batch:
                refuse(doc)
            yield from batch
        except KeyError as error:
            self.get_error_handler()(self.name, self, batch, error)


@Language.factory("knows_no_handlers")
class KnowsNoHandlers:
    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        return refuse(doc)

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        return map(refuse, stream)


REASON = "component {}: KeyError: 'Chad'"


@pytest.mark.parametrize(
    ("component", "reason"),
    [
        ("refuses", REASON),
        ("refuses_as_a_pipe", REASON),
        ("refuses_batches", REASON),
        ("knows_no_handlers", "KeyError: 'Chad'"),
    ],
)
@pytest.mark.parametrize("place", [{"first": True}, {"last": True}], ids=["first", "last"])
@pytest.mark.parametrize("stock", [False, True], ids=["quick", "stock"])
def test_the_other_texts_of_a_batch_are_parsed(
    nlp: Language, component: str, reason: str, place: dict[str, Any], stock: bool
) -> None:
    other = spacy.load(MODEL)
    other.add_pipe(component, "mine", **place)
    made_ready(other, "other", stock)
    found = dict(parse(other, TEXTS))
    assert found.pop(2) == Unparsed(reason.format("mine"))
    assert sorted(found) == [0, 1, 3, 4]
    for number, doc in found.items():
        assert isinstance(doc, Doc) and attributes(doc) == attributes(nlp(TEXTS[number]))


@pytest.mark.parametrize("kind", ["parser", "ner"])
def test_moves_that_fail_cost_one_text(nlp: Language, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    moves: Any = nlp.get_pipe(f"{kind}_moves")
    states = moves.states

    def fail_on_chad(docs: list[Doc]) -> list[Any]:
        return [refuse(doc) for doc in docs] and states(docs)

    monkeypatch.setattr(moves, "states", fail_on_chad)
    found = dict(parse(nlp, TEXTS))
    assert found[2] == Unparsed(REASON.format(kind))
    assert [isinstance(found[number], Doc) for number in range(len(TEXTS))] == [True, True, False, True, True]


def test_a_text_that_the_tokenizer_refuses(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp, "max_length", 20)
    found = dict(parse(nlp, TEXTS))
    refused = found.pop(2)
    assert isinstance(refused, Unparsed) and refused.reason.startswith("ValueError: [E088]")
    assert sorted(found) == [0, 1, 3, 4]


def test_a_text_that_a_component_drops_without_a_word(nlp: Language) -> None:
    other = spacy.load(MODEL)
    other.add_pipe("refuses_batches", "mine")
    made_ready(other, "other")
    dropping: Any = other.get_pipe("mine")
    dropping.set_error_handler = lambda handler: None
    dropping.error_handler = lambda *what: None
    found = dict(parse(other, TEXTS))
    assert found.pop(2) == Unparsed("a component of the pipeline left the text out")
    assert all(isinstance(doc, Doc) for doc in found.values())


def test_an_article_that_a_component_fails_on_is_rejected_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nlp, _ = stages.reader(Model(), REFERENCE)
    moves: Any = nlp.get_pipe("ner_moves")
    states = moves.states
    monkeypatch.setattr(moves, "states", lambda docs: [refuse(doc) for doc in docs] and states(docs))
    texts = ["Kenya urged Peru to resume talks.", BAD, "Japan criticized Chile on Friday."]
    frames, rejected = batch_of(
        [RawArticle("wire", f"{n}.txt", text, "text") for n, text in enumerate(texts)], tmp_path
    )
    assert rejected.select("source_ref", "reason").rows() == [
        ("1.txt", "annotation failed: component ner: KeyError: 'Chad'")
    ]
    articles = frames["core.articles"].select("source_ref", "article_id").rows()
    ids = dict(articles)
    assert sorted(ids) == ["0.txt", "2.txt"]
    events = frames["core.events"].select("article_id", "text").rows()
    assert {article_id: text.split()[0] for article_id, text in events} == {
        ids["0.txt"]: "Kenya",
        ids["2.txt"]: "Japan",
    }
