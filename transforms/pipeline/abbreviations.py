"""Abbreviated ranks and titles that spaCy's English tokenizer parts from their points.

"Said Brig. Gen. Ana Cruz" is two sentences to it, and "Brig" who speaks. The model has seen such words whole:
the texts that it learned from kept their points.
"""

from spacy.attrs import ORTH
from spacy.language import Language

_WHOLE = (
    "Amb.", "Asst.", "Atty.", "Brig.", "Capt.", "Cllr.", "Cmdr.", "Cmdt.", "Col.", "Const.", "Coun.", "Cpl.",
    "Cpt.", "Cst.", "Dep.", "Det.", "Dist.", "Fr.", "Hon.", "Insp.", "Lieut.", "Lt.", "Maj.", "Mme.", "Msgr.",
    "Mx.", "Pfc.", "Pres.", "Pte.", "Pvt.", "Sgt.", "Smt.", "Spc.", "Sr.", "Supt.",
)  # fmt: skip
_JOINED = ("Brig.", "Lt.", "Maj.")  # before "Gen." or "Col." without a blank


def keep_abbreviations(nlp: Language) -> None:
    """Have an English pipeline's tokenizer leave the point at the titles that it does not know."""
    if nlp.lang != "en" or not hasattr(nlp.tokenizer, "add_special_case"):
        return
    for word in _WHOLE:
        nlp.tokenizer.add_special_case(word, [{ORTH: word}])
    for first in _JOINED:
        for second in ("Gen.", "Col."):
            nlp.tokenizer.add_special_case(first + second, [{ORTH: first}, {ORTH: second}])
