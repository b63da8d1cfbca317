"""The schema of source files, `seeds/sources/*.yml`, with errors that name the file and the key."""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

Kind = Literal["files", "jsonl", "csv", "parquet", "feed", "sitemap", "warc"]
WEB_KINDS = frozenset({"feed", "sitemap"})
_EVERY = re.compile(r"every (\d{1,4}) ?(minutes?|hours?|days?)")
_CRON_FIELD = r"(?:\*|[\w*][\w,*/-]*)"
_CRON = re.compile(rf"{_CRON_FIELD}(?: {_CRON_FIELD}){{4}}")
_AT_RANDOM = re.compile(r"(?<![a-z])[hr](?![a-z])", re.I)  # "R 4 * * *", which Prefect does not plan


class SourceError(ValueError):
    """A source that cannot be used; the message names it and the remedy."""

    exit_code = 2


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expected(_Strict):
    """The expected number of articles per run; a count outside is a warning of the run."""

    minimum: Annotated[int, Field(ge=0)] = 0
    maximum: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.maximum is not None and self.maximum < self.minimum:
            raise ValueError(f"maximum {self.maximum} is below minimum {self.minimum}")
        return self


class Fetching(_Strict):
    """Limits of HTTP requests, in seconds and bytes."""

    delay: Annotated[float, Field(ge=0, le=3600)] = 1.0  # between two requests to one host
    timeout: Annotated[float, Field(gt=0, le=600)] = 20.0  # to connect, and for each read of a response
    deadline: Annotated[float, Field(gt=0, le=3600)] = 90.0  # for one whole response
    max_bytes: Annotated[int, Field(ge=1_000, le=200_000_000)] = 10_000_000
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    tries: Annotated[int, Field(ge=1, le=10)] = 3


class Columns(_Strict):
    """The columns of a table (csv, parquet) by field. Defaults are found by common names."""

    id: str | None = None
    text: str | None = None
    html: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published_at: str | None = None
    authors: str | None = None
    language: str | None = None


class SourceConfig(_Strict):
    """One source of articles, as described by `seeds/sources/NAME.yml`."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Kind
    location: Annotated[str, Field(min_length=1, max_length=2000)]
    publisher: str | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    schedule: str | None = None
    timezone: str = "UTC"  # of the schedule
    catch_up: Literal["latest", "none"] = "latest"  # for runs missed while the service was down
    expected: Expected = Expected()
    full_text: Literal["auto", "entry", "page"] = "auto"
    allow_private: bool = False
    obey_robots: bool = True
    fetching: Fetching = Fetching()
    columns: Columns = Columns()
    storage: dict[str, str | int | bool | dict[str, str]] = Field(default_factory=dict)

    @field_validator("schedule")
    @classmethod
    def _readable(cls, value: str | None) -> str | None:
        if value is not None and not (_EVERY.fullmatch(value) or _CRON.fullmatch(value)):
            raise ValueError(f'{value!r} is neither five cron fields nor "every N minutes|hours|days"')
        if value is not None and not _is_ever_due(value):
            raise ValueError(f"{value!r} would never run: no time is meant by it")
        return value

    @field_validator("timezone")
    @classmethod
    def _a_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                f"{value!r} is not a time zone of the IANA database, such as Europe/Berlin"
            ) from None
        return value

    @model_validator(mode="after")
    def _guarded(self) -> Self:
        if self.kind not in WEB_KINDS and self.location.lower().startswith(("http:", "https:")):
            raise ValueError(
                f"location: http(s) addresses are read by {' and '.join(sorted(WEB_KINDS))} only"
            )
        return self

    @property
    def interval(self) -> timedelta | None:
        """The schedule as an interval; None if it is a cron expression or missing."""
        found = _EVERY.fullmatch(self.schedule) if self.schedule else None
        if not found:
            return None
        return timedelta(**{found.group(2).rstrip("s") + "s": int(found.group(1))})

    @property
    def cron(self) -> str | None:
        """The schedule as a cron expression; None if it is an interval or missing."""
        return self.schedule if self.schedule and self.interval is None else None


def _is_ever_due(schedule: str) -> bool:
    every = _EVERY.fullmatch(schedule)
    if every:
        return int(every[1]) > 0
    # Lazily: Prefect takes a second to import, and most source files state an interval
    from flows.server.internals import falls_due

    return not _AT_RANDOM.search(schedule) and falls_due(schedule)


def load_config(path: Path) -> SourceConfig:
    """The source that a YAML file describes. A relative path is resolved against the file's folder.

    Raises SourceError naming the file and each invalid key.
    """
    try:
        stated = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read: {error}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise SourceError(f"{path}: is not YAML: {error}") from error
    if not isinstance(stated, dict):
        raise SourceError(f"{path}: must be a mapping of keys to values, not {type(stated).__name__}")
    try:
        config = SourceConfig(**{str(key): value for key, value in stated.items()})
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}" for fault in error.errors()
        )
        raise SourceError(f"{path}: {faults}") from error
    if config.name != path.stem:
        raise SourceError(f"{path}: name: is {config.name!r}, but the file is called {path.stem!r}")
    if "://" in config.location or Path(config.location).is_absolute():
        return config
    return config.model_copy(update={"location": os.path.normpath(path.parent.absolute() / config.location)})
