"""The tables of `core`: articles and their annotations.

Character offsets are 0-based and end-exclusive, into `core.articles.body`.
"""

import polars as pl

from transforms.schema.table import DAY, FLAG, INT, REAL, STR, STRS, TIME, WEIGHTS, Column, Table
from transforms.schema.vocabularies import (
    DATE_BASES,
    DATE_PRECISIONS,
    ENTITY_KINDS,
    ENTITY_LABELS,
    FIGURES,
    MENTION_FORMS,
    PLACE_PRECISIONS,
    QUOTE_FORMS,
    SECTORS,
    STATUSES,
)


def _start() -> tuple[Column, Column]:
    return (
        Column("start_char", INT, "Where the text starts in the body.", unit="characters"),
        Column("end_char", INT, "Where the text ends in the body, exclusive.", unit="characters"),
    )


_ARTICLE = Column("article_id", STR, "The article.", references="core.articles.article_id")
_SENTENCE = Column("sentence_no", INT, "The sentence that it starts in, from 0.")


def _why(name: str, meaning: str) -> Column:
    """A column of rules; older versions of Readout wrote none."""
    return Column(name, STR, meaning, nullable=True)


def _place(of: str) -> tuple[Column, ...]:
    """Where on earth it lies."""
    return (
        Column("place_country", STR, f"ISO 3166 alpha-3 of the country that {of} lies in; null where that is not sure.", nullable=True),
        Column("place_precision", STR, "What the coordinates are those of: a site, a town, a part of a country, or the middle of a country.", nullable=True, values=PLACE_PRECISIONS),
        Column("latitude", REAL, f"Latitude of {of} (WGS 84).", nullable=True, unit="degrees"),
        Column("longitude", REAL, f"Longitude of {of} (WGS 84).", nullable=True, unit="degrees"),
    )  # fmt: skip


def _entity(name: str, meaning: str) -> Column:
    return Column(name, STR, meaning, nullable=True, references="core.entities.entity_id")


ARTICLES = Table("core", "articles", "article, in its current version", ("article_id",), (
    Column("article_id", STR, "Hash of the canonical URL, else of source and source_ref."),
    Column("source", STR, "Name of the source that it came from.", foreign=True),
    Column("source_ref", STR, "Where in the source: path in its folder, or <file>#<id>.", foreign=True),
    Column("url", STR, "Canonical address.", nullable=True, foreign=True),
    Column("publisher", STR, "Outlet that published it.", nullable=True, foreign=True),
    Column("title", STR, "Headline, without the publisher's suffix.", nullable=True, foreign=True),
    Column("authors", STRS, "Authors as named by the byline or the metadata.", foreign=True),
    Column("contributors", STRS, "Reporters that a closing line names as contributing.", foreign=True),
    Column("published_at", TIME, "When it was published; null when nothing states it.", nullable=True, unit="UTC"),
    Column("published_zone", STR, "Offset from UTC in which the publisher stated it (-05:00); null where none was stated.", nullable=True),
    Column("published_on", DAY, "Day of publication on the publisher's clock: that of published_at in published_zone.", nullable=True),
    Column("published_at_basis", STR, "What stated published_at.", nullable=True, values=DATE_BASES),
    Column("dateline_place", STR, "Place in the dateline that the text begins with, as written; null where there is none.", nullable=True, foreign=True),
    *_place("the place in the dateline"),
    Column("language", STR, "ISO 639-1 code; only articles in the model's language are annotated.", nullable=True),
    Column("body", STR, "Clean text, paragraphs separated by an empty line.", foreign=True),
    Column("corrections", STR, "Corrections and editor's notes, which the body is without.", nullable=True, foreign=True),
    Column("n_words", INT, "Words in the body.", unit="words"),
    Column("content_hash", STR, "Hash of title, body and corrections; a new one makes a new version."),
    Column("raw_hash", STR, "Hash of the raw input; an equal one is not even cleaned again."),
    Column("version", INT, "1 for the first version seen, one more for each change."),
    Column("duplicate_of", STR, "Earliest near-duplicate, if any.", nullable=True, references="core.articles.article_id"),
    Column("n_repairs", INT, "Damages of the text that cleaning repaired."),
    Column("first_seen_at", TIME, "When a run first saw the article.", unit="UTC"),
    Column("run_id", STR, "Run that loaded this version, or annotated it last."),
))  # fmt: skip

