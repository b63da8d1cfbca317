"""What breaks a critical rule leaves, an article whole and a row alone; the rest stays, and passes."""

import json

import polars as pl

from expectations import quarantine as sift_module
from expectations.engine.validate import validate
from expectations.quarantine import screen
from tests.expectations.conftest import broken
from tests.support.shipped import PLOVER

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
    assert not [check for check in validate(frames, PLOVER) if check.blocks]
    kept = set(frames["core.articles"]["article_id"])
    for name, frame in frames.items():
        if "article_id" in frame.columns:
            assert set(frame["article_id"]) <= kept, name


def test_a_batch_that_passes_stays_as_it_is(frames: Frames) -> None:
    done = screen(frames, PLOVER)
    assert not done.blocking and not done.quarantined
    assert all(done.frames[name].equals(frames[name]) for name in frames)


def rows_of(frames: Frames, table: str, article: str) -> int:
    return frames[table].filter(pl.col("article_id") == article).height


def test_an_article_leaves_with_all_of_its_rows(frames: Frames) -> None:
    gone, ref = frames["core.articles"].select("article_id", "source_ref").row(0)
    mentions = frames["core.mentions"]
    wrong = mentions.with_columns(text=pl.lit("?"))  # of no interest: the article leaves
    done = screen(
        broken({**frames, "core.mentions": wrong}, "core.articles", url="javascript:alert(1)"), PLOVER
    )
    assert articles(done.frames) == articles(frames) - {ref}
    assert not done.blocking
    (row,) = [row for row in done.quarantined if row.is_article]
    assert (row.source, row.source_ref, row.table_name, row.rows) == ("wire", ref, "core.articles", 0)
    assert row.reason == f"An address is one of the web: http or https: article_id {gone}"
    assert row.payload["article_id"] == gone
    assert {row.source_ref for row in done.quarantined if row.rows} == articles(frames) - {ref}
    assert sum(row.rows for row in done.quarantined) < len(mentions)
    severities = {check.column_name: check.severity for check in done.results if not check.success}
    assert severities["url_is_of_the_web"] == "critical" and severities["text_is_at_offsets"] == "warning"


def test_a_row_leaves_alone(frames: Frames) -> None:
    gone, ref = of_first(frames)
    done = screen(broken(frames, "core.mentions", text="something else"), PLOVER)
    assert articles(done.frames) == articles(frames)
    assert_whole(done.frames)
    assert not done.blocking
    (row,) = done.quarantined
    mention = frames["core.mentions"]["mention_id"][0]
    assert set(frames["core.mentions"]["mention_id"]) - set(done.frames["core.mentions"]["mention_id"]) == {
        mention
    }
    assert (row.source, row.source_ref, row.table_name) == ("wire", ref, "core.mentions")
    assert row.reason == f"The offsets give back the text: mention_id {mention}"
    assert json.loads(json.dumps(row.payload))["text"] == "something else"
    assert not row.is_article and row.rows == 1 and row.payload["article_id"] == gone
    (found,) = [check for check in done.results if not check.success]
    assert (found.column_name, found.severity) == ("text_is_at_offsets", "warning")
    assert found.failing_rows == [0]


def test_a_row_is_told_of_once_and_rows_that_are_alike_are_bounded(frames: Frames) -> None:
    gone, ref = of_first(frames)
    ours = pl.col("article_id") == gone
    wrong = frames["core.mentions"].with_columns(
        form=pl.when(ours).then(pl.lit("nickname")).otherwise("form"),
        text=pl.when(ours).then(pl.lit("?")).otherwise("text"),
    )
    done = screen({**frames, "core.mentions": wrong}, PLOVER)
    assert articles(done.frames) == articles(frames) and not rows_of(done.frames, "core.mentions", gone)
    told = [row for row in done.quarantined if row.table_name == "core.mentions"]
    assert len(told) == sift_module.MAX_ROWS and sum(row.rows for row in told) == wrong.filter(ours).height
    first = told[0].reason
    assert "form is of its vocabulary; " in first and "The offsets give back the text" in first
    assert first.endswith(f"; {wrong.filter(ours).height} such rows")
    assert {row.source_ref for row in done.quarantined} == {ref}


def test_an_entity_takes_what_refers_to_it_and_leaves_the_articles(frames: Frames) -> None:
    entity = frames["core.entities"]["entity_id"][0]
    mentions = frames["core.mentions"].filter(pl.col("entity_id") == entity)
    assert mentions["article_id"].n_unique() == 2, "both articles mention it"
    done = screen(broken(frames, "core.entities", country="UK"), PLOVER)
    assert articles(done.frames) == articles(frames)
    assert_whole(done.frames)
    lost = set(frames["core.mentions"]["mention_id"]) - set(done.frames["core.mentions"]["mention_id"])
    assert lost == set(mentions["mention_id"])
    told = [row for row in done.quarantined if row.table_name == "core.entities"]
    assert {row.source_ref for row in told} == articles(frames)
    assert all(row.payload["entity_id"] == entity and row.payload["article_id"] for row in told)
    assert sum(row.rows for row in told) == 1, "it is one row, whoever refers to it"
    reasons = {row.reason.split(":")[0] for row in done.quarantined if row.table_name == "core.mentions"}
    assert reasons == {"Every entity_id is in core.entities"}


