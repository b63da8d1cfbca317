"""Who is meant: sentences of many countries and ways of naming, read with the real model."""

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

import pycountry
import pytest
from spacy.language import Language
from spacy.tokens import Doc

from transforms.entities import Names, find_entities, load_names, resolve_phrase
from transforms.entities.joining import name_spans
from transforms.entities.known import Evidence
from transforms.entities.people import article_persons
from transforms.entities.spans import NameSpan
from transforms.lexicon.reference import REFERENCE, read_rows
from transforms.lexicon.spelling import squeeze
from transforms.pipeline import parse
from transforms.records import ArticleEntities, Mention
from transforms.schema import SECTORS, UNNAMED

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def mention_at(found: ArticleEntities, text: str, words: str) -> Mention:
    """The mention that covers `words` most closely; "Smith#2" is the second place of "Smith"."""
    words, _, number = words.partition("#")
    start = -1
    for _ in range(int(number or 1)):
        start = text.index(words, start + 1)
    end = start + len(words)
    covering = [m for m in found.mentions if m.start_char <= start and end <= m.end_char]
    assert covering, f"no mention covers {words!r}: {[m.text for m in found.mentions]}"
    return min(covering, key=lambda m: m.end_char - m.start_char)


@pytest.mark.parametrize("row", rows("joined"), ids=lambda r: f"{r['culture']}-{r['first']}-{r['second']}")
def test_mentions_are_joined(row: dict[str, str], nlp: Language, names: Names) -> None:
    found = find_entities(nlp(row["text"]), names, None)
    first = mention_at(found, row["text"], row["first"]).entity_id
    second = mention_at(found, row["text"], row["second"]).entity_id
    assert (first is not None and first == second) == (row["same"] == "yes")


@pytest.mark.parametrize("row", rows("named"), ids=lambda r: f"{r['mention']}-{r['entity']}")
def test_mention_is_named(row: dict[str, str], nlp: Language, names: Names) -> None:
    found = find_entities(nlp(row["text"]), names, None)
    mention = next((m for m in found.mentions if m.text == row["mention"]), None)
    assert mention is not None, [m.text for m in found.mentions]
    entity = found.entity(mention)
    assert entity is not None
    assert (mention.label, entity.name, entity.country or "") == (row["label"], row["entity"], row["country"])


@pytest.mark.parametrize("row", rows("spellings"), ids=lambda r: f"{r['first']}-{r['second']}")
def test_spellings_across_articles(row: dict[str, str], nlp: Language, names: Names) -> None:
    ids = []
    for name in (row["first"], row["second"]):
        found = find_entities(
            nlp(f"The prize went to {name} on Monday. {name} thanked the jury."), names, None
        )
        persons = {m.entity_id for m in found.mentions if m.label == "PERSON" and m.form in ("name", "title")}
        assert len(persons) == 1, found.mentions
        ids.append(persons.pop())
    assert (ids[0] == ids[1]) == (row["same"] == "yes")


@pytest.mark.parametrize("row", rows("pronouns"), ids=lambda r: f"{r['words']}-{r['entity']}")
def test_stand_in_means(row: dict[str, str], nlp: Language, names: Names) -> None:
    found = find_entities(nlp(row["text"]), names, None)
    start = row["text"].index(row["words"])
    mention = next(
        (m for m in found.mentions if m.start_char == start and m.form in ("pronoun", "nominal")), None
    )
    entity = found.entity(mention)
    assert (entity.name if entity else "") == row["entity"]


@pytest.mark.parametrize("row", rows("affiliations"), ids=lambda r: r["text"][:60])
def test_country_and_sector_are_told(row: dict[str, str], nlp: Language, names: Names) -> None:
    found = find_entities(nlp(row["text"]), names, date(2023, 5, 10))
    entity = found.entity(mention_at(found, row["text"], row["mention"]))
    assert entity is not None
    assert (entity.country or "", entity.sector or "") == (row["country"], row["sector"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Prime Minister Han Min-jun resigned.", "Han Min-jun"),
        ("Canada expelled Arjun Kumar Sethi.", "Arjun Kumar Sethi"),
        ("The World Hindu Congress of Kenya protested.", "World Hindu Congress of Kenya"),
    ],
)
def test_names_are_whole(text: str, name: str, nlp: Language, names: Names) -> None:
    assert name in [m.text for m in find_entities(nlp(text), names, None).mentions]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("They walked out of both Houses.", "Houses"),
        ("Last week, Defence Minister Rajan Pillai told reporters so.", "Defence"),
        ("[Photo] Strikers rest. The port is shut.", "Photo] Strikers"),
    ],
)
def test_words_are_no_entities(text: str, word: str, nlp: Language, names: Names) -> None:
    found = find_entities(nlp(text), names, None)
    assert word not in [m.text for m in found.mentions if m.form == "name"]


