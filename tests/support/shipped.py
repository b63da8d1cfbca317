"""The reference tables that come with Readout, as checks and cleaning load them."""

from expectations.plover import Plover
from transforms.clean.lexicon import CleaningLexicon
from transforms.lexicon.reference import REFERENCE

PLOVER = Plover.load(REFERENCE)
CLEANING = CleaningLexicon.load(REFERENCE)
