"""Every expectation of every suite holds for real rows, and breaks for a row that breaks it."""

from datetime import date, datetime

import polars as pl
import pytest

from expectations.engine.frames import checked_frame
from expectations.engine.validate import run_suite
from expectations.suites import suite
from tests.expectations.conftest import Expression, broken
from tests.support.shipped import PLOVER
from transforms import schema
from transforms.schema import Table
from transforms.schema.reference import REFERENCE_TABLES

Frames = dict[str, pl.DataFrame]
Case = tuple[str, str, dict[str, Expression]]  # table, meaning, what is changed in its first row
LONG = "x" * 11_000


def places_of(table: str) -> list[Case]:
    return [
        (table, "Latitudes lie between -90 and 90 degrees.", {"latitude": 91.0}),
        (table, "Longitudes lie between -180 and 180 degrees.", {"longitude": -181.0}),
        (
            table,
            "place_country is an ISO 3166 alpha-3 code, or CAMEO's of an organisation of states.",
            {"place_country": "UK"},
        ),
        (
            table,
            "There are latitude and longitude if and only if place_precision says how exact they are.",
            {"latitude": 1.0, "longitude": 1.0, "place_precision": None},
        ),
        (
            table,
            "Coordinates of a place come with its country.",
            {"place_precision": "city", "latitude": 1.0, "longitude": 1.0, "place_country": None},
        ),
    ]


