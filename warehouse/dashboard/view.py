"""What a page is: a title, a place in the address, and a function that draws it."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import Filters

PAGES = "pages"  # where the session keeps its pages, by their path


@dataclass(frozen=True)
class View:
    """One page. `draw` is called only when there is what it needs: a warehouse, and articles in it."""

    title: str
    path: str  # in the address, and the name by which others link to it
    icon: str  # of the Material Symbols that come with streamlit
    draw: Callable[[Warehouse, Filters], None]
    needs_articles: bool = True


def link(path: str, label: str, icon: str | None = None, **parameters: str) -> None:
    """A link to another page that keeps the filters; `parameters` are the page's own in its address.

    `label` is Markdown: words from outside go through `safe.markdown` first.
    """
    st.page_link(st.session_state[PAGES][path], label=label, icon=icon, query_params=parameters or None)
