"""Inputs that are large, deep or repetitive: what slow patterns, parsers and rules are found with.

Deterministic: the same names and contents in each run. A name says what the input is made of, and how often.
"""

import base64
import json
import random
import re
from collections.abc import Callable, Iterator

from transforms.records import RawArticle

# English enough for the article to be annotated, as texts in other languages are not
OPENING = (
    "The government said on Monday that it would hold talks with its neighbours about the border, the roads "
    "and the price of bread, which has risen for three months in a row while the harvest was poor again. "
    "Farmers in the north have waited for help since the spring, and many of them no longer believe that it "
    "will come before the winter. The parliament is to vote on the budget next week, and most of its members "
    "are expected to support it, although some have asked for more money for schools and for the hospitals."
)
# Pieces that are repeated without a blank, behind the opening
RUNS = [
    "=", "-", ".", "(", ")", "[", "]", "{", "'", '"', "*", "_", "/", "\\", "#", "~", "!", "?", ",", ";", ":",
    "…", "—", "–", "“", "”", "«", "»", "‘", "’", "&", "%", "$", "€", "@", "+", "<", ">", "^", "|", "`", "°",
    "=-", "-=", "._", "'s", "n't", "'ll", "’s", "(a)", "a)", "((", "):", ":)", "=)", "^_^", "...", "a.",
    "A.", "U.S.", "1,", "1.", "$1", "10km", "1-", "-a", "a-", "a-b-", "a/", "a/b", "a_b", "/a.b", "x'", "'x",
    "http://", "https://a.b/", "www.a.com/", "a@b.c", "@a", "#a", "%20", "&amp;", "&#39;", "<b>", "</b>", "a",
    "A", "aB", "0", "the", "said", "said“", "”said", "I’", "O’", "ab.com", "mid-", "non-", "€1.", "1°C", "C.",
    "😀", "👨\u200d👩\u200d👧", "🇫🇷", "👍🏽", "e\u0301", "a\u0300\u0301\u0302\u0303", "\u0301", "ß", "ﬁ", "İ",
    "ǆ", "制裁", "俄罗斯。", "ไทย", "سلام", "हिन्दी", "한국", "日本",
    "\u200b", "\u200d", "\u200e", "\u202e", "\u2060", "\ufeff",
    "\u00ad", "\x00", "\x07", "\x1b[0m", "\ufffd", "\ue000", "\U0001f300", "\u2028",
    "\x85", "\u3000", "\xa0", "\x0b",
    "Ã©", "â€œ", "ðŸ˜€", "Â", "½", "²", "Ⅷ", "①", "º", "™", "\U000e0041", "\ufe0f", "\u20e3",
]  # fmt: skip
# Pieces that are repeated with a blank or an end of line behind each
WORDS = [
    "=", "(", "“", "”", '"', "'", "—", "-", ".", "...", "said", "he", "she said", "John Smith", "Mr. Smith",
    "Anna Berg,", "Anna Berg said", "Russia", "Russia attacked Ukraine,", "the minister", "President", "and",
    "who", "that", "told", "of the", "which", "because", "“Yes,”", "“Yes", "Yes”", "“a” said", "said “a”",
    "(a", "a)", "May 3, 2023", "on Friday", "2023-05-10", "three weeks before", "U. S.", "A", "a", "1", "$1",
    "the U.N. Security Council", "Smith's", "Jones and Smith", "Mr.", "Dr. ½", "not", "to", "’s", "@a", "#a",
    "http://a.b/c", "a@b.com", "Read more:", "By Anna Berg", "Photo: Anna Berg/Reuters", "[a]", "casino bet",
    "Reporting by Anna Berg;", "contributed reporting,", "Anna Berg contributed,", "Q:", "BERG:",
    "LONDON (Reuters) -", "spokesman", "spokeswoman for", "according to", "talks between", "accused",
    "he, she",
    "制裁", "สวัสดี", "مرحبا", "नमस्ते", "Привет", "\u202eabc", "😀", "Ã©", "&amp;", "-- Anna Berg",
]  # fmt: skip
LINES = [
    "a", "=", "“", "He said", "Anna Berg", "By Anna Berg", "May 3, 2023", "Read more", "Photo: Anna Berg/AP",
    "“Yes,” he said.", "“Yes.", "Russia attacked Ukraine.", "Q: Why?", "BERG: No.", "制裁", "a: b", "— a",
    "Advertisement", "Anna Berg contributed reporting.", "casino.com bet.com", "1. a", "* a", ". . .", "Ã©",
]  # fmt: skip


