"""The parts of a noun phrase: the words with its head noun, whose it is, what prepositions bring to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from transforms.entities.spans import NameSpan
from transforms.lexicon.names import Names, Sense, is_shared
from transforms.lexicon.spelling import fold

OF = frozenset({"of", "in", "from", "for", "at", "within"})
_BREAKS = OF | {
    "to", "with", "against", "on", "by", "near", "who", "that", "which", "and", "inside", "outside",
}  # fmt: skip
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_HYPHENS = frozenset({"-", "‐", "‑", "/"})
# What says how many there are, or whether they are known: no part of what they are.
_DETERMINERS = frozenset(
    {"the", "a", "an", "some", "several", "many", "most", "all", "both", "no", "every", "each", "any", "few"}
    | {"this", "that", "these", "those", "his", "her", "its", "their", "our", "my", "your", "other"}
)
_SINGULARS = (
    ("ies", "y"), ("men", "man"), ("children", "child"), ("people", "person"), ("ves", "f"), ("ves", "fe"),
    ("es", ""), ("s", ""),
)  # fmt: skip
# Nouns before "of" that say how many: "a [group] of tourists".
_MEASURES = frozenset(
    {"group", "groups", "number", "numbers", "dozens", "hundreds", "thousands", "scores", "majority", "lot"}
    | {
        "pair",
        "couple",
        "handful",
        "crowd",
        "crowds",
        "several",
        "some",
        "many",
        "most",
        "all",
        "each",
        "one",
    }
)


@dataclass(slots=True)
class Part:
    """A stretch of words with the preposition before it, and the known names in it by their words.

    `preposition` is "" for the part with the head noun, its last word, and "'s" for whose it is. `end` is
    the token behind the last word.
    """

    preposition: str
    words: list[str] = field(default_factory=list)
    senses: list[tuple[int, int, Sense]] = field(default_factory=list)
    end: int = 0

    @property
    def folded(self) -> list[str]:
        return [fold(word) for word in self.words]


def parts_of(tokens: Sequence[Token], known: Mapping[int, NameSpan], names: Names) -> list[Part]:
    """The parts of a phrase, that with the head noun first; none where it has no words.

    `known` are names of the reference data by their first token; none of them is cut. The parser is not
    asked, so that a phrase by itself is read as one in a text.
    """
    cut = _Cut(tokens, known, names)
    found = [part for part in cut.parts() if part.words]
    found.sort(key=lambda part: part.preposition != "")
    if len(found) > 1 and found[1].preposition == "of" and _MEASURES.issuperset(found[0].folded):
        found[1].preposition = ""
        return found[1:]
    return found


class _Cut:
    """Cuts the tokens of a phrase into parts."""

    def __init__(self, tokens: Sequence[Token], known: Mapping[int, NameSpan], names: Names) -> None:
        self.tokens, self.known, self.names = tokens, known, names
        self.found = [Part("")]

    def parts(self) -> list[Part]:
        i = 0
        while i < len(self.tokens):
            i = self._read(i)
        return self.found

    def _read(self, i: int) -> int:
        """Read the token at a place, with what belongs to it; the place behind."""
        token, part = self.tokens[i], self.found[-1]
        name = self.known.get(token.i)
        if name is not None and name.end <= self.tokens[-1].i + 1:
            n = name.end - name.start
            words = [word.text for word in self.tokens[i : i + n]]
            if not is_shared(name.senses):
                part.senses.append((len(part.words), len(part.words) + n, name.senses[0]))
            part.words += words
            part.end = name.end
            return i + n
        if token.text in _POSSESSIVE and part.words:
            self._possess(i)
        elif token.lower_ in _BREAKS and (part.words or len(self.found) > 1):
            self.found.append(Part(token.lower_))
        elif _is_word(token) and (part.words or not _counts(token)):
            end = self._end_of_word(i)
            part.words.append("".join(word.text for word in self.tokens[i:end]))
            part.end = self.tokens[end - 1].i + 1
            return end
        return i + 1

    def _possess(self, i: int) -> None:
        """What stood before is whose the following is, unless both name one thing: "prosecutor's office"."""
        part = self.found[-1]
        behind = self.tokens[i + 1].text if i + 1 < len(self.tokens) else ""
        if not behind:
            return
        if fold(f"{part.words[-1]}{self.tokens[i].text} {behind}").replace("’", "'") in self.names.nouns:
            part.words[-1] += "'s" if self.tokens[i].text[-1] == "s" else "'"
            return
        owner = Part("'s", part.words, part.senses, part.end)
        self.found[-1:] = [owner, Part(part.preposition)]

    def _end_of_word(self, i: int) -> int:
        """Where a word ends that the tokeniser parts at hyphens: "secretary-general"."""
        tokens = self.tokens
        while (
            i + 2 < len(tokens)
            and tokens[i + 1].text in _HYPHENS
            and not tokens[i].whitespace_
            and not tokens[i + 1].whitespace_
            and tokens[i + 2].i not in self.known
        ):
            i += 2
        return i + 1


def _is_word(token: Token) -> bool:
    return token.text == "&" or any(char.isalnum() for char in token.text)


def _counts(token: Token) -> bool:
    return token.lower_ in _DETERMINERS or token.like_num


def forms(words: Sequence[str]) -> Iterator[str]:
    """A phrase of folded words with its last word made singular, in the ways in which it may be; then as it
    stands, and without the stop of an abbreviation."""
    last = words[-1].strip(".")
    for ending, replacement in _SINGULARS:
        if last.endswith(ending) and (len(last) >= len(ending) + 2 or last == ending):
            yield " ".join([*words[:-1], last.removesuffix(ending) + replacement])
    yield " ".join(words)
    yield " ".join([*words[:-1], last])