WRITTEN: list[Case] = [
    ("core.articles", "Versions count from 1.", {"version": 0}),
    ("core.articles", "An article has words.", {"n_words": 0}),
    ("core.articles", "An article is neither a caption nor a book.", {"n_words": 19}),
    ("core.articles", "A body has text, and no more than ten million characters.", {"body": ""}),
    ("core.articles", "Corrections have text, and are no second article.", {"corrections": ""}),
    ("core.articles", "A dateline names a place in few words.", {"dateline_place": "x" * 121}),
    ("core.articles", "A headline is no longer than 500 characters.", {"title": "x" * 501}),
    ("core.articles", "An article has no more than 20 authors.", {"authors": ["Ana Rey"] * 21}),
    ("core.articles", "Repairs count from 0.", {"n_repairs": -1}),
    (
        "core.articles",
        "It was published after 1800 and not in the future.",
        {"published_at": datetime(9999, 1, 1)},
    ),
    (
        "core.articles",
        "An article has a date if and only if it says what stated it.",
        {"published_at_basis": None},
    ),
    (
        "core.articles",
        "An article has a day of publication if and only if it has a date.",
        {"published_on": None},
    ),
    (
        "core.articles",
        "The day of publication is that of the time in its zone.",
        {"published_on": date(2020, 1, 1)},
    ),
    (
        "core.articles",
        "A zone is an offset from UTC such as -05:00, of a time that is known.",
        {"published_zone": "EST"},
    ),
    ("core.articles", "An address is one of the web: http or https.", {"url": "javascript:alert(1)"}),
    ("core.articles", "The body is long enough for its number of words.", {"n_words": 10_000}),
    ("core.articles", "Languages are ISO 639-1 codes.", {"language": "english"}),
    ("core.articles", "An article is no duplicate of itself.", {"duplicate_of": pl.col("article_id")}),
    (
        "core.articles",
        "What an article is a near-duplicate of is the original, not another near-duplicate.",
        {"duplicate_of": pl.col("article_id")},
    ),
    (
        "core.articles",
        "The original is the earliest: published first, or where that is not known, seen first.",
        {"duplicate_of": pl.col("article_id").shift(-1)},
    ),
    ("core.articles", "The article's version is one of core.article_versions.", {"version": 2}),
    ("core.articles", "It was not first seen in the future.", {"first_seen_at": datetime(9999, 1, 1)}),
    *places_of("core.articles"),
    (
        "core.articles",
        "Coordinates are those of the place in the dateline.",
        {"place_country": "CHL", "dateline_place": None},
    ),
    ("core.article_versions", "Versions count from 1.", {"version": -1}),
    (
        "core.article_versions",
        "Hash, text and corrections of the article's version are those of the article.",
        {"corrections": "Another note."},
    ),
    ("core.article_versions", "The article's version is its last one.", {"version": 2}),
    (
        "core.article_signatures",
        "A signature holds the hashes, and as many bands, as its kind says.",
        {"signature": b"short"},
    ),
    ("core.article_terms", "There is a weight for each term, and a term.", {"terms": []}),
    ("core.article_terms", "Every weight is above 0.", {"weights": pl.col("weights") * 0}),
    ("core.stories", "A story has an article that is no near-duplicate.", {"originals": 0}),
    ("core.stories", "Publishers count from 1.", {"publishers": 0}),
    ("core.stories", "A story ends no earlier than it begins.", {"last_day": date(2020, 1, 1)}),
    ("core.stories", "It has no more originals or publishers than articles.", {"publishers": 99}),
    ("core.article_stories", "A similarity lies between 0 and 1.", {"similarity": 1.1}),
    ("core.story_links", "Likeness is no less than 0.", {"likeness": -0.1}),
    ("core.story_links", "A chapter is not linked with itself.", {"other_id": pl.col("chapter_id")}),
    ("core.incidents", "Goldstein scores of incidents lie between -10 and 10.", {"goldstein": 11.0}),
    ("core.incidents", "An incident has a report.", {"reports": 0}),
    ("core.incidents", "Publishers of an incident count from 1.", {"publishers": 0}),
    (
        "core.incidents",
        "actor_country is an ISO 3166 alpha-3 code, or CAMEO's of an organisation of states.",
        {"actor_country": "XX"},
    ),
    (
        "core.incidents",
        "recipient_country is an ISO 3166 alpha-3 code, or CAMEO's of an organisation of states.",
        {"recipient_country": "XX"},
    ),
    (
        "core.incidents",
        "It has no more reports, publishers or days than articles, and no more articles than events.",
        {"reports": 99},
    ),
    ("core.incidents", "The last report is no earlier than the first.", {"last_report": date(2020, 1, 1)}),
    (
        "core.incidents",
        "An incident has a date if and only if it says how exact that is.",
        {"event_date": date(2024, 5, 1), "date_precision": None},
    ),
    (
        "core.incidents",
        "What one event tells in its own voice nobody is quoted with.",
        {"claimants": pl.lit(["Q298"]), "in_own_voice": True, "events": 1},
    ),
    (
        "core.incidents",
        "Reports disagree on columns of events, each named once.",
        {"disagreements": pl.lit(["colour"]), "events": 2},
    ),
    (
        "core.incidents",
        "What one event tells is nowhere disagreed on.",
        {"disagreements": pl.lit(["mode"]), "events": 1},
    ),
    ("core.sentences", "Sentences count from 0.", {"sentence_no": -1}),
    ("core.sentences", "Offsets lie in the body, the start before the end.", {"end_char": 10**6}),
    ("core.sentences", "Sentences are numbered from 0 without a gap.", {"sentence_no": 10**6}),
    ("core.entities", "Names are no longer than 300 characters.", {"name": "x" * 301}),
    ("core.entities", "Wikidata ids are a Q and a number.", {"wikidata_id": "Q-1"}),
    (
        "core.entities",
        "country is an ISO 3166 alpha-3 code, or CAMEO's of an organisation of states.",
        {"country": "UK"},
    ),
    ("core.entities", "An entity has a name.", {"name": " – "}),
    ("core.entities", "Where there is a Wikidata id, it is the entity's id.", {"wikidata_id": "Q1"}),
    ("core.entities", "Some row of an article refers to the entity.", {"entity_id": "nobody"}),
    ("core.article_entities", "Names in articles are no longer than 300 characters.", {"name": "x" * 301}),
    ("core.article_entities", "Roles are no longer than 300 characters.", {"role": "x" * 301}),
    ("core.article_entities", "Mentions count from 0.", {"mentions": -1}),
    (
        "core.article_entities",
        "country is an ISO 3166 alpha-3 code, or CAMEO's of an organisation of states.",
        {"country": "UK"},
    ),
    ("core.article_entities", "An article's entity has a name.", {"name": " – "}),
    ("core.article_entities", "A row of the article refers to its entity.", {"entity_id": "nobody"}),
    ("core.article_entities", "Mentions are counted as core.mentions has them.", {"mentions": 99}),
    (
        "core.mentions",
        "What the article says of its entity_id is in core.article_entities.",
        {"entity_id": "nobody"},
    ),
    (
        "core.quotes",
        "What the article says of its speaker_id is in core.article_entities.",
        {"speaker_id": "nobody"},
    ),
    *(
        (
            "core.events",
            f"What the article says of its {party} is in core.article_entities.",
            {party: "nobody"},
        )
        for party in ("actor_id", "recipient_id", "place_id", "attributed_to")
    ),
    *(
        (
            "core.events",
            f"The sector of the {party} is what the article says of the {party}.",
            {f"{party}_sector": "HLH"},
        )
        for party in ("actor", "recipient")
    ),
    ("core.entity_merges", "Merged names are no longer than 300 characters.", {"text": "x" * 301}),
    ("core.entity_merges", "A merge has a reason.", {"reason": " "}),
    ("core.mentions", "Mentions are no longer than 300 characters.", {"text": "x" * 301}),
    ("core.mentions", "Offsets lie in the body, the start before the end.", {"start_char": -1}),
    ("core.mentions", "The offsets give back the text.", {"text": "something else"}),
    ("core.mentions", "It starts in the sentence that sentence_no names.", {"sentence_no": 10**6}),
    (
        "core.mentions",
        "A name or title is a mention of some entity, unless its rule leaves that open.",
        {"form": "name", "entity_id": None, "rule": "recognised > full_name"},
    ),
    ("core.mentions", "A mention has a letter or digit.", {"text": "—"}),
    ("core.mentions", "The confidence of a mention is a share.", {"confidence": 1.5}),
    ("core.mentions", "Only a mention that means somebody has a confidence.", {"entity_id": None}),
    (
        "core.mentions",
        "A mention is labelled as what its article has the entity for, or as its people (NORP).",
        {"label": "EVENT", "entity_id": "Q298"},
    ),
    (
        "core.mentions",
        "Only nominals mean an entity that is not named (UNNAMED).",
        {"form": "name", "entity_id": "534fb1d2415e81728240"},  # reporters
    ),
    ("core.quotes", "Quotations have from 2 to 10,000 characters.", {"text": LONG}),
    ("core.quotes", "Offsets lie in the body, the start before the end.", {"end_char": pl.col("start_char")}),
    ("core.quotes", "The offsets give back the text.", {"start_char": 0}),
    ("core.quotes", "It starts in the sentence that sentence_no names.", {"sentence_no": 0}),
    (
        "core.quotes",
        "A direct quotation that a cue reports stands in quotation marks.",
        {"form": "direct", "cue": "said", "start_char": 10, "end_char": 20},
    ),
    ("core.quotes", "A group is named by its first piece.", {"quote_group": "another"}),
    (
        "core.quotes",
        "The pieces of a group have the same speaker.",
        {"quote_group": pl.col("quote_group").shift(-1), "speaker_id": None},
    ),
    (
        "core.quotes",
        "The pieces of a group stand in one article.",
        {"quote_group": pl.col("quote_group").shift(-1), "article_id": "another"},
    ),
    ("core.quotes", "A cue has its dictionary form.", {"cue": "said", "cue_lemma": None}),
    ("core.quotes", "Reported speech has a cue.", {"form": "indirect", "cue": None}),
    (
        "core.quotes",
        "A speaker who is known stands in the text.",
        {"speaker_id": "Q298", "speaker_text": None},
    ),
    *places_of("core.events"),
    *places_of("core.incidents"),
    (
        "core.events",
        "Coordinates are those of a place that stands in the text.",
        {"place_country": "CHL", "place_text": None, "place_id": None},
    ),
    ("core.event_figures", "Figures are told in no more than 300 characters.", {"text": "x" * 301}),
    ("core.event_figures", "The least of a figure is not below 0.", {"low": -1.0}),
    ("core.event_figures", "The most of a figure is not below 0.", {"high": -1.0}),
    ("core.event_figures", "Offsets lie in the body, the start before the end.", {"end_char": 0}),
    ("core.event_figures", "The offsets give back the text.", {"text": "13 people"}),
    ("core.event_figures", "It starts in the sentence that sentence_no names.", {"sentence_no": 10**6}),
    (
        "core.event_figures",
        "The least that a figure is said to be is not above the most.",
        {"low": 3.0, "high": 2.0},
    ),
    ("core.event_figures", "A figure has a least or a most.", {"low": None, "high": None}),
    (
        "core.event_figures",
        "The unit of money is a currency, or the sign of several.",
        {"what": "money", "unit": "dollars"},
    ),
    ("core.event_figures", "Goods have a unit, people have none.", {"unit": "tank"}),
    (
        "core.event_figures",
        "It stands in the clause of its event, in the same article.",
        {"start_char": 0, "end_char": 3},
    ),
    ("core.events", "Event types are PLOVER's.", {"event_type": "DANCE"}),
    ("core.events", "Quad classes are PLOVER's.", {"quad_class": "fifth"}),
    ("core.events", "Goldstein scores lie between -10 and 10.", {"goldstein": 11.0}),
    ("core.events", "Confidence lies between 0 and 1.", {"confidence": 1.5}),
    ("core.events", "Prominence lies between 0 and 1.", {"prominence": 1.5}),
    ("core.events", "Coded clauses are no longer than 5,000 characters.", {"text": LONG}),
    ("core.events", "Offsets lie in the body, the start before the end.", {"end_char": 0}),
    ("core.events", "The offsets give back the text.", {"text": "something else"}),
    ("core.events", "It starts in the sentence that sentence_no names.", {"sentence_no": 10**6}),
    (
        "core.events",
        "actor_country is an ISO 3166 alpha-3 code, or CAMEO's of an organisation of states.",
        {"actor_country": "UK"},
    ),
    (
        "core.events",
        "recipient_country is an ISO 3166 alpha-3 code, or CAMEO's of an organisation of states.",
        {"recipient_country": "UK"},
    ),
    (
        "core.events",
        "The mode is one of PLOVER's for the event type.",
        {"mode": "strike", "event_type": "AID"},
    ),
    ("core.events", "Contexts are PLOVER's, each named once.", {"contexts": ["weather"]}),
    ("core.events", "Contexts are PLOVER's, each named once.", {"contexts": ["health", "health"]}),
    (
        "core.events",
        "The quad class is that of the event type.",
        {"event_type": "AID", "quad_class": "material_conflict"},
    ),
    (
        "core.events",
        "The Goldstein score is that of the mode, or else of the type.",
        {"event_type": "CONSULT", "mode": "visit", "goldstein": 2.5},
    ),
    (
        "core.events",
        "An event has an actor or a recipient.",
        {"actor_text": None, "recipient_text": None},
    ),
    (
        "core.events",
        "Nobody does it to themselves, unless the words say so.",
        {"actor_id": "Q298", "recipient_id": "Q298", "text": "Chile sued Chile"},
    ),
    ("core.events", "An actor who is known stands in the text.", {"actor_text": None, "actor_id": "Q298"}),
    (
        "core.events",
        "A recipient who is known stands in the text.",
        {"recipient_text": None, "recipient_country": "CHL"},
    ),
    ("core.events", "A place that is known stands in the text.", {"place_text": None, "place_id": "Q298"}),
    ("core.events", "The trigger stands in the coded clause.", {"trigger": "danced"}),
    (
        "core.events",
        "An event has a date if and only if it says how exact that is.",
        {"event_date": date(2024, 5, 1), "date_precision": None},
    ),
    (
        "core.events",
        "A date comes from words of the article.",
        {"event_date": date(2024, 5, 1), "date_text": None},
    ),
    (
        "core.events",
        "A date that is exact to the month or year is the first day of it.",
        {"event_date": date(2024, 5, 1), "date_precision": "year"},
    ),
    ("core.events", "Events lie within ten years of publication.", {"event_date": date(1962, 1, 1)}),
    (
        "core.events",
        "What occurred is not dated after publication.",
        {"event_date": date(2024, 6, 1), "status": "occurred"},
    ),
    (
        "core.events",
        "Who claims an event is the speaker of the quotation that claims it.",
        {"attributed_to": "Q298", "quote_id": None},
    ),
    (
        "core.events",
        "An event repeats another one, of the same article and type.",
        {"duplicate_of": pl.col("event_id")},
    ),
    (
        "core.events",
        "The event that another one repeats repeats none.",
        {"duplicate_of": pl.col("event_id")},
    ),
    ("core.events_in_passing", "An event in passing repeats none.", {"duplicate_of": pl.col("event_id")}),
]
# Events told in passing keep the same rules, without those of repeats
REPEATS = ("An event repeats another", "The event that another one repeats")
WRITTEN += [
    ("core.events_in_passing", meaning, changes)
    for table, meaning, changes in WRITTEN
    if table == "core.events" and not meaning.startswith(REPEATS)
]

