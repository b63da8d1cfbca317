"""The lines below a headline: authors, others, outlets and dates."""

# ruff: noqa: E501  a page reads best on one line

import pytest
from lxml.html import fromstring

from transforms.clean.page_head import PageHead, read_head

TEXT = (
    "<p>The ferry between the islands will not sail before Sunday, said the port authority of Lurvik.</p>" * 6
)


def head(lines: str) -> PageHead:
    page = fromstring(
        f"<html><body><article><h1>Ferry to stay in port</h1>{lines}{TEXT}</article></body></html>"
    )
    return read_head(page.find(".//h1"))


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        ("<p>By Mette Holm</p>", ["Mette Holm"]),
        ("<div>By</div><div>Mette Holm</div>", ["Mette Holm"]),
        ("<div>By <a href='/a'>Mette Holm</a>, <a href='/b'>Per Sand</a> and <a href='/c'>Ida Noor</a></div>",
         ["Mette Holm", "Per Sand", "Ida Noor"]),
        ("<ul><li><a href='/author/mh'>Mette Holm</a></li><li><a href='/author/ps'>Per Sand</a></li></ul>",
         ["Mette Holm", "Per Sand"]),
        ("<p>By METTE HOLM, Marsh Gazette</p>", ["Mette Holm"]),
        ("<span class='byline'>Mette Holm / Lurvik Nytt</span>", ["Mette Holm"]),
        ("<span class='author-name'>Mette Holm</span><span class='author-role'>Port reporter</span>", ["Mette Holm"]),
        ("<p>Published 8 March 2022 by Mette Holm</p>", ["Mette Holm"]),
        ("<p>By Mette Holm in Lurvik and Per Sand in Oslo</p>", ["Mette Holm"]),
        ("<div><a rel='author' href='/x'>Mette Holm</a><a href='/author/mh'>View More Articles</a></div>", ["Mette Holm"]),
        ("<p>Mette Holm, Associated Press</p>", ["Mette Holm"]),
        ("<div>1</div><div>2</div><div>3</div><p>A quay</p><p>Per Sand, Associated Press</p>", []),
        ("<div class='author-bio'>Mette Holm</div>", []),
        ("<p>The old quay at Lurvik, where the ferry has been waiting since the storm of Monday night. By"
         " <a href='/author/ps'>Per Sand</a></p><p>By Mette Holm</p>", ["Mette Holm"]),
        ("<p>By what right?</p>", []),
        ("", []),
    ],
)  # fmt: skip
def test_authors(lines: str, authors: list[str]) -> None:
    assert head(lines).authors == tuple(authors)


def test_those_who_only_contributed_are_others() -> None:
    found = head(
        "<div class='byline'>By Mette Holm</div><div class='byline'>Contributions from</div>"
        "<div class='byline'><a href='/author/ps'>Per Sand</a></div><p>Photography by Ida Noor</p>"
    )
    assert (found.authors, found.others) == (("Mette Holm",), ("Per Sand", "Ida Noor"))


def test_an_outlet_that_wrote() -> None:
    assert head("<p>By The Marsh Gazette</p>").outlet == "The Marsh Gazette"
    assert head("<p>By night the quay is empty</p>").outlet is None


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        ("<p>10 May 2023</p>", "10 May 2023"),
        ("<p>Published: 10 May 2023 09:15 CEST</p><p>Updated: 12 May 2023</p>", "10 May 2023 09:15 CEST"),
        ("<p>Updated: 12 May 2023 | Published: 10 May 2023</p>", "10 May 2023"),
        ("<p>Published May 10, 2023 Updated May 12, 2023</p>", "May 10, 2023"),
        ("<p>Last updated May 12, 2023</p><p>May 10, 2023</p>", "May 10, 2023"),
        ("<p>Last updated May 12, 2023</p>", "May 12, 2023"),
        ("<p>May 10, 2023 — 7.20pm</p>", "May 10, 2023, 7.20pm"),
        ("<p>Güncelleme: 12.05.2023 08:00 Oluşturulma: 10.05.2023 19:20</p>", "10.05.2023 19:20"),
        ("<p>Publié le 12/05/2023 à 19:20, mis à jour le 13/05/2023 à 08:00</p>", "le 2023-05-12T19:20:00"),
        ("<p>12/05/2023</p><p>Actualizado al 1 de junio de 2023</p>", None),
        ("<p>12. maj 2023 kl. 19.20 Opdateret 13. maj 2023 kl. 8.00</p>",
         "12. maj 2023 kl. 19.20 Opdateret 13. maj 2023 kl. 8.00"),
        ("<p>Event: 12 November 2023</p><p>Posted: 10 May 2023</p>", "10 May 2023"),
        ("<p><span>Photo taken</span> <span>2 May 1998</span></p><p>10 May 2023</p>", "10 May 2023"),
        ("<p>By Mette Holm, Port Reporter | May 10, 2023 | 4 min read</p>", "May 10, 2023"),
        ("<div><span>Mette Holm</span><span>May 10, 2023</span><span>2 Shares 1530 Views Comments</span></div>",
         "May 10, 2023"),
        ("<time>Published: May 10, 2023 2:18 PM EDT</time>", "May 10, 2023 2:18 PM EDT"),
        ("<p>3 hours ago</p><p>Yesterday at 16:25</p>", None),
        ("<p>The quay on 3 May 2019, when the first of the two cracks had been found by divers</p>", None),
        ("", None),
    ],
)  # fmt: skip
def test_dates_that_readers_see(lines: str, date: str | None) -> None:
    assert head(lines).date == date


def test_times_of_changes_are_left_out() -> None:
    found = head(
        '<div>last updated <time datetime="2023-05-12">12 May</time></div>'
        '<div><time datetime="2023-05-12">Atualizado: 12 mai 2023</time></div>'
        '<time class="updated" datetime="2023-05-13">x</time><meta itemprop="dateModified" content="2023-05-14">'
        '<time class="entry-date published updated" datetime="2023-05-10T09:15">10 May 2023</time>'
    )
    assert found.times == ("2023-05-10T09:15",)


def test_what_follows_the_text_is_no_part_of_the_head() -> None:
    found = head(TEXT + "<div class='byline'>By Ole Berg</div><p>1 January 2021</p>")
    assert found == PageHead()
