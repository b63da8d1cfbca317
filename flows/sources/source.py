"""A source of articles behind one interface: its name, and its articles one after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from flows.sources.config import WEB_KINDS, Expected, SourceConfig, SourceError, load_config
from flows.sources.faults import reference, unreadable
from flows.sources.fetch import FetchState
from flows.sources.files import read_files
from flows.sources.locations import READ_ERRORS, locate
from flows.sources.web import is_web, read_web
from transforms.records import RawArticle, Rejection
from warehouse.address import Warehouse
from warehouse.hints import SAMPLES, command_line

SHIPPED = Path(__file__).resolve().parent.parent.parent / "seeds" / "sources"  # comes with Readout


@dataclass(frozen=True, slots=True)
class Source:
    """Where articles come from. Reading is lazy and may be done more than once.

    `given` is what finds it again on this machine: the name of its source file, a path or an address.
    """

    config: SourceConfig
    given: str | None = None

    @property
    def name(self) -> str:
        return self.config.name

    @property
    def expected(self) -> Expected:
        """How many articles a run should bring."""
        return self.config.expected

    @property
    def ref(self) -> str:
        """What stands for the source itself, as `source_ref` does for what is in it."""
        return reference(self.config)

    def read(
        self, state: FetchState | None = None, wanted: Callable[[str], bool] | None = None
    ) -> Iterator[RawArticle | Rejection]:
        """Its articles, each with what the source states of it; what is no article as a rejection. Where the
        source itself cannot be read, or not to its end, the last rejection is Unreadable.

        `state` is what earlier answers of the web said of themselves: what has not changed since is not
        fetched again. Keep what a run puts into it only once its articles are published. Of what a feed
        or sitemap lists, only the references that are `wanted` are fetched.
        """
        is_listed = self.config.kind in WEB_KINDS
        items = read_web(self.config, state, wanted) if is_listed else read_files(self.config)
        try:
            for item in items:
                yield with_defaults(item, self.config) if isinstance(item, RawArticle) else item
        except (SourceError, *READ_ERRORS) as error:
            yield unreadable(self.config, f"cannot be read: {error}")


def with_defaults(article: RawArticle, config: SourceConfig) -> RawArticle:
    """`article` with the publisher and language that the source file states where nothing else does."""
    stated = {"publisher": config.publisher, "language": config.language}
    new = {key: value for key, value in stated.items() if value and not article.hints.get(key)}
    return replace(article, hints={**article.hints, **new}) if new else article


def resolve(spec: str | Path, folder: Path = SHIPPED) -> Source:
    """The source that a user names: a file, folder, glob or address, or a source file.

    Source files are those of `folder`, and those that come with Readout. A path wins over the name of a
    source file. Raises SourceError where it is none of these.
    """
    text = str(spec)
    if not text:
        raise SourceError("the name of a source must not be empty")
    path = Path(text)
    if path.suffix in {".yml", ".yaml"} and path.is_file():
        return Source(load_config(path), str(path.absolute()))
    if _is_name(text) and not path.exists():
        for stated in (folder / f"{text}.yml", SHIPPED / f"{text}.yml"):
            if stated.is_file():
                return Source(load_config(stated), text)
        known = ", ".join(sorted(file.stem for file in folder.glob("*.yml"))) or "none"
        raise SourceError(f"{text}: is no file or folder, nor a source of {folder} (it has: {known})")
    if is_web(text):
        secret = "@" in urlsplit(text).netloc  # a password is nothing to keep
        config = SourceConfig(name=_name_of(text), kind="feed", location=text)
        return Source(config, None if secret else text)
    config = SourceConfig(name=_name_of(text), kind="files", location=text)
    if "://" in text:
        return Source(config, None if "@" in urlsplit(text).netloc else text)
    locate(text)
    return Source(config, str(path.absolute()))


def all_sources(folder: Path = SHIPPED) -> list[Source]:
    """Every source that has a file in `folder`, by name. Raises SourceError for a faulty one."""
    return [Source(load_config(path), path.stem) for path in sorted(folder.glob("*.yml"))]


def open_sources(names: list[str], folder: Path, warehouse: Warehouse) -> list[Source]:
    """The named sources, or all that have a file in `folder`. Raises SourceError for one that is none.

    `warehouse` is what they are read for, which the message names.
    """
    opened = [resolve(name, folder) for name in names] or all_sources(folder)
    if not opened:
        raise SourceError(
            f"no source was named, and {folder} holds no source file: name a file, folder or address "
            f"(`{command_line('run', warehouse, SAMPLES)}` loads the sample articles)"
        )
    return opened


def _is_name(text: str) -> bool:
    return not any(mark in text for mark in "/\\*?[:.")


def _name_of(text: str) -> str:
    """The name of a source that has no file: its folder or file without endings, its host on the web."""
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
