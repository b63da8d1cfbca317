"""Marks nest, whatever spans cross, and the text stays what it is."""

from hypothesis import given
from hypothesis import strategies as st

from warehouse.article.spans import Close, Open, Span, Text, nested, paragraphs

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=40)
SPANS = st.lists(
    st.builds(
        Span, st.integers(-3, 45), st.integers(-3, 45), st.integers(0, 2), st.just("m"), st.integers(0, 5)
    ),
    max_size=12,
)


def shown(text: str, *spans: Span) -> str:
    """The tokens as brackets with keys; an interrupted or continued span has a dash."""
    parts = []
    for token in nested(text, spans):
        if isinstance(token, Text):
            parts.append(token.text)
        elif isinstance(token, Open):
            parts.append(f"[{token.span.kind}{'' if token.first else '-'} ")
        else:
            parts.append("]" if token.last else "-]")
    return "".join(parts)


def test_a_span_in_another() -> None:
    assert (
        shown("Chile met Peru.", Span(0, 14, 0, "e", 0), Span(0, 5, 2, "m", 0)) == "[e [m Chile] met Peru]."
    )


def test_the_same_stretch_nests_by_depth() -> None:
    assert (
        shown("Chile", Span(0, 5, 2, "m", 0), Span(0, 5, 0, "e", 0), Span(0, 5, 1, "q", 0))
        == "[e [q [m Chile]]]"
    )


def test_of_two_that_cross_the_later_is_cut() -> None:
    assert shown("abcdef", Span(0, 4, 0, "e", 0), Span(2, 6, 1, "q", 0)) == "[e ab[q cd-]][q- ef]"


def test_touching_spans_stay_apart() -> None:
    assert shown("abcd", Span(0, 2, 0, "e", 0), Span(2, 4, 0, "f", 0)) == "[e ab][f cd]"


def test_a_stretch_of_the_text_has_its_parts_of_spans() -> None:
    tokens = list(nested("abcdef", [Span(0, 3, 0, "e", 0), Span(4, 6, 0, "f", 0)], 2, 5))
    assert "".join(token.text for token in tokens if isinstance(token, Text)) == "cde"
    assert [token.span.kind for token in tokens if isinstance(token, Open)] == ["e", "f"]


@given(TEXTS, SPANS)
def test_marks_nest_around_an_unchanged_text(text: str, spans: list[Span]) -> None:
    stack: list[Span] = []
    covered: dict[int, set[Span]] = {}
    position = 0
    for token in nested(text, spans):
        if isinstance(token, Open):
            stack.append(token.span)
        elif isinstance(token, Close):
            assert stack.pop() == token.span
        else:
            assert token.text == text[position : position + len(token.text)] != ""
            for place in range(position, position + len(token.text)):
                covered[place] = set(stack)
            position += len(token.text)
    assert not stack and position == len(text)
    assert all(
        covered[place] == {span for span in spans if span.start <= place < span.end}
        for place in range(len(text))
    )


@given(TEXTS, SPANS)
def test_a_span_begins_and_ends_once(text: str, spans: list[Span]) -> None:
    tokens = list(nested(text, spans))
    begun = [token.span for token in tokens if isinstance(token, Open) and token.first]
    ended = [token.span for token in tokens if isinstance(token, Close) and token.last]
    inside = [span for span in spans if max(span.start, 0) < min(span.end, len(text))]
    assert sorted(begun) == sorted(ended) == sorted(inside)


@given(st.lists(TEXTS, max_size=5))
def test_paragraphs_are_what_empty_lines_part(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    assert "\n\n".join(text[start:end] for start, end in paragraphs(text)) == text
