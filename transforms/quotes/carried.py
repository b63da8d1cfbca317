"""Whose marked words are that have no cue: who goes on speaking, or of whom the writer has just told."""

from dataclasses import replace

from spacy.tokens import Token

from transforms.quotes.layout import Layout
from transforms.quotes.pieces import Piece
from transforms.quotes.topics import announcer, names_another, topic_before, topic_here, turns_away
from transforms.records import ArticleEntities

_NEXT_PARAGRAPH = 1  # as far as a speaker goes on


def with_speaker(
    piece: Piece, marks: int, last: Piece | None, layout: Layout, entities: ArticleEntities
) -> Piece:
    """A piece without a cue, with the speaker whom the words before it give. Its marks begin at `marks`.

    `last` is the piece before it that has a speaker.
    """
    if piece.speaker is not None:
        return piece
    told = 0 if last is None else _told(last)
    for rule, speaker in (
        ("announcer", announcer(piece.start, layout) if piece.rule == "after_colon" else None),
        ("topic_here", topic_here(marks, told, layout, entities)),
    ):
        if speaker is not None:
            return replace(piece, speaker=speaker, carried=rule)
    if last is None or not _is_near(piece, last, layout):
        return _about(piece, topic_before(piece.start, layout, entities))
    if last.speaker is None:
        return piece
    if names_another(told, piece.start, last.speaker, layout, entities):
        topic = topic_before(piece.start, layout, entities)
        return _about(piece, topic if topic is not None and topic.idx > told else None)
    if turns_away(told, marks, last.speaker, layout, entities):
        return piece
    key = last.key if last.form == "direct" else piece.key
    return replace(piece, cue=last.cue, speaker=last.speaker, key=key, carried="last_speaker")


def _about(piece: Piece, topic: Token | None) -> Piece:
    return piece if topic is None else replace(piece, speaker=topic, carried="topic_before")


def _is_near(piece: Piece, last: Piece, layout: Layout) -> bool:
    """Whether a piece stands in the paragraph of the last one, or in the next."""
    return layout.prose_number(piece.start) - layout.prose_number(last.end - 1) <= _NEXT_PARAGRAPH


def _told(last: Piece) -> int:
    """Where the last words end, and the sentence that says whose they are."""
    return last.end if last.cue is None else max(last.end, last.cue.token.sent.end_char)
