"""Chapters: the articles of one span of days that tell of one happening.

Articles are grouped span by span, and within a span by what hangs together: those that are `LINKED`, directly
or through others. So what a load changes is found without looking at the rest, and the chapters are the same
whatever the order of loading: a function of the articles that are there.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from transforms.stories.agglomerate import agglomerate
from transforms.stories.vectors import Vectors

SPAN = 4  # days that are grouped at once
LINKED = 0.18  # similarity below which no two single articles are joined
_LARGEST = 1000  # articles that are grouped at once; of more, those that are more alike
_MORE = 1.2  # times the similarity, for these

Links = dict[int, dict[int, float]]  # of an article: those that it is linked with, and how like it they are


class Chapter(NamedTuple):
    """Articles of one happening, and how like the others each is on average; 1 where there are none."""

    articles: list[int]
    similarities: list[float]


def chapters_of(vectors: Vectors, seeds: Iterable[int]) -> Iterator[Chapter]:
    """The chapters of all articles that hang together with one of `seeds`; `vectors` are those of a span."""
    links: Links = {}
    for members in _together(vectors, seeds, links):
        for part in _parts(members, links, LINKED):
            if len(part) == 1:
                yield Chapter(part, [1.0])
                continue
            of_part = vectors.only(np.array(part))
            matrix = np.array([of_part.like(place) for place in range(len(part))])
            matrix = (matrix + matrix.T) / 2
            for group in agglomerate(matrix):
                sums = matrix[np.ix_(group, group)].sum(axis=1)
                alike = (sums / (len(group) - 1)).tolist() if len(group) > 1 else [1.0]
                yield Chapter([part[place] for place in group], alike)


def _together(vectors: Vectors, seeds: Iterable[int], links: Links) -> Iterator[list[int]]:
    """The articles that hang together, in ascending order; fills `links`."""
    for seed in seeds:
        if seed in links:
            continue
        links[seed] = _links(vectors, seed)
        members = [seed]
        for article in members:
            for near in links[article]:
                if near not in links:
                    links[near] = _links(vectors, near)
                    members.append(near)
        yield sorted(members)


def _links(vectors: Vectors, article: int) -> dict[int, float]:
    likeness = vectors.like(article)
    near = np.flatnonzero(likeness >= LINKED)
    return dict(zip(near.tolist(), likeness[near].tolist(), strict=True))


def _parts(members: list[int], links: Links, least: float) -> Iterator[list[int]]:
    """Articles that hang together, cut where they are least alike until there are not too many of them."""
    if len(members) <= _LARGEST:
        yield members
        return
    left = set(members)
    for seed in members:
        if seed not in left:
            continue
        left.remove(seed)
        part = [seed]
        for article in part:
            near = [other for other, likeness in links[article].items() if likeness >= least * _MORE]
            part += sorted(left.intersection(near))
            left.difference_update(near)
        yield from _parts(sorted(part), links, least * _MORE)
