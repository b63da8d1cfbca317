"""The warehouse in a terminal: prompt, completion, tables, the data dictionary."""
