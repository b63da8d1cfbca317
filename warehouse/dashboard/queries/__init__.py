"""The queries of the pages: one module of named SQL per page. DuckDB does all counting; frames stay small."""
