"""Articles in files, one per file or one per row; a manifest may add metadata."""

import json
import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from flows.bounds import MAX_UNPACKED, OF_ARCHIVES, OF_MANIFESTS, OF_TABLES, Meter
from flows.sources.config import Columns, SourceConfig
from flows.sources.csv_rows import read_csv
from flows.sources.day_order import with_dates_told
from flows.sources.faults import unreadable
from flows.sources.locations import READ_ERRORS, Location, Place, locate
from flows.sources.parquet_rows import read_parquet
from flows.sources.rows import HINTS, bounded_lines, is_nested, read_jsonl, shortened, telling, truncated
from flows.sources.warc import read_warc
from transforms.clean.decode import MAX_CHARS
from transforms.records import RawArticle, Rejection

logger = logging.getLogger(__name__)

MANIFEST = "manifest.jsonl"
_NO_ARTICLES = {"readme.md", "readme.txt", "readme", "license", "license.txt", "license.md"}
_MEDIA = {".txt": "text", ".text": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}
_MOST_ENDINGS = 5  # that a fault names
_LARGEST_MANIFEST, _LONGEST_LINE = 100, 1_000_000  # megabytes, bytes
_HEAD = 500  # characters of an invalid line
_ROWS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
}


def read_files(config: SourceConfig, max_unpacked: int = MAX_UNPACKED) -> Iterator[RawArticle | Rejection]:
    """The articles of a file, folder or glob, in the order of their paths; of a file, `max_unpacked` MB.

    The format follows from the extension (also before .gz); if `config.kind` is a format of rows, every file
    is read in it. In a folder, files of other formats are skipped and logged; named by themselves or by the
    manifest, they are rejected, as is what is no file, or a link out of the folder.
    """
    location = locate(config.location, config.storage)
    skipped: Counter[str] = Counter()
    is_read = False
    for item in _read_places(config, location, max_unpacked, skipped):
        is_read = True
        yield item
    if skipped and not is_read:
        kinds = ", ".join(
            f"{number:,} {ending}" for ending, number in sorted(skipped.items())[:_MOST_ENDINGS]
        )
        yield unreadable(
            config, f"{config.location} holds no article file, only {kinds}{_advice(set(skipped))}"
        )


def _read_places(
    config: SourceConfig, location: Location, max_unpacked: int, skipped: Counter[str]
) -> Iterator[RawArticle | Rejection]:
    """The articles of a location; counts the files that are of no format of articles by their endings."""
    manifests: dict[str, Manifest] = {}
    for place in location.places():
        folder = place.path.rpartition("/")[0]
        if folder not in manifests:
            manifests[folder] = Manifest(config.name, location.beside(place, MANIFEST))
            yield from manifests[folder].faults
        if place.name == MANIFEST:
            if place.path == location.path:
                reason = "is a manifest: name its folder, not the file itself"
                yield Rejection(config.name, place.ref, reason, "")
        elif place.fault:
            yield Rejection(config.name, place.ref, place.fault, "")
        else:
            yield from _read_place(config, location, place, manifests[folder], max_unpacked, skipped)
    for manifest in manifests.values():
        yield from manifest.missing()


