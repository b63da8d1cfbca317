"""What surrounds an event: claims, dates, places, repeats, contexts, traceable offsets."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from tests.transforms.events.conftest import Coder
from transforms.events import Ontology, code_events, load_ontology
from transforms.lexicon.reference import REFERENCE
from transforms.records import ArticleEntities, Event

PUBLISHED = date(2023, 3, 15)


def only(events: list[Event], event_type: str) -> Event:
    found = [event for event in events if event.event_type == event_type]
    assert len(found) == 1, events
    return found[0]


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("Kenya said on Monday that Somalia had attacked a border post.", "ASSAULT"),
        ("According to Kenya, Somalia arrested two Kenyan diplomats.", "COERCE"),
        ("“Somalia bombed the port of Kismayo,” Kenya said.", "ASSAULT"),
    ],
)
def test_what_someone_reports_is_a_claim(code_text: Coder, text: str, event_type: str) -> None:
    event = only(code_text(text), event_type)
    assert event.quote is not None
    assert event.attributed_to is not None
    assert event.actor_country == "SOM"


def test_the_article_speaks_in_its_own_voice(code_text: Coder) -> None:
    event = only(code_text("Somalia bombed the port of Kismayo on Monday."), "ASSAULT")
    assert event.quote is None
    assert event.attributed_to is None


@pytest.mark.parametrize(
    ("text", "event_type", "date_text", "day", "precision"),
    [
        ("France expelled two Russian diplomats on Monday.", "SANCTION", "Monday", date(2023, 3, 13), "day"),
        ("On Monday, France expelled two Russian diplomats.", "SANCTION", "Monday", date(2023, 3, 13), "day"),
        ("Last week Egypt condemned Ethiopia.", "ACCUSE", "Last week", date(2023, 3, 6), "week"),
        ("In September, Xi Jinping met Vladimir Putin.", "CONSULT", "September", date(2022, 9, 1), "month"),
        ("Emmanuel Macron will visit Kenya on Friday.", "AGREE", "Friday", date(2023, 3, 17), "day"),
        ("Iraq invaded Kuwait in 1990.", "ASSAULT", "1990", date(1990, 1, 1), "year"),
        ("Norway praised Kenya.", "SUPPORT", None, None, None),
    ],
)
def test_a_deed_takes_the_date_of_its_clause(
    code_text: Coder,
    text: str,
    event_type: str,
    date_text: str | None,
    day: date | None,
    precision: str | None,
) -> None:
    event = only(code_text(text, PUBLISHED), event_type)
    assert (event.date_text, event.event_date, event.date_precision) == (date_text, day, precision)


def test_without_a_day_of_publication_only_full_dates_are_known(code_text: Coder) -> None:
    assert only(code_text("France expelled two diplomats on Monday."), "SANCTION").event_date is None
    assert only(code_text("Iraq invaded Kuwait in 1990."), "ASSAULT").event_date == date(1990, 1, 1)


def test_the_date_of_the_report_is_not_that_of_the_event(code_text: Coder) -> None:
    event = only(
        code_text("Officials said on Monday that Chad had arrested the rebel leader.", PUBLISHED), "COERCE"
    )
    assert event.event_date is None


def test_coordinated_deeds_share_a_date(code_text: Coder) -> None:
    text = "On Monday, Egypt condemned the raid and expelled the Danish ambassador."
    assert only(code_text(text, PUBLISHED), "SANCTION").event_date == date(2023, 3, 13)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Emmanuel Macron met Olaf Scholz in Berlin on Monday.", "Berlin"),
        ("Emmanuel Macron met Olaf Scholz on Monday.", None),
    ],
)
def test_the_place_stands_in_the_clause(code_text: Coder, text: str, place: str | None) -> None:
    event = only(code_text(text), "CONSULT")
    assert event.place_text == place
    assert (event.place_id is None) == (place is None)


def test_a_deed_told_twice_counts_once(code_text: Coder) -> None:
    events = code_text(
        "Emmanuel Macron met Olaf Scholz in Berlin on Monday.\n\nScholz met Emmanuel Macron for hours.",
        PUBLISHED,
    )
    meetings = [event for event in events if event.event_type == "CONSULT"]
    assert [event.duplicate_of for event in meetings] == [None, 0]


@pytest.mark.parametrize(
    "second",
    ["The two leaders signed a treaty.", "Both presidents signed a treaty."],
)
def test_a_pair_named_before_is_who_acts(code_text: Coder, second: str) -> None:
    events = code_text(f"Emmanuel Macron met Joe Biden on Monday. {second}", PUBLISHED)
    treaty = only(events, "SUPPORT")
    assert {treaty.actor_country, treaty.recipient_country} == {"FRA", "USA"}


@pytest.mark.parametrize("second", ["Two leaders of a cartel signed a treaty.", "Two rebels shot the mayor."])
def test_two_who_are_new_are_no_pair(code_text: Coder, second: str) -> None:
    events = code_text(f"Emmanuel Macron met Joe Biden on Monday. {second}")
    assert {event.actor_country for event in events if event.trigger_char > 40} <= {None}


@pytest.mark.parametrize(
    "second",
    [
        "Emmanuel Macron met Olaf Scholz on Tuesday.",  # another day
        "Emmanuel Macron met Giorgia Meloni on Monday.",  # another dyad
        "Emmanuel Macron will meet Olaf Scholz on Friday.",  # not yet
        "Emmanuel Macron condemned Olaf Scholz on Monday.",  # another type
    ],
)
def test_other_deeds_are_no_repeats(code_text: Coder, second: str) -> None:
    events = code_text(f"Emmanuel Macron met Olaf Scholz on Monday.\n\n{second}", PUBLISHED)
    assert len(events) >= 2
    assert {event.duplicate_of for event in events} == {None}


def test_contexts_come_from_the_words_of_the_clause(code_text: Coder) -> None:
    event = only(code_text("Canada imposed tariffs on Chinese steel imports, hitting trade."), "COERCE")
    assert "economic" in event.contexts
    assert event.contexts == tuple(sorted(event.contexts))


def test_scores_come_from_the_mode_where_it_has_one(code_text: Coder, ontology: Ontology) -> None:
    visit = only(code_text("The pope visited Iraq."), "CONSULT")
    assert (visit.mode, visit.goldstein, visit.quad_class) == ("visit", 4.0, "verbal_cooperation")
    backing = only(code_text("Cuba backed Venezuela."), "SUPPORT")
    assert (backing.mode, backing.goldstein) == (None, ontology.types["SUPPORT"].goldstein)


def test_countries_of_unnamed_actors(code_text: Coder) -> None:
    event = only(code_text("Russian troops attacked protesters in Caracas."), "ASSAULT")
    assert event.actor_country == "RUS"
    assert event.actor_text == "Russian troops"
    assert event.recipient_country == "VEN"


TEXTS = [
    "Norway condemned Belarus on Monday. “We will never accept this,” its foreign minister said.",
    "In a call with Peru's leader, the pope said that talks between Chile and Bolivia had failed.",
    "He urged both sides to show restraint.\n\nTurkey, which has attacked Syria, denied it.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_every_row_can_be_traced_to_its_words(code_text: Coder, text: str) -> None:
    events = code_text(text, threshold=0.0)
    assert events
    for event in events:
        assert text[event.trigger_char :].startswith(event.trigger)
        assert event.start_char <= event.trigger_char < event.end_char <= len(text)
        for party in (event.actor_text, event.recipient_text, event.place_text):
            assert party is None or party in text
        assert 0 <= event.prominence <= 1


WORDS = (
    "Russia attacked and or , . “ ” ( ) said the troops by to of not will if who had been against meeting"
    " with visit threatened withdraw that - — 3 Monday 's each other both"
)


@settings(max_examples=40)
@given(words=st.lists(st.sampled_from([*WORDS.split(" "), "\n"]), max_size=40))
def test_broken_sentences_never_fail(words: list[str], nlp: Language, ontology: Ontology) -> None:
    doc = nlp(" ".join(words))
    for event in code_events(doc, ArticleEntities((), {}), [], ontology, PUBLISHED, threshold=0.0).events:
        assert doc.text[event.trigger_char :].startswith(event.trigger)


@pytest.mark.parametrize(
    "text",
    [
        "He ran, attacked, " * 600,
        "The army of " + "the son of the president of " * 600 + "Chad attacked Mali.",
        "Kenya said that " * 400 + "Somalia attacked.",
        "They will attack and " * 600 + "leave.",
        "(" * 2000 + " attack " + ")" * 2000,
    ],
    ids=["list", "phrases", "reports", "conjuncts", "marks"],
)
def test_endless_sentences_are_coded_or_not_but_never_fail(
    text: str, nlp: Language, ontology: Ontology
) -> None:
    doc = nlp(text)
    for event in code_events(doc, ArticleEntities((), {}), [], ontology, PUBLISHED, threshold=0.0).events:
        assert text[event.trigger_char :].startswith(event.trigger)


def test_an_empty_article_has_no_events(code_text: Coder) -> None:
    assert code_text("") == []


def broken(folder: Path, table: str, old: str, new: str) -> Path:
    """A copy of the reference tables in which one is spoilt."""
    for path in REFERENCE.glob("*.csv"):
        if path.name.startswith(("plover_", "triggers_", "event_", "context_")):
            text = path.read_text(encoding="utf-8")
            (folder / path.name).write_text(
                text.replace(old, new, 1) if path.stem == table else text, encoding="utf-8"
            )
    return folder


@pytest.mark.parametrize(
    ("table", "old", "new", "complaint"),
    [
        ("triggers_verbal_conflict", ",ACCUSE,", ",ACUSE,", "no event type 'ACUSE'"),
        (
            "triggers_verbal_conflict",
            ",ACCUSE,disapprove,",
            ",ACCUSE,disaprove,",
            "ACCUSE has no mode 'disaprove'",
        ),
        ("triggers_verbal_conflict", "obj=@actor", "obj=@actors", "no word of the classes ['actors']"),
        ("context_words", "military,", "militray,", "no context 'militray'"),
    ],
)
def test_mistakes_in_the_tables_are_named(
    tmp_path: Path, table: str, old: str, new: str, complaint: str
) -> None:
    with pytest.raises(ValueError, match=table) as error:
        load_ontology(broken(tmp_path, table, old, new))
    assert complaint in str(error.value)


def test_modes_of_the_tables_are_those_of_plover(ontology: Ontology) -> None:
    assert len(ontology.types) == 16
    assert {kind.quad_class for kind in ontology.types.values()} == {
        "verbal_cooperation",
        "material_cooperation",
        "verbal_conflict",
        "material_conflict",
    }
