"""The spaCy pipeline: bodies in, parsed documents out.

A loaded pipeline is left as it was trained; only how it computes is changed, with the same result:

- attribute rules are looked up (`tags`), words are embedded once (`embedding`), the parser and the entity
  recogniser make their moves without letting go of the interpreter's lock (`transitions`);
- matrices are multiplied by the BLAS that numpy comes with, which has kernels for more processors than
  thinc's has (1.8 times as fast where there is AVX-512), in one thread: it is processes that share the cores.

Which components are changed is decided by their types, whatever they are called: any other component, also
one that is derived from spaCy's, computes as it is written. `contract` says what a pipeline has to give.
"""

from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import use_ops
from threadpoolctl import threadpool_limits

from transforms.model import MODEL
from transforms.pipeline.contract import check_pipeline
from transforms.pipeline.embedding import embed_words_once
from transforms.pipeline.tags import look_tags_up
from transforms.pipeline.transitions import hold_the_lock


@Language.component("paragraph_bounds")
def paragraph_bounds(doc: Doc) -> Doc:
    """Start a sentence at each paragraph: the parser never joins across an empty line."""
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
    return doc


def load_pipeline(name: str = MODEL) -> Language:
    """The installed pipeline `name`, ready to annotate.

    From then on, this process computes matrices in one thread. Raises OSError when it is not installed,
    UnfitPipeline where the rules cannot read with it.
    """
    threadpool_limits(1, "blas")
    with use_ops("cpu", use_blis=False):
        return made_ready(spacy.load(name), name)


def made_ready(nlp: Language, name: str) -> Language:
    """A pipeline that starts a sentence at each paragraph, and is quicker. Raises UnfitPipeline."""
    # Before all others, whichever of them bounds sentences: each keeps to the bounds that it finds
    nlp.add_pipe("paragraph_bounds", first=True)
    look_tags_up(nlp)
    embed_words_once(nlp)
    hold_the_lock(nlp)
    check_pipeline(nlp, name)
    return nlp


def parse(nlp: Language, bodies: Iterable[str], batch_size: int = 32) -> Iterator[Doc]:
    """Parse bodies in their order."""
    yield from nlp.pipe(bodies, batch_size=batch_size)
