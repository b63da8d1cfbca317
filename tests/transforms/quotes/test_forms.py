"""Quotations that the layout, the marks or the order of words show."""

import pytest
from spacy.language import Language

from transforms.entities import Names, find_entities, load_names
from transforms.lexicon.reference import REFERENCE
from transforms.quotes import QuoteLexicon, find_quotes


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(REFERENCE)


Rows = list[tuple[str, str | None]]
# body, [(words, speaker as the text has it), ...]
DATELINES: list[tuple[str, Rows]] = [
    (
        "OSLO, Norway (AFP) - Norway will close its border, Justice Minister Kari Holm said on Friday.",
        [("Norway will close its border", "Justice Minister Kari Holm")],
    ),
    (
        "CARACAS (Reuters) - Energy Minister Rosa Diaz told reporters on Sunday that the dam would hold.",
        [("the dam would hold", "Energy Minister Rosa Diaz")],
    ),
    (
        "HANOI, June 8 - The bank said on Monday that prices fell.",
        [("prices fell", "The bank")],
    ),
]
SIGNED: list[tuple[str, Rows]] = [
    ("“We had an hour to leave.” — Amina Diallo, shopkeeper", [("We had an hour to leave.", "Amina Diallo")]),
    ('"Nobody warned us." - Jonas Lien, farmer\n\nIt rained.', [("Nobody warned us.", "Jonas Lien")]),
    ("“The tunnel leaks.” –Petra Vold, who saw it in May", [("The tunnel leaks.", "Petra Vold")]),
    ("“No one listened.”\n\n— Hawa Conteh, nurse", [("No one listened.", "Hawa Conteh")]),
    (
        "Hawa Conteh spoke.\n\nRT @valley_news: The road is shut today. — Hawa Conteh (@hconteh) May 3, 2021",
        [("The road is shut today.", "@valley_news")],
    ),
]
NOT_SIGNED: list[tuple[str, Rows]] = [
    ("Hugo Brandl boxes.\n\nLast fight in the hall: a draw vs. Hugo Brandl", []),
]
LABELLED: list[tuple[str, Rows]] = [
    (
        "And this from Mayor Greta Solberg:\n\n“It stays open.”",
        [("It stays open.", "Greta Solberg")],
    ),
    (
        "Carlos Mendes, head of the growers' association: “The harvest is gone.”",
        [("The harvest is gone.", "Carlos Mendes")],
    ),
    (
        "Greta Solberg: ‘I will not go’\n\nThe mayor faces a vote.",
        [("I will not go", "Greta Solberg")],
    ),
    ("On the bridge: “It stays open.”", [("It stays open.", None)]),
]
ANY_VERB: list[tuple[str, Rows]] = [
    ("“The dam holds,” purred Kari Holm.", [("The dam holds,", "Kari Holm")]),
    ("“The dam holds,” Kari Holm volunteered with a smile.", [("The dam holds,", "Kari Holm")]),
    ("“The pit will reopen,” came the answer from Hugo Brandl.", [("The pit will reopen,", "Hugo Brandl")]),
    ("“We shall see,” was how Paul Rees summed it up.", [("We shall see,", "Paul Rees")]),
    ("“Night Trains,” her second album, sold well.", []),
    ("“The Last Ferry,” a film by Ida Holm, opens on Friday.", []),
]
SECOND_SPEAKER: list[tuple[str, Rows]] = [
    (
        "The army said it had taken the town although the rebels said they still held it.",
        [("it had taken the town", "The army"), ("they still held it", "the rebels")],
    ),
    (
        "Hungary argued the plan was illegal, even as Poland insisted it was fair.",
        [("the plan was illegal", "Hungary"), ("it was fair", "Poland")],
    ),
    (
        "Kari Holm said the bridge was safe while, according to Ruben Ortiz, it would collapse.",
        [("the bridge was safe", "Kari Holm"), ("it would collapse", "Ruben Ortiz")],
    ),
    (
        "Kari Holm said that prices would fall and that wages would rise.",
        [("prices would fall and that wages would rise", "Kari Holm")],
    ),
]
NARRATION: list[tuple[str, Rows]] = [
    (
        "“The bridge” – Kari Holm tapped the map – “is safe.”",
        [("The bridge", "Kari Holm"), ("is safe.", "Kari Holm")],
    ),
    (
        "“It was dark,” Ruben Ortiz said — he shut his eyes — “and it was cold.”",
        [("It was dark,", "Ruben Ortiz"), ("and it was cold.", "Ruben Ortiz")],
    ),
    (
        "“Give me a year”—he looked up—“and I build it,” said Ruben Ortiz.",
        [("Give me a year", "Ruben Ortiz"), ("and I build it,", "Ruben Ortiz")],
    ),
]
CARRIED: list[tuple[str, Rows]] = [
    (
        "“We built it,” said Greta Solberg.\n\nRuben Ortiz laughed. “And we paid for it.”",
        [("We built it,", "Greta Solberg"), ("And we paid for it.", "Ruben Ortiz")],
    ),
    (
        "“We built it,” said Greta Solberg.\n\nThe square was silent.\n\n“And who paid for it?”",
        [("We built it,", "Greta Solberg"), ("And who paid for it?", None)],
    ),
]
UNSAID: list[tuple[str, Rows]] = [
    ("Nobody at the ministry said the bridge would fall.", []),
    ("No official has claimed that the dam is safe.", []),
    ("Not one minister said the dam was safe.", []),
    ("The mayor never said that the bridge was safe.", []),
    ("The agency declined to say that it had erred.", []),
    ("She did not hesitate to say that he was wrong.", [("he was wrong", "She")]),
    ("He called them “partners”, not “friends”.", [("partners", "He")]),
]
TRANSCRIPTS: list[tuple[str, Rows]] = [
    (
        "Q. Why resign now?\n\nA. Because I am tired.\n\nPavel Novak led the club for nine years.",
        [("Why resign now?", "Q"), ("Because I am tired.", "Pavel Novak")],
    ),
    (
        "THE CHAIR: Thanks. (Applause.) Please sit.\n\nAUDIENCE MEMBER: Why?\n\nTHE CHAIR: Order. [Gavel.]",
        [
            ("Thanks.", "THE CHAIR"),
            ("Please sit.", "THE CHAIR"),
            ("Why?", "AUDIENCE MEMBER"),
            ("Order.", "THE CHAIR"),
        ],
    ),
    (
        "Host: Where from?\n\nKari Holm: From Bergen.\n\nHost: Still?\n\nKH: No more.",
        [
            ("Where from?", "Host"),
            ("From Bergen.", "Kari Holm"),
            ("Still?", "Host"),
            ("No more.", "Kari Holm"),
        ],
    ),
    (
        "**What is the plan?**\n\nWe build a wall.\n\nPetra Vold spoke to us in Bergen.",
        [("What is the plan?", None), ("We build a wall.", "Petra Vold")],
    ),
]
DIALOGUE: list[tuple[str, Rows]] = [
    (
        "– Are you sure? asked Lien.\n\n– I saw it myself, said Vold. – Twice.\n\n– Then we must go.",
        [
            ("Are you sure?", "Lien"),
            ("I saw it myself,", "Vold"),
            ("Twice.", "Vold"),
            ("Then we must go.", None),
        ],
    ),
    ("– The council raised the tax.\n\n– The mayor resigned on Friday.\n\n– It rained.", []),
]
OTHER: list[tuple[str, Rows]] = [
    (
        "“Our hearts break,” wrote Greta Solberg on Facebook.",
        [("Our hearts break,", "Greta Solberg")],
    ),
    ("“Stay home,” said Ruben Ortiz to residents on Tuesday.", [("Stay home,", "Ruben Ortiz")]),
    ("“It leaks,” said in a talk on Monday Petra Vold, an engineer.", [("It leaks,", "Petra Vold")]),
    (",,It leaks every spring'', Petra Vold said.", [("It leaks every spring", "Petra Vold")]),
    ("''Twas a hard winter,' said Ida Holm.", [("Twas a hard winter,", "Ida Holm")]),
    ("Monday: Rain and wind.\n\nTuesday: Sun.\n\nMonday: Rain again.", []),
    ("Q3: Revenue rose.\n\nQ4: Revenue fell.\n\nQ3: Costs rose.", []),
    ("“The Salt Road” — novel by Rosa Diaz\n\nIt is her third.", []),
    ("“Smoking kills.” — label on every packet in the country", [("Smoking kills.", None)]),
]
TITLES: list[tuple[str, Rows]] = [
    (
        '"Salt," Rosa Diaz wrote that the sea had taken her brother.',
        [("the sea had taken her brother", "Rosa Diaz")],
    ),
    ('"Salt," Rosa Diaz directed and half of Lund paid for, won a prize.', []),
    ('In "Winterland," Ida asks the ferryman for bread.', []),
    ('In her memoir "Salt," Rosa Diaz said the house was cold.', [("the house was cold", "Rosa Diaz")]),
    ('"The Salt Road," Diaz said in an interview, took her nine years.', []),
    (
        "“Winterland” star Tom Reed told the paper he was tired of trains.",
        [("he was tired of trains", "Tom Reed")],
    ),
    (
        'The actor, who played a priest in "Winterland," said he had left the stage.',
        [("he had left the stage", "The actor")],
    ),
    (
        'The word "flood," the engineer said, should be used with care.',
        [('The word "flood,"', "the engineer"), ("should be used with care", "the engineer")],
    ),
    ('Critics said "Winterland" was too long.', [('"Winterland" was too long', "Critics")]),
    (
        'Her last song, "Salt," topped the chart, Vold said.',
        [('Her last song, "Salt," topped the chart', "Vold")],
    ),
    ('"Never," Petra Vold said.', [("Never,", "Petra Vold")]),
    ('"Guilty," the foreman said, and the room fell silent.', [("Guilty,", "the foreman")]),
    (
        '"Salt," said Petra Vold, "keeps the road open."',
        [("Salt,", "Petra Vold"), ("keeps the road open.", "Petra Vold")],
    ),
]
AROUND_DASHES: list[tuple[str, Rows]] = [
    ("“Salt” — which she wrote in two years — and “Winterland” sold well.", []),
    ("“Winterland” — he played a guard in it — “Salt” made him known.", []),
    (
        "“We had bread,” said Ida Holm — she was nine when the war began — “and we shared it.”",
        [("We had bread,", "Ida Holm"), ("and we shared it.", "Ida Holm")],
    ),
]
BRIEFS: list[tuple[str, Rows]] = [
    (
        "– The council raised the tax, the mayor said.\n– Men were held.\n– It will rain, said the office.",
        [("The council raised the tax", "the mayor"), ("It will rain", "the office")],
    ),
    (
        "- Oil fell, traders said.\n\n- OSLO: A ship sank, the guard said.",
        [("Oil fell", "traders"), ("A ship sank", "the guard")],
    ),
    (
        "– See you, said Lien, and shut the door.\n\nIt rained.\n\n– Nobody wants it, says Eva Vold.",
        [("See you,", "Lien"), ("Nobody wants it,", "Eva Vold")],
    ),
]
DAYS: list[tuple[str, Rows]] = [
    ("The bank said on Monday it would cut 90 jobs.", [("it would cut 90 jobs", "The bank")]),
    ("Vold said in Bergen on Thursday prices were too high.", [("prices were too high", "Vold")]),
    ("The board said in March it was looking for a head.", [("it was looking for a head", "The board")]),
    (
        "The ferry line said in an email on Tuesday passengers would be paid.",
        [("passengers would be paid", "The ferry line")],
    ),
    (
        "The court said on Thursday that on Friday it would open the files.",
        [("on Friday it would open the files", "The court")],
    ),
    (
        "The firm said on Monday evening in a filing with the exchange that it had found no fraud.",
        [("it had found no fraud", "The firm")],
    ),
    ("Holm said that in winter the road is shut.", [("in winter the road is shut", "Holm")]),
]
SIDES: list[tuple[str, Rows]] = [
    (
        "Holm said the ferry would sail, while the company denied that it had a date.",
        [("the ferry would sail", "Holm")],
    ),
    (
        "Prices, according to the bank, rose, while wages, according to Petra Vold, fell by a third.",
        [
            ("Prices", "the bank"),
            ("rose", "the bank"),
            ("wages", "Petra Vold"),
            ("fell by a third", "Petra Vold"),
        ],
    ),
    (
        "While exports, according to the bank, fell by a tenth, imports rose.",
        [("exports", "the bank"), ("fell by a tenth", "the bank")],
    ),
    (
        "The mayor wrote that the tunnel was “a disgrace”, prompting Holm to say that she “did not agree”.",
        [("the tunnel was “a disgrace”", "The mayor"), ("she “did not agree”", "Holm")],
    ),
    (
        'The judge said the proof was "plain" and sentenced him to nine years.',
        [('the proof was "plain"', "The judge")],
    ),
    (
        "Holm insisted there were “no cracks” — a claim that two engineers denied.",
        [("there were “no cracks”", "Holm")],
    ),
    (
        "Asked if he would leave the council, Holm said: “No.”",
        [("No.", "Holm")],
    ),
]
TURNED: list[tuple[str, Rows]] = [
    (
        "“We have no boats,” said Ida Holm.\n\nThe harbour board sees it otherwise. “The boats are there.”",
        [("We have no boats,", "Ida Holm"), ("The boats are there.", None)],
    ),
    (
        "“We have no boats,” said Ida Holm. The quay was built in 1931. “It leaks.”",
        [("We have no boats,", "Ida Holm"), ("It leaks.", "Ida Holm")],
    ),
    (
        "“We have no boats,” Holm, 58, tells me over tea. “We row.”",
        [("We have no boats,", "Holm"), ("We row.", "Holm")],
    ),
    (
        "Dozens stood outside the town hall chanting “Open the road now”.",
        [("Open the road now", "Dozens")],
    ),
    (
        "They sang “Four more years!” The mayor smiled and said, “Not so fast.”",
        [("Four more years!", "They"), ("Not so fast.", "The mayor")],
    ),
]
ALL = [
    *DATELINES, *SIGNED, *NOT_SIGNED, *LABELLED, *ANY_VERB, *SECOND_SPEAKER, *NARRATION, *CARRIED, *UNSAID,
    *TRANSCRIPTS, *DIALOGUE, *OTHER, *TITLES, *AROUND_DASHES, *BRIEFS, *DAYS, *SIDES, *TURNED,
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), ALL)
def test_words_and_speakers(
    nlp: Language, lexicon: QuoteLexicon, names: Names, body: str, expected: Rows
) -> None:
    doc = nlp(body)
    quotes = find_quotes(doc, find_entities(doc, names, None), lexicon)
    assert [(body[q.start_char : q.end_char], q.speaker_text) for q in quotes] == expected


def test_labels_that_name_nobody_are_no_entities(nlp: Language, names: Names) -> None:
    doc = nlp("QUESTION: Why?\n\nMR. LUND: No.\n\nQUESTION: When?\n\nErik Lund met the press.")
    found = {entity.name for entity in find_entities(doc, names, None).entities.values()}
    assert "Erik Lund" in found
    assert not any("QUESTION" in name.upper() or name == "MR" for name in found)
