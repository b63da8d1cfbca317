"""Who goes on speaking."""

from spacy.language import Language
from spacy.tokens import Doc

from transforms.quotes import QuoteLexicon
from transforms.quotes.turns import resolve_speakers
from transforms.records import ArticleEntities, Entity, Mention

TEXT = '"It was long," said Berg. Diaz had left. "No words," she wrote. "None at all."'


def named(doc: Doc, *names: str) -> ArticleEntities:
    """Persons whose surname is all that is known, and no reading of pronouns."""
    heads = [next(token for token in doc if token.text == name) for name in names]
    mentions = [
        Mention(t.i, t.i + 1, t.i, t.idx, t.idx + len(t), t.text, "PERSON", "name", t.text, "test")
        for t in heads
    ]
    return ArticleEntities(tuple(mentions), {name: Entity(name, name, "PERSON") for name in names})


def test_pieces_around_one_cue_have_one_speaker(nlp: Language, lexicon: QuoteLexicon) -> None:
    doc = nlp(TEXT)
    berg, she = (next(token for token in doc if token.text == word) for word in ("Berg", "she"))
    first, second, third = TEXT.index('"It'), TEXT.index('"No'), TEXT.index('"None')
    turns = [(first, berg.idx, berg), (second, she.idx, she), (third, len(TEXT), she)]
    # After Diaz was the subject, "she" is open, and it stays open behind its own words
    found = resolve_speakers(turns, doc, named(doc, "Berg", "Diaz"), lexicon)
    assert found == [("Berg", "mention"), (None, "unresolved"), (None, "unresolved")]


def test_the_last_speaker_goes_on(nlp: Language, lexicon: QuoteLexicon) -> None:
    doc = nlp(TEXT)
    berg, she = (next(token for token in doc if token.text == word) for word in ("Berg", "she"))
    turns = [(0, berg.idx, berg), (TEXT.index('"No'), she.idx, she)]
    found = resolve_speakers(turns, doc, named(doc, "Berg"), lexicon)
    assert found == [("Berg", "mention"), ("Berg", "goes_on")]
