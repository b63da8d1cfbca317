"""Points of time that rules compare with."""

from datetime import UTC, datetime, timedelta


def tomorrow() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
