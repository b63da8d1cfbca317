"""The text of pages in the ways in which publishers mark it up: nothing lost, no furniture, posts as quotations."""

# ruff: noqa: E501  a sentence reads best on one line

import pytest

from tests.support.shipped import CLEANING
from transforms.clean.article import clean_article
from transforms.records import CleanArticle, RawArticle, Rejection

LEAD = "The island of Senja will lose its only ferry in May because the company has run out of money, its owner said."
VOICE = "“We have sailed this route for sixty years,” said Liv Moen, the captain, “and nobody told us before the paper did.”"
MORE = (
    "The county pays a third of the costs, and its council will meet on Tuesday to look for another company."
)
LAST = "About nine hundred people live on the island, and most of them work in the fish plant or on the mainland."
ALL = (LEAD, VOICE, MORE, LAST)


def read(body: str, title: str = "Senja to lose its ferry", head: str = "") -> CleanArticle | Rejection:
    page = f"<html lang='en'><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return clean_article(RawArticle("test", "page", page, "html"), CLEANING)


def paragraphs(body: str, **page: str) -> tuple[str, ...]:
    article = read(f"<article><h1>Senja to lose its ferry</h1>{body}</article>", **page)
    assert isinstance(article, CleanArticle), article
    return tuple(article.body.split("\n\n"))


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='intro'>{LEAD}</div>{p(VOICE, MORE, LAST)}",
        f"<div class='lead'><b>{LEAD}</b></div><div>{p(VOICE, MORE, LAST)}</div>",
        f"{p(LEAD)}{VOICE}<figure><img src='a.jpg'></figure>{MORE}{p(LAST)}",
        f"<div>{LEAD}<br>{VOICE}</div><div>{MORE}</div>{p(LAST)}",
        f"<div class='body'>{p(LEAD, VOICE)}</div><div class='ad'></div><div class='body'>{p(MORE, LAST)}</div>",
        f"<div class='entry'>{p(LEAD, VOICE)}</div><div class='player'></div><div class='entry'>{p(MORE, LAST)}</div>",
        "".join(f"<div class='unit'><span>{text}</span></div>" for text in ALL),
        "<br><br>".join(ALL),
    ],
)
def test_no_paragraph_is_lost(body: str) -> None:
    assert paragraphs(body) == ALL


@pytest.mark.parametrize(
    "furniture",
    [
        "<p>Read more: <a href='/x'>The boats that nobody wants to sail</a></p>",
        "<p><a href='/x'>The boats that nobody wants to sail</a></p>",
        "<p>ALSO ON HAVN.TV: <a href='/x'>The boats that nobody wants to sail</a></p>",
        "<h3>Related stories</h3><ul><li><a href='/x'>The boats that nobody wants</a></li></ul>",
        "<p>This article is for subscribers only. Become a member today.</p>",
        "<p>2 minuti di lettura</p>",
        "<blockquote class='pullquote'>We have sailed this route for sixty years</blockquote>",
        "<blockquote><p>“We have sailed this route for sixty years”</p><cite>Liv Moen</cite></blockquote>",
        "<blockquote class='instagram-media'><p>Old boat, new paint!</p><p>A post shared by Havn (@havn)</p></blockquote>",
        "<blockquote class='tiktok-embed'><section><a>@havn</a><p>the ferry by night</p></section></blockquote>",
        "<section class='comments-list'><p>I will miss the boat, it was always late but it came.</p></section>",
        "<p>Senja to lose its ferry</p>",
        "<p>5 hours ago</p>",
    ],
)
def test_furniture_between_paragraphs(furniture: str) -> None:
    assert paragraphs(p(LEAD, VOICE, MORE) + furniture + p(LAST)) == ALL


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        ("<blockquote class='twitter-tweet'><p>The ferry is our road. <a>https://t.co/a1</a></p>&mdash; Liv Moen (@livmoen)"
         " <a>April 2, 2023</a></blockquote>", "“The ferry is our road.” — Liv Moen (@livmoen)"),
        ("<figure class='wp-block-embed'><div class='embed'><blockquote class='twitter-tweet'><p>The ferry is our road."
         "<br><br>More here: <a>pic.twitter.com/b2</a></p>— Liv Moen (@livmoen) <a>2 April 2023</a></blockquote></div></figure>",
         "“The ferry is our road.” — Liv Moen (@livmoen)"),
        ("<blockquote class='twitter-tweet'><p>He said \"no boat, no island\" today.</p>— Liv Moen (@livmoen)</blockquote>",
         "“He said ‘no boat, no island’ today.” — Liv Moen (@livmoen)"),
        ("<blockquote class='bluesky-embed'><p>A sad day.<br><a>[image or embed]</a></p>&mdash; Tor Vik (<a>@tor.example</a>)"
         " <a>May 1, 2024 at 3:02 PM</a></blockquote>", "“A sad day.” — Tor Vik (@tor.example)"),
        ("<div class='fb-post'><blockquote><p>We light a candle at six.</p>Posted by <a>Senja Parish</a> on <a>Monday</a>"
         "</blockquote></div>", "“We light a candle at six.” — Senja Parish"),
    ],
)  # fmt: skip
def test_a_post_is_a_quotation_of_its_author(post: str, expected: str) -> None:
    assert paragraphs(p(LEAD, VOICE) + post + p(MORE, LAST)) == (LEAD, VOICE, expected, MORE, LAST)


