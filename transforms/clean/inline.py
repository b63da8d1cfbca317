"""Words within sentences that an extractor would lose for the elements that they stand in."""

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from transforms.clean.shown import shown_text

_LOST = ("time", "output")
_PARAGRAPHS = ("p", "li", "blockquote", "dd", "td")
_FEWEST_WORDS = 8  # beside such an element: where there are fewer, it is the date of the article


def keep_inline(tree: HtmlElement) -> None:
    """Take times in sentences out of their elements, and put what `<q>` quotes into marks. Changes `tree`."""
    for element in list(tree.iter("q")):
        element.text = f"“{element.text or ''}"
        if len(element):
            element[-1].tail = f"{element[-1].tail or ''}”"
        else:
            element.text += "”"
        element.drop_tag()
    for element in list(tree.iter(*_LOST)):
        paragraph = next(element.iterancestors(*_PARAGRAPHS), None)
        if paragraph is not None and len(shown_text(paragraph).split()) >= _FEWEST_WORDS:
            element.drop_tag()
