"""Plain words for the codes that columns hold."""

SECTORS = {
    "AGR": "agriculture",
    "BUS": "business",
    "COP": "police",
    "CRM": "criminals",
    "CVL": "civilians",
    "DEV": "development",
    "EDU": "education",
    "ELI": "elites",
    "ENV": "environment",
    "GOV": "government",
    "HLH": "health authorities",
    "HRI": "human rights",
    "IGO": "international organisation",
    "JRN": "journalists",
    "JUD": "courts",
    "LAB": "labour",
    "LEG": "legislature",
    "MED": "medical",
    "MIL": "military",
    "MNC": "multinational company",
    "NGO": "non-governmental organisation",
    "OPP": "opposition",
    "PTY": "political party",
    "REB": "rebels",
    "REF": "refugees",
    "REL": "religion",
    "SOC": "civil society",
    "SPY": "intelligence",
    "UAF": "unidentified armed force",
}
KINDS = {
    "PERSON": "person",
    "NORP": "group",
    "ORG": "organisation",
    "GPE": "state or place with a government",
    "LOC": "place",
    "FAC": "building or site",
}


def sector(code: str | None) -> str:
    """What a PLOVER sector code means; the code itself where there is no plain word for it."""
    return SECTORS.get(code or "", code or "")


def kind(label: str | None) -> str:
    """What an OntoNotes label means."""
    return KINDS.get(label or "", (label or "").lower().replace("_", " "))