ARTICLE_VERSIONS = Table("core", "article_versions", "version of an article, superseded or current", ("article_id", "version"), (
    _ARTICLE,
    Column("version", INT, "Number of the version, from 1."),
    Column("content_hash", STR, "Hash of title, body and corrections."),
    Column("body", STR, "Clean text of that version.", foreign=True),
    Column("corrections", STR, "Corrections and editor's notes of that version; null also where an older Readout loaded it.", nullable=True, foreign=True),
    Column("seen_at", TIME, "When a run first saw that version.", unit="UTC"),
    Column("run_id", STR, "Run that loaded it."),
))  # fmt: skip

ARTICLE_SIGNATURES = Table("core", "article_signatures", "article long enough to be recognised in a near-duplicate", ("article_id",), (
    _ARTICLE,
    Column("kind", STR, "How it was made; signatures of one kind compare."),
    Column("signature", pl.Binary, "MinHash over its shingles of words."),
    Column("bands", pl.List(pl.Int64), "Keys under which candidates are found."),
))  # fmt: skip

ARTICLE_TERMS = Table("core", "article_terms", "article in the model's language, with the terms by which its story is found", ("article_id",), (
    _ARTICLE,
    Column("terms", pl.List(pl.Int64), "Hashes of the words of headline and beginning, and of pairs of them."),
    Column("weights", pl.List(pl.Int64), "How rare each term is in English, in hundredths of the Zipf scale."),
))  # fmt: skip

SENTENCES = Table("core", "sentences", "sentence of an article", ("article_id", "sentence_no"), (
    _ARTICLE,
    Column("sentence_no", INT, "Number of the sentence in its article, from 0."),
    *_start(),
))  # fmt: skip

ENTITIES = Table("core", "entities", "real-world entity, as most articles have it", ("entity_id",), (
    Column("entity_id", STR, "Wikidata id where the reference data knows one, else a hash of name and kind."),
    Column("name", STR, "Name in most articles.", foreign=True),
    Column("kind", STR, "What the thing is in most articles: OntoNotes label; UNNAMED for people and bodies that are only described, by role, country and sector.", values=ENTITY_KINDS),
    Column("country", STR, "ISO 3166 alpha-3 of nationality, seat or affiliation, in most articles that tell; EUR, UNO or IGO for organisations of states.", nullable=True),
    Column("sector", STR, "PLOVER/CAMEO actor sector, in most articles that tell.", nullable=True, values=SECTORS),
    Column("wikidata_id", STR, "Wikidata item.", nullable=True),
))  # fmt: skip

ARTICLE_ENTITIES = Table("core", "article_entities", "entity of an article, with what the article says of it", ("article_id", "entity_id"), (
    _ARTICLE,
    Column("entity_id", STR, "The entity.", references="core.entities.entity_id"),
    Column("name", STR, "Fullest name that the article gives it, or its name in the reference data.", foreign=True),
    Column("kind", STR, "What the thing is: OntoNotes label, or UNNAMED.", values=ENTITY_KINDS),
    Column("country", STR, "ISO 3166 alpha-3, or EUR, UNO, IGO: as the article states, or as was so on its day.", nullable=True),
    Column("sector", STR, "PLOVER/CAMEO sector: as the article states, or as was so on its day.", nullable=True, values=SECTORS),
    Column("role", STR, "A person's role as the article writes it; null where it states none.", nullable=True, foreign=True),
    Column("mentions", INT, "Mentions of it in the article, of whatever form.", unit="mentions"),
))  # fmt: skip

ENTITY_MERGES = Table("core", "entity_merges", "name in an article that was taken to mean an entity of another name", ("merge_id",), (
    Column("merge_id", STR, "Hash of article and name."),
    _ARTICLE,
    Column("text", STR, "The name, as written.", foreign=True),
    Column("entity_id", STR, "The entity that it was taken to mean.", references="core.entities.entity_id"),
    Column("reason", STR, "Why; an entry in seeds/reference/aliases.csv undoes it."),
))  # fmt: skip