def hostile_articles(factor: float = 1.0) -> Iterator[RawArticle]:
    """Some 500 inputs, of full size or `factor` of it, each under the name of its kind as its reference."""
    for name, content, media, hints in _everything(factor):
        yield RawArticle("hostile", name, content, media, hints)


Input = tuple[str, str, str, dict[str, object]]


def _everything(factor: float) -> Iterator[Input]:
    def times(number: int) -> int:
        return max(1, int(number * factor))

    for piece in RUNS:
        for number in (16_000, 110_000):
            n = times(number // max(1, len(piece) // 2))
            yield f"run {piece!r} × {n}", f"{OPENING} {piece * n}", "text", {}
    for piece in WORDS:
        n = times(19_500 // len(re.findall(r"\w+|[^\w\s]", piece)))
        yield f"words {piece!r} × {n}", f"{OPENING}\n\n{f'{piece} ' * n}", "text", {}
    for piece in LINES:
        n = times(19_500 // (1 + len(re.findall(r"\w+|[^\w\s]", piece))))
        yield f"lines {piece!r} × {n}", OPENING + f"\n\n{piece}" * n, "text", {}
        yield f"tight lines {piece!r} × {n}", OPENING + f"\n{piece}" * n, "text", {}
    for name, text in (*_texts(times), *_texts(lambda number: times(number // 8))):
        yield name, text, "text", {}
    for name, text in _long_texts(times):
        yield name, text, "text", {}
    for name, page in _pages(times):
        yield name, page, "html", {}
    for name, hints in _hints(times):
        yield name, OPENING, "text", hints


def _texts(times: Callable[[int], int]) -> Iterator[tuple[str, str]]:
    chance = random.Random(5)
    letters = "abcdefghijklmnopqrstuvwxyz"
    syllables = [a + b for a in "bcdfghjklmnprstvz" for b in "aeiou"]

    def name() -> str:
        return "".join(chance.choice(syllables) for _ in range(3)).capitalize()

    common = OPENING.replace(".", "").lower().split()
    n = times(100_000)
    yield f"one sentence of {n} words", " ".join(chance.choice(common) for _ in range(n)) + "."
    yield f"{n} words of a story", " ".join(OPENING for _ in range(1 + n // 90))
    yield f"{n // 2} paragraphs of a sentence", "\n\n".join(f"It is {i} now." for i in range(n // 2))
    n = times(50_000)
    yield (
        f"{n} names in one sentence",
        f"{OPENING} Present were " + ", ".join(f"{name()} {name()}" for _ in range(n)),
    )
    yield f"{n} names that said", OPENING + "\n\n" + " ".join(f"{name()} {name()} said no." for _ in range(n))
    yield (
        f"{n} surnames",
        OPENING + "\n\n" + " ".join(f"Mr. {name()} met Mrs. {name()}." for _ in range(n // 2)),
    )
    yield (
        f"{n} namesakes",
        OPENING + "\n\n" + " ".join(f"{name()} Berg met {name()} Berg." for _ in range(n // 3)),
    )
    yield (
        f"{n} middle names",
        OPENING + "\n\n" + " ".join(f"Anna {name()} Berg met Berg." for _ in range(n // 3)),
    )
    yield (
        f"{n} parties attacked",
        OPENING + "\n\n" + " ".join(f"Russia attacked {name()} on May {i % 28 + 1}." for i in range(n // 3)),
    )
    yield (
        f"{n} firms",
        OPENING + "\n\n" + " ".join(f"{name()} Group bought {name()} Group." for _ in range(n // 3)),
    )
    yield (
        f"{n} bodies",
        OPENING + "\n\n" + " ".join(f"The {name()} Party ({name()[:2].upper()})." for _ in range(n // 2)),
    )
    yield (
        f"{n} words of random letters",
        f"{OPENING} " + " ".join("".join(chance.choices(letters, k=8)) for _ in range(n)),
    )
    yield f"{n} marks at random", OPENING + " " + "".join(chance.choices(".,;:!?'\"()[]“”‘’—-= ", k=4 * n))
    yield (
        f"{n} characters at random",
        OPENING
        + " "
        + "".join(
            chr(
                chance.choice(
                    [*range(33, 127), *range(160, 0x2FF), *range(0x370, 0x5FF), *range(0x4E00, 0x4E80)]
                )
            )
            for _ in range(6 * n)
        ),
    )
    n = times(1_000_000)
    yield f"{n} paragraphs of one character", "\n\n".join("a" * n)
    yield f"{n} lines of one character", "\n".join("a" * n)
    yield f"{n} empty lines", OPENING + "\n" * n + OPENING
    yield f"{n} blanks", OPENING + " " * n + OPENING
    yield f"{n} tabs and ends of lines", OPENING + "\t\n" * n + OPENING
    yield f"{n} carriage returns", OPENING + "\r" * n + OPENING
    n = times(15_000)
    yield f"quotations nested {n} deep", f"{OPENING} " + "“a ‘b " * n + "c’ d” " * n
    yield f"brackets nested {n} deep", f"{OPENING} " + "(a " * n + "b) " * n
    yield f"clauses nested {n} deep", f"{OPENING} " + "he said that " * n + "it rained."
    yield f"relative clauses nested {n} deep", f"{OPENING} The man " + "who met the man " * n + "left."
    yield f"{n} genitives", f"{OPENING} " + "Anna's " * n + "dog."
    yield f"{n} prepositions", f"{OPENING} The house " + "of the king " * n + "burned."
    yield f"{n} coordinated states", f"{OPENING} " + "Peru and Chile and " * n + "Cuba met."
    yield (
        f"{n} quotations unclosed",
        f"{OPENING}\n\n" + "\n\n".join(f"“It is {i}, she said." for i in range(n)),
    )
    yield (
        f"{n} quotations of one speaker",
        OPENING + "\n\n" + " ".join(f"“It is {i},” said Anna Berg." for i in range(n)),
    )
    yield (
        f"{n} turns",
        OPENING
        + "\n\n"
        + "\n\n".join(f"{'BERG' if i % 2 else 'CRUZ'}: It is {i} now, is it not?" for i in range(n)),
    )
    yield f"{n} events", OPENING + "\n\n" + " ".join("Russia bombed Ukraine on Friday." for _ in range(n))
    yield f"{n} pronouns", OPENING + "\n\n" + " ".join("He told her that they met him." for _ in range(n))
    yield (
        f"{n} bylines",
        "\n".join(f"By {name()} {name()} and {name()} {name()}" for _ in range(n)) + "\n\n" + OPENING,
    )
    yield f"{n} titles", "\n\n".join(f"{name()} {name()} Wins" for _ in range(n)) + "\n\n" + OPENING
    yield f"byline of {n} names", f"By {' and '.join(f'{name()} {name()}' for _ in range(n))}\n\n{OPENING}"
    yield (
        f"credits of {n} names",
        f"{OPENING}\n\nReporting by {', '.join(f'{name()} {name()}' for _ in range(n))}",
    )
    yield f"caption of {n} words", f"{OPENING}\n\n({'word ' * n}/Reuters)"
    yield f"spam of {n} domains", f"{OPENING} " + " ".join(f"{name()}.com" for _ in range(n))
    yield f"glued spam of {n} domains", f"{OPENING} " + "".join(f"{name()}.com" for _ in range(n))


def _long_texts(times: Callable[[int], int]) -> Iterator[tuple[str, str]]:
    """As long as an article may be, 750,000 characters or 165,000 words; and files that are no article."""
    chance = random.Random(7)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]

    def name() -> str:
        return "".join(chance.choice(syllables) for _ in range(3)).capitalize()

    def told() -> str:
        who, other = f"{name()} {name()}", name()
        return (
            f"{OPENING}\n\n“We have waited for this since the spring,” said {who}, the mayor of {other}. "
            f"“Now it is here.” She met President {name()} on Friday, who told her {other} would get it.\n\n"
            f"The minister said that Russia had attacked {other} on May {chance.randint(1, 28)}, 2023."
        )

    n = times(820)
    yield f"long story of {n} parts", "\n\n".join(told() for _ in range(n))
    yield f"long paragraph of {n} parts", " ".join(told().replace("\n\n", " ") for _ in range(n))
    n = times(12_000)
    yield (
        f"long row of {n} quotations",
        OPENING + "\n\n" + "\n\n".join(f"“It is {i},” said {name()} {name()}." for i in range(n)),
    )
    yield (
        f"long row of {n} ministers",
        OPENING + "\n\n" + " ".join(f"Minister {name()} {name()} left. The minister left." for _ in range(n)),
    )
    yield (
        f"long row of {n} events in quotations",
        OPENING + "\n\n" + " ".join(f"“Russia bombed {name()},” he said." for _ in range(n)),
    )
    data = chance.randbytes(times(700_000))
    yield f"encoded file of {len(data)} bytes", f"{OPENING}\n\n{base64.encodebytes(data).decode()}"
    yield f"hexadecimal dump of {len(data)} bytes", f"{OPENING}\n\n{data[: len(data) // 3].hex(' ')}"
    n = times(40_000)
    yield f"code of {n} functions", OPENING + "\n\n" + "function(a,b){return a?b:c}var d=e[0];" * (n // 2)
    yield (
        f"table of {n} rows",
        OPENING + "\n\n" + "\n".join(f"{i}\t{chance.random():.4f}\t{chance.random():.4f}" for i in range(n)),
    )


def _pages(times: Callable[[int], int]) -> Iterator[tuple[str, str]]:
    paragraphs = f"<p>{OPENING}</p><p>Nobody knew on Tuesday whether they would agree to it.</p>"
    head = "<head><title>Talks about the border</title></head>"

    def page(inside: str, head: str = head) -> str:
        return f"<html lang=en>{head}<body><article>{paragraphs}{inside}</article></body></html>"

    inline = ("b", "i", "a", "span", "em", "font", "q", "u")
    blocks = (
        "div",
        "p",
        "ul",
        "ol",
        "li",
        "table",
        "td",
        "blockquote",
        "section",
        "article",
        "h2",
        "dl",
        "pre",
    )
    for tag in (*inline, *blocks):
        for number in (300, 5_000, 60_000):
            n = times(number)
            yield f"<{tag}> nested {n} deep", page(f"<{tag}>" * n + "words" + f"</{tag}>" * n)
            yield f"text within <{tag}> nested {n} deep", f"{f'<{tag}>' * n}{paragraphs}{f'</{tag}>' * n}"
            yield f"text in each <{tag}> nested {n} deep", page(f"<{tag}>Some words, " * n + f"</{tag}>" * n)
    for tag in ("div", "p", "b", "li", "br", "hr", "img", "a", "table", "tr", "td", "option", "input", "h1"):
        n = times(100_000)
        yield f"<{tag}> unclosed × {n}", page(f"<{tag}>a" * n)
    for tag in (
        "p",
        "div",
        "li",
        "h2",
        "a",
        "b",
        "span",
        "td",
        "time",
        "meta",
        "script",
        "style",
        "iframe",
        "svg",
    ):
        n = times(40_000)
        yield f"<{tag}> × {n}", page(f"<{tag}>some words here.</{tag}>" * n)
    n = times(720_000)
    yield f"title of {n} characters", page("", f"<title>{'Talks about the border ' * (n // 23)}</title>")
    yield f"title of {n} letters", page("", f"<title>{'a' * n}</title>")
    yield f"title of {n} bars", page("", f"<title>{' | a' * (n // 4)}</title>")
    yield f"title of {n} blanks", page("", f"<title>a{' ' * n}b</title>")
    for key in ("og:title", "author", "article:published_time", "og:url", "og:site_name", "description"):
        said = "Anna Berg, " * (n // 11)
        yield (
            f"{key} of {n} characters",
            page("", f"<head><meta property='{key}' name='{key}' content='{said}'></head>"),
        )
    yield f"h1 of {n} characters", page(f"<h1>{'Talks about the border ' * (n // 23)}</h1>", "")
    yield f"first paragraph of {n} blanks", page(f"<p>{' ' * n}a</p>")
    yield f"comment of {n} characters", page(f"<!--{'-' * n}-->")
    yield f"comment unclosed of {n} characters", page(f"<!--{'- ' * (n // 2)}")
    yield f"script unclosed of {n} characters", page(f"<script>{'a<' * (n // 2)}")
    yield f"textarea of {n} characters", page(f"<textarea>{'a<' * (n // 2)}")
    yield f"CDATA of {n} characters", page(f"<![CDATA[{'] ' * (n // 2)}")
    yield f"instructions of {n} characters", page("<?a " * (n // 4))
    yield f"data of {n} characters", page(f"<img src='data:image/png;base64,{'A' * n}'>")
    for piece in (
        "<",
        "</",
        "<a ",
        "<a b='",
        "<!",
        "<!--",
        "&",
        "&#",
        "&amp;",
        "&#x41;",
        "&lt;",
        "\x00",
        ">",
        '"',
        "]]>",
        "<a/>",
        "<a b=c>",
        "<1>",
        "<é>",
        "<a:b>",
        "<!DOCTYPE html>",
    ):
        k = n // len(piece)
        yield f"page of {piece!r} × {k}", page(f"<p>{piece * k}</p>")
    n = times(100_000)
    yield f"{n} attributes", page(f"<p {' '.join(f'a{i}=b' for i in range(n))}>{OPENING}</p>")
    yield f"{n} equal attributes", page(f"<p {'a=b ' * n}>{OPENING}</p>")
    yield f"attribute of {n} characters", page(f"<p class='{'a ' * (n // 2)}'>{OPENING}</p>")
    yield f"{n} metas", page("", f"<head>{''.join(f'<meta name=a{i} content=b>' for i in range(n))}</head>")
    yield (
        f"{n} authors",
        page(
            "", f"<head>{''.join(f'<meta name=author content=Anna{i}_Berg>' for i in range(n // 4))}</head>"
        ),
    )
    yield f"{n} bylines in elements", page("<span class=byline>By nobody in particular</span>" * (n // 4))
    yield f"{n} times", page("".join(f"<time datetime=2023-05-{i % 28 + 1}>a</time>" for i in range(n // 4)))
    yield f"{n} links", page("".join(f"<a href=https://a.b/{i}>Word {i}</a> " for i in range(n // 2)))
    yield (
        f"table of {n} cells",
        page(f"<table>{('<tr>' + '<td>a cell</td>' * 10 + '</tr>') * (n // 10)}</table>"),
    )
    yield f"row of {n} cells", page(f"<table><tr>{'<td>a cell</td>' * n}</tr></table>")
    yield f"list of {n} items", page(f"<ul>{'<li>an item of it</li>' * n}</ul>")
    yield f"{n} breaks", page("a line of words<br>" * n)
    yield f"{n} emphases", page("<p>" + "<b>one</b> <i>two</i> " * (n // 2) + "</p>")
    yield f"{n} short paragraphs", page("<p>a</p>" * n)
    yield f"{n} headings", page("<h2>A heading</h2><p>A sentence that is here.</p>" * (n // 4))
    yield f"page of one paragraph of {9 * n} characters", page(f"<p>{OPENING * (n // 50)}</p>")
    yield f"page of one word of {9 * n} letters", page(f"<p>{'a' * 9 * n}</p>")
    yield f"misnested × {n}", page("<b><i></b></i><p><b>a</p></b>" * (n // 8))
    yield f"tables in cells × {n}", page("<table><tr><td>a<table>" * (n // 50))
    yield f"forms × {n}", page("<form><input><select><option>a" * (n // 8))
    data = {"@type": "NewsArticle", "headline": "a", "datePublished": "2023-05-10"}
    for name, said in {
        f"JSON-LD nested {n} deep": "[" * n + "]" * n,
        f"JSON-LD objects nested {n} deep": '{"a":' * n + "1" + "}" * n,
        f"JSON-LD of {n} authors": json.dumps(
            {**data, "author": [{"@type": "Person", "name": f"Anna Berg{i}"} for i in range(n // 4)]}
        ),
        f"JSON-LD of {n} nodes": json.dumps({"@graph": [data] * (n // 4)}),
        f"JSON-LD of {9 * n} characters of body": json.dumps({**data, "articleBody": OPENING * (n // 50)}),
        f"JSON-LD of {9 * n} quotation marks": '"' * 9 * n,
        f"JSON-LD of {9 * n} braces": "{" * 9 * n,
        f"JSON-LD of {9 * n} backslashes": '{"a": "' + "\\" * 9 * n,
        f"JSON-LD of {9 * n} commas": json.dumps(data)[:-1] + "," * 9 * n,
        f"JSON-LD headline of {9 * n} characters": json.dumps({**data, "headline": "a b" * 3 * n}),
    }.items():
        yield name, page("", f"<head><script type='application/ld+json'>{said}</script></head>")
    yield (
        f"JSON-LD × {n}",
        page(
            "", f"<head>{f'<script type=application/ld+json>{json.dumps(data)}</script>' * (n // 20)}</head>"
        ),
    )


def _hints(times: Callable[[int], int]) -> Iterator[tuple[str, dict[str, object]]]:
    n = times(100_000)
    yield f"{n} authors of a row", {"authors": [f"Anna Berg{i}" for i in range(n)]}
    yield f"{n} words as authors", {"authors": ["a"] * n}
    yield f"authors in {9 * n} characters", {"authors": "Anna Berg, " * n}
    yield f"authors in {9 * n} blanks", {"authors": "Anna" + " " * 9 * n + "Berg"}
    yield f"author of {9 * n} characters", {"authors": ["a" * 9 * n]}
    for field in ("title", "url", "publisher", "published_at"):
        for piece in (
            "a",
            "a ",
            "a | ",
            " - b",
            "1",
            "2023-",
            "https://a.b/",
            "Ã©",
            "&amp;",
            "[",
            "(",
            "\u202e",
        ):
            yield f"{field} of {piece!r} × {9 * n // len(piece)}", {field: piece * (9 * n // len(piece))}
    yield "title of lone surrogates", {"title": "a \ud800 b" * 1000}
    yield "published_at far away", {"published_at": 10**300}
    yield "published_at not a number", {"published_at": float("nan")}
