"""JSON-LD of pages: which node is the article, what it states, and what damage may cost."""

# ruff: noqa: E501  a page reads best on one line

import json

import pytest
from lxml.html import fromstring

from transforms.clean.linked_data import StatedArticle, stated_article

ADDRESS = "https://lurvik.example/news/ferry"
ARTICLE = {
    "@type": "NewsArticle", "headline": "Ferry stays in port", "datePublished": "2022-03-08T17:20:00Z",
    "author": {"@type": "Person", "name": "Mette Holm"},
}  # fmt: skip
OTHER = {"@type": "NewsArticle", "headline": "Bridge to open in May", "datePublished": "2022-01-01"}


def read(*scripts: object, titles: tuple[str, ...] = ("Ferry stays in port | Lurvik Avis",)) -> StatedArticle:
    texts = (script if isinstance(script, str) else json.dumps(script) for script in scripts)
    html = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    return stated_article(fromstring(f"<html><head>{html}</head><body></body></html>"), (ADDRESS,), titles)


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE,
        [ARTICLE],
        [[ARTICLE]],
        {"@graph": [{"@type": "WebSite", "name": "Lurvik Avis"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        {"@type": "WebPage", "mainEntityOfPage": [ARTICLE]},
        ARTICLE | {"@type": ["Thing", "ReportageNewsArticle"]},
        [OTHER, ARTICLE],
        [OTHER | {"headline": "Ferry stays in port", "url": "https://lurvik.example/news/old"}, ARTICLE | {"url": ADDRESS}],
        [{"@type": "VideoObject", "name": "Crane at work", "uploadDate": "2022-02-02"}, ARTICLE],
        [OTHER, ARTICLE | {"headline": "Boat in trouble", "mainEntityOfPage": {"@id": "http://www.lurvik.example/news/ferry/"}}],
    ],
)  # fmt: skip
def test_the_article_of_the_page_is_found(data: object) -> None:
    found = read(data)
    assert (found.people, found.published[:1]) == (("Mette Holm",), ("2022-03-08T17:20:00Z",))


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(ARTICLE) + ";",
        json.dumps(ARTICLE).replace('"}}', '",},}'),
        f"<!-- {json.dumps(ARTICLE)} -->",
        f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>",
        f"/* <![CDATA[ */ {json.dumps(ARTICLE)} /* ]]> */",
        json.dumps(ARTICLE).replace('"', "&quot;"),
        json.dumps(ARTICLE).replace("Ferry", 'The "Signe"'),
        json.dumps(ARTICLE).replace("stays", "stays\nlong"),
        json.dumps(ARTICLE)[:-1],
        json.dumps(OTHER) + json.dumps(ARTICLE),
    ],
)
def test_damaged_and_wrapped_data_is_read(script: str) -> None:
    found = read(script)
    assert (found.people, found.published[:1]) == (("Mette Holm",), ("2022-03-08T17:20:00Z",))


@pytest.mark.parametrize(
    ("author", "people", "organisations"),
    [
        ("Mette Holm", ["Mette Holm"], []),
        (["Mette Holm", {"name": "Per Sand"}], ["Mette Holm", "Per Sand"], []),
        ({"@type": "Person", "givenName": "Mette", "familyName": "Holm"}, ["Mette Holm"], []),
        ({"@type": "Person", "name": ["Mette Holm", "Per Sand"]}, ["Mette Holm", "Per Sand"], []),
        ({"@type": "NewsMediaOrganization", "name": "Lurvik Avis"}, [], ["Lurvik Avis"]),
        ([{"@type": "Organization", "name": "NTB"}, {"@type": "Person", "name": "Mette Holm"}], ["Mette Holm"], ["NTB"]),
        ({"@id": "#mette"}, ["Mette Holm"], []),
        ({"name": "M&eacute;line <b>Duc</b>"}, ["Méline Duc"], []),
        ({"@id": "#unknown"}, [], []),
        ([None, 7, {}], [], []),
    ],
)  # fmt: skip
def test_authors(author: object, people: list[str], organisations: list[str]) -> None:
    graph = [ARTICLE | {"author": author}, {"@type": "Person", "@id": "#mette", "name": "Mette Holm"}]
    found = read({"@graph": graph})
    assert (found.people, found.organisations) == (tuple(people), tuple(organisations))


def test_a_live_blog_states_its_own_headline_author_and_date() -> None:
    update = {
        "@type": "BlogPosting",
        "headline": "Crane arrives",
        "datePublished": "2022-03-09",
        "author": "Per Sand",
    }
    found = read(
        ARTICLE | {"@type": "LiveBlogPosting", "liveBlogUpdate": [update], "articleBody": "Follow us live."}
    )
    assert (found.headline, found.people, found.is_live) == ("Ferry stays in port", ("Mette Holm",), True)
    assert found.published == ("2022-03-08T17:20:00Z",)
    assert found.body is None


@pytest.mark.parametrize(
    "data",
    [
        [OTHER, OTHER | {"headline": "Mayor to resign"}],  # neither is this page's
        OTHER | {"url": "https://lurvik.example/news/bridge"},
        {"@type": "VideoObject", "name": "Crane at work", "uploadDate": "2022-02-02"},
        {"@type": "ItemList", "itemListElement": [ARTICLE]},
        {"@type": "NewsArticle", "datePublished": 7},
        "no data",
        "{",
        "[" * 100_000,
    ],
)
def test_what_is_of_other_pages_states_nothing(data: object) -> None:
    assert read(data).published == ()


def test_the_date_of_the_page_stands_for_that_of_an_article_that_is_not_named() -> None:
    found = read(
        {"@graph": [{"@type": "WebPage", "datePublished": "2022-03-08", "author": {"name": "Mette Holm"}}]}
    )
    assert (found.published, found.people) == (("2022-03-08",), ("Mette Holm",))


@pytest.mark.parametrize(
    "damage", ["{" * 59_000, '{"a":"' + 'x "y" ' * 9_000, '{"a":' * 11_000, "{" + " " * 900_000 + "x"]
)
def test_damage_costs_little(damage: str) -> None:
    found = read(*[damage] * 5, ARTICLE)
    assert found.people == ("Mette Holm",)
