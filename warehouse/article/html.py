"""An article as a self-contained web page: no scripts, no external resources, all text escaped."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import NamedTuple

from warehouse.article.article import (
    Article,
    Event,
    Found,
    Mention,
    Quote,
    entities,
    quotations,
    score,
    spans,
    who,
)
from warehouse.article.spans import Close, Text, nested, paragraphs
from warehouse.article.why import Row, reasons
from warehouse.publication import day, published

CSS = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
CSS_HASH = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{CSS_HASH}'; base-uri 'none'; form-action 'none'"
GROUPS = {
    "PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place",
    "ORG": "organisation", "NORP": "group",
}  # fmt: skip
LEGEND = """
<input class="switch" type="checkbox" id="show-mentions" checked>
<input class="switch" type="checkbox" id="show-quotes" checked>
<input class="switch" type="checkbox" id="show-events" checked>
<div class="legend">
<label for="show-mentions">Entities</label>
<label for="show-quotes"><span class="quote">Quotations</span></label>
<label for="show-events"><span class="event">Events</span></label>
<span class="key person">person</span> <span class="key place">place</span>
<span class="key organisation">organisation</span> <span class="key group">people</span>
<span class="key thing">other</span>
<span class="key"><span class="event cooperation">cooperation</span></span>
<span class="key"><span class="event conflict">conflict</span></span>
</div>
"""


def page(article: Article) -> str:
    """The whole page."""
    title = text_of(article.title or "Untitled")
    language = f' lang="{text_of(article.language)}"' if article.language else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{CSS}</style>
</head>
<body>
<header{language}>
<p class="kicker">{kicker(article)}</p>
<h1 dir="auto">{title}</h1>
</header>
{notice(article)}
{facts(article)}
{LEGEND}
<main>
<article class="body"{language}>
{marked(article)}
</article>
{corrections(article, language)}
{section("Quotations", quote_items(article), "about")}
{section("Events", event_items(article), "about")}
{section("Entities", entity_items(article), "about entities")}
</main>
<footer>Version {article.version} of article {text_of(article.article_id)}</footer>
</body>
</html>
"""


def text_of(text: str) -> str:
    """`text` as HTML that shows it, in an element or a quoted attribute."""
    return escape(text).replace("\r", "&#13;").replace("\0", "�")


def kicker(article: Article) -> str:
    parts = [article.publisher or article.source, published(article), ", ".join(article.authors)]
    return " · ".join(text_of(part) for part in parts if part)


def notice(article: Article) -> str:
    """A notice that the article is a near-duplicate."""
    if article.original is None:
        return ""
    return f'<p class="notice">A near-duplicate of {in_short(article.original)}</p>'


def in_short(found: Found) -> str:
    title, source, key = map(text_of, (found.title or "Untitled", found.source, found.article_id))
    return f"<cite>{title}</cite>, {source}, {published(found)} <code>{key}</code>"


def facts(article: Article) -> str:
    """The metadata of the article, folded up."""
    stated = article.published_at_basis
    rows = [
        ("Address", link(article.url) if article.url else ""),
        ("Source", f"{text_of(article.source)}: {text_of(article.source_ref)}"),
        ("Published", text_of(published(article)) + (f" (stated by {text_of(stated)})" if stated else "")),
        ("Dateline", text_of(article.dateline_place or "")),
        ("Authors", text_of(", ".join(article.authors))),
        ("Contributors", text_of(", ".join(article.contributors))),
        ("Language", text_of(article.language or "not known")),
        ("Words", f"{article.n_words:,}"),
        ("First seen", day(article.first_seen_at)),
        (
            "Versions",
            listed(
                f"{version.version}: {day(version.seen_at)}, run {text_of(version.run_id)}"
                for version in article.versions
            ),
        ),
        ("Repeated by", listed(in_short(copy) for copy in article.copies)),
        ("Id", f"<code>{text_of(article.article_id)}</code>"),
    ]
    shown = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    return f'<details class="facts"><summary>About this article</summary><dl>{shown}</dl></details>'


