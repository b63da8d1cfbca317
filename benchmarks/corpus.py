"""Articles for benchmarks: as many as are wanted, each of the length and style of the sample articles."""

import json
import random
from functools import cache
from pathlib import Path

from flows.sources import resolve
from transforms.clean.article import clean_article
from transforms.clean.lexicon import CleaningLexicon
from transforms.lexicon.reference import REFERENCE
from transforms.records import CleanArticle, RawArticle

SAMPLES = Path(__file__).resolve().parent.parent / "seeds" / "articles"


@cache
def sample_bodies() -> list[list[str]]:
    """The paragraphs of the sample articles."""
    raw = [item for item in resolve(SAMPLES).read() if isinstance(item, RawArticle)]
    lexicon = CleaningLexicon.load(REFERENCE)
    articles = [clean_article(item, lexicon) for item in raw]
    return [article.body.split("\n\n") for article in articles if isinstance(article, CleanArticle)]


def made_bodies(n_articles: int, fewest: int = 4, most: int = 12) -> list[str]:
    """Bodies of so many paragraphs drawn from three samples each, the same for the same number."""
    rng = random.Random(11)
    samples = sample_bodies()
    bodies = []
    for _ in range(n_articles):
        paragraphs = [line for sample in rng.sample(samples, 3) for line in sample]
        bodies.append("\n\n".join(rng.sample(paragraphs, min(len(paragraphs), rng.randint(fewest, most)))))
    return bodies


def spanish_bodies(n_articles: int) -> list[str]:
    """Short bodies, no two alike, in a language that is kept and not annotated."""
    return [
        f"El ministro {number} dijo el martes que el gobierno no aceptará la propuesta número {number}. "
        f"La oposición respondió que las {number} reformas llegan demasiado tarde para los trabajadores."
        for number in range(n_articles)
    ]


def write_jsonl(bodies: list[str], path: Path) -> None:
    """The bodies as a JSONL source."""
    with path.open("w", encoding="utf-8") as out:
        for number, body in enumerate(bodies):
            day = 1 + number % 28
            line = {
                "id": str(number),
                "url": f"https://bench.example/2024/05/{day:02d}/{number}",
                "title": f"Report {number}",
                "text": body,
                "published_at": f"2024-05-{day:02d}T08:00:00Z",
            }
            out.write(json.dumps(line) + "\n")
