"""Which language a text is in."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

_ENOUGH = 500  # characters; more do not change the answer, and cost time
_FEWEST_LETTERS = 20


def language_of(body: str, stated: str | None = None) -> str | None:
    """ISO 639-1 code of the language of `body`; of `stated` (an HTML lang) where the body is too short.

    py3langid, restricted to languages that have a two-letter code. None where a body has no letters.
    """
    head = body[:_ENOUGH]
    if sum(map(str.isalpha, head)) < _FEWEST_LETTERS:
        code = (stated or "").replace("_", "-").split("-")[0].lower()
        return code if len(code) == 2 and code.isalpha() else None
    label, _ = _identifier().classify(head)
    return str(label)


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([label for label in identifier.labels if len(label) == 2])
    return identifier
