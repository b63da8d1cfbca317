"""The changes between two versions of a text, by paragraph."""

from difflib import SequenceMatcher

from warehouse.dashboard.escape import element, words

MAX_PARAGRAPHS = 400  # comparing takes the square of them


def changes(before: str, after: str) -> str:
    """HTML of the removed and added paragraphs, in order; unchanged ones are left out."""
    old, new = (
        [text for text in version.split("\n\n") if text][:MAX_PARAGRAPHS] for version in (before, after)
    )
    parts = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            parts += [element("p", element("del", words(text))) for text in old[old_from:old_to]]
            parts += [element("p", element("ins", words(text))) for text in new[new_from:new_to]]
    return element("div", *parts or [element("p", "The words are the same.")], class_="readout-changes")