OF_RUNS: list[Case] = [
    (
        "quality.runs",
        "Every article seen was new, changed, unchanged or quarantined.",
        {"articles_seen": 4},
    ),
    ("quality.runs", "A run ends after it started.", {"finished_at": datetime(2024, 1, 1)}),
    ("quality.runs", "A run that failed says why.", {"state": "failed", "message": None}),
    ("quality.checks", "The meaning of an expectation is a sentence.", {"meaning": "text_is_at_offsets"}),
    (
        "quality.checks",
        "The share of rows that break it lies between 0 and 100 percent.",
        {"unexpected_percent": 101.0},
    ),
    (
        "quality.metrics",
        "The share of missing values is as in the last runs.",
        {"metric": "null_share", "value": 0.5, "usual_high": 0.4},
    ),
    (
        "quality.metrics",
        "The share of quotations with a known speaker is as in the last runs.",
        {"metric": "resolved_share", "value": 0.5, "usual_low": 0.6},
    ),
    (
        "quality.metrics",
        "Articles bring as many rows as in the last runs.",
        {"metric": "rows_per_article", "value": 1.0, "usual_low": 8.0},
    ),
    (
        "quality.metrics",
        "A source brings as many articles as in the last runs.",
        {"metric": "articles", "value": 99.0, "usual_high": 20.0},
    ),
    (
        "quality.metrics",
        "As many rows of a source hold what is expected as in the last runs.",
        {"metric": "pass_share", "value": 0.5, "usual_low": 0.9},
    ),
    (
        "quality.metrics",
        "A source brings as many articles as its source file expects.",
        {"value": 3.0, "expected_low": 4.0},
    ),
    ("quality.metrics", "Shares lie between 0 and 1.", {"metric": "null_share", "value": 1.5}),
    ("quality.quarantine", "What is quarantined has a reason.", {"reason": " "}),
    ("quality.quarantine", "It would have entered a table of core.", {"table_name": "core.weather"}),
    ("quality.quarantine", "The payload is a JSON object.", {"payload": "text"}),
    ("quality.fetches", "An address is one of the web: http or https.", {"url": "file:///etc/passwd"}),
    ("quality.waiting", "An address is one of the web: http or https.", {"url": "file:///etc/passwd"}),
    ("quality.waiting", "The hints are a JSON object.", {"hints": "[]"}),
    ("quality.waiting", "It was tried at least once.", {"tries": 0}),
    ("quality.waiting", "The last try is not before the first.", {"tried_at": datetime(2001, 1, 1)}),
]

