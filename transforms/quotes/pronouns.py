"""Pronouns that are left open once it is known who speaks."""

from dataclasses import replace

from transforms.records import ArticleEntities, Mention, Quote

_THIRD_PERSON = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})


def leave_open(entities: ArticleEntities, quotes: list[Quote]) -> ArticleEntities:
    """The entities of an article without the pronouns that more likely mean somebody else than who was found.

    In direct speech "he" and "she" never mean the one who speaks: “He will not resign,” she said. A pronoun
    that may about as well mean another person stays open, unless it is who speaks: news lets few take turns.
    """
    speaking = {quote.speaker_token for quote in quotes}
    direct = [quote for quote in quotes if quote.form == "direct" and quote.speaker_id is not None]

    def left(mention: Mention) -> Mention:
        if mention.form != "pronoun" or mention.entity_id is None:
            return mention
        if _is_own(mention, direct):
            return replace(mention, entity_id=None, rule="pronoun > own_words")
        if not mention.is_sure and mention.head not in speaking:
            return replace(mention, entity_id=None, rule="pronoun > undecided")
        return mention

    return replace(entities, mentions=tuple(map(left, entities.mentions)))


def _is_own(mention: Mention, direct: list[Quote]) -> bool:
    """Whether a pronoun in somebody's words was taken for that person."""
    return mention.text.lower() in _THIRD_PERSON and any(
        quote.start_char <= mention.start_char < quote.end_char and quote.speaker_id == mention.entity_id
        for quote in direct
    )
