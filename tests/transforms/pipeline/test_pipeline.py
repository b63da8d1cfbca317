"""The pipeline: the same as spaCy's stock pipe but for paragraphs, and for what it costs."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from tests.conftest import SAMPLES
from transforms.model import MODEL
from transforms.pipeline import load_pipeline, parse
from transforms.pipeline.abbreviations import keep_abbreviations
from transforms.pipeline.tags import TagRuler, is_single

SLANG = (
    "Let's go, they're gonna say it ain't nothin', y'all. There's a man who'd got to do it. I can't.\n\nOK."
)


def attributes(doc: Doc) -> list[tuple[object, ...]]:
    """What a pipeline says of each token."""
    return [
        (t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.ent_type_, t.ent_iob_)
        for t in doc
    ]


def parsed(nlp: Language, texts: list[str]) -> list[Doc]:
    """The documents of texts on which nothing fails."""
    numbers, docs = zip(*parse(nlp, texts), strict=True)
    assert list(numbers) == list(range(len(texts)))
    return list(docs)


def test_tags_and_lemmas_are_those_of_the_stock_pipe(nlp: Language) -> None:
    stock = spacy.load(MODEL)
    ruler = TagRuler(stock.vocab, stock.get_pipe("attribute_ruler").patterns)  # type: ignore[attr-defined]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(SAMPLES.glob("*.txt"))]
    for text in [*texts, SLANG]:
        with stock.select_pipes(disable=["attribute_ruler", "lemmatizer"]):
            ruled = ruler(stock(text))
        expected = stock(text)
        assert attributes(stock.get_pipe("lemmatizer")(ruled)) == attributes(expected)


def test_trees_and_entities_are_those_of_the_stock_pipe(nlp: Language) -> None:
    stock = spacy.load(MODEL)
    stock.add_pipe("paragraph_bounds", before="parser")
    keep_abbreviations(stock)
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(SAMPLES.glob("*.txt"))]
    texts += ["", SLANG, "\n\n", *SLANG.split(", "), ""]
    pairs = zip(parsed(nlp, texts), stock.pipe(texts, batch_size=3), strict=True)
    assert all(attributes(ours) == attributes(theirs) for ours, theirs in pairs)


def test_one_document_is_read_as_among_others(nlp: Language) -> None:
    texts = ["Peru met Chile.", SLANG, "Mr. Lee, of Acme Corp., said on Monday he would sue Beijing."]
    assert [attributes(nlp(text)) for text in texts] == [attributes(doc) for doc in parsed(nlp, texts)]


def test_no_sentence_runs_over_paragraphs(nlp: Language) -> None:
    doc = nlp("Talks in Rome\n\nMinisters of Peru met\n\nand left.")
    found = [sent.text.strip() for sent in doc.sents]
    assert found == ["Talks in Rome", "Ministers of Peru met", "and left."]


def test_a_sentence_starts_behind_a_dateline(nlp: Language) -> None:
    doc = nlp("OSLO, May 9 (AFP) - Norway will stay. It rained.")
    found = [sent.text.strip() for sent in doc.sents]
    assert found == ["OSLO, May 9 (AFP) -", "Norway will stay.", "It rained."]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\n\n\n", "One\n\n", "\x00", "\N{ZERO WIDTH SPACE}"])
def test_any_text_is_parsed(nlp: Language, text: str) -> None:
    (doc,) = parsed(nlp, [text])
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
    spacy.load(MODEL).to_disk(tmp_path / "pipeline")
    folder = load_pipeline(str(tmp_path / "pipeline"))
    assert attributes(folder(SLANG)) == attributes(nlp(SLANG))


def test_titles_keep_their_points(nlp: Language) -> None:
    doc = nlp(
        '"We hold it," said Brig. Gen. Ana Cruz. Lt. Col. Bo Li and Sgt. Amy Diaz agreed with Maj.Gen. Lima.'
    )
    assert {"Brig.", "Gen.", "Lt.", "Col.", "Sgt.", "Maj."} <= {token.text for token in doc}
    assert len(list(doc.sents)) == 2