# Rules that compare rows or count them: not the changed row alone breaks them.
OF_SEVERAL_ROWS: list[Case] = [
    ("core.articles", "At least half of the articles have a date.", {"published_at": None}),
    (
        "core.sentences",
        "A sentence starts after the one before it ends.",
        {"end_char": pl.col("end_char").shift(-1)},
    ),
    ("core.quotes", "At least half of the quotations have a speaker.", {"speaker_text": None}),
]


def declared(table: Table) -> list[Case]:
    """What breaks the rules that are read off the declaration."""
    name = table.full_name
    cases: list[Case] = [
        (name, f"{column.name} is never null.", {column.name: None})
        for column in table.columns
        if not column.nullable
    ]
    cases += [
        (name, f"{column.name} is of its vocabulary.", {column.name: "nonsense"})
        for column in table.columns
        if column.values
    ]
    cases += [
        (name, f"Every {column} is in {target.full_name}.", {column: "nowhere"})
        for column, target, _ in schema.references(table)
    ]
    identity = " and ".join(table.key)
    verb = "identifies" if len(table.key) == 1 else "identify"
    if identity:
        cases.append((name, f"{identity} {verb} a row.", {key: pl.col(key).shift(-1) for key in table.key}))
    return cases


DECLARED = [case for table in schema.TABLES for case in declared(table)]


