"""What is wrong in the files of `seeds/reference/`, told by file and line before a run begins.

Every column that rules draw from is listed here with what its values may be. Great Expectations checks the
tables that SQL can read once more within a run, with rules over whole rows.
"""

import csv
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import NamedTuple

from transforms.lexicon.alias_faults import alias_faults
from transforms.lexicon.spelling import fold
from transforms.schema import ENTITY_LABELS, FIGURES, PLACE_PRECISIONS, SECTORS, SUPRANATIONAL
from transforms.schema.reference import QUAD_CLASSES

ITEM = re.compile(r"Q[1-9]\d*")
CODE = re.compile(r"[A-Z]{3}")
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
NEEDED_CLASS = re.compile(r"@([\w-]+)")
MOST_TOLD = 20  # faults of one folder
FEW = 12  # values that a message lists

Values = Mapping[str, frozenset[str]]  # of columns that others refer to, as `table.column`
# What is wrong with a cell, if anything
Check = Callable[[str, Values], str | None]


class BadReference(ValueError):
    """Reference tables that must not be used; the message names each fault by file and line."""

    exit_code = 2


class Fault(NamedTuple):
    """What is wrong in a line of a file."""

    path: Path
    line: int
    said: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.said}"


def anything(cell: str, values: Values) -> str | None:
    return None


def filled(cell: str, values: Values) -> str | None:
    return None if cell.strip() else "is empty"


def maybe(check: Check) -> Check:
    """Also an empty cell will do."""
    return lambda cell, values: check(cell, values) if cell else None


def one_of(*allowed: str) -> Check:
    return lambda cell, values: unknown(cell, allowed)


def column_of(column: str, *others: str) -> Check:
    """A value of another table's column."""
    return lambda cell, values: unknown(cell, sorted({*values[column], *others}))


def unknown(cell: str, allowed: Iterable[str]) -> str | None:
    """Why a cell will not do that must be one of a few words."""
    words = list(dict.fromkeys(allowed))
    if cell in words:
        return None
    if len(words) <= FEW:
        return f"{cell!r} is none of {', '.join(words)}"
    near = get_close_matches(cell.upper() if words[0].isupper() else cell, words, n=1, cutoff=0.7)
    return f"{cell!r} is not known" + (f": is it {near[0]}?" if near else "")


def country(cell: str, values: Values) -> str | None:
    if cell in values["countries.country"] or cell in SUPRANATIONAL:
        return None
    said = f"{cell!r} is no ISO 3166 alpha-3 code of countries.csv, nor one of {', '.join(SUPRANATIONAL)}"
    codes = [named[-3:] for named in values.get("countries.called", ()) if named[:-4] == fold(cell)]
    return f"{said}: is it {codes[0]}?" if codes else said


def countries(cell: str, values: Values) -> str | None:
    return next(filter(None, (country(code, values) for code in cell.split(";"))), None)


def code(cell: str, values: Values) -> str | None:
    return None if CODE.fullmatch(cell) else f"{cell!r} is no ISO 3166 alpha-3 code"


def item(cell: str, values: Values) -> str | None:
    return None if ITEM.fullmatch(cell) else f"{cell!r} is no Wikidata item, as Q142"


def date(cell: str, values: Values) -> str | None:
    return None if DATE.fullmatch(cell) else f"{cell!r} is no day, month or year, as 2024-05-31 or 2024"


def listed(cell: str, values: Values) -> str | None:
    """Names separated by semicolons alone."""
    for part in cell.split(";"):
        if not part:
            return "has an empty part between its semicolons"
        if part != part.strip():
            return f"{part!r} begins or ends with a blank"
    return None


def number(low: float, high: float) -> Check:
    def check(cell: str, values: Values) -> str | None:
        try:
            found = float(cell)
        except ValueError:
            return f"{cell!r} is no number"
        return None if low <= found <= high else f"{cell} does not lie between {low:g} and {high:g}"

    return check


def needs(cell: str, values: Values) -> str | None:
    """What a trigger asks for: the classes of words in it are those of event_words.csv."""
    known = {*values["event_words.class"], "actor", "political"}
    return next(filter(None, (unknown(name, sorted(known)) for name in NEEDED_CLASS.findall(cell))), None)


