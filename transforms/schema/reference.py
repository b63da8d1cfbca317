"""The reference tables that SQL can read, declared as the other tables are.

Each is the CSV file of its name in `seeds/reference/`, whose comments name the sources of its facts. Columns
that the file has beyond the declared ones serve the rules only.
"""

from dataclasses import replace

from transforms.schema.table import INT, REAL, STR, Column, Table
from transforms.schema.vocabularies import ENTITY_LABELS, PLACE_PRECISIONS, SECTORS

QUAD_CLASSES = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")


def _text(meaning: str, values: tuple[str, ...] | None = None, references: str | None = None) -> Column:
    """A column whose words are limited, without its name."""
    return Column("", STR, meaning, values=values, references=references)


def _table(name: str, one_row_per: str, key: tuple[str, ...], /, **columns: str | Column) -> Table:
    """A table of text columns, all but the key nullable; a Goldstein score is a number."""
    made = []
    for column, said in columns.items():
        if isinstance(said, str):
            score = column.startswith("goldstein")
            said = Column("", REAL if score else STR, said, unit="Goldstein" if score else None)
        made.append(replace(said, name=column, nullable=column not in key))
    return Table("ref", name, one_row_per, key, tuple(made))


def _degrees(meaning: str) -> Column:
    return Column("", REAL, meaning, unit="degrees")


_ON_EARTH = {
    "latitude": _degrees("Latitude (WGS 84)."),
    "longitude": _degrees("Longitude (WGS 84)."),
    "population": Column("", INT, "People in the town.", unit="people"),
}
COUNTRIES = _table(
    "countries",
    "country or territory",
    ("country",),
    country="ISO 3166 alpha-3.",
    name="Everyday English name.",
    official_name="Official English name.",
    aliases="Other names, separated by ';'.",
    adjectives="Adjectives, separated by ';'.",
    people="Names of its people, separated by ';'.",
    capitals="Capitals and seats of government, separated by ';'.",
    wikidata_id="Wikidata item.",
    latitude=_degrees("Latitude of the middle of its towns (WGS 84)."),
    longitude=_degrees("Longitude of the middle of its towns (WGS 84)."),
)
PLACES = _table(
    "places",
    "place whose name the rules know",
    (),
    name="Name.",
    aliases="Other names, separated by ';'.",
    label=_text("OntoNotes label.", values=ENTITY_LABELS),
    country="ISO 3166 alpha-3; null for what is larger than a country, or disputed.",
    state="First-level division that a town lies in.",
    precision=_text(
        "What the coordinates are those of; null for what is larger than a country.", values=PLACE_PRECISIONS
    ),
    **_ON_EARTH,
)
GAZETTEER = _table(
    "gazetteer",
    "further town of 15,000 people and more, or division of a country",
    (),
    name="Name.",
    country="ISO 3166 alpha-3.",
    state="First-level division that a town lies in.",
    precision=_text("What the coordinates are those of.", values=PLACE_PRECISIONS),
    **_ON_EARTH,
)
ORGANISATIONS = _table(
    "organisations",
    "organisation, party, armed group or seat of government that news names",
    ("name",),
    name="Name.",
    aliases="Other names, separated by ';'.",
    adjectives="Words that name it by its members, separated by ';'.",
    label=_text("OntoNotes label.", values=ENTITY_LABELS),
    country="ISO 3166 alpha-3; EUR, UNO or IGO for organisations of states.",
    sector=_text("PLOVER/CAMEO actor sector.", values=SECTORS),
    wikidata_id="Wikidata item.",
)
OFFICES = _table(
    "offices",
    "public office",
    ("office",),
    office="Name that ref.office_holders uses.",
    phrases="Phrases by which news names it, separated by ';'.",
    sector=_text("PLOVER/CAMEO actor sector of its holders.", values=SECTORS),
)
OFFICE_HOLDERS = _table(
    "office_holders",
    "term of a person in an office",
    (),
    country="ISO 3166 alpha-3.",
    office="The office.",
    of="Region, body or country that the title names.",
    person="Who held it.",
    wikidata_id="Wikidata item of the person; null where the sources have none.",
    gender=_text("m, f or null.", values=("m", "f")),
    start="First day, month or year, as far as known.",
    end="Last day, month or year; null for in office when last seen.",
    last_seen="Month in which a term without an end was last seen open.",
)
PLOVER_TYPES = _table(
    "plover_types",
    "PLOVER event type",
    ("event_type",),
    event_type="PLOVER event type.",
    description="What it covers.",
    quad_class=_text("Verbal or material, cooperation or conflict.", values=QUAD_CLASSES),
    goldstein="Goldstein score of the type.",
    needs_recipient=_text("Whether PLOVER demands a recipient.", values=("yes", "no")),
    cameo_roots="CAMEO root codes that it took over.",
)
PLOVER_MODES = _table(
    "plover_modes",
    "mode of a PLOVER event type",
    ("event_type", "mode"),
    event_type=_text("PLOVER event type.", references="ref.plover_types.event_type"),
    mode="The mode.",
    goldstein="Goldstein score of the mode.",
)
PLOVER_CONTEXTS = _table("plover_contexts", "PLOVER context", ("context",), context="The context.")
PLOVER_CAMEO = _table(
    "plover_cameo",
    "CAMEO code",
    ("cameo_code",),
    cameo_code="CAMEO code of two to four digits.",
    name="What it means.",
    event_type="PLOVER event type that it became.",
    mode="PLOVER mode.",
    contexts="PLOVER contexts.",
    goldstein="Goldstein score as GDELT uses it.",
    goldstein_icews="Goldstein score as ICEWS uses it.",
    quad_cameo=_text("CAMEO quad class, 1 to 4.", values=("1", "2", "3", "4")),
)

REFERENCE_TABLES = (
    COUNTRIES,
    PLACES,
    GAZETTEER,
    ORGANISATIONS,
    OFFICES,
    OFFICE_HOLDERS,
    PLOVER_TYPES,
    PLOVER_MODES,
    PLOVER_CONTEXTS,
    PLOVER_CAMEO,
)
