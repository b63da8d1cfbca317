"""The warehouse's convention of time: points in time are in UTC, without a zone."""

from datetime import UTC, date, datetime, timedelta


def utc_now() -> datetime:
    """Now in UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def local_time(when: datetime, zone: str | None) -> datetime:
    """What the clocks show at `when`, which is in UTC, where they are at an offset such as "-05:00"."""
    if zone is None:
        return when
    hours, _, minutes = zone[1:].partition(":")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return when - offset if zone[0] == "-" else when + offset


def local_day(when: datetime, zone: str | None) -> date:
    """The day of `when`, which is in UTC, where the clocks are at an offset such as "-05:00"."""
    return local_time(when, zone).date()
