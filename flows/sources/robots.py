"""robots.txt according to RFC 9309: groups by product token, longest match wins, `*` and `$` in paths."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

_MOST_CHARS = 512_000  # RFC 9309 requires crawlers to parse at least 500 kibibytes
_MOST_RULES = 5_000


@dataclass(slots=True)
class Robots:
    """The rules of one site for one crawler. `delay` is its Crawl-delay in seconds, if stated."""

    rules: list[tuple[str, bool]] = field(default_factory=list)  # path pattern, allowed
    delay: float | None = None

    def allows(self, url: str) -> bool:
        """Whether `url` may be fetched: the longest matching rule decides, allow wins a tie."""
        parts = urlsplit(url)
        path = _normal(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        best = (-1, True)
        for pattern, allowed in self.rules:
            if len(pattern) >= best[0] and _matches(pattern, path):
                best = max(best, (len(pattern), allowed))
        return best[1]


ALLOW_ALL = Robots()


def parse_robots(text: str, agent: str) -> Robots:
    """The rules of `text` for the crawler `agent`: those of its own groups, else of the groups for `*`."""
    own, general = Robots(), Robots()
    has_own = False
    targets: list[Robots] = []
    in_agents = False
    for line in text[:_MOST_CHARS].splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if not colon:
            continue
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            if not in_agents:
                targets = []
            in_agents = True
            if value == "*":
                targets.append(general)
            elif value.lower().partition("/")[0] == agent.lower():
                targets.append(own)
                has_own = True
            continue
        in_agents = False
        for target in targets:
            _add(target, key, value)
    return own if has_own else general


def _add(target: Robots, key: str, value: str) -> None:
    if key in {"allow", "disallow"} and value and len(target.rules) < _MOST_RULES:
        target.rules.append((_normal(value), key == "allow"))
    elif key == "crawl-delay":
        try:
            delay = float(value)
        except ValueError:
            return
        if delay >= 0:
            target.delay = delay


def _normal(path: str) -> str:
    """A path in normalised percent-encoding: reserved characters stay encoded, others as UTF-8 octets."""
    return quote(unquote(path.replace("%2F", "%252F").replace("%2f", "%252F")), safe="/*$=&?;:@!+,'()~%")


def _matches(pattern: str, path: str) -> bool:
    """Whether a rule's pattern matches a prefix of a path. `*` matches any characters, a final `$` the end.

    The literals between the stars are searched from left to right, so matching takes linear time.
    """
    if "*" not in pattern and not pattern.endswith("$"):
        return path.startswith(pattern)
    pieces, anchored = _pieces(pattern)
    if not path.startswith(pieces[0]):
        return False
    position = len(pieces[0])
    for piece in pieces[1:]:
        found = path.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    if not anchored:
        return True
    return position == len(path) if len(pieces) == 1 else path.endswith(pieces[-1])


def _pieces(pattern: str) -> tuple[list[str], bool]:
    anchored = pattern.endswith("$")
    return re.sub(r"\*+", "*", pattern.rstrip("$") if anchored else pattern).split("*"), anchored
