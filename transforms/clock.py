"""The current time, in the warehouse's convention."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now in UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
