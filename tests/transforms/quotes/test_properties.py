"""Any text gives rows or none: never an exception, never an offset outside the body."""

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from transforms.quotes import QuoteLexicon, find_quotes
from transforms.records import ArticleEntities, Quote

NOBODY = ArticleEntities((), {})
WORDS = [
    "said",
    "Anna",
    "Berg",
    "that",
    "told",
    "according",
    "to",
    "the",
    "ministry",
    "he",
    "who",
    "in",
    "words",
]
WORDS += [
    "claim",
    "accused",
    "of",
    "lying",
    "called",
    "adding",
    "was",
    "quoted",
    "as",
    "saying",
    "is",
    "late",
]
PIECES = [
    *WORDS,
    '"',
    "“",
    "”",
    "'",
    "‘",
    "’",
    "«",
    "»",
    "„",
    ",",
    ".",
    ":",
    "—",
    "(",
    ")",
    "\n\n",
    "\n",
    "?",
]


def check(doc: Doc, lexicon: QuoteLexicon) -> None:
    body, end = doc.text, 0
    quotes = find_quotes(doc, NOBODY, lexicon)
    assert quotes == sorted(quotes, key=lambda q: (q.start_char, -q.end_char))
    for quote in quotes:
        assert 0 <= quote.start_char < quote.end_char <= len(body)
        assert body[quote.start_char : quote.end_char].strip()
        assert quote.form in {"direct", "indirect", "mixed"}
        assert quote.group >= 1
        for words in (quote.speaker_text, quote.cue, quote.addressee_text):
            assert words is None or (words and words in body)
        assert quote.cue_token is None or 0 <= quote.cue_token < len(doc)
    told: dict[int, Quote] = {}
    for quote in quotes:  # a quotation has one speaker and cue, and says nothing twice
        before = told.setdefault(quote.group, quote)
        assert (before.speaker_text, before.speaker_id) == (quote.speaker_text, quote.speaker_id)
        assert (before.cue_token, before.addressee_text) == (quote.cue_token, quote.addressee_text)
        assert before is quote or before.end_char <= quote.start_char
        told[quote.group] = quote
    for quote in (q for q in quotes if q.form == "direct"):
        assert quote.start_char >= end
        end = quote.end_char


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=60), glue=st.sampled_from([" ", ""]))
@settings(max_examples=150)
def test_words_of_speech_and_marks_in_any_order(
    nlp: Language, lexicon: QuoteLexicon, pieces: list[str], glue: str
) -> None:
    check(nlp(glue.join(pieces)), lexicon)


@given(text=st.text(max_size=120))
@settings(max_examples=100)
def test_any_text(nlp: Language, lexicon: QuoteLexicon, text: str) -> None:
    check(nlp(text), lexicon)


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=40))
@settings(max_examples=50)
def test_text_without_a_parse(lexicon: QuoteLexicon, pieces: list[str]) -> None:
    check(spacy.blank("en")(" ".join(pieces)), lexicon)


@pytest.mark.parametrize(
    "text",
    [
        "Rain. " + "#a" * 700,
        "Rain. " + "#apic.twitter.com/b " * 60,
        "Rain. " + "Anna " * 250,
        "RAIN " * 250 + "— ",
        "(" * 700 + "a/" * 300,
        "\n" * 2000 + " " * 2000,
        "said, " * 500,
        '"a, ' + "Anna Berg " * 200,
    ],
)
def test_long_repetitions_come_to_an_end(nlp: Language, lexicon: QuoteLexicon, text: str) -> None:
    check(nlp(f"It rained.\n\n{text}"), lexicon)


@pytest.mark.parametrize("text", ["", " ", "\n\n", '"', "said", "''", "according to", '"".', "…"])
def test_next_to_nothing(nlp: Language, lexicon: QuoteLexicon, text: str) -> None:
    check(nlp(text), lexicon)


def test_without_a_parse_marks_still_show(lexicon: QuoteLexicon) -> None:
    doc = spacy.blank("en")('"We are all going home now." It rained.')
    quotes = find_quotes(doc, NOBODY, lexicon)
    assert [doc.text[q.start_char : q.end_char] for q in quotes] == ["We are all going home now."]
    assert quotes[0].speaker_text is None


def test_empty_document(lexicon: QuoteLexicon) -> None:
    assert find_quotes(Doc(Vocab()), NOBODY, lexicon) == []


def test_a_sentence_without_an_end(nlp: Language, lexicon: QuoteLexicon) -> None:
    check(nlp(" ".join(["He said that Ida said that Uwe claimed \"x\" and 'y'"] * 300)), lexicon)


def test_work_grows_with_the_length_of_the_body_only(nlp: Language, lexicon: QuoteLexicon) -> None:
    body = "\n\n".join(['"We wait," said Ida. He said that it "rains."', '"And wait."', "“Open"] * 300)
    quotes = find_quotes(nlp(body), NOBODY, lexicon)
    assert len(quotes) > 800