@pytest.fixture(scope="session")
def all_frames(frames: Frames) -> Frames:
    """The batch, and two rows of each table that says what a run did."""
    now = datetime(2024, 5, 1)
    runs = schema.RUNS.frame(
        [(f"r{n}", None, now, now, "completed", 3, 1, 1, 1, 0, 0, "{}", "{}", None) for n in range(2)]
    )
    table, meaning = "core.quotes", "The offsets give back the text."
    checks = schema.CHECKS.frame(
        [
            (run, 0, table, "expect", "a", "critical", meaning, True, None, 0, 0.0, now, None)
            for run in ("r0", "r1")
        ]
    )
    metrics = schema.METRICS.frame(
        [
            (run, "core.articles", None, "wire", "articles", 9.0, 9, 8.0, 10.0, 5.0, 20.0)
            for run in ("r0", "r1")
        ]
    )
    quarantine = schema.QUARANTINE.frame(
        [
            (f"{n}", "r0", "core.articles", "wire", f"{n}.txt", "no text", '{"input": ""}', now, None)
            for n in range(2)
        ]
    )
    fetches = schema.FETCHES.frame([(f"https://wire.example/{n}", None, None, now) for n in range(2)])
    waiting = schema.WAITING.frame(
        [("wire", f"rss#{n}", f"https://wire.example/{n}", "{}", "timeout", 1, now, now) for n in range(2)]
    )
    version = schema.SCHEMA_VERSION.frame([(1, "hash"), (2, "hash")])
    quality = zip(schema.QUALITY, (runs, checks, metrics, quarantine, fetches, waiting, version), strict=True)
    return {**frames, **stories(frames), **{table.full_name: frame for table, frame in quality}}


