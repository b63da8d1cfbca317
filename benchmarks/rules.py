"""What a parse and reading entities, quotes and events off it cost, against spaCy's stock pipe and textacy.

    python -m benchmarks.rules [--articles 300]

One process. All read the same parsed documents; `textacy.extract.direct_quotations` finds direct ones only.
Also says how far our pipeline's sentences, tags and entities are those of the stock one, over whole articles
(where ours starts a sentence at each paragraph) and over single paragraphs.
"""

import argparse
import time
from collections.abc import Callable, Iterable
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from benchmarks.corpus import made_bodies, sample_bodies
from transforms.entities import find_entities
from transforms.events import code_events
from transforms.lexicon.reference import REFERENCE
from transforms.model import MODEL
from transforms.pipeline import load_pipeline, parse
from transforms.quotes import find_quotes
from transforms.tables import Lexicons

TRAITS: dict[str, Callable[[Doc], list[object]]] = {
    "sentence starts": lambda doc: [token.is_sent_start for token in doc],
    "tags": lambda doc: [(token.tag_, token.pos_, str(token.morph)) for token in doc],
    "lemmas": lambda doc: [token.lemma for token in doc],
    "heads": lambda doc: [(token.head.i, token.dep) for token in doc],
    "entities": lambda doc: [(token.ent_type, token.ent_iob) for token in doc],
}


def seconds_of(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.process_time()
    done = work()
    return time.process_time() - started, done


def theirs_quotes(docs: Iterable[Doc]) -> int:
    """How many quotes textacy finds; some texts it refuses."""
    from textacy.extract.triples import direct_quotations  # not among Readout's own dependencies

    found = 0
    for doc in docs:
        try:
            found += sum(1 for _ in direct_quotations(doc))
        except ValueError:  # an odd number of marks
            continue
    return found


def parsed(nlp: Language, texts: list[str]) -> list[Doc]:
    """The documents of our pipeline, in the order of the texts."""
    return [doc for _, doc in parse(nlp, texts) if isinstance(doc, Doc)]


def compare(texts: list[str], what: str) -> None:
    """Print which share of the tokens our pipeline and the stock one see alike."""
    ours, theirs = load_pipeline(MODEL), spacy.load(MODEL)
    pairs = list(zip(parsed(ours, texts), theirs.pipe(texts), strict=True))
    for name, trait in TRAITS.items():
        cells = [(a, b) for one, other in pairs for a, b in zip(trait(one), trait(other), strict=True)]
        same = sum(a == b for a, b in cells)
        print(f"{name} as the stock pipe's, {what}: {100 * same / len(cells):.2f} % of {len(cells):,} tokens")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=300)
    args = parser.parse_args()
    nlp, lexicons = load_pipeline(MODEL), Lexicons.load(REFERENCE)
    bodies = made_bodies(args.articles)
    stock = spacy.load(MODEL)
    for pipeline in (nlp, stock):
        list(pipeline.pipe(bodies[:20]))
    stock_takes, _ = seconds_of(lambda: sum(1 for _ in stock.pipe(bodies)))
    parsing, docs = seconds_of(lambda: parsed(nlp, bodies))
    entities_take, entities = seconds_of(lambda: [find_entities(doc, lexicons.names, None) for doc in docs])
    quotes_take, quotes = seconds_of(
        lambda: [find_quotes(doc, found, lexicons.quotes) for doc, found in zip(docs, entities, strict=True)]
    )
    events_take, events = seconds_of(
        lambda: [
            code_events(doc, found, said, lexicons.ontology, None)
            for doc, found, said in zip(docs, entities, quotes, strict=True)
        ]
    )
    n_quotes, n_events = sum(map(len, quotes)), sum(map(len, events))
    print(f"stock pipe: {stock_takes:.1f} s for {len(docs)} articles")
    print(f"parse / stock pipe: {parsing / stock_takes:.2f} of its time; of the stock pipe's time take")
    for name, seconds, rows in (
        ("entities", entities_take, sum(len(found.mentions) for found in entities)),
        ("quotes", quotes_take, n_quotes),
        ("events", events_take, n_events),
    ):
        print(
            f"  {name}: {seconds / stock_takes:.3f} ({rows:,} rows, {rows / seconds:,.0f} a second; "
            f"{seconds / parsing:.2f} of the time of our parse)"
        )
    try:
        theirs, found = seconds_of(lambda: theirs_quotes(docs))
    except ImportError:
        print("textacy is not installed: `make bench` does that")
    else:
        print(f"quotes / textacy: {quotes_take / theirs:.2f} of its time; it finds {found:,} quotes")
    samples = sample_bodies()
    compare([line for sample in samples for line in sample], "paragraphs")
    compare(["\n\n".join(sample) for sample in samples], "articles")


if __name__ == "__main__":
    main()
