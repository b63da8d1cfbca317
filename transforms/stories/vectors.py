"""Articles as vectors of terms, and how like each other they are.

The similarity of two articles is the cosine of their vectors, less the further apart the days are on which
they were published; where one of them is undated, the days on which they were first seen. After `WINDOW`
days it is nothing.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

WINDOW = 7  # days after which two articles no longer tell of one happening
_FULL = 1  # days between two articles that cost nothing
UNDATED = np.iinfo(np.int64).min
_DIGITS = 6  # beyond, sums in another order may differ

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Vectors:
    """Articles in canonical order: by what day and id they have, never by when they were loaded.

    `terms` and `weights` hold the terms of all, one article after the other, each in ascending order; those
    of article `i` stand from `starts[i]` to `starts[i + 1]`. The weights of an article have length 1.
    `published` is the day of publication or `UNDATED`, `seen` that on which the article was first seen.
    """

    starts: Ints
    terms: Ints
    weights: Floats
    published: Ints
    seen: Ints
    postings: "Postings" = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "postings", Postings.of(self))

    def __len__(self) -> int:
        return len(self.published)

    def only(self, articles: Ints) -> "Vectors":
        """Some of the articles, in the order given."""
        lengths = np.diff(self.starts)[articles]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        rows = np.arange(starts[-1]) + np.repeat(self.starts[articles] - starts[:-1], lengths)
        return Vectors(
            starts, self.terms[rows], self.weights[rows], self.published[articles], self.seen[articles]
        )

    def like(self, article: int) -> Floats:
        """The similarity of an article to each, 0 to itself."""
        own = slice(self.starts[article], self.starts[article + 1])
        found = self.postings.dot(self.terms[own], self.weights[own], len(self))
        found *= self.nearness(article)
        found[article] = 0
        return np.round(found, _DIGITS)

    def nearness(self, article: int) -> Floats:
        """1 for articles of the same days, less for others, 0 beyond the window."""
        gaps = self.seen - self.seen[article]
        if self.published[article] != UNDATED:
            dated = self.published != UNDATED
            gaps[dated] = self.published[dated] - self.published[article]
        return np.asarray(np.clip((WINDOW - np.abs(gaps)) / (WINDOW - _FULL), 0, 1))


@dataclass(frozen=True)
class Postings:
    """Which articles have each term, and with what weight: those of `terms[i]` stand from `first[i]` to
    `first[i + 1]`."""

    terms: Ints
    first: Ints
    articles: Ints
    weights: Floats

    @classmethod
    def of(cls, vectors: Vectors) -> "Postings":
        order = np.argsort(vectors.terms, kind="stable")
        terms, first = np.unique(vectors.terms[order], return_index=True)
        articles = np.repeat(np.arange(len(vectors)), np.diff(vectors.starts))
        return cls(terms, np.append(first, len(order)), articles[order], vectors.weights[order])

    def dot(self, terms: Ints, weights: Floats, n: int) -> Floats:
        """The dot product of terms with each of `n` articles."""
        places = np.searchsorted(self.terms, terms)
        places[places == len(self.terms)] = 0
        known = self.terms[places] == terms if len(self.terms) else np.zeros(0, dtype=bool)
        begins = self.first[places[known]]
        counts = self.first[places[known] + 1] - begins
        before = np.cumsum(counts) - counts
        rows = np.arange(counts.sum()) + np.repeat(begins - before, counts)
        each = self.weights[rows] * np.repeat(weights[known], counts)
        return np.bincount(self.articles[rows], weights=each, minlength=n).astype(np.float64)


def vectors_of(lengths: Ints, terms: Ints, weights: Ints, published: Ints, seen: Ints) -> Vectors:
    """Vectors of articles with so many terms each, whose weights are in any unit."""
    starts = np.concatenate(([0], np.cumsum(lengths)))
    owner = np.repeat(np.arange(len(lengths)), lengths)
    order = np.lexsort((terms, owner))
    values = weights[order].astype(np.float64)
    norms = np.sqrt(np.bincount(owner, weights=values**2, minlength=len(lengths)))
    return Vectors(starts, terms[order], values / norms[owner], published, seen)
