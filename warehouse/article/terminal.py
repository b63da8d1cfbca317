"""Search hits and articles in a terminal. Colours help; brackets and numbers say the same without them."""

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text as RichText

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
from warehouse.article.spans import Close, Text, nested
from warehouse.publication import day, published
from warehouse.search.search import Hit, Query, Results
from warehouse.shell.escape import plain

WIDTH = 100  # characters of a line of running text
COLOURS = {
    "PERSON": "bold yellow", "GPE": "bold cyan", "LOC": "bold cyan", "FAC": "bold cyan",
    "ORG": "bold magenta", "NORP": "bold green",
}  # fmt: skip
OTHER = "bold blue"
STYLES = {"quote": "italic", "event": "underline"}


def print_results(results: Results, query: Query, console: Console, more: str) -> None:
    """The hits as a list, or why there are none; `more` is the command that shows one whole."""
    if results.behind:
        console.print("The index is being brought up to date: the latest articles are missing.", style="dim")
    if not results.hits:
        console.print(RichText(nothing_found(results, query)))
        return
    for number, hit in enumerate(results.hits, start=1):
        console.print(heading(number, hit, console))
        stretch = hit.snippet
        words = highlighted(stretch.text, stretch.marks, console)
        words = RichText.assemble(
            "… " if stretch.cut_before else "", words, " …" if stretch.cut_after else ""
        )
        console.print(Padding(words, (0, 0, 1, 4)), width=min(console.width, WIDTH))
    console.print(RichText(f"{len(results.hits)} of {results.total:,} {query.kind}", style="dim"))
    console.print(RichText(f"`{more}` shows an article with what was found in it.", style="dim"))


def nothing_found(results: Results, query: Query) -> str:
    """Why a search found nothing, as far as the index shows, and what to try."""
    unknown = ", ".join(f"“{plain(word)}”" for word in results.unknown)
    lines = [f"No {query.kind} found for: {plain(query.words)}"]
    if unknown:
        lines.append(f"None of the {query.kind} has {unknown}.")
    if any((query.since, query.until, query.source, query.speaker)):
        lines.append("The search is narrowed by date, source or speaker; it may find more without.")
    if not query.any_word and len(query.words.split()) > 1:
        lines.append("All words must be in one text; --any finds those with some of them.")
    return "\n".join(lines)


def heading(number: int, hit: Hit, console: Console) -> RichText:
    title = highlighted(hit.title or "Untitled", hit.title_marks, console)
    title.stylize("bold")
    line = RichText.assemble((f"{number:>2}. ", "dim"), title, "\n    ")
    if hit.speaker or hit.quote_id:
        line.append(plain(hit.speaker or "Speaker not known"), style="yellow").append(" · ")
    facts = [published(hit), hit.publisher or hit.source, hit.article_id]
    if hit.copies > 1:
        facts.append(f"{hit.copies - 1} near-duplicates")
    return line.append(plain(" · ".join(facts)), style="dim")


def highlighted(text: str, marks: Iterable[tuple[int, int]], console: Console) -> RichText:
    """A text with the words searched for in colour, or between asterisks where there is none."""
    shown = RichText()
    position = 0
    for start, end in marks:
        shown.append(plain(text[position:start]).replace("\n\n", " ¶ "))
        word = plain(text[start:end])
        shown.append(word if has_colour(console) else f"*{word}*", style="bold red")
        position = end
    return shown.append(plain(text[position:]).replace("\n\n", " ¶ "))


def has_colour(console: Console) -> bool:
    return console.color_system is not None and not console.no_color


def results_rows(results: Results) -> tuple[list[str], list[list[object]]]:
    """Names and values of the hits, for programs; `marks` are offsets in `snippet` of the words."""
    names = [name for name in Hit._fields if name not in ("title_marks", "snippet")]
    rows: list[list[object]] = [
        [
            *(getattr(hit, name) for name in names),
            hit.snippet.text,
            [list(mark) for mark in hit.snippet.marks],
        ]
        for hit in results.hits
    ]
    return [*names, "snippet", "marks"], rows


def print_found(found: list[Found], total: int, console: Console) -> None:
    """The articles that a key may mean."""
    for article in found:
        facts = f" {published(article)} · {article.source}: {article.source_ref} · "
        console.print(
            RichText.assemble(article.article_id, (plain(facts), "dim"), plain(article.title or "Untitled")),
            soft_wrap=True,
        )
    if total > len(found):
        console.print(f"… and {total - len(found):,} more")


def print_article(article: Article, console: Console) -> None:
    """The article: what it is, its body with what was found marked, and the lists of that."""
    width = min(console.width, WIDTH)
    console.print(RichText(plain(article.title or "Untitled"), style="bold"), width=width)
    for line in facts(article):
        console.print(RichText(plain(line), style="dim"), width=width)
    console.print()
    console.print(legend(console), width=width)
    console.print(Rule(style="dim"), width=width)
    console.print(body(article, has_colour(console)), width=width)
    if article.corrections:
        show_heading("Corrections and notes", console, width)
        console.print(RichText(plain(article.corrections)), width=width)
    show_list("Quotations", [quote_text(pieces) for pieces in quotations(article)], console, width)
    show_list("Events", [event_text(event, article) for event in article.events], console, width)
    show_list(
        "Entities", [entity_text(mention, times) for mention, times in entities(article)], console, width
    )


