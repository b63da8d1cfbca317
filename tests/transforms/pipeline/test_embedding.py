"""Words embedded once: the same vectors, whatever the batch."""

import numpy as np
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from thinc.api import Model

from transforms.model import MODEL
from transforms.pipeline.embedding import distinct_rows, looks_at_single_words, once_a_word

ROWS = st.lists(st.tuples(*[st.integers(0, 2**64 - 1) | st.integers(0, 2)] * 6), min_size=1)


def models(nlp: Language) -> list[Model]:
    """All models of a pipeline, with those of the components whose moves are made for them."""
    pipes = [getattr(pipe, "component", pipe) for _, pipe in nlp.pipeline]
    return [node for pipe in pipes if getattr(pipe, "model", None) for node in pipe.model.walk()]


@given(ROWS)
def test_distinct_rows_stand_for_all(rows: list[tuple[int, ...]]) -> None:
    table = np.array(rows, dtype="uint64")
    distinct, which = distinct_rows(table)
    assert (table[distinct][which] == table).all()
    assert len(distinct) == len(set(rows))


def test_vectors_are_those_of_the_stock_model() -> None:
    stock = spacy.load(MODEL)
    texts = ["Peru met Chile, and Chile met Peru.", "", "  Peru\n\n", "He said, he said, he said."]
    docs = [stock.make_doc(text) for text in texts]
    found = [layer for node in models(stock) for layer in node.layers if looks_at_single_words(layer)]
    assert len(found) == 2  # one of its own has the entity recogniser, one share the others
    for embedding in found:
        ours, theirs = once_a_word(embedding).predict(docs), embedding.predict(docs)
        assert [len(vectors) for vectors in ours] == [len(doc) for doc in docs]
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def test_no_embedding_of_a_loaded_pipeline_is_left_out(nlp: Language) -> None:
    assert sum(model.name.startswith("once_a_word") for model in models(nlp)) == 2
