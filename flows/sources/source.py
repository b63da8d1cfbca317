"""A source of articles, whatever its kind: its name, and an iterator over its articles."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from pydantic import ValidationError

from flows.bounds import MAX_UNPACKED
from flows.sources.config import WEB_KINDS, Expected, Kind, SourceConfig, SourceError, load_config
from flows.sources.faults import reference, unreadable, without_login
from flows.sources.fetch_state import FetchState
from flows.sources.files import read_files
from flows.sources.locations import READ_ERRORS, locate, printable
from flows.sources.web import is_web, read_web
from transforms.records import RawArticle, Rejection
from warehouse.address import Warehouse, in_utf8
from warehouse.hints import SAMPLES, command_line
from warehouse.shell.escape import shortened

SHIPPED = Path(__file__).resolve().parent.parent.parent / "seeds" / "sources"  # shipped with Readout


@dataclass(frozen=True, slots=True)
class Source:
    """A source of articles. Reading is lazy and can be repeated.

    `spec` is what `resolve` needs to find it again on this machine: the name of its source file, a path or an
    address; None if that would reveal a password. Of a file, `max_unpacked` megabytes are read.
    """

    config: SourceConfig
    spec: str | None = None
    max_unpacked: int = MAX_UNPACKED

    @property
    def name(self) -> str:
        return self.config.name

    @property
    def expected(self) -> Expected:
        """The range of articles per run that the source file expects."""
        return self.config.expected

    @property
    def ref(self) -> str:
        """The `source_ref` of the source as a whole, for faults of the source itself."""
        return reference(self.config)

    def read(
        self, state: FetchState | None = None, wanted: Callable[[str], bool] | None = None
    ) -> Iterator[RawArticle | Rejection]:
        """Its articles with the metadata that the source states; a rejection for each input that is not an
        article. If the source itself cannot be read to its end, the last rejection is Unreadable.

        `state` holds the validators of earlier responses: unchanged resources are not fetched again. Store
        what a run adds to it only once the run's articles are published. Of the entries of a feed or sitemap,
        only those whose references are `wanted` are fetched.
        """
        is_listed = self.config.kind in WEB_KINDS
        items = (
            read_web(self.config, state, wanted) if is_listed else read_files(self.config, self.max_unpacked)
        )
        try:
            for item in items:
                yield with_defaults(item, self.config) if isinstance(item, RawArticle) else item
        except (SourceError, *READ_ERRORS) as error:
            yield unreadable(self.config, f"cannot be read: {error}")


def with_defaults(article: RawArticle, config: SourceConfig) -> RawArticle:
    """`article` with the publisher and language of the source file as defaults."""
    stated = {"publisher": config.publisher, "language": config.language}
    new = {key: value for key, value in stated.items() if value and not article.hints.get(key)}
    return replace(article, hints={**article.hints, **new}) if new else article


def resolve(spec: str | Path, folder: Path = SHIPPED) -> Source:
    """The source that a user names: a file, folder, glob or address, or a source file.

    Source files are looked up in `folder`, then among those shipped with Readout. A path takes precedence
    over the name of a source file. Raises SourceError if `spec` is none of these.
    """
    text = str(spec)
    check_name(text)
    path = Path(text)
    if path.suffix in {".yml", ".yaml"} and path.is_file():
        return Source(load_config(path), str(path.absolute()))
    if _is_name(text) and not path.exists():
        for stated in (folder / f"{text}.yml", SHIPPED / f"{text}.yml"):
            if stated.is_file():
                return Source(load_config(stated), text)
        known = ", ".join(sorted(file.stem for file in folder.glob("*.yml"))) or "none"
        raise SourceError(f"{text}: is neither a file or folder nor a source of {folder} (it has: {known})")
    if is_web(text):
        secret = "@" in urlsplit(text).netloc  # passwords are not stored
        return Source(_unnamed(text, "feed"), None if secret else text)
    config = _unnamed(text, "files")
    if "://" in text:
        return Source(config, None if "@" in urlsplit(text).netloc else text)
    locate(text)
    return Source(config, str(path.absolute()))


def _unnamed(location: str, kind: Kind) -> SourceConfig:
    """A source without a source file. Raises SourceError for a location that none can have."""
    try:
        return SourceConfig(name=_name_of(location), kind=kind, location=location)
    except ValidationError as error:
        faults = "; ".join(fault["msg"] for fault in error.errors())
        raise SourceError(f"{shortened(without_login(location), 100)}: {faults}") from error


def check_name(text: str) -> None:
    """Raise SourceError if a source cannot be called `text`."""
    if not text:
        raise SourceError("the name of a source must not be empty")
    if text != text.encode("utf-8", "replace").decode():
        raise SourceError(f"{printable(text)}: is not UTF-8, as the name of a source must be: rename it")
    if not is_web(text):
        try:
            in_utf8(Path(text))
        except ValueError as error:
            raise SourceError(str(error)) from None


def all_sources(folder: Path = SHIPPED) -> list[Source]:
    """Every source that has a file in `folder`, by name. Raises SourceError for an invalid file."""
    return [Source(load_config(path), path.stem) for path in sorted(folder.glob("*.yml"))]


def sound_configs(folder: Path) -> tuple[list[SourceConfig], list[SourceError]]:
    """The source files in `folder`, by name, and the faults of those that cannot be read."""
    configs, faults = [], []
    for path in sorted(folder.glob("*.yml")):
        try:
            configs.append(load_config(path))
        except SourceError as error:
            faults.append(error)
    return configs, faults


def open_sources(names: list[str], folder: Path, warehouse: Warehouse) -> list[Source]:
    """The named sources, or all that have a file in `folder`. Raises SourceError if there is none.

    `warehouse` is used in the message only.
    """
    opened = [resolve(name, folder) for name in names] or all_sources(folder)
    if not opened:
        raise SourceError(
            f"no source was named, and {folder} has no source file: name a file, folder or address "
            f"(`{command_line('run', warehouse, SAMPLES)}` loads the sample articles)"
        )
    return opened


def _is_name(text: str) -> bool:
    return not any(mark in text for mark in "/\\*?[:.")


def _name_of(text: str) -> str:
    """The name of a source without a source file: its folder or file without extensions, or its host."""
    if is_web(text):
        return (urlsplit(text).hostname or text)[:100]
    if "://" not in text:
        text = str(Path(text).resolve()) if not any(mark in text for mark in "*?[") else text
    parts = [
        part for part in PurePosixPath(text.rstrip("/")).parts if not any(mark in part for mark in "*?[")
    ]
    name = parts[-1] if parts else "files"
    stem = name.split(".", 1)[0] if not name.startswith(".") else name
    return (stem.strip("/:") or "files")[:100]
