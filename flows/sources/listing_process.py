"""Parses a feed or sitemap in a process of its own, which is ended where it takes too long.

Such a process costs half a second, so that small documents do not come here.
"""

import json
import subprocess
import sys
from contextlib import suppress
from typing import Any

from flows.sources.entries import ListingError

SECONDS = 20
_MOST_BYTES = 1_000_000_000  # of its memory


def answer_of(content: bytes, seconds: float = SECONDS) -> dict[str, Any]:
    """The fields of the Listing of a document; none for an HTML page. Raises ListingError."""
    command = [sys.executable, "-m", "flows.sources.listing_process"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=seconds, check=True)
    except subprocess.TimeoutExpired as error:
        raise ListingError(f"is not read: parsing it took longer than {seconds:g} s") from error
    except subprocess.CalledProcessError as error:
        raise ListingError("is not read: parsing it took too much time or memory") from error
    answer: dict[str, Any] = json.loads(done.stdout)
    if "fault" in answer:
        raise ListingError(answer["fault"])
    return answer


def main() -> None:
    from flows.sources.listing import as_answer, read_listing

    _bound()
    try:
        answer = as_answer(read_listing(sys.stdin.buffer.read()))
    except ListingError as error:
        answer = {"fault": str(error)}
    sys.stdout.write(json.dumps(answer))


def _bound() -> None:
    """Bound the memory of this process, and its time also for when the one that waits for it was killed."""
    with suppress(ImportError):  # not on Windows
        import resource

        for what, most in ((resource.RLIMIT_AS, _MOST_BYTES), (resource.RLIMIT_CPU, SECONDS)):
            with suppress(ValueError, OSError):
                resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


if __name__ == "__main__":
    main()
