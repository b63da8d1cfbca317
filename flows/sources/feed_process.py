"""Parses a feed in a process of its own, which is ended where it takes too long.

feedparser reads damaged documents with its own parser, whose time on hostile ones nobody has bounded. Only
such documents come here: a process costs half a second.
"""

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

SECONDS = 60.0
_MOST_BYTES = 2_000_000_000  # of its memory


class ParsingError(ValueError):
    """The feed could not be parsed; the message says why."""


def parse_apart(content: bytes, seconds: float = SECONDS) -> dict[str, Any]:
    """The fields of the Listing of a feed. Raises ParsingError."""
    command = [sys.executable, "-m", "flows.sources.feed_process"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds, check=True)
    except subprocess.TimeoutExpired as error:
        raise ParsingError(f"is damaged, and parsing it took longer than {seconds:g} s") from error
    except subprocess.CalledProcessError as error:
        raise ParsingError("is damaged, and parsing it took too much memory") from error
    answer: dict[str, Any] = json.loads(done.stdout)
    if "fault" in answer:
        raise ParsingError(answer["fault"])
    return answer


def main() -> None:
    from flows.sources.listing import ListingError, parse_feed

    _bound_memory()
    try:
        answer = asdict(parse_feed(sys.stdin.buffer.read()))
    except ListingError as error:
        answer = {"fault": str(error)}
    sys.stdout.write(json.dumps(answer))


def _bound_memory() -> None:
    with suppress(ImportError):  # not on Windows
        import resource

        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
