"""Validation: what may enter the warehouse. The only package that imports Great Expectations."""
