"""What has been found in an article so far: its mentions, entities, and whom pronouns may mean."""

from spacy.tokens import Doc

from transforms.entities.candidates import Candidate, Meant
from transforms.entities.roles import Role
from transforms.entities.spans import NameSpan
from transforms.lexicon.names import Person
from transforms.lexicon.spelling import has_letter
from transforms.records import Entity, Mention
from transforms.schema import UNNAMED


class Found:
    """Mutable state while one article's entities are resolved: mentions by head token, the others by id."""

    def __init__(self, doc: Doc, day: str) -> None:
        self.doc = doc
        self.day = day
        self.mentions: dict[int, Mention] = {}
        self.entities: dict[str, Entity] = {}
        self.candidates: dict[str, Candidate] = {}

    def mention(self, found: NameSpan, form: str, meant: Meant) -> None:
        """Note a mention, without blanks at its ends, unless its head has one or no letter is in it."""
        start, end, entity = found.start, found.end, meant.entity
        while start < end and self.doc[start].is_space:
            start += 1
        while start < end and self.doc[end - 1].is_space:
            end -= 1
        span = self.doc[start:end]
        if not has_letter(span.text):
            return
        head = span.root.i
        if head in self.mentions:
            return
        if entity is not None and not has_letter(entity.name):
            entity = None
        if entity is not None:
            self.entities.setdefault(entity.entity_id, entity)
            if form in ("name", "title") and entity.entity_id not in self.candidates:
                plural = entity.kind in ("ORG", "NORP") and span.root.tag_ in ("NNPS", "NNS")
                self.candidate(entity, "p" if plural else "n", True, [])
        self.mentions[head] = Mention(
            start,
            end,
            head,
            span.start_char,
            span.end_char,
            span.text,
            found.label,
            form,
            entity.entity_id if entity and entity.kind != UNNAMED else None,
            f"{found.rule} > {meant.rule}",
            entity.entity_id if entity and entity.kind == UNNAMED else None,
            meant.is_sure,
        )

    def candidate(
        self, entity: Entity, gender: str, founded: bool, roles: list[Role], known: Person | None = None
    ) -> None:
        terms = known.terms if known else ()
        held = frozenset((t.country, t.office) for t in terms if not t.of and t.covers(self.day or "9999"))
        self.candidates[entity.entity_id] = Candidate(entity, gender, founded, roles=roles, offices=held)
