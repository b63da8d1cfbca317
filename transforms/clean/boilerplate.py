"""Which lines of a scraped page are page furniture: links, buttons, forms, lists of other articles, spam."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from pathlib import Path

from transforms.lexicon.reference import read_rows


class Furniture(Enum):
    """What a line that is no part of the article does to the lines after it."""

    LINE = "line"  # nothing: only it goes
    RELATED = "related"  # headlines of other articles follow
    COMMENTS = "comments"  # the article is over


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words that tell page furniture, by where they stand in a line."""

    whole: Mapping[str, Furniture]
    start: Mapping[str, tuple[tuple[str, Furniture], ...]]  # by first word
    has: Mapping[str, Furniture]
    only: frozenset[str]

    @classmethod
    def load(cls, folder: Path) -> "Phrases":
        """Read `boilerplate_lines.csv`. Raises FileNotFoundError and ValueError as `read_rows` does."""
        whole: dict[str, Furniture] = {}
        start: dict[str, list[tuple[str, Furniture]]] = {}
        has: dict[str, Furniture] = {}
        only: set[str] = set()
        for row in read_rows("boilerplate_lines", folder):
            phrase, kind = row["phrase"], Furniture(row["part"])
            match row["match"]:
                case "whole":
                    whole[phrase.strip(_EDGE) if phrase.strip(_EDGE) else phrase] = kind
                case "start":
                    phrase = phrase.lstrip(_EDGE)
                    first = _WORD_START.match(phrase.split(" ")[0])
                    start.setdefault(first.group() if first else "", []).append((phrase, kind))
                case "has":
                    has.setdefault(phrase, kind)
                case "only":
                    only.add(phrase)
                case other:
                    raise ValueError(f"boilerplate_lines.csv: unknown match {other!r} of {phrase!r}")
        return cls(whole, {word: tuple(rows) for word, rows in start.items()}, has, frozenset(only))


# A line that merely begins like furniture is prose when it runs on: "Subscribe to ... " has few words.
_MOST_WORDS = 40
_BRACKETED = re.compile(r"\[[^\[\]]{3,}\]\.?")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]", re.I)
_FOLLOW = re.compile(
    r"(?:you can )?follow .*(?:@\w|on (?:twitter|x|facebook|instagram|threads|bluesky)\b)", re.I
)
_LONGEST_FURNITURE = 600  # characters; only a form with spam glued to it is longer
_QUOTES = ('"', "“", "‘", "«", "„")
_LONGEST_QUOTED_BUTTON = 60
_LONGEST_SENTENCE = 300  # whose end is that of a sentence
_FORM_STARTS = ("leave", "your e", "required", "save my", "notify", "comment", "post ", "this site")
_EDGE = " \t*•·●▪■□▶►▼▲→←»«›‹>|_=~+#–—-.…,;!?\"'“”‘’()[]<"
_DIGITS = re.compile(r"\d[\d.,]*")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_WORD_START = re.compile(r"\w*|.")

_DOMAIN = re.compile(
    r"\w\.(?:com|net|org|info|biz|xyz|vip|club|online|site|shop|top|live|pro|casino|bet|win|io|co|me|tv|us"
    r"|cc|app|link|store|cdn|example|ru|tr|in|id|br|cn)(?![a-z])",
    re.IGNORECASE,
)
_SPAM_STEM = re.compile(
    r"bahis|giri[sş]|casino|kumar|slot|bonus|betting|poker|togel|judi|viagra|cialis|escort|porn|xxx"
    r"|payday|loan|forex|seo\b|backlink|spins?\d|\w{3,20}bets?\b|\bbet\w{3,}|\dbet|\d?xbet|\dwin|jackpot|gambl"
    r"|sportsbook|essay writ|replica",
    re.IGNORECASE,
)
_GLUED = re.compile(r"[a-zşığüöç]{2}[A-ZŞİĞÜÖÇ][a-zşığüöç]{2}")
_MOST_ENDS = 8  # that are tried; the dots of glued domains look like ends of sentences too
_STOP = re.compile(r"[.!?…][”\"’')\]]*(?:\s|$)")
_SENTENCE_END = re.compile(r"[.!?…][”\"’')\]]*\s+\*?\s*|[.!?…][”\"’')\]]*(?=[a-zşığüöçA-Z]{4})|\*\s+")


