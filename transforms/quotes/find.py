"""The quotations of one article, brought together from marks, cues and clauses."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from spacy.tokens import Doc

from transforms.lexicon.reporting import QuoteLexicon
from transforms.quotes.attach import Attached, attach_cues
from transforms.quotes.cues import Cue, find_cues
from transforms.quotes.dashes import dashed_pieces
from transforms.quotes.dialogue import dialogue_pieces
from transforms.quotes.direct import direct_pieces
from transforms.quotes.directions import without_directions
from transforms.quotes.indirect import clause_pieces, led_pieces
from transforms.quotes.layout import Layout, lay_out
from transforms.quotes.pieces import Piece, in_order
from transforms.quotes.signed import signed_pieces
from transforms.quotes.speakers import phrase_text
from transforms.quotes.transcripts import turn_pieces
from transforms.quotes.turns import resolve_speakers
from transforms.records import ArticleEntities, Quote


def find_quotes(doc: Doc, entities: ArticleEntities, lexicon: QuoteLexicon) -> list[Quote]:
    """The quotations of a parsed body in order of their start.

    Direct quotations never overlap. Never raises: a body without a parse gives what its marks alone show.
    """
    if not len(doc):
        return []
    layout = lay_out(doc, lexicon.glosses)
    cues = find_cues(layout, lexicon) if layout.parsed else []
    attached = attach_cues(cues, layout)
    framed = _framed(cues, attached, layout, entities)
    told = {piece.cue.token.i for piece in framed if piece.cue is not None}
    clauses = [
        piece
        for piece in _apart(clause_pieces(cues, attached, layout), framed)
        if piece.cue is None or piece.cue.token.i not in told
    ]
    led = _apart(led_pieces(attached, clauses, layout), framed)
    others = [*clauses, *led, *framed]
    pieces = [*others, *direct_pieces(attached, others, layout, entities)]
    spoken = without_directions(pieces, layout.body)
    return _numbered(in_order(spoken, layout.body), layout, entities, lexicon)


def _framed(
    cues: list[Cue], attached: list[Attached | None], layout: Layout, entities: ArticleEntities
) -> list[Piece]:
    """What the layout shows to be speech: turns, signed words, dialogue, words around narration.

    Where two overlap, the first of these.
    """
    out: list[Piece] = []
    for found in (
        turn_pieces(layout, entities),
        signed_pieces(layout, entities),
        dialogue_pieces(cues, layout),
        dashed_pieces(attached, layout, entities),
    ):
        out += _apart(found, out)
    return out


def _apart(pieces: Iterable[Piece], others: list[Piece]) -> list[Piece]:
    """The pieces that overlap none of the others."""
    spans = sorted((other.start, other.end) for other in others)
    ends = [end for _, end in spans]
    starts = [start for start, _ in spans]
    return [p for p in pieces if bisect_right(ends, p.start) >= bisect_left(starts, p.end)]


def _speaker_text(piece: Piece, layout: Layout) -> str | None:
    if piece.named is not None:
        return layout.body[slice(*piece.named)]
    return None if piece.speaker is None else phrase_text(piece.speaker, layout)


def _numbered(
    pieces: list[Piece], layout: Layout, entities: ArticleEntities, lexicon: QuoteLexicon
) -> list[Quote]:
    groups: dict[tuple[object, ...], int] = {}
    out: list[Quote] = []
    turns = [(piece.start, piece.end, piece.speaker) for piece in pieces]
    speakers = resolve_speakers(turns, layout.doc, entities, lexicon)
    for piece, meant in zip(pieces, speakers, strict=True):
        cue, speaker = piece.cue, piece.speaker
        addressee = None if cue is None else cue.addressee
        out.append(
            Quote(
                start_char=piece.start,
                end_char=piece.end,
                form=piece.form,
                group=groups.setdefault(piece.quotation, len(groups) + 1),
                speaker_text=_speaker_text(piece, layout),
                speaker_id=meant.entity_id,
                cue=None if cue is None else cue.text,
                cue_lemma=None if cue is None else cue.lemma,
                cue_token=None if cue is None else cue.token.i,
                addressee_text=None if addressee is None else phrase_text(addressee, layout),
                speaker_token=None if speaker is None else speaker.i,
                rule=piece.rule,
                speaker_rule=f"{piece.carried} > {meant.rule}" if piece.carried else meant.rule,
            )
        )
    return out
