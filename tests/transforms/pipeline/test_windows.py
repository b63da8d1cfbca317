"""Long articles are parsed in windows, and what is found in them is that of the whole article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from tests.support.hostile import OPENING
from tests.support.shipped import CLEANING
from transforms import pipeline
from transforms.clean.article import clean_article
from transforms.datelines import DATELINES
from transforms.lexicon.reference import REFERENCE
from transforms.pipeline import Unparsed, parse
from transforms.pipeline import windows as module
from transforms.pipeline.tokens import tokens_of
from transforms.pipeline.windows import cuts, joined, windows_of
from transforms.records import CleanArticle, RawArticle
from transforms.tables import Lexicons, extract_tables

STORY = "\n\n".join(
    [
        "NAIROBI, May 9 (Reuters) - Maria Oliveira, the mayor of Porto, isn't going to resign.",
        *[OPENING] * 6,
        "PORTO, May 10 (Reuters) - Oliveira said that it hadn't been decided.",
        OPENING,
        "“We will wait,” she said. Russia attacked Ukraine on Friday.",
    ]
)


@pytest.fixture
def short_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """An article of more than 150 words and marks is a long one."""
    monkeypatch.setattr(pipeline, "PARSED_TOGETHER", 150)
    monkeypatch.setattr(module, "WINDOW", 40)


def parsed(nlp: Language, body: str) -> Doc:
    ((_, doc),) = parse(nlp, [body])
    assert isinstance(doc, Doc)
    return doc


def places(doc: Doc) -> list[tuple[object, ...]]:
    return [(token.text, token.idx, token.whitespace_, token.norm_) for token in doc]


def test_windows_are_joined_to_the_article(
    nlp: Language, short_windows: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = parsed(nlp, STORY)
    monkeypatch.undo()
    whole = parsed(nlp, STORY)
    assert long.text == STORY and places(long) == places(whole)
    assert [(s.start, s.end) for s in long.spans[DATELINES]] == [
        (s.start, s.end) for s in whole.spans[DATELINES]
    ]
    assert len(long.spans[DATELINES]) == 2
    assert [s.text for s in long.sents] == [s.text for s in whole.sents]
    pairs = zip(long, whole, strict=True)
    same = [a.tag_ == b.tag_ and a.dep_ == b.dep_ and a.head.i == b.head.i for a, b in pairs]
    assert sum(same) / len(same) > 0.99


def test_rows_of_a_long_article_are_of_all_of_it(nlp: Language, short_windows: None) -> None:
    article = clean_article(RawArticle("wire", "a", STORY, "text"), CLEANING)
    assert isinstance(article, CleanArticle)
    tables, rejected = extract_tables([article], nlp, Lexicons.load(REFERENCE))
    assert not rejected
    mentions = tables["core.mentions"].filter(tables["core.mentions"]["text"].str.contains("Oliveira|^she$"))
    assert mentions["entity_id"].n_unique() == 1 and len(mentions) == 3
    (quote,) = tables["core.quotes"].filter(tables["core.quotes"]["text"] == "We will wait,").to_dicts()
    assert quote["speaker_id"] == mentions["entity_id"][0]
    for table in ("mentions", "quotes", "events"):
        rows = tables[f"core.{table}"].to_dicts()
        assert rows and all(article.body[row["start_char"] : row["end_char"]] == row["text"] for row in rows)
    numbers = tables["core.sentences"]["sentence_no"].to_list()
    assert numbers == list(range(len(numbers)))


def test_a_component_that_fails_in_a_window_costs_the_article(
    nlp: Language, short_windows: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves = nlp.get_pipe("ner_moves")
    monkeypatch.setattr(moves, "states", lambda docs: 1 / 0)
    ((_, failed),) = parse(nlp, [STORY])
    assert failed == Unparsed("component ner: ZeroDivisionError: division by zero")


def test_windows_end_with_paragraphs_where_there_are_any() -> None:
    paragraph = ["so"] * 30 + ["\n\n"]
    assert list(cuts(paragraph * 100, 20_000)) == [41 * 31, 82 * 31, 100 * 31]
    assert list(cuts(["so", "."] * 20, 15)) == [14, 28, 40], "behind sentences"
    assert list(cuts(["so"] * 40, 15)) == [15, 30, 40]
    assert list(cuts([], 15)) == [0]


@given(pieces=st.lists(st.sampled_from(["so ", "\n\n", "it's. ", "—", "The boat,"]) | st.text(max_size=3)))
def test_any_text_is_what_its_windows_are(nlp: Language, pieces: list[str]) -> None:
    doc = tokens_of(nlp, "".join(pieces))
    parts = list(windows_of(doc, 4))
    assert "".join(part.text for part in parts) == doc.text
    if len(doc):
        assert places(joined(parts)) == places(doc)