def furniture(line: str, phrases: Phrases) -> Furniture | None:
    """What kind of page furniture `line` is, or None where it may belong to the article."""
    if _is_prose(line):
        return None
    if len(line) <= _LONGEST_FURNITURE or line[:40].casefold().startswith(_FORM_STARTS):
        key = normalised(line)
        if not key or (len(key) == 1 and key < "\u3000") or _is_note(line):
            return Furniture.LINE
        for told in (_by_whole, _by_start, _by_part, _by_all_words):
            kind = told(key, phrases)
            if kind is not None:
                return kind
    return Furniture.LINE if is_spam(line) else None


def _is_prose(line: str) -> bool:
    """Whether a line is a quotation too long for a button, or ends as only long sentences do."""
    if line[:1] in _QUOTES and len(line) > _LONGEST_QUOTED_BUTTON:
        return True
    return len(line) > _LONGEST_SENTENCE and _STOP.search(line, len(line) - 6) is not None


def _by_whole(key: str, phrases: Phrases) -> Furniture | None:
    """A line that is a phrase: "advertisement"."""
    return phrases.whole.get(key)


def _by_start(key: str, phrases: Phrases) -> Furniture | None:
    """A line that begins with a phrase: "read more: ...". One that runs on is prose."""
    words = key.split(" ")
    first = _WORD_START.match(words[0])
    for phrase, kind in phrases.start.get(first.group() if first else "", ()):
        whole_words = key.startswith(phrase) and not key[len(phrase) : len(phrase) + 1].isalnum()
        if whole_words and (kind is Furniture.COMMENTS or len(words) <= _MOST_WORDS):
            return kind
    return None


def _by_part(key: str, phrases: Phrases) -> Furniture | None:
    """A line that has a phrase anywhere: "... all rights reserved"."""
    if len(key.split(" ")) > 2 * _MOST_WORDS:
        return None
    phrase = next(filter(key.__contains__, phrases.has), None)
    return phrases.has[phrase] if phrase else None


def _by_all_words(key: str, phrases: Phrases) -> Furniture | None:
    """A line of nothing but labels of links: "share tweet email"."""
    return Furniture.LINE if all(word in phrases.only for word in _WORD.findall(key)) else None


def _is_note(line: str) -> bool:
    """Whether a line is a note in square brackets, or asks to write or to follow."""
    if len(line) > _LONGEST_SENTENCE:
        return False
    has_address = "@" in line and _EMAIL.search(line)
    return bool(has_address or _BRACKETED.fullmatch(line) or _FOLLOW.match(line))


def normalised(line: str) -> str:
    """`line` as the phrases are written: lower case, numbers as "0", no marks at its ends."""
    text = line.casefold().replace("’", "'")
    return _DIGITS.sub("0", _SPACE.sub(" ", text)).strip(_EDGE)


def cut_spam_tail(line: str) -> str:
    """`line` without the link spam that a hacked page glues behind its last sentence.

    The tail after an end of a sentence goes when it holds several marks of link spam (domains, gambling
    words, words run together) and no sentence of its own.
    """
    if _STOP.search(line, max(0, len(line) - 6)):
        return line
    last_stop = max((found.start() for found in _STOP.finditer(line)), default=0)
    ends = list(islice(_SENTENCE_END.finditer(line, last_stop), _MOST_ENDS))
    for number, found in enumerate(ends):
        tail = line[found.end() :]
        following = ends[number + 1].start() if number + 1 < len(ends) else len(line)
        if is_spam(tail) and not _is_sentence(line[found.end() : following]):
            return line[: found.start() + len(found.group().rstrip(" *"))] or line
    return line


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= 3 and not any(_spam_marks(text))


def is_spam(text: str) -> bool:
    """Whether `text` is a run of link spam rather than words of an article.

    Spam has no sentences, is dense in marks of link spam, and some of them are more than a topic that
    news may be about: domains, or words run together.
    """
    if len(text) < 12 or _STOP.search(text):
        return False
    hard, soft = _spam_marks(text)
    if hard + soft < 3:
        return False
    n_words = len(_WORD.findall(text))
    return (hard + soft) * (4 if hard else 2) >= n_words


def _spam_marks(text: str) -> tuple[int, int]:
    """How many domains and words run together, and how many words that spam is fond of."""
    return len(_DOMAIN.findall(text)) + len(_GLUED.findall(text)), len(_SPAM_STEM.findall(text))
