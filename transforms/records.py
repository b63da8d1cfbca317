"""The plain, immutable records that stages exchange.

raw article ─► clean article ─► entities ─► quotes ─► events, all of one article. Token positions index the
spaCy `Doc` of the article's body; character offsets index the body itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from transforms.clock import local_day


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as its source delivers it, before cleaning.

    `content` is bytes if the encoding is still unknown. `media` says how to read it. `hints` are what the
    source states: title, url, publisher, published_at, authors.
    """

    source: str
    source_ref: str
    content: bytes | str
    media: str  # "text" or "html"
    hints: Mapping[str, object] = field(default_factory=dict)
    hints_basis: str = "metadata"  # "manifest" where a manifest stated them


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that cannot become an article: what, where and why."""

    source: str
    source_ref: str
    reason: str
    payload: str  # the beginning of the input, for whoever looks into it


def reason_of(error: Exception) -> str:
    """What failed, as the reason of a rejection says it."""
    if isinstance(error, MemoryError):
        return "it needs more memory than one article may take"
    return f"{type(error).__name__}: {error}"


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """An article ready to annotate. Field for field the extracted part of `core.articles`."""

    article_id: str
    source: str
    source_ref: str
    url: str | None
    publisher: str | None
    title: str | None
    authors: tuple[str, ...]
    contributors: tuple[str, ...]
    published_at: datetime | None
    published_zone: str | None
    published_at_basis: str | None
    language: str | None
    body: str
    n_words: int
    content_hash: str
    raw_hash: str
    n_repairs: int = 0
    corrections: str | None = None
    dateline_place: str | None = None

    @property
    def published_on(self) -> date | None:
        """The day of publication on the publisher's clock."""
        return local_day(self.published_at, self.published_zone) if self.published_at else None


@dataclass(frozen=True, slots=True)
class Entity:
    """A real-world entity as an article has it (`core.article_entities`). `kind` is its OntoNotes label."""

    entity_id: str
    name: str
    kind: str
    country: str | None = None
    sector: str | None = None
    wikidata_id: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that mean an entity: tokens `start` to `end` (exclusive), headed by token `head`.

    `label` is the OntoNotes label of the words, `form` one of name, title, nominal, pronoun.
    `entity_id` is None where the text does not decide whom it means. `rule` says how the words were found
    and why they mean it. `unnamed_id` is the entity of those who are only described ("Ukrainian farmers"), in
    the place of the other: no pronoun, quotation or rule may take it for somebody who has been named. A
    pronoun that is not sure stays open unless it is who speaks.
    """

    start: int
    end: int
    head: int
    start_char: int
    end_char: int
    text: str
    label: str
    form: str
    entity_id: str | None
    rule: str
    unnamed_id: str | None = None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class EntityMerge:
    """A name in an article that was resolved to an entity of another name, and why."""

    entity_id: str
    text: str
    reason: str


@dataclass(frozen=True)
class ArticleEntities:
    """The mentions of one article in order of their start, and the entities that they mean.

    Mentions may nest ("the Kremlin's spokesman" holds "Kremlin") but no two share a head token.
    """

    mentions: tuple[Mention, ...]
    entities: Mapping[str, Entity]
    merges: tuple[EntityMerge, ...] = ()

    @cached_property
    def by_head(self) -> Mapping[int, Mention]:
        return {mention.head: mention for mention in self.mentions}

    @cached_property
    def by_last(self) -> Mapping[int, Mention]:
        """Names by their last token, which is their head unless the parser tears them apart."""
        return {m.end - 1: m for m in self.mentions if m.form in {"name", "title"}}

    def unnamed(self, head: int) -> Entity | None:
        """The entity of those whom the phrase with this head only describes."""
        mention = self.by_head.get(head)
        return self.entities.get(mention.unnamed_id or "") if mention is not None else None

    def entity(self, mention: Mention | None) -> Entity | None:
        if mention is None or mention.entity_id is None:
            return None
        return self.entities[mention.entity_id]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation, or one piece of it. Offsets exclude the marks.

    `group` numbers the quotations of the article: pieces of one share it.
    `cue_token` and `speaker_token` head the cue and the speaker's phrase, None where there is none.
    `rule` and `speaker_rule` say why the words are a quotation and who speaks them.
    """

    start_char: int
    end_char: int
    form: str
    group: int
    rule: str
    speaker_rule: str
    speaker_text: str | None = None
    speaker_id: str | None = None
    cue: str | None = None
    cue_lemma: str | None = None
    cue_token: int | None = None
    speaker_token: int | None = None
    addressee_text: str | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """The factors of an event's prominence: of its trigger, of its place in the sentence, and of what speaks
    for or against it.

    Each is 1 if it does not apply; `named` (two named parties) may exceed 1.
    """

    certainty: float
    place: float
    status: float
    named: float
    sport: float
    parties: float

    @property
    def prominence(self) -> float:
        """Their product, 1 at most."""
        told = self.place * self.status * self.named * self.sport * self.parties
        return min(self.certainty * told, 1.0)

    @property
    def sureness(self) -> float:
        """How sure it is that it is an event of these parties, wherever the sentence tells it."""
        return self.certainty * self.sport * self.parties

    def factors(self) -> dict[str, float]:
        """The factors by name, to four digits."""
        return {
            "certainty": self.certainty,
            "place": round(self.place, 4),
            "status": self.status,
            "named": round(self.named, 4),
            "sport": self.sport,
            "parties": round(self.parties, 4),
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that the clause of an event states, with its offsets. `low` or `high` is None where the text
    leaves it open: "at least 12"; `unit` is the currency of money (ISO 4217, or the sign of several: "$"),
    the noun that counts goods."""

    what: str
    low: float | None
    high: float | None
    unit: str | None
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Event:
    """A coded dyadic event: PLOVER type, who, to whom, when, where, claimed by whom.

    Offsets are those of the coded clause; `trigger_words`, `actor_token` and `recipient_token` are the tokens
    of the trigger and those that head its parties, `place_heads` those that head the mentions of its place,
    the most exact first. `quote` and `duplicate_of` are positions in the lists of quotes and events.
    `rule`, `trigger_row`, `actor_rule`, `recipient_rule` and `weights` say why it is coded so.
    """

    start_char: int
    end_char: int
    trigger: str
    trigger_char: int
    trigger_words: tuple[int, ...]
    actor_token: int | None
    recipient_token: int | None
    event_type: str
    mode: str | None
    contexts: tuple[str, ...]
    quad_class: str
    goldstein: float
    actor_text: str | None
    actor_id: str | None
    actor_country: str | None
    recipient_text: str | None
    recipient_id: str | None
    recipient_country: str | None
    status: str
    prominence: float
    rule: str
    trigger_row: str
    actor_rule: str | None
    recipient_rule: str | None
    weights: Weights
    date_text: str | None = None
    event_date: date | None = None
    date_precision: str | None = None
    place_text: str | None = None
    place_id: str | None = None
    place_heads: tuple[int, ...] = ()
    place_country: str | None = None
    place_precision: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    figures: tuple[Figure, ...] = ()
    attributed_to: str | None = None
    quote: int | None = None
    duplicate_of: int | None = None