def facts(article: Article) -> list[str]:
    """The metadata of the article, one fact per line."""
    stated = f" (stated by {article.published_at_basis})" if article.published_at_basis else ""
    place = f" · {article.dateline_place}" if article.dateline_place else ""
    lines = [
        f"{article.publisher or article.source} · {published(article)}{stated}{place}",
        " · ".join(filter(None, (", ".join(article.authors), article.url))),
        f"{article.source}: {article.source_ref} · {article.n_words:,} words"
        f" · {article.language or 'language not known'}",
        f"article {article.article_id}, version {article.version}, first seen {day(article.first_seen_at)}, "
        f"run {article.run_id}",
    ]
    if len(article.versions) > 1:
        lines += [
            f"version {version.version} seen {day(version.seen_at)}, run {version.run_id}"
            for version in article.versions
        ]
    if article.original:
        lines.append(f"a near-duplicate of {in_short(article.original)}")
    lines += [f"repeated by {in_short(copy)}" for copy in article.copies]
    return [line for line in lines if line]


def in_short(found: Found) -> str:
    return f"{found.article_id}: {found.title or 'Untitled'}, {found.source}, {published(found)}"


def legend(console: Console) -> RichText:
    if not has_colour(console):
        return RichText("[entity]   ‹quotation›Q1   {event}E1")
    parts = [
        ("person", COLOURS["PERSON"]),
        ("place", COLOURS["GPE"]),
        ("organisation", COLOURS["ORG"]),
        ("people", COLOURS["NORP"]),
        ("other", OTHER),
        ("‹quotation›Q1", STYLES["quote"]),
        ("{event}E1", STYLES["event"]),
    ]
    return RichText("   ").join(RichText(words, style=style) for words, style in parts)


def body(article: Article, in_colour: bool) -> RichText:
    """The body with brackets around events and quotations, and without colour around entities, too."""
    shown = RichText()
    is_open: list[str] = []
    for token in nested(article.body, spans(article)):
        if isinstance(token, Text):
            shown.append(plain(token.text), style=" ".join(is_open))
            continue
        kind, place = token.span.kind, token.span.place
        if isinstance(token, Close):
            is_open.pop()
            shown.append(closing(article, kind, place, in_colour) if token.last else "", style="dim")
        else:
            mention = article.mentions[place] if kind == "mention" else None
            is_open.append(COLOURS.get(mention.label, OTHER) if mention else STYLES[kind])
            brackets = {"quote": "‹", "event": "{", "mention": "" if in_colour else "["}
            shown.append(brackets[kind] if token.first else "", style="dim")
    return shown


def closing(article: Article, kind: str, place: int, in_colour: bool) -> str:
    """The bracket that closes a span, with the number under which the lists have it."""
    if kind == "mention":
        return "" if in_colour else "]"
    if kind == "quote":
        return f"›Q{article.quotes[place].number}"
    return f"}}E{article.events[place].number}"


def show_list(title: str, items: list[RichText], console: Console, width: int) -> None:
    show_heading(f"{title} ({len(items)})", console, width)
    for item in items:
        console.print(item, width=width)


def show_heading(title: str, console: Console, width: int) -> None:
    console.print()
    console.print(Rule(title, style="dim", align="left"), width=width)


def quote_text(pieces: list[Quote]) -> RichText:
    quote = pieces[0]
    words = " … ".join(piece.text for piece in pieces)
    of = ", ".join(filter(None, (quote.country, quote.sector)))
    line = RichText.assemble(
        (f"Q{quote.number} ", "bold"),
        (plain(quote.speaker or quote.speaker_text or "Speaker not known"), "yellow"),
        f" ({of})" if of else "",
        (plain(f" {quote.form}, {quote.cue}" if quote.cue else f" {quote.form}"), "dim"),
    )
    return line.append(
        plain(f"\n   “{words}”" if quote.form == "direct" else f"\n   {words}"), style="italic"
    )


def event_text(event: Event, article: Article) -> RichText:
    quoted = next((quote.number for quote in article.quotes if quote.quote_id == event.quote_id), None)
    claim = (
        f"claimed by {event.attributed_to}" if event.attributed_to else "claimed" if event.quote_id else ""
    )
    more = [
        event.status,
        f"{claim} in Q{quoted}" if claim and quoted else claim,
        f"{event.event_date} ({event.date_precision})" if event.event_date else "",
        f"in {event.place_text}" if event.place_text else "",
        f"repeats E{event.repeats}" if event.repeats else "",
    ]
    kind = f"{event.event_type}/{event.mode}" if event.mode else event.event_type
    return RichText.assemble(
        (f"E{event.number} ", "bold"),
        (f"{kind} {score(event.goldstein)} ", "red" if event.goldstein < 0 else "green"),
        plain(who(event.actor, event.actor_text, event.actor_country)),
        " → ",
        plain(who(event.recipient, event.recipient_text, event.recipient_country)),
        (plain(f"\n   {', '.join(filter(None, more))}"), "dim"),
        plain(f"\n   {event.text}"),
    )


def entity_text(mention: Mention, times: int) -> RichText:
    of = ", ".join(filter(None, (mention.label, mention.country, mention.sector)))
    return RichText.assemble(
        (plain(mention.name or ""), COLOURS.get(mention.label, OTHER)), (f" {of} × {times}", "dim")
    )
