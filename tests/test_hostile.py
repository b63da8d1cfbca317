"""Large, deep and repetitive inputs become articles or rejections with a reason; their neighbours are loaded.

Small ones of some kinds here; `benchmarks/bounds.py` measures all of them at full size.
"""

from pathlib import Path

import pytest

from tests.support.batches import batch_of
from tests.support.hostile import OPENING, hostile_articles
from transforms.clean.article import clean_article
from transforms.clean.lexicon import CleaningLexicon
from transforms.clean.page import MAX_DEPTH, MAX_ELEMENTS
from transforms.lexicon.reference import REFERENCE
from transforms.records import RawArticle, Rejection

EACH = 19  # of the kinds that a test tries


@pytest.fixture(scope="module")
def lexicon() -> CleaningLexicon:
    return CleaningLexicon.load(REFERENCE)


def test_hostile_inputs_cost_no_other_article(tmp_path: Path) -> None:
    hostile = list(hostile_articles(0.02))[::EACH]
    assert len(hostile) > 40
    good = RawArticle("harbour", "good.txt", OPENING, "text", {})
    frames, rejected = batch_of([good, *hostile], tmp_path)
    loaded = set(frames["core.articles"]["source_ref"])
    reasons = dict(rejected.select("source_ref", "reason").iter_rows())
    assert "good.txt" in loaded
    assert {raw.source_ref for raw in hostile} == (loaded | set(reasons)) - {"good.txt"}
    assert all(reasons.values())
    assert not [reason for reason in reasons.values() if "Error" in reason]


@pytest.mark.parametrize(
    ("inside", "n_elements"),
    [("<td>a</td>", 1), ("<p>A <b>boat</b>", 2), ("a<br>", 1)],
)
def test_pages_of_too_many_elements_are_said(lexicon: CleaningLexicon, inside: str, n_elements: int) -> None:
    page = f"<html><body><p>{OPENING}</p>{inside * (MAX_ELEMENTS // n_elements)}</body></html>"
    found = clean_article(RawArticle("harbour", "page.html", page, "html"), lexicon)
    assert isinstance(found, Rejection)
    assert "elements: no article's page has more than 20,000" in found.reason


@pytest.mark.parametrize("tags", ["<div>", "<div><b>a", "<blockquote><span>", "<table><tr><td>"])
def test_pages_that_are_nested_too_deep_are_said(lexicon: CleaningLexicon, tags: str) -> None:
    """libxml2 would leave the rest of the page out."""
    page = f"<html><body><p>{OPENING}</p>{tags * MAX_DEPTH}<p>{OPENING}</p></body></html>"
    found = clean_article(RawArticle("harbour", "page.html", page, "html"), lexicon)
    assert isinstance(found, Rejection)
    assert "nested more than 200 elements deep" in found.reason
