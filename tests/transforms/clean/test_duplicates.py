"""Near-duplicates by wording: what is found, and what is kept apart."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.clean.duplicates import (
    N_BANDS,
    bands,
    signature,
    similar,
    unpacked,
)  # fmt: skip

VOCABULARY = [
    a + b
    for a in ("dam", "gate", "rain", "wall", "river", "vote", "law", "town")
    for b in ("", "s", "ed", "ing", "er")
]


def article(seed: int, n_words: int = 300) -> list[str]:
    rng = random.Random(seed)
    return [rng.choice(VOCABULARY) + str(rng.randrange(20)) for _ in range(n_words)]


def sign(words: list[str]) -> bytes:
    signed = signature(" ".join(words))
    assert signed is not None
    return signed


def test_case_and_marks_count_for_nothing() -> None:
    words = article(1)
    assert signature(" ".join(words).upper() + "!") == signature("“" + ", ".join(words) + "”")


def test_a_signature_is_the_same_on_every_machine() -> None:
    words = [f"word{number}" for number in range(40)]
    assert len(sign(words)) == 512
    assert sign(words) == sign(list(words))
    assert bands(sign(words))[0] == bands(sign(words))[0]
    assert len(set(bands(sign(words)))) == N_BANDS


@pytest.mark.parametrize("seed", range(5))
def test_copies_are_found_and_others_are_not(seed: int) -> None:
    words = article(seed)
    rng = random.Random(seed)
    edited = [word if rng.random() > 0.05 else "changed" for word in words]
    cut = words[: int(len(words) * 0.7)]
    longer = words + article(seed + 100, 80)
    for copy in (edited, cut, longer):
        assert similar(unpacked([sign(words), sign(copy)]), 0, [1]) == [0]
        assert set(bands(sign(words))) & set(bands(sign(copy))), "they are compared"
    assert similar(unpacked([sign(words), sign(article(seed + 77))]), 0, [1]) == []


def test_short_bodies_have_no_signature() -> None:
    assert signature("Too short to tell.") is None
    assert signature("") is None


@given(st.text())
def test_any_text_can_be_signed(text: str) -> None:
    signed = signature(text * 3)
    assert signed is None or similar(unpacked([signed, signed]), 0, [1]) == [0]
