"""The vocabularies that columns draw their values from. PLOVER's own lists stand in seeds/reference/."""

ENTITY_LABELS = (
    "PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART",
)  # fmt: skip
# What an entity is that no text names, only describes: "Ukrainian farmers".
UNNAMED = "UNNAMED"
ENTITY_KINDS = (*ENTITY_LABELS, UNNAMED)
SECTORS = (
    "GOV", "MIL", "REB", "OPP", "PTY", "COP", "JUD", "SPY", "LEG", "IGO", "NGO", "MNC", "BUS", "MED", "EDU",
    "CVL", "REL", "LAB", "REF", "CRM", "UAF", "ELI", "PRM", "HLH", "AGR", "ENV", "HRI", "DEV", "SOC", "PRE", "JRN", "UNK",
    "BUD",
)  # fmt: skip
# CAMEO's codes of organisations of states, which stand where a country's code does.
SUPRANATIONAL = ("EUR", "IGO", "UNO")
MENTION_FORMS = ("name", "title", "nominal", "pronoun")
QUOTE_FORMS = ("direct", "indirect", "mixed")
STATUSES = ("occurred", "planned", "hypothetical", "denied")
DATE_PRECISIONS = ("day", "week", "month", "year")
# How exact the coordinates of a place are: of a site, a town, a part of a country, or the middle of a country
PLACE_PRECISIONS = ("point", "city", "region", "country")
# What figures of events count: people by what became of them, money, goods
FIGURES = (
    "killed", "wounded", "missing", "arrested", "released", "abducted", "displaced", "evacuated", "expelled",
    "deployed", "money", "goods",
)  # fmt: skip
DATE_BASES = ("metadata", "manifest", "url", "text")
SEVERITIES = ("critical", "warning")
# null_share and resolved_share: of a column's values; rows_per_article: of a table; articles: read of a source;
# pass_share: of a source's rows of a table those that hold all that is expected of them
METRIC_NAMES = ("null_share", "resolved_share", "rows_per_article", "articles", "pass_share")
RUN_STATES = ("running", "completed", "failed", "cancelled")
