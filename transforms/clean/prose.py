"""Texts that are no prose: tables of numbers, encoded files, code, runs of marks."""

import re

SHORTEST = 5_000  # characters, blanks not counted; a shorter text costs little, whatever it is
# Of these characters, what stands in words. 640 articles have 0.8 and more, code made small 0.11 at most
LEAST = 0.15
_LONGEST = 40  # letters of a word of a script that parts words by blanks
# Between blanks, nothing but letters and marks around them: no digit, and no mark of code inside
_WORD = re.compile(r"(?<!\S)[^\w\s]*([^\W\d_]+(?:['’.-][^\W\d_]+)*)[^\w\s]*(?!\S)")
_BEYOND_LATIN = re.compile(r"[^\W\d_\x00-\u024f]+")


def why_no_prose(body: str) -> str | None:
    """Why a text is no article's, None where it may be one."""
    if len(body) < SHORTEST:
        return None
    n_chars = sum(map(len, body.split()))
    if n_chars < SHORTEST:
        return None
    in_words = sum(len(word) for word in _WORD.findall(body) if len(word) <= _LONGEST)
    # Other scripts have words without blanks between them, and vowels that Python takes for marks
    share = max(in_words, sum(map(len, _BEYOND_LATIN.findall(body)))) / n_chars
    if share >= LEAST:
        return None
    return (
        f"only {share:.0%} of its {n_chars:,} characters stand in words: "
        "it is numbers, code, marks or an encoded file, no article"
    )
