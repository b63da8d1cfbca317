"""The headline of a page, settled between what readers see and what is stated for machines."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from lxml.etree import XPath  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from transforms.clean.shown import shown_text

_MOST_HEADINGS = 12
_MOST_OTHERS = 60
_OTHERS = XPath('.//h2|.//h3|.//*[contains(@class, "title") or contains(@class, "headline")]')
_LONGEST = 600  # characters
_FEWEST_WORDS = 3  # a heading of fewer names a section ("Football"), unless other titles say it too
_OUTSIDE = {"nav", "footer", "aside"}
_WORD = re.compile(r"\w+")
_BAR = re.compile(r"\s+[|–—·•»-]\s+|\s*\|\s*")
_LOGO = re.compile(r"\blogo\b|\bhome ?page\b", re.I)


class Heading(NamedTuple):
    """The headline, and the element that shows it, None where the page shows it nowhere."""

    text: str | None
    element: HtmlElement | None = None


def shown_headings(tree: HtmlElement) -> list[Heading]:
    """The headings of the first order that a page shows, without those of menus and sidebars."""
    found = []
    for element in islice(tree.iter("h1"), _MOST_HEADINGS):
        text = shown_text(element)
        if text and len(text) <= _LONGEST and not any(up.tag in _OUTSIDE for up in element.iterancestors()):
            found.append(Heading(text, element))
    return found


def headline(shown: Sequence[Heading], stated: Sequence[str | None], site: str | None = None) -> Heading:
    """The headline that readers see, where there is one, else the first that is stated.

    What is stated elsewhere is often shortened, turned into a teaser or made for search engines; it says
    which of several headings is the headline. `site` is the outlet's name, which many pages show as a
    heading too.
    """
    titles = [title for title in stated if title]
    own = [heading for heading in shown if not _is_site(heading.text or "", titles, site)]
    rated = [(_agreement(heading.text or "", titles), heading) for heading in own]
    best = max(rated, key=lambda entry: entry[0], default=None)
    if best and (best[0] > 0 or (len(own) == 1 and len(_words(best[1].text or "")) >= _FEWEST_WORDS)):
        return Heading(_without_label(best[1], titles), best[1].element)
    return Heading(titles[0] if titles else None)


def shown_elsewhere(tree: HtmlElement, title: str) -> HtmlElement | None:
    """The element that shows a title on a page that has it in no heading of the first order."""
    titles = [_words(title), _words(_BAR.split(title)[0])]
    for element in islice(_OTHERS(tree), _MOST_OTHERS):
        words = _words("".join(islice(element.itertext(), 20))[:_LONGEST])
        if len(words) >= _FEWEST_WORDS and words in titles:
            return element
    return None


def _agreement(text: str, titles: Sequence[str]) -> int:
    """How many words a heading shares with the title nearest to it, 0 where that is less than half."""
    words = set(_words(text))
    shared = max((len(words & set(_words(title))) for title in titles), default=0)
    return shared if 2 * shared >= len(words) else 0


def _is_site(text: str, titles: Sequence[str], site: str | None) -> bool:
    """Whether a heading is the outlet's name: stated as such, or the part behind a bar of a longer title."""
    words = _words(text)
    if not words or words == _words(site or "") or _LOGO.search(text):
        return True
    for title in titles:
        parts = [_words(part) for part in _BAR.split(title)]
        if len(parts) > 1 and words in parts[1:] and len(words) <= min(4, len(parts[0])):
            return True
    return False


def _without_label(heading: Heading, titles: Sequence[str]) -> str:
    """A heading without the name of a section, where a title is stated without it.

    The name stands before a bar or in an element of its own.
    """
    text = heading.text or ""
    label, bar, rest = text.partition(" | ")
    if not bar and heading.element is not None and len(heading.element):
        label = shown_text(heading.element[0])
        rest = text.removeprefix(label).strip()
    if label and len(label.split()) <= 3 and rest and any(title.startswith(rest[:40]) for title in titles):
        return rest
    return text


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
