"""What a reader of one medium (plain text, HTML) finds in an article, before metadata is settled."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """The article's own paragraphs and what the input says of itself. `published` is as written."""

    paragraphs: tuple[str, ...]
    title: str | None = None
    authors: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    published: str | None = None  # stated by markup made for it
    published_text: str | None = None  # stated by a line of the text
    language: str | None = None  # stated by the markup
    offsets: tuple[str, ...] = ()  # "+08:00", of all times that the markup states
    corrections: str | None = None  # what the publisher says of the article, paragraphs apart by empty lines
    n_repairs: int = 0