class Manifest:
    """The metadata that a folder's `manifest.jsonl` states for its files: one object per line with "file".

    Invalid lines and file names that point out of the folder are rejections in `faults`.
    """

    def __init__(self, source: str, place: Place) -> None:
        self._source = source
        self._place = place
        self._rows: dict[str, Mapping[str, Any]] = {}
        self._met: set[str] = set()
        self.faults = list(self._load())

    def hints(self, place: Place) -> dict[str, object]:
        """The stated metadata of a file; empty if there is none."""
        row = self._rows.get(place.name, {})
        self._met.add(place.name)
        return {key: value for key, value in row.items() if value not in (None, "", [])}

    def __contains__(self, place: Place) -> bool:
        return place.name in self._rows

    def missing(self) -> Iterator[Rejection]:
        """A rejection for each file that the manifest names and that does not exist."""
        for name in self._rows.keys() - self._met:
            if not self._place.fs.exists(f"{self._place.path.rpartition('/')[0]}/{name}"):
                yield Rejection(self._source, name, f"{MANIFEST} names this file, but it does not exist", "")

    def _load(self) -> Iterator[Rejection]:
        """Read the manifest, up to 100 MB; yields its faults."""
        place = self._place
        if place.fault:
            yield Rejection(self._source, place.ref, place.fault, "")
        elif place.fs.exists(place.path):
            meter = Meter(None, _LARGEST_MANIFEST, OF_MANIFESTS)
            yield from (item for item in telling(self._lines(meter), meter) if isinstance(item, Rejection))

    def _lines(self, meter: Meter) -> Iterator[Rejection]:
        number = 0
        try:
            with self._place.open(meter) as stream:
                for number, line in enumerate(bounded_lines(stream, _LONGEST_LINE), start=1):
                    meter.row()
                    if line is None:
                        yield self._fault(number, f"is longer than {_LONGEST_LINE:,} bytes", "")
                    elif line.strip() and (fault := self._add(number, line.decode("utf-8-sig", "replace"))):
                        yield fault
        except READ_ERRORS as error:
            yield truncated(self._source, self._place, number, "line", error)

    def _add(self, number: int, line: str) -> Rejection | None:
        """Keep what a line states; returns what is wrong with it, if anything is."""
        try:
            row = json.loads(line)
            name = row["file"]
        except (ValueError, RecursionError, KeyError, TypeError) as error:
            return self._fault(number, f'is not an object with a "file": {error}', line)
        if (
            not isinstance(name, str)
            or not name
            or PurePosixPath(name).name != name
            or "\\" in name
            or name == ".."
        ):
            return self._fault(
                number, f"names {name!r}, which is not a file in the folder of the manifest", line
            )
        if any(is_nested(row.get(key)) for key in HINTS):
            return self._fault(number, "has metadata that is nested too deep", line)
        self._rows[name] = {key: shortened(row[key]) for key in HINTS if key in row}
        return None

    def _fault(self, number: int, reason: str, line: str) -> Rejection:
        return Rejection(
            self._source, f"{MANIFEST}#line-{number}", f"line {number} {reason[:_HEAD]}", line[:_HEAD]
        )


def _read_place(
    config: SourceConfig,
    location: Location,
    place: Place,
    manifest: Manifest,
    max_unpacked: int,
    skipped: Counter[str],
) -> Iterator[RawArticle | Rejection]:
    ending = place.suffixes.removesuffix(".gz")
    kind = config.kind if config.kind != "files" else _ROWS.get(ending)
    if kind is not None:
        yield from with_dates_told(read_rows(config.name, place, kind, config.columns, max_unpacked))
    elif ending in _MEDIA and (place.name.lower() not in _NO_ARTICLES or place in manifest):
        yield _read_file(config.name, place, _MEDIA[ending], manifest.hints(place))
    elif place in manifest or not location.is_folder:
        reason = f"{ending or place.name!r} is not a supported file format{_advice({ending})}"
        yield Rejection(config.name, place.ref, reason, "")
    else:
        skipped[ending or "without an extension"] += 1
        logger.info("%s: skipped, not a supported file format", place.ref)


def _advice(endings: set[str]) -> str:
    if ".json" in endings:
        return "; articles in JSON are read from .jsonl files, one object a line"
    return ""


def read_rows(
    source: str, place: Place, kind: str, columns: Columns, max_unpacked: int = MAX_UNPACKED
) -> Iterator[RawArticle | Rejection]:
    """The articles of one file of rows. Raises ValueError for another `kind`."""
    try:
        meter = Meter(
            place.size(), max_unpacked, OF_ARCHIVES if kind == "warc" else OF_TABLES, "max_unpacked_mb"
        )
    except READ_ERRORS as error:
        return iter([truncated(source, place, 0, "row", error)])
    match kind:
        case "jsonl":
            return telling(read_jsonl(source, place, meter), meter)
        case "csv":
            return telling(read_csv(source, place, columns, meter), meter)
        case "parquet":
            return telling(read_parquet(source, place, columns, meter), meter)
        case "warc":
            return telling(read_warc(source, place, meter), meter)
    raise ValueError(f"{kind!r} is not a format of rows")


def _read_file(source: str, place: Place, media: str, hints: Mapping[str, object]) -> RawArticle | Rejection:
    """One file as one article. Rejects a file that is too large without reading all of it."""
    try:
        with place.open(Meter(None, MAX_UNPACKED)) as stream:
            content = stream.read(MAX_CHARS + 1)
    except READ_ERRORS as error:
        return truncated(source, place, 0, "byte", error)
    if len(content) > MAX_CHARS:
        head = content[:500].decode("utf-8", "replace").replace("\x00", "\ufffd")
        return Rejection(source, place.ref, f"is larger than {MAX_CHARS // 1_000_000} MB", head)
    return RawArticle(source, place.ref, content, media, hints, "manifest" if hints else "metadata")
