"""Lines in which a page speaks to its reader: offers, walls, appeals, what it says of itself."""

import re

_MOST_WORDS = 45  # of a wall, a call or a note
_LONGEST = 1000  # characters of any of them
_MARKS = '“"‘«„'


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


_START = r"[\W_]*(?:please\s+|why not\s+)?"
_THIS = r"\b(?:this|the (?:full|whole|rest of (?:this|the)|entire)|all (?:of )?(?:this|our))"
_PIECE = r"(?:article|story|piece|column|interview|essay|post|feature|excerpt|commentary)"
_TEXT = rf"(?:{_PIECE}s?|stories|reports?|content|pages?|newsletters?|episodes?)"
_READERS = (
    r"(?:subscribers?|members?|subscriptions?|registered (?:users|readers)|paying (?:readers|subscribers))"
)
_READ = r"(?:read|continue|keep|unlock|access|view|see|finish|enjoy|get)"
_JOIN = (
    r"(?:subscribe|register|sign[- ]?up|sign[- ]?in|log[- ]?in|become an? (?:\w+ )?(?:member|subscriber)"
    r"|join(?: us)?"
    r"|upgrade|create an? (?:free )?account|start (?:your|a) (?:free )?trial)"
)
# What a reader gets once he has paid or registered.
_WALL = _any(
    rf"{_THIS}\s+{_TEXT}\s+(?:is|are)\s+(?:currently |now )?(?:only|exclusive\w*|reserved|available|free"
    rf"|locked|open)\b"
    rf".*?\b(?:{_READERS}\b(?! of\b)|locked)",
    rf"{_THIS}\s+{_TEXT}\s+(?:is|are)\s+(?:for\s+)?(?:\w+\s+)?{_READERS}[- ]only",
    rf"{_THIS}\s+{_TEXT}\s+(?:is|are)\s+(?:only\s+)?for\s+(?:our\s+|paid\s+|paying\s+)?{_READERS}\b(?! of\b)",
    rf"\b{_JOIN}(?:\s+(?:now|today|here|for free))?\s+(?:to|and|in order to)\s+{_READ}\b",
    rf"\bto\s+(?:continue|keep|read|unlock|access)\b.{{0,60}}?\b(?:please\s+)?{_JOIN}\b",
    rf"\bunlock\s+{_THIS}\s+{_TEXT}\b",
    r"\byou(?:['’]ve| have|r)\b.{0,30}\bfree (?:articles?|stories|reads?|views?)\b",
    r"\byou(?:['’]ve| have) (?:reached|used|hit|exceeded)\b.{0,40}\b(?:limit|articles?)\b",
    r"\b(?:\d+|no|one|two|three|four|five) free (?:articles?|stories)\s+(?:left|remaining)\b",
)
# A call to sign up, alone or with what for.
_CALL = _any(
    r"\b(?:straight|direct(?:ly)?|deliver(?:ed|y)|sent|right)\s+(?:\w+\s+){0,3}(?:to|in"
    r"|into)\s+your\s+(?:in-?box|e-?mail)\b",
    r"\breceive new posts\b.*\bsubscriber\b",
)
_MONEY = _any(
    r"\b(?:earn|receive|get|make)\s+(?:an?\s+)?(?:small\s+)?(?:affiliate\s+)?commissions?\b",
    r"\b(?:contains?|includes?|through|via|from|our|of) affiliate (?:links?|fees?|partners?)\b",
    r"\b(?:earn|receive) (?:an? )?affiliate (?:fees?|revenue)\b",
    r"\bwe independently (?:select|review|choose|evaluate)",
    r"\bjournalism needs your support\b",
)
# Where the text was before, who speaks in it, and how it came about.
_ON_ITSELF = _any(
    r"\b(?:views|opinions|positions?)\b.*\b(?:do|does) not necessarily (?:represent|reflect)\b",
)
_ELSEWHERE = _any(r"\bdoi\s*[:.]?\s*(?:org/)?10\.\d{4}")
# The same by the first words of a line, which are looked at in every one.
_STARTS = _any(
    rf"[\W_]*(?:already|not|not yet) (?:an? (?:\w+ )?{_READERS}|have an account|registered|subscribed)"
    rf"(?: yet)?(?=\W*$|[?!.]|\W+{_JOIN})",
    r"(?:want|like) to (?:read|know|see|keep)\b.{0,40}\?",
    rf"{_START}(?:get|enjoy|start|unlock) (?:your |full |unlimited )*(?:digital )?access\b",
    rf"{_START}(?:sign[- ]?up\s+(?:for|to|now|today|here|free|below|and)|log[- ]?in\s+(?:to|or|here)"
    r"|subscribe\s+(?:to|now|today|for|here|and|via|on)|register\s+(?:now|today|here|for free|free)"
    r"|sign[- ]?in\s+(?:to|or|here|with))\b",
    rf"{_START}(?:get|download) (?:the |our )?(?:\S+ ){{0,2}}app\b(?=\W*$| (?:from|on|now|today|here)\b)",
    rf"{_START}(?=.*\b(?:your?|our|we|free|here|today|newsletters?)\b)"
    r"(?:get|receive|join|want|discover|never miss|don['’]t miss|download|install|need|keep up"
    r"|stay (?:up[- ]to[- ]date|informed|updated|ahead|connected|in the know"
    r"|on top))\b.*\b(?:newsletters?|in-?box|e-?mail"
    r"|alerts|push notifications|(?:whatsapp|telegram) (?:channel|group)|app store|google play|on the go"
    r"|app)\b",
    rf"{_START}(?:liked?|enjoy(?:ed)?|loved?) (?:this {_PIECE}|what you|what we|our)\b[^.]{{0,80}}\?",
    r"[\W_]*(?:never|don['’]t) miss (?:a|an|another|out|our)\b[^.]{0,40}$",
    rf"{_START}(?:tell us what you think|share (?:it|this) with)\b",
    rf"{_START}(?:(?:tell|let) us\b|what do you think).{{0,80}}\bcomments\b",
    rf"[\W_]*(?:this|the above|an? (?:longer |shorter |different )?version of (?:this"
    rf"|the)) {_PIECE}\s+(?:appear(?:s|ed)"
    r"|(?:(?:was|is|has|also|first|originally|been)\s+)+(?:appear(?:s|ed)|(?:re)?published|adapted"
    r"|excerpted|syndicated"
    r"|translated|reviewed|produced in))\b",
    r"[\W_]*from (?:the|our) .{3,40} (?:edition|issue)\W*$",
    r"[\W_]*(?:the|this) (?:interview|conversation|transcript|q ?& ?a) (?:has been"
    r"|was) (?:\w+ )?(?:edited|condensed)\b.*\b(?:length|clarity|brevity|condensed|style|space)\b",
)
_STARTS_AT_LENGTH = _any(
    rf"{_START}(?:support (?!for\b|of\b)|help (?:us|fund|keep)|donate|contribute"
    r"|if you (?:value|enjoy|like|appreciate)"
    r"|consider (?:supporting|subscribing|donating|becoming|making))\b.{0,80}\b(?:journalism|reporting"
    r"|newsroom|donation"
    r"|contribution|subscri\w+|supporter|patreon|our work)\b",
    r"[\W_]*(?:for (?:more|further|full|additional) (?:information|details|info|about)|to (?:learn"
    r"|find out|read|see|hear)"
    r" more|(?:learn|find out) more (?:about|on|at|here))\b"
    r".{0,160}(?:[,:–—-]\s*(?:please |you can )?(?:visit|click|see|go to|stream|watch|listen|call|contact"
    r"|e-?mail|check|read)\b|\bclick here\b|\bhttps?:|\bwww\."
    r"|\.(?:com|org|net|gov|edu|uk|eu|io|de|fr)\b)",
    r"\W*https?://\S+\W*$",
    r"[\W_]*disclaimers?\s*:",
    r"\[\d{1,3}\]\s+\S.*(?:\bpp?\.\s*\d|\b(?:19|20)\d\d\b|https?:)",
)
# A line that names no reader, nor this text, is about others who register, subscribe or earn commissions
_ADDRESSED = _any(
    r"\b(?:you|your|we|our|please)\b",
    rf"{_THIS}\s+{_TEXT}\b",
    rf"^{_START}(?:{_JOIN}|to (?:{_READ})|unlock)\b",
    r"\bfree (?:articles?|stories) (?:left|remaining)\b",
    r"\b(?:views|opinions) (?:\w+ ){0,6}do(?:es)? not necessarily\b",
    r"\bdoi\b|\bjournalism\b|\baffiliate (?:links?|partners?)\b",
)
# A page does not say who said what
_REPORTS = re.compile(
    r"\b(?:said|says|told|tells|ruled|announced|warned|voted|insisted|replied|added|shows|according to)\b",
    re.I,
)
_AGO = re.compile(
    r"[\W_]*(?:(?:last )?(?:published|updated|posted|modified)\W+)?(?:about |over )?(?:(?:\d{1,2}|an?|one)\s*"
    r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?|years?)\.?\s+ago"
    r"|\d{1,2}\s*(?:minuti|minutes?|min\.?|minutos|minuten)\s*(?:di lettura|de lecture"
    r"|de lectura|de leitura|lesezeit|leestijd)|just now"
    r"|(?:yesterday|today)(?:\s+at|,)?\s+\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?)[\W_]*",
    re.I,
)
# Each pattern with words of which a line must hold one, which are quicker to look for.
_TOLD = (
    (("subscri", "member", "regist", "sign up", "sign-up", "signup", "sign in", "sign-in", "signin", "log in",
      "log-in", "login", "unlock", "join", "upgrade", "account", "trial", "locked", "paying", "free a",
      "free s", "free r", "free v", "limit", "ed article"), _WALL),
    (("inbox", "in-box", "mail", "new posts"), _CALL),
    (("necessarily",), _ON_ITSELF),
)  # fmt: skip
_TOLD_AT_LENGTH = (
    (("commission", "affiliate", "independently", "needs your"), _MONEY),
    (("doi",), _ELSEWHERE),
)


def speaks_to_reader(line: str) -> bool:
    """Whether a line is no part of an article but an offer, a wall, an appeal or a note on the page itself.

    What runs on, or begins as a quotation, is prose.
    """
    if _AGO.fullmatch(line):
        return True
    if line[:1] in _MARKS or len(line) > _LONGEST:
        return False
    return _is_offer(line) and not _REPORTS.search(line)


def is_paywall(line: str) -> bool:
    """Whether a line says that who has paid or registered may read on."""
    return len(line) <= _LONGEST and bool(_WALL.search(line) and _ADDRESSED.search(line))


def _is_offer(line: str) -> bool:
    lower = line.casefold()
    is_short = len(lower.split()) <= _MOST_WORDS
    if _STARTS_AT_LENGTH.match(line) or (is_short and _STARTS.match(line)):
        return True
    kinds = (*_TOLD_AT_LENGTH, *_TOLD) if is_short else _TOLD_AT_LENGTH
    return any(
        any(map(lower.__contains__, signs)) and pattern.search(line) and _ADDRESSED.search(line)
        for signs, pattern in kinds
    )