def link(url: str) -> str:
    """A link to an address of the web; any other is shown only."""
    if not url.lower().startswith(("http://", "https://")):
        return text_of(url)
    return f'<a href="{text_of(url)}" rel="noopener noreferrer nofollow">{text_of(url)}</a>'


def listed(items: Iterable[str]) -> str:
    inside = "".join(f"<li>{item}</li>" for item in items)
    return f"<ol>{inside}</ol>" if inside else ""


def corrections(article: Article, language: str) -> str:
    """The corrections and editor's notes; `language` is the attribute that names their language."""
    text = article.corrections
    if not text:
        return ""
    inside = "".join(f'<p dir="auto">{text_of(text[start:end])}</p>' for start, end in paragraphs(text))
    return f'<h2>Corrections and notes</h2><div class="corrections"{language}>{inside}</div>'


class Mark(NamedTuple):
    """How a span is marked: the attributes of its element, its anchor, and what follows its end."""

    attributes: str
    anchor: str
    after: str = ""


def marked(article: Article) -> str:
    """The body with its events, quotations and mentions marked; its text content is the body, unchanged."""
    how = marks(article)
    found = spans(article)
    parts: list[str] = []
    shown = 0
    for start, end in paragraphs(article.body):
        parts.append(text_of(article.body[shown:start]))  # the empty line before it
        parts.append('<p dir="auto">')
        references: list[str] = []  # of the spans that end here, the outermost first
        for token in nested(article.body, found, start, end):
            if isinstance(token, Close):
                parts.append("</span>")
                if token.last:
                    references.insert(0, how[token.span.kind, token.span.place].after)
                continue
            parts += references
            references = []
            if isinstance(token, Text):
                parts.append(text_of(token.text))
            else:
                mark = how[token.span.kind, token.span.place]
                anchor = f' id="{mark.anchor}"' if token.first and mark.anchor else ""
                parts.append(f"<span{anchor} {mark.attributes}>")
        parts += [*references, "</p>"]
        shown = end
    return "".join(parts)


def marks(article: Article) -> dict[tuple[str, int], Mark]:
    """How each span is marked, by its kind and place."""
    found = {}
    for place, mention in enumerate(article.mentions):
        classes = f"mention {mention.form} {group(mention)}"
        found["mention", place] = Mark(f'class="{classes}" title="{text_of(entity_of(mention))}"', "")
    ends = {quote.number: place for place, quote in enumerate(article.quotes)}
    begun: set[int] = set()
    for place, quote in enumerate(article.quotes):
        anchor = "" if quote.number in begun else f"quote-{quote.number}"
        after = reference(f"Q{quote.number}", "said") if place == ends[quote.number] else ""
        found["quote", place] = Mark('class="quote"', anchor, after)
        begun.add(quote.number)
    for place, event in enumerate(article.events):
        after = reference(f"E{event.number}", f"done {tone(event)}")
        classes = f"event {event.status} {tone(event)}"
        found["event", place] = Mark(f'class="{classes}"', f"event-{event.number}", after)
    return found


def reference(number: str, classes: str) -> str:
    """The link from the text to the list. The style sheet draws the number, which is no part of the text."""
    return f'<a class="ref {classes}" href="#{number}" data-ref="{number}" aria-label="{number}"></a>'


def group(mention: Mention) -> str:
    return GROUPS.get(mention.label, "thing")


def tone(event: Event) -> str:
    return "conflict" if event.goldstein < 0 else "cooperation"


def entity_of(mention: Mention) -> str:
    """The entity of a mention, in a line."""
    known = (mention.name, mention.label, mention.country, mention.sector)
    meant = known if mention.entity_id else (f"{mention.label}, not known who",)
    return " · ".join(filter(None, (*meant, mention.rule)))


def section(title: str, items: list[str], classes: str) -> str:
    inside = "".join(items) or '<li class="none">None found.</li>'
    return f'<h2>{title} <small>{len(items)}</small></h2><ul class="{classes}">{inside}</ul>'


