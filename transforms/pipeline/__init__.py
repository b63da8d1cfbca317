"""The spaCy pipeline: bodies in, parsed documents out.

A loaded pipeline is left as it was trained, but for titles that keep their points (`abbreviations`); only
how it computes is changed, with the same result:

- attribute rules are looked up (`tags`), words are embedded once (`embedding`), the parser and the entity
  recogniser make their moves without letting go of the interpreter's lock (`transitions`);
- matrices are multiplied by the BLAS that numpy comes with, which has kernels for more processors than
  thinc's has (1.8 times as fast where there is AVX-512), in one thread: it is processes that share the cores.

Which components are changed is decided by their types, whatever they are called: any other component, also
one that is derived from spaCy's, computes as it is written. `contract` says what a pipeline has to give.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from typing import Any, NamedTuple, NoReturn

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import use_ops
from threadpoolctl import threadpool_limits

from transforms.datelines import DATELINES
from transforms.model import MODEL
from transforms.pipeline.abbreviations import keep_abbreviations
from transforms.pipeline.contract import check_pipeline
from transforms.pipeline.embedding import embed_words_once
from transforms.pipeline.tags import look_tags_up
from transforms.pipeline.tokens import TooManyTokens, tokens_of
from transforms.pipeline.transitions import hold_the_lock
from transforms.pipeline.windows import SENTENCE_ENDS, dateline_tokens, joined, windows_of
from transforms.records import reason_of

SIDE_BY_SIDE = 32  # documents that are parsed together
LONGEST_SENTENCE = 250  # tokens
PARSED_TOGETHER = 20_000  # tokens, which take 300 MB; a longer article is parsed in windows
Watch = Callable[[Sequence[int]], None]


@Language.component("paragraph_bounds")
def paragraph_bounds(doc: Doc) -> Doc:
    """Start a sentence at each paragraph and behind each dateline: the parser never joins across them.

    And one wherever 250 tokens have had no end of a sentence: rules compare the words of a sentence with each
    other. Of 2,200 articles, none has so long a sentence. The datelines are `doc.spans["datelines"]`.
    """
    begun = 0
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
            begun = token.i
        elif token.text in SENTENCE_ENDS:
            begun = token.i
        elif token.text == "X." and token.i and doc[token.i - 1].lower_ in ("on", "to", "via"):
            doc[token.i + 1].is_sent_start = True  # "in a post on X. The", to the tokenizer an initial
            begun = token.i
        elif token.i - begun >= LONGEST_SENTENCE:
            doc[token.i + 1].is_sent_start = True
            begun = token.i
    if DATELINES not in doc.spans:  # the windows of a long article have theirs
        doc.spans[DATELINES] = [doc[start:end] for start, end in dateline_tokens(doc)]
    for span in doc.spans[DATELINES]:
        doc[span.end].is_sent_start = True
    return doc


def load_pipeline(name: str = MODEL, stock: bool = False) -> Language:
    """The installed pipeline `name`, ready to annotate; if it is to be `stock`, as spaCy computes it.

    From then on, this process computes matrices in one thread. Raises OSError when it is not installed,
    UnfitPipeline where the rules cannot read with it.
    """
    threadpool_limits(1, "blas")
    with nullcontext() if stock else use_ops("cpu", use_blis=False):
        return made_ready(spacy.load(name), name, stock)


def made_ready(nlp: Language, name: str, stock: bool = False) -> Language:
    """A pipeline that starts a sentence at each paragraph and dateline, and unless `stock` is quicker.

    Raises UnfitPipeline.
    """
    # Before all others, whichever of them bounds sentences: each keeps to the bounds that it finds
    nlp.add_pipe("paragraph_bounds", first=True)
    keep_abbreviations(nlp)
    if not stock:
        look_tags_up(nlp)
        embed_words_once(nlp)
        hold_the_lock(nlp)
    check_pipeline(nlp, name)
    return nlp


class Unparsed(NamedTuple):
    """Stands for a body on which a component failed."""

    reason: str


class ComponentFailed(RuntimeError):
    """A component failed on a document; the message says which and how."""


def unwatched(numbers: Sequence[int]) -> None:
    """A `Watch` that does nothing."""


def parse(
    nlp: Language, bodies: Sequence[str], watch: Watch = unwatched, alone: Collection[int] = ()
) -> Iterator[tuple[int, Doc | Unparsed]]:
    """Parse bodies: yields the number of each and its document, in order except for failures and long ones.

    If a component fails, spaCy drops all documents of its batch. They are parsed again one by one, and come
    last: a body on which no component fails has its document, whatever it was parsed with. So do long ones
    and those that are to be parsed `alone`. `watch` is told the numbers of those that are parsed next.
    """
    left = dict.fromkeys(range(len(bodies)))
    handle_errors(nlp, leave_out)
    try:
        for docs in side_by_side(numbered(nlp, bodies, watch, alone)):
            watch([number for _, number in docs])
            for number, doc in parse_together(nlp, docs):
                del left[number]
                yield number, doc
    finally:
        handle_errors(nlp, give_up)
    for number in left:
        watch([number])
        yield number, parse_alone(nlp, bodies[number])


def parse_together(nlp: Language, docs: list[tuple[Doc, int]]) -> list[tuple[int, Doc]]:
    """Parse documents side by side: those on which no component fails, with their numbers."""
    parsed = []
    # A component that knows no error handlers ends the stream: what was to come is parsed alone
    with suppress(Exception):
        for doc, number in nlp.pipe(docs, as_tuples=True, batch_size=SIDE_BY_SIDE):
            parsed.append((number, doc))
    return parsed


def side_by_side(docs: Iterable[tuple[Doc, int]]) -> Iterator[list[tuple[Doc, int]]]:
    """Documents in lists of up to 32, and of the longest only as many as memory is meant for."""
    together: list[tuple[Doc, int]] = []
    n_tokens = 0
    for doc, number in docs:
        if together and (len(together) == SIDE_BY_SIDE or n_tokens + len(doc) > PARSED_TOGETHER):
            yield together
            together, n_tokens = [], 0
        together.append((doc, number))
        n_tokens += len(doc)
    if together:
        yield together


def parse_alone(nlp: Language, body: str) -> Doc | Unparsed:
    """Parse a body, a long one in windows; if a component raises, return the reason."""
    try:
        doc = tokens_of(nlp, body)
        given = [doc] if len(doc) <= PARSED_TOGETHER else list(windows_of(doc, PARSED_TOGETHER))
        parts = side_by_side((part, number) for number, part in enumerate(given))
        docs = [doc for part in parts for doc in nlp.pipe([doc for doc, _ in part], batch_size=SIDE_BY_SIDE)]
    except (ComponentFailed, TooManyTokens) as failed:
        return Unparsed(str(failed))
    except Exception as error:  # the tokenizer's, or of a component that knows no error handlers
        return Unparsed(reason_of(error))
    if len(docs) < len(given):
        return Unparsed("a component of the pipeline left the text out")
    return docs[0] if len(docs) == 1 else joined(docs)


def numbered(
    nlp: Language, bodies: Sequence[str], watch: Watch, alone: Collection[int]
) -> Iterator[tuple[Doc, int]]:
    """The bodies as tokens with their numbers, except those that are parsed alone.

    These are `alone`, the long ones, and those that the tokenizer refuses.
    """
    for number, body in enumerate(bodies):
        if number in alone:
            continue
        watch([number])
        try:
            doc = tokens_of(nlp, body)
        except Exception:  # noqa: S112  # said when it is parsed alone
            continue
        if len(doc) <= PARSED_TOGETHER:
            yield doc, number


def handle_errors(nlp: Language, handler: Callable[..., Any]) -> None:
    """Set the error handler of all components that accept one.

    `Language.set_error_handler` stops at the first that does not, such as the parser of spaCy 3.8, whose type
    has no room for it. A component without a handler raises.
    """
    with suppress(AttributeError):
        nlp.set_error_handler(handler)
    for _, component in nlp.pipeline:
        with suppress(AttributeError):
            component.set_error_handler(handler)  # type: ignore[attr-defined]


def leave_out(name: str, component: Any, docs: list[Doc], error: Exception) -> None:
    """An error handler that drops the documents."""


def give_up(name: str, component: Any, docs: list[Doc], error: Exception) -> NoReturn:
    """An error handler that raises ComponentFailed."""
    if isinstance(error, ComponentFailed):
        raise error
    raise ComponentFailed(f"component {name}: {reason_of(error)}") from error
