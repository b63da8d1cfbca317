"""Fixtures that every test may use: the real model and the user's own articles."""

from pathlib import Path

import pytest
from spacy.language import Language

from transforms.annotate import load_pipeline

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline that a run uses, loaded once."""
    return load_pipeline()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real articles and gold data beside the checkout; skips where there is none."""
    if not SHARED.is_dir():
        pytest.skip(f"needs {SHARED.name}/ beside the checkout: real articles and gold data")
    return SHARED