def stories(frames: Frames) -> Frames:
    """Two stories of one article each, and links between them."""
    one, other = sorted(frames["core.articles"]["article_id"])
    day = date(2024, 5, 1)
    told = [(key, key, "Accord signed", day, day, 1, 1, 1, [], []) for key in (one, other)]
    return {
        "core.stories": schema.STORIES.frame(told),
        "core.article_stories": schema.ARTICLE_STORIES.frame([(key, key, 1.0, key) for key in (one, other)]),
        "core.story_links": schema.STORY_LINKS.frame([(one, other, 1.0), (other, one, 1.0)]),
        "core.incidents": incidents(frames),
    }


def incidents(frames: Frames) -> pl.DataFrame:
    """An incident of each of two events, as a row of the table."""
    events = frames["core.events"].unique("event_id", keep="first", maintain_order=True).head(2)
    day = date(2024, 5, 1)
    told = events.with_columns(
        pl.col("event_id").alias("incident_id"),
        pl.col("article_id").alias("story_id"),
        pl.col("article_id").alias("first_article_id"),
        *(pl.lit(1, pl.Int32).alias(n) for n in ("events", "articles", "reports", "publishers", "days")),
        *(pl.lit(day).alias(name) for name in ("first_report", "last_report")),
        pl.lit(False).alias("in_own_voice"),
        *(pl.lit([], schema.STRS).alias(name) for name in ("claimants", "disagreements")),
    )
    return told.select(schema.INCIDENTS.polars.names())


def outcome(frames: Frames, name: str, meaning: str):  # type: ignore[no-untyped-def]
    """The result of the expectation of that meaning alone."""
    table = next(each for each in (*schema.TABLES, *REFERENCE_TABLES) if each.full_name == name)
    wanted = [expectation for expectation in suite(table, PLOVER) if expectation.description == meaning]
    assert len(wanted) == 1, "one expectation of a suite has this meaning"
    (result,) = run_suite(table, wanted, checked_frame(table, frames, PLOVER), [table.columns[0].name])
    return result


@pytest.mark.parametrize(("table", "meaning", "changes"), [*DECLARED, *WRITTEN, *OF_RUNS])
def test_a_row_that_breaks_an_expectation_is_named(
    all_frames: Frames, table: str, meaning: str, changes: dict[str, Expression]
) -> None:
    assert outcome(all_frames, table, meaning).success, "real rows pass"
    changed = broken(all_frames, table, **changes)
    result = outcome(changed, table, meaning)
    assert not result.success and 0 in result.failing_rows
    assert result.unexpected_count == len(result.failing_rows)


@pytest.mark.parametrize(("table", "meaning", "changes"), OF_SEVERAL_ROWS)
def test_rows_that_break_an_expectation_together(
    frames: Frames, table: str, meaning: str, changes: dict[str, Expression]
) -> None:
    assert outcome(frames, table, meaning).success, "real rows pass"
    values = {name: value if isinstance(value, pl.Expr) else pl.lit(value) for name, value in changes.items()}
    changed = {**frames, table: frames[table].with_columns(**values).cast(frames[table].schema)}
    assert not outcome(changed, table, meaning).success


def test_every_expectation_is_broken_by_some_case() -> None:
    broken_ones = {
        (table, meaning) for table, meaning, _ in (*DECLARED, *WRITTEN, *OF_RUNS, *OF_SEVERAL_ROWS)
    }
    demanded = {
        (table.full_name, rule.description) for table in schema.TABLES for rule in suite(table, PLOVER)
    }
    assert broken_ones == demanded


def test_meanings_tell_the_expectations_of_a_table_apart() -> None:
    for table in schema.TABLES:
        meanings = [expectation.description for expectation in suite(table, PLOVER)]
        assert len(meanings) == len(set(meanings))
