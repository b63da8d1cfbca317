"""Moves made here are the moves that spaCy's own loop makes."""

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Span

from transforms.model import MODEL
from transforms.pipeline.transitions import TOGETHER, Moves, hold_the_lock

TEXT = "The minister of Peru met Ms. Ana Lee of Acme Corp. in Lima on Friday."


@pytest.fixture(scope="module")
def stock() -> Language:
    return spacy.load(MODEL)


def test_documents_keep_their_order_over_batches(stock: Language) -> None:
    texts = [TEXT[: 10 * n] for n in range(TOGETHER + 5)]
    moves = Moves(stock.get_pipe("ner"))
    docs = list(moves.pipe((stock.make_doc(text) for text in texts), batch_size=TOGETHER + 2))
    assert [doc.text for doc in docs] == texts


def test_entities_set_before_are_kept_even_with_a_label_the_model_has_not(stock: Language) -> None:
    doc = stock.make_doc(TEXT)
    doc.ents = [Span(doc, 1, 2, "OFFICE")]
    nlp = spacy.load(MODEL)
    found = [(span.text, span.label_) for span in Moves(nlp.get_pipe("ner"))(doc).ents]
    assert ("minister", "OFFICE") in found and ("Peru", "GPE") in found


def test_a_beam_search_is_left_alone() -> None:
    nlp = spacy.load(MODEL)
    nlp.get_pipe("parser").cfg["beam_width"] = 4  # type: ignore[attr-defined]
    hold_the_lock(nlp)
    assert "parser" in nlp.pipe_names and "ner_moves" in nlp.pipe_names
