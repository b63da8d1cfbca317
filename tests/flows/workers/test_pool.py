"""The pool of annotators: what it lets go of, and that it comes back."""

import os
import time

import pytest

from flows.settings import load_settings
from flows.workers.pool import LocalAnnotators
from tests.support.chaos import PATIENCE, processes_of
from transforms.lexicon.reference import REFERENCE
from transforms.model import Model


@pytest.mark.slow  # two annotators, each started twice
@pytest.mark.parametrize(("size", "stays"), [(1, True), (2, False)])
def test_several_annotators_rest_and_come_back(size: int, stays: bool) -> None:
    annotators = LocalAnnotators(Model(), REFERENCE, size, load_settings().limits)
    try:
        first = annotators.run(os.getpid)
        annotators.rest()
        if not stays:
            deadline = time.monotonic() + PATIENCE
            while first in processes_of(os.getsid(0)) and time.monotonic() < deadline:
                time.sleep(0.05)
        assert (first in processes_of(os.getsid(0))) is stays
        assert (annotators.run(os.getpid) == first) is stays
    finally:
        annotators.end()
