"""Runs with other pipelines than the usual one."""

from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from flows.batch import stages
from flows.cli.doctor import try_part
from flows.cli.run import exit_code_of
from flows.readout import RunFailed
from flows.settings import Settings, load_settings
from tests.conftest import SAMPLES
from tests.flows.conftest import Run
from tests.flows.test_readout import counts
from tests.support.batches import batch_of
from transforms.lexicon.reference import REFERENCE
from transforms.model import MODEL, Model
from transforms.records import RawArticle

Rows = Callable[[str], list[tuple[object, ...]]]


@Language.component("averse")
def averse(doc: Doc) -> Doc:
    if "Ethiopia" in doc.text:
        raise ValueError("not Ethiopia")
    return doc


@pytest.fixture(scope="module")
def without_lemmas(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("pipelines") / "without_lemmas"
    spacy.load(MODEL, exclude=["lemmatizer"]).to_disk(folder)
    return str(folder)


@pytest.mark.usefixtures("in_this_process")
def test_a_component_that_fails_on_an_article_costs_no_other(
    run: Run, rows: Rows, folder: Path, tmp_path: Path
) -> None:
    other = spacy.load(MODEL)
    other.add_pipe("averse", "mine", before="ner")
    other.to_disk(tmp_path / "pipeline")
    assert counts(run(folder, model=str(tmp_path / "pipeline"))) == (2, 0, 0, 1)
    assert rows("SELECT source_ref, reason FROM quarantine") == [
        ("kenya.txt", "annotation failed: component mine: ValueError: not Ethiopia")
    ]
    assert rows("SELECT DISTINCT source_ref FROM events JOIN articles USING (article_id) ORDER BY 1") == [
        ("chile.txt",),
        ("japan.txt",),
    ]


def test_a_pipeline_that_is_refused_fails_the_run_with_its_reason(
    run: Run, rows: Rows, folder: Path, without_lemmas: str
) -> None:
    with pytest.raises(RunFailed, match="it gives no lemmas") as failed:
        run(folder, model=without_lemmas)
    assert failed.value.__cause__ and exit_code_of(failed.value.__cause__) == 2
    assert rows("SELECT count(*) FROM articles") == [(0,)]


def test_doctor_names_what_a_pipeline_lacks(settings: Settings, without_lemmas: str) -> None:
    fault = try_part("annotators", settings.model_copy(update={"model": without_lemmas}))
    assert fault and fault.startswith(f"UnfitPipeline: the pipeline {without_lemmas} cannot be used: ")
    assert "it gives no lemmas" in fault
    assert try_part("annotators", settings.model_copy(update={"stock_pipeline": True})) is None


@pytest.mark.slow  # a run of another pipeline
def test_the_stock_pipeline_gives_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READOUT_STOCK_PIPELINE", "true")
    stock = load_settings().pipeline
    assert stock == Model(stock=True)
    nlp, _ = stages.reader(stock, REFERENCE)
    usual = spacy.load(MODEL)
    assert [(name, type(part)) for name, part in nlp.pipeline][1:] == [
        (name, type(part)) for name, part in usual.pipeline
    ]
    assert nlp.pipe_names[0] == "paragraph_bounds"
    raw = [
        RawArticle("samples", path.name, path.read_text(encoding="utf-8"), "text")
        for path in sorted(SAMPLES.glob("*.txt"))[:8]
    ]
    tables = []
    for model in (stock, Model()):
        folder = tmp_path / str(model.stock)
        folder.mkdir()
        frames, rejected = batch_of(raw, folder, model=model)
        assert rejected.is_empty() and not frames["core.events"].is_empty()
        plain = {name: frame.drop("first_seen_at", "seen_at", strict=False) for name, frame in frames.items()}
        tables.append({name: frame.rows() for name, frame in plain.items()})
    assert tables[0] == tables[1]
