"""What the version of a pipeline in a folder says."""

import os
from pathlib import Path

import pytest

from transforms.model import hash_of, model_version


@pytest.fixture
def pipeline(tmp_path: Path) -> Path:
    """A folder that looks like a pipeline."""
    folder = tmp_path / "pipeline"
    (folder / "ner").mkdir(parents=True)
    (folder / "meta.json").write_text('{"version": "1.2.0"}')
    (folder / "ner" / "model").write_bytes(b"weights")
    return folder


def test_a_folder_is_known_by_what_is_in_it(pipeline: Path, tmp_path: Path) -> None:
    version = model_version(str(pipeline))
    assert version.startswith("1.2.0+") and len(version) == len("1.2.0+") + 10
    assert model_version(str(pipeline)) == version
    moved = pipeline.rename(tmp_path / "moved")
    os.utime(moved / "ner" / "model")
    assert model_version(str(moved)) == version, "where it is and when it was saved says nothing"
    (moved / "ner" / "model").write_bytes(b"WEIGHTS")
    assert model_version(str(moved)) != version
    (moved / "ner" / "model").rename(moved / "model")
    assert model_version(str(moved)) != version


def test_files_are_read_once(pipeline: Path) -> None:
    hash_of.cache_clear()
    assert model_version(str(pipeline)) == model_version(str(pipeline))
    assert hash_of.cache_info().misses == 1


@pytest.mark.parametrize("meta", [None, "", "{}", "[]", "no json"])
def test_a_folder_that_holds_no_pipeline_is_refused(pipeline: Path, meta: str | None) -> None:
    (pipeline / "meta.json").unlink()
    if meta is not None:
        (pipeline / "meta.json").write_text(meta)
    with pytest.raises(OSError, match="holds no spaCy pipeline"):
        model_version(str(pipeline))
