"""How Great Expectations' documents become HTML: everything escaped, nothing run, nothing fetched.

Great Expectations' own view puts values into its pages as they are and loads style and scripts from public
hosts. This one escapes whatever no template of its or ours wrote, and frames the pages with our templates,
which need no script; a Content-Security-Policy forbids the browser to run or fetch any.
"""

from collections.abc import Mapping
from copy import deepcopy
from html import escape
from pathlib import Path
from typing import Any

from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader, FileSystemLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from expectations.data_docs.unchecked import ICONS

TEMPLATES = Path(__file__).with_name("templates")


class PageView(DefaultJinjaPageView):
    """A page of a suite or of a validation."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        theirs: Any = self.env.loader
        self.env.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), theirs])
        self.env.autoescape = True
        self.env.trim_blocks = self.env.lstrip_blocks = True

    @pass_context
    def render_content_block(
        self,
        jinja_context: Context,
        content_block: Any,
        index: Any = None,
        content_block_id: Any = None,
        render_to_markdown: bool = False,
    ) -> Markup:
        """A block of a document as HTML, or a list of blocks."""
        if isinstance(content_block, list):
            blocks = (self.render_content_block(jinja_context, block, index) for block in content_block)
            return Markup("").join(blocks)
        if content_block is None:
            return Markup("")
        if not isinstance(content_block, dict) or "content_block_type" not in content_block:
            return Markup("<span>{}</span>").format(str(content_block))
        rendered = super().render_content_block(
            jinja_context, content_block, index, content_block_id, render_to_markdown
        )
        return Markup(rendered)  # noqa: S704  # made by a template that escapes

    def render_string_template(self, template: Any) -> Markup:
        """A text with parameters as HTML: the text and the parameters escaped, their styling ours."""
        if not isinstance(template, dict):
            return Markup("{}").format(str(template))
        safe = deepcopy(template)
        safe["template"] = escape(str(safe.get("template", "")))
        safe["params"] = {
            # The icon is Great Expectations' own markup
            name: value if name in self._TRUSTED_HTML_PARAMS else str(value)
            for name, value in (safe.get("params") or {}).items()
        }
        safe.pop("tooltip", None)  # shown by a style that is not here
        rendered: str = super().render_string_template(safe)  # type: ignore[no-untyped-call]
        return Markup(rendered)  # noqa: S704  # escaped above

    def render_styling(self, styling: Mapping[str, Any]) -> Markup:
        """Classes and attributes of a tag. Styles are left out: the policy forbids them in the page."""
        attributes = {**(styling.get("attributes") or {})}
        if styling.get("classes"):
            attributes["class"] = " ".join(styling["classes"])
        return self.attributes_dict_to_html_string(attributes)

    def render_styling_from_string_template(self, template: Any) -> Markup:
        return (
            self.render_styling(template.get("styling") or {}) if isinstance(template, dict) else Markup("")
        )

    def attributes_dict_to_html_string(self, attributes_dict: Mapping[str, Any], prefix: str = "") -> Markup:
        start = f"{prefix}-" if prefix else ""
        parts = (Markup('{}{}="{}" ').format(start, name, value) for name, value in attributes_dict.items())
        return Markup("").join(parts)

    def render_markdown(self, markdown: str) -> str:
        return markdown  # as plain text


class IndexView(PageView):
    """The first page. `facts` and `warnings` are lines about the run, `outcomes` those of its tables."""

    _template = "index_page.j2"

    def __init__(
        self, facts: list[str], warnings: list[str], outcomes: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        icons = {table: ICONS[outcome] for table, outcome in outcomes.items()}
        self.env.globals |= {"facts": facts, "warnings": warnings, "icons": icons}
