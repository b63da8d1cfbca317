"""Heads of pages in the manner of publishing systems: title, authors and date of publication."""

# ruff: noqa: E501, UP031  a page reads best as it is written

from typing import NamedTuple

import pytest

from tests.support.shipped import CLEANING
from transforms.clean.article import clean_article
from transforms.records import CleanArticle, RawArticle

PROSE = "".join(
    f"<p>{text}</p>"
    for text in (
        "The ferry between the two islands will not sail before Sunday, the port authority of Lurvik said on Tuesday evening.",
        "“Nobody was hurt, and nobody will be left behind,” the harbour master, Signe Dahl, told passengers who had slept in the hall.",
        "A third engine has to be brought from the mainland, and the crane that could lift it is at work on a bridge until Friday.",
    )
)
TITLE = "Ferry to stay in port until Sunday"


class Head(NamedTuple):
    kind: str
    head: str
    shown: str  # above the text
    title: str = TITLE
    authors: tuple[str, ...] = ()
    published: str | None = None  # as far as it is given


def linked(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


HEADS = [
    Head("WordPress with Yoast: graph, author by reference",
         f'<title>{TITLE} - Lurvik Avis</title><meta property="og:title" content="{TITLE} - Lurvik Avis"><meta property="og:site_name" content="Lurvik Avis">'
         '<meta property="article:published_time" content="2022-03-08T17:20:05+00:00">'
         + linked('{"@context":"https://schema.org","@graph":[{"@type":"Article","@id":"https://lurvik.example/ferry/#article","author":{"@id":"https://lurvik.example/#/schema/person/9"},'
                  f'"headline":"{TITLE}","datePublished":"2022-03-08T17:20:05+00:00","mainEntityOfPage":{{"@id":"https://lurvik.example/ferry/"}}}},'
                  '{"@type":"WebSite","@id":"https://lurvik.example/#website","name":"Lurvik Avis"},{"@type":"Person","@id":"https://lurvik.example/#/schema/person/9","name":"Mette Holm"}]}'),
         f'<header class="entry-header"><h1 class="entry-title">{TITLE}</h1><div class="entry-meta"><span class="posted-on"><time class="entry-date published" datetime="2022-03-08T18:20:05+01:00">8 March 2022</time></span> <span class="byline">by <span class="author vcard"><a class="url fn n" href="/author/mholm/">Mette Holm</a></span></span></div></header>',
         authors=("Mette Holm",), published="2022-03-08T17:20:05"),
    Head("WordPress with another plug-in: local hour without its offset in JSON-LD",
         f'<title>{TITLE} | Lurvik Avis</title><meta property="article:published_time" content="2022-03-08T17:20:05+00:00">'
         + linked('{"@graph":[{"@type":"BlogPosting","name":"x","headline":"%s","author":{"@type":"Person","name":"Mette Holm"},"datePublished":"2022-03-08T17:20:05-08:00"}]}' % TITLE),
         f"<h1>{TITLE}</h1>", authors=("Mette Holm",), published="2022-03-08T17:20:05"),
    Head("WordPress without plug-ins", f"<title>{TITLE} &#8211; Lurvik Avis</title>",
         f'<h1 class="entry-title">{TITLE}</h1><div class="entry-meta">Posted on <a href="/2022/03/"><time class="entry-date" datetime="2022-03-08T18:20:05+01:00">March 8, 2022</time></a> by <span class="author vcard"><a class="url fn n" href="/author/mholm/">Mette Holm</a></span></div>',
         authors=("Mette Holm",), published="2022-03-08T17:20:05"),
    Head("Arc: several authors as links, the date as text", f'<title>{TITLE} - The Lurvik Ledger</title><meta property="og:title" content="Lurvik ferry stuck: what we know">',
         f'<header><a href="/local">Local</a><h1>{TITLE}</h1><h2>A third engine has to come from the mainland.</h2><div class="b-byline">By <a href="/people/mette-holm/">Mette Holm</a> and <a href="/people/per-sand/">Per Sand</a><br>March 8, 2022 at 6:20 p.m. EST</div></header>',
         authors=("Mette Holm", "Per Sand"), published="2022-03-08"),
    Head("Drupal: submitted line", f"<title>{TITLE} | Lurvik Public Radio</title>",
         f'<h1 id="page-title">{TITLE}</h1><div class="submitted">Submitted by Mette Holm on Tue, 03/08/2022 - 18:20</div><div class="field-date">Tuesday, March 8, 2022</div>',
         authors=("Mette Holm",), published="2022-03-08"),
    Head("AMP", f'<title>{TITLE}</title><link rel="canonical" href="https://lurvik.example/ferry">'
         + linked('{"@context":"http://schema.org","@type":"NewsArticle","mainEntityOfPage":"https://lurvik.example/ferry","headline":"%s","datePublished":"2022-03-08T18:20:05+01:00","author":{"@type":"Person","name":"Mette Holm"},"publisher":{"@type":"Organization","name":"Lurvik Avis"}}' % TITLE),
         f'<amp-img src="x"></amp-img><h1>{TITLE}</h1><p class="byline">Mette Holm</p>', authors=("Mette Holm",), published="2022-03-08T17:20:05"),
    Head("broadcaster: related stories in JSON-LD first", f'<title>{TITLE} - Radio Lurvik</title><link rel="canonical" href="https://radio.example/news/4711">'
         + linked('[{"@type":"NewsArticle","headline":"Bridge to open in May","url":"https://radio.example/news/4600","datePublished":"2022-02-01T08:00:00Z","author":{"name":"Ole Berg"}},'
                  '{"@type":"NewsArticle","headline":"%s","url":"https://radio.example/news/4711","datePublished":"2022-03-08T17:20:00Z","author":{"@type":"Organization","name":"Radio Lurvik"}}]' % TITLE),
         f'<h1>{TITLE}</h1><div data-component="byline-block"><time datetime="2022-03-08T17:20:00.000Z">8 March 2022</time></div><div class="ContributorLine">By Mette Holm<br>BBC News, Lurvik</div>',
         authors=("Mette Holm",), published="2022-03-08T17:20:00"),
    Head("agency: capitals, place and agency behind the name", f"<title>{TITLE} | AP News</title>",
         f'<h1>{TITLE}</h1><div class="Page-authors">By METTE HOLM and PER SAND, Associated Press</div><div class="Page-dateModified">Published 6:20 PM UTC, March 8, 2022</div>',
         authors=("Mette Holm", "Per Sand"), published="2022-03-08"),
    Head("agency: no person", f"<title>{TITLE}</title>" + linked('{"@type":"NewsArticle","headline":"%s","author":[{"@type":"Person","name":"Reuters"}],"datePublished":"2022-03-08T17:20:00.000Z"}' % TITLE),
         f"<h1>{TITLE}</h1><p>By Reuters</p>", authors=("Reuters",), published="2022-03-08T17:20:00"),
    Head("a feed for machines, a person for readers", f"<title>{TITLE}</title>" + linked('{"@type":"NewsArticle","headline":"%s","author":{"@type":"Person","name":"Lurvik Newsroom"},"datePublished":"2022-03-08"}' % TITLE),
         f'<h1>{TITLE}</h1><span class="author-name">METTE HOLM / Lurvik Avis</span>', authors=("Mette Holm",), published="2022-03-08"),
    Head("live blog", "<title>Ferry crisis: live</title>" + linked('{"@type":"LiveBlogPosting","headline":"Ferry crisis: live","datePublished":"2022-03-08T06:00:00Z","author":[{"@type":"Person","name":"Mette Holm"}],'
         '"liveBlogUpdate":[{"@type":"BlogPosting","headline":"Crane on its way","datePublished":"2022-03-08T17:20:00Z","author":{"name":"Per Sand"}}]}'),
         "<h1>Ferry crisis: live</h1><h2>Crane on its way</h2><p>By Per Sand, 18:20</p>", title="Ferry crisis: live", authors=("Mette Holm",), published="2022-03-08T06:00:00"),
    Head("German: author and date in one line", f"<title>{TITLE} - Küstenbote</title>", f'<h1>{TITLE}</h1><div class="meta">Von Jürgen Meier und Ute Schäfer | Stand: 08.03.2022, 18:20 Uhr</div>',
         authors=("Jürgen Meier", "Ute Schäfer"), published="2022-03-08"),
    Head("French: published and updated", f"<title>{TITLE} – Le Phare</title>", f'<h1>{TITLE}</h1><p>Par Élodie Marchand</p><p>Publié le 8 mars 2022 à 18h20, mis à jour le 9 mars 2022 à 07h00</p>',
         authors=("Élodie Marchand",), published="2022-03-08"),
    Head("updated before published", f"<title>{TITLE}</title>", f'<h1>{TITLE}</h1><div>Updated: 9 March 2022 | Published: 8 March 2022</div>', published="2022-03-08"),
    Head("section above the headline in the same heading", f'<title>{TITLE} | The Post of Lurvik</title><meta property="og:title" content="{TITLE}">',
         f'<h1><span class="kicker">Shipping</span> {TITLE}</h1><p>3 hours ago</p>'),
    Head("outlet as a heading too", f'<title>{TITLE} | Lurvik Avis</title><meta property="og:site_name" content="Lurvik Avis">', f'<h1>Lurvik Avis</h1><article><h1>{TITLE}</h1></article>'),
    Head("section as a heading too", f'<title>{TITLE} | Lurvik Avis</title>', f'<div><h1>Transport</h1></div><article><h1>{TITLE}</h1><address>By <a rel="author" href="/mholm">Mette Holm</a></address></article>', authors=("Mette Holm",)),
    Head("headline of another wording than for networks", '<title>Lurvik ferry stranded: everything to know - Lurvik Avis</title><meta property="og:title" content="You won’t believe why this boat cannot leave">', f"<h1>{TITLE}</h1>"),
    Head("no heading at all", f'<title>{TITLE} | Lurvik Avis</title>', '<div>Tuesday 8 March 2022</div>'),
    Head("headline in a heading of the second order", f'<title>{TITLE} | Lurvik Avis</title><meta property="og:title" content="{TITLE} | Lurvik Avis">', f'<h1><img src="logo.png" alt="Lurvik Avis"></h1><h2>{TITLE}</h2><div>By <a href="/author/mette-holm">Mette Holm</a> • March 8, 2022 12:25 pm</div>',
         authors=("Mette Holm",), published="2022-03-08"),
    Head("JSON-LD: trailing commas and a semicolon", f"<title>{TITLE}</title>" + linked('{"@type":"NewsArticle","headline":"%s","datePublished":"2022-03-08T17:20:00Z","author":[{"@type":"Person","name":"Mette Holm",},],};' % TITLE), f"<h1>{TITLE}</h1>",
         authors=("Mette Holm",), published="2022-03-08T17:20:00"),
    Head("JSON-LD: marks within a text, a line break", f"<title>{TITLE}</title>" + linked('{"@type":"NewsArticle","headline":"Ferry "Signe" stays","description":"No sailing\nbefore "Sunday", they say","datePublished":"2022-03-08T17:20:00Z","author":{"@type":"Person","name":"Mette Holm"}}'), f"<h1>{TITLE}</h1>",
         authors=("Mette Holm",), published="2022-03-08T17:20:00"),
    Head("JSON-LD: in a comment", f"<title>{TITLE}</title>" + linked('<!-- {"@type":"NewsArticle","datePublished":"2022-03-08T17:20:00Z","author":"Mette Holm"} -->'), f"<h1>{TITLE}</h1>", authors=("Mette Holm",), published="2022-03-08T17:20:00"),
    Head("JSON-LD: in CDATA", f"<title>{TITLE}</title>" + linked('//<![CDATA[\n{"@type":"NewsArticle","datePublished":"2022-03-08T17:20:00Z","author":{"givenName":"Mette","familyName":"Holm"}}\n//]]>'), f"<h1>{TITLE}</h1>", authors=("Mette Holm",), published="2022-03-08T17:20:00"),
    Head("JSON-LD: written with entities", f"<title>{TITLE}</title>" + linked('{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;datePublished&quot;:&quot;2022-03-08T17:20:00Z&quot;,&quot;author&quot;:[&quot;Mette Holm&quot;,&quot;Per Sand&quot;]}'), f"<h1>{TITLE}</h1>", authors=("Mette Holm", "Per Sand"), published="2022-03-08T17:20:00"),
    Head("JSON-LD: the article as main entity of the page", f"<title>{TITLE}</title>" + linked('{"@type":"WebPage","name":"%s","mainEntity":{"@type":["Article","NewsArticle"],"headline":"%s","datePublished":"2022-03-08T17:20:00Z","author":[{"@type":"Person","name":["Mette Holm","Per Sand"]}]}}' % (TITLE, TITLE)), f"<h1>{TITLE}</h1>", authors=("Mette Holm", "Per Sand"), published="2022-03-08T17:20:00"),
    Head("meta elements: owner as author, names of the writers apart", f'<title>{TITLE}</title><meta name="author" content="Northern Media Group"><meta property="article:author" content="https://www.facebook.com/lurvik"><meta name="parsely-author" content="Mette Holm"><meta name="parsely-pub-date" content="2022-03-08T17:20:00Z">', f"<h1>{TITLE}</h1>",
         authors=("Mette Holm",), published="2022-03-08T17:20:00"),
    Head("roles and handles beside the name", f"<title>{TITLE}</title>", f'<h1>{TITLE}</h1><div class="byline"><span class="byline__name">By Mette Holm</span><span class="byline__title">Transport correspondent</span> <a href="https://social.example/metteholm">@metteholm</a></div><div class="timestamp">March 8, 2022 6:20 PM EST</div>',
         authors=("Mette Holm",), published="2022-03-08"),
    Head("words and pictures", f"<title>{TITLE}</title>", f'<h1>{TITLE}</h1><div class="byline">Words: Mette Holm Photos: Per Sand</div><div class="date">Mar 8th, 2022</div>', authors=("Mette Holm",), published="2022-03-08"),
    Head("contributions", f"<title>{TITLE}</title>" + linked('{"@type":"NewsArticle","headline":"%s","author":[{"@type":"Person","name":"Mette Holm"},{"@type":"Person","name":"Per Sand"}]}' % TITLE),
         f'<h1>{TITLE}</h1><div class="author-byline">By <a href="/author/mette-holm">Mette Holm</a></div><div class="author-byline">Contributions from</div><div class="author-byline"><a href="/author/per-sand">Per Sand</a></div><div>published <time datetime="2022-03-08T17:20:00Z">8 March 2022</time></div>',
         authors=("Mette Holm",), published="2022-03-08T17:20:00"),
    Head("names and dates of other stories", f"<title>{TITLE}</title>", f'<h1>{TITLE}</h1>' + PROSE + '<aside><h3>More news</h3><div class="byline">By Ole Berg</div><time datetime="2021-01-01">1 January 2021</time><div class="byline">By Tom Ek</div><time datetime="2021-02-01">1 February 2021</time></aside>'),
    Head("the change before the publication, both for machines", f"<title>{TITLE}</title>",
         f'<h1>{TITLE}</h1><div>Mis à jour le <time datetime="2022-03-09T08:00:00+01:00">9 mars 2022</time> Publié le <time datetime="2022-03-08T18:20:05+01:00">8 mars 2022</time></div>', published="2022-03-08T17:20:05"),
    Head("only the change for machines", f"<title>{TITLE}</title>",
         f'<article><h1>{TITLE}</h1><p>Published 8 March 2022</p><p>Updated <time datetime="2022-03-10">two days later</time></p></article>', published="2022-03-08"),
    Head("times of happenings", f"<title>{TITLE}</title>",
         f'<article><h1>{TITLE}</h1><p>The first ferry between the islands, which was built of wood and carried nine cows, sank on <time datetime="1998-05-14">14 May 1998</time> off the same port.</p>'
         '<p>Photo taken <time datetime="2019-06-01">1 June 2019</time></p></article><p>8 March 2022</p>', published="2022-03-08"),
    Head("a name of a zone that an offset of the page explains", f'<title>{TITLE}</title><meta property="article:modified_time" content="2022-03-09T08:00:00+08:00">',
         f"<h1>{TITLE}</h1><div>2022-03-08 18:20 CST</div>", published="2022-03-08T10:20:00"),
    Head("microdata", f"<title>{TITLE}</title>", f'<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">{TITLE}</h1><span itemprop="author" itemscope itemtype="http://schema.org/Person"><span itemprop="name">Mette Holm</span></span><meta itemprop="dateModified" content="2022-03-09"><meta itemprop="datePublished" content="2022-03-08T18:20:00+01:00"></div>',
         authors=("Mette Holm",), published="2022-03-08T17:20:00"),
]  # fmt: skip


@pytest.mark.parametrize("page", HEADS, ids=lambda page: page.kind)
def test_heads_of_pages(page: Head) -> None:
    html = f'<!DOCTYPE html><html lang="en"><head>{page.head}</head><body>{page.shown}<div class="text">{PROSE}</div></body></html>'
    article = clean_article(RawArticle("test", "page", html, "html", {}), CLEANING)
    assert isinstance(article, CleanArticle)
    published = article.published_at.isoformat() if article.published_at else None
    assert (article.title, article.authors) == (page.title, page.authors)
    assert (published or "").startswith(page.published or "") and bool(published) == bool(page.published)
