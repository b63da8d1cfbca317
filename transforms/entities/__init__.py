"""Who is meant: names, titles, nominals and pronouns of an article, and the entities behind them."""

from transforms.entities.article import find_entities
from transforms.entities.names import Names, load_names

__all__ = ["Names", "find_entities", "load_names"]
