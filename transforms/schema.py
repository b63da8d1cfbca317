"""Every table of the warehouse, declared once.

The polars schema, the DuckDB DDL with its comments, the structural expectations and the data
dictionary are all read off `TABLES`; tests hold them together. Character offsets are 0-based and
end-exclusive, into `core.articles.body`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

STR = pl.String
INT = pl.Int32
REAL = pl.Float64
FLAG = pl.Boolean
DAY = pl.Date
TIME = pl.Datetime("us")  # always UTC, without a zone: what DuckDB calls TIMESTAMP
STRS = pl.List(pl.String)

# Vocabularies that a column may draw from. PLOVER's own lists stand in seeds/reference/.
ENTITY_LABELS = (
    "PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART",
)  # fmt: skip
SECTORS = (
    "GOV", "MIL", "REB", "OPP", "PTY", "COP", "JUD", "SPY", "LEG", "IGO", "NGO", "MNC", "BUS", "MED", "EDU",
    "CVL", "REL", "LAB", "REF", "CRM", "UAF", "ELI", "PRM", "HLH", "AGR", "ENV", "HRI", "DEV", "SOC", "PRE", "JRN", "UNK",
    "JRN", "PRE", "BUD",
)  # fmt: skip
# CAMEO's codes of organisations of states, which stand where a country's code does.
SUPRANATIONAL = ("EUR", "IGO", "UNO")
MENTION_FORMS = ("name", "title", "nominal", "pronoun")
QUOTE_FORMS = ("direct", "indirect", "mixed")
STATUSES = ("occurred", "planned", "hypothetical", "denied")
DATE_PRECISIONS = ("day", "week", "month", "year")
DATE_BASES = ("metadata", "manifest", "url", "text")
SEVERITIES = ("critical", "warning")
# null_share and resolved_share: of a column's values; rows_per_article: of a table; articles: read of a source;
# pass_share: of a source's rows of a table those that hold all that is expected of them
METRIC_NAMES = ("null_share", "resolved_share", "rows_per_article", "articles", "pass_share")
RUN_STATES = ("running", "completed", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: polars type, a one-line meaning, and what a value may be."""

    name: str
    dtype: pl.DataType | type[pl.DataType]
    meaning: str
    nullable: bool = False
    unit: str | None = None
    values: tuple[str, ...] | None = None
    references: str | None = None  # "schema.table.column" that holds every non-null value
    foreign: bool = False  # words from outside: escape them wherever they are shown


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `key` names the columns that identify a row; empty for append-only logs."""

    schema: str
    name: str
    one_row_per: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def file_name(self) -> str:
        """Name of the Parquet file of the table in a staged batch."""
        return f"{self.full_name}.parquet"

    @property
    def polars(self) -> pl.Schema:
        return pl.Schema({column.name: column.dtype for column in self.columns})

    def column(self, name: str) -> Column:
        """The column called `name`. Raises KeyError when the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.full_name} has no column {name!r}")

    def frame(self, rows: list[tuple[object, ...]]) -> pl.DataFrame:
        """Rows in the order of the columns, as a typed frame (also when there are none)."""
        return pl.DataFrame(rows, schema=self.polars, orient="row")


def _start() -> tuple[Column, Column]:
    return (
        Column("start_char", INT, "Where the text starts in the body.", unit="characters"),
        Column("end_char", INT, "Where the text ends in the body, exclusive.", unit="characters"),
    )


_ARTICLE = Column("article_id", STR, "The article.", references="core.articles.article_id")
_SENTENCE = Column("sentence_no", INT, "The sentence that it starts in, from 0.")


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
    Column("published_at_basis", STR, "What stated published_at.", nullable=True, values=DATE_BASES),
    Column("language", STR, "ISO 639-1 code; only articles in the model's language are annotated.", nullable=True),
    Column("body", STR, "Clean text, paragraphs separated by an empty line.", foreign=True),
    Column("n_words", INT, "Words in the body.", unit="words"),
    Column("content_hash", STR, "Hash of title and body; a new one makes a new version."),
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
    Column("content_hash", STR, "Hash of title and body."),
    Column("body", STR, "Clean text of that version.", foreign=True),
    Column("seen_at", TIME, "When a run first saw that version.", unit="UTC"),
    Column("run_id", STR, "Run that loaded it."),
))  # fmt: skip

ARTICLE_SIGNATURES = Table("core", "article_signatures", "article long enough to be recognised in a near-duplicate", ("article_id",), (
    _ARTICLE,
    Column("kind", STR, "How it was made; signatures of one kind compare."),
    Column("signature", pl.Binary, "MinHash over its shingles of words."),
    Column("bands", pl.List(pl.Int64), "Keys under which candidates are found."),
))  # fmt: skip

