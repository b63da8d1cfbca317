"""Numbers as news writes them: "at least 12", "10 to 15", "dozens", "$2.5 billion".

A number has a low and a high bound, both the same where it is stated, also as "about" so many. "More than 40"
and "at least 40" have 40 as low and no high; "up to 300" and "fewer than 300" have 300 as high and no low. A
bare plural is at least two of its size: "dozens" is 24 and more, "hundreds" 200.

Dollars without a country are "$": those of the paper's country as often as those of the United States.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: number for number, word in enumerate(_UNITS)}
_SMALL |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_SCALES = {
    "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000, "k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000,
    "tn": 1_000_000_000_000, "lakh": 100_000, "crore": 10_000_000, "dozen": 12,
}  # fmt: skip
_PLURALS = {
    "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2_000, "millions": 2_000_000,
    "billions": 2_000_000_000, "tens of thousands": 20_000, "hundreds of thousands": 200_000,
    "tens of millions": 20_000_000, "hundreds of millions": 200_000_000, "tens of billions": 20_000_000_000,
}  # fmt: skip
CURRENCIES = {
    "US$": "USD", "C$": "CAD", "A$": "AUD", "HK$": "HKD", "NZ$": "NZD", "R$": "BRL", "$": "$", "€": "EUR",
    "£": "GBP", "¥": "¥", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₦": "NGN", "₪": "ILS",
    "USD": "USD", "EUR": "EUR", "GBP": "GBP", "Rs": "INR",
}  # fmt: skip
MONEY_NOUNS = {
    "dollars": "$", "dollar": "$", "euros": "EUR", "euro": "EUR", "rubles": "RUB", "roubles": "RUB",
    "yuan": "CNY", "renminbi": "CNY", "yen": "JPY", "rupees": None, "pounds": None, "francs": None,
    "pesos": None, "riyals": None, "dirhams": None, "shillings": None, "naira": "NGN", "rand": "ZAR",
    "won": "KRW", "hryvnia": "UAH", "lira": "TRY", "shekels": "ILS", "zlotys": "PLN", "rials": "IRR",
}  # fmt: skip
_WORD = "|".join(sorted((*_SMALL, "hundred", "thousand", "million", "billion"), key=len, reverse=True))
_SCALE = "hundred|thousand|million|billion|trillion|lakh|crore|dozen"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = (
    rf"(?:(?:{_DIGITS})(?:[\s-]?(?:{_SCALE})\b|(?:bn|mn|tn|m|k)\b)?"
    rf"|(?:half\s+)?an?\s+(?:{_SCALE})\b"
    rf"|(?:{_WORD})(?:(?:[\s-]+|\s+and\s+)(?:{_WORD}))*(?:\s+dozen)?\b)"
)
_CURRENCY = "|".join(map(re.escape, sorted(CURRENCIES, key=len, reverse=True)))
_PLURAL = "|".join(sorted(_PLURALS, key=len, reverse=True))
_LOW = (
    r"at\s+least|no\s+(?:fewer|less)\s+than|not\s+less\s+than|a\s+minimum\s+of|more\s+than|over|above"
    r"|upwards?\s+of|in\s+excess\s+of"
)
_HIGH = (
    r"up\s+to|as\s+(?:many|much)\s+as|at\s+most|no\s+more\s+than|a\s+maximum\s+of|(?:less|fewer)\s+than"
    r"|under|below"
)
_ABOUT = r"some|about|around|roughly|nearly|almost|approximately|an\s+estimated|close\s+to|another|only|just"
_EXPRESSION = re.compile(
    rf"(?<![\w.,$€£¥-])(?:(?:(?P<low>{_LOW})|(?P<high>{_HIGH})|(?:{_ABOUT}))\s+){{0,3}}?"
    rf"(?P<between>between\s+)?"
    rf"(?:(?P<plural>{_PLURAL})\b"
    rf"|(?P<currency>{_CURRENCY})?\s?(?P<one>{_NUMBER})"
    rf"(?:\s?(?:[-–—]|\sto\s|(?(between)\sand\s|(?!)))\s?(?:{_CURRENCY})?(?P<other>{_NUMBER}))?)"
    rf"(?P<more>\s+or\s+more)?(?:\s+(?P<noun>{'|'.join(MONEY_NOUNS)})\b)?",
    re.IGNORECASE,
)
# What follows a number that counts nothing, or no things: shares, ages, ordinals, days, lengths
_OTHER = re.compile(
    r"(?:st|nd|rd|th)\b|\s?(?:%|per\s?cents?\b|percent|percentage|[ap]\.?m\b)"
    r"|[-\s]?(?:years?|months?|weeks?|days?|hours?|minutes?)\b"
    r"|[-\s]?(?:km|kms|kilomet|mile|met(?:er|re)|feet|foot|inch|mph|kph|degree|magnitude)|[:/]\d|-\w|\.\d|,\d",
    re.IGNORECASE,
)


class Number(NamedTuple):
    """A number in a text, with its offsets. `currency`: ISO 4217 or the sign of several, "" for money of a
    country that is not said, None for what is no money."""

    start: int
    end: int
    low: float | None
    high: float | None
    currency: str | None = None


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a text that may count something, in order. Years, ages, shares, ordinals, days and
    lengths count nothing."""
    for found in _EXPRESSION.finditer(text):
        if _OTHER.match(text, found.end()):
            continue
        number = _read(found)
        if number is not None:
            yield number


