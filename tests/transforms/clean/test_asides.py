"""Lines in which a page speaks to its reader, beside news that has the same words."""

import pytest

from transforms.clean.asides import speaks_to_reader

ASIDES = [
    "This story is only available to subscribers.",
    "The rest of this article is reserved for members.",
    "Subscribe to read the full story.",
    "To continue reading, please log in or create a free account.",
    "You have 1 free article left this month.",
    "3 free articles remaining",
    "You’ve reached your limit of free articles.",
    "Already a subscriber? Log in.",
    "Want to read more?",
    "Get unlimited access for one crown a week.",
    "Sign up for The Brief, our morning newsletter.",
    "Get the day’s headlines in your inbox with our newsletter.",
    "The best of the week, delivered to your inbox.",
    "Download the Herald app for free on the App Store or Google Play.",
    "We may earn a commission if you buy something through these links.",
    "If you value our reporting, please consider a donation to our newsroom.",
    "This article first appeared in The Ridge.",
    "A version of this article appears in print on page 4.",
    "This interview has been edited for length.",
    "For more information, visit harbour.example.org.",
    "https://herald.example/news/2023/05/10/port",
    "3 hours ago",
    "Updated 20 minutes ago",
    "Yesterday at 16:25",
    "The views of the author do not necessarily reflect those of the paper.",
]
NEWS = [
    "Subscribers of the bankrupt phone company will get their money back, a court ruled.",
    "Members of the council signed up to the plan after a night of talks.",
    "The union said three hours ago that it would go on strike.",
    "The paper will make the story available to subscribers only from June, its editor said.",
    "Free articles of clothing were given to the families on Tuesday.",
    "This version of the treaty was first published in 1951 by the foreign ministry.",
    "Registered voters have until Friday to get a new card.",
    "“Sign up for the army,” the minister told students.",
    "Downloads of the app tripled in May, the company said.",
    "More information about the crash was found on the pilot’s phone.",
    "The bank earned commissions of 3 million crowns on sales that it should have refused.",
    "Iceland is not a member of the union, but it pays into its funds.",
    "He was not registered to vote in the county.",
    "Farmers must register to get a share of the water.",
    "The region hopes to keep its ties with the coast and join the fund by 2030.",
    "The full report is only available to members of parliament.",
    "Get rid of the alerts, drivers demanded.",
    "Brokers get a commission of 6 percent on each sale.",
    "Prices do not necessarily reflect costs.",
    "The interview was edited by the prosecution.",
    "To see more of the harbour, tourists visit the old light.",
]


@pytest.mark.parametrize("line", ASIDES)
def test_lines_to_the_reader(line: str) -> None:
    assert speaks_to_reader(line)


@pytest.mark.parametrize("line", NEWS)
def test_news_with_the_same_words(line: str) -> None:
    assert not speaks_to_reader(line)