def test_mentions_of_an_article_are_sound(nlp: Language, names: Names) -> None:
    text = (
        "China’s foreign minister, Wang Yi, met Mr. Lavrov in Moscow. He praised Russia.\n\n"
        "The U. S. said it would not comment. Ukraine's Foreign Ministry did."
    )
    doc = nlp(text)
    found = find_entities(doc, names, None)
    heads = [m.head for m in found.mentions]
    assert len(heads) == len(set(heads))
    for mention in found.mentions:
        assert text[mention.start_char : mention.end_char] == mention.text
        assert mention.start <= mention.head < mention.end
        assert mention.entity_id is None or mention.entity_id in found.entities
    used = {m.entity_id or m.unnamed_id for m in found.mentions}
    assert used - {None} == set(found.entities)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "…", "’s", "Mr.", "(((", "\u202e\x00", "A" * 5000, "🙂 🙂"]
)
def test_odd_texts_do_no_harm(text: str, nlp: Language, names: Names) -> None:
    assert all(m.text for m in find_entities(nlp(text), names, None).mentions)


def test_office_holder_is_of_the_article_s_day(nlp: Language, names: Names) -> None:
    doc = nlp("The German chancellor arrived late.")
    for day, name in ((date(2019, 5, 1), "Angela Merkel"), (date(2023, 5, 1), "Olaf Scholz")):
        found = find_entities(doc, names, day)
        assert [e.name for e in found.entities.values() if e.kind == "PERSON"] == [name]


def test_local_namesakes_stay_apart(nlp: Language, names: Names) -> None:
    """A single name tells one article's person from another's only within the article."""
    first = find_entities(nlp("Maria sells bread. Maria is 40."), names, None)
    second = find_entities(nlp("Maria owns a hotel. Maria hired a cook."), names, None)
    assert not set(first.entities) & set(second.entities)


def test_merges_say_why(nlp: Language, names: Names) -> None:
    found = find_entities(nlp("Vladimir V. Putin spoke. Russia was quiet."), names, None)
    assert [(m.entity_id, m.text) for m in found.merges] == [("Q7747", "Vladimir V. Putin")]
    assert "Q7747" in found.merges[0].reason


