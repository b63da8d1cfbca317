"""The pipeline: the same as spaCy's stock pipe but for paragraphs, and for what it costs."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from tests.conftest import SAMPLES
from transforms.annotate import load_pipeline, parse
from transforms.model import MODEL
from transforms.tags import TagRuler, is_single

SLANG = (
    "Let's go, they're gonna say it ain't nothin', y'all. There's a man who'd got to do it. I can't.\n\nOK."
)


def attributes(doc: Doc) -> list[tuple[object, ...]]:
    return [(t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.ent_type_) for t in doc]


def test_tags_and_lemmas_are_those_of_the_stock_pipe(nlp: Language) -> None:
    stock = spacy.load(MODEL)
    ruler = TagRuler(stock.vocab, stock.get_pipe("attribute_ruler").patterns)  # type: ignore[attr-defined]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(SAMPLES.glob("*.txt"))]
    for text in [*texts, SLANG]:
        with stock.select_pipes(disable=["attribute_ruler", "lemmatizer"]):
            ruled = ruler(stock(text))
        expected = stock(text)
        assert attributes(stock.get_pipe("lemmatizer")(ruled)) == attributes(expected)


def test_no_sentence_runs_over_paragraphs(nlp: Language) -> None:
    doc = nlp("Talks in Rome\n\nMinisters of Peru met\n\nand left.")
    found = [sent.text.strip() for sent in doc.sents]
    assert found == ["Talks in Rome", "Ministers of Peru met", "and left."]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\n\n\n", "One\n\n", "\x00", "\N{ZERO WIDTH SPACE}"])
def test_any_text_is_parsed(nlp: Language, text: str) -> None:
    (doc,) = parse(nlp, [text])
    assert doc.text == text


def test_patterns_over_several_tokens_or_expressions_are_left_to_a_matcher() -> None:
    assert is_single({"patterns": [[{"TAG": "IN", "LOWER": {"IN": ["that", "if"]}}]]})
    assert not is_single({"patterns": [[{"LOWER": "let"}, {"LOWER": "'s"}]]})
    assert not is_single({"patterns": [[{"LOWER": {"REGEX": "^n'?t$"}}]]})
    assert not is_single({"patterns": [[{"ENT_TYPE": "GPE"}]]})


def test_a_pipeline_that_is_not_installed_is_named() -> None:
    with pytest.raises(OSError, match="no_such_pipeline"):
        load_pipeline("no_such_pipeline")


def test_a_pipeline_may_be_a_folder(nlp: Language, tmp_path: Path) -> None:
    spacy.load(MODEL, exclude=["ner"]).to_disk(tmp_path / "pipeline")
    assert "ner" not in load_pipeline(str(tmp_path / "pipeline")).pipe_names