def test_a_quotation_leaves_with_its_pieces_and_the_events_that_it_claims(frames: Frames) -> None:
    quotes, events = frames["core.quotes"], frames["core.events"]
    first = quotes.row(0, named=True)
    claim = {"quote_id": first["quote_id"], "attributed_to": first["speaker_id"]}
    piece = quotes.head(1).with_columns(
        quote_id=pl.lit("piece"), start_char=pl.col("start_char") + 1, text=pl.col("text").str.slice(1)
    )
    given = broken({**frames, "core.quotes": pl.concat([quotes, piece])}, "core.events", **claim)
    assert not [check for check in validate(given, PLOVER) if check.blocks]
    done = screen(broken(given, "core.quotes", form="sung"), PLOVER)
    assert_whole(done.frames)
    assert articles(done.frames) == articles(frames)
    assert {"piece", first["quote_id"]}.isdisjoint(done.frames["core.quotes"]["quote_id"])
    assert len(done.frames["core.quotes"]) == len(quotes) - 1
    assert events["event_id"][0] not in set(done.frames["core.events"]["event_id"])
    assert {"core.quotes", "core.events"} <= {row.table_name for row in done.quarantined}


def test_a_sentence_leaves_with_what_starts_in_it(frames: Frames) -> None:
    """A gap in the numbers costs no further sentence."""
    number = frames["core.mentions"]["sentence_no"][0]
    gone, _ = of_first(frames)
    here = (pl.col("article_id") == gone) & (pl.col("sentence_no") == number)
    sentences = frames["core.sentences"].with_columns(
        start_char=pl.when(here).then(-1).otherwise("start_char").cast(pl.Int32)
    )
    done = screen({**frames, "core.sentences": sentences}, PLOVER)
    assert_whole(done.frames)
    assert len(done.frames["core.sentences"]) == len(sentences) - 1
    for table in ("core.mentions", "core.quotes", "core.events"):
        assert done.frames[table].filter(here).is_empty()
        assert len(done.frames[table].filter(pl.col("sentence_no") != number)) > 0


def test_of_rows_under_one_key_the_first_stays(frames: Frames) -> None:
    mentions = frames["core.mentions"]
    twice = pl.concat([mentions, mentions.head(1).with_columns(label=pl.lit("NORP"))])
    done = screen({**frames, "core.mentions": twice}, PLOVER)
    assert done.frames["core.mentions"].equals(mentions)
    (row,) = done.quarantined
    assert row.reason == f"mention_id identifies a row: mention_id {mentions['mention_id'][0]}"
    assert row.payload["label"] == "NORP"


def test_an_entity_that_only_the_row_needs_goes_with_it(frames: Frames) -> None:
    lonely = frames["core.entities"].head(1).with_columns(entity_id=pl.lit("lonely"), wikidata_id=None)
    with_lonely = pl.concat([frames["core.entities"], lonely.cast(frames["core.entities"].schema)])
    frames = broken({**frames, "core.entities": with_lonely}, "core.mentions", entity_id="lonely", form="x")
    done = screen(frames, PLOVER)
    assert articles(done.frames) == articles(frames)
    assert "lonely" not in set(done.frames["core.entities"]["entity_id"])
    assert len(done.frames["core.entities"]) > 0
    assert_whole(done.frames)


def test_an_entity_that_breaks_a_rule_and_that_nobody_needs_is_dropped(frames: Frames) -> None:
    unused = frames["core.entities"].head(1).with_columns(entity_id=pl.lit("unused"), country=pl.lit("UK"))
    done = screen({**frames, "core.entities": pl.concat([frames["core.entities"], unused])}, PLOVER)
    assert not done.blocking and not done.quarantined
    assert articles(done.frames) == articles(frames)
    assert_whole(done.frames)


def test_a_row_of_no_article_blocks_the_batch(frames: Frames) -> None:
    done = screen(broken(frames, "core.mentions", article_id="nowhere"), PLOVER)
    assert "article_id_is_known" in {check.column_name for check in done.blocking}
    assert not done.quarantined


def test_a_wrong_structure_blocks_the_batch(frames: Frames) -> None:
    done = screen({**frames, "core.quotes": frames["core.quotes"].drop("cue_lemma")}, PLOVER)
    assert [check.table_name for check in done.blocking] == ["core.quotes"]


def test_a_warning_turns_nothing_away(frames: Frames) -> None:
    done = screen(broken(frames, "core.articles", n_words=19), PLOVER)
    assert [check.column_name for check in done.results if not check.success] == ["n_words"]
    assert not done.quarantined and articles(done.frames) == articles(frames)


def test_long_texts_are_cut_in_the_payload(frames: Frames) -> None:
    done = screen(broken(frames, "core.articles", body="a " * 50_000), PLOVER)
    payloads = [row.payload["body"] for row in done.quarantined if row.table_name == "core.articles"]
    assert all(len(str(body)) < 2 * sift_module.MAX_TEXT for body in payloads)
    assert len({row.source_ref for row in done.quarantined}) == 1
