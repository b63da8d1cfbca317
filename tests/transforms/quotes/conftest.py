"""The reporting lexicon of the project."""

import pytest

from transforms.quotes import QuoteLexicon, load_lexicon
from transforms.reference import REFERENCE


@pytest.fixture(scope="session")
def lexicon() -> QuoteLexicon:
    return load_lexicon(REFERENCE)
