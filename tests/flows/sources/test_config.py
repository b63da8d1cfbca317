"""Source files: what they may state, and faults that name file and key."""

# ruff: noqa: E501  documents and sentences read best on one line

from datetime import timedelta
from pathlib import Path

import pytest

from flows.sources import SourceError, all_sources, resolve
from flows.sources.config import load_config
from transforms.records import RawArticle

FULL = """
name: marsh
kind: feed
location: https://marsh.example/rss.xml
publisher: The Marsh Gazette
language: en
schedule: every 30 minutes
expected: {minimum: 5, maximum: 200}
full_text: page
allow_private: false
fetching: {delay: 2, timeout: 10}
"""


def write(folder: Path, text: str, name: str = "marsh") -> Path:
    path = folder / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_source_file(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, FULL))
    assert config.name == "marsh"
    assert config.interval == timedelta(minutes=30)
    assert config.cron is None
    assert config.expected.maximum == 200
    assert config.fetching.delay == 2
    assert not config.allow_private


def test_a_cron_schedule(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, FULL.replace("every 30 minutes", '"15 */2 * * mon-fri"')))
    assert config.cron == "15 */2 * * mon-fri"
    assert config.interval is None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("kind: feed", "kind: gopher", "kind: Input should be"),
        ("kind: feed", "kind: jsonl", "http(s) addresses are read by feed and sitemap only"),
        ("location: https://marsh.example/rss.xml", "", "location: Field required"),
        ("language: en", "language: English", "language: String should match"),
        ("schedule: every 30 minutes", "schedule: now and then", "schedule: Value error"),
        ("minimum: 5", "minimum: -5", "expected.minimum: Input should be greater"),
        ("minimum: 5", "minimum: 500", "expected: Value error, maximum 200 is below minimum 500"),
        ("delay: 2", "delay: soon", "fetching.delay: Input should be a valid number"),
        ("publisher: The", "puplisher: The", "puplisher: Extra inputs are not permitted"),
        ("allow_private: false", "allow_private: perhaps", "allow_private: Input should be a valid boolean"),
        ("name: marsh", "name: swamp", "name: is 'swamp', but the file is called 'marsh'"),
        (FULL, "- a\n- list", "must be a mapping"),
        (FULL, "a: [", "is not YAML"),
        (FULL, "", "must be a mapping"),
        (FULL, "!!python/object/apply:os.system [echo]", "is not YAML"),
    ],
)
def test_a_fault_names_file_and_key(tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = write(tmp_path, FULL.replace(old, new))
    with pytest.raises(SourceError) as error:
        load_config(path)
    assert str(path) in str(error.value)
    assert fault in str(error.value)


@pytest.mark.parametrize(
    "schedule",
    [
        "0 25 * * *", "61 * * * *", "*/0 * * * *", "0 0 31 2 *", "0 0 31 4,6 *", "R 4 * * *", "h 4 * * *",
        "R/15 * * * *", "0 0 * 13 *", "0 0 0 * *", "0 0 * * 8", "* * * foo *", "every 0 minutes", "every 00 days",
    ],
)  # fmt: skip
def test_a_schedule_that_can_never_run_is_a_fault(schedule: str, tmp_path: Path) -> None:
    path = write(tmp_path, FULL.replace("every 30 minutes", f'"{schedule}"'))
    with pytest.raises(SourceError) as error:
        load_config(path)
    assert f"{path}: schedule: " in str(error.value) and schedule in str(error.value)


@pytest.mark.parametrize(
    "schedule", ["0 0 29 2 *", "*/15 6-22 * * mon-fri", "0 6 1 jan,mar *", "every 1 minute"]
)
def test_a_schedule_that_runs_seldom_or_often_is_none(schedule: str, tmp_path: Path) -> None:
    assert (
        load_config(write(tmp_path, FULL.replace("every 30 minutes", f'"{schedule}"'))).schedule == schedule
    )


def test_sources_by_name(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("A dam opens.", encoding="utf-8")
    stated = f"name: local\nkind: files\nlocation: {tmp_path / 'news'}\npublisher: Marsh\nexpected: {{minimum: 2}}\n"
    write(tmp_path, stated, "local")
    write(tmp_path, FULL)
    source = resolve("local", tmp_path)
    (article,) = source.read()
    assert isinstance(article, RawArticle)
    assert (article.source, article.hints["publisher"]) == ("local", "Marsh")
    assert [found.name for found in all_sources(tmp_path)] == ["local", "marsh"]
    assert (source.expected.minimum, source.expected.maximum) == (2, None)
    assert resolve("marsh", tmp_path).expected.maximum == 200


def test_an_unknown_name_says_which_there_are(tmp_path: Path) -> None:
    write(tmp_path, FULL)
    with pytest.raises(SourceError, match=r"marsch: is neither a file or folder.*marsh"):
        resolve("marsch", tmp_path)


def test_a_relative_path_is_taken_from_the_folder_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("A dam opens.", encoding="utf-8")
    (tmp_path / "sources").mkdir()
    write(tmp_path / "sources", "name: local\nkind: files\nlocation: ../news\n", "local")
    monkeypatch.chdir("/")
    assert [item.source_ref for item in resolve("local", tmp_path / "sources").read()] == ["a.txt"]


def test_the_sources_that_come_along_are_sound() -> None:
    for source in all_sources():
        n_articles = sum(isinstance(item, RawArticle) for item in source.read())
        assert source.expected.minimum <= n_articles <= (source.expected.maximum or n_articles)
