"""Full-text search: the index next to the warehouse, and its ranking."""
