"""The DuckDB warehouse: tables, publishing, marts, read-only access."""