MENTIONS = Table("core", "mentions", "mention of an entity in an article", ("mention_id",), (
    Column("mention_id", STR, "Hash of article, offsets and form."),
    _ARTICLE,
    _SENTENCE,
    *_start(),
    Column("text", STR, "The words, exactly as in the body.", foreign=True),
    Column("label", STR, "How the words name it: OntoNotes label.", values=ENTITY_LABELS),
    Column("form", STR, "Whether a name, a title with a name, a nominal or a pronoun.", values=MENTION_FORMS),
    _entity("entity_id", "Whom it means; null where the text does not decide."),
    _why("rule", "Rules that found the words and decided whom they mean."),
    Column("confidence", REAL, "Share of links by that rule that readers found right; null where nobody is meant.", nullable=True),
))  # fmt: skip

QUOTES = Table("core", "quotes", "quotation, or piece of one that its cue interrupts", ("quote_id",), (
    Column("quote_id", STR, "Hash of article and offsets."),
    Column("quote_group", STR, "Shared by the pieces of one quotation: the first piece's quote_id."),
    _ARTICLE,
    _SENTENCE,
    *_start(),
    Column("text", STR, "The quoted words without the marks, exactly as in the body.", foreign=True),
    Column("form", STR, "In marks, reported, or reported with some words in marks.", values=QUOTE_FORMS),
    Column("speaker_text", STR, "The speaker as written at the cue.", nullable=True, foreign=True),
    _entity("speaker_id", "Who speaks; null where the text does not decide."),
    Column("cue", STR, "Words that report the speech, as written.", nullable=True, foreign=True),
    Column("cue_lemma", STR, "Dictionary form of the cue.", nullable=True, foreign=True),
    Column("addressee_text", STR, "Whom the speaker addresses, as written.", nullable=True, foreign=True),
    _why("rule", "Rule by which the words are a quotation."),
    _why("speaker_rule", "Rules that decided who speaks."),
))  # fmt: skip

EVENTS = Table("core", "events", "coded event between an actor and a recipient", ("event_id",), (
    Column("event_id", STR, "Hash of article, trigger, type, actor and recipient."),
    _ARTICLE,
    _SENTENCE,
    *_start(),
    Column("text", STR, "The coded clause, exactly as in the body.", foreign=True),
    Column("trigger", STR, "Words that name the event, as written.", foreign=True),
    Column("event_type", STR, "PLOVER event type."),
    Column("mode", STR, "PLOVER mode of the type.", nullable=True),
    Column("contexts", STRS, "PLOVER contexts."),
    Column("quad_class", STR, "PLOVER quad class of the type."),
    Column("goldstein", REAL, "Goldstein scale of conflict (-10) to cooperation (+10).", unit="Goldstein"),
    Column("actor_text", STR, "Who does it, as written.", nullable=True, foreign=True),
    _entity("actor_id", "Who does it."),
    Column("actor_country", STR, "ISO 3166 alpha-3 of the actor, by the article or on its day.", nullable=True),
    Column("actor_sector", STR, "PLOVER/CAMEO sector of the actor, by the article or on its day.", nullable=True, values=SECTORS),
    Column("recipient_text", STR, "Whom it is done to, as written.", nullable=True, foreign=True),
    _entity("recipient_id", "Whom it is done to."),
    Column("recipient_country", STR, "ISO 3166 alpha-3 of the recipient, by the article or on its day.", nullable=True),
    Column("recipient_sector", STR, "PLOVER/CAMEO sector of the recipient, by the article or on its day.", nullable=True, values=SECTORS),
    Column("date_text", STR, "Words that date it.", nullable=True, foreign=True),
    Column("event_date", DAY, "First day of the period that date_text means.", nullable=True),
    Column("date_precision", STR, "How exact event_date is.", nullable=True, values=DATE_PRECISIONS),
    Column("place_text", STR, "Where it happens, as written.", nullable=True, foreign=True),
    _entity("place_id", "Where it happens."),
    *_place("the place where it happens"),
    Column("status", STR, "Whether it is said to have happened.", values=STATUSES),
    _entity("attributed_to", "Who claims it; null in the article's own voice, and for a claim (quote_id) by nobody known."),
    Column("quote_id", STR, "The quotation that claims it.", nullable=True, references="core.quotes.quote_id"),
    Column("duplicate_of", STR, "Event of the same article that this one repeats.", nullable=True, references="core.events.event_id"),
    Column("incident_id", STR, "Row of core.incidents that it tells of; set at each load.", nullable=True),
    Column("confidence", REAL, "Share of rows of its kind whose type, actor and recipient readers found right."),
    Column("prominence", REAL, "How likely its sentence tells it as news, 0 to 1: the product of its weights.", nullable=True),
    _why("rule", "Trigger that fired: head word, part of speech, and what it needs."),
    _why("trigger_row", "Where the trigger stands in the reference data: file and line."),
    _why("actor_rule", "Rules that bound the actor to the trigger."),
    _why("recipient_rule", "Rules that bound the recipient to the trigger."),
    Column(
        "weights",
        WEIGHTS,
        "Factors of the prominence: the trigger's certainty, where the sentence tells it, denial, two named "
        "parties, sport, and how political the parties are.",
        nullable=True,
    ),
))  # fmt: skip