def quote_items(article: Article) -> list[str]:
    """The quotations, the pieces of each joined."""
    return [quote_item(pieces, article) for pieces in quotations(article)]


def quote_item(pieces: list[Quote], article: Article) -> str:
    quote = pieces[0]
    speaker = quote.speaker or quote.speaker_text or "Speaker not known"
    where = ", ".join(filter(None, (quote.country, quote.sector)))
    words = " … ".join(text_of(piece.text) for piece in pieces)
    said = " · ".join(
        text_of(part)
        for part in (
            quote.form,
            quote.cue and f"“{quote.cue}”",
            quote.speaker and quote.speaker_text and f"as “{quote.speaker_text}”",
        )
        if part
    )
    return (
        f'<li id="Q{quote.number}"><a class="number" href="#quote-{quote.number}">Q{quote.number}</a>'
        f'<span class="who"><bdi>{text_of(speaker)}</bdi></span>{f" ({text_of(where)})" if where else ""}'
        f'<p class="words" dir="auto">{f"“{words}”" if quote.form == "direct" else words}</p>'
        f'<p class="more">{said}</p>{why(quote, quote.quote_id, article)}</li>'
    )


def why(row: Row, row_id: str, article: Article) -> str:
    """The rules that made a row, folded up, and the command that explains more."""
    shown = "".join(
        f"<dt>{text_of(reason.what)}</dt><dd>{text_of(reason.found)}"
        f"<br><small>{text_of(' – '.join(filter(None, (reason.rule, reason.said))))}</small></dd>"
        for reason in reasons(row, article)
    )
    command = f"<p><code>readout explain {text_of(row_id)}</code></p>"
    return f'<details class="why"><summary>Why</summary><dl>{shown}</dl>{command}</details>'


def event_items(article: Article) -> list[str]:
    numbers = {quote.quote_id: quote.number for quote in article.quotes}
    return [event_item(event, numbers, article) for event in article.events]


def event_item(event: Event, quote_numbers: dict[str, int], article: Article) -> str:
    actor = who(event.actor, event.actor_text, event.actor_country)
    recipient = who(event.recipient, event.recipient_text, event.recipient_country)
    kind = text_of(event.event_type + (f" / {event.mode}" if event.mode else ""))
    quote = quote_numbers.get(event.quote_id or "")
    claimed = claim(event, f' in <a href="#Q{quote}">Q{quote}</a>' if quote else "")
    more = " · ".join(
        part
        for part in (
            claimed,
            f"{event.event_date} ({event.date_precision})" if event.event_date else "",
            f"in {text_of(event.place_text)}" if event.place_text else "",
            f'repeats <a href="#E{event.repeats}">E{event.repeats}</a>' if event.repeats else "",
        )
        if part
    )
    return (
        f'<li id="E{event.number}"><a class="number" href="#event-{event.number}">E{event.number}</a>'
        f'<span class="type">{kind}</span> <span class="score {tone(event)}">{score(event.goldstein)}</span> '
        f'<span class="chip {event.status}">{event.status}</span><br>'
        f'<span class="who"><bdi>{text_of(actor)}</bdi> → <bdi>{text_of(recipient)}</bdi></span>'
        f'<p class="words" dir="auto">{text_of(event.text)}</p>'
        f'<p class="more">{more}</p>{why(event, event.event_id, article)}</li>'
    )


def claim(event: Event, where: str) -> str:
    """The claimant of an event; the article itself if there is none."""
    if event.attributed_to:
        return f"claimed by {text_of(event.attributed_to)}{where}"
    return f"claimed{where}" if where else "in the article’s own voice"


def entity_items(article: Article) -> list[str]:
    return [entity_item(mention, times) for mention, times in entities(article)]


def entity_item(mention: Mention, times: int) -> str:
    of = text_of(", ".join(filter(None, (mention.country, mention.sector))))
    name = f'<span class="name {group(mention)}"><bdi>{text_of(mention.name or "")}</bdi></span>'
    return f"<li>{name} <small>{of} × {times}</small></li>"
