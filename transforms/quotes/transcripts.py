"""The turns of transcripts and interviews: paragraphs under the label of who speaks."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Token

from transforms.labels import IN_PERSON, Label, bold_question, label_of
from transforms.quotes.layout import Layout
from transforms.quotes.pieces import Piece
from transforms.records import ArticleEntities, Mention

_FEWEST_TURNS = 3
_FEWEST_ASKED = 2  # where questions and answers are marked as such
_MOST_BETWEEN = 4  # paragraphs that a turn of a transcript may go on for
_ENDS = frozenset(".!?…—–-\"”’')]*_")
_INITIALS = re.compile(r"[A-Z]\.?[A-Z]\.?(?:[A-Z]\.?)?")


class Turn(NamedTuple):
    """The paragraphs `first` to `last` as one turn. Its words begin at `words`."""

    label: Label
    first: int
    last: int
    words: int


def turn_pieces(layout: Layout, entities: ArticleEntities) -> Iterator[Piece]:
    """The turns of a transcript, a piece for each paragraph."""
    turns = _turns(layout)
    if not turns:
        return
    within = [(layout.paragraphs[turn.first][0], layout.paragraphs[turn.last][1]) for turn in turns]
    speakers = _Speakers(layout, entities, within)
    for turn in turns:
        speaker, carried, named = speakers.of(turn.label)
        for number in range(turn.first, turn.last + 1):
            start, end = layout.paragraphs[number]
            start = turn.words if number == turn.first else start
            end -= len(layout.body[start:end]) - len(layout.body[start:end].rstrip("*_ \n"))
            key = "signed", turn.words
            if not _is_marked(start, end, layout):
                yield Piece(start, end, "direct", None, speaker, key, "transcript_turn", carried, named)


def _is_marked(start: int, end: int, layout: Layout) -> bool:
    """Whether the words stand in marks: these then have a label."""
    return any(
        not layout.body[start : span.outer_start].strip() and not layout.body[span.outer_end : end].strip()
        for span in (layout.spans[n] for n in layout.spans_in(start, end))
    )


def _turns(layout: Layout) -> list[Turn]:
    """The labelled paragraphs that are turns, none where they are headings.

    A single label, or labels that never recur and are not those of transcripts, are headings ("WATCH: ...",
    "Weather: ..."). Between two turns of a transcript the speaker may go on for some paragraphs.
    """
    labels = _labels(layout)
    numbers = [number for number, label in enumerate(labels) if label is not None]
    turns = []
    for at, number in enumerate(numbers):
        label = labels[number]
        before = numbers[at - 1] if at else number - _MOST_BETWEEN - 1
        after = numbers[at + 1] if at + 1 < len(numbers) else number + _MOST_BETWEEN + 1
        reach = _MOST_BETWEEN if label is not None and label.is_sure else 1
        if label is None or min(number - before, after - number) > reach:
            continue
        goes_on = after - 1 if label.is_sure and after - number <= reach else number
        _, end = layout.paragraphs[number]
        if layout.body[end - 1 : end] in _ENDS and layout.without_blanks(label.words, end) > label.words:
            turns.append(Turn(label, number, goes_on, label.words))
    return turns if _is_transcript(turns, layout) else []


def _labels(layout: Layout) -> list[Label | None]:
    """The labels of the paragraphs; where questions are in bold, also of them and of what follows them."""
    body = layout.body
    labels = [label_of(body, start, end) for start, end in layout.paragraphs]
    if not any(label is not None and label.name == "Q" for label in labels):
        labels = [label if label and ":" in body[label.end : label.words] else None for label in labels]
    if "**" not in body and "__" not in body:
        return labels
    for number, (start, end) in enumerate(layout.paragraphs):
        asked = bold_question(body, start, end)
        if asked is None:
            continue
        labels[number] = Label(asked[0], asked[0], asked[0], "Q", True)
        if number + 1 < len(labels) and labels[number + 1] is None:
            begin, _ = layout.paragraphs[number + 1]
            labels[number + 1] = Label(begin, begin, begin, "A", True)
    return labels


def _is_transcript(turns: list[Turn], layout: Layout) -> bool:
    """Whether the labels are those of people who speak: a list ("Monday: Rain.") speaks to nobody."""
    names = Counter(turn.label.name for turn in turns)
    if any(turn.label.answers for turn in turns) and len(names) > 1:
        return len(turns) >= _FEWEST_ASKED
    sure = sum(turn.label.is_sure for turn in turns)
    nobody = any(turn.label.is_nobody for turn in turns)
    recur = len(names) < len(turns) or (nobody and sure == len(turns))
    if not nobody and not any(_speaks(turn, layout) for turn in turns):
        return False
    return len(turns) >= _FEWEST_TURNS and len(names) > 1 and recur


def _speaks(turn: Turn, layout: Layout) -> bool:
    """Whether the words are in the first or second person, or ask."""
    words = layout.body[turn.words : layout.paragraphs[turn.last][1]]
    return "?" in words or IN_PERSON.search(words) is not None


class _Speakers:
    """Whom the labels of one article mean. `within` are the characters of its turns."""

    def __init__(self, layout: Layout, entities: ArticleEntities, within: list[tuple[int, int]]) -> None:
        self._layout = layout
        self._entities = entities
        persons = [m for m in entities.mentions if m.form != "pronoun" and _is_person(m, entities)]
        self._persons = persons
        self._around = [m for m in persons if not any(start <= m.start_char < end for start, end in within)]
        self._begin = within[0][0]

    def of(self, label: Label) -> tuple[Token | None, str | None, tuple[int, int] | None]:
        """The head of the speaker's name, the rule that finds it elsewhere than in the label, and the
        characters that name the speaker."""
        met, rule = self._elsewhere(label)
        if met is not None:
            return self._layout.doc[met.head], rule, (met.start_char, met.end_char)
        named = (label.start, label.end) if label.start < label.end else None
        if label.is_nobody:
            return None, "nobody_label", named
        first, last = self._layout.token_at(label.start), self._layout.token_at(label.end)
        words = self._layout.doc[first:last]
        person = next((m for m in self._persons if first <= m.head < last), None)
        if person is not None:
            return self._layout.doc[person.head], None, named
        return words.root if len(words) else None, None, named

    def _elsewhere(self, label: Label) -> tuple[Mention | None, str]:
        if label.answers:
            before = [m for m in self._around if m.start_char < self._begin]
            return self._only(before) or self._only(self._around), "interviewee"
        if not label.is_nobody and _INITIALS.fullmatch(label.name):
            letters = label.name.replace(".", "")
            named = [m for m in self._persons if _initials(m, self._entities) == letters]
            return self._only(named), "initials"
        return None, ""

    def _only(self, mentions: list[Mention]) -> Mention | None:
        """The first of mentions that all mean one person."""
        meant = {mention.entity_id for mention in mentions}
        return mentions[0] if len(meant) == 1 else None


def _is_person(mention: Mention, entities: ArticleEntities) -> bool:
    entity = entities.entity(mention)
    return entity is not None and entity.kind == "PERSON"


def _initials(mention: Mention, entities: ArticleEntities) -> str:
    entity = entities.entity(mention)
    return "" if entity is None else "".join(word[0] for word in re.findall(r"[^\W\d_]+", entity.name))
