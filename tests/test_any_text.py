"""Whatever the text, what our rules make of it passes every critical expectation.

Articles go through the stages of a run and the suites of Great Expectations. Texts are made of what
the rules look for (names, reporting and political verbs, dates, marks, line breaks) in orders that no
writer chose, or are real ones, as they are and shuffled. `--hypothesis-profile=thorough` tries many
more of all of them; see docs/quality.md.
"""

import gzip
import json
import random
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from expectations.engine.validate import validate
from tests.conftest import SAMPLES
from tests.support.batches import batch_of
from tests.support.hostile import OPENING
from tests.support.shipped import PLOVER
from transforms.records import RawArticle

PROFILE = settings.get_current_profile_name()
THOROUGH = PROFILE == "thorough"
TRIES = settings(
    max_examples={"thorough": settings().max_examples, "all": 12}.get(PROFILE, 6),
    derandomize=not THOROUGH,  # who runs the suite is not to find what others broke
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
SEEDS = range(3 if THOROUGH else 1)
OF_A_SET = {"thorough": None, "all": 5}.get(PROFILE, 2)  # articles of a development set
BATCH = 100

NAMES = [
    "Anna Berg", "Berg", "Mr. Berg", "Mrs. Berg", "the mayor, Anna Berg,", "Vladimir Putin", "Mr. Putin",
    "Xi", "Chinese President Xi Jinping", "Gabriel Boric Font", "Boric", "O’Neill", "Dr. ½", "President .",
    "Al Basha", "Biden administration", "the Kremlin", "Moscow", "Lima", "Peru", "Peruvian", "the U.S.",
    "U. S.", "NATO", "EU", "Bank of Peru (BOP)", "the BOP", "the Foreign Ministry",
    "Russia's Ministry of Defence", "the ministry", "the army", "the government", "police", "troops",
    "rebels", "protesters in Caracas", "officials in Ankara", "the two leaders", "both countries", "he",
    "she", "they", "it", "who", "him", "them", "his", "her", "a spokesman for the ministry",
    "the 54-year-old", "Peru and Chile", "troops and troops", "Berg and Berg", "Acme Energy", "Acme",
    "Parliament", "the Democratic Party", "Georgia", "Jordan", "himself", "each other",
]  # fmt: skip
VERBS = [
    "said", "says", "told reporters", "said that", "told", "accused", "accused of lying", "adding that",
    "warned", "according to", "claimed", "claim that", "was quoted as saying", "called", "in the words of",
    "asked", "added", "met", "attacked", "bombed", "condemned", "condemned and condemned",
    "threatened to attack", "would attack", "signed an agreement with", "held talks with", "agreed to meet",
    "refused to meet", "did not attack", "invaded", "imposed sanctions on", "protested against", "arrested",
    "killed", "praised", "sent aid to", "withdrew from", "will visit", "is to visit", "failed to send",
    "demanded that", "rejected", "recalled its ambassador from", "shot and killed", "attack on",
    "talks between", "and", "or", "that", "which", "because", "if", "not", "no",
]  # fmt: skip
TIMES = [
    "on Friday", "last month", "in May 2023", "three weeks before", "two days after that",
    "a year before the attack", "five months after the talks", "in 2019", "on 31 June", "next week",
    "in Geneva", "near the border", "on May 3, 1066", "last night",
    "three weeks after the invasion of Georgia in March",
]  # fmt: skip
MARKS = [
    '"', "“", "”", "„", "‟", "'", "‘", "’", "«", "»", "‹", "›", "‚", "``", "''", "(", ")", "[", "]", "{",
    "—", "–", "--", "-", ",", ".", ":", ";", "?", "!", "…", "...", "/", "|", "*", "½", "²", "@berg", "#tag",
    "\u200b", "\xa0", "\ufeff",
]  # fmt: skip
BREAKS = ["\n", "\n\n", "\r\n", "\n \n", "\t", "  ", "\x0b", "\u2028", "\x85"]

words = st.sampled_from(NAMES) | st.sampled_from(VERBS)
sentence = st.builds(
    lambda opens, who, verb, whom, when, closes: f"{opens}{who} {verb} {whom}{when}{closes}",
    st.sampled_from(["", "", "", '"', "“", "‘", "— ", "\n\n“", "\n\n"]),
    st.sampled_from(NAMES),
    st.sampled_from(VERBS),
    st.sampled_from(NAMES),
    st.just("") | st.sampled_from(TIMES).map(lambda words: f" {words}"),
    st.sampled_from(
        [".", ".", ",”", '."', ".’", ":", "", ",", "\n\n", '," she said.', ",” said Anna Berg. “"]
    ),
)
news = st.lists(sentence, max_size=14).map(" ".join)
soup = st.builds(
    lambda glue, pieces: glue.join(pieces),
    st.sampled_from([" ", " ", ""]),
    st.lists(words | words | st.sampled_from(MARKS + TIMES) | st.sampled_from(BREAKS), max_size=90),
)
anything = st.text(max_size=200)
article = st.builds(
    lambda opening, text: opening + text,
    st.sampled_from([OPENING + " ", OPENING + "\n\n", ""]),
    news | soup | anything,
)
dates = st.sampled_from([None, "2024-02-29", "2023-05-03T23:30:00Z"])
batches = st.lists(st.tuples(article, dates), min_size=3, max_size=8)


def raw_articles(texts: Iterable[tuple[str, str | None]], media: str = "text") -> list[RawArticle]:
    return [
        RawArticle("any", f"{number}.txt", text, media, {"published_at": day} if day else {})
        for number, (text, day) in enumerate(texts)
    ]


def bodies_that_pass(raw: list[RawArticle]) -> list[str]:
    """Check a batch of articles; returns their bodies."""
    with tempfile.TemporaryDirectory() as folder:
        frames, rejected = batch_of(raw, Path(folder))
    failed = rejected.filter(rejected["reason"].str.contains("failed: "))
    assert failed.is_empty(), failed.rows()
    told = [
        (
            check.table_name,
            check.meaning,
            [frames[check.table_name].row(n, named=True) for n in check.failing_rows[:3]],
        )
        for check in validate(frames, PLOVER)
        if check.blocks
    ]
    assert not told
    bodies: list[str] = frames["core.articles"]["body"].to_list()
    return bodies


@TRIES
@given(batch=batches)
def test_any_text_gives_rows_that_may_enter(batch: list[tuple[str, str | None]]) -> None:
    event(f"articles: {len(bodies_that_pass(raw_articles(batch)))}")


def with_words_shuffled(text: str, chance: random.Random) -> str:
    """The words in another order, in lines of some length."""
    words = text.split()
    chance.shuffle(words)
    lines = []
    while words:
        number = chance.randint(3, 60)
        lines.append(" ".join(words[:number]))
        words = words[number:]
    return chance.choice(["\n\n", "\n", " "]).join(lines)


def with_lines_shuffled(text: str, chance: random.Random) -> str:
    lines = text.splitlines()
    chance.shuffle(lines)
    return "\n".join(lines)


def with_neighbours_swapped(text: str, chance: random.Random) -> str:
    """Some words swapped with the next one: most of a sentence stays as it was."""
    words = text.split(" ")
    for _ in range(len(words) // 8):
        at = chance.randrange(max(1, len(words) - 1))
        words[at : at + 2] = reversed(words[at : at + 2])
    return " ".join(words)


def with_marks_lost(text: str, chance: random.Random) -> str:
    """A quarter of the marks and line breaks replaced by others."""
    others = ["", '"', "“", "”", "\n", "\n\n", "'", "’", " — ", "(", ")", ":", "«", "»", ". "]
    return "".join(
        chance.choice(others) if char in '"“”‘’,.:\n' and chance.random() < 0.25 else char for char in text
    )


SPOILED = (with_words_shuffled, with_lines_shuffled, with_neighbours_swapped, with_marks_lost)


def check_spoiled(bodies: list[str]) -> None:
    for seed in SEEDS:
        chance = random.Random(seed)
        spoiled = [(spoil(body, chance), "2024-05-03") for spoil in SPOILED for body in bodies]
        for start in range(0, len(spoiled), BATCH):
            bodies_that_pass(raw_articles(spoiled[start : start + BATCH]))


def test_spoiled_samples_give_rows_that_may_enter() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    assert texts
    check_spoiled(texts)


def development_articles(gold: Path, name: str) -> Iterator[RawArticle]:
    """The articles of a development set, in its order."""
    with (gold / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            place = str(row.get("id") or row["doc_id"])
            if "html" in row:
                page = gold / row["html"]
                content = gzip.decompress(page.read_bytes()) if page.suffix == ".gz" else page.read_bytes()
                yield RawArticle(name, place, content, "html", {})
            else:
                yield RawArticle(name, place, row["text"], "text", {"published_at": row.get("date")})


@pytest.mark.parametrize("name", ["quotes_dev", "articles_dev", "pages_dev", "stories_dev"])
def test_development_articles_give_rows_that_may_enter(shared: Path, name: str) -> None:
    """As they are, and spoiled."""
    gold = shared / "eval" / "gold"
    if not (gold / f"{name}.jsonl").is_file():
        pytest.skip(f"needs {name}.jsonl of the gold data")
    everything = list(development_articles(gold, name))
    chosen = random.Random(name).sample(everything, OF_A_SET) if OF_A_SET else everything
    bodies = [
        body
        for start in range(0, len(chosen), BATCH)
        for body in bodies_that_pass(chosen[start : start + BATCH])
    ]
    assert bodies
    check_spoiled(bodies)
