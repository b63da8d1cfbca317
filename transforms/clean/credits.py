"""Lines that name who wrote and who contributed."""

import re

from transforms.clean.names import LEADING_ROLE, PLACE, SEPARATOR, is_name, is_surname, people

_BY = re.compile(
    r"(?:(?:photos?|photography|pictures|video)\s+and\s+)?"
    r"(?:(?:story|stories|words|text|written|report(?:ed|ing)?|authored?|article|analysis|opinion|commentary|comment|review|posted)"
    r"(?:\s+and\s+(?:photos?|photography|pictures|video))?\s+)?"
    r"(?:by|von|por|par|(?-i:di|door|av|af))\b[:\s—–-]+(?P<names>.+)"
    r"|(?:posted|published|written|filed|submitted)\b[^.!?]{0,60}?\bby[:\s]+(?P<dated>.+)"
    r"|(?:text|words|story|report|reporter|authors?|autor(?:en|es|a)?|auteurs?|autore|texte|texto|testo)\s*:\s*(?P<labelled>.+)",
    re.I,
)
_ROLE = re.compile(
    r"(?:[\w&’'.-]+\s+){0,4}(?:writer|reporter|correspondents?|producer|editor|columnist|contributor"
    r"|journalist|special to [\w ]+|news service|newspaper|staff|desk|bureau(?: chief)?|press|news|agency"
    r"|times|post|tribune|herald|gazette|ledger|chronicle|observer|journal|wire|reuters|afp|ap|bloomberg)",
    re.I,
)
_ROLE_MARK = re.compile(r"\s*[,|]\s*|\s+[/–—-]\s+")
_AFTER_NAMES = re.compile(
    r"\s*(?:\||•|·|–|—|\s/\s|\s-\s|\b(?:in|for|of|at|from) [A-Z]|\bon\b|\b(?:updated|published|posted)\b|\d"
    r"|\b(?:photo\w*|fotos?|pictures?|images?|illustrations?|graphics|videos?|bild(?:er)?|edited|editing|translated)(?:\s+by)?\s*(?::|\bby\b)"
    r"|\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d).*",
    re.S | re.I,
)

_FOR_THIS = r"(?:\s+(?:to|for|on)\s+(?:this|the)\s+(?:report|article|story|piece|research|analysis|coverage))"
_KIND = r"(?:\s+(?:additional|further|some))?(?:\s+(?:to|the))*(?:\s+(?:reporting|research|reports?))?"
_CONTRIBUTED = re.compile(
    rf"(?P<names>.+?)\s+(?:(?:also\s+)?contributed{_KIND}{_FOR_THIS}?"
    rf"|provided(?:\s+additional)?\s+(?:reporting|research){_FOR_THIS}?"
    r"|assisted\s+(?:with|in)\s+(?:the\s+)?reporting|helped\s+(?:to\s+)?report|reported(?=\s+from\b))"
    r"(?:\s+(?:from|in)\s+(?P<place>[^.]{2,120}))?"
)
_CREDITED = re.compile(
    r"(?:(?:additional|extra|further)\s+)?(?:reporting|reports?|research|written|writing|compiled)"
    r"(?:\s+and\s+(?:writing|research|reporting))?(?:\s+for\s+\w+)?\s+by\s+(?P<names>.+)"
    r"|with\s+(?:files|reporting|additional reporting|contributions?|help)\s+(?:from|by)\s+(?P<names2>.+)"
    rf"|(?:additional\s+)?(?:information|reporting|material|research){_FOR_THIS}?\s+(?:was\s+)?"
    r"(?:provided|contributed|supplied)\s+(?:by|through|from)\s+(?P<names3>.+)",
    re.I,
)
_NO_REPORTERS = re.compile(
    r"[;.]?\s*\b(?:editing|edited|translat\w+|graphics?|photograph\w*|video|produc\w+|fact[- ]?check\w*)\b"
    r"[^;.]*?\bby\b[^;]*",
    re.I,
)
# A surname alone may be any word with a capital, so the rest must be plain.
_OF_THIS_ARTICLE = re.compile(
    r"contributed reporting|\bthis (?:report|article|story)|(?:contributed|reported) from [^\W\d_a-z]"
)
_LONGEST_CREDITS = 600  # characters
# Every line that names contributors holds one of these; most prose holds none.
_MADE = (
    "contribut", "reported", "reporting", "report by", "reports by", "writing by", "written by",
    "compiled by", "with files", "with help", "information", "editing by", "edited by",
)  # fmt: skip
_SENTENCE = re.compile(r"(?<=[a-zà-ÿ])\.\s+(?=[^\W\d_a-z])")
_CREDIT_END = re.compile(
    r";\s*(?=(?:additional |further )?(?:reporting|writing|written|research|compiled)\b)", re.I
)
_AND_FROM = re.compile(r"(?:,\s*|\s+)(?:and|with)\s+(?P<name>[^,]+?)\s+(?:from|in)\s+")
_LIST_WORDS = re.compile(
    r"\b(?:and|in|from|of|for|the|both|associated press|writers?|reporters?|correspondents?|staff|news)\b"
    r"|[,;&’']s?",
    re.I,
)