LABEL, SECTOR, GENDER = one_of(*ENTITY_LABELS), one_of(*SECTORS), maybe(one_of("m", "f"))
NAMES = maybe(listed)
GOLDSTEIN = number(-10, 10)
LATITUDE, LONGITUDE = maybe(number(-90, 90)), maybe(number(-180, 180))
ON_EARTH: dict[str, Check] = {
    "state": anything, "precision": maybe(one_of(*PLACE_PRECISIONS)), "latitude": LATITUDE,
    "longitude": LONGITUDE, "population": maybe(number(0, 1e8)),
}  # fmt: skip
TRIGGERS: dict[str, Check] = {
    "head": filled,
    "pos": one_of("verb", "noun", "adj", "modal"),
    "needs": needs,
    "event_type": column_of("plover_types.event_type"),
    "mode": maybe(column_of("plover_modes.mode")),
    "actor": anything,
    "recipient": anything,
    "certainty": number(0, 1),
    "example": filled,
}
TABLES: dict[str, dict[str, Check]] = {
    "actor_nouns": {"words": listed, "label": LABEL, "sector": maybe(SECTOR), "gender": GENDER},
    "aliases": {
        "name": filled, "aliases": NAMES, "entity": anything, "kind": LABEL, "country": maybe(country),
        "sector": maybe(SECTOR), "wikidata_id": maybe(item), "office": anything, "start": maybe(date),
        "end": maybe(date),
    },
    "boilerplate_lines": {
        "phrase": filled,
        "match": one_of("whole", "start", "has", "only"),
        "part": one_of("line", "related", "comments"),
    },
    "common_words": {"word": filled, "zipf": number(0, 8)},
    "context_words": {"context": column_of("plover_contexts.context"), "lemmas": filled},
    "countries": {
        "country": code, "name": filled, "official_name": anything, "aliases": NAMES, "adjectives": NAMES,
        "people": NAMES, "capitals": NAMES, "wikidata_id": maybe(item), "latitude": LATITUDE,
        "longitude": LONGITUDE,
    },
    "event_forms": {"form": filled, "lemma": filled},
    "event_words": {"class": filled, "lemmas": filled},
    "figure_words": {
        "what": maybe(one_of(*FIGURES)),
        "use": one_of("object", "subject", "state", "noun", "person", "item"),
        "lemmas": filled,
    },
    "gazetteer": {"name": filled, "country": country, **ON_EARTH},
    "given_names": {"name": filled, "gender": GENDER},
    "memberships": {"organisation": filled, "members": countries},
    "name_variants": {
        "name": filled, "variants": listed, "kind": one_of("respell", "variant", "short"),
    },
    "office_holders": {
        "country": maybe(country), "office": filled, "of": anything, "person": filled,
        "wikidata_id": maybe(item), "gender": GENDER, "start": date, "end": maybe(date),
        "last_seen": maybe(date),
    },
    "national_bodies": {
        "name": filled, "aliases": NAMES, "country": country, "sector": SECTOR, "wikidata_id": maybe(item),
    },
    "offices": {"office": filled, "phrases": NAMES, "sector": SECTOR},
    "organisation_terms": {
        "name": column_of("organisations.name"), "start": maybe(date), "end": maybe(date), "sector": SECTOR,
    },
    "organisations": {
        "name": filled, "aliases": NAMES, "adjectives": NAMES, "label": LABEL, "country": maybe(country),
        "sector": maybe(SECTOR), "wikidata_id": maybe(item),
    },
    "organs": {"organ": filled, "phrases": NAMES, "sector": SECTOR},
    "outlets": {"domain": filled, "name": filled},
    "person_names": {"wikidata_id": item, "name": filled, "aliases": NAMES},
    "photo_credits": {"name": filled},
    "place_words": {
        "use": one_of(
            "in_place", "motion", "reached", "urban", "corporate", "kin", "state", "itself", "elected",
            "others", "acting", "joined", "serving", "inert", "human", "district", "work", "product",
        ), "words": listed,
    },
    "places": {
        "name": filled, "aliases": NAMES, "label": LABEL, "country": maybe(country), "adjectives": NAMES,
        "sector": maybe(SECTOR), "certain": maybe(one_of("yes")), "wikidata_id": maybe(item),
        "within": anything, **ON_EARTH,
    },
    "plover_cameo": {
        "cameo_code": filled, "name": anything,
        "event_type": column_of("plover_types.event_type", "STATEMENT"),
        "mode": anything, "contexts": NAMES, "goldstein": maybe(GOLDSTEIN),
        "goldstein_icews": maybe(GOLDSTEIN), "quad_cameo": one_of("1", "2", "3", "4"),
    },
    "plover_contexts": {"context": filled},
    "plover_modes": {
        "event_type": column_of("plover_types.event_type"), "mode": filled, "goldstein": maybe(GOLDSTEIN),
    },
    "plover_types": {
        "event_type": filled, "description": filled, "quad_class": one_of(*QUAD_CLASSES),
        "goldstein": GOLDSTEIN, "needs_recipient": one_of("yes", "no"), "cameo_roots": anything,
    },
    "reporting_nouns": {
        "noun": filled, "kind": one_of("claim", "document", "voice", "office", "gloss", "evidence"),
    },
    "reporting_verbs": {
        "lemma": filled,
        "group": one_of(
            "statement", "telling", "reply", "directive", "commitment", "question", "naming", "utterance",
            "accusation", "relay", "manner",
        ),
        "clause": maybe(one_of("any", "that")),
        "marks": maybe(one_of("yes")),
        "infinitive": maybe(one_of("content")),
        "object": maybe(one_of("addressee", "content", "accused", "source")),
        "particle": anything,
    },
    "titles": {"title": filled, "kind": one_of("honorific", "job"), "gender": GENDER},
    **dict.fromkeys(
        (
            "triggers_material_conflict", "triggers_material_cooperation",
            "triggers_verbal_conflict", "triggers_verbal_cooperation",
        ),
        TRIGGERS,
    ),
}  # fmt: skip
OPTIONAL = {"aliases": ("office", "start", "end")}  # columns that files of older versions lack
# Tables so long that only their columns are looked at here: what reads them refuses what is no number, and
# their rows have expectations
LONG = frozenset({"gazetteer"})
REFERRED = (
    "countries.country",
    "event_words.class",
    "organisations.name",
    "plover_contexts.context",
    "plover_modes.mode",
    "plover_types.event_type",
)


