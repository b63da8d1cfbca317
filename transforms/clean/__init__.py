"""From a raw article to a clean one: text, metadata, language, identity."""

from transforms.clean.article import article_id, clean_article, raw_hash

__all__ = ["article_id", "clean_article", "raw_hash"]
