"""Names of persons in bylines, credits and stated lists of authors."""

import re

# A person's name: two to five capitalised words, particles between them.
_PARTICLE = r"(?:de|del|de la|da|di|dos|van|van der|van den|von|bin|bint|al|el|la|le|ben|ter|of)"
CAPITAL = r"(?:[^\W\d_a-zà-ÿ][\w’'.-]*|(?:al|el|an|as|ad|ar|at)-[^\W\d_a-z][\w’'.-]*|d[’'][^\W\d_a-z]\w+)"
NAME = rf"{CAPITAL}(?:\s+(?:(?i:{_PARTICLE})\s+)?{CAPITAL}){{1,4}}"
_NAME = re.compile(rf"{NAME}\Z")
_SURNAME = re.compile(rf"{CAPITAL}\Z")
SEPARATOR = re.compile(r"\s*(?:;|,|&|\b(?:and|und|et|y|by|AND|UND|BY)\b|\+|(?<=[^\W\d_]{5})\.\s)\s*")
_BAR = re.compile(r"\s*[|•·/]|\s+[–—-]\s")
_BESIDE_NAMES = re.compile(r"\S*@\S+|[(\[][^()\[\]]*[)\]]")  # addresses, handles and what stands in brackets
_TITLE = re.compile(r"^(?:(?:dr|prof|professor|mr|mrs|ms|sir|dame)\b\.?\s+)+", re.I)
# Only known words may stand before the role: of "Jon Falk Harbour Reporter" nobody knows where the name ends.
_TRAILING_ROLE = re.compile(
    r"\s+(?:(?:special|senior|staff|chief|deputy|assistant|associate|contributing|guest|freelance|political"
    r"|politics|business|sports?|crime|health|science|technology|education|national|foreign|world|local|news"
    r"|opinion|features?)\s+)+(?:writer|reporter|editor|correspondent|columnist|journalist|producer)$"
    r"|\s+(?:the\s+)?(?:associated press|ap|reuters|afp|bloomberg|canadian press|cnn|bbc(?: news)?"
    r"|usa today)$",
    re.I,
)
_DEGREES = re.compile(
    r"(?:\s+(?:Ph\.?\s?D|M\.?D|M\.?S|M\.?A|M\.?P\.?H|M\.?B\.?A|R\.?N|R\.?D\.?N?|D\.?O|J\.?D|D\.?D\.?S|Esq|CPA"
    r"|OBE|MBE|CBE)\.?)+$"
)
_GENERATION = re.compile(r",\s*((?:Jr|Sr|JR|SR|II|III|IV)\b)")  # the comma before it parts no names
_ENDS_IN_STOP = re.compile(r"(?:\b[^\W\d_]\.[^\W\d_]|\b[JS]r|\b[JS]R)$")
_PARTICLE_WORD = re.compile(rf"(?:{_PARTICLE}|der|den)", re.I)
_INITIALS = re.compile(r"(?:\w\.?)|(?:\w\.)+\w?|[^\W\d_AEIOUY]{2}|\wJ|I{2,3}|IV")
_INNERCAPITAL = re.compile(r"\b(Mc|O[’'])(\w)")
# Words that no person is called: what is capitalised and holds one is a role, an outlet or a desk.
_NO_NAME = re.compile(
    r"\b(?:correspondents?|reporters?|writers?|editors?|staff|desk|bureau|team|agency|agencies|press|news|newsroom"
    r"|times|post|tribune|herald|gazette|ledger|courier|service|wire|reuters|afp|bloomberg|associated|xinhua|tass"
    r"|network|online|admin|editorial|special|our|the|guest|contributors?|university|institute|ministry|columnists?"
    r"|critics?|analysts?|journalists?|producers?|presenters?|anchors?|photographers?|authors?|fellow|professor"
    r"|director|chief|officer|president|manager|ceo|cto|cfo|board|center|centre|policy|media|magazine|newspaper"
    r"|radio|television|tv|group|daily|inquirer|observer|chronicle|journal|standard|broadcasting|today|technologies|partners?|partnership"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|morning|evening|night|afternoon|week|year"
    r"|redaction|redazione|redaktion|rédaction|redacción|agencias?|updated|published|posted|articles?|archives?|email|profile|biography|follow|more|latest|view|subscribe|share|social|links?|photos?|pictures?|video)\b"
    r"|\.(?:com|org|net|co|tv|news)\b",
    re.I,
)
PLACE = re.compile(r"\s+(?:in|from|at|of|for|with)\s+.*|[’']s\b.*", re.S)
_OWNER = re.compile(rf".*[’']s\s+(?={CAPITAL})")
LEADING_ROLE = re.compile(
    r"^(?:(?:the\s+)?(?:associated press|ap|reuters|afp|bloomberg|canadian press|cnn|bbc)\s+)?"
    r"(?:(?:news|staff|special|senior|freelance|video)\s+)*"
    r"(?:writers?|reporters?|correspondents?|journalists?|producers?|researchers?)\s+",
    re.I,
)


def is_name(text: str) -> bool:
    """Whether a text is written as a person's name, and nothing else."""
    return bool(_NAME.match(text))


def is_surname(text: str) -> bool:
    """Whether a text may be a surname alone: one capitalised word that is no role and no outlet."""
    return len(text) > 2 and bool(_SURNAME.match(text)) and not _NO_NAME.search(text)


def people(text: str) -> tuple[str, ...]:
    """The names of persons in a list such as "A B, C D and E F"; other parts are left out.

    What stands behind a bar is an outlet, a role or an address; names in capitals are written as names.
    """
    listed = _GENERATION.sub(r"\0 \1", _BESIDE_NAMES.sub(" ", _BAR.split(text[:600], maxsplit=1)[0]))
    names = (_person(part) for part in SEPARATOR.split(listed))
    return tuple(dict.fromkeys(name for name in names if name))


def _person(part: str) -> str | None:
    """The name in one part of a list, None where it is no person's."""
    text = LEADING_ROLE.sub("", PLACE.sub("", _OWNER.sub("", part).strip(" :-–—")))
    text = _DEGREES.sub("", _TRAILING_ROLE.sub("", _TITLE.sub("", text))).strip(" .:\0")
    if not _NAME.match(text.replace("\0", "")) or _NO_NAME.search(text):
        return None
    if f"{text}." in part and _ENDS_IN_STOP.search(text):
        text += "."
    return _in_name_case(text).replace("\0", ",")


def _in_name_case(name: str) -> str:
    """A name whose words are in capitals as names are written: "ANNA VAN DER BERG" → "Anna van der Berg"."""
    words = name.split()
    for number, word in enumerate(words):
        if not word.removeprefix("Mc").isupper() or _INITIALS.fullmatch(word):
            continue
        is_particle = number and _PARTICLE_WORD.fullmatch(word)
        cased = word.lower() if is_particle else word.title()
        words[number] = _INNERCAPITAL.sub(lambda found: found[1] + found[2].upper(), cased)
    return " ".join(words)
