"""The spaCy pipeline: bodies in, parsed documents out."""

from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import transforms.tags  # noqa: F401  # registers the tag_ruler
from transforms.model import MODEL


@Language.component("paragraph_bounds")
def paragraph_bounds(doc: Doc) -> Doc:
    """Start a sentence at each paragraph: the parser never joins across an empty line."""
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
    return doc


def load_pipeline(name: str = MODEL) -> Language:
    """The installed pipeline `name`, ready to annotate. Raises OSError when it is not installed."""
    nlp = spacy.load(name)
    nlp.add_pipe("paragraph_bounds", before="parser")
    if nlp.has_pipe("attribute_ruler"):
        patterns = nlp.get_pipe("attribute_ruler").patterns  # type: ignore[attr-defined]
        nlp.replace_pipe("attribute_ruler", "tag_ruler", config={"patterns": patterns})
    return nlp


def parse(nlp: Language, bodies: Iterable[str], batch_size: int = 32) -> Iterator[Doc]:
    """Parse bodies in their order."""
    yield from nlp.pipe(bodies, batch_size=batch_size)
