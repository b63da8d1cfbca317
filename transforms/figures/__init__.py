"""Figures of events: how many were killed, wounded or arrested, and sums of money or goods."""
