"""How a version of the warehouse is written: a file or a lake, by one writer at a time."""
