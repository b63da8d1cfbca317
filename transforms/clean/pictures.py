"""Photo credits and captions: which lines belong to a picture rather than to the article."""

import re
from dataclasses import dataclass
from pathlib import Path

from transforms.clean.names import NAME
from transforms.lexicon.reference import read_rows

_WORD = (
    r"(?:(?:(?:lead |featured )?image|photo|picture|video|photograph|illustration|graphic)s?\s+)?credits?"
    r"|photos?|photograph(?:er|s|y)?|pictures?|images?|foto|fotos|bild|crédit(?:s|o)?(?:\s+photo)?|illustration"
    r"|(?:file|handout|pool)(?:\s+(?:photo|pic|picture|image))?|screengrab|pictured"
)
# Alone on its line: "Credit…A B/Agency", "Photo: A B", "Photo by A B", "FILE - The president in May."
_CREDIT_LINE = re.compile(
    rf"[(\[]?(?:{_WORD})(?:\s*(?:\.\.\.|[…:|/])\s*|\s+(?:by|via|courtesy|supplied by|from)\b).*"
    r"|file\s+[-–—]\s.*",
    re.I | re.S,
)
# A credit run on to the caption: "The leaders in May.Credit…A B/Agency", "... in May. Credit: A B"
_CREDIT_TAIL = re.compile(
    r"[.?!”\"’)\w]\s*(?:(?:Photo|Image|Picture|Video|photo|image)\s+)?"
    r"(?:[Cc]redit\s*(?:…|\.\.\.)\s*\S|Credits?:\s*[^\W\d_a-z])[^!?]{1,120}$"
)
_PHOTO_TAIL = re.compile(
    r"(?<=[.?!”\"’)])\s*(?:PHOTO|FILE PHOTO|Photo|Photograph|Picture|Image|Foto)s?"
    r"(?:\s+(?:by|BY|from|FROM|courtesy|COURTESY|via)\b|\s*[:/|])[^!?]{2,80}$"
)
_BRACKET_TAIL = re.compile(r"[(\[]([^()\[\]]{3,140})[)\]][\s.]*$")
# A caption that begins with its credit: "A B, Agency | The leaders in May."
_CREDIT_HEAD = re.compile(rf"{NAME}\s*[,/]\s*(?P<agency>[^|]{{2,40}}?)\s*\|\s")
# A bare credit behind the last sentence, or alone: "A B/Agency", "A B/Agency — Archive", "A B via Agency"
_BARE_CREDIT = re.compile(
    rf"(?:^|[.?!”\"’)]\s+)(?:{NAME}|[A-Z-]{{2,}}(?: Photo)?)"
    r"\s*(?P<link>/|\||\bvia\b|,|—|–)\s*(?P<agency>[^.!?]{2,60})$"
)
_FREELANCE = re.compile(rf"{NAME}\s+for\s+(?:[Tt]he\s+)?[^\W\d_a-z][\w .’'&-]{{2,40}}")
# "... in May. — Agency pic", "... in May. - Agency/File"
_AGENCY_PHOTO = re.compile(
    r"(?<=[.?!”\"’)])\s*[—–-]\s*(?P<who>[^.!?]{2,60}(?:/[^.!?]{2,40}|\b(?:pic|photo|files?)))$", re.I
)
_PROVIDED = re.compile(
    r"(?:supplied|provided|handout|screengrab|archive|courtesy[^()]*|file(?: (?:photo|image|pic|picture))?)",
    re.I,
)
_NAME_SLASH = re.compile(rf"{NAME}\s*/\s*[A-Z]")
_NAME_COMMA = re.compile(rf"{NAME},\s")
_PHOTO_WORD = re.compile(
    r"\b(?:photos?|pictures?|images?|foto|file|handout|screengrab|courtesy|pool|via|illustration)\b", re.I
)
# Every caption that can be told by its credit holds one of these; most prose holds none.
_SIGNS = (
    "/",
    ")",
    "]",
    "|",
    "—",
    "– ",
    " - ",
    "credit",
    "photo",
    "picture",
    "image",
    "foto",
    " via ",
    "file ",
)
_LONGEST_CAPTION = 900  # characters
_LONGEST_CREDIT = 200
_LONGEST_BARE_CREDIT = 120


@dataclass(frozen=True, slots=True)
class Agencies:
    """The agencies that photo credits name, as patterns."""

    named: re.Pattern[str]  # anywhere in a line
    alone: re.Pattern[str]  # a line of nothing but agencies: "Reuters", "© AFP", "Getty Images/AFP"

    @classmethod
    def load(cls, folder: Path) -> "Agencies":
        """Read `photo_credits.csv`. Raises FileNotFoundError and ValueError as `read_rows` does."""
        names = sorted((row["name"] for row in read_rows("photo_credits", folder)), key=len, reverse=True)
        agency = rf"(?<!\w)(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?!\w)"  # without names: nothing
        return cls(
            re.compile(agency),
            re.compile(
                rf"[\W_]*(?:via\s+)?{agency}(?:[\s/,|()—–-]+(?:via\s+|file|pic|photo|{agency}))*[\W_]*", re.I
            ),
        )


def is_photo_credit(line: str, agencies: Agencies) -> bool:
    """Whether a line is a credit alone: "Credit…A B/Agency", "Photo: A B", "A B/Agency", "Getty Images"."""
    text = line.strip()
    if len(text) > _LONGEST_CREDIT:
        return False
    if _has_sign(text) and _CREDIT_LINE.fullmatch(text) and not text.endswith((".”", "?")):
        return True
    if len(text) > _LONGEST_BARE_CREDIT:
        return False
    if agencies.alone.fullmatch(text):
        return True
    found = _BARE_CREDIT.match(text) or _FREELANCE.fullmatch(text)
    return bool(found and agencies.named.search(found.group()))


def is_caption(line: str, agencies: Agencies) -> bool:
    """Whether a line is a picture's caption, known by the credit that it carries.

    A caption without any credit cannot be told from prose and is not found.
    """
    text = line.strip()
    if len(text) > _LONGEST_CAPTION or not _has_sign(text):
        return False
    if _CREDIT_TAIL.search(text) or _PHOTO_TAIL.search(text):
        return True
    bracket = _BRACKET_TAIL.search(text)
    if bracket and bracket.start() > 0 and _is_credit(bracket.group(1), agencies):
        return True
    bare = _BARE_CREDIT.search(text)
    if bare and bare["link"] in {"/", "|", "via"} and agencies.named.search(bare.group()):
        return True
    dash = _AGENCY_PHOTO.search(text)
    if dash and agencies.named.search(dash["who"]):
        return True
    head = _CREDIT_HEAD.match(text)
    return bool(head and agencies.named.search(head["agency"]))


def _has_sign(text: str) -> bool:
    lower = text.lower()
    return any(sign in lower for sign in _SIGNS)


def _is_credit(note: str, agencies: Agencies) -> bool:
    """Whether the words of a closing bracket credit a picture: "A B/Agency", "AP Photo/A B", "Photo: A B"."""
    if _CREDIT_LINE.fullmatch(note) or _NAME_SLASH.match(note) or _PROVIDED.fullmatch(note):
        return True
    if not agencies.named.search(note):
        return False
    return bool("/" in note or "|" in note or _PHOTO_WORD.search(note) or _NAME_COMMA.match(note))
