"""The frame of the dashboards: pages, filters, and messages if there is nothing to show.

`readout dashboard` starts it, with the address of the warehouse as its only argument. Streamlit runs this
file from top to bottom at each visit of a page.
"""

import logging
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import streamlit as st

from warehouse.address import NoWarehouse, parse_warehouse
from warehouse.address import Warehouse as Address
from warehouse.dashboard import empty
from warehouse.dashboard.database import Warehouse, open_published
from warehouse.dashboard.filters import Filters, choices, sidebar
from warehouse.dashboard.palette import css_variables
from warehouse.dashboard.view import PAGES, View
from warehouse.dashboard.views import article, overview, quality, relations, sql, voices

ICON = Path(__file__).with_name("icon.svg")  # a named one would come from a host on the web
STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
VIEWS: tuple[View, ...] = (overview.VIEW, relations.VIEW, voices.VIEW, article.VIEW, quality.VIEW, sql.VIEW)


def main(address: Address) -> None:
    st.set_page_config(page_title="Readout", page_icon=str(ICON), layout="wide")
    st.html(f"<style>{css_variables()}{STYLE}</style>")
    try:
        warehouse = open_published(address)
        filled = empty.has_articles(warehouse)
        # The frame draws the filters, not the pages: so they outlast a change of page
        filters = sidebar(choices(warehouse)) if filled else Filters()
    except NoWarehouse:
        navigate(lambda view: empty.no_warehouse(address))
    except (duckdb.Error, OSError) as error:
        fault = error
        navigate(lambda view: empty.unreadable(address, fault))
    else:
        with st.sidebar:
            empty.offer_newer(address, warehouse.version)
        navigate(lambda view: draw(view, warehouse, filters, filled))


def navigate(draw_page: Callable[[View], None]) -> None:
    """Draw the page that the address names."""
    pages = {
        view.path: st.Page(
            partial(draw_page, view),
            title=view.title,
            icon=view.icon,
            url_path=view.path,
            default=view is VIEWS[0],
        )
        for view in VIEWS
    }
    st.session_state[PAGES] = pages
    st.navigation(list(pages.values())).run()


def draw(view: View, warehouse: Warehouse, filters: Filters, filled: bool) -> None:
    if view.needs_articles and not filled:
        empty.no_articles(warehouse)
        return
    try:
        view.draw(warehouse, filters)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        logging.getLogger(__name__).exception("the page %s", view.path)
        empty.outdated(warehouse.address, error)


if __name__ == "__main__":
    main(parse_warehouse(sys.argv[1]))
