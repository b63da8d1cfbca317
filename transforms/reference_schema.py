"""The reference tables that SQL can read, declared as the other tables are.

Each is the CSV file of its name in `seeds/reference/`, whose comments name the sources of its facts. Columns
that the file has beyond the declared ones serve the rules only.
"""

from transforms.schema import REAL, STR, Column, Table


def _table(name: str, one_row_per: str, key: tuple[str, ...], /, **columns: str) -> Table:
    """A table of text columns, all but the key nullable; a Goldstein score is a number."""
    return Table(
        "ref",
        name,
        one_row_per,
        key,
        tuple(
            Column(
                column,
                REAL if column.startswith("goldstein") else STR,
                meaning,
                nullable=column not in key,
                unit="Goldstein" if column.startswith("goldstein") else None,
            )
            for column, meaning in columns.items()
        ),
    )


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
)
ORGANISATIONS = _table(
    "organisations",
    "organisation, party, armed group or seat of government that news names",
    ("name",),
    name="Name.",
    aliases="Other names, separated by ';'.",
    adjectives="Words that name it by its members, separated by ';'.",
    label="OntoNotes label.",
    country="ISO 3166 alpha-3; EUR, UNO or IGO for organisations of states.",
    sector="PLOVER/CAMEO actor sector.",
    wikidata_id="Wikidata item.",
)
OFFICES = _table(
    "offices",
    "public office",
    ("office",),
    office="Name that ref.office_holders uses.",
    phrases="Phrases by which news names it, separated by ';'.",
    sector="PLOVER/CAMEO actor sector of its holders.",
)
OFFICE_HOLDERS = _table(
    "office_holders",
    "term of a person in an office",
    (),
    country="ISO 3166 alpha-3.",
    office="The office.",
    of="Region, body or country that the title names.",
    person="Who held it.",
    wikidata_id="Wikidata item of the person.",
    gender="m, f or null.",
    start="First day, month or year, as far as known.",
    end="Last day, month or year; null for in office when last seen.",
)
PLOVER_TYPES = _table(
    "plover_types",
    "PLOVER event type",
    ("event_type",),
    event_type="PLOVER event type.",
    description="What it covers.",
    quad_class="Verbal or material, cooperation or conflict.",
    goldstein="Goldstein score of the type.",
    needs_recipient="Whether PLOVER demands a recipient.",
    cameo_roots="CAMEO root codes that it took over.",
)
PLOVER_MODES = _table(
    "plover_modes",
    "mode of a PLOVER event type",
    ("event_type", "mode"),
    event_type="PLOVER event type.",
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
    quad_cameo="CAMEO quad class, 1 to 4.",
)

REFERENCE_TABLES = (
    COUNTRIES,
    ORGANISATIONS,
    OFFICES,
    OFFICE_HOLDERS,
    PLOVER_TYPES,
    PLOVER_MODES,
    PLOVER_CONTEXTS,
    PLOVER_CAMEO,
)
