"""Loading staged batches into a version of the warehouse."""