class Rows(NamedTuple):
    """The cells of a file by column, with the line of each row."""

    path: Path
    columns: Mapping[str, list[str]]
    lines: list[int]


@cache
def check_reference(folder: Path) -> None:
    """Raise BadReference where a file of the folder holds what the rules cannot use.

    A process reads reference tables once, so it checks them once.
    """
    faults = find_faults(folder)
    if faults:
        told = [str(fault) for fault in faults[:MOST_TOLD]]
        if len(faults) > MOST_TOLD:
            told.append(f"and {len(faults) - MOST_TOLD} more")
        raise BadReference("\n".join(["the reference tables cannot be used:", *told]))


def find_faults(folder: Path) -> list[Fault]:
    """What is wrong in the files of the folder, in the order of files and lines."""
    faults: list[Fault] = []
    tables: dict[str, Rows] = {}
    for table, checks in TABLES.items():
        rows = read(folder / f"{table}.csv", checks, faults, OPTIONAL.get(table, ()))
        if rows:
            tables[table] = rows
    values = {name: frozenset(values_of(tables, name)) for name in REFERRED}
    values["countries.called"] = frozenset(called(tables))
    for table, rows in tables.items():
        for name, check in TABLES[table].items():
            faults += column_faults(rows, name, check, values)
        if table.startswith("triggers_") and "plover_modes" in tables:
            faults += mode_faults(rows, tables["plover_modes"], values["plover_types.event_type"])
    if "aliases" in tables:
        faults += alias_row_faults(tables)
    return sorted(faults)


def called(tables: Mapping[str, "Rows"]) -> Iterable[str]:
    """The names of countries with their codes, as "malta MLT"."""
    cells = [values_of(tables, f"countries.{name}") for name in ("country", "name", "aliases")]
    for code_, name, aliases in zip(*cells, strict=True):
        yield from (f"{fold(text)} {code_}" for text in (name, *aliases.split(";")) if text)


