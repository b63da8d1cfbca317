"""Quotations across sentences and paragraphs: speakers, groups, addressees."""

import pytest
from spacy.language import Language

from transforms.entities import Names, find_entities, load_names
from transforms.lexicon.reference import REFERENCE
from transforms.quotes import QuoteLexicon, find_quotes
from transforms.records import ArticleEntities, Quote


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(REFERENCE)


def read(
    nlp: Language, lexicon: QuoteLexicon, names: Names, body: str
) -> tuple[list[Quote], ArticleEntities]:
    doc = nlp(body)
    entities = find_entities(doc, names, None)
    return find_quotes(doc, entities, lexicon), entities


SPEAKERS = [
    # pronoun, surname, title
    (
        "Maria Keller, the finance minister, opened the meeting. “The money is there,” Keller said. "
        "“We only have to spend it.”\n\n“It is a matter of will,” she said.",
        ["Maria Keller"] * 3,
    ),
    # the last speaker goes on, whoever is named in the words
    (
        "Tom Reed said that Paul Novak had left the country. He added that the police knew.",
        ["Tom Reed", "Tom Reed"],
    ),
    # until another person becomes the subject
    (
        "“I am tired,” said Tom Reed.\n\nPaul Novak came in at noon. “The road is closed,” he said.",
        ["Tom Reed", "Paul Novak"],
    ),
    # a paragraph that only quotes
    (
        "“We lost the house,” said Maria Keller.\n\n“We lost the boat.”\n\n“We lost the dog.”",
        ["Maria Keller"] * 3,
    ),
    # after an indirect quotation
    (
        "Maria Keller said that the house was lost.\n\n“We have nothing left but the boat.”",
        ["Maria Keller", "Maria Keller"],
    ),
    # after a sentence about the speaker
    (
        "Maria Keller remembers every night of that winter.\n\n“We burned the chairs and the doors.”",
        ["Maria Keller"],
    ),
    # the opening paragraphs of a running quotation wait for its cue
    (
        "“We burned the chairs.\n\n“We burned the doors.\n\n“Then it was spring,” said Maria Keller.",
        ["Maria Keller"] * 3,
    ),
    # countries for unnamed officials, organisations for spokesmen
    ("U.S. officials said the talks had failed.", ["United States"]),
    ("A spokesman for NATO said the exercise was over.", ["North Atlantic Treaty Organization"]),
    # the innermost speaker counts
    ("France said Maria Keller told the council that the tests must end.", ["Maria Keller"]),
    # the name beside the title
    ("The finance minister, Maria Keller, said the money was there.", ["Maria Keller"]),
    ("Maria Keller, who said the money was there, left early.", ["Maria Keller"]),
    # a quotation that runs over paragraphs has one speaker, known or not
    ("The hall was cold.\n\n“It rained all day.\n\n“It snowed all night.”", [None, None]),
    # whom the sentence before in the paragraph is about
    (
        "Ida Holm waited. “It rained all day.\n\n“It snowed all night.”",
        ["Ida Holm"] * 2,
    ),
    # a spokesman is not the person he speaks for
    ("A spokesman for Maria Keller said the money was there.", [None]),
    # but who has a name speaks, whatever the parser hangs it on
    ("A spokesman for the ministry, Tom Reed, said on Monday that he had left.", ["Tom Reed"]),
    # nobody names himself
    ("Tom Reed was late. “Paul Novak is late,” he said.", ["Tom Reed"]),
    ("“Paul Novak is late,” he said.", [None]),
]


@pytest.mark.parametrize(("body", "expected"), SPEAKERS)
def test_speakers(
    nlp: Language, lexicon: QuoteLexicon, names: Names, body: str, expected: list[str | None]
) -> None:
    quotes, entities = read(nlp, lexicon, names, body)
    speakers = [entities.entities[q.speaker_id].name if q.speaker_id else None for q in quotes]
    assert speakers == expected


GROUPS = [
    ('"The bridge," said Anna Berg, "will be shut."', [1, 1]),
    ("The dam, engineers say, could fail.", [1, 1]),
    ("“It rained,” said Ida. “It snowed.”", [1, 1]),
    ("“It rained.\n\n“It snowed,” said Ida.", [1, 1]),
    ("“It rained,” said Ida. “It snowed,” said Uwe.", [1, 2]),
    ("Ida said “it rained” and “it snowed.\n\n“It hailed,” Uwe said.", [1, 2, 3]),
    ("Ida said it rained. Uwe said it snowed.", [1, 2]),
    ("Ida said it rained, adding that it snowed.", [1, 2]),
]


