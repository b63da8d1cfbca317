"""robots.txt by RFC 9309."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.robots import ALLOW_ALL, parse_robots

RULES = """
# for all
User-agent: *
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Disallow: /search?
Crawl-delay: 7

User-agent: badbot
User-agent: Readout/2.0
Disallow: /news/secret
Allow:
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private", False),
        ("/private/open/a", True),
        ("/privately", False),
        ("/a/b.pdf", False),
        ("/a/b.pdf?x", True),
        ("/search?q=dam", False),
        ("/search", True),
    ],
)
def test_rules_for_everyone(path: str, allowed: bool) -> None:
    robots = parse_robots(RULES, "otherbot")
    assert robots.allows(f"https://marsh.example{path}") is allowed
    assert robots.delay == 7


def test_own_rules_replace_those_for_everyone() -> None:
    robots = parse_robots(RULES, "readout")
    assert not robots.allows("https://marsh.example/news/secret/1")
    assert robots.allows("https://marsh.example/private")
    assert robots.delay is None


def test_another_crawlers_name_within_ours_is_not_ours() -> None:
    assert parse_robots("User-agent: read\nDisallow: /", "readout").allows("https://marsh.example/a")


def test_the_longest_match_wins_and_allow_wins_a_tie() -> None:
    robots = parse_robots("User-agent: *\nDisallow: /a\nAllow: /a\nAllow: /b\nDisallow: /b/c", "readout")
    assert robots.allows("https://marsh.example/a")
    assert not robots.allows("https://marsh.example/b/c")


def test_encoded_paths_are_the_same_paths() -> None:
    robots = parse_robots("User-agent: *\nDisallow: /caf%C3%A9\nDisallow: /ünï", "readout")
    assert not robots.allows("https://marsh.example/café/1")
    assert not robots.allows("https://marsh.example/%C3%BCn%C3%AF")


def test_all_or_nothing() -> None:
    assert ALLOW_ALL.allows("https://marsh.example/x?y")
    assert not parse_robots("User-agent: *\nDisallow: /", "readout").allows("https://marsh.example/")


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    robots = parse_robots("User-agent: *\n" + text, "readout")
    assert robots.allows("https://marsh.example/a") in {True, False}


def test_a_hostile_pattern_takes_no_time() -> None:
    robots = parse_robots("User-agent: *\nDisallow: /" + "*a" * 5000 + "$", "readout")
    assert robots.allows("https://marsh.example/" + "a" * 4000 + "b")
