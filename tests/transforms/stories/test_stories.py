"""Reports of one happening come together, look-alikes stay apart, whatever the order."""

import csv
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from transforms.lexicon.reference import REFERENCE
from transforms.stories.agglomerate import agglomerate
from transforms.stories.chapters import chapters_of
from transforms.stories.links import joined, kept, links_of
from transforms.stories.terms import hash_of, load_common_words, stem_of, terms_of
from transforms.stories.vectors import UNDATED, Vectors, vectors_of

COMMON = load_common_words(REFERENCE)
EPOCH = date(1970, 1, 1)
with (Path(__file__).parent / "groups.csv").open(encoding="utf-8") as lines:
    GROUPS = list(csv.DictReader(line for line in lines if not line.startswith("#")))
Report = tuple[str, int]


def reports(group: dict[str, str]) -> list[Report]:
    return [(group[name], (date.fromisoformat(group[f"day_{name}"]) - EPOCH).days) for name in "abc"]


def vectors(texts: Sequence[Report]) -> Vectors:
    terms = [sorted(terms_of(None, text, COMMON).items()) for text, _ in texts]
    days = np.array([day for _, day in texts])
    return vectors_of(
        np.array([len(some) for some in terms]),
        np.array([term for some in terms for term, _ in some]),
        np.array([weight for some in terms for _, weight in some]),
        days,
        np.where(days == UNDATED, 0, days),
    )


def grouped(texts: Sequence[Report]) -> set[frozenset[str]]:
    found = chapters_of(vectors(texts), range(len(texts)))
    return {frozenset(texts[place][0] for place in chapter.articles) for chapter in found}


def test_there_are_twenty_groups() -> None:
    assert len(GROUPS) == 20


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["group"])
def test_two_reports_of_one_happening_and_a_look_alike(group: dict[str, str]) -> None:
    one, other, alike = reports(group)
    assert grouped([one, other, alike]) == {frozenset({one[0], other[0]}), frozenset({alike[0]})}


def test_all_groups_at_once_in_any_order() -> None:
    texts = [report for group in GROUPS for report in reports(group)]
    first = grouped(texts)
    right = {frozenset({group["a"], group["b"]}) for group in GROUPS}
    assert right <= first and len(first) == 2 * len(GROUPS)
    for seed in range(3):
        random.Random(seed).shuffle(texts)
        assert grouped(texts) == first


def test_what_hangs_together_with_a_seed_is_grouped_as_with_all() -> None:
    texts = [report for group in GROUPS for report in reports(group)]
    of_all = {tuple(chapter.articles) for chapter in chapters_of(vectors(texts), range(len(texts)))}
    (of_one, *more) = chapters_of(vectors(texts), [1])
    assert tuple(of_one.articles) == (0, 1)
    assert {tuple(chapter.articles) for chapter in (of_one, *more)} <= of_all


def test_the_same_words_a_week_later_are_another_happening() -> None:
    text, day = reports(GROUPS[0])[0]
    assert vectors([(text, day), (text, day + 1)]).like(0).tolist() == [0, 1]
    assert vectors([(text, day), (text, day + 7)]).like(0).tolist() == [0, 0]
    assert vectors([(text, day), (text, UNDATED)]).like(0).tolist() == [0, 0], "seen on another day"


def test_words_weigh_by_their_rarity_and_names_more() -> None:
    terms = terms_of("Quake in Hatay", "The quake in Hatay was the second. hatay", COMMON)
    assert hash_of("the") not in terms and hash_of("quak") in terms
    assert terms[hash_of("hatai")] == 500, "written without a capital, too: no name"
    assert terms_of(None, "Hatay", COMMON)[hash_of("hatai")] == 625
    assert terms_of(None, "", COMMON) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cities", "city"),
        ("boxes", "box"),
        ("strikes", "strike"),
        ("stopped", "stopping"),
        ("killed", "killing"),
    ],
)
def test_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    assert stem_of(one) == stem_of(other)


def test_no_articles_make_no_groups() -> None:
    assert agglomerate(np.zeros((0, 0))) == []
    assert agglomerate(np.zeros((2, 2))) == [[0], [1]]


def test_an_article_joins_the_larger_group_that_it_is_like() -> None:
    likeness = np.full((4, 4), 0.5)
    likeness[3] = likeness[:, 3] = 0.2
    np.fill_diagonal(likeness, 0)
    assert agglomerate(likeness) == [[0, 1, 2, 3]]
    likeness[3] = likeness[:, 3] = 0.1
    assert agglomerate(likeness) == [[0, 1, 2], [3]]


def test_chapters_of_different_days_are_linked() -> None:
    one, other, alike = reports(GROUPS[0])
    of_days = vectors([one, other, alike])
    ones = np.ones(3)
    found = list(links_of(of_days, np.arange(3), np.array([0, 1, 2]), ones, 0 * ones, range(3)))
    assert {link[:2] for link in found} == {(0, 1)}


def test_a_small_chapter_does_not_join_two_large_ones() -> None:
    sizes = {"a": 5.0, "b": 5.0, "c": 1.0}
    links = [("a", "c", 0.6), ("b", "c", 0.9)]
    assert list(kept(links, sizes)) == [("b", "c")]
    assert joined(sizes, kept(links, sizes)) == [["a"], ["b", "c"]]
    assert list(kept([("a", "b", 0.8)], sizes)) == [("a", "b")]
