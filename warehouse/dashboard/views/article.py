"""Article: the words, with entities, quotations and events marked in place; its versions and copies."""

import streamlit as st

from warehouse.article.article import Article, Found, NoArticle, load
from warehouse.dashboard import article_body, escape
from warehouse.dashboard.annotations import entity_items, event_items, quotation_items
from warehouse.dashboard.database import Warehouse
from warehouse.dashboard.filters import Filters, address, choices
from warehouse.dashboard.lists import show_list
from warehouse.dashboard.queries import articles as ask
from warehouse.dashboard.scripts import TO_PASSAGE
from warehouse.dashboard.text_diff import changes
from warehouse.dashboard.view import View, link
from warehouse.dashboard.views.articles import draw_articles
from warehouse.publication import day, published


def draw(warehouse: Warehouse, filters: Filters) -> None:
    key = st.query_params.get("article")
    if not key:
        draw_articles(warehouse, filters)
        return
    link("article", "All articles", ":material/arrow_back:")
    try:
        with warehouse.cursor() as cursor:
            article = load(cursor, key)
    except NoArticle:
        st.title("No such article")
        st.warning("The warehouse has no article of that id now.", icon=":material/search_off:")
        return
    draw_article(warehouse, article, st.query_params.get("mark"))


def draw_article(warehouse: Warehouse, article: Article, here: str | None) -> None:
    st.title(escape.markdown(article.title or "Untitled", 400), anchor=False)
    facts = [article.publisher or article.source, published(article), ", ".join(article.authors)]
    st.text(escape.plain(" · ".join(fact for fact in facts if fact), 600))
    if article.original:
        st.warning(
            "This repeats an earlier article; what it tells counts once.", icon=":material/content_copy:"
        )
        show_list([in_short(article.original)])
    left, right = st.columns([3, 2], gap="large")
    with left:
        shown = st.pills(
            "Marked",
            article_body.KINDS,
            selection_mode="multi",
            default=article_body.KINDS,
            format_func=str.capitalize,
            key="marked",
        )
        st.html(article_body.key())
        st.html(article_body.body(article, shown, lambda entity: address("voices", speaker=entity), here))
        if article.corrections:
            st.subheader("Corrections and notes", anchor=False)
            st.html(article_body.corrections(article.corrections))
        if here:
            st.html(TO_PASSAGE, unsafe_allow_javascript=True)
    with right:
        country_names = choices(warehouse).countries
        quad_classes = dict(warehouse.rows(ask.QUAD_CLASSES).iter_rows())
        sections = {
            "Events": event_items(article, country_names, quad_classes),
            "Quotations": quotation_items(article),
            "Entities": entity_items(article),
        }
        for name, items in sections.items():
            with st.expander(f"{name} ({len(items)})", expanded=name != "Entities"):
                if items:
                    show_list(items)
                else:
                    st.caption("None were found.")
        with st.expander("About this article"):
            draw_about(warehouse, article)


def draw_about(warehouse: Warehouse, article: Article) -> None:
    facts = {
        "Source": f"{article.source}: {article.source_ref}",
        "Address": article.url,
        "Published": published(article)
        + (f", stated by {article.published_at_basis}" if article.published_at_basis else ""),
        "Dateline": article.dateline_place,
        "Contributors": ", ".join(article.contributors),
        "Language": article.language or "not known",
        "Words": f"{article.n_words:,}",
        "First seen": day(article.first_seen_at),
        "Loaded by run": article.run_id,
        "Id": article.article_id,
    }
    for name, value in facts.items():
        if value:
            st.text(escape.plain(f"{name}: {value}", 2000))
    if article.copies:
        st.markdown("**Repeated by**")
        show_list([in_short(copy) for copy in article.copies])
    if len(article.versions) > 1:
        st.markdown("**Versions**")
        draw_versions(warehouse, article)


def draw_versions(warehouse: Warehouse, article: Article) -> None:
    """The versions that runs have seen, and what changed from the chosen one to the current."""
    seen = {version.version: day(version.seen_at) for version in article.versions}
    older = [number for number in seen if number != article.version]
    number = st.selectbox(
        f"Changes to version {article.version} (seen {seen.get(article.version, 'now')}) since",
        older[::-1],
        format_func=lambda number: f"version {number}, seen {seen[number]}",
    )
    before = warehouse.row(ask.VERSION, {"article": article.article_id, "version": number})
    st.html(changes(before.get("body") or "", article.body))
    noted, now = before.get("corrections") or "", article.corrections or ""
    if noted != now:
        st.markdown("**Changes to corrections and notes**")
        st.html(changes(noted, now))


def in_short(found: Found) -> str:
    """Another article, with a link to it."""
    title = escape.words(found.title or "Untitled", 200)
    where = escape.words(f"{found.source} · {published(found)}", 200)
    return escape.element("a", title, href=address("article", article=found.article_id)) + escape.element(
        "div", where, class_="readout-small"
    )


VIEW = View("Article", "article", ":material/article:", draw)