PASSING_EVENTS = Table(
    "core",
    "events_in_passing",
    "event that its sentence only names in passing; columns as in core.events, none repeats another or is of an incident",
    ("event_id",),
    EVENTS.columns,
)

EVENT_FIGURES = Table("core", "event_figures", "figure that the clause of an event states: people killed, arrested ..., money, goods", ("figure_id",), (
    Column("figure_id", STR, "Hash of event, offsets and what is counted."),
    Column("event_id", STR, "The event.", references="core.events.event_id"),
    _ARTICLE,
    _SENTENCE,
    *_start(),
    Column("text", STR, "The words, exactly as in the body: at least 12 soldiers.", foreign=True),
    Column("what", STR, "What there are so many of: people, by what became of them, money or goods.", values=FIGURES),
    Column("low", REAL, "The number, or the least that it is said to be; null where only the most is said.", nullable=True),
    Column("high", REAL, "The number, or the most that it is said to be; null where only the least is said.", nullable=True),
    Column("unit", STR, "Currency of money (ISO 4217; $ or ¥ where the text does not say whose), noun that counts goods; null for people.", nullable=True, foreign=True),
))  # fmt: skip

STORIES = Table("core", "stories", "story: articles that tell of one happening", ("story_id",), (
    Column("story_id", STR, "article_id of its first article; another where an earlier one comes in later.", references="core.articles.article_id"),
    Column("central_article_id", STR, "The article most like the others.", references="core.articles.article_id"),
    Column("headline", STR, "Title of that article; where it has none, its first words.", foreign=True),
    Column("first_day", DAY, "Day of publication of its first article; of undated ones, the day when first seen."),
    Column("last_day", DAY, "The same of its last article."),
    Column("articles", INT, "Articles that tell of it, near-duplicates included.", unit="articles"),
    Column("originals", INT, "Articles that are no near-duplicate.", unit="articles"),
    Column("publishers", INT, "Publishers of these articles; a source counts for those that name none.", unit="publishers"),
    Column("entities", STRS, "entity_id of the persons and bodies that most of its articles name, at most five."),
    Column("places", STRS, "entity_id of the places that most of its articles name, at most five."),
))  # fmt: skip

ARTICLE_STORIES = Table("core", "article_stories", "article of a story", ("article_id",), (
    _ARTICLE,
    Column("story_id", STR, "The story that it tells.", references="core.stories.story_id"),
    Column("similarity", REAL, "Mean similarity to the others of its chapter, 1 where there are none; of a near-duplicate, that of its original."),
    Column("chapter_id", STR, "First article of its chapter: of those that tell of it within a few days.", references="core.articles.article_id"),
))  # fmt: skip

