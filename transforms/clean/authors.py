"""Who wrote an article, settled between what a page states for machines and what its byline shows."""

import re
import unicodedata
from collections.abc import Iterable
from html import unescape

from transforms.clean.linked_data import StatedArticle
from transforms.clean.names import people
from transforms.clean.page_head import PageHead

_LONGEST = 300  # characters of a stated name or list of names
_TAG = re.compile(r"<[^<>]{0,300}>")


def settled_persons(
    article: StatedArticle, metas: list[str], head: PageHead, site: str | None
) -> tuple[str, ...]:
    """The persons who wrote an article: from JSON-LD and meta elements as stated, from its byline as shown.

    The byline is what readers are meant to see: it says who of the persons that are stated only contributed,
    it may name more, and it decides where JSON-LD and meta elements differ. `site` is the outlet's name.
    """
    of_article, of_metas = (_persons(names, head.others, site) for names in (article.people, metas))
    named = of_article or of_metas
    shown = tuple(_without_site(name, site) for name in head.authors if _key(name) != _key(site or ""))
    if shown and (_keys(named) <= _keys(shown) or _keys(shown) <= _keys(of_metas) - _keys(named)):
        return shown
    return named


def stated_outlet(article: StatedArticle, metas: list[str], head: PageHead) -> tuple[str, ...]:
    """The agency, desk or feed that stands where the author's name is, for an article without one."""
    outlets = (head.outlet or "", *map(_plain, (*article.people, *article.organisations, *metas)))
    return next(((name,) for name in outlets if name), ())


def _without_site(name: str, site: str | None) -> str:
    """A name without the outlet's that stands right behind it."""
    words = name.split()
    return " ".join(words[:2]) if len(words) > 2 and _key("".join(words[2:])) == _key(site or "") else name


def _persons(stated: Iterable[str], others: Iterable[str], site: str | None) -> tuple[str, ...]:
    left_out = _keys((*others, site or ""))
    named = (name for text in stated for name in people(_plain(text)))
    names = tuple(name for name in dict.fromkeys(named) if _key(name) not in left_out)
    beside_site = tuple(name for name in names if _key(name) not in _key(site or ""))
    return beside_site or names  # a person's own site is called by that person


def _plain(text: str) -> str:
    text = " ".join(_TAG.sub(" ", unescape(text[:_LONGEST])).split()).strip(" ,;|")
    return "" if "://" in text or ("@" in text and " " not in text) else text


def _keys(names: Iterable[str]) -> set[str]:
    return {_key(name) for name in names}


def _key(name: str) -> str:
    """A name as it is compared: without accents, case and marks."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", plain)
