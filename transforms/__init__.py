"""From article text to typed tables. Pure functions: no database, no Prefect, no network."""
