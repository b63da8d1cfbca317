"""The entities of one article: names first, then what nominals and pronouns stand for."""

from datetime import date

from spacy.tokens import Doc, Token

from transforms.entities.names import Names, iso
from transforms.entities.people import article_persons, person_entity
from transforms.entities.spans import NameSpan, name_spans
from transforms.entities.spelling import fold, hashed_id, squeeze
from transforms.records import ArticleEntities, Entity, Mention

_PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
    "it": "n", "its": "n", "itself": "n",
    "they": "p", "them": "p", "their": "p", "theirs": "p", "themselves": "p",
}  # fmt: skip


def find_entities(doc: Doc, names: Names, published_on: date | None) -> ArticleEntities:
    """Mentions of an article and the entities that they mean.

    Names, titles with names, nominals and third-person pronouns; see `ArticleEntities`.
    """
    spans = name_spans(doc, names)
    entities: dict[str, Entity] = {}
    by_head: dict[int, Mention] = {}

    persons = article_persons(doc, spans, names, iso(published_on))
    genders: dict[str, str] = {}
    owner: dict[int, Entity] = {}
    for person in persons:
        entity = person_entity(person)
        genders[entity.entity_id] = person.gender
        for span in person.spans:
            owner[span.start] = entity
    for span in spans:
        entity = owner.get(span.start) or _thing(doc, span)
        entities.setdefault(entity.entity_id, entity)
        form = "title" if span.honorific or span.jobs else "name"
        _add(by_head, doc, span.start, span.end, span.label, form, entity.entity_id)
    _nominals(doc, names, by_head)
    _pronouns(doc, by_head, entities, genders)
    mentions = tuple(sorted(by_head.values(), key=lambda mention: (mention.start, -mention.end)))
    return ArticleEntities(mentions, entities)


def _add(
    by_head: dict[int, Mention], doc: Doc, start: int, end: int, label: str, form: str, entity_id: str | None
) -> None:
    span = doc[start:end]
    head = span.root.i
    if head not in by_head:
        by_head[head] = Mention(
            start, end, head, span.start_char, span.end_char, span.text, label, form, entity_id
        )


def _thing(doc: Doc, span: NameSpan) -> Entity:
    if span.senses:
        return span.senses[0].entity
    text = " ".join(doc[span.start : span.end].text.split())
    return Entity(hashed_id((span.label, squeeze(text))), text, span.label)


def _nominals(doc: Doc, names: Names, by_head: dict[int, Mention]) -> None:
    taken = {i for mention in by_head.values() for i in range(mention.start, mention.end)}
    for chunk in doc.noun_chunks:
        head = chunk.root
        noun = names.nouns.get(fold(head.lemma_)) or names.nouns.get(head.lower_)
        if noun is None or head.i in taken or head.tag_ not in ("NN", "NNS", "NNP"):
            continue
        entity_id = _apposed(head, by_head)
        label = by_head[entity_id].label if entity_id is not None else noun.label
        resolved = by_head[entity_id].entity_id if entity_id is not None else None
        _add(by_head, doc, chunk.start, chunk.end, label, "nominal", resolved)


def _apposed(head: Token, by_head: dict[int, Mention]) -> int | None:
    """Head of the name beside which a nominal stands in apposition."""
    if head.dep_ == "appos" and head.head.i in by_head and by_head[head.head.i].form in ("name", "title"):
        return head.head.i
    for child in head.children:
        if child.dep_ == "appos" and child.i in by_head:
            return child.i
    return None


def _pronouns(
    doc: Doc, by_head: dict[int, Mention], entities: dict[str, Entity], genders: dict[str, str]
) -> None:
    last: dict[str, tuple[bool, str]] = {}
    for token in doc:
        mention = by_head.get(token.i)
        if mention is not None:
            if mention.entity_id and mention.form in ("name", "title", "nominal"):
                entity = entities[mention.entity_id]
                subject = token.dep_ in ("nsubj", "nsubjpass")
                for gender in (genders.get(entity.entity_id) or "mf") if entity.kind == "PERSON" else "n":
                    last[gender] = (subject, entity.entity_id)
            continue
        gender = _PRONOUNS.get(token.lower_)
        if gender and token.pos_ == "PRON":
            found = last.get(gender)
            label = "PERSON" if gender in "mfp" else "ORG"
            entity_id = found[1] if found else None
            _add(
                by_head,
                doc,
                token.i,
                token.i + 1,
                entities[entity_id].kind if entity_id else label,
                "pronoun",
                entity_id,
            )
