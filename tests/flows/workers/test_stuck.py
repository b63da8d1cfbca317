"""Articles on which an annotator is stuck: they cost themselves, and no run waits for them for long."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.batch.watch import Limits, enforce, read_aside, set_aside, watched
from flows.process.signals import Stop, Stopped
from flows.workers.annotator import Annotator
from flows.workers.pool import LocalAnnotators, Workers
from tests.conftest import ROOT
from tests.support.batches import batch_of
from tests.support.chaos import PATIENCE, outlived_by_none, start
from tests.support.stuck import STUCK, stuck_at_the_third, stuck_pipeline, takes_memory
from transforms.lexicon.reference import REFERENCE
from transforms.model import Model
from transforms.records import RawArticle
from warehouse.read import connect
from warehouse.store.lock import hidden

FOREVER = Limits(3600, 100)

PARENT = """
import sys
from pathlib import Path
from flows.batch.watch import Limits, enforce
from flows.workers.annotator import Annotator
from tests.support.stuck import stuck_at_the_third
if __name__ == "__main__":
    Annotator(enforce, Limits(3600, 100)).run(stuck_at_the_third, Path(sys.argv[1]))
"""


class WithoutModel(LocalAnnotators):
    """Annotators that load nothing and start at once."""

    def new(self) -> Annotator:
        return Annotator(enforce, self.limits)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> str:
    return stuck_pipeline(tmp_path_factory.mktemp("pipelines") / "stuck")


@pytest.fixture
def annotator() -> Iterator[Callable[[Limits], Annotator]]:
    """Starts annotators without a model."""
    started: list[Annotator] = []

    def begin(limits: Limits) -> Annotator:
        started.append(Annotator(enforce, limits))
        return started[-1]

    yield begin
    for each in started:
        each.give_up()


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_article_that_takes_too_long_costs_itself(tmp_path: Path, pipeline: str) -> None:
    """Of a batch that an annotator is given as in a run."""
    texts = {"kenya.txt": "Kenya urged Peru on Monday to resume talks.", "stuck.txt": STUCK}
    raw = [RawArticle("wire", name, text, "text") for name, text in texts.items()]
    annotators = LocalAnnotators(Model(pipeline), REFERENCE, 1, Limits(2, 1000))
    try:
        frames, rejected = batch_of(raw, tmp_path, model=Model(pipeline), run=annotators.run)
    finally:
        annotators.end()
    assert rejected.select("source_ref", "reason").rows() == [
        ("stuck.txt", "annotation failed: it took longer than 2 s")
    ]
    assert frames["core.articles"]["source_ref"].to_list() == ["kenya.txt"]
    assert frames["core.mentions"]["text"].to_list() == ["Kenya", "Peru"]


def test_what_is_set_aside_is_refused_or_parsed_alone(tmp_path: Path) -> None:
    texts = ["Kenya urged Peru to resume talks.", "Chad met Mali.", "Japan criticized Chile on Friday."]
    aside = {"alone": [0, 1], "refused": {1: "it took longer than 9 s"}}
    (tmp_path / "annotate_batch.aside.json").write_text(json.dumps(aside), encoding="utf-8")
    (tmp_path / "clean_batch.aside.json").write_text(
        json.dumps({"alone": [3], "refused": {3: "it is too slow"}}), encoding="utf-8"
    )
    raw = [RawArticle("wire", f"{n}.txt", text, "text") for n, text in enumerate([*texts, "A boat."])]
    frames, rejected = batch_of(raw, tmp_path)
    assert sorted(rejected.select("source_ref", "reason").rows()) == [
        ("1.txt", "annotation failed: it took longer than 9 s"),
        ("3.txt", "cleaning failed: it is too slow"),
    ]
    assert frames["core.articles"]["source_ref"].to_list() == ["0.txt", "2.txt"]
    assert frames["core.sentences"]["article_id"].n_unique() == 2


@pytest.mark.slow  # the next test has the same without a run
def test_a_stopped_run_waits_no_longer_than_its_grace(folder: Path, tmp_path: Path, pipeline: str) -> None:
    (folder / "stuck.txt").write_text(STUCK, encoding="utf-8")
    warehouse = tmp_path / "w.duckdb"
    variables = {"READOUT_MODEL": pipeline, "READOUT_STOP_GRACE": "1"}
    run = start(folder, warehouse, tmp_path, "--batch-size", "1", "--workers", "1", **variables)
    staging = hidden(warehouse, "staging")

    def others_are_done() -> bool:
        staged = [path for path in staging.glob("*") if path.suffix != ".partial"]
        return len(staged) == 3 and bool(list(staging.glob("*/annotate_batch.at")))

    wait_until(others_are_done)
    run.send_signal(signal.SIGTERM)
    assert run.wait(timeout=PATIENCE) == 128 + signal.SIGTERM
    outlived_by_none(run)
    with connect(warehouse) as connection:
        assert connection.execute("SELECT state, articles_new FROM runs").fetchall() == [("cancelled", 3)]
        assert connection.execute("SELECT count(*) FROM quarantine").fetchall() == [(0,)]


def test_a_stuck_annotator_is_given_up_once_the_grace_is_over(tmp_path: Path) -> None:
    annotators = WithoutModel(Model(), REFERENCE, 1, FOREVER)
    workers = Workers(annotators, Model(), REFERENCE, grace=0.1)
    stop = Stop(lambda said: None)
    (stuck,) = annotators.idle
    try:
        asks = threading.Thread(
            target=lambda: (wait_until((tmp_path / "stuck").exists), stop.handle(signal.SIGTERM))
        )
        asks.start()
        with pytest.raises(Stopped):
            workers.run(stop, stuck_at_the_third, tmp_path)
        asks.join()
        wait_until(lambda: stuck.process.exitcode == -signal.SIGKILL)
        assert workers.run(Stop(lambda said: None), os.getpid) != stuck.process.pid, (
            "the next run has another"
        )
    finally:
        annotators.end()


def test_an_annotator_that_is_ended_is_replaced_and_its_batch_goes_on(tmp_path: Path) -> None:
    annotators = WithoutModel(Model(), REFERENCE, 1, Limits(0.2, 100))
    try:
        assert annotators.run(stuck_at_the_third, tmp_path) == [0, 1, 3]
    finally:
        annotators.end()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends when its time is up")
def test_no_annotator_outlives_a_run_that_is_killed(tmp_path: Path) -> None:
    parent = tmp_path / "parent.py"
    parent.write_text(PARENT, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen([sys.executable, parent, tmp_path], env=environment, start_new_session=True)
    wait_until((tmp_path / "stuck").exists)
    run.kill()
    run.wait()
    outlived_by_none(run)


def test_an_annotator_that_is_killed_costs_no_article_at_first(tmp_path: Path) -> None:
    """Whoever killed it may have meant another: the system, where memory is short."""
    for numbers, refused in (([1, 2], {}), ([2], {2: "its annotator ended on it twice"})):
        (tmp_path / "stage.at").write_text(json.dumps(numbers), encoding="utf-8")
        assert set_aside(tmp_path, "stage", FOREVER)
        aside = read_aside(tmp_path, "stage")
        assert aside.alone == {1, 2} and aside.refused == refused
    assert not set_aside(tmp_path, "stage", FOREVER), "nothing was worked on since"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux")
def test_an_article_gets_so_much_memory(tmp_path: Path, annotator: Callable[[Limits], Annotator]) -> None:
    process = annotator(FOREVER)
    assert [process.run(takes_memory, tmp_path, megabytes) for megabytes in (50, 200)] == [50_000_000, 0]
    assert not list(tmp_path.iterdir()), "nothing is left in the folder"


def test_a_stage_that_raises_says_where(annotator: Callable[[Limits], Annotator]) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        annotator(FOREVER).run(divmod, 1, 0)
    assert "Traceback" in raised.value.__notes__[0]


def test_nothing_is_watched_where_nobody_waits(tmp_path: Path) -> None:
    with watched(tmp_path, "stage") as watch:
        watch([1])
        assert not list(tmp_path.iterdir())
