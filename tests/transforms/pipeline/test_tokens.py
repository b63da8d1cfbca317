"""Tokens of ordinary texts are spaCy's own; of texts made to be slow, all characters keep their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from transforms.pipeline import LONGEST_SENTENCE, PARSED_TOGETHER, SIDE_BY_SIDE, Unparsed, parse, side_by_side
from transforms.pipeline.tokens import MOST_TOKENS, TooManyTokens, tokens_of

ORDINARY = [
    "",
    "“It isn't over,” she said – see https://www.harbour.example/2023/05/10/ferry-line_is-shut?id=7&x=%20#top.",
    "Wait .................... for (((it))) ---------- 'tis the miller's '90s sign: £1,200.50/month!!!",
    "a-b-c-d-e-f-g-h\n\n* * * * * * * * * * * * * * * * * * * * * * * * * * * * * * * * * *\n\nU.S.A. \t end",
]
PIECES = [
    "=",
    "-=",
    "'s",
    "((",
    "...",
    "https://a.b/",
    "😀",
    "a-",
    "x",
    "\u0301",
    "\u200d",
    ".a",
    "”",
    "\x00",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_texts_have_the_tokens_of_spacy(nlp: Language, text: str) -> None:
    doc, stock = tokens_of(nlp, text), nlp.make_doc(text)
    assert [(t.text, t.whitespace_, t.norm_) for t in doc] == [
        (t.text, t.whitespace_, t.norm_) for t in stock
    ]


@pytest.mark.parametrize("piece", PIECES)
def test_runs_keep_their_places(nlp: Language, piece: str) -> None:
    text = f"The ferry left. {piece * 900} It isn't back, {piece * 30}(they said)."
    doc = tokens_of(nlp, text)
    assert doc.text == text
    assert [token.text for token in doc if token.text in {"ferry", "back"}] == ["ferry", "back"]
    assert [token.norm_ for token in doc if token.text == "n't"] == ["not"]


@given(pieces=st.lists(st.sampled_from([*PIECES, " ", "\n", "the ferry"]) | st.text(max_size=3), max_size=80))
def test_any_text_keeps_its_places(nlp: Language, pieces: list[str]) -> None:
    text = "".join(piece * 9 for piece in pieces)
    assert tokens_of(nlp, text).text == text


def test_longer_texts_than_articles_are_said(nlp: Language) -> None:
    longest = "so " * (MOST_TOKENS - 1) + "so"
    assert len(tokens_of(nlp, longest)) == MOST_TOKENS
    with pytest.raises(TooManyTokens, match=r"165,001 words and marks"):
        tokens_of(nlp, f"{longest} so")
    ((_, doc),) = parse(nlp, [f"{longest} so"])
    assert isinstance(doc, Unparsed)
    assert "165,001 words and marks" in doc.reason


def test_a_sentence_without_an_end_is_cut(nlp: Language) -> None:
    ((_, doc),) = parse(nlp, ["the ferry and " * 200 + "the boat."])
    assert not isinstance(doc, Unparsed)
    assert max(len(sentence) for sentence in doc.sents) <= LONGEST_SENTENCE + 1


def test_long_documents_are_parsed_apart(nlp: Language) -> None:
    short, long = nlp.make_doc("A boat."), nlp.make_doc("so " * (PARSED_TOGETHER // 2 + 1))
    docs = [(long, 0), (long, 1), *((short, number) for number in range(2, 40))]
    lists = [[number for _, number in together] for together in side_by_side(docs)]
    assert lists == [[0], list(range(1, 1 + SIDE_BY_SIDE)), list(range(1 + SIDE_BY_SIDE, 40))]
