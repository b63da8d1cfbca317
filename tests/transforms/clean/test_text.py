"""Scraped text, whole articles: what stays, what goes, and what is read on the way."""

# ruff: noqa: E501  a sentence reads best on one line

import pytest

from tests.support.shipped import CLEANING
from transforms.clean.text import clean_paragraphs, read_plain

LEAD = "The province of Marshland will open the gates of its largest dam on Friday, its governor said."
QUOTE = "“We have no other choice,” Governor Ada Lund told reporters at the dam. “The rain will not stop.”"
CLOSE = "Engineers had warned in March that the wall might not hold through a second wet season."
BODY = (LEAD, QUOTE, CLOSE)


def page(*parts: str) -> str:
    return "\n\n".join(parts)


def test_title_and_body() -> None:
    draft = read_plain(page("Marshland to open dam – The Marsh Gazette", *BODY), CLEANING)
    assert draft.title == "Marshland to open dam – The Marsh Gazette"
    assert draft.paragraphs == BODY


def test_furniture_around_and_between() -> None:
    draft = read_plain(
        page(
            "Skip to main content", "Marshland to open dam", "Credit…Ida Noor/Reuters", LEAD, "Advertisement",
            "Read more: How dams fail", QUOTE, "The dam in May. (Ida Noor/AFP)", CLOSE, "Source link",
            "Leave a Reply", "Your email address will not be published. Required fields are marked *",
        ), CLEANING)  # fmt: skip
    assert draft.title == "Marshland to open dam"
    assert draft.paragraphs == BODY


def test_head_lines_are_read_and_dropped() -> None:
    draft = read_plain(
        "Marshland to open dam\nThe Marsh Gazette\nBy Lena Hartmann and Tom Aalto\nMay 6, 2021 09:30 am\n\n"
        + page(*BODY),
        CLEANING,
    )
    assert draft.title == "Marshland to open dam"
    assert draft.publisher == "The Marsh Gazette"
    assert draft.authors == ("Lena Hartmann", "Tom Aalto")
    assert draft.published_text == "May 6, 2021 09:30 am"
    assert draft.paragraphs == BODY


def test_contributors_below() -> None:
    draft = read_plain(
        page("Marshland to open dam", *BODY, "Lena Hartmann contributed reporting.", "Related Articles"),
        CLEANING,
    )
    assert draft.contributors == ("Lena Hartmann",)
    assert draft.paragraphs == BODY


def test_headlines_of_other_articles_go_with_their_heading() -> None:
    draft = read_plain(
        page("Marshland to open dam", *BODY, "Related Articles", "Ten dams at risk", "Who is Ada Lund?"),
        CLEANING,
    )
    assert draft.paragraphs == BODY


def test_related_links_amid_the_article_end_with_the_next_sentences() -> None:
    draft = read_plain(
        page("Marshland to open dam", LEAD, "RELATED STORIES", "Ten dams at risk", QUOTE, CLOSE), CLEANING
    )
    assert draft.paragraphs == BODY


def test_reader_comments_end_the_article() -> None:
    comment = "I have lived below that dam for forty years and nobody ever told us that it could break."
    draft = read_plain(
        page("Marshland to open dam", *BODY, "2 Comments", "Olaf", comment, "Reply", comment), CLEANING
    )
    assert draft.paragraphs == BODY


def test_a_comment_link_above_the_article_ends_nothing() -> None:
    assert read_plain(page("Marshland to open dam", "Leave a Comment", *BODY), CLEANING).paragraphs == BODY


def test_spam_behind_the_last_sentence() -> None:
    spam = " betgalaxy.netkumarhane bonusXslotking.comLuckyreels girişdeneme bonusu veren"
    assert read_plain(page("Marshland to open dam", LEAD, QUOTE, CLOSE + spam), CLEANING).paragraphs == BODY


def test_a_caption_above_its_credit() -> None:
    draft = read_plain(
        page("Marshland to open dam", LEAD, f"{'The dam in May. ' * 3}\nPhoto: Ida Noor", QUOTE, CLOSE),
        CLEANING,
    )
    assert draft.paragraphs == BODY


def test_wrapped_lines_are_joined() -> None:
    wrapped = LEAD.replace(" its largest", "\nits largest")
    assert read_plain(page("Marshland to open dam", wrapped, QUOTE), CLEANING).paragraphs == (LEAD, QUOTE)


def test_subheadings_stay() -> None:
    draft = read_plain(page("Marshland to open dam", LEAD, "A wall of clay", QUOTE), CLEANING)
    assert draft.paragraphs == (LEAD, "A wall of clay", QUOTE)


