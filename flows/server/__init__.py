"""Prefect's own server for as long as Readout needs one, and what it tells people."""
