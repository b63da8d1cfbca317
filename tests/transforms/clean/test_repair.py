"""Repairs: what surely is damage, what is left alone, and that both are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.clean.repair import repair_characters, repair_paragraph


@pytest.mark.parametrize(
    ("broken", "mended", "n_repairs"),
    [
        ("perceived U. S. dominance", "perceived U.S. dominance", 1),
        ("the U. K. and the E. U. agreed", "the U.K. and the E.U. agreed", 2),
        ("It called the move “a step back. “", "It called the move “a step back.”", 1),
        ("He said “we go on. “ Then he left.", "He said “we go on.” Then he left.", 1),
        ("They hope “both sides will talk. “”.", "They hope “both sides will talk.”.", 1),
        ("She saw “no way“ out.", "She saw “no way” out.", 1),
        ("?We go,? said Ida. It?s late.", "“We go,” said Ida. It’s late.", 2),
        ("Ida left. ?Will you??", "Ida left. “Will you?”", 1),
        ("He began to see the limits of the plan. “", "He began to see the limits of the plan.”", 1),
    ],
)
def test_sure_damage_is_mended(broken: str, mended: str, n_repairs: int) -> None:
    assert repair_paragraph(broken) == (mended, n_repairs)


@pytest.mark.parametrize(
    "text",
    [
        "J. K. Rowling and E. M. Forster wrote novels.",
        "“We go on,” he said. “We must.”",
        "“A quotation that runs over paragraphs has no closing mark.",
        "said “ we go on ” and left",
        "Er sagte: „Wir gehen.“ Dann ging er.",
        "Il a dit « nous partons » hier.",
        '"Straight marks," he said. "They stay."',
        "the ’90s and the dogs’ home",
        "the interests of others,” Mr. Vale said.",
        "Will you? Will they? It is at example.org/?Page=1, she said.",
        "¿Qué? ?Quién",
    ],
)
def test_what_may_be_meant_is_left_alone(text: str) -> None:
    assert repair_paragraph(text) == (text, 0)


@pytest.mark.parametrize(
    ("broken", "mended", "n_repairs"),
    [
        ("â€œWe go on,â€\x9d he said", "“We go on,” he said", 1),
        ("â€œWe go on,â€ Ida said. Itâ€™s late.", "“We go on,” Ida said. It’s late.", 1),
        ("the cafÃ© in QuÃ©bec", "the café in Québec", 1),
        ("nul\x00l and \x07bell", "null and bell", 2),
        ("right\u202eto\u202c left\u2066!\u2069", "rightto left!", 4),
        ("zero\u200bwidth soft\u00adhyphen \ufeffmark", "zerowidth softhyphen mark", 3),
        ("R&amp;D and &quot;so&quot;", 'R&D and "so"', 1),
    ],
)
def test_characters_are_mended_and_counted(broken: str, mended: str, n_repairs: int) -> None:
    assert repair_characters(broken) == (mended, n_repairs)


@pytest.mark.parametrize(
    "text",
    [
        "“Curly” ‘marks’ stay — as do dashes – and dots…",
        "Ärger in Österreich, déjà vu, señor, Łódź, Çeşme, Đà Nẵng",
        "На юге Путин сказал: «Нет».",
        "习近平说：“不。”",
        "می‌خواهم",
        "👩‍👩‍👧",
    ],
)
def test_sound_text_is_not_touched(text: str) -> None:
    assert repair_characters(text) == (text, 0)


def test_blanks_and_line_ends_are_made_one_kind() -> None:
    assert repair_characters("a\u00a0b\tc\r\nd\u2028e\rf").text == "a b c\nd\ne\nf"


@given(st.text())
def test_repairs_settle(text: str) -> None:
    once = repair_characters(text)
    assert once.n_repairs >= 0
    assert not any(char in once.text for char in "\x00\r\u202e\u2066\ufeff")
    assert repair_characters(once.text).text.count("\x00") == 0


@given(st.text(alphabet="“”„« .,!?aU.S\n"))
def test_paragraph_repairs_keep_the_words(text: str) -> None:
    mended = repair_paragraph(text)
    assert [c for c in mended.text if c.isalnum()] == [c for c in text if c.isalnum()]
    assert repair_paragraph(mended.text).text.count("“") <= mended.text.count("“")
