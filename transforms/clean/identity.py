"""What an article is known by, and how a change of it is seen."""

import json
from hashlib import blake2b

from transforms.records import RawArticle


def article_id(url: str | None, source: str, source_ref: str) -> str:
    """20 hex digits that name an article on every machine: of its address, else of where it was found."""
    return _digest(url if url else f"{source}\n{source_ref}")


def raw_hash(raw: RawArticle) -> str:
    """Hash of an input and of where it stands; an equal one needs no second cleaning."""
    content = raw.content if isinstance(raw.content, bytes) else raw.content.encode("utf-8", "surrogatepass")
    hints = json.dumps(dict(raw.hints), sort_keys=True, default=str, ensure_ascii=True)
    digest = blake2b(content, digest_size=10)
    where = f"{raw.source}\0{raw.source_ref}\0{raw.media}\0{raw.hints_basis}"
    digest.update(f"\0{where}\0{hints}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def content_hash(title: str, body: str, corrections: str | None = None) -> str:
    """Hash of what a reader sees; an article of another one is a new version."""
    return _digest(title, body, *([corrections] if corrections else []))


def _digest(*parts: str) -> str:
    return blake2b("\n".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
