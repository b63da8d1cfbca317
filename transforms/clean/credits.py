"""Lines that name who wrote and who contributed."""

import re

# A person's name: two to five capitalised words, particles between them.
_PARTICLE = r"(?:de|del|de la|da|di|dos|van|van der|van den|von|bin|bint|al|el|la|le|ben|ter|of)"
_CAPITAL = r"(?:[^\W\d_a-zà-ÿ][\w’'.-]*|(?:al|el|an|as|ad|ar|at)-[^\W\d_a-z][\w’'.-]*|d[’'][^\W\d_a-z]\w+)"
NAME = rf"{_CAPITAL}(?:\s+(?:(?i:{_PARTICLE})\s+)?{_CAPITAL}){{1,4}}"
_NAME = re.compile(rf"{NAME}\Z")
_SURNAME = re.compile(rf"{_CAPITAL}\Z")
_SEPARATOR = re.compile(r"\s*(?:;|,|&|\b(?:and|und|et|y|by|AND|UND|BY)\b|\+)\s*")
_BAR = re.compile(r"\s*[|•·/]|\s+[–—-]\s")
_BESIDE_NAMES = re.compile(r"\S*@\S+|[(\[][^()\[\]]*[)\]]")  # addresses, handles and what stands in brackets
_TITLE = re.compile(r"^(?:(?:dr|prof|professor|mr|mrs|ms|sir|dame)\b\.?\s+)+", re.I)
# Only known words may stand before the role: in "Jon Falk Harbour Reporter" nothing shows where the name ends.
_TRAILING_ROLE = re.compile(
    r"\s+(?:(?:special|senior|staff|chief|deputy|assistant|associate|contributing|guest|freelance|political|politics"
    r"|business|sports?|crime|health|science|technology|education|national|foreign|world|local|news|opinion|features?)"
    r"\s+)+(?:writer|reporter|editor|correspondent|columnist|journalist|producer|contributor)$"
    r"|\s+(?:the\s+)?(?:associated press|ap|reuters|afp|bloomberg|canadian press|cnn|bbc(?: news)?|usa today)$",
    re.I,
)
_DEGREES = re.compile(
    r"(?:\s+(?:Ph\.?\s?D|M\.?D|M\.?S|M\.?A|M\.?P\.?H|M\.?B\.?A|R\.?N|R\.?D\.?N?|D\.?O|J\.?D|D\.?D\.?S|Esq|CPA|OBE|MBE|CBE)\.?)+$"
)
_GENERATION = re.compile(r",\s*((?:Jr|Sr|JR|SR|II|III|IV)\b)")  # the comma before it parts no names
_ENDS_IN_STOP = re.compile(r"(?:\b[^\W\d_]\.[^\W\d_]|\b[JS]r|\b[JS]R)$")
_PARTICLE_WORD = re.compile(rf"(?:{_PARTICLE}|der|den)", re.I)
_INITIALS = re.compile(r"(?:\w\.?)|(?:\w\.)+\w?|[^\W\d_AEIOUY]{2}|\wJ|I{2,3}|IV")
_INNER_CAPITAL = re.compile(r"\b(Mc|O[’'])(\w)")
# Words that no person is called: what is capitalised and holds one is a role, an outlet or a desk.
_NO_NAME = re.compile(
    r"\b(?:correspondents?|reporters?|writers?|editors?|staff|desk|bureau|team|agency|agencies|press|news|newsroom"
    r"|times|post|tribune|herald|gazette|ledger|courier|service|wire|reuters|afp|bloomberg|associated|xinhua|tass"
    r"|network|online|admin|editorial|special|our|the|guest|contributors?|university|institute|ministry|columnists?"
    r"|critics?|analysts?|journalists?|producers?|presenters?|anchors?|photographers?|authors?|fellow|professor"
    r"|director|chief|officer|president|manager|ceo|cto|cfo|board|center|centre|policy|media|magazine|newspaper"
    r"|daily|inquirer|observer|chronicle|journal|standard|broadcasting|today|technologies|partners?|partnership"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|morning|evening|night|afternoon|week|year"
    r"|redaction|redazione|redaktion|rédaction|redacción|agencias?|updated|published|posted|photos?|pictures?|video)\b"
    r"|\.(?:com|org|net|co|tv|news)\b",
    re.I,
)

_BY = re.compile(
    r"(?:(?:photos?|photography|pictures|video)\s+and\s+)?"
    r"(?:(?:story|stories|words|text|written|report(?:ed|ing)?|authored?|article|analysis|opinion|commentary|comment|review|posted)"
    r"(?:\s+and\s+(?:photos?|photography|pictures|video))?\s+)?"
    r"(?:by|von|por|par)\b[:\s—–-]+(?P<names>.+)"
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
    r"\s*(?:\||•|·|–|—|\s/\s|\s-\s|\b(?:in|for|of|at|from) [A-Z]|\b(?:updated|published|posted)\b|\d"
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
_PLACE = re.compile(r"\s+(?:in|from|at|of|for|with)\s+.*|[’']s\b.*", re.S)
_AND_FROM = re.compile(r"(?:,\s*|\s+)(?:and|with)\s+(?P<name>[^,]+?)\s+(?:from|in)\s+")
_OWNER = re.compile(rf".*[’']s\s+(?={_CAPITAL})")
_LEADING_ROLE = re.compile(
    r"^(?:(?:the\s+)?(?:associated press|ap|reuters|afp|bloomberg|canadian press|cnn|bbc)\s+)?"
    r"(?:(?:news|staff|special|senior|freelance|video)\s+)*"
    r"(?:writers?|reporters?|correspondents?|journalists?|producers?|researchers?)\s+",
    re.I,
)
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
    if role and _NAME.match(name) and _ROLE.fullmatch(role[0].strip()):
        return people(name)
    return ()


def _names_of(found: re.Match[str]) -> str:
    return next(filter(None, found.group("names", "dated", "labelled")))


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


def people(text: str) -> tuple[str, ...]:
    """The names of persons in a list such as "A B, C D and E F"; other parts are left out.

    What stands behind a bar is an outlet, a role or an address; names in capitals are written as names.
    """
    listed = _GENERATION.sub(r"\0 \1", _BESIDE_NAMES.sub(" ", _BAR.split(text[:600], maxsplit=1)[0]))
    names = (_person(part) for part in _SEPARATOR.split(listed))
    return tuple(dict.fromkeys(name for name in names if name))


def _person(part: str) -> str | None:
    """The name in one part of a list, None where it is no person's."""
    text = _LEADING_ROLE.sub("", _PLACE.sub("", _OWNER.sub("", part).strip(" :-–—")))
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
        words[number] = _INNER_CAPITAL.sub(lambda found: found[1] + found[2].upper(), cased)
    return " ".join(words)


def contributors(line: str) -> tuple[str, ...] | None:
    """Who a closing line names as contributing, or None where `line` is no such line.

    Empty where the line names only an agency or surnames. Editors, translators and photographers are
    no reporters and are left out.
    """
    if len(line) > _LONGEST_CREDITS or not any(words in line.lower() for words in _MADE):
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
    parts = [part for part in _SEPARATOR.split(text) if part]
    words = _LIST_WORDS.sub(" ", text).split()
    first = _PLACE.sub("", _LEADING_ROLE.sub("", parts[0])) if parts else ""
    return bool(
        parts
        and len(words) <= 40
        and all(
            word[:1].isupper() or word.startswith(("al-", "el-", "de", "van", "von", "bin")) for word in words
        )
        and (_NAME.match(first) or (_SURNAME.match(first) and not _NO_NAME.search(first) and len(first) > 2))
    )
