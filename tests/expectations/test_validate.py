"""Each rule holds for real rows and breaks for a row that breaks it, naming that row."""

from collections.abc import Callable
from datetime import date, datetime

import polars as pl
import pytest

from expectations.frames import checked_frame
from expectations.results import MAX_FAILING, CheckResult, checks_frame
from expectations.suites import suite
from expectations.validate import validate
from transforms import schema

Frames = dict[str, pl.DataFrame]
Expression = pl.Expr | str | int | float | datetime | date | None


def broken(frames: Frames, table: str, **values: Expression) -> Frames:
    """The frames with the first row of `table` changed."""
    frame = frames[table].with_row_index()
    first = pl.col("index") == 0
    changed = {
        name: pl.when(first)
        .then(value if isinstance(value, pl.Expr) else pl.lit(value, frame.schema[name]))
        .otherwise(pl.col(name))
        for name, value in values.items()
    }
    return {**frames, table: frame.with_columns(**changed).drop("index")}


def check(frames: Frames, name: str) -> list[CheckResult]:
    """The results for one table."""
    return validate(frames, [table for table in schema.CORE if table.full_name == name])


def failed(results: list[CheckResult], severity: str | None = None) -> set[tuple[str, str | None]]:
    return {
        (result.table_name, result.column_name)
        for result in results
        if not result.success and severity in (None, result.severity)
    }


def test_real_rows_pass(frames: Frames) -> None:
    results = validate(frames)
    assert failed(results) == set()
    assert {result.table_name for result in results} == {table.full_name for table in schema.CORE}
    assert all(result.meaning and result.severity in schema.SEVERITIES for result in results)
    empty = {name for name, frame in frames.items() if frame.is_empty()}
    assert empty <= {"core.entity_merges"}, "the other tables have rows to check"


def test_tables_without_rows_pass() -> None:
    empty = {table.full_name: table.frame([]) for table in schema.CORE}
    assert failed(validate(empty)) == set()


@pytest.mark.parametrize(
    ("table", "values", "column"),
    [
        ("core.articles", {"version": 0}, "version"),
        ("core.articles", {"n_words": 0}, "n_words"),
        ("core.articles", {"body": None}, "body"),
        ("core.articles", {"published_at": datetime(9999, 1, 1)}, "published_in_time"),
        ("core.articles", {"published_at_basis": "guess"}, "published_at_basis"),
        ("core.articles", {"duplicate_of": "nowhere"}, "duplicate_of_is_known"),
        ("core.sentences", {"end_char": 10**6}, "offsets_in_body"),
        ("core.sentences", {"end_char": 0}, "offsets_in_body"),
        ("core.sentences", {"sentence_no": 1}, "article_id, sentence_no"),
        ("core.entities", {"country": "XXX"}, "country"),
        ("core.entities", {"kind": "THING"}, "kind"),
        ("core.entities", {"sector": "ZZZ"}, "sector"),
        ("core.mentions", {"text": "something else"}, "text_is_at_offsets"),
        ("core.mentions", {"article_id": "a9"}, "article_id_is_known"),
        ("core.mentions", {"entity_id": "Q0"}, "entity_id_is_known"),
        ("core.mentions", {"form": "nickname"}, "form"),
        ("core.mentions", {"mention_id": pl.col("mention_id").shift(-1)}, "mention_id"),
        ("core.quotes", {"start_char": 0}, "text_is_at_offsets"),
        ("core.quotes", {"speaker_id": "Q0"}, "speaker_id_is_known"),
        ("core.quotes", {"form": "sung"}, "form"),
        ("core.events", {"event_type": "DANCE"}, "event_type"),
        ("core.events", {"quad_class": "fifth"}, "quad_class"),
        ("core.events", {"goldstein": 11.0}, "goldstein"),
        ("core.events", {"confidence": 1.5}, "confidence"),
        ("core.events", {"status": "rumoured"}, "status"),
        ("core.events", {"actor_country": "UK"}, "actor_country"),
        ("core.events", {"quote_id": "q9"}, "quote_id_is_known"),
        ("core.events", {"duplicate_of": "e9"}, "duplicate_of_is_known"),
        ("core.events", {"trigger": None}, "trigger"),
    ],
)
def test_a_row_that_breaks_a_critical_rule_is_named(
    frames: Frames, table: str, values: dict[str, Expression], column: str
) -> None:
    changed = broken(frames, table, **values)
    results = check(changed, table)
    assert (table, column) in failed(results, "critical")
    blocking = next(c for c in results if c.column_name == column and not c.success)
    assert blocking.blocks and blocking.unexpected_count
    row = changed[table].row(0, named=True)
    key = {name: row[name] for name in blocking.failing[0]}
    assert key in blocking.failing, "the broken row is among those named"


@pytest.mark.parametrize(
    ("table", "values", "column"),
    [
        ("core.articles", {"n_words": 5}, "n_words"),
        ("core.articles", {"language": "english"}, "language"),
        ("core.entities", {"name": "x" * 301}, "name"),
        ("core.events", {"event_date": date(1962, 1, 1)}, "dated_near_publication"),
        ("core.events", {"actor_id": "Q298", "recipient_id": "Q298"}, "recipient_is_not_actor"),
        ("core.events", {"actor_text": None, "recipient_text": None}, "has_actor_or_recipient"),
    ],
)
def test_a_row_that_breaks_a_warning_rule_is_reported(
    frames: Frames, table: str, values: dict[str, Expression], column: str
) -> None:
    assert (table, column) in failed(check(broken(frames, table, **values), table), "warning")


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.drop("cue_lemma"),
        lambda frame: frame.with_columns(extra=pl.lit(1)),
        lambda frame: frame.with_columns(pl.col("start_char").cast(pl.Int64)),
        lambda frame: frame.select(sorted(frame.columns)),
    ],
)
def test_a_wrong_structure_is_critical_and_not_looked_into(
    frames: Frames, change: Callable[[pl.DataFrame], pl.DataFrame]
) -> None:
    results = check({**frames, "core.quotes": change(frames["core.quotes"])}, "core.quotes")
    assert failed(results, "critical") == {("core.quotes", "declared, actual")}
    assert len(results) == 1


def test_words_from_outside_are_not_shown_to_great_expectations(frames: Frames) -> None:
    hostile = broken(frames, "core.entities", name="<script>alert(1)</script>")
    for table in schema.CORE:
        checked = checked_frame(table, hostile)
        foreign = [column.name for column in table.columns if column.foreign]
        assert not any(isinstance(value, str) for name in foreign for value in checked[name])


def test_failing_rows_are_bounded(frames: Frames) -> None:
    many = frames["core.mentions"].with_columns(form=pl.lit("nickname"))
    while len(many) <= MAX_FAILING:
        many = pl.concat([many, many])
    results = check({**frames, "core.mentions": many}, "core.mentions")
    assert max(len(result.failing) for result in results) == MAX_FAILING


def test_every_rule_has_a_meaning_and_a_severity() -> None:
    for table in schema.CORE:
        for expectation in suite(table):
            assert expectation.description and expectation.description.endswith(".")
            assert expectation.severity in schema.SEVERITIES


def test_results_become_rows_of_the_history(frames: Frames) -> None:
    results = validate(frames)
    rows = checks_frame("r1", [(0, results), (1, results)])
    assert rows.schema == schema.CHECKS.polars
    assert rows["batch"].value_counts().sort("batch").rows() == [(0, len(results)), (1, len(results))]
