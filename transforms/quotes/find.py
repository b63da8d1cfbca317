"""The quotations of one article, brought together from marks, cues and clauses."""

from spacy.tokens import Doc

from transforms.lexicon.reporting import QuoteLexicon
from transforms.quotes.attach import attach_cues
from transforms.quotes.cues import find_cues
from transforms.quotes.direct import direct_pieces, signed_pieces
from transforms.quotes.indirect import clause_pieces, led_pieces
from transforms.quotes.layout import Layout, lay_out
from transforms.quotes.pieces import Piece, in_order
from transforms.quotes.speakers import phrase_text
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
    signed = list(signed_pieces(layout))
    clauses = [
        piece
        for piece in clause_pieces(cues, attached, layout)
        if not any(s.start < piece.end and piece.start < s.end for s in signed)
    ]
    others = [*clauses, *led_pieces(attached, clauses, layout), *signed]
    pieces = [*others, *direct_pieces(attached, others, layout, entities)]
    return _numbered(in_order(pieces, layout.body), layout, entities, lexicon)


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
                speaker_text=None if speaker is None else phrase_text(speaker, layout),
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
