"""Writing a version of the warehouse: a file or a lake, one writer at a time."""
