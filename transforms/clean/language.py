"""Which language a text is in."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

from transforms.clean.english import EnglishWords

_ENOUGH = 250  # characters; more do not change the answer, as tried on 871 texts, and cost time
# Words that are of no other language. Four different ones in a longer text are quicker to find than its
# language; of 871 texts, 850 of which are English, 605 have them and no other one does.
_ENGLISH = {
    "the", "and", "that", "with", "from", "which", "were", "said", "their", "would", "been", "after", "this",
    "they", "could", "about", "who", "into", "his", "are", "its", "has",
}  # fmt: skip
_ENGLISH_WORDS = 4
_WORD = re.compile(r"[a-z]+")
_QUOTED = re.compile('[“„«‘"][^“”„«»‘"]{0,200}[”“»’"]')  # names of films and books may be English anywhere
_SHORT = 100  # characters; of fewer py3langid takes English headlines for Shona, Occitan or Latin
_FEWEST_LETTERS = 20
# Measured on flashes of three to eight words in 40 languages: of those that are English py3langid gives it at
# least the first probability, and another at most the second; of the others it is surer.
_MAY_BE = 0.01
_SURE = 0.5
_MORE = 2000  # characters that are read of a text of which it is not sure
# It is unsure of longer texts that are made of names: results, casts, line-ups, notices of deaths. Of 36 such
# in nine languages 34 have in their own at least this part of the likeliest one's probability, and one of the
# 16 that are not English has it in English.
_LIKELY = 0.1


def language_of(body: str, english: EnglishWords, stated: str | None = None) -> str | None:
    """ISO 639-1 code of the language of `body`, None where it has no letters and `stated` no code.

    py3langid, restricted to languages that have a two-letter code. Where it is not sure, a text that may be
    English and has English words is; else it is in the language that the page or the source states, if it may
    be. Fewer than 20 letters of which nobody is sure have none.
    """
    if len(body) > _SHORT and is_plainly_english(body):
        return "en"
    code = _code(stated)
    n_letters = sum(map(str.isalpha, body[:_ENOUGH]))
    if not n_letters:
        return code
    sure, read = _surely(body)
    if sure:
        return sure
    chances = {str(label): float(chance) for label, chance in _identifier().rank(body[:read])}
    likeliest = next(iter(chances))  # the best stands first
    if chances["en"] >= _MAY_BE and english.are_of(body[:_MORE]):
        return "en"
    least = _MAY_BE if len(body) <= _SHORT else _LIKELY * chances[likeliest]
    if code and (n_letters < _FEWEST_LETTERS or chances.get(code, 0) >= least):
        return code
    return likeliest if n_letters >= _FEWEST_LETTERS else None


def _surely(body: str) -> tuple[str | None, int]:
    """The language of which py3langid is sure, if it is; and of how many characters that was asked.

    Where it is not sure of the beginning, more is read. To list the chances of all languages takes as long as
    to find the likeliest.
    """
    for end in (_ENOUGH, _MORE):
        label, chance = _identifier().classify(body[:end])
        if chance >= _SURE:
            return str(label), end
        if len(body) <= end:
            break
    return None, end


def is_plainly_english(body: str) -> bool:
    head = _QUOTED.sub(" ", body[: 2 * _ENOUGH])
    return len(_ENGLISH.intersection(_WORD.findall(head.lower()))) >= _ENGLISH_WORDS


def _code(stated: str | None) -> str | None:
    """The two letters of a stated language: "pt-BR" is "pt"."""
    code = (stated or "").replace("_", "-").split("-")[0].strip().lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([label for label in identifier.labels if len(label) == 2])
    return identifier