def test_own_aliases_win_and_undo_merges(tmp_path: Path, nlp: Language) -> None:
    for table in REFERENCE.glob("*.csv"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    with (tmp_path / "aliases.csv").open("a", encoding="utf-8") as out:
        out.write("Dmitri Peskov,,Dmitri Peskov the painter,PERSON,FRA,ELI,,,,\n")
        out.write("Harbour Watch,HW,Harbour Watch Society,ORG,MLT,NGO,,,,\n")
    names = load_names(tmp_path)
    text = "Harbour Watch thanked Dmitri Peskov. Dmitry Peskov was not there. HW is small."
    found = find_entities(nlp(text), names, None)
    called = {m.text: found.entity(m) for m in found.mentions if m.form == "name"}
    painter, society = called["Dmitri Peskov"], called["Harbour Watch"]
    assert painter is not None and (painter.name, painter.country) == ("Dmitri Peskov the painter", "FRA")
    assert called["Dmitry Peskov"] != painter
    assert society is not None and (society.name, society.country, society.sector) == (
        "Harbour Watch Society", "MLT", "NGO",
    )  # fmt: skip
    assert called["HW"] == society
    assert resolve_phrase("Harbour Watch", names).sector == "NGO"


@pytest.mark.parametrize("row", rows("phrases"), ids=lambda r: r["phrase"])
def test_phrase_is_resolved(row: dict[str, str], names: Names) -> None:
    on = date.fromisoformat(row["date"]) if row["date"] else None
    found = resolve_phrase(row["phrase"], names, on)
    assert (found.name or "", found.country or "", found.sector or "") == (
        row["name"], row["country"], row["sector"],
    )  # fmt: skip


@pytest.mark.parametrize("row", rows("phrases"), ids=lambda r: r["phrase"])
def test_phrase_means_the_same_in_a_text(row: dict[str, str], nlp: Language, names: Names) -> None:
    """`readout resolve` and the reader of articles are one."""
    on = date.fromisoformat(row["date"]) if row["date"] else None
    alone = resolve_phrase(row["phrase"], names, on)
    text = f"{row['phrase'][0].upper()}{row['phrase'][1:]} said on Tuesday that the talks had begun."
    doc = nlp(text)
    subject = next(token for token in doc if token.dep_ == "nsubj" and token.head.lower_ == "said")
    mention = find_entities(doc, names, on).by_head[subject.i]
    assert (mention.entity_id or mention.unnamed_id) == alone.entity_id


@pytest.mark.parametrize("row", rows("described"), ids=lambda r: f"{r['mention']}-{r['entity']}")
def test_who_is_only_described(row: dict[str, str], nlp: Language, names: Names) -> None:
    found = find_entities(nlp(row["text"]), names, date(2023, 5, 10))
    mention = next((m for m in found.mentions if m.text == row["mention"]), None)
    assert mention is not None, [m.text for m in found.mentions]
    entity = found.unnamed(mention.head)
    told = (entity.name, entity.country or "", entity.sector or "") if entity else ("", "", "")
    assert told == (row["entity"], row["country"], row["sector"])
    assert entity is None or (entity.kind, mention.entity_id) == (UNNAMED, None)


@pytest.mark.parametrize(
    "phrase", ["", "  ", "\x00", "🤷", "'; DROP TABLE x; --", "of of of", "'s", "a" * 10_000]
)
def test_odd_phrases_resolve_to_nobody(phrase: str, names: Names) -> None:
    found = resolve_phrase(phrase, names)
    assert (found.text, found.entity_id) == (phrase, None)


def test_every_iso_country_is_known(names: Names) -> None:
    assert {country.alpha_3 for country in pycountry.countries} <= set(names.countries)


def test_sectors_are_declared(names: Names) -> None:
    used = {noun.sector for noun in names.nouns.values()} | set(names.office_sectors.values())
    used |= {sector for _, sector in names.organs.values()}
    used |= {sense.entity.sector for senses in names.senses.values() for sense in senses}
    assert used - {None, ""} <= set(SECTORS)


def test_members_are_countries_and_organisations_are_known(names: Names) -> None:
    for row in read_rows("memberships", REFERENCE):
        assert squeeze(row["organisation"]) in names.senses
        members = row["members"].split(";")
        assert len(members) == len(set(members)) and set(members) <= set(names.countries)


def test_a_thousand_names_stay_apart(nlp: Language, names: Names) -> None:
    letters = "bcdfglmprt"
    people = [f"Zed{a}o Quo{b}{c}in" for a in letters for b in letters for c in letters]
    doc = nlp.make_doc(". ".join(people[:1000]) + ".")
    spans = [
        NameSpan(token.i, token.i + 2, "PERSON", "recognised")
        for token in doc
        if token.text.startswith("Zed")
    ]
    found = article_persons(doc, spans, {}, names, Evidence(frozenset(), frozenset(), ""))
    assert len(found) == 1000


def test_of_names_that_begin_alike_the_longest_is_repeated(nlp: Language, names: Names) -> None:
    firms = ("Vell Marine Works", "Norda Grid Systems", "Tarn Stone Company", "Holm Timber Trading")
    text = " ".join(
        f"{firm} hired forty people. {firm.rsplit(' ', 1)[0]} paid them. They left {firm}." for firm in firms
    )
    _, doc = next(parse(nlp, [text]))
    assert isinstance(doc, Doc)
    named = [text.index(f"{firm} hired") for firm in firms] + [
        text.index(f"{firm.rsplit(' ', 1)[0]} paid") for firm in firms
    ]
    ends = [start + len(firm) for start, firm in zip(named, firms, strict=False)]
    ends += [text.index(" paid", start) for start in named[4:]]
    spans = [doc.char_span(start, end, label="ORG") for start, end in zip(named, ends, strict=True)]
    doc.set_ents([span for span in spans if span is not None])
    found = name_spans(doc, [], names)
    assert {"Holm Timber Trading", "Vell Marine Works"} <= {
        doc[span.start : span.end].text for span in found if span.rule == "repeated"
    }
    assert all(one.end <= other.start for one, other in pairwise(found))
