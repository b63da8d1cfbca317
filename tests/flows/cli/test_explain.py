"""A row of the warehouse is explained: what the rules found, why, and that they find it again."""

import shutil
from pathlib import Path

import pytest
from spacy.language import Language

from flows.cli.explain import explain_row
from flows.reread import Reread, reread
from flows.settings import load_settings
from tests.conftest import readout
from transforms import schema
from transforms.lexicon.reference import REFERENCE
from transforms.tables import Lexicons
from warehouse.article.rows import TABLES, ManyRows, NoRow
from warehouse.read import connect
from warehouse.store.duck import open_duckdb


@pytest.fixture(scope="module")
def lexicons() -> Lexicons:
    return Lexicons.load(REFERENCE)


def one(warehouse: Path, sql: str) -> str:
    with connect(warehouse) as connection:
        return str(connection.execute(sql).fetchall()[0][0])


def test_rows_of_an_article_are_found_again_as_they_are(
    sample_warehouse: Path, nlp: Language, lexicons: Lexicons
) -> None:
    with connect(sample_warehouse) as connection:
        connection.execute(
            """SELECT article_id, body, published_at::DATE FROM core.articles
               ORDER BY (SELECT count(*) FROM core.events e WHERE e.article_id = articles.article_id) DESC"""
        )
        article_id, body, day = connection.fetchall()[0]
        parts = set()
        for table, column in TABLES.values():
            result = connection.execute(f"FROM {table} WHERE article_id = ? LIMIT 5", [article_id])
            names = [name for name, *_ in result.description or ()]
            for row in result.fetchall():
                stored = dict(zip(names, row, strict=True))
                stored.pop("incident_id", None)  # which loads find
                again = reread(article_id, body, day, stored[column], nlp, lexicons)
                assert again.values == stored
                parts |= {token.part for token in again.tokens}
                assert (again.trigger is not None) == table.startswith("core.events")
    assert parts >= {"", "trigger", "actor", "cue", "speaker", "mention"}


def test_a_row_that_rules_no_longer_make(nlp: Language, lexicons: Lexicons) -> None:
    assert reread("a1", "Chile met Peru.", None, "0" * 20, nlp, lexicons) == Reread(None)


def test_all_that_is_known_of_an_event_is_printed(
    sample_warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    event_id = one(
        sample_warehouse,
        """SELECT event_id FROM core.events JOIN core.entities ON entity_id = actor_id
           WHERE recipient_rule IS NOT NULL AND actor_rule = 'subj' AND quote_id IS NOT NULL
           ORDER BY event_id""",
    )
    explain_row(load_settings(warehouse=sample_warehouse), event_id[:12], stored=False)
    said = capsys.readouterr().out
    for part in (
        "Trigger", "triggers_", "Actor", "the logical subject", "Mention", "Recipient", "Claim", "Confidence",
        "certainty", "Example of the trigger", "dependency", "Read again today, the row is the same.",
    ):  # fmt: skip
        assert part in said


def test_what_other_rules_made_is_said(
    sample_warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = Path(shutil.copy(sample_warehouse, tmp_path / "mine.duckdb"))
    quote_id = one(mine, "SELECT quote_id FROM core.quotes WHERE cue = 'said' ORDER BY quote_id")
    with open_duckdb(mine) as connection:
        connection.execute(
            "UPDATE core.quotes SET speaker_rule = NULL, addressee_text = 'nobody' WHERE quote_id = ?",
            [quote_id],
        )
    explain_row(load_settings(warehouse=mine), quote_id, stored=False)
    said = capsys.readouterr().out
    assert "not recorded, as an older version of Readout wrote the row" in said
    assert "the row differs" in said
    assert "addressee_text: nobody → None" in said


def test_ids_that_mean_no_row_or_several(sample_warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = load_settings(warehouse=sample_warehouse)
    for key in ("", "abc", "%%%%", "zzzzzz", "____"):
        with pytest.raises(NoRow):
            explain_row(settings, key, stored=True)
    beginning = one(
        sample_warehouse,
        """SELECT left(mention_id, 4) FROM core.mentions GROUP BY ALL HAVING count(*) > 1 ORDER BY 1""",
    )
    with pytest.raises(ManyRows, match="begins the ids of several rows"):
        explain_row(settings, beginning, stored=True)
    assert capsys.readouterr().out.count(beginning) >= 2


def test_the_command(sample_warehouse: Path) -> None:
    quote_id = one(sample_warehouse, "SELECT quote_id FROM core.quotes ORDER BY quote_id")
    done = readout("explain", quote_id, "--stored", "-w", sample_warehouse)
    assert done.returncode == 0, done.stderr
    assert "Speaker" in done.stdout
    assert "lemma" not in done.stdout
    assert readout("explain", "zzzz", "-w", sample_warehouse).returncode == 1


def test_every_rule_of_the_samples_is_told_in_words(sample_warehouse: Path) -> None:
    from transforms.schema.rules import RULES, explained

    with connect(sample_warehouse) as connection:
        for table, column in RULES:
            sql = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
            chains = [chain for (chain,) in connection.execute(sql).fetchall()]
            assert chains
            told = [said for chain in chains for _, said in explained(table, column, chain)]
            assert "a rule of another version" not in told


def test_weights_make_the_prominence(sample_warehouse: Path) -> None:
    product = " * ".join(f"weights.{field.name}" for field in schema.EVENTS.column("weights").dtype.fields)
    with connect(sample_warehouse) as connection:
        off = connection.execute(
            f"SELECT event_id FROM core.events WHERE abs(least({product}, 1) - prominence) > 0.001"
        ).fetchall()
    assert off == []