def test_questions_and_labels_stay() -> None:
    talk = (
        "Will there be another boat?",
        "COUNCILLOR: We are talking to two companies, and one of them has a boat that is free.",
        "QUESTION: When will you know?",
    )
    body = f"{p(LEAD)}<p><strong>{talk[0]}</strong></p>{p(*talk[1:])}{p(VOICE, LAST)}"
    assert paragraphs(body) == (LEAD, *talk, VOICE, LAST)


@pytest.mark.parametrize("tag", ["div", "article"])
def test_all_entries_of_a_live_blog(tag: str) -> None:
    entries = "".join(f"<{tag} class='entry'>{p(text)}</{tag}>" for text in ALL)
    article = read(f"<main class='live-blog'><h1>Senja ferry: live</h1>{entries}</main>", "Senja ferry: live")
    assert isinstance(article, CleanArticle)
    assert tuple(article.body.split("\n\n")) == ALL


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        ("<time datetime='2022-03-08T14:05:00Z'>14:05</time><h2>Crane on its way</h2>", "14:05"),
        ("<span class='stamp'>2.05 p.m. GMT</span>", "2.05 p.m. GMT"),
        (
            "<header><a href='#1'><time datetime='2022-03-08T14:05:00+01:00'>3h ago</time></a></header>",
            "14:05",
        ),
        ("<time datetime='2022-03-08T14:05Z'>3 hours ago</time>", "14:05 UTC"),
        ("<p><b>14.05 Uhr</b></p>", "14.05 Uhr"),
        ("<p>Tue 8 March 2022, 14:05</p>", "Tue 8 March 2022, 14:05"),
    ],
)
def test_times_and_headings_of_the_entries_of_a_live_blog(shown: str, line: str) -> None:
    entries = "".join(f"<li class='post'>{shown}{p(text)}</li>" for text in ALL[:2])
    article = read(f"<ol><h1>Senja ferry: live updates</h1>{entries}</ol>", "Senja ferry: live updates")
    assert isinstance(article, CleanArticle)
    heading = ("Crane on its way",) if "Crane" in shown else ()
    assert tuple(article.body.split("\n\n")) == (line, *heading, ALL[0], line, *heading, ALL[1])


def test_words_in_elements_that_an_extractor_drops() -> None:
    said = f"The ferry sank on <time datetime='1998-05-14'>14 May 1998</time>, and {LAST}"
    asked = "The mayor, Signe Dahl, asked <q>who will <em>pay</em></q> and <q>when</q> before she left."
    assert paragraphs(p(LEAD, said, asked)) == (
        LEAD,
        f"The ferry sank on 14 May 1998, and {LAST}",
        "The mayor, Signe Dahl, asked “who will pay” and “when” before she left.",
    )


def test_a_live_blog_began_with_its_first_entry() -> None:
    hours = ("14:05", "08:10", "11:30")
    entries = "".join(
        f"<div class='entry'><time datetime='2022-03-08T{hour}:00+01:00'>{hour}</time>{p(text)}</div>"
        for hour, text in zip(hours, ALL, strict=False)
    )
    other = "<aside><p>Older: <time datetime='2021-01-01T00:00:00+01:00'>1 January</time></p></aside>"
    article = read(f"<h1>Senja ferry: live</h1><main class='live-blog'>{entries}</main>{other}", "x")
    assert isinstance(article, CleanArticle)
    assert str(article.published_at) == "2022-03-08 07:10:00+00:00"


def test_what_the_end_says_of_the_author() -> None:
    note = "Eva Lund is a reporter at The Ridge who covers the coast."
    assert paragraphs(p(*ALL, note), head="<meta name='author' content='Eva Lund'>") == ALL
    assert paragraphs(p(*ALL, "Liv Moen is a captain who has sailed since 1984.")) == (
        *ALL,
        "Liv Moen is a captain who has sailed since 1984.",
    )


def test_corrections_of_a_page_are_kept_apart() -> None:
    note = "This article was amended on 3 May to give the right number of islanders."
    article = read(f"<article>{p(*ALL, note)}</article>")
    assert isinstance(article, CleanArticle)
    assert article.body == "\n\n".join(ALL)
    assert article.corrections == note
    plain = read(f"<article>{p(*ALL)}</article>")
    assert isinstance(plain, CleanArticle)
    assert plain.corrections is None
    assert plain.content_hash != article.content_hash


@pytest.mark.parametrize(
    ("title", "body", "reason"),
    [
        ("Page not found", p("The page that you are looking for does not exist any more."), "not found"),
        ("Your privacy", p("We and our 97 partners store information on your device. You can accept all cookies."), "consent"),
        ("The Ridge", "<div id='app'><p>You need to enable JavaScript to run this app.</p></div>", "JavaScript"),
    ],
)  # fmt: skip
def test_pages_in_the_place_of_an_article(title: str, body: str, reason: str) -> None:
    found = read(body, title)
    assert isinstance(found, Rejection)
    assert reason in found.reason
