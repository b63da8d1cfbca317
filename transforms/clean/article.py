"""One raw article in, one clean article or one rejection out."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from transforms.clean.dates import Moment, parse_moment, url_date
from transforms.clean.decode import MAX_CHARS, UndecodableError, decode, well_formed
from transforms.clean.draft import Draft
from transforms.clean.identity import article_id, content_hash, raw_hash
from transforms.clean.language import language_of
from transforms.clean.lexicon import CleaningLexicon
from transforms.clean.metadata import (
    canonical_url,
    one_line,
    outlet_called,
    outlet_of,
    person_names,
    split_title,
)
from transforms.clean.page import MAX_PAGE_CHARS, PageError, read_page
from transforms.clean.prose import why_no_prose
from transforms.clean.repair import repair_characters
from transforms.clean.text import read_plain
from transforms.clean.zone_names import origin_of
from transforms.datelines import dateline_place
from transforms.records import CleanArticle, RawArticle, Rejection

# 13 times the longest of 2,200 articles; `transforms.pipeline.tokens` bounds the words that are annotated
MAX_BODY_CHARS = 750_000
_MOST_LINES = 100_000
_PAYLOAD = 500  # characters of a rejected input that go into the quarantine


def clean_article(raw: RawArticle, lexicon: CleaningLexicon) -> CleanArticle | Rejection:
    """The article in `raw`, or why there is none. Never raises for any content or hints."""
    hashed = raw_hash(raw)
    raw = replace(raw, hints={name: _well_formed(value) for name, value in raw.hints.items()})
    if len(raw.content) > MAX_CHARS:
        return _reject(raw, f"is larger than {MAX_CHARS // 1_000_000} MB ({len(raw.content):,} bytes)")
    try:
        charset = raw.hints.get("charset")
        decoded = decode(raw.content, charset if isinstance(charset, str) else None)
        draft = _read(raw, decoded.text, lexicon)
    except (UndecodableError, PageError) as error:
        return _reject(raw, str(error))
    body = "\n\n".join(draft.paragraphs)
    if len(body) > MAX_BODY_CHARS:
        return _reject(
            raw, f"its text is {len(body):,} characters long: no article has more than {MAX_BODY_CHARS:,}"
        )
    if not any(char.isalnum() for char in body):
        return _reject(raw, "nothing is left after page furniture is removed")
    no_prose = why_no_prose(body)
    if no_prose is not None:
        return _reject(raw, no_prose)
    return _settle(raw, draft, body, decoded.n_replaced + draft.n_repairs, hashed, lexicon)


def _well_formed(value: object) -> object:
    """A value that a source states, with texts as `decode.well_formed` makes them."""
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, list | tuple):
        return [_well_formed(item) for item in value]
    if isinstance(value, dict):
        return {name: _well_formed(item) for name, item in value.items()}
    return value


def _read(raw: RawArticle, text: str, lexicon: CleaningLexicon) -> Draft:
    if raw.media == "html":
        url = raw.hints.get("url")
        return read_page(text, lexicon, url if isinstance(url, str) else None)
    if len(text) > MAX_PAGE_CHARS:
        raise PageError(f"text is larger than {MAX_PAGE_CHARS // 1_000_000} MB ({len(text):,} characters)")
    n_lines = text.count("\n")
    if n_lines > _MOST_LINES:
        raise PageError(f"text has {n_lines:,} lines: no article has more than {_MOST_LINES:,}")
    repaired = repair_characters(text)
    draft = read_plain(repaired.text, lexicon, one_line(raw.hints.get("title")))
    return replace(draft, n_repairs=draft.n_repairs + repaired.n_repairs)


def _settle(
    raw: RawArticle, draft: Draft, body: str, n_repairs: int, hashed: str, lexicon: CleaningLexicon
) -> CleanArticle:
    """Metadata: what the source states wins over what the page or the text states."""
    hints, outlets = raw.hints, lexicon.outlets
    url = canonical_url(hints.get("url"), draft.url)
    stated_publisher = one_line(hints.get("publisher")) or one_line(draft.publisher)
    full_title = one_line(hints.get("title")) or one_line(draft.title)
    outlet = outlet_of(url, outlets)
    title, suffix = None, None
    if full_title:
        title, suffix = split_title(full_title, (stated_publisher, outlet))
    publisher = stated_publisher or suffix or outlet
    stated_language = draft.language or one_line(hints.get("language"))
    language = language_of(body, lexicon.english, stated_language)
    published, basis = _published(raw, draft, url, (stated_language, language))
    return CleanArticle(
        article_id=article_id(url, raw.source, raw.source_ref),
        source=raw.source,
        source_ref=raw.source_ref,
        url=url,
        publisher=outlet_called(publisher, outlets) if publisher else None,
        title=title,
        authors=person_names(hints.get("authors")) or person_names(list(draft.authors)),
        contributors=draft.contributors,
        published_at=published.when if published else None,
        published_zone=published.zone if published else None,
        published_at_basis=basis,
        language=language,
        body=body,
        n_words=len(body.split()),
        content_hash=content_hash(title or "", body, draft.corrections),
        raw_hash=hashed,
        n_repairs=n_repairs,
        corrections=draft.corrections,
        dateline_place=dateline_place(body),
    )


def _published(
    raw: RawArticle, draft: Draft, url: str | None, languages: tuple[str | None, ...]
) -> tuple[Moment | None, str | None]:
    """When it was published and what says so: metadata, then a manifest, the address, a line of the text."""
    read = partial(parse_moment, origin=origin_of(url, languages, draft.offsets))
    hinted = read(raw.hints.get("published_at"))
    from_page = read(draft.published)
    if raw.hints_basis == "manifest":
        candidates = [(from_page, "metadata"), (hinted, "manifest")]
    else:
        candidates = [(hinted, "metadata"), (from_page, "metadata")]
    in_address = url_date(url) if url else None
    shown = read(draft.published_text)
    if in_address and shown and abs(shown.when - in_address) < timedelta(days=2):
        candidates += [(shown, "text")]  # it may have the hour of the day that the address states
    candidates += [(Moment(in_address) if in_address else None, "url"), (shown, "text")]
    return next(((when, basis) for when, basis in candidates if when), (None, None))


def _reject(raw: RawArticle, reason: str) -> Rejection:
    head = raw.content[: 4 * _PAYLOAD]
    text = (
        head.decode("utf-8", "replace")
        if isinstance(head, bytes)
        else head.encode("utf-8", "replace").decode()
    )
    return Rejection(raw.source, raw.source_ref, reason, text[:_PAYLOAD].replace("\x00", "\ufffd"))
