"""`readout resolve`: resolves names and phrases to entities, as JSON lines."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from flows.cli.common import settings_of
from flows.settings import Settings
from transforms.clean.dates import parse_timestamp
from transforms.entities import load_names, resolve_phrase
from transforms.lexicon.faults import check_reference

MAX_LINE = 100_000  # characters of a line that are read


class BadLine(ValueError):
    """An invalid line of the input, or an invalid date; the message names it."""

    exit_code = 2


def answers(phrases: list[str], day: str | None, lines: Iterable[str], settings: Settings) -> Iterator[str]:
    """A JSON object for each phrase; without phrases, for each of `lines`: {"text", "date"?}.

    Names are resolved as of the date, `day` if a line has none. Raises BadLine and BadReference.
    """
    check_reference(settings.reference)
    names = load_names(settings.reference)
    default = parse_day(day, "--date")
    questions = ((phrase, default) for phrase in phrases) if phrases else read_lines(lines, default)
    for text, as_of in questions:
        yield json.dumps(asdict(resolve_phrase(text, names, as_of)), ensure_ascii=False)


def read_lines(lines: Iterable[str], default: date | None) -> Iterator[tuple[str, date | None]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = json.loads(line[:MAX_LINE])
        except ValueError as error:
            raise BadLine(f"line {number} is not JSON: {error}") from error
        if not isinstance(question, dict) or not isinstance(question.get("text"), str):
            raise BadLine(f'line {number} is not of the form {{"text": ..., "date": ...}}')
        yield question["text"], parse_day(question.get("date"), f"line {number}: date") or default


def parse_day(value: object, where: str) -> date | None:
    """A day as 2024-05-31 or written out ("12 April 2022"); the time of a timestamp is dropped."""
    if value is None:
        return None
    found = parse_timestamp(value)
    if found is None:
        raise BadLine(f"{where}: {value!r} is not a full date since 1990, such as 2024-05-31 or 31 May 2024")
    return found.date()


def resolve(
    phrases: Annotated[
        list[str] | None, typer.Argument(help="Names or phrases; if none, JSON lines from stdin.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="Resolve as of this day, such as 2024-05-31.")] = None,
) -> None:
    """Resolve names or phrases to entity, country and sector, as JSON lines.

    Lines on standard input are {"text": ..., "date": ...}, the date optional.
    """
    for line in answers(phrases or [], date, sys.stdin, settings_of()):
        typer.echo(line)
