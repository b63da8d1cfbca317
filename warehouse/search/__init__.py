"""Search by words: the index beside the warehouse, and its ranking."""
