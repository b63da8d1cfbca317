"""Which of a page's headings and stated titles is the headline."""

import pytest
from lxml.html import fromstring

from transforms.clean.headline import headline, shown_elsewhere, shown_headings


@pytest.mark.parametrize(
    ("body", "stated", "expected"),
    [
        ("<h1>Ferry to stay in port</h1>", ["Ferry to stay in port - Avis"], "Ferry to stay in port"),
        ("<h1>Ferry to stay in port</h1>", ["Why this boat will never sail"], "Ferry to stay in port"),
        ("<h1>Ferry to stay in port</h1>", [], "Ferry to stay in port"),
        (
            "<h1>Lurvik Avis</h1><h1>Ferry to stay</h1>",
            ["Ferry to stay in port | Lurvik Avis"],
            "Ferry to stay",
        ),
        (
            "<h1>Lurvik Avis</h1>",
            ["Ferry to stay in port | Lurvik Avis", "x"],
            "Ferry to stay in port | Lurvik Avis",
        ),
        ("<h1>The Voice of Lurvik</h1>", ["Ferry to stay in port"], "Ferry to stay in port"),
        ("<h1>Home page of Lurvik</h1>", ["Ferry to stay in port"], "Ferry to stay in port"),
        ("<h1>Sport</h1>", ["Ferry to stay in port"], "Ferry to stay in port"),
        ("<h1>Sport</h1><h1>Ferry stays put</h1>", ["The ferry stays put"], "Ferry stays put"),
        ("<h1></h1>", ["Ferry to stay in port"], "Ferry to stay in port"),
        ("<nav><h1>Ferry to stay in port</h1></nav>", ["Ferry stays"], "Ferry stays"),
        ("<aside><h1>Bridge to open in May</h1></aside>", ["Ferry stays"], "Ferry stays"),
        ("<h1>Opinion | Let the ferry sail</h1>", ["Let the ferry sail"], "Let the ferry sail"),
        ("<h1><span>Live</span> Ferry to stay</h1>", ["Ferry to stay"], "Ferry to stay"),
        ("<h1>Exclusive: ferry to stay</h1>", ["Ferry to stay"], "Exclusive: ferry to stay"),
        (
            "<h1>Ferry<script>x()</script> to <em>stay</em><!-- c --> in port</h1>",
            [],
            "Ferry to stay in port",
        ),
        ("", [None, "Ferry stays"], "Ferry stays"),
        ("", [], None),
    ],
)
def test_headline(body: str, stated: list[str | None], expected: str | None) -> None:
    page = fromstring(f"<html><body><div>{body}</div></body></html>")
    assert headline(shown_headings(page), stated, "The Voice of Lurvik").text == expected


def test_a_headline_in_another_heading_is_found() -> None:
    page = fromstring(
        '<div><h2>More news</h2><h3 class="x">Ferry to stay in port</h3><p>By Mette Holm</p></div>'
    )
    found = shown_elsewhere(page, "Ferry to stay in port | Lurvik Avis")
    assert found is not None and found.tag == "h3"
    assert shown_elsewhere(page, "Bridge to open in May") is None
