"""Of which state an article speaks where the words themselves do not say: "the police", "Parliament"."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from transforms.entities.spans import NameSpan
from transforms.lexicon.names import BLOCS, is_shared

_CLEAR = 2  # times as often as any other must a country be named to be the one meant
_ENOUGH = 3  # times at least
_SUBJECT = frozenset({"nsubj", "nsubjpass"})


class Setting:
    """The countries that an article names, and where.

    `named` gives the ISO code that each token of a country's name or its bodies' stands for,
    `officials` that of each token of a person's name whose country is known.
    """

    def __init__(self, doc: Doc, named: Mapping[int, str], officials: Mapping[int, str]) -> None:
        self._doc = doc
        self._officials = officials
        self._named = {i: code for i, code in {**named, **officials}.items() if code not in BLOCS}
        firsts = [i for i, code in self._named.items() if self._named.get(i - 1) != code]
        self.counts = Counter(self._named[i] for i in firsts)
        self.main = self._most_named(self.counts)

    def at(self, token: Token) -> str | None:
        """The country whose institutions are meant at a token, None where that is not clear.

        The sentence decides first: where it says that things happen ("In Washington, ..."), who acts
        in its clause ("Mr. Singh told Parliament"); then the country that the article is about; then
        the only one that the sentence names.
        """
        found = self.here(token) or self.main
        if found is None and self._acting(token, self._named) is None:
            found = self._only(range(token.sent.start, token.sent.end))
        return found

    def here(self, token: Token) -> str | None:
        """The country that the token's clause or the opening of its sentence tells."""
        return self._scene(token.sent.start) or self._acting(token, self._officials)

    def state(self, token: Token) -> str | None:
        """The country whose government or forces a bare noun means: where the sentence is set, else
        the one that the article is about. Who acts in its clause may act upon another's."""
        return self._scene(token.sent.start) or self.main

    def is_open(self, token: Token) -> bool:
        """Whether a person of another country than the article's acts or speaks in a clause around the token:
        a government, an army may be that person's as well."""
        return self._scene(token.sent.start) is None and any(
            self._officials.get(i, self.main) != self.main
            for above in token.ancestors
            for child in above.lefts
            if child.dep_ in _SUBJECT
            for i in range(child.left_edge.i, child.right_edge.i + 1)
        )

    def among(self, codes: Collection[str], token: Token) -> str | None:
        """Which of several countries is meant at a token: see `at`, else the one that the article
        names far more often."""
        here = self.at(token)
        if here in codes:
            return here
        found = Counter({code: self.counts[code] for code in codes if self.counts[code]})
        return self._most_named(found, 1)

    def _scene(self, start: int) -> str | None:
        doc = self._doc
        while start < len(doc) - 2 and (doc[start].is_space or doc[start].is_punct):
            start += 1
        if start > len(doc) - 3 or doc[start].lower_ not in ("in", "at"):
            return None
        end = start + 1
        while end < len(doc) and end in self._named:
            end += 1
        return self._named[start + 1] if end > start + 1 and doc[end : end + 1].text == "," else None

    def _acting(self, token: Token, named: Mapping[int, str]) -> str | None:
        """The country of the subject of the token's clause, if `named` has it."""
        verb = next((a for a in token.ancestors if a.pos_ in ("VERB", "AUX")), None)
        if verb is None:
            return None
        for child in verb.children:
            if child.dep_ in _SUBJECT and child.i != token.i and not child.is_ancestor(token):
                return named.get(child.i)
        return None

    def _only(self, tokens: range) -> str | None:
        found = {self._named[i] for i in tokens if i in self._named}
        return found.pop() if len(found) == 1 else None

    @staticmethod
    def _most_named(counts: Counter[str], enough: int = _ENOUGH) -> str | None:
        ranked = counts.most_common(2)
        if not ranked or ranked[0][1] < enough:
            return None
        if len(ranked) > 1 and ranked[0][1] < _CLEAR * ranked[1][1]:
            return None
        return ranked[0][0]


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names of the reference data in a text that are no part of a person's, by their first token, and the
    country (ISO code) that each of their tokens stands for or belongs to."""

    by_start: Mapping[int, NameSpan]
    country_of: Mapping[int, str]

    @classmethod
    def of(cls, known: Iterable[NameSpan]) -> "KnownNames":
        spans = {span.start: span for span in known if span.senses}
        country_of = {
            i: span.senses[0].entity.country
            for span in spans.values()
            if span.senses[0].entity.country and not is_shared(span.senses)
            for i in range(span.start, span.end)
        }
        return cls(spans, country_of)