@pytest.mark.parametrize("text", [LEAD, "Dam opens", "The dam in May. (Ida Noor/AFP)"])
def test_a_single_line_is_the_body(text: str) -> None:
    draft = read_plain(text, CLEANING)
    assert draft.paragraphs == (text,)
    assert draft.title is None


def test_a_text_without_title_keeps_its_first_sentences() -> None:
    draft = read_plain(page(*BODY), CLEANING)
    assert draft.title is None
    assert draft.paragraphs == BODY


def test_a_known_title_is_dropped_from_the_text() -> None:
    draft = read_plain(page("Marshland to open dam", *BODY), CLEANING, known_title="Marshland to Open Dam")
    assert draft.paragraphs == BODY


def test_a_quotation_of_comment_words_is_no_comment_section() -> None:
    line = "“Leave a reply or leave the room,” the chair of the commission told the minister on Friday."
    assert line in read_plain(page("Marshland to open dam", LEAD, line, CLOSE), CLEANING).paragraphs


def test_short_lines_below_the_last_sentences_go() -> None:
    draft = read_plain(
        page("Marshland to open dam", *BODY, "World", "The Marsh Gazette", "Lena Hartmann, Reuters"), CLEANING
    )
    assert draft.paragraphs == BODY


def test_a_short_last_sentence_stays() -> None:
    assert read_plain(page("Marshland to open dam", *BODY, "It held."), CLEANING).paragraphs == (
        *BODY,
        "It held.",
    )


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Marshland", "Marshland opened its largest dam on Friday."),
        ("M", "Marshland opened its dam."),
        ("Marshland opened its dam", "Marshland opened its dam."),
        ("Live", "Live pictures showed the dam."),
        ("Dam latest", "Dam latest: water rises"),
    ],
)
def test_a_first_sentence_is_not_the_title(title: str, first: str) -> None:
    draft = read_plain(page(first, *BODY), CLEANING, known_title=title)
    assert draft.paragraphs[0] == first
    assert clean_paragraphs([first, *BODY], CLEANING, title).paragraphs[0] == first


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Will Marshland open its dam?", "Will Marshland open its dam?"),
        ("Marshland to open dam", "Marshland to open dam | The Marsh Gazette"),
        ("Marshland to open dam - Marsh Gazette", "Marshland to open dam"),
        ("Marshland to open largest d...", "Marshland to open largest dam"),
    ],
)
def test_a_line_that_repeats_the_title(title: str, first: str) -> None:
    assert read_plain(page(first, *BODY), CLEANING, known_title=title).paragraphs == tuple(BODY)
    assert clean_paragraphs([first, *BODY], CLEANING, title).paragraphs == tuple(BODY)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("M", "Marshland opened its dam."),
        ("Marshland opened its dam", "Marshland opened its dam."),
        ("Marshland opens dam", "Marshland opens dam"),
        (None, "Marshland opens dam"),
    ],
)
def test_an_article_of_one_line_is_no_furniture(title: str | None, text: str) -> None:
    assert read_plain(text, CLEANING, known_title=title).paragraphs == (text,)


def test_words_under_a_label_may_end_a_text() -> None:
    end = ("ADA LUND, GOVERNOR:", "“We will rebuild.”", "Lund to Marshland: ‘Stay home’")
    assert read_plain(page(*BODY, *end), CLEANING).paragraphs == (*BODY, *end)


def test_a_heading_of_other_articles_above_the_title_takes_nothing_with_it() -> None:
    assert (
        read_plain(page("Most Read", "Marshland to open dam", *BODY), CLEANING).title
        == "Marshland to open dam"
    )


def test_chinese_paragraphs_are_prose() -> None:
    text = "州长周五表示，该省将打开最大水坝的闸门。她在大坝告诉记者，雨不会停。工程师三月曾警告说，墙可能撑不住第二个雨季。"
    assert read_plain(page("水坝周五开闸放水", text), CLEANING).paragraphs == (text,)


def test_paragraphs_of_a_page() -> None:
    draft = clean_paragraphs(
        ["Marshland to open dam", "By Lena Hartmann", LEAD, "The dam in May. (Ida Noor/AFP)", QUOTE, CLOSE,
         "Tom Aalto contributed reporting."],
        CLEANING,
        "Marshland to open dam | The Marsh Gazette",
    )  # fmt: skip
    assert draft.paragraphs == BODY
    assert draft.authors == ("Lena Hartmann",)
    assert draft.contributors == ("Tom Aalto",)
