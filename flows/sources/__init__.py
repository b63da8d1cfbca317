"""Sources of articles behind one interface: files and folders, rows, feeds, sitemaps, web archives."""

from flows.sources.config import SourceConfig, SourceError
from flows.sources.fetch_state import FetchState, MemoryState
from flows.sources.source import Source, all_sources, open_sources, resolve, sound_configs

__all__ = [
    "FetchState",
    "MemoryState",
    "Source",
    "SourceConfig",
    "SourceError",
    "all_sources",
    "open_sources",
    "resolve",
    "sound_configs",
]
