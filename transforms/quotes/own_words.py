"""Pronouns in somebody's own words, which never mean the one who speaks: “He will not resign,” he said."""

from dataclasses import replace

from transforms.records import ArticleEntities, Mention, Quote

_THIRD_PERSON = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself"})


def without_speakers_in_own_words(entities: ArticleEntities, quotes: list[Quote]) -> ArticleEntities:
    """The entities of an article, its pronouns of the third person in direct speech not those who speak it.

    Whom else such a pronoun means is left open: news quotes people on persons whom it does not name there.
    """
    direct = [quote for quote in quotes if quote.form == "direct" and quote.speaker_id is not None]
    if not direct:
        return entities

    def is_own(mention: Mention) -> bool:
        return (
            mention.form == "pronoun"
            and mention.entity_id is not None
            and mention.text.lower() in _THIRD_PERSON
            and any(
                quote.start_char <= mention.start_char < quote.end_char
                and quote.speaker_id == mention.entity_id
                for quote in direct
            )
        )

    mentions = tuple(
        replace(mention, entity_id=None, rule="pronoun > own_words") if is_own(mention) else mention
        for mention in entities.mentions
    )
    return replace(entities, mentions=mentions)