SENTENCES = Table("core", "sentences", "sentence of an article", ("article_id", "sentence_no"), (
    _ARTICLE,
    Column("sentence_no", INT, "Number of the sentence in its article, from 0."),
    *_start(),
))  # fmt: skip

ENTITIES = Table("core", "entities", "real-world entity, across articles", ("entity_id",), (
    Column("entity_id", STR, "Wikidata id where the reference data knows one, else a hash of name and kind."),
    Column("name", STR, "Fullest name.", foreign=True),
    Column("kind", STR, "What the thing is: OntoNotes label.", values=ENTITY_LABELS),
    Column("country", STR, "ISO 3166 alpha-3 of nationality, seat or affiliation; EUR, UNO or IGO for organisations of states.", nullable=True),
    Column("sector", STR, "PLOVER/CAMEO actor sector.", nullable=True, values=SECTORS),
    Column("wikidata_id", STR, "Wikidata item.", nullable=True),
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
))  # fmt: skip

EVENTS = Table("core", "events", "coded event between an actor and a recipient", ("event_id",), (
    Column("event_id", STR, "Hash of article, trigger, type, actor and recipient."),
    _ARTICLE,
    _SENTENCE,
    *_start(),
    Column("text", STR, "The coded clause, exactly as in the body.", foreign=True),
    Column("trigger", STR, "Words that name the deed, as written.", foreign=True),
    Column("event_type", STR, "PLOVER event type."),
    Column("mode", STR, "PLOVER mode of the type.", nullable=True),
    Column("contexts", STRS, "PLOVER contexts."),
    Column("quad_class", STR, "PLOVER quad class of the type."),
    Column("goldstein", REAL, "Goldstein scale of conflict (-10) to cooperation (+10).", unit="Goldstein"),
    Column("actor_text", STR, "Who does it, as written.", nullable=True, foreign=True),
    _entity("actor_id", "Who does it."),
    Column("actor_country", STR, "ISO 3166 alpha-3 of the actor.", nullable=True),
    Column("recipient_text", STR, "Whom it is done to, as written.", nullable=True, foreign=True),
    _entity("recipient_id", "Whom it is done to."),
    Column("recipient_country", STR, "ISO 3166 alpha-3 of the recipient.", nullable=True),
    Column("date_text", STR, "Words that date it.", nullable=True, foreign=True),
    Column("event_date", DAY, "First day of the period that date_text means.", nullable=True),
    Column("date_precision", STR, "How exact event_date is.", nullable=True, values=DATE_PRECISIONS),
    Column("place_text", STR, "Where it happens, as written.", nullable=True, foreign=True),
    _entity("place_id", "Where it happens."),
    Column("status", STR, "Whether it is said to have happened.", values=STATUSES),
    _entity("attributed_to", "Who claims it; null in the article's own voice, and for a claim (quote_id) by nobody known."),
    Column("quote_id", STR, "The quotation that claims it.", nullable=True, references="core.quotes.quote_id"),
    Column("duplicate_of", STR, "Event of the same article that this one repeats.", nullable=True, references="core.events.event_id"),
    Column("confidence", REAL, "How sure the rule that fired is, 0 to 1."),
))  # fmt: skip

RUNS = Table("quality", "runs", "flow run", ("run_id",), (
    Column("run_id", STR, "Name of the run."),
    Column("flow_run_id", STR, "Prefect's id of the flow run.", nullable=True),
    Column("started_at", TIME, "Start.", unit="UTC"),
    Column("finished_at", TIME, "End.", nullable=True, unit="UTC"),
    Column("state", STR, "How it ended.", values=RUN_STATES),
    Column("articles_seen", INT, "Articles that the sources held."),
    Column("articles_new", INT, "Loaded for the first time."),
    Column("articles_changed", INT, "Loaded as a further version."),
    Column("articles_unchanged", INT, "The warehouse has this version."),
    Column("articles_reannotated", INT, "Of those unchanged, annotated anew with other rules, reference data or model."),
    Column("articles_quarantined", INT, "Turned away; see quality.quarantine."),
    Column("rows_loaded", STR, "JSON object: table to rows loaded."),
    Column("versions", STR, "JSON object: versions of code, model and reference data."),
    Column("message", STR, "Why it failed or ended early, or which sources could not be read.", nullable=True, foreign=True),
))  # fmt: skip

