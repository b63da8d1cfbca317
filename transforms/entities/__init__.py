"""Resolves names, titles, nominals and pronouns of an article to entities."""

from transforms.entities.article import find_entities
from transforms.entities.resolve import Resolution, resolve_phrase
from transforms.lexicon.loading import load_names
from transforms.lexicon.names import Names

__all__ = ["Names", "Resolution", "find_entities", "load_names", "resolve_phrase"]
