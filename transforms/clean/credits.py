"""Lines that name people who made the article: bylines, contributors, photo credits and captions."""

import re
from functools import cache
from typing import NamedTuple

from transforms.reference import read_rows

# A person's name: two to five capitalised words, particles between them allowed.
_PARTICLE = r"(?:[dD]e|[dD]el|[dD]e la|[dD]a|[dD]i|[dD]os|[vV]an|[vV]an der|[vV]on|[bB]in|[aA]l|[eE]l|[lL]a|[lL]e|ben|ter|of)"
_CAPITAL = r"(?:[^\W\d_a-z][\w’'.-]*|(?:al|el|an|as|ad)-[^\W\d_a-z][\w’'.-]*|d[’'][^\W\d_a-z]\w+)"
NAME = rf"{_CAPITAL}(?:\s+(?:{_PARTICLE}\s+)?{_CAPITAL}){{1,4}}"
_NAME_ONLY = re.compile(rf"{NAME}\Z")
_SEPARATORS = re.compile(r"\s*(?:;|,|\band\b|\bund\b|\bet\b|\by\b|&|\|)\s*")

_BYLINE = re.compile(
    r"(?:(?:story|words|text|written|reported|posted|published|authored?)\s+)?(?:by|von|por|par|di)\b[:\s]+(.+)",
    re.I,
)
_ROLE = re.compile(
    r"(?:[\w&’'.-]+\s+){0,4}(?:staff writer|writer|reporter|correspondents?|producer|editor|columnist|contributor"
    r"|journalist|special to .+|news service|newspaper|staff|desk|bureau(?: chief)?|press|news|agency|agencies"
    r"|times|post|tribune|herald|wire|reuters|afp|ap|bloomberg)",
    re.I,
)
_BYLINE_TAIL = re.compile(
    r"\s*(?:\||•|·|–|—|\bin [A-Z]|\bfor [A-Z]|\bof [A-Z]|\b(?:updated|published|posted)\b|\d).*", re.S
)

_FOR_THIS = r"(?:\s+(?:to|for) (?:this|the) (?:report|article|story|piece|research|analysis))"
_CONTRIBUTED = re.compile(
    rf"(?P<names>.+?)\s+(?:also\s+)?(?:contributed(?:\s+(?:additional|to|some|further))?(?:\s+(?:reporting|research|the reporting|to reporting))?{_FOR_THIS}?"
    rf"|provided (?:additional )?(?:reporting|research){_FOR_THIS}?|assisted (?:with|in) (?:the )?reporting"
    rf"|reported|helped report)(?:\s+(?P<place>from|in)\s+[^.]{{2,80}})?(?:,? (?:with|and) .+)?",
)
_REPORTED_BY = re.compile(
    r"(?:(?:additional|extra|further|supplementary)\s+)?(?:reporting|report|research|written|writing|compiled)"
    r"(?:\s+and\s+(?:writing|research))?(?:\s+for\s+\w+)?\s+by\s+(?P<names>.+)",
    re.I,
)
_WITH_FILES = re.compile(
    r"(?:with\s+(?:files|reporting|additional reporting|contributions?|help)\s+(?:from|by)|(?:material|information)\s+from)\s+(?P<names>.+)",
    re.I,
)
_PROVIDED_BY = re.compile(
    rf"(?:information|reporting|material|research|additional information){_FOR_THIS}?\s+(?:was\s+)?"
    r"(?:provided|contributed|supplied)\s+(?:by|through|from)\s+(?P<names>.+)",
    re.I,
)
_EDITING = re.compile(
    r"[;.]?\s*\b(?:editing|edited|translat\w+|graphics?|photograph\w*|video|produc\w+|fact[- ]check\w*)\b[^;.]*?\bby\b[^;]*",
    re.I,
)
_BY_ROLE = re.compile(
    r"[;]\s*(?=(?:additional |further )?(?:reporting|writing|written|research|compiled)\b)", re.I
)
_SENTENCE = re.compile(r"(?<=[a-zà-ÿ)][.])\s+(?=[A-Z])")
_PLACE = re.compile(r"\s+(?:in|from|at|of|for|with)\s+.*|[’']s\b.*", re.S)
_OWNER = re.compile(rf".*[’']s\s+(?={_CAPITAL})")
_LEADING_ROLE = re.compile(
    r"^(?:(?:the\s+)?(?:associated press|ap|reuters|afp|bloomberg|canadian press|cnn|bbc)\s+)?"
    r"(?:(?:news|staff|special|senior|freelance|video)\s+)*(?:writers?|reporters?|correspondents?|journalists?|producers?|researchers?)\s+",
    re.I,
)


