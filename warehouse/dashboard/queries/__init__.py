"""What the pages ask: one module of named SQL a page. Everything is counted in DuckDB; frames stay small."""