def _read(found: "re.Match[str]") -> Number | None:
    currency = _currency(found)
    if found["plural"]:
        low: float | None = _PLURALS[" ".join(found["plural"].lower().split())]
        return Number(found.start(), found.end(), low, None, currency)
    one = value(found["one"], is_money=currency is not None)
    if one is None:
        return None
    if found["other"] is not None:
        other = value(found["other"], is_money=currency is not None)
        if other is None:
            return None
        one = _scaled(one, other, found["one"], found["other"])
        return Number(found.start(), found.end(), one, other, currency) if one < other else None
    if found["low"] or found["more"]:
        return Number(found.start(), found.end(), one, None, currency)
    if found["high"]:
        return Number(found.start(), found.end(), None, one, currency)
    return Number(found.start(), found.end(), one, one, currency)


def _currency(found: "re.Match[str]") -> str | None:
    if found["currency"]:
        return next(code for sign, code in CURRENCIES.items() if sign.lower() == found["currency"].lower())
    noun = found["noun"]
    return (MONEY_NOUNS[noun.lower()] or "") if noun else None


def _scaled(one: float, other: float, first: str, second: str) -> float:
    """The lower bound of "2 to 3 million", whose scale is written once."""
    scales = [size for word, size in _SCALES.items() if re.search(rf"(?<![a-z]){word}$", second.lower())]
    written = any(word in first.lower() for word in ("hundred", "thousand", "illion", "dozen"))
    return one * scales[0] if scales and not written and one < other else one


def value(text: str, *, is_money: bool = False) -> float | None:
    """What a number amounts to; None for a year and for letters that are no scale."""
    words = re.sub(r"(?<=\d)(?=[a-z])|-", " ", text.lower().replace(",", "")).split()
    if words[:1] == ["half"]:
        return _SCALES[words[-1]] / 2
    total, current = 0.0, 0.0
    for word in words:
        if word in _SCALES:
            size = _SCALES[word]
            if word in ("m", "k", "mn", "bn", "tn") and not is_money:
                return None
            current = (current or 1) * size
            if size > 100:
                total, current = total + current, 0.0
        elif word in _SMALL:
            current += _SMALL[word]
        elif word[0].isdigit():
            current += float(word)
    found = total + current
    return None if text.isdigit() and 1900 <= found <= 2100 and not is_money else found