class Contributors(NamedTuple):
    """Names of a closing line of the "X contributed reporting" kind; none where it names only an agency."""

    names: tuple[str, ...]


def byline(line: str) -> tuple[str, ...]:
    """The authors that a line at the head of an article names, none where it is no byline.

    Reads "By A B and C D", "By A B, CITY", and a bare name with an outlet or a role: "A B, The Agency".
    """
    if len(line) > 160:
        return ()
    found = _BYLINE.fullmatch(line.strip())
    if found:
        return people(_BYLINE_TAIL.sub("", found.group(1)))
    name, comma, role = line.strip().partition(",")
    if comma and _NAME_ONLY.match(name) and _ROLE.fullmatch(role.strip()):
        return people(name)
    return ()


def is_byline(line: str) -> bool:
    """Whether a line says who wrote, also where it names no person ("By our special correspondent")."""
    found = _BYLINE.fullmatch(line.strip())
    if found and len(line) < 160 and not line.rstrip().endswith((".", "?", "!", ":")):
        return bool(byline(line) or _ROLE.match(found.group(1)) or len(found.group(1).split()) <= 5)
    return bool(byline(line))


def people(text: str) -> tuple[str, ...]:
    """The names of persons in a list such as "A B, C D and E F"; other parts are left out."""
    names = []
    for part in _SEPARATORS.split(text):
        name = _OWNER.sub("", part).strip(" .:-–—")
        name = _LEADING_ROLE.sub("", _PLACE.sub("", name)).strip(" .:")
        if _NAME_ONLY.match(name) and name not in names:
            names.append(name)
    return tuple(names)


def contributors(line: str) -> Contributors | None:
    """Who a closing line names as contributing, or None where `line` is no such line.

    Editors, translators and photographers are no reporters and are left out.
    """
    text = line.strip(" \t()[]*_—–-•")
    if len(text) > 600 or any(mark in text for mark in '“”"'):
        return None
    text = _EDITING.sub("", text).strip(" .;")
    if not text:
        return Contributors(()) if len(line) < 200 else None
    names: list[str] = []
    for sentence in _SENTENCE.split(text):
        for part in _BY_ROLE.split(sentence.strip()):
            found = _credit_of(part.strip(" .;"))
            if found is None:
                return None
            names += [name for name in found if name not in names]
    return Contributors(tuple(names))


def _credit_of(part: str) -> tuple[str, ...] | None:
    for pattern in (_REPORTED_BY, _WITH_FILES, _PROVIDED_BY):
        found = pattern.fullmatch(part)
        if found:
            return people(found.group("names"))
    found = _CONTRIBUTED.fullmatch(part)
    if not found:
        return None
    named = people(found.group("names"))
    return named if named and _only_names(found.group("names"), named) else None


def _only_names(text: str, names: tuple[str, ...]) -> bool:
    """Whether a subject is made of persons and places, not a clause that happens to end in "reported"."""
    rest = text
    for name in names:
        rest = rest.replace(name, " ")
    rest = re.sub(
        r"\b(?:and|in|from|of|for|the|writers?|reporters?|correspondents?|staff|news|also)\b|[,;&’']s?",
        " ",
        rest,
        flags=re.I,
    )
    return all(word[:1].isupper() for word in rest.split())


# -- pictures --------------------------------------------------------------------------------------

