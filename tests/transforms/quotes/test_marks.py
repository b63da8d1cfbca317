"""Quotation marks alone: which words stand between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.marks import marked_spans, paragraphs, quoted_mask

PAIRS = [
    # shapes
    ('"I am happy," she said.', ["I am happy,"]),
    ("“I am happy,” she said.", ["I am happy,"]),
    ("„Ich bin da,“ sagte sie.", ["Ich bin da,"]),
    ("„Jestem tu”, said Ola.", ["Jestem tu"]),
    ("«Je suis là», said Luc.", ["Je suis là"]),
    ("« Je suis là », said Luc.", ["Je suis là"]),
    ("»Ich bin da«, said Uwe.", ["Ich bin da"]),
    ("”Jag är här”, said Lars.", ["Jag är här"]),
    ("``I am happy,'' she said.", ["I am happy,"]),
    ("“I am happy,’’ she said.", ["I am happy,"]),
    # several
    ('"One." "Two." Three. "Four."', ["One.", "Two.", "Four."]),
    ('She said:"Yes",then left.', ["Yes"]),
    # single marks and apostrophes
    ("'I can't,' he said. 'It's the dogs' bowl.'", ["I can't,", "It's the dogs' bowl."]),
    ("‘I can’t,’ he said. ‘It’s late.’", ["I can’t,", "It’s late."]),
    ("The dogs' bowl and the cats' bowl.", []),
    ("It wasn't the '90s; rock 'n' roll was over, 'cause we left.", []),
    ("''Tis late,' she said.", ["Tis late,"]),
    (",,I am happy'', she said.", ["I am happy"]),
    ("The workers' tools and the 'special' keys.", ["special"]),
    ("Don’t, won’t, can’t, James’ and the boys’ own.", []),
    # nested
    ("“She said ‘no’ to me,” he said.", ["She said ‘no’ to me,"]),
    ('"She said "no" to me," he said.', ['She said "no" to me,']),
    ("‘She said “no” to me,’ he said.", ["She said “no” to me,"]),
    ("\"He yelled, 'Stop!' and ran,\" she said.", ["He yelled, 'Stop!' and ran,"]),
    # wrong marks
    ("She added “it is good. “ Then she left.", ["it is good."]),
    ('" I am happy ", she said.', ["I am happy"]),
    ("The rest was lost. we will see,” Mr. Oba said.", ["we will see,"]),
    # measures
    ("He is 5'10\" tall, she is 5' 6\".", []),
    # nothing inside
    ('"" and “ ” and "..."', []),
]


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_words_between_marks(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in marked_spans(text)] == expected


def test_quotation_over_paragraphs_is_one_run() -> None:
    text = "“One.\n\n“Two.\n\n“Three,” said Ida. “Four.”\n\n“Five.”"
    spans = marked_spans(text)
    assert [(text[s.start : s.end], s.run) for s in spans] == [
        ("One.", 1),
        ("Two.", 1),
        ("Three,", 1),
        ("Four.", 2),
        ("Five.", 3),
    ]
    assert [s.closed for s in spans] == [False, False, True, True, True]


def test_paragraph_break_inside_a_quotation() -> None:
    text = '"The first half ends here\n\nand goes on there," said Ida.\n\n"Fine."'
    spans = marked_spans(text)
    assert [(text[s.start : s.end], s.run) for s in spans] == [
        ("The first half ends here", 1),
        ("and goes on there,", 1),
        ("Fine.", 2),
    ]


@pytest.mark.parametrize("mark", ['"', "“", "”", "«", "»", "„", "'", "‘"])
def test_a_lost_mark_spoils_its_paragraph_only(mark: str) -> None:
    before, after = '"It is late," said Ida.', "“We are here,” said Uwe. ‘Good,’ said Ida."
    text = f"{before}\n\nHe went {mark}home and slept.\n\n{after}"
    words = [text[s.start : s.end] for s in marked_spans(text)]
    assert words[0] == "It is late,"
    assert words[-2:] == ["We are here,", "Good,"]


def test_lost_closing_mark_ends_at_the_next_opening_one() -> None:
    text = '"It is late, he said. "We must go."'
    assert [text[s.start : s.end] for s in marked_spans(text)] == ["It is late, he said.", "We must go."]


def test_mask_covers_marks_and_words() -> None:
    text = 'Say "yes" now.'
    assert bytes(quoted_mask(text)) == b"\0" * 4 + b"\1" * 5 + b"\0" * 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\nTwo.", ["One.", "Two."]),
        ("One is\nwrapped here.\nTwo.", ["One is\nwrapped here.", "Two."]),
        ("\n\n  \nOne.\n \n\n", ["One."]),
        ("", []),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in paragraphs(text)] == expected


MARKS = st.text(alphabet="\"“”„‟«»'‘’‚‹›`aB .,:!?\n-—5", max_size=200)


@given(MARKS)
def test_any_marks_give_spans_inside_the_text_that_do_not_overlap(text: str) -> None:
    spans = marked_spans(text)
    end = 0
    for span in spans:
        assert end <= span.outer_start <= span.start < span.end <= span.outer_end <= len(text)
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        end = span.outer_end
    assert len(quoted_mask(text)) == len(text)


@given(st.lists(MARKS.map(lambda t: t.replace("\n", " ")), max_size=5))
def test_a_paragraph_reads_the_same_whatever_stands_before(parts: list[str]) -> None:
    # An open quotation may run on, so a paragraph without marks stands between.
    tail = '"It is late," said Ida.'
    text = "\n\n".join([*parts, "Nothing quoted.", tail])
    last = marked_spans(text)[-1]
    assert text[last.start : last.end] == "It is late,"