STORY_LINKS = Table("core", "story_links", "pair of chapters of different days that are one story", ("chapter_id", "other_id"), (
    Column("chapter_id", STR, "A chapter, the first of the two in the alphabet.", references="core.articles.article_id"),
    Column("other_id", STR, "The other.", references="core.articles.article_id"),
    Column("likeness", REAL, "How alike they are, for how alike the articles of each are: about 1 for one happening."),
))  # fmt: skip

INCIDENTS = Table("core", "incidents", "incident: events of a story that tell of one deed, with what most reports say of it", ("incident_id",), (
    Column("incident_id", STR, "event_id of the first event that tells of it; another where an earlier report comes in later.", references="core.events.event_id"),
    Column("story_id", STR, "The story that it is of; null where its article is of none.", nullable=True, references="core.stories.story_id"),
    Column("first_article_id", STR, "The article that told of it first.", references="core.articles.article_id"),
    Column("event_type", STR, "PLOVER event type, of most reports."),
    Column("mode", STR, "PLOVER mode of the type, of the same reports.", nullable=True),
    Column("quad_class", STR, "PLOVER quad class of the type."),
    Column("goldstein", REAL, "Goldstein scale of conflict (-10) to cooperation (+10).", unit="Goldstein"),
    _entity("actor_id", "Who does it, of most reports that name both sides, else of most."),
    Column("actor_country", STR, "ISO 3166 alpha-3 of the actor, of the same reports.", nullable=True),
    Column("actor_sector", STR, "PLOVER/CAMEO sector of the actor, of the same reports.", nullable=True, values=SECTORS),
    _entity("recipient_id", "Whom it is done to, of the reports that the actor is taken from, else of most."),
    Column("recipient_country", STR, "ISO 3166 alpha-3 of the recipient, of the same reports.", nullable=True),
    Column("recipient_sector", STR, "PLOVER/CAMEO sector of the recipient, of the same reports.", nullable=True, values=SECTORS),
    Column("event_date", DAY, "First day of the period that most reports with a date give.", nullable=True),
    Column("date_precision", STR, "How exact event_date is.", nullable=True, values=DATE_PRECISIONS),
    Column("place_text", STR, "Where it happens, as most reports with a place write it.", nullable=True, foreign=True),
    _entity("place_id", "Where it happens, of the same reports."),
    *_place("the place where it happens"),
    Column("status", STR, "Whether it is said to have happened: the same in all its events.", values=STATUSES),
    Column("events", INT, "Rows of core.events that tell of it, of near-duplicates too; not those that repeat one of their article.", unit="events"),
    Column("articles", INT, "Articles that tell of it, near-duplicates included.", unit="articles"),
    Column("reports", INT, "Reports: a near-duplicate is one with the article that it repeats.", unit="reports"),
    Column("publishers", INT, "Publishers of these articles; a source counts for those that name none.", unit="publishers"),
    Column("days", INT, "Different days of publication.", unit="days"),
    Column("first_report", DAY, "Day of publication of the first article with a date.", nullable=True),
    Column("last_report", DAY, "The same of the last.", nullable=True),
    Column("in_own_voice", FLAG, "Whether an article tells it in its own voice; if not, all quote somebody."),
    Column("claimants", STRS, "entity_id of those who are quoted with it."),
    Column("disagreements", STRS, "Columns of core.events for which the reports give more than one value."),
))  # fmt: skip

CORE = (
    ARTICLES,
    ARTICLE_VERSIONS,
    ARTICLE_SIGNATURES,
    ARTICLE_TERMS,
    SENTENCES,
    ENTITIES,
    ARTICLE_ENTITIES,
    ENTITY_MERGES,
    MENTIONS,
    QUOTES,
    EVENTS,
    PASSING_EVENTS,
    EVENT_FIGURES,
)
# What follows from all articles and is brought in step by each load
FOLLOWING = (STORIES, ARTICLE_STORIES, STORY_LINKS, INCIDENTS)
# What our own rules made of the articles: a row of these that is wrong costs no article
ANNOTATIONS = tuple(table for table in CORE if table not in (ARTICLES, ARTICLE_VERSIONS))