@pytest.mark.parametrize(("body", "expected"), GROUPS)
def test_pieces_of_one_quotation_share_a_group(
    nlp: Language, lexicon: QuoteLexicon, body: str, expected: list[int]
) -> None:
    quotes = find_quotes(nlp(body), ArticleEntities((), {}), lexicon)
    assert [q.group for q in quotes] == expected


ADDRESSEES = [
    ("Anna Berg told the council that the bridge was shut.", "the council"),
    ("Anna Berg told NRK on Monday that the bridge was shut.", "NRK"),
    ('"The bridge is shut," Anna Berg told reporters.', "reporters"),
    ("The minister assured voters that prices would fall.", "voters"),
    ("He warned voters that prices would rise.", "voters"),
    ("She urged the generals to talk.", "the generals"),
    ('"Is it shut?" asked one child.', None),
    ("Anna Berg said the bridge was shut.", None),
]


@pytest.mark.parametrize(("body", "expected"), ADDRESSEES)
def test_addressee(nlp: Language, lexicon: QuoteLexicon, body: str, expected: str | None) -> None:
    (quote,) = find_quotes(nlp(body), ArticleEntities((), {}), lexicon)
    assert quote.addressee_text == expected


CUES = [
    ("Anna Berg said the bridge was shut.", "said", "say"),
    ("According to Anna Berg, the bridge is shut.", "According to", "according to"),
    ("Anna Berg pointed out that the bridge was shut.", "pointed out", "point"),
    ("He repeated his claim that the bridge was shut.", "claim", "claim"),
    ("It was, in her words, a terrible year.", "in her words", "in the words of"),
]


@pytest.mark.parametrize(("body", "cue", "lemma"), CUES)
def test_cue_and_lemma(nlp: Language, lexicon: QuoteLexicon, body: str, cue: str, lemma: str) -> None:
    doc = nlp(body)
    quote = find_quotes(doc, ArticleEntities((), {}), lexicon)[-1]
    assert (quote.cue, quote.cue_lemma) == (cue, lemma)
    assert quote.cue_token is not None
    assert doc[quote.cue_token].text in cue


def test_transcript(nlp: Language, lexicon: QuoteLexicon) -> None:
    body = "HOST: Why now?\n\nANNA BERG: The storm is coming.\n\nHOST: When?\n\nANNA BERG: On Monday."
    quotes = find_quotes(nlp(body), ArticleEntities((), {}), lexicon)
    assert [(body[q.start_char : q.end_char], q.speaker_text) for q in quotes] == [
        ("Why now?", "HOST"),
        ("The storm is coming.", "ANNA BERG"),
        ("When?", "HOST"),
        ("On Monday.", "ANNA BERG"),
    ]


def test_headings_links_and_captions_are_not_read(nlp: Language, lexicon: QuoteLexicon) -> None:
    body = (
        "Minister says bridge ‘a danger’\n\nAnna Berg said the bridge was shut.\n\n"
        "READ MORE: Minister says ferries will run\n\n"
        "Anna Berg says the bridge is old. (Jo Lie/The Courier)\n\nThe bridge opened in 1911."
    )
    quotes = find_quotes(nlp(body), ArticleEntities((), {}), lexicon)
    assert [body[q.start_char : q.end_char] for q in quotes] == ["the bridge was shut"]


def test_a_lost_mark_leaves_the_other_paragraphs_alone(nlp: Language, lexicon: QuoteLexicon) -> None:
    body = (
        '"It rained," said Ida Holm.\n\n"The roof came down, said Uwe Brandt.\n\n'
        '"We left," said Ida Holm. She said it was cold.'
    )
    quotes = find_quotes(nlp(body), ArticleEntities((), {}), lexicon)
    assert [(body[q.start_char : q.end_char], q.speaker_text) for q in quotes] == [
        ("It rained,", "Ida Holm"),
        ("The roof came down,", "Uwe Brandt"),
        ("We left,", "Ida Holm"),
        ("it was cold", "She"),
    ]