_CREDIT_WORD = (
    r"(?:(?:image|photo|picture|video|photograph|illustration|graphic)s?\s+)?credits?|photos?|photograph(?:er|s|y)?|pictures?|images?"
    r"|foto|bild|crédit(?:s|o)?(?:\s+photo)?|illustration|file photo|file pic|file image|file|handout|screengrab|pool photo"
)
_CREDIT_LINE = re.compile(
    rf"[(\[]?(?:{_CREDIT_WORD})(?:\s*(?:\.\.\.|[…:|/])\s*|\s+(?:by|via|courtesy|supplied by|from)\b).*|file\s+[-–—]\s.*",
    re.I | re.S,
)
_GLUED_CREDIT = re.compile(
    r"\S.*?(?:[.?!”\"’)]|\w)\s*(?:(?:[Pp]hoto |[Ii]mage |[Pp]icture )?[Cc]redit\s*(?:…|\.\.\.)\s*\S|(?:(?:Photo|Image|Picture|Video) )?Credit:\s*[A-Z])[^.!?]{1,120}$",
    re.S,
)
_BRACKET_TAIL = re.compile(r"[(\[]([^()\[\]]{3,140})[)\]][\s.]*$")
_PIPE_HEAD = re.compile(rf"(?:{NAME})\s*[,/]\s*(?P<agency>[^|]{{2,40}}?)\s*\|\s")
_SLASH_TAIL = re.compile(
    rf"(?:^|[.?!”\"’)]\s+)(?:(?:Photo|Picture|Image|PHOTO|FILE PHOTO)s?(?:\s+(?:by|BY|from|FROM|courtesy of))?[:\s]\s*)?"
    rf"(?P<who>{NAME}|[A-Z]{{2,}})\s*(?:/|\||,|\bvia\b|[—–-])\s*(?P<agency>[^.!?]{{2,60}})$"
)
_PHOTO_TAIL = re.compile(
    r"(?<=[.?!”\"’)])\s*(?:PHOTO|FILE PHOTO|Photo|Picture|Image|Foto)s?(?:\s+(?:by|BY|from|FROM|courtesy|COURTESY|via)\b|\s*[:/|])[^.!?]{2,80}$"
)
_NAMED_SLASH = re.compile(rf"^(?:{NAME})\s*/\s*[A-Z]")
_PHOTO_WORD = re.compile(
    r"\b(?:photos?|pictures?|images?|foto|file|handout|screengrab|courtesy|pool|via|reproduction|illustration)\b",
    re.I,
)


def is_photo_credit(line: str) -> bool:
    """Whether a line is a credit alone: "Credit…A B/Agency", "Photo: A B", "A B/Agency"."""
    if len(line) > 200:
        return False
    text = line.strip()
    if _CREDIT_LINE.fullmatch(text) and not text.endswith((".”", "?")):
        return True
    found = _SLASH_TAIL.match(text)
    return bool(found and _names_agency(found.group("agency")))


def is_caption(line: str) -> bool:
    """Whether a line is a picture's caption, known by the credit that it carries.

    A caption without any credit cannot be told from prose and is not found.
    """
    text = line.strip()
    if len(text) > 900:
        return False
    if _GLUED_CREDIT.fullmatch(text) or _PHOTO_TAIL.search(text):
        return True
    found = _BRACKET_TAIL.search(text)
    if found and found.start() > 0 and _is_credit_note(found.group(1)):
        return True
    found = _SLASH_TAIL.search(text)
    if found and "/" in found.group() and _names_agency(found.group("agency")):
        return True
    found = _PIPE_HEAD.match(text)
    return bool(found and _names_agency(found.group("agency")))


def _is_credit_note(note: str) -> bool:
    """Whether the words of a closing bracket credit a picture: "A B/Agency", "AP Photo/A B", "Photo: A B"."""
    if _CREDIT_LINE.fullmatch(note):
        return True
    if not _names_agency(note):
        return bool(_NAMED_SLASH.match(note))
    return bool("/" in note or "|" in note or _PHOTO_WORD.search(note) or re.match(rf"{NAME},\s", note))


def _names_agency(text: str) -> bool:
    return bool(_agencies().search(text))


@cache
def _agencies() -> re.Pattern[str]:
    names = sorted((row["name"] for row in read_rows("photo_credits")), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")
