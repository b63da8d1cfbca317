"""Coded events to rows: one per dyad, with its words, date, place and claimant."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import accumulate, combinations, permutations

from transforms.events.circumstances import anchor_of, date_words, is_range, looks_ahead
from transforms.events.dates import When, offset_from, resolve
from transforms.events.match import Match
from transforms.events.parties import Party
from transforms.events.places import Deed, are_several, place
from transforms.events.status import PLANNED
from transforms.events.tree import Tree
from transforms.figures.find import Told, figures
from transforms.lexicon.ontology import Ontology
from transforms.records import ArticleEntities, Entity, Event, Quote, Weights

# A trigger whose words stand further apart is quoted by its head alone.
LONGEST_TRIGGER = 5


@dataclass(frozen=True, slots=True)
class CodedEvent:
    """A trigger with its bindings: type and mode after promise, threat or refusal, status, parties.

    `verb` heads the clause that tells it; `together`: the actors do it to each other, once; `mutual`: each
    does it to the other, "accused each other"; `embedded`: another event of the sentence is about it.
    """

    match: Match
    verb: int
    event_type: str
    mode: str | None
    status: str
    actors: tuple[Party | None, ...]
    recipients: tuple[Party | None, ...]
    weights: Weights
    together: bool = False
    mutual: bool = False
    embedded: bool = False


@dataclass(frozen=True)
class Writer:
    """Writes the rows of one article.

    `dated` remembers when each coded trigger happened, `first_dated` the first of each lemma.
    """

    tree: Tree
    entities: ArticleEntities
    quotes: list[Quote]
    ontology: Ontology
    published_on: date | None
    dated: dict[int, When] = field(default_factory=dict)
    first_dated: dict[str, int] = field(default_factory=dict)

    def rows(self, event: CodedEvent) -> Iterator[Event]:
        """One event for each actor with each recipient; of a reciprocal event, for each pair."""
        doc, ontology = self.tree.doc, self.ontology
        first, last = self._clause(event)
        words = [doc[i] for i in event.match.words]
        if words[-1].i - words[0].i > LONGEST_TRIGGER:
            words = [doc[event.match.head]]
        date_text, when = self._when(event)
        deed = self._deed(event)
        where = place(self.tree, deed, self.entities)
        spots = () if are_several(self.tree, where, self.entities) else where
        quote = self._claim(words[0].idx)
        stated = figures(
            self.tree, Told(event.verb, event.match.head, deed.is_verbal), first, last, ontology.figures
        )
        trigger = doc[words[0].i : words[-1].i + 1].text
        for actor, recipient in dyads(event):
            yield Event(
                start_char=doc[first].idx,
                end_char=doc[last].idx + len(doc[last]),
                trigger=trigger,
                trigger_char=words[0].idx,
                trigger_words=event.match.words,
                actor_token=actor.head if actor else None,
                recipient_token=recipient.head if recipient else None,
                event_type=event.event_type,
                mode=event.mode,
                contexts=self._contexts(first, last),
                quad_class=ontology.types[event.event_type].quad_class,
                goldstein=ontology.goldstein(event.event_type, event.mode),
                actor_text=actor.text if actor else None,
                actor_id=_id_of(actor),
                actor_country=actor.country if actor else None,
                recipient_text=recipient.text if recipient else None,
                recipient_id=_id_of_other(recipient, actor),
                recipient_country=recipient.country if recipient else None,
                status=event.status,
                prominence=round(event.weights.prominence, 3),
                rule=event.match.trigger.rule,
                trigger_row=event.match.trigger.row,
                actor_rule=actor.rule if actor else None,
                recipient_rule=recipient.rule if recipient else None,
                weights=event.weights,
                date_text=date_text,
                event_date=when.day if when else None,
                date_precision=when.precision if when else None,
                place_text=where[0].text if where else None,
                place_id=where[0].entity_id if where else None,
                place_heads=tuple(mention.head for mention in spots),
                figures=stated,
                attributed_to=self.quotes[quote].speaker_id if quote is not None else None,
                quote=quote,
            )

    def _deed(self, event: CodedEvent) -> Deed:
        return Deed(
            event.verb,
            event.match.head,
            event.match.words,
            event.event_type,
            self.ontology.types[event.event_type].is_verbal,
            tuple(party.head for party in event.actors if party),
            tuple(party.head for party in event.recipients if party),
        )

    def _clause(self, event: CodedEvent) -> tuple[int, int]:
        """First and last token of the coded clause, marks and blanks around it left out."""
        doc = self.tree.doc
        left, right = event.match.words[0], event.match.words[-1]
        for head in (event.verb, event.match.head):
            left = min(left, doc[head].left_edge.i)
            right = max(right, doc[head].right_edge.i)
        while right > event.match.words[-1] and (doc[right].is_space or doc[right].is_punct):
            right -= 1
        while left < event.match.words[0] and (doc[left].is_space or doc[left].is_punct):
            left += 1
        return left, right

    def _contexts(self, first: int, last: int) -> tuple[str, ...]:
        found: set[str] = set()
        known = self.ontology.contexts
        for lemma in self.tree.lemma[first : last + 1]:
            if lemma in known:
                found |= known[lemma]
        return tuple(sorted(found))

    def _when(self, event: CodedEvent) -> tuple[str | None, When | None]:
        span = date_words(self.tree, event.verb, event.match.head)
        if span is None:
            return None, None
        text = self.tree.doc[span[0] : span[1]].text
        anchor = anchor_of(self.tree, span)
        known = self._anchor_date(anchor) if anchor is not None else None
        if known is not None:
            when = offset_from(text, known)
        else:
            ahead = event.status == PLANNED or looks_ahead(self.tree, span)
            when = None if is_range(self.tree, span) else resolve(text, self.published_on, ahead)
        if when is not None:
            self.dated[event.match.head] = when
            self.first_dated.setdefault(self.tree.lemma[event.match.head], event.match.head)
        return text, when

    def _anchor_date(self, anchor: int) -> When | None:
        """When the event happened that another is dated from: "after that" means the one told last."""
        lemma = self.tree.lemma
        if lemma[anchor] in ("that", "this", "then"):
            return next(reversed(self.dated.values()), None)
        first = self.first_dated.get(lemma[anchor])
        return None if first is None else self.dated[first]

    def speaker(self, event: CodedEvent) -> Entity | None:
        """Who speaks the words in marks that tell the event, in which "we" means whoever speaks."""
        quote = self._claim(self.tree.doc[event.match.words[0]].idx)
        if quote is None or self.quotes[quote].form == "indirect":
            return None
        speaker = self.quotes[quote].speaker_id
        return self.entities.entities.get(speaker) if speaker else None

    def _claim(self, trigger_char: int) -> int | None:
        """The innermost quotation around the trigger: what it tells is a claim of its speaker."""
        starts, furthest = self.quote_bounds
        around = []
        n = bisect_right(starts, trigger_char) - 1
        while n >= 0 and furthest[n] > trigger_char:
            if self.quotes[n].end_char > trigger_char:
                around.append(n)
            n -= 1
        return min(around, key=lambda n: (self.quotes[n].end_char - starts[n], n), default=None)

    @cached_property
    def quote_bounds(self) -> tuple[list[int], list[int]]:
        """Where each quotation starts, and the furthest end of those up to it."""
        starts = [quote.start_char for quote in self.quotes]
        return starts, list(accumulate((quote.end_char for quote in self.quotes), max))


def dyads(event: CodedEvent) -> Iterator[tuple[Party | None, Party | None]]:
    """Each actor with each recipient; of a reciprocal event without recipient, each pair of actors, in both
    orders where each does it to the other."""
    if event.together and event.recipients == (None,):
        yield from permutations(event.actors, 2) if event.mutual else combinations(event.actors, 2)
        return
    for actor in event.actors:
        for recipient in event.recipients:
            yield actor, recipient


def _id_of(party: Party | None) -> str | None:
    """The entity of a party: by name, else of those who are only described."""
    return (party.entity_id or party.unnamed_id) if party is not None else None


def _id_of_other(recipient: Party | None, actor: Party | None) -> str | None:
    """As `_id_of`; None where protesters do it to protesters, who are not the same ones."""
    found = _id_of(recipient)
    same = actor is not None and found is not None and found == actor.unnamed_id
    return None if same else found
