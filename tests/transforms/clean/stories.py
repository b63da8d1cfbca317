"""Reports written for tests: stories that share their background, and copies as other papers print them."""

# ruff: noqa: E501  documents and sentences read best on one line

from datetime import datetime
from typing import NamedTuple


class Report(NamedTuple):
    """A report as it is published."""

    day: str  # ISO date
    body: str

    @property
    def published_at(self) -> datetime:
        return datetime.fromisoformat(self.day)


# By beat: the paragraphs that close each of its reports, and reports by day. No two are of one happening.
BEATS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "strait": (
        "The two navies have shadowed each other in the strait since 2019, when a fishing boat was rammed and sank. "
        "Tolland claims the whole of the waterway, which carries a fifth of the grain that is traded in the region, "
        "and Merrow says that a treaty of 1954 lets its ships pass. Talks on a hotline broke off last autumn.",
        [
            ("2024-02-06", "Merrow summoned the ambassador of Tolland on Tuesday after a drone came down on the island of Sark Head."),
            ("2024-02-15", "Tolland's navy will hold its largest exercise in ten years next month, Admiral Piet Roos said on Thursday."),
            ("2024-03-01", "A court in Harnby fined the owner of a tanker on Friday for spilling oil off the coast of Merrow."),
        ],
    ),
    "missiles": (
        "The rocket flew for some eleven minutes before it fell into the open sea, the coast guard of Ostmark said. "
        "Prime Minister Ada Lund called the launch a threat to shipping in the whole region, and the Northern League "
        "said that it endangered none of its members. Karelia says that its rockets carry weather satellites only. "
        "A resolution that forbids it to test them has been in force since 2016.",
        [
            ("2024-01-09", "Karelia launched a rocket over the Gulf of Ostmark on Tuesday, the army of Ostmark said."),
            ("2024-01-26", "Karelia launched two rockets over the Gulf of Ostmark on Friday, the army of Ostmark said."),
            ("2024-04-16", "Karelia launched a rocket over the Gulf of Ostmark on Monday, the army of Ostmark said."),
        ],
    ),
    "sanctions": (
        "The measures freeze what those on the list own in the union and forbid companies to do business with them. "
        "Banks have ninety days to close accounts. “We act against everybody who puts the peace of the continent at "
        "risk,” the commission said in a note, adding that member states had agreed on the list without a vote.",
        [
            ("2024-03-05", "The union put four shipyards of Karelia on its list of sanctions on Tuesday, the commission said."),
            ("2024-03-25", "The union put nine officials of Borduria on its list of sanctions on Monday, the commission said."),
            ("2024-05-17", "The union put a bank in Tolland and its director on its list of sanctions on Friday, the commission said."),
        ],
    ),
    "shelling": (
        "It was not possible to reach the army of Karelia for comment; it says that it does not fire at homes. "
        "Both sides have shelled each other across the river since the truce ended in November, and the towns along "
        "it have lost half of their people. Aid workers say that few cellars are safe, and that power fails daily.",
        [
            ("2024-02-05", "Shells killed two people in Vardo and wounded six on Monday, the governor of the district said."),
            ("2024-02-08", "Shells killed three people in Hamnes and wounded nine on Thursday, the governor of the district said."),
            ("2024-02-13", "Shells killed two people in Olden and wounded four on Tuesday, the governor of the district said."),
        ],
    ),
    "court": (
        "The tribunal was set up by the assembly in 2011 to try crimes of the civil war, in which some forty thousand "
        "people died. It has heard eighty-one cases and has sentenced fifty-three people; its mandate ends in two "
        "years. Judgments may be appealed within thirty days. Victims' groups say that the trials take too long.",
        [
            ("2024-04-03", "Judges sentenced the former general Ilmar Kask to eighteen years in prison on Wednesday for the siege of Rudna."),
            ("2024-04-18", "Prosecutors charged the publisher Vesna Horak on Thursday with calling for the murder of prisoners."),
            ("2024-05-06", "The lawyer of the former minister Otto Brandt asked on Monday for his release on grounds of health."),
        ],
    ),
    "markets": (
        "The index measures the shares of the thirty largest companies that are listed in the capital. Analysts at "
        "the Bank of Harnby expect interest rates to stay where they are until the autumn, when the council of the "
        "central bank meets again. The currency was little changed against that of its neighbours.",
        [
            ("2024-05-13", "Shares in Harnby closed 1.2 percent lower on Monday as investors sold banks, led by Nordkredit."),
            ("2024-05-14", "Shares in Harnby closed 0.8 percent higher on Tuesday as investors bought utilities, led by Elvkraft."),
            ("2024-05-21", "Shares in Harnby closed 2.4 percent higher on Tuesday as investors bought carmakers, led by Tuva Motor."),
        ],
    ),
    "quakes": (
        "The region lies on the edge of two plates and has some two hundred earthquakes a year, most of which nobody "
        "feels. In 1987 more than nine hundred people died when the old town of Sund collapsed. Houses that were "
        "built since then have to withstand an earthquake of a magnitude of seven, and schools hold drills.",
        [
            ("2024-06-02", "An earthquake of magnitude 5.1 shook the province of Sund on Sunday, the weather service said."),
            ("2024-06-20", "An earthquake of magnitude 4.7 shook the province of Lofar on Thursday, the weather service said."),
            ("2024-07-01", "Engineers in the capital presented a wall on Monday that gives way and stands up again."),
        ],
    ),
    "strikes": (
        "The union wants seven percent more for its eleven thousand members, the company offers three. A mediator, the "
        "former judge Hanne Vik, has met both sides four times. The contract ran out at the end of last year, and the "
        "law lets either side call off the talks with a notice of two days.",
        [
            ("2024-03-11", "Train drivers in Merrow stopped work for six hours on Monday and left commuters without a way home."),
            ("2024-03-21", "The minister of transport of Merrow said on Thursday that she would not call in the army to drive trains."),
            ("2024-04-04", "A freight train without a driver rolled through two stations in Merrow on Thursday; nobody was hurt."),
        ],
    ),
    "votes": (
        "Borduria elects its parliament by lists, and a party needs five percent to enter. The Centre has governed with "
        "the Farmers for eight years. Polls close at eight in the evening, and first results are expected before "
        "midnight. Observers of the Northern League have praised the count in the past.",
        [
            ("2024-09-02", "The Greens of Borduria chose the mayor of Klow, Stefan Maric, to lead them into the election on Monday."),
            ("2024-09-09", "The prime minister of Borduria promised pensioners a thirteenth payment on Monday if the Centre wins."),
            ("2024-09-17", "A printer in Borduria has to print a million ballots anew, the electoral board said on Tuesday."),
        ],
    ),
    "virus": (
        "The fever is carried by ticks and kills one in thirty of those who fall ill. There is no cure, but a vaccine "
        "has been licensed since 2021 and is free for those who work outdoors. Doctors advise walkers to wear long "
        "sleeves, and to see a doctor when a bite turns red. The ministry of health counts cases each week.",
        [
            ("2024-05-02", "Eleven people in Ostmark have fallen ill with river fever since April, the ministry said on Thursday."),
            ("2024-05-30", "Thirty-four people in Ostmark have fallen ill with river fever since April, the ministry said on Thursday."),
            ("2024-06-12", "A farmer in Lofar died of river fever on Wednesday, the first death in that province in six years."),
        ],
    ),
}  # fmt: skip

