"""Who said what: direct, indirect and mixed quotations with their speakers."""

from transforms.lexicon.reporting import QuoteLexicon, load_lexicon
from transforms.quotes.find import find_quotes

__all__ = ["QuoteLexicon", "find_quotes", "load_lexicon"]
