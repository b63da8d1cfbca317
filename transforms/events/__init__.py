"""Who did what to whom, when, where, and by whose claim: PLOVER events from parsed articles."""

from transforms.events.code import Coded, code_events
from transforms.lexicon.ontology import Ontology, load_ontology

__all__ = ["Coded", "Ontology", "code_events", "load_ontology"]
