"""The time that a request may take on the network, however its server spends it."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Budget:
    """Seconds of network time that are left to a request: for its tries and redirects together.

    Time passes only within `with`, so that pauses between requests cost nothing.
    """

    seconds: float
    clock: Callable[[], float]
    _since: float | None = field(default=None, repr=False)

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
    def is_spent(self) -> bool:
        return self.left <= 0

    def within(self, timeout: float | None) -> float:
        """The timeout of one step: what is asked for, or what is left if that is less."""
        return self.left if timeout is None else min(self.left, timeout)
