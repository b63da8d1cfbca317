"""Title, publisher, authors and address, settled between what the source, the page and the text state."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from courlan import clean_url

from transforms.clean.names import people
from transforms.clean.repair import repair_characters
from transforms.lexicon.reference import read_rows

_SUFFIX = re.compile(r"\s+(?P<mark>[|–—·•»]|::|-{1,2})\s+(?P<suffix>[^|–—·•»]{2,60})$")
_PREFIX = re.compile(r"(?P<prefix>[^|–—·•»:]{2,60}?)\s*(?:[|–—·•»:]|::|\s-{1,2})\s+(?P<title>\S.*)")
_OUTLET_WORD = re.compile(
    r"\b(?:times|post|news|journal|herald|tribune|guardian|gazette|chronicle|observer|independent|globe|mail|star|sun"
    r"|press|daily|weekly|telegraph|today|magazine|review|agency|wire|service|monitor|ledger|courier|dispatch|mirror"
    r"|standard|examiner|sentinel|register|record|report|bulletin|express|inquirer|citizen|nation|world|tv|radio|fm"
    r"|network|broadcasting|media|online|reuters|bloomberg|bbc|cnn|npr|cbc|cbs|nbc|abc|pbs|afp|ap|rt|dw|cnbc|msnbc"
    r"|politico|axios|vox|slate|newsweek|forbes|fortune|economist|atlantic|hill|jazeera|xinhua|tass|interfax"
    r"|zeitung|spiegel|monde|figaro|país|pais|mundo|correo|diario|gazzetta|repubblica|\w+\.(?:com|org|net|info|co\.uk))\b",
    re.I,
)
_BARS = re.compile(r"\s*\|\s*")  # in lists of authors they part names, in bylines they end them
_BY_WORD = re.compile(r"^\s*(?:(?:written|words|story) )?(?:by|von|por|par)[:\s]+", re.I)
_SEVERAL = re.compile(r"[,;|&]|\s(?:and|und|et|y)\s")
_SMALL_WORDS = {"of", "the", "and", "for", "de", "del", "la", "do", "da", "&"}
_HANDLE = re.compile(r"[^\w]+")
_INLINE = re.compile(r"</?(?:i|b|u|em|strong|span|small|su[bp]|a|mark|font|q|cite)(?:\s[^<>]*)?/?>", re.I)
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,10}(?:\s[^<>]*)?/?>", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,15});", re.I)
_MAX_TITLE = 500
_MAX_NAMES = 20
_MOST_READ = 5_000  # characters of a stated value; what is longer is no title or name


@dataclass(frozen=True, slots=True)
class Outlets:
    """The outlets that are known by their domain."""

    by_domain: Mapping[str, str]
    by_handle: Mapping[str, str]  # ways to call them: name and domain, as `_handle` writes them

    @classmethod
    def load(cls, folder: Path) -> "Outlets":
        """Read `outlets.csv`. Raises FileNotFoundError and ValueError as `read_rows` does."""
        by_domain = {row["domain"]: row["name"] for row in read_rows("outlets", folder)}
        by_handle: dict[str, str] = {}
        for domain, name in by_domain.items():
            for alias in (name, name.removeprefix("The "), domain.split(".")[0], domain):
                by_handle.setdefault(_handle(alias), name)
        return cls(by_domain, by_handle)


def split_title(title: str, names: tuple[str | None, ...] = ()) -> tuple[str, str | None]:
    """A title and the outlet that its suffix names: "Rates rise – The Daily Post" → both parts.

    The suffix goes where it is one of `names` (the outlet or host that is known otherwise), where it stands
    behind a bar, or where it holds a word that outlets call themselves by; a subtitle behind a dash stays.
    """
    title = _without_prefix(title, names)
    found = _SUFFIX.search(title)
    if not found or len(title[: found.start()].split()) < 2:
        return title, None
    suffix = found["suffix"].strip()
    handle = _handle(suffix)
    known = any(_is_handle_of(handle, _handle(name)) for name in names if name)
    words = suffix.split()
    bar = found["mark"] in {"|", "::", "»", "•", "·"}
    if known or (len(words) <= 5 and (looks_like_outlet(suffix) or (bar and _in_capitals(words)))):
        head = title[: found.start()].rstrip()
        return (split_title(head, (*names, suffix))[0] if bar else head), suffix
    return title, None


def _is_handle_of(handle: str, known: str) -> bool:
    """Whether a suffix is a known name, a part of it, or little more: "BBC News" of "BBC"."""
    return bool(handle) and (handle in known or (known in handle and len(handle) <= 2 * len(known) + 2))


def _without_prefix(title: str, names: tuple[str | None, ...]) -> str:
    """A title without the name of its outlet before it: "Marsh Gazette | Dam opens"."""
    found = _PREFIX.match(title)
    if found and _handle(found["prefix"]) in {_handle(name) for name in names if name}:
        return found["title"]
    return title


def looks_like_outlet(text: str) -> bool:
    """Whether a few capitalised words hold one that outlets call themselves by: "The Lakeside Standard"."""
    words = text.split()
    return len(words) <= 6 and _in_capitals(words) and bool(_OUTLET_WORD.search(text))


def _in_capitals(words: list[str]) -> bool:
    return all(word[:1].isupper() or word in _SMALL_WORDS or "." in word for word in words)


def canonical_url(stated: object, page_says: str | None = None) -> str | None:
    """The address that identifies an article: http(s), without trackers, fragment and user name.

    `page_says` is the page's own canonical link. It wins where it belongs to the same site and is not
    merely its front page; on another site it may be anyone's.
    """
    source = _clean(stated)
    page = _clean(page_says)
    if page and urlsplit(page).path.strip("/") and (source is None or _site(page) == _site(source)):
        return page
    return source


def _clean(url: object) -> str | None:
    if not isinstance(url, str) or not 8 <= len(url) <= 2000:
        return None
    text = url.strip()
    if not re.match(r"https?://[^\s/]", text, re.I):
        return None
    try:
        parts = urlsplit(clean_url(text) or "")
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not host or ("." not in host and host != "localhost"):
        return None
    netloc = f"{host}:{port}" if port else host
    return urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))


def _site(url: str) -> str:
    return ".".join((urlsplit(url).hostname or "").removeprefix("www.").split(".")[-2:])


def outlet_of(url: str | None, outlets: Outlets) -> str | None:
    """The outlet whose domain `url` lies in, if it is a known one."""
    host = (urlsplit(url).hostname or "") if url else ""
    while "." in host:
        if host in outlets.by_domain:
            return outlets.by_domain[host]
        host = host.partition(".")[2]
    return None


def outlet_called(name: str, outlets: Outlets) -> str:
    """The full name of an outlet that a line calls by its handle ("nytimes"), else `name` as it is."""
    return outlets.by_handle.get(_handle(name), name)


def person_names(stated: object) -> tuple[str, ...]:
    """Authors as a source states them: a list, or one string of several names. Addresses and roles go."""
    if isinstance(stated, str):
        parts = list(people(_BARS.sub(";", stated[:_MOST_READ]))) or (
            [stated] if len(stated.split()) <= 5 else []
        )
    elif isinstance(stated, list | tuple):
        parts = [name for part in stated[:_MAX_NAMES] for name in _names_in(part)]
    else:
        return ()
    if any(" " in part.strip() for part in parts):
        parts = [part for part in parts if " " in part.strip()]  # a lone word beside full names is a city
    names: list[str] = []
    for part in parts[:_MAX_NAMES]:
        name = _BY_WORD.sub("", one_line(part) or "").strip(" ,;|")
        if (
            2 <= len(name) <= 100
            and "@" not in name
            and "://" not in name
            and name not in (*names, "Admin", "admin")
        ):
            names.append(name)
    return tuple(names)


def _names_in(part: object) -> tuple[str, ...]:
    """The names in one entry of a list of authors, which may be a list itself: "A B, C D and E F"."""
    name = part.get("name") if isinstance(part, dict) else part
    if not isinstance(name, str):
        return ()
    text = _BARS.sub(";", name[:_MOST_READ])
    several = people(_BY_WORD.sub("", text)) if _SEVERAL.search(text) else ()
    is_one = len(several) == 1 and " y " in text and not re.search("[,;|&]", text)  # Ortega y Gasset
    return (name,) if is_one or not several else several


def one_line(stated: object) -> str | None:
    """A stated title or name as one line of plain text, or None where there is none."""
    if not isinstance(stated, str):
        return None
    return " ".join(repair_characters(without_markup(stated[:_MOST_READ])).text.split())[:_MAX_TITLE] or None


def without_markup(text: str) -> str:
    """`text` without tags and entities, also those that were escaped once too often ("&lt;i&gt;")."""
    for _ in range(3):
        if "<" not in text and "&" not in text:
            break
        text = _TAG.sub(" ", _INLINE.sub("", text))
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    return text


def _handle(name: str | None) -> str:
    return _HANDLE.sub("", (name or "").casefold())
