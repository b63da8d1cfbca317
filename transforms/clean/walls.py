"""Pages that stand in the place of an article: consent, errors, robots, log-in, scripts that are needed."""

import re
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from transforms.clean.asides import is_paywall

_LONGEST = 250  # words that such a page has; only lists of cookies are longer
_SURELY_LONG = 300  # blanks; a text of more is longer, and only of a list of cookies is more to be known
_OF_CONSENT = ("cookie", "consent", "privacy", "partners", "vendors", "choices")
_LONGEST_UNTITLED = 100  # where its title is none of such pages
_SHORTEST = 12  # words: fewer say nothing beside such a title
_SHORT = 40  # words that speak to the reader below such a title
_MOST_READ = 20_000  # characters
_LONGEST_SENTENCE = 400
_LONGEST_TITLE = 200
_TO_READER = re.compile(
    r"\b(?:you|your|please|we|our|incident id|ray id)\b|\?"
    r"|\bthis (?:page|article|story|report|content|site|website|browser|request|feature)\b"
    r"|^\W*(?:enable|disable|turn o[nf]+|allow|accept|log in|sign in|sign up|register|subscribe|unlock"
    r"|confirm|verify|solve|slide|drag|complete|enter|click|press|reload|refresh|try again|continue)\b",
    re.I,
)
# Such pages do not say who said or did what, or when
_REPORTS = re.compile(
    r"\b(?:said|says?|told|tells?|fined|sued|ruled|announced|warn(?:ed|s)?|voted|according to|accused"
    r"|urge(?:d|s)?)\b",
    re.I,
)
_DATED = re.compile(
    r"\b(?:on|by|from|until|since|last|next|this|in) (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January"
    r"|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_WORD = re.compile(r"\w+")
_OUTLET = re.compile(r"\s+[|–—·:-]\s+[^|–—·:]{2,40}$")


class _Wall(NamedTuple):
    """A kind of page: the reason that is given, what its title says alone, what its sentences say."""

    reason: str
    title: re.Pattern[str]
    sentence: re.Pattern[str]


def _wall(reason: str, titles: tuple[str, ...], sentences: tuple[str, ...]) -> _Wall:
    return _Wall(
        reason,
        re.compile(rf"[\W_]*(?:{'|'.join(titles)})[\W_]*", re.I),
        re.compile(rf"\b(?:{'|'.join(sentences)})", re.I),
    )


_THING = "(?:page|article|story|content|address|link|url|file|document)"
_CONSENT = _wall(
    "the page asks for consent to cookies, and has no article",
    (
        "before (?:you|we) continue.*",
        "(?:we (?:value|respect|care about) )?your privacy(?: matters.*| choices| settings| options)?",
        "(?:privacy|cookies?|consent|data protection)(?: and (?:cookies?|privacy))?"
        "(?: (?:settings|preferences|notice|choices|cent(?:er|re)|consent|policy|manager|options|wall"
        "|required))?",
        "(?:manage|your) (?:your )?(?:cookies?|consent|privacy)(?: (?:settings|choices|preferences))?",
    ),
    (
        r"(?:our|\d+) (?:\d+ )?(?:\w+ )?(?:partners|vendors)\b",
        r"(?:store|access|read|collect)\w* (?:and/or |and |or )?(?:\w+ )?information (?:on|from) (?:an?"
        r"|your)\b",
        "precise geolocation", "device characteristics", "legitimate interest", "these choices", "change"
        " your mind",
        "(?:accept|reject|refuse|allow|manage|enable|disable|decline|agree to|consent to|use|uses|using|set)"
        " (?:all |our |the |of |these |your |to )*(?:cookies|choices|consent|preferences|options|tracking)",
        r"(?:we|your|our|this)\b[^.]*\bcookies?\b",
        "your (?:consent|choices?|preferences|privacy|personal data)",
        "(?:privacy|cookie|consent) (?:settings|policy|notice|preferences|cent(?:er|re))",
        r"(?:we|they|partners) process (?:\w+ )?data",
        r"cookies (?:are|must be) (?:disabled|blocked|required|needed|enabled|turned o\w+)\b",
        r"consent (?:is )?(?:needed|required) (?:to|before)\b",
    ),
)  # fmt: skip
_MISSING = _wall(
    "the page was not found, and has no article",
    (
        r"(?:error\s*)?(?:404|410)(?:\W*(?:error|not found|page|gone|file|oops|sorry)\b.{0,40})?",
        f"(?:sorry,? )?(?:the |this |that )?{_THING}(?: you.{{3,40}})? (?:is |was )?"
        "(?:not found|not available|unavailable|can(?:no|['’])t be found|could not be found|missing"
        "|no longer (?:available|exists)|does(?:n['’]t| not) exist|has moved|removed|gone)",
        "(?:not|nothing) found",
        "(?:sorry,? )?we (?:can(?:no|['’])t|could ?n[o'’]t|were unable to) find .{3,40}",
        "(?:oops|whoops|uh-oh).{0,40}",
    ),
    (
        rf"{_THING}\b[^.]*\b(?:not found|moved|removed|deleted|renamed|expired|no longer|not exist"
        rf"|n['’]t exist"
        r"|unavailable|mistyped|broken|incorrect|out of date|(?:could not|couldn['’]t|cannot"
        r"|can['’]t) be found)\b",
        "nothing was found",
        "(?:check|retype|try|use) (?:the |your |again|using |our |one of |a )*(?:address|url|spelling"
        "|search|links?"
        "|home ?page|later|new search)",
        "(?:return|go|back|head|take (?:you|me)) (?:back )?(?:to )?(?:the |our |to the )*(?:home"
        "|front page|start page)",
        r"(?:we|you)\b[^.]*\b(?:looking for|requested|find (?:that|the))\b",
        r"error (?:code )?4\d\d\b", r"404\b",
    ),
)  # fmt: skip
_DENIED = _wall(
    "access to the page was denied, and it has no article",
    (
        r"(?:error\s*)?(?:401|403|429|451)"
        r"(?:\W*(?:error|forbidden|unauthor|access|too many|unavail|denied).{0,40})?",
        "access (?:denied|blocked|restricted|forbidden)",
        "(?:sorry, )?you (?:have been|are) blocked",
        "(?:request )?(?:blocked|forbidden|unauthori[sz]ed)", "permission denied",
        "(?:not |un)available in your (?:region|country|location)", "unavailable for legal reasons",
    ),
    (
        "(?:do(?:es)? not|don['’]t) have (?:the )?(?:permission|access|authori[sz]ation)",
        r"access (?:to this \w+ )?(?:is |has been |was )?(?:denied|blocked|restricted)",
        r"(?:you|your ip(?: address)?|your request|this request)\b[^.]*\b(?:blocked|denied|banned)\b",
        "(?:reference|incident|error|ray|request) (?:number|id|code|#)",
        "contact the (?:site|website) (?:owner|administrator)", "ad[- ]?block",
        r"(?:turn|switch) it off\b", "too many requests",
        r"your access\b[^.]*\b(?:limited|blocked|denied|suspended|restricted)\b",
        r"security (?:service|solution|system|rules|policy)\b",
        "not (?:available|accessible) (?:in|from|to) (?:your|the|visitors|users|readers|most)",
        "(?:unavailable|blocked) (?:in|from|to|for) (?:your|visitors|users|readers|most)",
        "european economic area", r"gdpr\b",
    ),
)  # fmt: skip
_ROBOT = _wall(
    "the page asks whether its reader is a robot, and has no article",
    (
        "are you (?:a |an )?(?:robot"
        "|human)", "just a moment.*", "attention required.*", "pardon our interruption.*",
        "security (?:check|verification).*", "(?:please )?verify(?:ing)? (?:that )?you are (?:a )?human.*",
        "robot (?:or human"
        "|check)", "human verification", "captcha.*", "one more step.*", "checking (?:your|if).*",
        "ddos(?:-| )guard", "access to this page has been denied", ".*unusual traffic.*",
    ),
    (
        "(?:you are|you['’]re|are you|i['’]?a?m) (?:a |an |not |indeed )*(?:robot|human|bot"
        "|person)\\b", r"captcha\b",
        "unusual (?:traffic|activity)", r"verif\w+ (?:that )?you\b", "checking (?:your browser|if the site)",
        r"(?:browser|connection|network|computer)\b[^.]*\b(?:automated|secure|suspicious|robots?|bots?"
        r"|proceeding)\b",
        r"ddos\b", r"ray id\b", "security of your connection", "click the box", "press (?:and|&) hold",
        "(?:complete|solve) (?:the|this) (?:check|security|challenge|puzzle|captcha)",
        r"(?:slide|drag)\b[^.]*\b(?:puzzle|slider|arrow|right|piece)\b", "super-?human speed",
        r"(?:you )?will be (?:redirect\w*|able to access)", "reference (?:id|number)",
    ),
)  # fmt: skip
_SCRIPT = _wall(
    "the page needs JavaScript, and has no article without",
    (
        "(?:please )?(?:enable|turn on|activate) javascript.*",
        "javascript (?:is )?(?:required|disabled|needed|not (?:enabled|available)).*",
        "(?:unsupported|outdated) browser", "(?:update|upgrade) your browser.*",
        "(?:your )?browser (?:is )?(?:not supported|unsupported|out of date|outdated)",
    ),
    (
        r"(?:enabl\w+|turn\w* on|activat\w+|need\w*|requir\w+|disabled|without|support\w*"
        r"|allow)\b[^.]*\bjavascript\b",
        r"javascript\b[^.]*\b(?:enabled|disabled|required|turned o\w+|activated|needed|blocked)\b",
        r"(?:your|this|an? (?:modern|newer|different|supported)) browser\b", "(?:reload|refresh) (?:the"
        r"|this) page",
    ),
)  # fmt: skip
_LOGIN = _wall(
    "the page asks its reader to log in or to subscribe, and has no article",
    (
        "(?:please )?(?:log|sign)[- ]?in(?: (?:to|or|with|required|page).*)?", "log ?in", "register",
        "(?:create|my|your) (?:an )?account", "subscribe(?: (?:to|now|today).*)?", "subscription required",
        "members? (?:only|log ?in|area)", "(?:for )?subscribers?[- ](?:only|exclusive)",
        "(?:premium|exclusive|plus|subscriber|member) (?:only )?(?:content|article|story)",
        "(?:forgot|reset)(?: your)? password", "registration(?: required)?",
        "authentication required", "session expired",
    ),
    (
        r"(?:log|sign)[- ]?(?:in|up)\b(?= to\b| with\b| or\b| here\b|[.?!])",
        "(?:enter|forg[eo]t\\w*|reset|choose|confirm) (?:your )?(?:password|user ?name|e-?mail)",
        "your (?:e-?mail address|user ?name|password) (?:and|or)",
        "(?:create|have) (?:an|a free|your) account", "remember me", "subscribe (?:now|to|today)",
        "not (?:yet )?(?:a member|registered|a subscriber)", "terms of (?:use|service)", "privacy policy",
        "session has (?:expired|timed out|ended)", r"join (?:now|today|us) (?:for|and|to)\b",
        r"(?:need|requires?) an? (?:\w+ )?(?:subscription|account|membership)\b",
        r"(?:only|exclusive\w*) (?:\w+ )?(?:subscribers|members|readers) (?:can|may|have)\b",
        r"(?:must|need to) (?:be (?:logged|signed) in|log in|sign in|subscribe)\b",
        "continue with",
    ),
)  # fmt: skip
_DOWN = _wall(
    "the server did not give the page, and there is no article",
    (
        r"(?:error\s*)?5\d\d(?:\W*(?:error|service|internal|bad|gateway|server)\b.{0,40})?",
        "(?:service|site|server) (?:temporarily )?unavailable", "bad gateway",
        "internal server error", "gateway time-?out", "too many requests",
        "(?:site |under |scheduled )+maintenance",
        "we['’]ll be (?:right )?back.*", "something went wrong",
    ),
    (
        r"server\b[^.]*\b(?:error|unable|unavailable|overloaded|problem|busy)\b", "try again (?:later|in)",
        "temporarily (?:unable|unavailable|down|offline)", "(?:scheduled|under|for) maintenance",
        "back (?:soon|shortly|online)", r"(?:error|problem) (?:has |have )?occurred (?:while|when|during)\b",
        "request (?:was )?unsuccessful", "incident id", "something went wrong",
    ),
)  # fmt: skip
_WALLS = (_MISSING, _DOWN, _DENIED, _ROBOT, _SCRIPT, _LOGIN, _CONSENT)  # the first of equals is taken


def wall(title: str | None, text: str | None) -> str | None:
    """Why a page is none with an article, None where it may be one.

    `text` is what an extractor found, one paragraph a line; the title in it tells nothing of the text. An
    article about cookies, robots or errors has sentences that are not addressed to its reader, says when
    something happened, or is longer than such pages are.
    """
    head = (text or "")[:_MOST_READ]
    if head.count(" ") > _SURELY_LONG and not any(map(head.lower().__contains__, _OF_CONSENT)):
        return None
    sentences = list(_sentences(head, title))
    if any(map(_REPORTS.search, sentences)):
        return None
    n_words = sum(len(part.split()) for part in sentences)
    found: list[tuple[bool, float, str]] = []
    for kind in _WALLS:
        titled = n_words <= _LONGEST and _is_titled(kind, title)
        to_reader = any(_is_to_reader(kind, part) for part in sentences)
        if titled or (to_reader and _may_be_untitled(kind, sentences, n_words)):
            share = _share(kind, sentences, n_words)
            if share >= (_least_titled if titled else _least_untitled)(n_words, to_reader):
                found.append((titled, share, kind.reason))
    return max(found, key=itemgetter(0, 1))[2] if found else None


def _sentences(text: str, title: str | None) -> Iterator[str]:
    """The sentences of a text, without the lines that are its title."""
    shown = {_plain(title or ""), _plain(_OUTLET.sub("", title or ""))}
    for line in text.split("\n"):
        if _plain(line[: 2 * _LONGEST_TITLE]) in shown:
            continue
        parts = (part[:_LONGEST_SENTENCE] for part in _SENTENCE.split(line))
        yield from (part for part in parts if any(map(str.isalnum, part)))


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _is_to_reader(kind: _Wall, sentence: str) -> bool:
    """Whether a sentence speaks to who opened the page, as one that is no more than a button does."""
    return bool(_TO_READER.search(sentence) or kind.title.fullmatch(sentence))


def _may_be_untitled(kind: _Wall, sentences: list[str], n_words: int) -> bool:
    if n_words > _LONGEST_UNTITLED:
        return kind is _CONSENT
    return not any(map(_DATED.search, sentences))


def _least_titled(n_words: int, to_reader: bool) -> float:
    """The share of the words that must be a wall's below a title of such pages."""
    if n_words <= _SHORTEST:
        return 0.0
    if to_reader and n_words <= _SHORT:
        return 0.1
    return 0.34 if to_reader else 0.5


def _least_untitled(n_words: int, to_reader: bool) -> float:
    return 0.6 if n_words <= _LONGEST_UNTITLED else 0.75


def _is_titled(kind: _Wall, title: str | None) -> bool:
    if not title:
        return False
    title = title[:_LONGEST_TITLE]
    return bool(kind.title.fullmatch(title) or kind.title.fullmatch(_OUTLET.sub("", title)))


def _share(kind: _Wall, sentences: list[str], n_words: int) -> float:
    told = sum(
        len(part.split())
        for part in sentences
        if kind.sentence.search(part)
        or kind.title.fullmatch(part[:_LONGEST_TITLE])
        or (kind is _LOGIN and is_paywall(part))
    )
    return told / max(1, n_words)
