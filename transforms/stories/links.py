"""Links: which chapters of different spans are one story.

Two chapters are, by the rule that joins groups within a span (see `agglomerate`). Each pair is judged by
itself, so that a load changes only the links of the chapters that it changes; `kept` says which of them join.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from transforms.stories.agglomerate import ABSORBED, ALONE, FEW, JOINED, within
from transforms.stories.vectors import Floats, Ints, Vectors


class Link(NamedTuple):
    """Two chapters that are one story, the smaller number first, and how alike they are."""

    one: int
    other: int
    likeness: float


def links_of(
    vectors: Vectors, chapters: Ints, spans: Ints, sizes: Floats, inner: Floats, asked: Iterable[int]
) -> Iterator[Link]:
    """The links of the chapters `asked`.

    `chapters` has the number of each article's chapter, from 0. Of each chapter `spans` has the span, `sizes`
    the number of its articles, of which those beyond the window may be missing, and `inner` the sum of
    similarities over all pairs of them.
    """
    alike = within(inner, sizes)
    order = np.argsort(chapters, kind="stable")
    ends = np.cumsum(np.bincount(chapters, minlength=len(spans)))
    for one in asked:
        members = order[ends[one - 1] if one else 0 : ends[one]]
        sums = np.zeros(len(vectors))
        for article in members.tolist():
            sums += vectors.like(article)
        between = np.bincount(chapters, weights=sums, minlength=len(spans))
        likeness = np.round(between / (sizes[one] * sizes) / np.sqrt(alike[one] * alike), 4)
        has_few = (sizes <= FEW) != (sizes[one] <= FEW)
        least = np.where(has_few, ABSORBED, np.where((sizes == 1) & (sizes[one] == 1), ALONE, JOINED))
        for other in np.flatnonzero((likeness >= least) & (spans != spans[one])).tolist():
            yield Link(min(one, other), max(one, other), float(likeness[other]))


def kept(links: Sequence[tuple[str, str, float]], sizes: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    """The links that join stories. A chapter of few articles joins the one that it is most like and no other:
    it may be like two happenings of a kind, and would make them one."""
    best: dict[str, tuple[float, str]] = {}
    for one, other, likeness in links:
        for few, home in ((one, other), (other, one)):
            if sizes[few] <= FEW:
                best[few] = max(best.get(few, (0.0, "")), (likeness, home))
    for one, other, likeness in links:
        ends = ((one, other), (other, one))
        if min(sizes[one], sizes[other]) > FEW or any(
            best.get(few) == (likeness, home) for few, home in ends
        ):
            yield one, other


def joined(chapters: Iterable[str], links: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The chapters in groups of those that hang together by links."""
    above = {chapter: chapter for chapter in chapters}

    def top(chapter: str) -> str:
        while above[chapter] != chapter:
            above[chapter] = above[above[chapter]]
            chapter = above[chapter]
        return chapter

    for one, other in links:
        above[top(one)] = above[top(other)] = min(top(one), top(other))
    groups: dict[str, list[str]] = {}
    for chapter in above:
        groups.setdefault(top(chapter), []).append(chapter)
    return list(groups.values())
