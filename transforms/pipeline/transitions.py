"""spaCy's parser and entity recogniser: the same moves, at less than half the cost.

Both read a text in small moves: a move is chosen by the model among those that are valid in the state
reached so far. spaCy makes the moves of a batch in one compiled loop that runs without the interpreter's
lock. As it is compiled today (spaCy 3.8 with Cython 3), each look at a state takes the lock and gives it
back, many times a move: two thirds of the entity recogniser's time went there. So the loop stands here,
over the same methods, and the lock is held throughout.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spacy.language import Language
from spacy.pipeline import DependencyParser, EntityRecognizer, Pipe
from spacy.tokens import Doc

TOGETHER = 16  # documents that make their moves together; more are no cheaper, and leave the caches


class Moves(Pipe):
    """A component that makes the moves of a transition-based component of spaCy's."""

    def __init__(self, component: Any) -> None:
        self.component = component  # a DependencyParser or EntityRecognizer

    def __call__(self, doc: Doc) -> Doc:
        self.annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Annotate documents in their order; those of a batch that are of like length go together.

        A batch that fails is given to the error handler.
        """
        docs = iter(stream)
        error_handler = self.get_error_handler()
        while batch := list(islice(docs, batch_size)):
            try:
                by_length = sorted(batch, key=len)
                for start in range(0, len(batch), TOGETHER):
                    self.annotate(by_length[start : start + TOGETHER])
            except Exception as error:  # as spaCy's components do
                error_handler(self.component.name, self, batch, error)
            else:
                yield from batch

    def annotate(self, docs: list[Doc]) -> None:
        """Annotate documents. Labels that a component before this one gave become labels of this one."""
        for label in sorted({label for doc in docs for label in self.component.moves.get_doc_labels(doc)}):
            self.component.add_label(label)
        self.component.set_annotations(docs, self.states(docs))

    def states(self, docs: list[Doc]) -> list[Any]:
        """The final states, one a document."""
        states: list[Any] = self.component.moves.init_batch(docs)
        unfinished = [state for state in states if not state.is_final()]
        if unfinished:
            model = self.component.model.predict(docs)
            while unfinished:
                unfinished = self.component.transition_states(unfinished, model.predict(unfinished))
            model.clear_memory()
        return states


@Language.factory("moves")
def make_moves(nlp: Language, name: str, of: str) -> Moves:
    """Called by spaCy, for `hold_the_lock`: components are made by their registered names only."""
    return Moves(nlp.get_pipe(of))


def hold_the_lock(nlp: Language) -> None:
    """Have the parsers and entity recognisers of a pipeline make their moves here.

    Those that search with a beam are left as they are: they hold the lock already. So are those of derived
    types, which may move otherwise.
    """
    for name, component in nlp.pipeline:
        is_known = type(component) in (DependencyParser, EntityRecognizer)
        if is_known and component.cfg["beam_width"] == 1:  # type: ignore[attr-defined]
            nlp.add_pipe("moves", f"{name}_moves", before=name, config={"of": name})
            nlp.disable_pipe(name)
