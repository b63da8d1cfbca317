"""Which events tell of one deed, and what their reports say of it."""

from datetime import date, timedelta

import polars as pl
import pytest

from transforms import schema
from transforms.incidents.deeds import (
    Deed,
    Side,
    figures_of,
    lemma_of,
    possible_days,
    side_of,
    stated_days,
    stems_of,
)
from transforms.incidents.facts import facts_of
from transforms.incidents.groups import incidents_of

DAY = date(2024, 3, 4)
CHILE, PERU = Side("Q298", "CHL", "GOV", "GPE"), Side("Q419", "PER", "GOV", "GPE")
MET = Deed(
    "CONSULT", "meet", "occurred", "verbal_cooperation", "meet", CHILE, PERU, Side(),
    stated=None, days=(DAY, DAY), figures=frozenset(), words=frozenset(),
)  # fmt: skip
HIT = MET._replace(event_type="ASSAULT", mode=None, quad_class="material_conflict", lemma="bomb")
NOBODY = Side()
LATER = (DAY + timedelta(days=7), DAY + timedelta(days=7))
DEPOT, BRIDGE = Side(words=frozenset({"depot"})), Side(words=frozenset({"bridg"}))
ARMY = Side("army", "CHL", "MIL", "ORG")


def are_one(one: Deed, other: Deed) -> bool:
    return len(incidents_of([one, other], ["a", "b"])) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"actor": PERU, "recipient": CHILE},
        {"event_type": "AGREE", "actor": ARMY},
        {"days": None},
    ],
)
def test_events_that_say_the_same_are_one(changed: dict[str, object]) -> None:
    assert are_one(MET, MET._replace(**changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "planned"},
        {"days": LATER},
        {"recipient": Side("Q414", "ARG", "GOV", "GPE")},
        {"lemma": "telephon", "mode": "phone"},
        {"actor": Side("Q1", "CHL", "GOV", "PERSON"), "recipient": NOBODY},
        {"quad_class": "verbal_conflict", "event_type": "ACCUSE"},
    ],
)
def test_events_that_say_otherwise_are_two(changed: dict[str, object]) -> None:
    assert not are_one(MET, MET._replace(**changed))


def test_an_open_side_needs_other_evidence() -> None:
    told = HIT._replace(recipient=DEPOT)
    open_side = HIT._replace(recipient=NOBODY)
    assert not are_one(told, open_side)
    assert are_one(*(deed._replace(figures=frozenset({"12"})) for deed in (told, open_side)))
    assert not are_one(told, HIT._replace(recipient=BRIDGE))


def test_mutual_deeds_only_are_told_from_either_side() -> None:
    assert not are_one(HIT, HIT._replace(actor=PERU, recipient=CHILE))


def test_persons_and_places_are_not_others_of_their_country() -> None:
    boric, toha = (Side(name, "CHL", "GOV", "PERSON") for name in ("Q1", "Q2"))
    assert not are_one(MET._replace(actor=boric), MET._replace(actor=toha))
    assert are_one(MET._replace(actor=boric), MET)
    lima, cusco = (Side(name, "PER", None, "GPE") for name in ("Q3", "Q4"))
    peru = Side("Q419", "PER", None, "country")
    assert not are_one(HIT._replace(place=lima), HIT._replace(place=cusco))
    assert are_one(HIT._replace(place=lima), HIT._replace(place=peru))


def test_an_open_event_does_not_tie_two_deeds_together() -> None:
    first, second = (HIT._replace(days=days, words=frozenset({"oil"})) for days in (MET.days, LATER))
    open_one = HIT._replace(days=None, words=frozenset({"oil"}))
    assert incidents_of([first, open_one, second], "abc") == [[0, 1], [2]]


def test_events_of_an_article_are_one_only_by_way_of_others() -> None:
    whole, half = HIT, HIT._replace(figures=frozenset({"9"}))
    assert incidents_of([whole, half], "aa") == [[0], [1]]
    both = HIT._replace(figures=frozenset({"9", "2"}))
    assert incidents_of([whole, half, both], "aab") == [[0, 1, 2]]


def test_no_events_make_no_incidents() -> None:
    assert incidents_of([], []) == []


