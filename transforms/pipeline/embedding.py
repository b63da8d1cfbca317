"""Word embeddings computed once for each distinct word of a batch.

The first layers of a Tok2Vec model look at one word at a time: at its norm, prefix, suffix and shape. The
words of news repeat, so a batch has far fewer distinct rows of these than it has words.
"""

from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Ragged

# An odd number to multiply a column with, so that a row is told from others by one number. Two of the 10,000
# distinct rows of a batch have the same with a chance of 3 in 10^12 (10^8 pairs / 2 / 2^64).
COLUMN_FACTOR = 0x9E3779B97F4A7C15


def embed_words_once(nlp: Language) -> None:
    """Make the models of a pipeline embed each distinct word of a batch once."""
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        for node in list(model.walk()) if isinstance(model, Model) else []:
            for i, layer in enumerate(node.layers):
                if looks_at_single_words(layer):
                    node.layers[i] = once_a_word(layer)


def looks_at_single_words(layer: Model[Any, Any]) -> bool:
    """Whether a layer embeds words for a Tok2Vec model: takes their features, then goes row by row."""
    names = [inner.name for inner in layer.layers]
    return (
        names[:2] == ["extract_features", "list2ragged"]
        and names[-1] == "ragged2list"
        and all(name.startswith("with_array(") for name in names[2:-1])
        and not any(inner.name == "expand_window" for inner in layer.walk())
    )


def once_a_word(embedding: Model[list[Doc], Any]) -> Model[list[Doc], Any]:
    """The same embedding, for predictions only."""
    extract, _, *row_by_row, _ = embedding.layers

    def forward(model: object, docs: list[Doc], is_train: bool) -> tuple[list[Any], None]:
        features = extract.predict(docs)
        rows = np.concatenate(features)
        distinct, which = distinct_rows(rows)
        lengths: Any = np.array([len(distinct)], dtype="i")
        embedded = Ragged(rows[distinct], lengths)
        for layer in row_by_row:
            embedded = layer.predict(embedded)
        ends = np.cumsum([len(doc) for doc in features])
        return np.split(embedded.data[which], ends[:-1]), None

    return Model(f"once_a_word({embedding.name})", forward, layers=[embedding])


def distinct_rows(rows: Any) -> tuple[Any, Any]:
    """Where each distinct row first stands, and for each row which of them it is.

    :param rows: uint64 array, a row a word
    """
    factors = np.cumprod(np.full(rows.shape[1], COLUMN_FACTOR, dtype="uint64"))
    _, first, which = np.unique(rows @ factors, return_index=True, return_inverse=True)
    return first, which