def byline(line: str) -> tuple[str, ...]:
    """The authors that a line at the head of an article names, none where it is no byline.

    Reads "By A B and C D", "By A B, CITY", and a bare name with an outlet or a role: "A B, The Agency".
    """
    if len(line) > 160:
        return ()
    found = _BY.fullmatch(line.strip())
    if found:
        return people(_AFTER_NAMES.sub("", _names_of(found)))
    name, *role = _ROLE_MARK.split(line.strip(), maxsplit=1)
    if role and is_name(name) and _ROLE.fullmatch(role[0].strip()):
        return people(name)
    return ()


def _names_of(found: re.Match[str]) -> str:
    return found["names"] or found["dated"] or found["labelled"]


def is_byline(line: str) -> bool:
    """Whether a line says who wrote, also where it names no person ("By our special correspondent")."""
    if len(line) > 160 or line.rstrip().endswith(("?", "!", ":")):
        return False
    found = _BY.fullmatch(line.strip())
    if byline(line):
        return True
    if not found:
        return False
    names = _names_of(found)
    return bool(_ROLE.fullmatch(names) or (names[:1].isupper() and len(names.split()) <= 5))


def contributors(line: str) -> tuple[str, ...] | None:
    """Who a closing line names as contributing, or None where `line` is no such line.

    Empty where the line names only an agency or surnames. Editors, translators and photographers are
    no reporters and are left out.
    """
    if len(line) > _LONGEST_CREDITS or not any(map(line.lower().__contains__, _MADE)):
        return None
    text = line.strip(" \t()[]*_—–-•")
    if any(mark in text for mark in '“”"'):
        return None
    text, n_others = _NO_REPORTERS.subn("", text)
    text = text.strip(" .;")
    if not text:
        return () if n_others else None
    names: list[str] = []
    for sentence in _SENTENCE.split(text):
        for part in _CREDIT_END.split(sentence):
            found = _named_in(part.strip(" .;"))
            if found is None:
                return None
            names += found
    return tuple(dict.fromkeys(names))


def _named_in(part: str) -> tuple[str, ...] | None:
    """The reporters that one sentence of a closing line names, None where it is another sentence."""
    credited = _CREDITED.fullmatch(part)
    if credited:
        return people(next(filter(None, credited.group("names", "names2", "names3"))))
    found = _CONTRIBUTED.fullmatch(part)
    if not found or not _lists_names(found["names"]):
        return None
    if not people(found["names"]) and not _OF_THIS_ARTICLE.search(part):
        return None
    others = [people(other["name"]) for other in _AND_FROM.finditer(found["place"] or "")]
    return (*people(found["names"]), *(name for names in others for name in names))


def _lists_names(text: str) -> bool:
    """Whether a subject is a list of persons and places, not a clause that happens to end in "reported"."""
    parts = [part for part in SEPARATOR.split(text) if part]
    words = _LIST_WORDS.sub(" ", text).split()
    first = PLACE.sub("", LEADING_ROLE.sub("", parts[0])) if parts else ""
    return bool(
        parts
        and len(words) <= 40
        and all(
            word[:1].isupper() or word.startswith(("al-", "el-", "de", "van", "von", "bin")) for word in words
        )
        and (is_name(first) or is_surname(first))
    )
