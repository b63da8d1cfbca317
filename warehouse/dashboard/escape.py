"""Words from outside, made harmless for where they are shown.

Streamlit reads Markdown in labels, captions and messages, and draws images and links in it. Prose from
outside goes through `st.text` or `words`; where only Markdown is possible, through `markdown`.
"""

import re
import unicodedata
from html import escape

from warehouse.shell.escape import plain as harmless

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
ADDRESS = re.compile(r"(?i)(https?:|ftp:|mailto:|www(?=\.)|@)")
WORD_JOINER = "\u2060"  # invisible; an address that holds one is no address
MAX_LABEL = 160


def plain(text: object, limit: int | None = None) -> str:
    """`text` without control characters, cut to `limit` characters; empty for None."""
    shown = "" if text is None else harmless(text)
    return shown if limit is None or len(shown) <= limit else shown[: limit - 1].rstrip() + "…"


def counted(number: int, thing: str) -> str:
    """So many of a thing, whose plural ends in s."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def markdown(text: object, limit: int = MAX_LABEL) -> str:
    """`text` on one line so that Markdown shows it as it is: no markup, images, links, icons or formulas.

    Streamlit makes links of bare addresses even where their punctuation is escaped, hence the joiner.
    """
    line = " ".join(plain(text, limit).split())
    broken = ADDRESS.sub(rf"\1{WORD_JOINER}", line)
    return PUNCTUATION.sub(r"\\\1", broken)


def element(name: str, *inside: str, **attributes: str) -> str:
    """An HTML element. `inside` is HTML already, of `element` or `words`; attributes are escaped here.

    A trailing underscore of an attribute's name is dropped, as in `class_`.
    """
    stated = "".join(f' {key.rstrip("_")}="{escape(plain(value))}"' for key, value in attributes.items())
    return f"<{name}{stated}>{''.join(inside)}</{name}>"


def words(text: object, limit: int | None = None) -> str:
    """`text` as HTML that shows exactly it."""
    return escape(plain(text, limit))


def folded(text: str) -> str:
    """`text` in lower case and without accents, as queries compare it."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
