"""Titles, outlets, addresses and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.shipped import CLEANING
from transforms.clean.metadata import (
    canonical_url,
    one_line,
    outlet_called,
    outlet_of,
    person_names,
    split_title,
)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Dam opens – The Marsh Gazette", ("Dam opens", "The Marsh Gazette")),
        ("Dam opens - Northern Ledger", ("Dam opens", "Northern Ledger")),
        ("Dam opens | Northern Ledger", ("Dam opens", "Northern Ledger")),
        ("Dam opens | World | Northern Ledger", ("Dam opens | World", "Northern Ledger")),
        ("Dam opens - BBC News", ("Dam opens", "BBC News")),
        ("Dam opens - marsh.com", ("Dam opens", "marsh.com")),
        ("Dam opens – what we know", ("Dam opens – what we know", None)),
        ("Dam opens - Live Updates", ("Dam opens - Live Updates", None)),
        ("Dam opens – Governor Calls It Safe", ("Dam opens – Governor Calls It Safe", None)),
        ("Post-war Marshland", ("Post-war Marshland", None)),
        ("Dam", ("Dam", None)),
    ],
)
def test_split_title(title: str, expected: tuple[str, str | None]) -> None:
    assert split_title(title)[1] == expected[1]
    assert split_title(title)[0].startswith(expected[0].split(" | ")[0])
    assert expected[1] is None or expected[1] not in split_title(title)[0]


def test_a_known_outlet_is_split_off_whatever_its_name() -> None:
    assert split_title("Dam opens - Lighthouse", ("Lighthouse",)) == ("Dam opens", "Lighthouse")
    assert split_title("Dam opens - Lighthouse") == ("Dam opens - Lighthouse", None)


@pytest.mark.parametrize(
    ("stated", "page", "expected"),
    [
        ("https://marsh.example/dam?utm_source=x&id=3#top", None, "https://marsh.example/dam?id=3"),
        ("HTTPS://Marsh.Example:443/dam", None, "https://marsh.example/dam"),
        ("https://user:secret@marsh.example/dam", None, "https://marsh.example/dam"),
        ("https://marsh.example/amp/dam", "https://www.marsh.example/dam", "https://www.marsh.example/dam"),
        ("https://marsh.example/dam", "https://other.example/dam", "https://marsh.example/dam"),
        ("https://marsh.example/dam", "https://marsh.example/", "https://marsh.example/dam"),
        (None, "https://marsh.example/dam", "https://marsh.example/dam"),
        (None, "/dam", None),
        ("javascript:alert(1)", None, None),
        ("file:///etc/passwd", None, None),
        ("https://", None, None),
        ("https://[bad/dam", None, None),
        (17, None, None),
        ("https://marsh.example/" + "a" * 5000, None, None),
    ],
)
def test_canonical_url(stated: object, page: str | None, expected: str | None) -> None:
    assert canonical_url(stated, page) == expected


@given(st.text(), st.text())
def test_any_text_gives_an_http_address_or_none(stated: str, page: str) -> None:
    for found in (canonical_url(stated, page), canonical_url("https://" + stated, "http://" + page)):
        assert found is None or found.startswith(("http://", "https://"))
        assert canonical_url(found) in {found, canonical_url(canonical_url(found))}


def test_outlets() -> None:
    assert outlet_of("https://www.nytimes.com/2021/05/06/dam", CLEANING.outlets) == "The New York Times"
    assert outlet_of("https://abcnews.go.com/dam", CLEANING.outlets) == "ABC News"
    assert outlet_of("https://nytimes.com.evil.example/dam", CLEANING.outlets) is None
    assert outlet_called("nytimes", CLEANING.outlets) == "The New York Times"
    assert outlet_called("Marsh Gazette", CLEANING.outlets) == "Marsh Gazette"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (["Lena Hartmann", "Tom Aalto", "Lena Hartmann"], ["Lena Hartmann", "Tom Aalto"]),
        ("By Lena Hartmann and Tom Aalto", ["Lena Hartmann", "Tom Aalto"]),
        ("Reuters", ["Reuters"]),
        ([{"name": "Lena Hartmann"}, {"nom": "?"}, 3, None], ["Lena Hartmann"]),
        (["Lena Hartmann", "Riga"], ["Lena Hartmann"]),
        (["lena@marsh.example", "https://marsh.example/lena"], []),
        (["admin"], []),
        (3, []),
        (None, []),
    ],
)
def test_person_names(stated: object, expected: list[str]) -> None:
    assert person_names(stated) == tuple(expected)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (["Ida Noor, Bo Lund and Eva Dahl"], ["Ida Noor", "Bo Lund", "Eva Dahl"]),
        (["Ida Noor; Bo Lund"], ["Ida Noor", "Bo Lund"]),
        (["Ida Noor | Bo Lund", "Eva Dahl"], ["Ida Noor", "Bo Lund", "Eva Dahl"]),
        (["By IDA NOOR and BO LUND, Staff Writers"], ["Ida Noor", "Bo Lund"]),
        (["Ida Noor, The Marsh Agency"], ["Ida Noor"]),
        ([{"name": "Ida Noor & Bo Lund"}], ["Ida Noor", "Bo Lund"]),
        (["Juan Ortega y Gasset"], ["Juan Ortega y Gasset"]),
        (["The Associated Press"], ["The Associated Press"]),
        (["<a href='/ida'>Ida Noor</a>"], ["Ida Noor"]),
    ],
)
def test_several_names_in_one_entry_of_a_list(stated: object, expected: list[str]) -> None:
    assert person_names(stated) == tuple(expected)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("<i>Dam</i> opens", "Dam opens"),
        ("&lt;b&gt;Dam&lt;/b&gt; opens", "Dam opens"),
        ("&amp;lt;em&amp;gt;Dam&amp;lt;/em&amp;gt;<br/>opens &amp; shuts", "Dam opens & shuts"),
        ("Water at 1 < 2 metres, AT&T says", "Water at 1 < 2 metres, AT&T says"),
        ("CO<sub>2</sub> and R&D", "CO2 and R&D"),
    ],
)
def test_a_title_is_plain_text(stated: str, expected: str) -> None:
    assert one_line(stated) == expected
