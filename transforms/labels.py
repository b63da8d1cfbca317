"""Labels: who speaks, at the start of a paragraph: "MS. BERG (on camera): We are ready.", "Q Why now?"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NAME = r"[A-Z][\w.'’-]*(?: (?:of |the |de |van |von |bin |al-)?[A-Z][\w.'’-]*){0,4}(?: #?\d{1,2})?"
_ASIDE = r" ?[(\[][\w .'’-]{2,40}[)\]]"  # "(voice-over)", "[through interpreter]"
_ROLE = r", [\w][\w .&'’-]{1,60}"
_COLON = re.compile(rf"\s*(?P<name>{_NAME})(?P<role>{_ROLE})?(?P<aside>{_ASIDE})?(?P<role2>{_ROLE})?:\s*")
# Official transcripts of the spoken word: "Q    Does the president plan ...", "A. He does."
_LETTER = re.compile(r"\s*(?P<name>[QA])(?:\.|\s?[—–-])?\s+(?=[A-Z(\[\"“])")
_BOLD = re.compile(r"\s*(?P<mark>\*\*|__)(?P<words>[^*_\n]{3,300}\?)(?P=mark)\s*")
_TITLED = re.compile(
    r"(?:MR|MS|MRS|DR|SEN|REP|GEN|SECRETARY|CHAIRMAN|CHAIRWOMAN|PRESIDENT|JUDGE)\b\.? ", re.I
)
# Words of labels that name nobody
_NOBODY = frozenset(
    {
        "q", "a", "question", "questioner", "answer", "moderator", "speaker", "host", "co-host",
        "anchor", "reporter", "reporters", "journalist", "correspondent", "interviewer",
        "interviewee", "participant", "panelist", "attendee", "audience", "member", "male", "female",
        "man", "woman", "voice", "voices", "unidentified", "unknown", "narrator", "announcer",
        "presenter", "operator", "caller", "press", "staff", "translator", "interpreter", "all",
        "crowd", "the",
    }
)  # fmt: skip
# What somebody says of themselves or to others; the country is "US"
IN_PERSON = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Ww]e|[Uu]s|[Oo]ur|[Yy]ou|[Yy]ours?)\b")
ANSWERS = frozenset({"a", "answer", "interviewee"})
_LETTERS = re.compile(r"[^\W_]+(?:-[^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Label:
    """The characters of a speaker's label and where its words begin. `is_sure`: its form is that of a
    transcript, not of a heading ("Weather: ...")."""

    start: int
    end: int
    words: int
    name: str
    is_sure: bool

    @property
    def is_nobody(self) -> bool:
        """Whether it says only that somebody speaks, as "QUESTION" and "UNIDENTIFIED MALE" do."""
        return all(word in _NOBODY for word in _LETTERS.findall(self.name.lower()))

    @property
    def answers(self) -> bool:
        return self.name.lower() in ANSWERS


def label_of(body: str, start: int, end: int) -> Label | None:
    """The label of the paragraph between two characters."""
    found = _COLON.match(body, start, end)
    if found is not None:
        name = found["name"]
        sure = name.isupper() or found["aside"] is not None or _TITLED.match(name) is not None
    else:
        found, sure = _LETTER.match(body, start, end), True
    if found is None:
        return None
    label = Label(*found.span("name"), found.end(), found["name"], sure)
    return label if sure or not label.is_nobody else Label(*found.span("name"), found.end(), label.name, True)


def nobody_labels(body: str, paragraphs: Sequence[tuple[int, int]]) -> Iterator[Label]:
    """The labels of a body that name nobody; a letter without a colon ("A man") only among others."""
    found = [label for start, end in paragraphs if (label := label_of(body, start, end)) and label.is_nobody]
    colons = [label for label in found if ":" in body[label.end : label.words]]
    asks = any(label.name == "Q" for label in found)
    yield from found if asks else colons


def bold_question(body: str, start: int, end: int) -> tuple[int, int] | None:
    """The words of a paragraph that is a question in Markdown's bold."""
    found = _BOLD.fullmatch(body, start, end)
    return None if found is None else found.span("words")
