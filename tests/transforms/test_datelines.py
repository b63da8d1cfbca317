"""Where datelines end."""

import pytest

from transforms.datelines import dateline_place, datelines
from transforms.marks import paragraphs

# "|" stands where the report begins
DATELINES = [
    "OSLO, Norway (AFP) - |Norway will close its border.",
    "Nairobi, 14 June (Xinhua) -- |The drought is over.",
    "LAGOS/ABUJA, March 3 (Reuters) - |Prices rose.",
    "WARSAW, Poland, and VILNIUS, Lithuania (AP) — |The fence stays.",
    "ST. JOHN’S — |The ferry is late.",
    "SÃO PAULO (AP) _ |A judge ruled.",
    "Kyiv. February 2 (Interfax-Ukraine) – |The army holds the line.",
    "MOSCOW, October 12. /TASS/. |The fleet sailed.",
    "New Delhi, Jan 5 (PTI) |The ministry will not join.",
    "New Delhi [India], Jan 5 (ANI): |The ministry will not join.",
    "Kathmandu, May 10: |The ministry will not join.",
    "GENEVA – 9 May 2023 – |The agency warned of a famine.",
    "TOKYO, Wednesday — |“We are ready,” said the captain.",
    "(Reuters) - |The bank cut its rate.",
    "KYIV—|The army holds the line.",
    "Frankfurt am Main – |The bank cut its rate for the third time this year.",
    "DHAKA: |The ferry company had broken the law again, the court said.",
    "Dhaka: |The ferry company had broken the law again, the court said.",
    "Navi Lund: |The police have arrested three men in a warehouse on Monday.",
]
NONE = [
    "Petra Vold – an engineer from Bergen – said the tunnel leaked again last spring.",
    "ASEAN — the bloc of ten states — met.",
    "Holm: ‘We will not pay’",
    "Holm: “We will not pay for this, and neither will our children or theirs.”",
    "Q: Why did the council close the harbour for all of the winter?",
    "Petra Vold: The city has waited long enough for a bridge, and it will not wait for another year.",
    "Vold: I told the council in May that the tunnel leaked, and nobody in it cared.",
    "Governor Reed (D) said on Monday that the dam would hold.",
    "Bank of Lund (BAL) said on Monday that the dam would hold.",
    "May 9 was a long day.",
    "VOLD: We go on with this until the water is gone.\n\nRUIZ: Why?",
    "The town slept.\n\nVold - Photographer of the year and friend of the sea and of the city.",
    "He said no.",
    "",
    "FAO – the food agency of the United Nations – said the harvest had failed.",
    "Vold Marine (VDM) - The shipbuilder lost a tenth of its value on Monday.",
    "Petra Vold (Centre) - The member for Bergen voted against the tunnel.",
]


@pytest.mark.parametrize("marked", DATELINES)
def test_a_report_begins_behind_its_dateline(marked: str) -> None:
    body = marked.replace("|", "")
    assert list(datelines(body, paragraphs(body))) == [(0, marked.index("|"))]


@pytest.mark.parametrize("body", NONE)
def test_names_and_asides_are_no_datelines(body: str) -> None:
    assert list(datelines(body, paragraphs(body))) == []


def test_a_headline_may_stand_above_and_reports_may_follow_each_other() -> None:
    body = "Fence stays\n\nWarsaw – The fence stays, the minister said on Monday.\n\nOSLO (AFP) - It rained."
    found = [body[start:end] for start, end in datelines(body, paragraphs(body))]
    assert found == ["Warsaw – ", "OSLO (AFP) - "]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("CAIRO, May 14, 2025 (Agency) - The talks went on until dawn.", "CAIRO"),
        ("SRINAGAR, India (AP) — Soldiers fired across the line on Monday.", "SRINAGAR, India"),
        (
            "BANGUI, Central African Republic — Rebels took the town.",
            "BANGUI, Central African Republic",
        ),
        ("GENEVA – 9 May 2023 – The council met for the third time.", "GENEVA"),
        ("Dhaka: A court in the capital sentenced three men on Wednesday.", "Dhaka"),
        ("Anna Berg writes\n\nOSLO (NTB) - The strike is over, the union said.", "OSLO"),
        ("The talks in Cairo went on until dawn.", None),
        ("Washington (CNN) — The talks went on until dawn, officials said.", "Washington"),
        ("May 9 (Reuters) - The talks went on until dawn.", None),
        ("", None),
    ],
)
def test_the_place_is_kept(text: str, place: str | None) -> None:
    assert dateline_place(text) == place
