"""What a user changes in a folder of their own holds in every stage, from cleaning to the checks."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from flows.batch.check import Verdict, validate_batch
from flows.sources import resolve
from tests.conftest import SAMPLES
from tests.support.batches import batch_of
from transforms.lexicon.reference import REFERENCE
from transforms.records import RawArticle

PARAGRAPHS = (
    "Peru’s foreign minister met his Chilean counterpart in Lima on Friday, the ministry said later.",
    "Dive deeper into the marsh",  # furniture to the user alone
    "The two will meet again in Santiago before the end of the year to talk about the road to Arica.",
    "The ministers at the port in May. (Ada Lund/Marshphoto)",  # an agency that the user alone knows
    "Nothing was signed, and the ministry did not say what had been on the table for the two sides.",
)
ARTICLE = RawArticle(
    "own", "lima.txt", "\n\n".join(PARAGRAPHS), "text", {"url": "https://www.nytimes.com/2024/05/03/lima"}
)
CHANGES = {  # of a table: a piece of it, and what takes its place
    "plover_types": (",verbal_cooperation,2.5,no,04\n", ",verbal_cooperation,3.25,no,04\n"),  # CONSULT
    "boilerplate_lines": ("jump to,start,line\n", "jump to,start,line\ndive deeper into,start,line\n"),
    "photo_credits": ("\nGetty Images\n", "\nGetty Images\nMarshphoto\n"),
    "outlets": ("nytimes.com,The New York Times\n", "nytimes.com,The Times of New York\n"),
}
Made = tuple[dict[str, pl.DataFrame], Verdict]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The samples and one more article with the user's tables: the tables of the batch, and its checks."""
    reference = Path(shutil.copytree(REFERENCE, tmp_path_factory.mktemp("own") / "reference"))
    for table, (old, new) in CHANGES.items():
        path = reference / f"{table}.csv"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{table} has changed"
        path.write_text(text.replace(old, new), encoding="utf-8")
    samples = [item for item in resolve(SAMPLES).read() if isinstance(item, RawArticle)]
    folder = tmp_path_factory.mktemp("batch")
    frames, rejected = batch_of([*samples, ARTICLE], folder, reference)
    assert len(frames["core.articles"]) == len(samples) + 1 - len(rejected)
    return frames, validate_batch(folder, reference)


def test_every_critical_check_passes(made: Made) -> None:
    frames, verdict = made
    critical = [check for check in verdict.results if check.severity == "critical"]
    assert len(critical) > 100 and all(check.success for check in critical)
    meanings = {check.meaning for check in verdict.results if not check.success}
    assert "The Goldstein score is that of the mode, or else of the type." not in meanings
    kept = pl.read_parquet(verdict.folder / "core.events.parquet")
    assert len(kept) == len(frames["core.events"]), "no row is quarantined"


def test_events_carry_the_scores_of_the_folder(made: Made) -> None:
    events = made[0]["core.events"].filter(pl.col("event_type") == "CONSULT", pl.col("mode").is_null())
    assert set(events["goldstein"]) == {3.25}


def test_articles_are_cleaned_by_the_tables_of_the_folder(made: Made) -> None:
    (article,) = made[0]["core.articles"].filter(source_ref="lima.txt").iter_rows(named=True)
    assert article["body"].split("\n\n") == [PARAGRAPHS[0], PARAGRAPHS[2], PARAGRAPHS[4]]
    assert article["publisher"] == "The Times of New York"