def alias_row_faults(tables: Mapping[str, "Rows"]) -> Iterable[Fault]:
    """What is wrong in whole rows of aliases.csv."""
    table = tables["aliases"]
    columns = table.columns
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    phrases = (part for cell in values_of(tables, "offices.phrases") for part in cell.split(";"))
    told = (values_of(tables, "offices.office"), values_of(tables, "office_holders.office"), phrases)
    offices = frozenset(office for part in told for office in part if office)
    for line, said in alias_faults(rows, table.lines, offices):
        yield Fault(table.path, line, said)


def column_faults(rows: Rows, name: str, check: Check, values: Values) -> Iterable[Fault]:
    """The cells of a column that a check refuses. Each value is looked at once: most are there often."""
    cells = rows.columns[name]
    wrong = {cell: said for cell in set(cells) if (said := check(cell, values))}
    if wrong:
        for cell, line in zip(cells, rows.lines, strict=True):
            if cell in wrong:
                yield Fault(rows.path, line, f"{name} {wrong[cell]}")


def mode_faults(rows: Rows, modes: Rows, types: frozenset[str]) -> Iterable[Fault]:
    """The triggers whose mode is one of another event type."""
    pairs = set(zip(modes.columns["event_type"], modes.columns["mode"], strict=True))
    known = set(modes.columns["mode"])
    cells = zip(rows.columns["event_type"], rows.columns["mode"], rows.lines, strict=True)
    for event_type, mode, line in cells:
        if event_type in types and mode in known and (event_type, mode) not in pairs:
            yield Fault(rows.path, line, f"{event_type} has no mode {mode!r}")


def _complete(
    path: Path, kept: Sequence[str], places: Sequence[int], faults: list[Fault]
) -> tuple[list[list[str]], list[int]]:
    """The rows that have as many cells as the header, with their lines; what is wrong with others is among
    the faults. Rows may reach over several lines."""
    reader = csv.reader(kept)
    header = next(reader, [])
    rows, lines = [], []
    for row in reader:
        line = places[reader.line_num - 1]
        if len(row) == len(header):
            rows.append(row)
            lines.append(line)
        elif row:
            faults.append(Fault(path, line, f"has {len(row)} cells, the header {len(header)}"))
    return rows, lines


def values_of(tables: Mapping[str, Rows], name: str) -> list[str]:
    table, _, column = name.partition(".")
    return tables[table].columns[column] if table in tables else []


def read(
    path: Path, checks: Mapping[str, Check], faults: list[Fault], optional: Collection[str] = ()
) -> Rows | None:
    """The rows of a file; None, with what is wrong among the faults, where it has not the columns."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.append(Fault(path, 1, "there is no such file"))
        return None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        faults.append(Fault(path, line, "is not UTF-8"))
        return None
    places: list[int] = []  # of the lines that the reader is given: comments are left out
    kept: list[str] = []
    for place, line_of_text in enumerate(text.splitlines(keepends=True), start=1):
        if not line_of_text.startswith("#"):
            places.append(place)
            kept.append(line_of_text)
    if path.stem in LONG:
        del kept[1:], places[1:]
    reader = csv.reader(kept)
    header = next(reader, [])
    missing = [name for name in checks if name not in header and name not in optional]
    if missing:
        line = places[0] if places else 1
        others = [name for name in header if name not in checks]
        near = get_close_matches(missing[0], others, n=1, cutoff=0.7)
        hint = f": is it {near[0]}?" if near else ""
        faults.append(Fault(path, line, f"the column {', '.join(missing)} is missing{hint}"))
        return None
    rows = list(reader)
    lines = places[1:]
    if len(rows) != len(lines) or {len(header)} != {*map(len, rows)}:
        rows, lines = _complete(path, kept, places, faults)
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    named = {name: list(cells) for name, cells in zip(header, columns, strict=True)}
    absent = {name: [""] * len(lines) for name in optional if name not in header}
    return Rows(path, named | absent, lines)
