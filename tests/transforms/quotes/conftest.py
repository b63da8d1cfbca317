"""The reporting lexicon of the project."""

import pytest

from transforms.lexicon.reference import REFERENCE
from transforms.quotes import QuoteLexicon, load_lexicon


@pytest.fixture(scope="session")
def lexicon() -> QuoteLexicon:
    return load_lexicon(REFERENCE)
