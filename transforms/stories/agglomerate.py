"""Groups articles that are like each other, by how alike two groups are for how alike each is in itself.

Plain average linkage takes a fixed similarity for enough. But two happenings of one kind share the words of
their kind, and one that is reported in many words may be less alike in itself than two look-alikes. So the
mean similarity between two groups is compared with that within them: of one happening it is about the same. A
group of few articles says little of that; a usual value stands in for what it lacks.
"""

import numpy as np

from transforms.stories.vectors import Floats

USUAL = 0.25  # mean similarity of two articles on one happening
_STANDING = 6  # pairs of articles that the usual value counts for
JOINED = 0.75  # of the similarity within, that two groups need between them
ALONE = 1.0  # the same for two single articles, whose likeness within nobody knows
ABSORBED = 0.5  # the same for a group of few articles that is like a larger one
FEW = 2  # articles


def agglomerate(similarities: Floats) -> list[list[int]]:
    """The groups of articles, by their symmetric matrix of similarities with zeros along the diagonal.

    Of equal candidates the first are taken: articles have to be in an order of their own.
    """
    groups = _Groups(similarities)
    while groups.join_best(JOINED):
        pass
    _absorb(groups)
    return sorted(sorted(members) for members in groups.members if members)


def within(inner: Floats, sizes: Floats) -> Floats:
    """How alike the articles of groups are, of which the similarities of all pairs add up to `inner`."""
    pairs = sizes * (sizes - 1) / 2
    return np.asarray((inner + _STANDING * USUAL) / (pairs + _STANDING))


class _Groups:
    """Groups under way. `between` has the sums of similarities between groups, `likeness` the mean of these
    for how alike the groups are in themselves, `best` the most alike of each group."""

    def __init__(self, similarities: Floats) -> None:
        n = len(similarities)
        self.between = similarities.copy()
        self.sizes, self.inner = np.ones(n), np.zeros(n)
        self.members = [[article] for article in range(n)]
        self.alike = within(self.inner, self.sizes)
        self.likeness = self.between / USUAL
        self.likeness[self.likeness < ALONE] = -1
        np.fill_diagonal(self.likeness, -1)
        self.best = self.likeness.argmax(axis=1) if n else np.zeros(0, dtype=np.intp)

    def join_best(self, least: float) -> bool:
        """Join the two groups that are most alike; False if none are as much as `least`."""
        n = len(self.best)
        if n < 2:
            return False
        values = self.likeness[np.arange(n), self.best]
        one = int(values.argmax())
        other = int(self.best[one])
        if values[one] < least:
            return False
        self.join(min(one, other), max(one, other))
        return True

    def join(self, one: int, other: int) -> None:
        self.inner[one] += self.inner[other] + self.between[one, other]
        self.between[one] += self.between[other]
        self.between[one, one] = 0
        self.between[:, one] = self.between[one]
        self.sizes[one] += self.sizes[other]
        self.members[one] += self.members[other]
        self.members[other] = []
        self.sizes[other] = 1
        self.between[other] = self.between[:, other] = 0
        self.likeness[other] = self.likeness[:, other] = -1
        self._compare(one, other)

    def _compare(self, one: int, other: int) -> None:
        """Bring likeness and best in step with `one`, which `other` has joined."""
        self.alike[one] = within(self.inner[one : one + 1], self.sizes[one : one + 1])[0]
        row = self.between[one] / (self.sizes[one] * self.sizes) / np.sqrt(self.alike[one] * self.alike)
        there = np.array([bool(members) for members in self.members])
        row[~there] = -1
        row[one] = -1
        self.likeness[one] = self.likeness[:, one] = row
        lost = np.flatnonzero(np.isin(self.best, (one, other)))
        for group in {one, *lost.tolist()}:
            self.best[group] = self.likeness[group].argmax()
        rows = np.arange(len(row))
        better = row > self.likeness[rows, self.best]
        self.best[better] = one


def _absorb(groups: _Groups) -> None:
    """Let each group of few articles join the larger one that it is most like, if it is enough."""
    large = np.flatnonzero(groups.sizes > FEW)
    if not len(large):
        return
    small = [g for g, members in enumerate(groups.members) if members and len(members) <= FEW]
    homes = {}
    for group in small:
        home = int(large[groups.likeness[group, large].argmax()])
        if groups.likeness[group, home] >= ABSORBED:
            homes[group] = home
    for group, home in homes.items():
        groups.members[home] += groups.members[group]
        groups.members[group] = []
