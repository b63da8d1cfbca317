"""Other pipelines than the usual one: those that give what the rules need, and those that are refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc

from tests.transforms.pipeline.test_pipeline import SLANG, attributes
from transforms.model import MODEL
from transforms.pipeline import load_pipeline, made_ready
from transforms.pipeline.contract import UnfitPipeline
from transforms.pipeline.tags import TagRuler
from transforms.pipeline.transitions import Moves

TEXT = f"Kenya urged Ethiopia on Monday to resume talks.\n\nMr. Mudavadi said that it must not wait. {SLANG}"
LEMMAS = {"met": "meet", "said": "say", "signed": "sign", "urged": "urge"}


@Language.component("own_lemmas")
def own_lemmas(doc: Doc) -> Doc:
    """Says nothing of what it assigns."""
    for token in doc:
        token.lemma_ = LEMMAS.get(token.lower_, token.lower_)
    return doc


@Language.component("own_parts_of_speech")
def own_parts_of_speech(doc: Doc) -> Doc:
    for token in doc:
        token.pos_ = "X"
    return doc


@Language.component("in_need", requires=["token.pos", "doc.ents", "doc._.elsewhere"])
def in_need(doc: Doc) -> Doc:
    return doc


class OwnRecognizer(EntityRecognizer):
    """Of a derived type: what it does may be its own."""


def test_what_a_component_is_called_does_not_matter(nlp: Language) -> None:
    renamed = spacy.load(MODEL)
    for number, name in enumerate(renamed.pipe_names):
        renamed.rename_pipe(name, f"part_{number}")
    made_ready(renamed, "renamed")
    assert attributes(renamed(TEXT)) == attributes(nlp(TEXT))
    assert [type(part) for _, part in renamed.pipeline] == [type(part) for _, part in nlp.pipeline]


def test_a_lemmatizer_may_be_any(nlp: Language) -> None:
    own = spacy.load(MODEL, exclude=["lemmatizer"])
    own.add_pipe("own_lemmas")
    looked_up = spacy.load(MODEL, exclude=["lemmatizer"])
    lookups = Lookups()
    lookups.add_table("lemma_lookup", LEMMAS)
    looked_up.add_pipe("lemmatizer", "words", config={"mode": "lookup"}).initialize(lookups=lookups)  # type: ignore[attr-defined]
    for other in (own, looked_up):
        doc = made_ready(other, "other")(TEXT)
        assert [token.lemma_ for token in doc if token.text == "said"] == ["say"]
        assert [token.dep_ for token in doc] == [token.dep_ for token in nlp(TEXT)]


def test_sentences_may_be_bounded_before_the_parser() -> None:
    other = spacy.load(MODEL)
    other.enable_pipe("senter")
    other.rename_pipe("senter", "bounds")
    doc = made_ready(other, "other")("Talks in Rome\n\nMinisters met.")
    assert [sent.text.strip() for sent in doc.sents] == ["Talks in Rome", "Ministers met."]


def test_entities_may_be_a_rulers() -> None:
    other = spacy.load(MODEL, exclude=["ner"])
    other.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Chad"}])  # type: ignore[attr-defined]
    doc = made_ready(other, "other")("Chad met Peru.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Chad", "GPE")]


def test_entities_that_a_ruler_found_are_kept_by_the_recogniser() -> None:
    ours, stock = spacy.load(MODEL), spacy.load(MODEL)
    for other in (ours, stock):
        ruler = other.add_pipe("entity_ruler", first=True)
        ruler.add_patterns([{"label": "PARLEY", "pattern": "talks"}])  # type: ignore[attr-defined]
    stock.add_pipe("paragraph_bounds", first=True)
    doc = made_ready(ours, "other")(TEXT)
    assert "PARLEY" in {ent.label_ for ent in doc.ents}
    assert attributes(doc) == attributes(stock(TEXT))


def test_what_stands_before_an_attribute_ruler_is_kept() -> None:
    ours, stock = spacy.load(MODEL), spacy.load(MODEL)
    for other in (ours, stock):
        other.add_pipe("own_parts_of_speech", first=True)
    stock.add_pipe("paragraph_bounds", first=True)
    assert attributes(made_ready(ours, "other")(TEXT)) == attributes(stock(TEXT))


def test_rules_that_set_what_is_not_looked_up_are_left_to_the_stock_ruler() -> None:
    other = spacy.load(MODEL)
    ruler = other.get_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "urged"}]], {"NORM": "asked"})  # type: ignore[attr-defined]
    made_ready(other, "other")
    assert not any(isinstance(part, TagRuler) for _, part in other.pipeline)
    assert "asked" in [token.norm_ for token in other(TEXT)]


def test_a_component_of_a_derived_type_is_left_as_it_is() -> None:
    other = spacy.load(MODEL)
    ner = other.get_pipe("ner")
    derived = OwnRecognizer(other.vocab, ner.model, "ner", ner.moves)  # type: ignore[attr-defined]
    Language.factory("own_ner", func=lambda nlp, name: derived)
    other.replace_pipe("ner", "own_ner")
    made_ready(other, "other")
    assert other.get_pipe("ner") is derived
    assert [name for name, part in other.pipeline if isinstance(part, Moves)] == ["parser_moves"]


WITHOUT = {
    "tagger": "it gives no tags (they tell names",
    "attribute_ruler": "it gives no parts of speech (they tell verbs and nouns); it takes an attribute ruler",
    "lemmatizer": "it gives no lemmas (reporting verbs and the words for events are looked up by them); "
    "it takes a lemmatizer after what gives tags",
    "parser": "it gives no dependencies (they tell who speaks and who acts on whom); it takes a parser",
    "ner": "it gives no entities (persons, bodies, places and dates are found with them); it takes an entity",
}


@pytest.mark.filterwarnings("ignore:.*W108")
@pytest.mark.parametrize("name", WITHOUT)
def test_a_pipeline_without_what_the_rules_need_is_refused(name: str) -> None:
    with pytest.raises(UnfitPipeline) as refused:
        made_ready(spacy.load(MODEL, exclude=[name]), "mine")
    assert str(refused.value).startswith("the pipeline mine cannot be used: ")
    assert WITHOUT[name] in str(refused.value) and "--model" in str(refused.value)
    assert refused.value.exit_code == 2


def lemmas_first(nlp: Language) -> None:
    nlp.remove_pipe("lemmatizer")
    nlp.add_pipe("lemmatizer", source=spacy.load(MODEL), before="tagger")


def in_need_first(nlp: Language) -> None:
    nlp.add_pipe("in_need", "eager", first=True)


def bounds_anew(nlp: Language) -> None:
    nlp.add_pipe("sentencizer", config={"overwrite": True})


def other_labels(nlp: Language) -> None:
    nlp.remove_pipe("ner")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "LAND", "pattern": "Peru"}])  # type: ignore[attr-defined]


def untrained(nlp: Language) -> None:
    nlp.remove_pipe("tagger")
    nlp.add_pipe("tagger", "tags", first=True)


EAGER = (
    "its component eager needs token.pos, which none before it gives; "
    "its component eager needs doc.ents, which none before it gives."
)


@pytest.mark.filterwarnings("ignore:.*W108")
@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lemmas_first, "it gives lemmas that the rules do not know, such as"),
        (in_need_first, EAGER),
        (bounds_anew, "it gives no sentences that end with a full stop or an empty line"),
        (other_labels, "it gives entities that the rules do not know, such as LAND"),
        (untrained, "its component tags fails on a plain text: KeyError"),
    ],
)
def test_a_pipeline_that_is_put_together_wrongly_is_refused(
    spoil: Callable[[Language], None], message: str
) -> None:
    spoilt = spacy.load(MODEL)
    spoil(spoilt)
    with pytest.raises(UnfitPipeline) as refused:
        made_ready(spoilt, "mine")
    assert message in str(refused.value)


def test_a_component_in_its_place_has_what_it_needs() -> None:
    """Parts of speech are an attribute ruler's, which does not say that it assigns them."""
    other = spacy.load(MODEL)
    other.add_pipe("in_need")
    assert "token.pos" in other.analyze_pipes()["problems"]["in_need"]
    made_ready(other, "other")


def test_an_empty_pipeline_is_refused_and_one_for_another_language(tmp_path: Path) -> None:
    for code, message in {
        "en": "it gives no tags",
        "de": f"the pipeline {tmp_path / 'de'} is for the language 'de', the rules are for English",
    }.items():
        spacy.blank(code).to_disk(tmp_path / code)
        with pytest.raises(UnfitPipeline) as refused:
            load_pipeline(str(tmp_path / code))
        assert message in str(refused.value)
