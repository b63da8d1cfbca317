"""An article whose rows break a critical rule leaves whole; the others stay, and pass."""

import json

import polars as pl

from expectations import sift as sift_module
from expectations.sift import sift
from expectations.validate import validate
from tests.expectations.conftest import broken

Frames = dict[str, pl.DataFrame]


def articles(frames: Frames) -> set[str]:
    return set(frames["core.articles"]["source_ref"])


def of_first(frames: Frames) -> tuple[str, str]:
    """The article of the first mention: its id and source_ref."""
    article = frames["core.mentions"]["article_id"][0]
    found = frames["core.articles"].filter(pl.col("article_id") == article)
    return article, found["source_ref"][0]


def assert_whole(frames: Frames) -> None:
    """What is left passes every critical rule, and nothing of an article that left is in it."""
    assert not [check for check in validate(frames) if check.blocks]
    kept = set(frames["core.articles"]["article_id"])
    for name, frame in frames.items():
        if "article_id" in frame.columns:
            assert set(frame["article_id"]) <= kept, name


def test_a_batch_that_passes_stays_as_it_is(frames: Frames) -> None:
    done = sift(frames)
    assert not done.blocking and not done.turned_away
    assert all(done.frames[name].equals(frames[name]) for name in frames)


def test_an_article_leaves_with_all_of_its_rows(frames: Frames) -> None:
    gone, ref = of_first(frames)
    done = sift(broken(frames, "core.mentions", text="something else"))
    assert articles(done.frames) == articles(frames) - {ref}
    assert_whole(done.frames)
    assert not done.blocking
    (row,) = done.turned_away
    mention = frames["core.mentions"]["mention_id"][0]
    assert (row.source, row.source_ref, row.table_name) == ("wire", ref, "core.mentions")
    assert row.reason == f"The offsets give back the text: mention_id {mention}"
    assert json.loads(json.dumps(row.payload))["text"] == "something else"
    assert row.is_article and row.payload["article_id"] == gone
    assert [check.column_name for check in done.results if check.blocks] == ["text_is_at_offsets"]


def test_rows_of_one_article_count_it_once_and_are_bounded(frames: Frames) -> None:
    gone, ref = of_first(frames)
    ours = pl.col("article_id") == gone
    wrong = frames["core.mentions"].with_columns(
        form=pl.when(ours).then(pl.lit("nickname")).otherwise("form"),
        text=pl.when(ours).then(pl.lit("?")).otherwise("text"),
    )
    done = sift({**frames, "core.mentions": wrong})
    assert sum(row.is_article for row in done.turned_away) == 1
    by_reason = [row for row in done.turned_away if row.reason.startswith("form is of its vocabulary:")]
    assert len(by_reason) == sift_module.MAX_ROWS
    assert f"{wrong.filter(ours).height} such rows" in by_reason[0].reason
    assert {row.source_ref for row in done.turned_away} == {ref}


def test_an_entity_takes_its_articles_with_it(frames: Frames) -> None:
    entity = frames["core.entities"]["entity_id"][0]
    users = frames["core.mentions"].filter(pl.col("entity_id") == entity)["article_id"].unique()
    assert len(users) == 2, "both articles mention it"
    done = sift(broken(frames, "core.entities", country="UK"))
    assert articles(done.frames) == set() and done.frames["core.entities"].is_empty()
    assert {(row.table_name, row.source_ref) for row in done.turned_away} == {
        ("core.entities", ref) for ref in articles(frames)
    }
    assert all(row.payload["entity_id"] == entity for row in done.turned_away)


def test_an_entity_that_only_the_article_needs_goes_with_it(frames: Frames) -> None:
    _, ref = of_first(frames)
    lonely = frames["core.entities"].head(1).with_columns(entity_id=pl.lit("lonely"), wikidata_id=None)
    with_lonely = pl.concat([frames["core.entities"], lonely.cast(frames["core.entities"].schema)])
    frames = broken({**frames, "core.entities": with_lonely}, "core.mentions", entity_id="lonely", form="x")
    done = sift(frames)
    assert articles(done.frames) == articles(frames) - {ref}
    assert "lonely" not in set(done.frames["core.entities"]["entity_id"])
    assert len(done.frames["core.entities"]) > 0
    assert_whole(done.frames)


def test_an_entity_that_breaks_a_rule_and_that_nobody_needs_is_dropped(frames: Frames) -> None:
    unused = frames["core.entities"].head(1).with_columns(entity_id=pl.lit("unused"), country=pl.lit("UK"))
    done = sift({**frames, "core.entities": pl.concat([frames["core.entities"], unused])})
    assert not done.blocking and not done.turned_away
    assert articles(done.frames) == articles(frames)
    assert_whole(done.frames)


def test_a_row_of_no_article_blocks_the_batch(frames: Frames) -> None:
    done = sift(broken(frames, "core.mentions", article_id="nowhere"))
    assert "article_id_is_known" in {check.column_name for check in done.blocking}
    assert not done.turned_away


def test_a_wrong_structure_blocks_the_batch(frames: Frames) -> None:
    done = sift({**frames, "core.quotes": frames["core.quotes"].drop("cue_lemma")})
    assert [check.table_name for check in done.blocking] == ["core.quotes"]


def test_a_warning_turns_nothing_away(frames: Frames) -> None:
    done = sift(broken(frames, "core.articles", n_words=19))
    assert [check.column_name for check in done.results if not check.success] == ["n_words"]
    assert not done.turned_away and articles(done.frames) == articles(frames)


def test_long_texts_are_cut_in_the_payload(frames: Frames) -> None:
    done = sift(broken(frames, "core.articles", body="a " * 50_000))
    payloads = [row.payload["body"] for row in done.turned_away if row.table_name == "core.articles"]
    assert all(len(str(body)) < 2 * sift_module.MAX_TEXT for body in payloads)
    assert len({row.source_ref for row in done.turned_away}) == 1
