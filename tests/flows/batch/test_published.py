"""The published tables are checked as a whole: damage is named, also where each batch by itself is sound."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import great_expectations as gx
import pytest
import typer

from expectations.project import update
from expectations.published import TABLES
from expectations.results import CheckResult
from flows.batch.published import check_published
from flows.cli.quality import quality
from tests.support.shipped import PLOVER
from transforms import schema
from transforms.lexicon.reference import REFERENCE
from warehouse import parts
from warehouse.address import parse_lake
from warehouse.project import project_folder
from warehouse.store.duck import open_duckdb

Broken = tuple[str, str]  # table, meaning
REFERENCES = [
    (table.full_name, column, target.full_name)
    for table in TABLES
    for column, target, _ in schema.references(table)
]
# Each with its number among the references of its table
OF_TABLES = [
    (sum(table == reference[0] for table, _, _ in REFERENCES[:number]), reference)
    for number, reference in enumerate(REFERENCES)
]
# The samples may have none
LINKS = """
    INSERT INTO core.story_links
    SELECT one, other, 1
    FROM (SELECT min(article_id) AS one, max(article_id) AS other FROM core.articles), range(2)
"""
EARLIEST = "(SELECT article_id FROM core.articles WHERE rowid > 0 ORDER BY published_at LIMIT 1)"
LATEST = "(SELECT article_id FROM core.articles ORDER BY published_at DESC LIMIT 1)"
# What is done to a warehouse, and what it breaks. Each has rows of its own, those of references the first
DAMAGE: list[tuple[str, Broken]] = [
    *(
        (
            f"UPDATE {table} SET {column} = 'nowhere' WHERE rowid = {row}",
            (table, f"Every {column} is in {target}."),
        )
        for row, (table, column, target) in OF_TABLES
    ),
    (
        f"INSERT INTO core.mentions SELECT * REPLACE ({LATEST} AS article_id) FROM core.mentions "
        f"WHERE article_id = {EARLIEST} LIMIT 1",
        ("core.mentions", "mention_id identifies a row."),
    ),
    (
        "INSERT INTO core.entities SELECT * REPLACE ('Another' AS name) FROM core.entities LIMIT 1",
        ("core.entities", "entity_id identifies a row."),
    ),
    (
        "INSERT INTO core.sentences FROM core.sentences WHERE rowid = 30",
        ("core.sentences", "article_id and sentence_no identify a row."),
    ),
    (
        f"UPDATE core.articles SET duplicate_of = {LATEST} WHERE article_id = {EARLIEST}",
        (
            "core.articles",
            "The original is the earliest: published first, or where that is not known, seen first.",
        ),
    ),
    (
        f"UPDATE core.articles SET duplicate_of = {EARLIEST} WHERE rowid = 19",
        (
            "core.articles",
            "What an article is a near-duplicate of is the original, not another near-duplicate.",
        ),
    ),
    (
        "UPDATE core.articles SET duplicate_of = article_id WHERE rowid = 20",
        ("core.articles", "An article is no duplicate of itself."),
    ),
    (
        "DELETE FROM core.article_versions WHERE rowid = 21",
        ("core.articles", "The article's version is one of core.article_versions."),
    ),
    (
        "INSERT INTO core.article_versions SELECT * REPLACE (2 AS version) FROM core.article_versions "
        "WHERE rowid = 22",
        ("core.article_versions", "The article's version is its last one."),
    ),
    (
        "INSERT INTO core.entities VALUES ('unused', 'Nobody', 'PERSON', NULL, NULL, NULL)",
        ("core.entities", "Some row of an article refers to the entity."),
    ),
    (
        "UPDATE core.article_entities SET kind = 'EVENT' WHERE entity_id IN "
        "(SELECT entity_id FROM core.mentions WHERE label = 'LOC' LIMIT 1)",
        (
            "core.mentions",
            "A mention is labelled as what its article has the entity for, or as its people (NORP).",
        ),
    ),
    (
        "UPDATE core.quotes SET text = '<script>alert(1)</script>' WHERE rowid = 30",
        ("core.quotes", "The offsets give back the text."),
    ),
    (
        "UPDATE quality.runs SET articles_seen = 99",
        ("quality.runs", "Every article seen was new, changed, unchanged or quarantined."),
    ),
    ("INSERT INTO ref.countries FROM ref.countries LIMIT 1", ("ref.countries", "country identifies a row.")),
]
Outcomes = dict[tuple[str, str | None, str], tuple[bool, int | None, list[dict[str, object]]]]


def outcomes(results: list[CheckResult]) -> Outcomes:
    """What each check came to, with the rows that break it."""
    return {
        (check.table_name, check.column_name, check.meaning): (
            check.success,
            check.unexpected_count,
            sorted(check.failing, key=repr),
        )
        for check in results
    }


def copied(warehouse: Path, folder: Path, *statements: str) -> Path:
    """A copy of the warehouse, changed."""
    path = Path(shutil.copy(warehouse, folder / "readout.duckdb"))
    with open_duckdb(path) as connection:
        for sql in statements:
            connection.execute(sql)
    return path


@pytest.fixture(scope="module")
def damaged(sample_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample warehouse in which every kind of damage is done."""
    return copied(sample_warehouse, tmp_path_factory.mktemp("damaged"), LINKS, *(sql for sql, _ in DAMAGE))


