"""What a stage is working on, and the limits that each of its articles is held to.

Compiled code cannot be interrupted: an annotator that is stuck in it can only end. So it notes in the
batch's folder which articles it is working on, by their numbers in the stage's input. Where it ends, the
process that waits for it sets these articles aside and has the stage run again. What was worked on together
with others is then worked on alone; an article on which the annotator ends again is refused.
"""

import faulthandler
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

try:
    import resource
except ImportError:  # not POSIX
    resource = None  # type: ignore[assignment]

MEGABYTE = 1_000_000
STATM = Path("/proc/self/statm")  # Linux
DATA = 5  # the field of it that RLIMIT_DATA bounds, in pages

Watch = Callable[[Sequence[int]], None]  # called with the numbers of the articles that are worked on next


@dataclass(frozen=True, slots=True)
class Limits:
    """What an article may cost. `megabytes` are over what the annotator has when it begins with it."""

    seconds: float
    megabytes: int


_limits: list[Limits] = []  # of this process, if it is an annotator


def enforce(limits: Limits) -> None:
    """Hold the articles of this process to limits: it ends where one takes too long."""
    _limits[:] = [limits]


@dataclass
class Aside:
    """The articles of a stage, by their numbers, that are worked on alone or refused, with the reason."""

    alone: set[int] = field(default_factory=set)
    refused: dict[int, str] = field(default_factory=dict)


def _file(folder: Path, stage: str, what: str) -> Path:
    return folder / f"{stage}.{what}"


def read_aside(folder: Path, stage: str) -> Aside:
    """What was set aside of a stage when it was run before."""
    path = _file(folder, stage, "aside.json")
    if not path.exists():
        return Aside()
    said = json.loads(path.read_text(encoding="utf-8"))
    return Aside(set(said["alone"]), {int(number): reason for number, reason in said["refused"].items()})


@contextmanager
def watched(folder: Path, stage: str) -> Iterator[Watch]:
    """Note what the block works on, and hold it to the limits of this process, if there are any."""
    if not _limits:
        yield lambda numbers: None
        return
    (limits,) = _limits
    at, overrun = _file(folder, stage, "at"), _file(folder, stage, "overrun")
    before = resource.getrlimit(resource.RLIMIT_DATA) if resource else None
    with at.open("wb", buffering=0) as notes, overrun.open("wb") as trace:

        def begin(numbers: Sequence[int]) -> None:
            os.ftruncate(notes.fileno(), 0)
            os.pwrite(notes.fileno(), json.dumps([*numbers]).encode(), 0)
            faulthandler.dump_traceback_later(limits.seconds, exit=True, file=trace)
            if before:
                bound_memory(limits.megabytes, before)

        try:
            yield begin
        finally:
            faulthandler.cancel_dump_traceback_later()
            if before:
                resource.setrlimit(resource.RLIMIT_DATA, before)
            at.unlink()
            overrun.unlink()


def bound_memory(megabytes: int, before: tuple[int, int]) -> None:
    """Have allocations fail that would take more memory than this process has now, by so much."""
    with suppress(OSError, ValueError):  # no Linux, or a lower hard limit
        pages = int(STATM.read_text(encoding="ascii").split()[DATA])
        bound = pages * resource.getpagesize() + megabytes * MEGABYTE
        soft = bound if before[0] == resource.RLIM_INFINITY else min(bound, before[0])
        resource.setrlimit(resource.RLIMIT_DATA, (soft, before[1]))


def set_aside(folder: Path, stage: str, limits: Limits) -> bool:
    """Set aside what a stage was working on when its process ended; False if that was no article."""
    at, overrun = _file(folder, stage, "at"), _file(folder, stage, "overrun")
    numbers = json.loads(at.read_bytes() or b"[]") if at.exists() else []
    if not numbers:
        return False
    aside = read_aside(folder, stage)
    took_long = overrun.exists() and overrun.stat().st_size > 0
    if len(numbers) == 1 and (took_long or numbers[0] in aside.alone):
        reason = (
            f"it took longer than {limits.seconds:g} s" if took_long else "its annotator ended on it twice"
        )
        aside.refused[numbers[0]] = reason
    aside.alone.update(numbers)
    said = {"alone": sorted(aside.alone), "refused": aside.refused}
    _file(folder, stage, "aside.json").write_text(json.dumps(said), encoding="utf-8")
    at.unlink()
    return True
