"""Pull quotes: words of the article that its page shows a second time between paragraphs."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

_WORD = re.compile(r"\w+(?:'\w+)*")
_FEWEST_WORDS = 5  # of a line that repeats some: fewer may be a heading that the text takes up
_CLAUSE = 7  # words that a heading hardly shares with the text
_MOST_WORDS = 80
_LONGEST_INSERT = 8  # words of the body, such as "he said", between the two parts of a pull quote
_MOST_COMPARED = 2000  # places of an article; a text that repeats itself more often has no pull quotes
_MARKS = "“”\"«»„‟″‘’'"
_OPENING = '“"«„‘'
_NAME = r"[^\W\d_a-z][\w.'’-]+"
_SIGNATURE = re.compile(rf"[—–-]\s*\S.{{1,100}}|{_NAME}(?:,?\s+{_NAME}){{0,3}}(?:,.{{2,80}})?")
_LONGEST_SIGNATURE = 120  # characters

_Words = tuple[str, ...]


def pull_quotes(paragraphs: list[str]) -> set[int]:
    """The positions of lines that only repeat words of a longer paragraph, and of the signatures below them.

    A heading that the text takes up is kept: what has no quotation marks repeats at least a clause, or the
    beginning of a quotation. So is a line that stands there twice without marks, as lists have it.
    """
    words = [tuple(_WORD.findall(text.casefold().replace("’", "'"))) for text in paragraphs]
    heads: dict[_Words, list[int]] = defaultdict(list)
    for number, line in enumerate(words):
        if _FEWEST_WORDS <= len(line) <= _MOST_WORDS:
            heads[line[:_FEWEST_WORDS]].append(number)
    found: set[int] = set()
    places = islice(_places(words, heads), _MOST_COMPARED + 1)
    for n_compared, (number, other, start) in enumerate(places):
        if n_compared == _MOST_COMPARED:
            return set()
        if _may_repeat(number, other, paragraphs, words) and _goes_on(words[number], words[other][start:]):
            found.add(number)
    if len(found) > max(3, len(paragraphs) // 8):  # a plan, a form, a song
        return set()
    return found | {number + 1 for number in found if _is_signature(number + 1, paragraphs)}


def _places(words: list[_Words], heads: dict[_Words, list[int]]) -> Iterator[tuple[int, int, int]]:
    """Where the first words of a line stand in another paragraph: line, paragraph, position in it."""
    first_words = {head[0] for head in heads}
    for other, body in enumerate(words):
        for start, word in enumerate(body):
            if word in first_words:
                for number in heads.get(body[start : start + _FEWEST_WORDS], ()):
                    if number != other:
                        yield number, other, start


def _may_repeat(number: int, other: int, paragraphs: list[str], words: list[_Words]) -> bool:
    text, n_words, n_body = paragraphs[number], len(words[number]), len(words[other])
    is_marked = text[:1] in _MARKS
    if n_body < n_words or (n_body == n_words and not (is_marked and other < number)):
        return False
    return is_marked or n_words >= _CLAUSE or _begins_quotation(text, paragraphs[other])


def _begins_quotation(text: str, body: str) -> bool:
    """Whether `body` has the first words of `text` behind an opening mark."""
    head = " ".join(text.split()[:3])
    return any(f"{mark}{head}" in body for mark in _OPENING)


def _goes_on(line: _Words, body: _Words) -> bool:
    """Whether `body` begins with the words of `line`, in one run or in two with little between them."""
    n_same = next((n for n, (one, other) in enumerate(zip(line, body, strict=False)) if one != other), None)
    if n_same is None:
        n_same = min(len(line), len(body))
    rest = line[n_same:]
    return not rest or any(
        body[n_same + gap : n_same + gap + len(rest)] == rest for gap in range(1, _LONGEST_INSERT + 1)
    )


def _is_signature(number: int, paragraphs: list[str]) -> bool:
    """Whether the line below a pull quote names who said it, in words that the rest of the text has too."""
    if number >= len(paragraphs) or len(paragraphs[number]) > _LONGEST_SIGNATURE:
        return False
    line = paragraphs[number].strip()
    if not _SIGNATURE.fullmatch(line) or line.endswith((".", "?", "!", ":")):
        return False
    name = line.lstrip("—–- ").split(",")[0]
    return any(name in text for other, text in enumerate(paragraphs) if other != number)
