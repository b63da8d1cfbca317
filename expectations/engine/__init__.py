"""Checks rules and suites with Great Expectations."""
