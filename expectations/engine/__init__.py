"""How rules and suites are checked by Great Expectations."""
