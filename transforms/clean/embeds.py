"""Posts of social networks that a page embeds: what someone wrote becomes a signed quotation, the rest"
" goes."""

import re

from lxml.html import Element, HtmlElement  # type: ignore[import-untyped]

# Marked up by the networks' own embed codes. Those of pictures and films say nothing of what was said.
_WRITTEN = re.compile(r"\b(?:twitter-(?:tweet|video)|bluesky-embed|fb-post|fb-xfbml-parse-ignore)\b")
_SHOWN = re.compile(
    r"\b(?:instagram-media|tiktok-embed|text-post-media|mastodon-embed|reddit-(?:embed-bq|card|embed)"
    r"|imgur-embed-pub"
    r"|fb-video|embedly-card|flourish-embed|wp-embedded-content)\b"
)
_SIGNED = re.compile(r"[—–-]\s*(?P<name>[^()—\n]{2,80}?)\s*\(\s*(?P<handle>@[\w.-]{2,80})\s*\)")
_POSTED = re.compile(r"\bPosted by\s+(?P<name>[^\n]{2,80}?)\s+on\b")
_ADDRESS = re.compile(
    r"(?:https?://|pic\.(?:twitter|x)\.com/|t\.co/)\S*|\[(?:image|video|link)(?: or embed)?\]", re.I
)
# What only leads to an address: "... in May. Full statement here:"
_LEADS_ON = re.compile(r"(?:(?<=[.!?…])\s+|^)[^.!?…]{1,60}[:⬇👇➡]\s*$")
_LONGEST_POST = 5000  # characters
_WRAPPERS = frozenset(("div", "figure", "center", "section", "amp-twitter", "amp-facebook"))
_OPENING = re.compile(r"(?<![\w.,!?…])\"(?=\S)")


def quote_embedded(tree: HtmlElement) -> None:
    """Put in the place of an embedded post “its words” — Name (@handle), or nothing. Changes `tree`."""
    named = [element for element in tree.iter("blockquote", "div") if element.get("class")]
    for element in named:
        name = element.get("class")
        if not (_SHOWN.search(name) or _WRITTEN.search(name)) or element.getroottree().getroot() is not tree:
            continue  # what stood in a post that is replaced stands no more in the tree
        if _SHOWN.search(name):
            _replace(element, None)
        else:
            _replace(element, _signed_words(element))


def _signed_words(post: HtmlElement) -> str | None:
    """The words of a post as a quotation that its author signs, None where it has no words."""
    paragraphs = list(post.iter("p"))
    text = " ".join(" ".join(paragraph.itertext()) for paragraph in paragraphs)
    below = " ".join(" ".join((paragraphs[-1] if paragraphs else post).itertext()).split())
    whole = " ".join(" ".join(post.itertext()).split())
    words = _LEADS_ON.sub("", " ".join(_ADDRESS.sub(" ", text[:_LONGEST_POST]).split()))
    if not any(char.isalnum() for char in words):
        return None
    quoted = f"“{_single_marks(words)}”"
    found = _last(_SIGNED, whole[len(below) - len(whole) :] if below != whole else whole) or _last(
        _POSTED, whole
    )
    if found is None:
        return quoted
    handle = found.groupdict().get("handle")
    return f"{quoted} — {found['name'].strip()}" + (f" ({handle})" if handle else "")


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(iter(reversed(list(pattern.finditer(text[-400:])))), None)


def _single_marks(words: str) -> str:
    """`words` with single marks, to stand between double ones."""
    words = words.replace("“", "‘").replace("”", "’").replace("«", "‘").replace("»", "’")
    return _OPENING.sub("‘", words).replace('"', "’")


def _replace(element: HtmlElement, text: str | None) -> None:
    """Put a paragraph of `text` in the place of an element and of the wrappers that hold nothing else."""
    parent = element.getparent()
    while parent is not None and parent.tag in _WRAPPERS and _holds_only(parent, element):
        element, parent = parent, parent.getparent()
    if parent is None:
        return
    if text is None:
        element.drop_tree()
        return
    paragraph = Element("p")
    paragraph.text, paragraph.tail = text, element.tail
    parent.replace(element, paragraph)


def _holds_only(parent: HtmlElement, element: HtmlElement) -> bool:
    if (parent.text or "").strip() or (element.tail or "").strip():
        return False
    return all(child is element or not "".join(child.itertext()).strip() for child in parent)
