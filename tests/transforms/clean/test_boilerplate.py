"""Which lines are page furniture, and which only look like it."""

import pytest

from tests.support.shipped import CLEANING
from transforms.clean.boilerplate import Furniture, cut_spam_tail, furniture, is_spam

SPAM = "betgalaxy.netkumarhane bonusXslotking.comLuckyreels girişdeneme bonusu veren"


@pytest.mark.parametrize(
    "line",
    [
        "Skip to main content",
        "» Skip to content",
        "ADVERTISEMENT",
        "Source link",
        "Share this article",
        "facebook twitter whatsapp e-mail",
        "5 min read",
        "12,304 views",
        "3 / 7",
        "___",
        "* * *",
        "Read more: Why the dam matters",
        "ALSO READ | Five charts on the harvest",
        "Follow us on Facebook",
        "© 2021 The Marsh Gazette. All rights reserved.",
        "< Copyright Marsh Gazette, all rights reserved. Redistribution is prohibited. >",
        "This article was originally published on Marsh Gazette.",
        "The post Dam opens appeared first on Marsh Gazette.",
        "Source of data and images: marshgazette",
        "Tags: Dams | Rivers | Floods",
        "Story continues below advertisement.",
        "Back to top button",
        "[Follow our live coverage of the flood.]",
        "Got a news tip? Write to tips@marsh.example",
        "Follow Lena Hartmann on Twitter @lhartmann",
        "Updated 5 hours ago",
        "Post Views: 1,234",
        "0",
        "Δ",
    ],
)
def test_a_line_of_furniture(line: str) -> None:
    assert furniture(line, CLEANING.phrases) is Furniture.LINE


@pytest.mark.parametrize(
    "line", ["Related Articles", "You might also like:", "MOST VIEWED", "More from Marsh Gazette"]
)
def test_a_heading_of_other_articles(line: str) -> None:
    assert furniture(line, CLEANING.phrases) is Furniture.RELATED


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "Leave a Comment",
        "Leave a Reply Cancel reply",
        "Your email address will not be published. Required fields are marked *",
        "Your email address will not be published. Required fields are marked * " + SPAM * 20,
        "0 Comments",
        "Deja un comentario",
    ],
)
def test_a_comment_form(line: str) -> None:
    assert furniture(line, CLEANING.phrases) is Furniture.COMMENTS


@pytest.mark.parametrize(
    "line",
    [
        "Readers may share this view, the editor said.",
        "The minister left a comment on the wall of the embassy.",
        "Copyright law was at the heart of the dispute between the two publishers.",
        "Sources close to the palace denied it.",
        "The related talks began in May.",
        "“Follow us,” the captain said.",
        "Kumar, who runs a casino in Goa, denied taking a bonus; his loan was repaid, he said.",
        "McDonald’s, YouTube and eBay joined MacKenzie’s call, said DiCaprio.",
        "Members of Parliament",
        "The ministers followed him on to the stage.",
        "[The dam] will hold, she wrote.",
        "Live: a word that the court had to explain",
    ],
)
def test_what_only_looks_like_furniture(line: str) -> None:
    assert furniture(line, CLEANING.phrases) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "The talks ended late on Sunday.",
        "“We are ready,” the envoy said.",
        "He called it “a good day.”",
        "Will they agree?",
    ],
)
def test_spam_glued_to_a_sentence_is_cut(sentence: str) -> None:
    assert cut_spam_tail(f"{sentence} {SPAM}") == sentence
    assert cut_spam_tail(f"{sentence}{SPAM}") == sentence


@pytest.mark.parametrize(
    "line",
    [
        "The talks ended late on Sunday. More on marshgazette.example",
        "He works for Booking.com. She works for Amazon.com. Both flew to Berlin",
        "Follow the author at www.marshgazette.example",
        "No end of a sentence here",
    ],
)
def test_a_tail_that_is_no_spam_stays(line: str) -> None:
    assert cut_spam_tail(line) == line


def test_spam_alone() -> None:
    assert is_spam(SPAM)
    assert not is_spam("Three casinos and a betting shop were closed after the bonus scandal.")
