"""From a raw article to a clean one: text, metadata, language, identity."""
