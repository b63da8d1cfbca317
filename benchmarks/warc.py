"""How fast a web archive becomes clean articles, against plain fastwarc + trafilatura in the same process.

    python benchmarks/warc.py [FILE.warc.gz ...] [--pages 400] [--rounds 3]

Without files it writes an archive of pages made from the sample articles, with the navigation, scripts
and link lists that news pages carry. Both sides read the same records in alternate rounds, and the best
round of each counts. Plain is fastwarc and `trafilatura.bare_extraction(favor_precision=True)`, with and
without its metadata. Ours is the source and `clean_article`: also decoding, repairs, the line cleaner,
metadata with the time of publication, language and hashes. Then two processes share the work, and the
memory of 1,000 and of 20,000 records is compared.
"""

import argparse
import gzip
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType
from trafilatura import bare_extraction

from flows.sources import resolve
from transforms.clean.article import clean_article
from transforms.clean.lexicon import CleaningLexicon
from transforms.lexicon.reference import REFERENCE
from transforms.records import CleanArticle, RawArticle

SAMPLES = Path(__file__).resolve().parent.parent / "seeds" / "articles"
LEXICON = CleaningLexicon.load(REFERENCE)
WORDS = (
    "world", "politics", "business", "sport", "culture", "weather", "opinion", "science", "travel", "health",
    "markets", "letters", "archive", "video",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-memory", action="store_true", help="leave the runs over 21,000 records out")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = args.files or [made_archive(Path(folder) / "pages.warc.gz", args.pages)]
        sides: dict[str, Callable[[list[Path]], int]] = {
            "plain": lambda paths: plain(paths, False),
            "plain, with metadata": lambda paths: plain(paths, True),
            "readout": ours,
        }
        times = dict.fromkeys(sides, float("inf"))
        pages = dict.fromkeys(sides, 0)
        for _ in range(args.rounds):
            for name, run in sides.items():
                started = time.process_time()
                pages[name] = run(files)
                times[name] = min(times[name], time.process_time() - started)
        for name in sides:
            print(
                f"{name:22s} {pages[name] / times[name]:7.1f} articles/s of CPU time, {pages[name]} articles"
            )
        rate = pages["readout"] / times["readout"]
        for name in ("plain", "plain, with metadata"):
            print(f"readout / {name}: {rate / (pages[name] / times[name]):.2f}")
        rounds = [(shared_out(files, 1), shared_out(files, 2)) for _ in range(args.rounds)]
        one, two = map(min, zip(*rounds, strict=True))
        print(f"two processes / one: {one / two:.2f} (wall time, best round each; needs two idle cores)")
        if not args.no_memory:
            for n_records in (1_000, 20_000):
                print(f"{n_records:6d} records: {peak_memory(files, n_records):.0f} MB at most")


def plain(paths: list[Path], with_metadata: bool) -> int:
    """Extract every page with nothing but fastwarc and trafilatura; returns how many gave text."""
    found = 0
    for path in paths:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
                document = bare_extraction(
                    record.reader.read(), url=record.headers["WARC-Target-URI"], favor_precision=True,
                    with_metadata=with_metadata,
                )  # fmt: skip
                found += bool(getattr(document, "text", None))
    return found


def ours(paths: list[Path]) -> int:
    return sum(isinstance(clean_article(article, LEXICON), CleanArticle) for article in raw_articles(paths))


def raw_articles(paths: list[Path]) -> Iterator[RawArticle]:
    for path in paths:
        yield from (item for item in resolve(path).read() if isinstance(item, RawArticle))


def shared_out(paths: list[Path], n_workers: int) -> float:
    """Seconds that `n_workers` processes need to read and clean, once they have started."""
    with ProcessPoolExecutor(n_workers) as pool:
        list(pool.map(cleaned, [list(islice(raw_articles(paths), 8))] * (2 * n_workers)))
        started = time.perf_counter()
        articles = raw_articles(paths)
        chunks = iter(lambda: list(islice(articles, 20)), [])
        sum(pool.map(cleaned, chunks))
        return time.perf_counter() - started


def cleaned(articles: list[RawArticle]) -> int:
    return sum(isinstance(clean_article(article, LEXICON), CleanArticle) for article in articles)


def peak_memory(paths: list[Path], n_records: int) -> float:
    """Megabytes that a process of its own holds at most while it cleans `n_records` records."""
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(clean_many, paths, n_records).result()


def clean_many(paths: list[Path], n_records: int) -> float:
    left = n_records
    while left > 0:
        for article in islice(raw_articles(paths), left):
            clean_article(article, LEXICON)
            left -= 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def made_archive(path: Path, n_pages: int) -> Path:
    """An archive of pages that differ in their text and their furniture, 60 to 90 kB each."""
    rng = random.Random(7)
    texts = [
        [line for line in sample.read_text(encoding="utf-8").splitlines() if len(line) > 100]
        for sample in sorted(SAMPLES.glob("*.txt"))
    ]
    with path.open("wb") as out:
        for number in range(n_pages):
            out.write(gzip.compress(record(number, page(number, rng, rng.choice(texts))), 6))
    return path


def record(number: int, body: str) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body.encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032d}>\r\n"
        f"WARC-Target-URI: https://made.example/2023/05/06/{number}\r\nWARC-Date: 2023-05-06T07:08:09Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def page(number: int, rng: random.Random, text: list[str]) -> str:
    def links(n: int) -> str:
        return "".join(
            f'<li class="item i{i}"><a href="/{rng.choice(WORDS)}/{rng.randrange(10**6)}">'
            f"<span>{rng.choice(WORDS)}</span> {' '.join(rng.choices(WORDS, k=7))}</a></li>"
            for i in range(n)
        )

    script = "<script>" + "".join(f"var v{i}={rng.randrange(10**9)};" for i in range(600)) + "</script>"
    body = "".join(f'<p class="text">{line}</p>' + ('<div class="ad"></div>' if i % 3 == 2 else "")
                   for i, line in enumerate(text))  # fmt: skip
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Page {number}</title>'
        f'<meta property="og:site_name" content="Made Gazette"><meta name="author" content="Ida Noor">'
        f'<meta property="article:published_time" content="2023-05-06T07:08:09Z">{script * 2}</head><body>'
        f"<header><nav><ul>{links(60)}</ul></nav></header><main><article><h1>Page {number}</h1>"
        f'<div class="byline">By Ida Noor</div>{body}</article><aside><ul>{links(80)}</ul></aside></main>'
        f"<footer><ul>{links(60)}</ul>© 2023 Made Gazette</footer>{script}</body></html>"
    )


if __name__ == "__main__":
    main()