# Stories of their own for what papers do to them, and their leads as a shorter paper has them
STORIES = [
    Report("2024-05-07", "The parliament of Merrow voted on Tuesday to close the last three coal mines of the country by 2030, two years earlier than planned.\n\nThe vote was 61 to 38. Miners in the gallery turned their backs on the deputies and left in silence.\n\n“We were asked to wait, and we waited, and now we are asked to go,” said Karl Dahl, who has worked in the mine at Rudna for 26 years.\n\nThe government wants to build a battery works on the grounds of the mine. It has promised six hundred places there, half as many as will be lost."),
    Report("2024-08-19", "A ferry with 140 people on board ran aground off Sark Head on Monday, and rescuers brought all of them ashore within four hours, the coast guard said.\n\nNobody was seriously hurt. A child and two members of the crew were treated for the cold.\n\nThe Solveig had left Harnby at six in the morning in thick fog. Its captain, Jonas Wik, told the harbour office that a buoy had not been where the chart showed it.\n\nDivers will look at the hull on Wednesday before tugs try to free the ship at high tide."),
    Report("2024-10-03", "Tolland recalled its ambassador from Borduria on Thursday after the police in Klow searched the home of an attaché.\n\nForeign Minister Greta Holm called the search a breach of a convention that both countries have signed.\n\nThe police said that they had not known who lived in the house, and that they had left once they were shown a passport.\n\nThe two countries quarrel over the water of the Sorva, which Borduria wants to dam. Talks about it were to go on next week in Lofar."),
]  # fmt: skip
SHORTER_LEADS = [
    "Merrow's parliament voted on Tuesday to close the last coal mines by 2030.",
    "A ferry with 140 people ran aground off Sark Head on Monday; rescuers brought all ashore.",
    "Tolland recalled its ambassador from Borduria after the police in Klow searched an attaché's home.",
]


