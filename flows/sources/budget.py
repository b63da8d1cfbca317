"""The time that a request may take on the network, however its server spends it."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Budget:
    """Seconds of network time that are left to a request.

    They are for its tries, its redirects and the robots.txt of each site that it comes to, together.
    Time passes only within `with`, so that pauses between requests cost nothing.
    """

    seconds: float
    clock: Callable[[], float]
    _since: float | None = field(default=None, init=False, repr=False)
    _whole: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._whole = self.seconds

    def __enter__(self) -> "Budget":
        self._since = self.clock()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = self.left
        self._since = None

    @property
    def left(self) -> float:
        return self.seconds - (self.clock() - self._since if self._since is not None else 0.0)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it was spent."""
        return self.left == self._whole

    @property
    def is_spent(self) -> bool:
        return self.left <= 0

    def within(self, timeout: float | None) -> float:
        """The timeout of one step: what is asked for, or what is left if that is less."""
        return self.left if timeout is None else min(self.left, timeout)
