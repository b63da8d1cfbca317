"""The reference data, loaded once for all tests of entities."""

import pytest

from transforms.entities import Names, load_names
from transforms.lexicon.reference import REFERENCE


@pytest.fixture(scope="session")
def names() -> Names:
    return load_names(REFERENCE)