def different_pairs() -> list[tuple[Report, Report]]:
    """Thirty pairs of reports that share their background and are of two happenings."""
    reports = {
        beat: [Report(day, f"{lead}\n\n{background}") for day, lead in leads]
        for beat, (background, leads) in BEATS.items()
    }
    return [(one[a], one[b]) for one in reports.values() for a, b in ((0, 1), (0, 2), (1, 2))]


def copies_of(story: Report, shorter_lead: str) -> dict[str, Report]:
    """A story as others print it, by what they did."""
    lead, *rest = story.body.split("\n\n")
    later = f"{story.day[:8]}{int(story.day[8:]) + 1:02}"
    much_later = f"{story.day[:8]}{int(story.day[8:]) + 9:02}"
    dateline = f"HARNBY, {lead[:1].upper()}{lead[1:]}"
    joined = " ".join([lead, *rest])
    followed = (
        "The story is developing, and both sides are to speak to reporters in the evening, officials said."
    )
    return {
        "the lead shortened": Report(later, "\n\n".join([shorter_lead, *rest])),
        "spellings mended": Report(
            story.day, story.body.replace("Merrow", "Merow").replace("Sark", "Sarke").replace("Borduria", "Bordurea")
        ),
        "links below": Report(
            later, f"{story.body}\n\nRead on: The year in the north\n\nFollow the Courier for all that moves the region."
        ),
        "a date for the weekday": Report(
            much_later, story.body.replace("Tuesday", "May 7").replace("Monday", "August 19").replace("Thursday", "October 3")
        ),
        "as it is, later": Report(much_later, story.body),
        "a dateline": Report(later, "\n\n".join([dateline, *rest])),
        "a byline above": Report(story.day, "\n\n".join(["From our correspondent in the north", lead, *rest])),
        "a note above": Report(
            later,
            "\n\n".join(["This article first appeared in the Harnby Courier and is printed here by agreement.", lead, *rest]),
        ),
        "a paragraph dropped": Report(story.day, "\n\n".join([lead, rest[0], *rest[2:]])),
        "the end cut": Report(later, "\n\n".join([lead, *rest[:-1]])),
        "the lead dropped": Report(later, "\n\n".join(rest)),
        "in one paragraph": Report(story.day, joined),
        "a new lead on top": Report(story.day, "\n\n".join([followed, lead, *rest])),
        "a number brought up to date": Report(
            later, story.body.replace("61 to 38", "62 to 38").replace("140", "143").replace("next week", "in two weeks")
        ),
    }  # fmt: skip
