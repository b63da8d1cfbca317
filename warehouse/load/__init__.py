"""Rows on their way into a version of the warehouse."""
