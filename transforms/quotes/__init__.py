"""Who said what: direct, indirect and mixed quotations with their speakers."""

from transforms.quotes.find import find_quotes
from transforms.quotes.lexicon import QuoteLexicon, load_lexicon

__all__ = ["QuoteLexicon", "find_quotes", "load_lexicon"]
