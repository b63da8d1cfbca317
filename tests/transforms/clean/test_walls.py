"""Pages that stand in the place of an article, and articles about such things."""

# ruff: noqa: E501  a sentence reads best on one line

import pytest

from transforms.clean.walls import wall

WALLS = [
    ("Your privacy choices", "We and our 310 partners store and access information on your device. You can reject all cookies.", "consent"),
    ("The Ridge Times", "We use cookies to offer you a better site. You can accept all cookies or manage your preferences. Our partners process your data.", "consent"),
    ("Access Denied", "You don't have permission to access this server. Reference #18.9c.", "denied"),
    ("403 Forbidden", None, "denied"),
    ("The Ridge Times", "This site is unavailable to visitors from the European Economic Area while we work on your privacy.", "denied"),
    ("Just a moment...", "Checking your browser before you proceed. This will take a few seconds.", "robot"),
    ("Are you a robot?", "Please click the box below to let us know that you are not a robot.", "robot"),
    ("404 - Page not found | The Ridge Times", "The page you requested has been moved or deleted. Go back to the home page.", "not found"),
    ("Oops!", "We can't find the page that you are looking for.", "not found"),
    ("The Ridge Times", "Please enable JavaScript in your browser to see this site.", "JavaScript"),
    ("Sign in", "Enter your e-mail address and password. Forgot your password? Create an account.", "log in"),
    ("Log in to continue", "", "log in"),
]  # fmt: skip
# Below the title of an article, which the text may repeat
ONLY_WALLS = [
    ("Log in to read on.", "log in"),
    ("This content is for subscribers only.", "log in"),
    ("Premium content", "log in"),
    ("You need a subscription to read this.", "log in"),
    ("Please verify that you are human.", "robot"),
    ("Drag the slider to complete the puzzle.", "robot"),
    ("Please accept all cookies to go on.", "consent"),
    ("Consent is needed to show this content.", "consent"),
    ("This website requires JavaScript to be enabled.", "JavaScript"),
    ("An error occurred while loading the article. Try again later.", "server"),
    ("Your access to this site has been limited.", "denied"),
]
ARTICLES = [
    ("Watchdog fines shops over cookies", "The watchdog fined two shops on Monday for setting cookies without consent. The shops said that they would appeal."),
    ("404: the story of a number", "Engineers chose the number in 1990. One of them, Ola Ness, still gets letters about it, she told a museum in May."),
    ("Are you a robot? Plant greets new hands", "Forty robots began to work at the plant on Friday. The union said that it had not been asked."),
    ("Access denied: reporters kept out of trial", "Guards turned reporters away from the court on Tuesday. The judge said that the room was too small for all."),
    ("JavaScript turns thirty", "The language was written in ten days in 1995. Its author said later that he would have liked two weeks."),
    ("Ministry’s site loses log-in data", "Passwords of 4,000 officials were stolen in March, the ministry said. It has closed the site and told the police."),
    ("Cookie law in force", "Sites need your consent to store cookies under a law that took effect on Thursday."),
    ("Paper shuts its archive", "Readers of the Ridge Times must log in or subscribe from June."),
    ("Register opens", "Register by Monday or you cannot vote, the electoral board tells citizens."),
    ("Passwords stolen", "Enter your password on the bank's own site only, police warn."),
    ("Error sinks satellite", "An error occurred while the second stage burned, and the satellite was lost."),
    ("Privacy law passes", "Parliament passed a law on privacy on Thursday by 60 votes to 41. Firms have two years to change their forms."),
    (None, "The ferry sank on Monday off Larvik. Nobody was hurt."),
    (None, None),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "reason"), WALLS)
def test_walls_are_told_by_kind(title: str, text: str | None, reason: str) -> None:
    assert reason in (wall(title, text) or "")


@pytest.mark.parametrize(("text", "reason"), ONLY_WALLS)
def test_a_wall_below_the_title_of_an_article(text: str, reason: str) -> None:
    title = "Minister says that he resigns over ferry deal"
    for shown in ("", f"{title}\n"):
        assert reason in (wall(f"{title} | The Ridge Times", shown + text) or "")


@pytest.mark.parametrize(("title", "text"), ARTICLES)
def test_articles_about_such_things(title: str | None, text: str | None) -> None:
    assert wall(title, text) is None


@pytest.mark.parametrize(
    "title", ["500 killed in floods", "404 jobs go at plant", "Oops! Minister sends wrong letter"]
)
def test_a_title_alone_turns_no_article_away(title: str) -> None:
    text = "“We have lost all,” said Ada Berg, who fled the town of Holm by boat on Monday, as did most of her neighbours."
    assert wall(title, text) is None