@pytest.fixture(scope="module")
def found(damaged: Path) -> Iterator[list[CheckResult]]:
    """The checks of the damaged warehouse, read in the smallest parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "SIZE", 1)
        patch.setattr(parts, "ROWS", 40)
        yield check_published(damaged, REFERENCE)


@pytest.mark.parametrize(("sql", "broken"), DAMAGE)
def test_damage_is_named_with_its_rows(found: list[CheckResult], sql: str, broken: Broken) -> None:
    (check,) = (check for check in found if (check.table_name, check.meaning) == broken)
    assert not check.success and check.unexpected_count
    assert check.failing and not any(value is None for value in check.failing[0].values())


def test_rows_are_named_by_key_and_source(found: list[CheckResult]) -> None:
    twice, itself = (
        next(check.failing for check in found if check.meaning == meaning)
        for meaning in ("mention_id identifies a row.", "An article is no duplicate of itself.")
    )
    assert len({row["mention_id"] for row in twice}) == 1 and len({row["source_ref"] for row in twice}) == 2
    assert [list(row) for row in itself] == [["article_id", "source", "source_ref"]]


@pytest.mark.slow
def test_the_parts_make_no_difference(found: list[CheckResult], damaged: Path) -> None:
    assert outcomes(check_published(damaged, REFERENCE)) == outcomes(found)


def test_users_of_great_expectations_find_the_suites(found: list[CheckResult], damaged: Path) -> None:
    folder = project_folder(damaged)
    assert folder == damaged.with_name("readout.gx")
    context = gx.get_context(mode="file", project_root_dir=folder)
    assert {suite.name for suite in context.suites.all()} == {table.full_name for table in TABLES}
    assert {each.name for each in context.validation_definitions.all()} == {t.full_name for t in TABLES}
    assert context.config.analytics_enabled is False
    result = context.checkpoints.get("published").run()
    theirs = {
        (each.suite_name, check.expectation_config.description): check.success
        for each in result.run_results.values()
        for check in each.results
    }
    ours = {(c.table_name, c.meaning): c.success for c in found if c.column_name != "declared, actual"}
    assert theirs == ours and not result.success


@pytest.mark.slow
def test_what_a_user_adds_to_the_project_stays(found: list[CheckResult], damaged: Path) -> None:
    context = gx.get_context(mode="file", project_root_dir=project_folder(damaged))
    context.suites.add(gx.ExpectationSuite("mine"))
    changed = context.suites.get("core.quotes")
    changed.delete_expectation(changed.expectations[0])
    ids = {each.name: each.id for each in context.suites.all()}
    update(project_folder(damaged), PLOVER)
    context = gx.get_context(mode="file", project_root_dir=project_folder(damaged))
    assert {each.name: each.id for each in context.suites.all()} == ids
    assert len(context.suites.get("core.quotes").expectations) == len(changed.expectations) + 1


def test_the_command_says_what_fails_and_ends_with_1(
    sample_warehouse: Path, damaged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, code in ((copied(sample_warehouse, tmp_path), 0), (damaged, 1)):
        with pytest.raises(typer.Exit) as ended:
            quality(published=True, warehouse=str(path))
        assert ended.value.exit_code == code
    sound, _, broken = capsys.readouterr().out.partition("readout.gx\n")
    assert " critical │" not in sound and ", 0 critical.\n" in sound
    assert "│ critical │ An article is no duplicate of itself." in broken
    assert f"Great Expectations project: {project_folder(damaged)}" in broken
    assert not list(project_folder(damaged).glob(".*")), "no private files are left"
    with pytest.raises(typer.BadParameter, match="all runs"):
        quality("20240531T060000-1f2e", published=True)


def test_a_wrong_structure_is_named_and_not_looked_into(sample_warehouse: Path, tmp_path: Path) -> None:
    changes = ("ALTER TABLE core.mentions DROP COLUMN label", "DROP TABLE ref.offices")
    results = check_published(copied(sample_warehouse, tmp_path, *changes), REFERENCE)
    assert {check.column_name for check in results} == {"declared, actual"}
    assert {check.table_name for check in results if check.blocks} == {"core.mentions", "ref.offices"}


def test_a_warehouse_beside_which_nothing_can_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    lake = parse_lake("ducklake:postgresql:///news?data=/srv/news")
    assert project_folder(lake) == tmp_path / "readout" / f"{lake.key}.gx"
    monkeypatch.setattr(os, "access", lambda *_: False)
    one, other = (project_folder(Path("/srv", name, "readout.duckdb")) for name in "ab")
    assert one.parent == other.parent == tmp_path / "readout" and one != other