def test_days_are_those_stated_or_near_the_report() -> None:
    assert stated_days(DAY, "day") == (DAY, DAY)
    assert stated_days(date(2024, 3, 1), "month") == (date(2024, 3, 1), date(2024, 3, 31))
    assert stated_days(None, None) is None
    assert possible_days((DAY, DAY), date(2024, 5, 1), "occurred") == (DAY, DAY)
    assert possible_days(None, DAY, "occurred") == (date(2024, 3, 2), date(2024, 3, 5))
    assert possible_days(None, DAY, "planned") == (date(2024, 3, 2), date(2024, 4, 3))
    assert possible_days(None, None, "occurred") is None


@pytest.mark.parametrize(
    ("trigger", "rule", "lemma"),
    [
        ("attacked", "attack.verb obj", "attack"),
        ("attacks", "attack.noun", "attack"),
        ("opened fire", "open.verb obj=fire", "open fir"),
        ("took", "take.verb into=custody", "take take.verb into=custody"),
        ("bombed", None, "bomb"),
    ],
)
def test_a_deed_is_named_by_its_head(trigger: str, rule: str | None, lemma: str) -> None:
    assert lemma_of(trigger, rule) == lemma


def test_words_and_figures_of_a_clause() -> None:
    assert figures_of("killed 1,200 of 30, on 4.") == {"1200", "30", "4"}
    assert stems_of("The rebels seized oil wells", {"the": 7.5}) == {"rebel", "seiz", "oil", "wel"}
    described = side_of("two guards", entity="u1", kind=schema.UNNAMED)
    assert described.entity is None and "guard" in described.words


def report(number: int, **cells: object) -> dict[str, object]:
    """An event of incident "e0", by default as most reports have it."""
    made: dict[str, object] = dict.fromkeys(schema.EVENTS.polars.names())
    made |= {
        "event_id": f"e{number}",
        "incident_id": "e0",
        "article_id": f"a{number}",
        "report": f"a{number}",
    }
    made |= {"story_id": "a0", "outlet": f"paper {number}", "published_on": date(2024, 3, 5)}
    made |= {"event_type": "ASSAULT", "quad_class": "material_conflict", "goldstein": -9.0}
    made |= {"status": "occurred", "confidence": 0.9, "actor_kind": "GPE", "recipient_kind": "GPE"}
    made |= {"actor_id": "Q298", "actor_country": "CHL", "recipient_id": "Q419", "recipient_country": "PER"}
    return made | cells


def facts(*reports: dict[str, object]) -> dict[str, object]:
    extra = {"report": pl.String, "story_id": pl.String, "outlet": pl.String, "published_on": pl.Date}
    extra |= {"actor_kind": pl.String, "recipient_kind": pl.String}
    frame = pl.DataFrame(list(reports), schema={**schema.EVENTS.polars, **extra})
    (row,) = facts_of(frame).rows(named=True)
    return row


def test_what_most_reports_give_holds() -> None:
    row = facts(
        report(0, event_date=DAY, date_precision="day", mode="explosives"),
        report(1, event_date=date(2024, 3, 5), date_precision="day", published_on=date(2024, 3, 6)),
        report(2, event_date=date(2024, 3, 5), date_precision="day", published_on=None),
    )
    assert (row["event_date"], row["mode"], row["reports"], row["days"]) == (date(2024, 3, 5), None, 3, 2)
    assert (row["first_report"], row["last_report"]) == (date(2024, 3, 5), date(2024, 3, 6))
    assert row["disagreements"] == ["event_date"]


def test_near_duplicates_are_one_report() -> None:
    other = {"recipient_id": "Q414", "recipient_country": "ARG"}
    row = facts(report(0), report(1, **other), report(2, report="a1", **other), report(3))
    assert (row["reports"], row["articles"], row["events"], row["publishers"]) == (3, 4, 4, 4)
    assert row["recipient_country"] == "PER"


def test_parties_are_taken_from_a_report_that_names_both() -> None:
    nobody = {"actor_id": None, "actor_country": None, "actor_kind": None}
    row = facts(report(0, **nobody), report(1, **nobody), report(2))
    assert (row["actor_country"], row["recipient_country"]) == ("CHL", "PER")
    assert row["disagreements"] == []


def test_who_tells_it() -> None:
    claim = {"quote_id": "q", "attributed_to": "Q1"}
    assert facts(report(0, **claim))["in_own_voice"] is False
    row = facts(report(0, **claim), report(1, quote_id="r"), report(2))
    assert (row["in_own_voice"], row["claimants"]) == (True, ["Q1"])