CHECKS = Table("quality", "checks", "result of an expectation in a run", (), (
    Column("run_id", STR, "The run."),
    Column("batch", INT, "Number of the batch in the run, from 0; -1: the run as a whole."),
    Column("table_name", STR, "Table that was checked."),
    Column("expectation", STR, "Great Expectations' name of the expectation."),
    Column("column_name", STR, "Column or columns that it looks at.", nullable=True),
    Column("severity", STR, "What the check comes to where it does not pass: critical keeps articles or the batch out; warning reports, or keeps rows out of a loaded article.", values=SEVERITIES),
    Column("meaning", STR, "What it demands, in a sentence."),
    Column("success", FLAG, "Whether it passed."),
    Column("observed", STR, "What was observed, in short.", nullable=True),
    Column("unexpected_count", pl.Int64, "Rows that break it.", nullable=True),
    Column("unexpected_percent", REAL, "Share of such rows.", nullable=True, unit="percent"),
    Column("checked_at", TIME, "When.", unit="UTC"),
    Column("examples", STR, "JSON array: the keys of some rows that break it, and where their article stands; null where none does.", nullable=True, foreign=True),
))  # fmt: skip

METRICS = Table("quality", "metrics", "metric of a run, against what the runs before it measured", (), (
    Column("run_id", STR, "The run."),
    Column("table_name", STR, "Table that was measured."),
    Column("column_name", STR, "Column that was measured; null for the table as a whole.", nullable=True),
    Column("source", STR, "Source that was measured; null for all.", nullable=True, foreign=True),
    Column("metric", STR, "What was measured.", values=METRIC_NAMES),
    Column("value", REAL, "A share from 0 to 1, a mean, or a count."),
    Column("n", pl.Int64, "Rows or articles that it is taken over."),
    Column("usual_low", REAL, "Least value that the last runs make usual; null where nothing is usual yet.", nullable=True),
    Column("usual_high", REAL, "Greatest such value.", nullable=True),
    Column("expected_low", REAL, "Least value that the source file expects.", nullable=True),
    Column("expected_high", REAL, "Greatest value that the source file expects.", nullable=True),
))  # fmt: skip

FETCHES = Table("quality", "fetches", "address that a source fetched, as it last answered", ("url",), (
    Column("url", STR, "The address.", foreign=True),
    Column("etag", STR, "What to ask about next time (ETag).", nullable=True, foreign=True),
    Column("last_modified", STR, "What to ask about next time (Last-Modified).", nullable=True, foreign=True),
    Column("fetched_at", TIME, "When a run published what it said.", unit="UTC"),
))  # fmt: skip

QUARANTINE = Table("quality", "quarantine", "article or row that was turned away", ("quarantine_id",), (
    Column("quarantine_id", STR, "Hash of source, place, table and reason: the same as long as these are."),
    Column("run_id", STR, "The run that turned it away."),
    Column("table_name", STR, "Table that it would have entered."),
    Column("source", STR, "Name of its source.", foreign=True),
    Column("source_ref", STR, "Where in the source it stands.", foreign=True),
    Column("reason", STR, "What is wrong, where and why.", foreign=True),
    Column("payload", STR, "What was turned away, as JSON, cut where it is very long.", foreign=True),
    Column("quarantined_at", TIME, "When.", unit="UTC"),
    Column("location", STR, "What `readout run` was given to read the source: its name, a path or an address; null where it is not known.", nullable=True, foreign=True),
))  # fmt: skip

SCHEMA_VERSION = Table("quality", "schema_version", "warehouse: the version that its tables are of", (), (
    Column("version", INT, "Number of the last migration that was applied, 0 before there were any."),
    Column("declaration", STR, "Hash of the statements that made the tables, comments and marts."),
))  # fmt: skip

CORE = (
    ARTICLES,
    ARTICLE_VERSIONS,
    ARTICLE_SIGNATURES,
    SENTENCES,
    ENTITIES,
    ENTITY_MERGES,
    MENTIONS,
    QUOTES,
    EVENTS,
)
# What our own rules made of the articles: a row of these that is wrong costs no article
ANNOTATIONS = tuple(table for table in CORE if table not in (ARTICLES, ARTICLE_VERSIONS))
QUALITY = (RUNS, CHECKS, METRICS, QUARANTINE, FETCHES, SCHEMA_VERSION)
TABLES = CORE + QUALITY


def references(table: Table) -> Iterator[tuple[str, Table, str]]:
    """Yield (column, table it points into, column there) for every reference of `table`."""
    from transforms.reference_schema import REFERENCE_TABLES  # declared in the terms of this module

    by_name = {other.full_name: other for other in (*TABLES, *REFERENCE_TABLES)}
    for column in table.columns:
        if column.references:
            name, _, target = column.references.rpartition(".")
            yield column.name, by_name[name], target
