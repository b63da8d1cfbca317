"""Sentences and the quotations in them, one construction each."""

import pytest
from spacy.language import Language

from transforms.quotes import QuoteLexicon, find_quotes
from transforms.records import ArticleEntities

NOBODY = ArticleEntities((), {})

# text, [(words, speaker, cue), ...]
DIRECT: list[tuple[str, list[tuple[str, str | None, str | None]]]] = [
    (
        "“The claim was the largest in our history,” Paul Okoye, the bank’s chief officer, noted in a paper.",
        [("The claim was the largest in our history,", "Paul Okoye", "noted")],
    ),
    (
        "“They say, ‘Can I come too?’ ” It made her smile.",
        [("They say, ‘Can I come too?’", None, None)],
    ),
    (
        "Ms. Roth said she heard students shout, “Tear it down!”",
        [("Tear it down!", "students", "shout")],
    ),
    (
        "Mr. Roth pledged a friendship with “no limits” in May.",
        [("no limits", "Mr. Roth", "pledged")],
    ),
    (
        "Ms. Roth left, referring to the fall of the bridge as a “nuisance.”",
        [("nuisance.", "Ms. Roth", "referring")],
    ),
    (
        '"The harbour will reopen on Monday," said Anna Berg, the port director.',
        [("The harbour will reopen on Monday,", "Anna Berg", "said")],
    ),
    (
        '"The harbour will reopen on Monday," Anna Berg said.',
        [("The harbour will reopen on Monday,", "Anna Berg", "said")],
    ),
    (
        "“We have no plans to leave,” the company’s chief executive told investors in Oslo.",
        [("We have no plans to leave,", "the company’s chief executive", "told")],
    ),
    ('"Who gave that order?" the judge asked.', [("Who gave that order?", "the judge", "asked")]),
    (
        '"Stop the boat!" shouted one of the fishermen.',
        [("Stop the boat!", "one of the fishermen", "shouted")],
    ),
    ("“It was a mistake,” he admitted on Tuesday.", [("It was a mistake,", "he", "admitted")]),
    (
        '"Prices are still falling," according to Maria Lund, an economist at the bank.',
        [("Prices are still falling,", "Maria Lund", "according to")],
    ),
    ('"I have never met him", said the senator.', [("I have never met him", "the senator", "said")]),
    ('"That is simply untrue." said the mayor.', [("That is simply untrue.", "the mayor", "said")]),
    (
        "“The road is closed,” said Lt. Col. Omar Haddad, who commands the garrison.",
        [("The road is closed,", "Lt. Col. Omar Haddad", "said")],
    ),
    (
        '"No one came to help us," Fatima, a mother of three, said through tears.',
        [("No one came to help us,", "Fatima", "said")],
    ),
    ("'We will not pay,' the minister said.", [("We will not pay,", "the minister", "said")]),
    (
        "‘We will not pay,’ said the minister. ‘Not a cent.’",
        [("We will not pay,", "the minister", "said"), ("Not a cent.", "the minister", "said")],
    ),
    ("„Wir bleiben hier,“ said Klaus Weber.", [("Wir bleiben hier,", "Klaus Weber", "said")]),
    ("«Nous restons», said Luc Martin.", [("Nous restons", "Luc Martin", "said")]),
    ('"We will rebuild," she wrote in a letter to parents.', [("We will rebuild,", "she", "wrote")]),
    (
        '"The vaccine works," the ministry tweeted on Friday.',
        [("The vaccine works,", "the ministry", "tweeted")],
    ),
    (
        '"The bridge," said Anna Berg, "will not be repaired this year."',
        [("The bridge,", "Anna Berg", "said"), ("will not be repaired this year.", "Anna Berg", "said")],
    ),
    (
        "“I was afraid,” Tom Reed said. “Nobody answered the phone.”",
        [("I was afraid,", "Tom Reed", "said"), ("Nobody answered the phone.", "Tom Reed", "said")],
    ),
    (
        '"It is late," he said, "but we can still win."',
        [("It is late,", "he", "said"), ("but we can still win.", "he", "said")],
    ),
    (
        'Anna Berg said: "The harbour will reopen on Monday."',
        [("The harbour will reopen on Monday.", "Anna Berg", "said")],
    ),
    (
        'The governor told reporters, "There is no money left."',
        [("There is no money left.", "The governor", "told")],
    ),
    ("He paused before adding, “We will not forget this.”", [("We will not forget this.", "He", "adding")]),
    (
        'Asked about the delay, Ms. Cole replied: "You will have to wait."',
        [("You will have to wait.", "Ms. Cole", "replied")],
    ),
    ('The sign read "Closed until further notice."', [("Closed until further notice.", "The sign", "read")]),
    (
        'In his speech, President Ruiz declared that "the war is over."',
        [("the war is over.", "President Ruiz", "declared")],
    ),
    (
        "The committee wrote that “no further evidence is needed.”",
        [("no further evidence is needed.", "The committee", "wrote")],
    ),
    (
        'The fans chanted "Go home!" and "Shame on you!"',
        [("Go home!", "The fans", "chanted"), ("Shame on you!", "The fans", "chanted")],
    ),
    (
        "“The first winter was hard,” said Ida Holm.\n\n“We burned the chairs.”",
        [("The first winter was hard,", "Ida Holm", "said"), ("We burned the chairs.", "Ida Holm", "said")],
    ),
    (
        "“The first winter was hard.\n\n“We burned the chairs.\n\n“In spring we left,” said Ida Holm.",
        [
            ("The first winter was hard.", "Ida Holm", "said"),
            ("We burned the chairs.", "Ida Holm", "said"),
            ("In spring we left,", "Ida Holm", "said"),
        ],
    ),
    ('The coach was blunt: "We played like children."', [("We played like children.", "The coach", None)]),
    (
        'Anna Berg told the newspaper in Bergen:\n\n"We will open again in the spring."',
        [("We will open again in the spring.", "Anna Berg", "told")],
    ),
    ("He called the decision “a stab in the back.”", [("a stab in the back.", "He", "called")]),
    ('The senator described the bill as "a disgrace."', [("a disgrace.", "The senator", "described")]),
    ("Mr. Novak dismissed the claims as “pure fantasy.”", [("pure fantasy.", "Mr. Novak", "dismissed")]),
    (
        "The two presidents pledged “eternal friendship” at the summit.",
        [("eternal friendship", "The two presidents", "pledged")],
    ),
    ('The union expressed "deep regret" over the closure.', [("deep regret", "The union", "expressed")]),
    ('"We are tired," they said.', [("We are tired,", "they", "said")]),
    ('ANNA BERG: "We are ready."', [("We are ready.", "ANNA BERG", None)]),
    (
        "It was raining on Berg.\n\nI never asked for any of this. Anna Berg, nurse\n\nShe went home.",
        [("I never asked for any of this.", "Anna Berg", None)],
    ),
    (
        "It was raining.\n\n"
        "The bridge is closed until noon. pic.twitter.com/aaaa — City of Aro (@aro) May 3, 2021\n\n"
        "She went home.",
        [("The bridge is closed until noon.", "City of Aro", None)],
    ),
    ('Ms. Reyes told her neighbour: "Take the children."', [("Take the children.", "Ms. Reyes", "told")]),
    (
        '"The water is safe to drink," said Prime Minister Lena Roth.',
        [("The water is safe to drink,", "Prime Minister Lena Roth", "said")],
    ),
    (
        "“I bake at night,” says Tom Reed, 45, a baker in the old town.",
        [("I bake at night,", "Tom Reed", "says")],
    ),
    (
        "“We lost everything,” Rosa Diaz said, adding: “The roof came down first.”",
        [("We lost everything,", "Rosa Diaz", "said"), ("The roof came down first.", "Rosa Diaz", "adding")],
    ),
    (
        "“Is it over?” asked one child. “Not yet,” her mother answered.",
        [("Is it over?", "one child", "asked"), ("Not yet,", "her mother", "answered")],
    ),
    ("“Never!” the crowd roared.", [("Never!", "the crowd", "roared")]),
    (
        "“It is a great day for the city,” the mayor said at the opening of the bridge, which cost a lot.",
        [("It is a great day for the city,", "the mayor", "said")],
    ),
    (
        '"The dam will hold," insisted the engineer, Paul Okoye.',
        [("The dam will hold,", "Paul Okoye", "insisted")],
    ),
    (
        "“They took my brother,” said Amina, who asked that her full name not be used.",
        [("They took my brother,", "Amina", "said")],
    ),
    ("A poster said “Bread first.”", [("Bread first.", "A poster", "said")]),
    (
        "In an interview with the radio station, she said: “I will run again.”",
        [("I will run again.", "she", "said")],
    ),
    (
        'Ms. Tran, whose shop burned down, said: "I will start again."',
        [("I will start again.", "Ms. Tran", "said")],
    ),
    (
        "“The harvest failed”, according to the ministry.",
        [("The harvest failed", "the ministry", "according to")],
    ),
    (
        "“Leave now,” a voice said. “Leave while you can.”",
        [("Leave now,", "a voice", "said"), ("Leave while you can.", "a voice", "said")],
    ),
]

INDIRECT: list[tuple[str, list[tuple[str, str | None, str | None]]]] = [
    (
        "She told the radio’s “Morning” programme on Monday that the ferry was late.",
        [("the ferry was late", "She", "told")],
    ),
    (
        "The brewers said in a statement that fruit juice is a source of vitamins.",
        [("fruit juice is a source of vitamins", "The brewers", "said")],
    ),
    (
        "The judge ruled that he must leave the country.",
        [("he must leave the country", "The judge", "ruled")],
    ),
    (
        "Lena Roth acknowledged that the plan had failed, a reference to last year's vote.",
        [("the plan had failed", "Lena Roth", "acknowledged")],
    ),
    (
        "Sales will fall, according to Brel, a news agency.",
        [("Sales will fall", "Brel", "according to")],
    ),
    (
        "The minister said that the army would withdraw in June.",
        [("the army would withdraw in June", "The minister", "said")],
    ),
    (
        "The minister said the army would withdraw in June.",
        [("the army would withdraw in June", "The minister", "said")],
    ),
    (
        "Police say two men were arrested near the border.",
        [("two men were arrested near the border", "Police", "say")],
    ),
    (
        "Officials in Ankara warned that the dam could fail.",
        [("the dam could fail", "Officials in Ankara", "warned")],
    ),
    ("The spokeswoman added that talks would go on.", [("talks would go on", "The spokeswoman", "added")]),
    (
        "Ms. Okafor told lawmakers that the budget was ready.",
        [("the budget was ready", "Ms. Okafor", "told")],
    ),
    (
        "Ms. Okafor told the BBC on Sunday that the budget was ready.",
        [("the budget was ready", "Ms. Okafor", "told")],
    ),
    (
        "The union claims its members were threatened.",
        [("its members were threatened", "The union", "claims")],
    ),
    (
        "Mr. Silva insisted he had done nothing wrong.",
        [("he had done nothing wrong", "Mr. Silva", "insisted")],
    ),
    ("She acknowledged that mistakes were made.", [("mistakes were made", "She", "acknowledged")]),
    ("The bank announced that it would cut rates.", [("it would cut rates", "The bank", "announced")]),
    ("The army has said it will not open fire.", [("it will not open fire", "The army", "said")]),
    (
        "Neighbours reported that the house had been empty for weeks.",
        [("the house had been empty for weeks", "Neighbours", "reported")],
    ),
    (
        "The agency reminded drivers to check their lights.",
        [("to check their lights", "The agency", "reminded")],
    ),
    (
        "The president urged both sides to stop the fighting.",
        [("to stop the fighting", "The president", "urged")],
    ),
    (
        "Mr. Tan argued on Monday that the law violates the constitution.",
        [("the law violates the constitution", "Mr. Tan", "argued")],
    ),
    ("The court noted that the deadline had passed.", [("the deadline had passed", "The court", "noted")]),
    ("He testified that he saw the car leave.", [("he saw the car leave", "He", "testified")]),
    (
        "The lawyer replied that her client was innocent.",
        [("her client was innocent", "The lawyer", "replied")],
    ),
    ("Mr. Diaz joked that he needed a vacation.", [("he needed a vacation", "Mr. Diaz", "joked")]),
    (
        "The admiral conceded the fleet was too small.",
        [("the fleet was too small", "The admiral", "conceded")],
    ),
    ("The report stated that the bridge was unsafe.", [("the bridge was unsafe", "The report", "stated")]),
    (
        "A spokesman for the ministry said the minister was ill.",
        [("the minister was ill", "A spokesman for the ministry", "said")],
    ),
    (
        "The official, speaking on condition of anonymity, said the deal was close.",
        [("the deal was close", "The official", "said")],
    ),
    (
        "Ms. Berg, speaking to reporters in Bergen, said the port was safe.",
        [("the port was safe", "Ms. Berg", "said")],
    ),
    (
        "The mayor, who was elected in May, said she would resign.",
        [("she would resign", "The mayor", "said")],
    ),
    ("He said in an interview that the war had changed him.", [("the war had changed him", "He", "said")]),
    (
        "Dr. Mensah explained that the virus spreads through water.",
        [("the virus spreads through water", "Dr. Mensah", "explained")],
    ),
    (
        "The army would withdraw in June, the minister said.",
        [("The army would withdraw in June", "the minister", "said")],
    ),
    (
        "Two men were arrested near the border, police said on Friday.",
        [("Two men were arrested near the border", "police", "said")],
    ),
    (
        "The talks have failed, said Ivan Petrov, a former ambassador.",
        [("The talks have failed", "Ivan Petrov", "said")],
    ),
    (
        "The dam, engineers say, could fail within weeks.",
        [("The dam", "engineers", "say"), ("could fail within weeks", "engineers", "say")],
    ),
    (
        "Taxes, she added, would rise next year.",
        [("Taxes", "she", "added"), ("would rise next year", "she", "added")],
    ),
    (
        "The company will close two plants, it said in a statement.",
        [("The company will close two plants", "it", "said")],
    ),
    (
        "The plan is dead, according to two diplomats.",
        [("The plan is dead", "two diplomats", "according to")],
    ),
    (
        "According to the police, the driver was drunk.",
        [("the driver was drunk", "the police", "According to")],
    ),
    (
        "The strike, according to the union, will last a week.",
        [("The strike", "the union", "according to"), ("will last a week", "the union", "according to")],
    ),
    (
        "The minister was, in the words of one aide, tired of waiting.",
        [("The minister was", "one aide", "in the words"), ("tired of waiting", "one aide", "in the words")],
    ),
    (
        "It was, in her words, a terrible week.",
        [("It was", "her", "in her words"), ("a terrible week", "her", "in her words")],
    ),
    (
        "The minister resigned on Monday, saying she had lost the trust of the party.",
        [("she had lost the trust of the party", "The minister", "saying")],
    ),
    (
        "He thanked the crowd, adding that more help was on its way.",
        [("more help was on its way", "He", "adding")],
    ),
    (
        "The bank raised its forecast, noting that exports had recovered.",
        [("exports had recovered", "The bank", "noting")],
    ),
    (
        "The minister said the talks had failed, adding that no date was set.",
        [("the talks had failed", "The minister", "said"), ("no date was set", "The minister", "adding")],
    ),
    (
        "Anna Berg, who said the port was safe, left the meeting early.",
        [("the port was safe", "Anna Berg", "said")],
    ),
    (
        "The fire, which police said began in a kitchen, destroyed nine homes.",
        [("began in a kitchen", "police", "said")],
    ),
    (
        "The government rejected his claim that the vote was stolen.",
        [("the vote was stolen", "his", "claim")],
    ),
    (
        "The ministry issued a statement saying the prisoners were well.",
        [("the prisoners were well", "The ministry", "saying")],
    ),
    (
        "A letter from the bank said the loan was due.",
        [("the loan was due", "A letter from the bank", "said")],
    ),
    ("Kyiv accused Moscow of shelling the hospital.", [("shelling the hospital", "Kyiv", "accused")]),
    (
        "The opposition accused the government of hiding the figures.",
        [("hiding the figures", "The opposition", "accused")],
    ),
    (
        "The newspaper quoted Mr. Ahmed as saying that the road was blocked.",
        [("the road was blocked", "Mr. Ahmed", "saying")],
    ),
    (
        "Mr. Ahmed was quoted as saying that the road was blocked.",
        [("the road was blocked", "Mr. Ahmed", "saying")],
    ),
    (
        "Japan said its envoy, Ken Mori, told the council that the tests must end.",
        [("the tests must end", "Ken Mori", "told")],
    ),
    (
        "The agency reported that the minister had said the border was closed.",
        [("the border was closed", "the minister", "said")],
    ),
    (
        "Ms. Cole praised the team and said the work would continue.",
        [("the work would continue", "Ms. Cole", "said")],
    ),
    (
        "Ms. Cole said the work would continue and that more money was needed.",
        [("the work would continue and that more money was needed", "Ms. Cole", "said")],
    ),
    (
        "The governor went on to say that the state was broke.",
        [("the state was broke", "The governor", "say")],
    ),
    (
        "Mr. Khan was quick to add that no decision had been made.",
        [("no decision had been made", "Mr. Khan", "add")],
    ),
    ("They said nobody had warned them.", [("nobody had warned them", "They", "said")]),
    (
        "The company promised that no jobs would be lost.",
        [("no jobs would be lost", "The company", "promised")],
    ),
    ("Mr. Orban vowed that he would never resign.", [("he would never resign", "Mr. Orban", "vowed")]),
    (
        "The minister assured voters that prices would fall.",
        [("prices would fall", "The minister", "assured")],
    ),
    (
        "The doctor warned patients that the drug was dangerous.",
        [("the drug was dangerous", "The doctor", "warned")],
    ),
    (
        "The central bank said late on Friday that it would raise rates.",
        [("it would raise rates", "The central bank", "said")],
    ),
    (
        "Mr. Adeyemi told AFP the convoy had been attacked.",
        [("the convoy had been attacked", "Mr. Adeyemi", "told")],
    ),
    (
        "Mr. Adeyemi, in a statement, said the convoy had been attacked.",
        [("the convoy had been attacked", "Mr. Adeyemi", "said")],
    ),
    (
        "Mr. Adeyemi's lawyer said the charges were baseless.",
        [("the charges were baseless", "Mr. Adeyemi's lawyer", "said")],
    ),
    (
        "For his part, Mr. Lindqvist said the talks had been useful.",
        [("the talks had been useful", "Mr. Lindqvist", "said")],
    ),
    (
        "There is no doubt, the historian argues, that the letter was forged.",
        [
            ("There is no doubt", "the historian", "argues"),
            ("the letter was forged", "the historian", "argues"),
        ],
    ),
    (
        "Voters, pollsters say, are tired of promises.",
        [("Voters", "pollsters", "say"), ("are tired of promises", "pollsters", "say")],
    ),
    ("Mr. Moyo was told by his doctor that he must rest.", [("he must rest", "his doctor", "told")]),
    (
        "The minister has repeatedly said that she will not resign.",
        [("she will not resign", "The minister", "said")],
    ),
    (
        "Both the navy and the coast guard said the vessel had sunk.",
        [("the vessel had sunk", "the navy and the coast guard", "said")],
    ),
    (
        "The prosecutor alleged that Mr. Blum had lied to the bank and destroyed papers.",
        [("Mr. Blum had lied to the bank and destroyed papers", "The prosecutor", "alleged")],
    ),
    ("Ms. Park tweeted that the flight was late.", [("the flight was late", "Ms. Park", "tweeted")]),
    (
        "Ms. Park posted on Facebook that the flight was late.",
        [("the flight was late", "Ms. Park", "posted")],
    ),
    (
        "A senior diplomat, who asked not to be named, said the offer was final.",
        [("the offer was final", "A senior diplomat", "said")],
    ),
    (
        "The minister said the treaty, which was signed in May, would be honoured.",
        [("the treaty, which was signed in May, would be honoured", "The minister", "said")],
    ),
    (
        "Mr. Costa said that if the rains failed, the harvest would be lost.",
        [("if the rains failed, the harvest would be lost", "Mr. Costa", "said")],
    ),
    (
        "When asked about the budget, Mr. Costa said it was not his business.",
        [("it was not his business", "Mr. Costa", "said")],
    ),
    (
        "Ms. Gill said she hoped the school would open soon.",
        [("she hoped the school would open soon", "Ms. Gill", "said")],
    ),
    (
        "The company said profit rose 4 percent, a figure that beat forecasts.",
        [("profit rose 4 percent", "The company", "said")],
    ),
    (
        "The ministry confirmed on Monday that two soldiers had died.",
        [("two soldiers had died", "The ministry", "confirmed")],
    ),
    (
        "The committee demanded that the files be released.",
        [("the files be released", "The committee", "demanded")],
    ),
    ("The doctor advised her to stay in bed.", [("to stay in bed", "The doctor", "advised")]),
    ("He begged the guards to open the door.", [("to open the door", "He", "begged")]),
    (
        "The engineer, Paul Okoye, insisted the dam would hold.",
        [("the dam would hold", "Paul Okoye", "insisted")],
    ),
    ("The dam would hold, insisted Paul Okoye.", [("The dam would hold", "Paul Okoye", "insisted")]),
    (
        "Paul Okoye, the engineer, pointed out that the dam was new.",
        [("the dam was new", "Paul Okoye", "pointed out")],
    ),
    (
        "The statement, released on Sunday, said the hostages were alive.",
        [("the hostages were alive", "The statement", "said")],
    ),
    (
        "The rebels said they had taken the town, but the army denied it.",
        [("they had taken the town", "The rebels", "said")],
    ),
    (
        "The army said the town was calm; residents reported shooting.",
        [("the town was calm", "The army", "said")],
    ),
    (
        "Ms. Weiss, 61, recalled that the river froze in 1985.",
        [("the river froze in 1985", "Ms. Weiss", "recalled")],
    ),
    (
        "Sales fell, the company said, because of the strike.",
        [("Sales fell", "the company", "said"), ("because of the strike", "the company", "said")],
    ),
    (
        "The minister, he said, had known about the plan.",
        [("The minister", "he", "said"), ("had known about the plan", "he", "said")],
    ),
    (
        "LISBON (AP) — The mayor said on Friday that the bridge was safe.",
        [("the bridge was safe", "The mayor", "said")],
    ),
    (
        "He repeated his threat that the gas would be cut off.",
        [("the gas would be cut off", "his", "threat")],
    ),
]

MIXED: list[tuple[str, list[tuple[str, str | None, str | None]]]] = [
    (
        "The brewers said in a statement that beer “is a gift of nature.”",
        [("beer “is a gift of nature.”", "The brewers", "said")],
    ),
    (
        'The minister said the plan was "a gift to the rich" and should be withdrawn.',
        [('the plan was "a gift to the rich" and should be withdrawn', "The minister", "said")],
    ),
    (
        "Ms. Ito said that the company had “no choice” but to leave.",
        [("the company had “no choice” but to leave", "Ms. Ito", "said")],
    ),
    (
        'The general said his men would "fight to the last bullet."',
        [('his men would "fight to the last bullet."', "The general", "said")],
    ),
    (
        'The plan was "a gift to the rich," the minister said.',
        [('The plan was "a gift to the rich,"', "the minister", "said")],
    ),
    ('The plan is "madness", he says.', [('The plan is "madness"', "he", "says")]),
    (
        "The plan is 'madness', the deputy leader said.",
        [("The plan is 'madness'", "the deputy leader", "said")],
    ),
    (
        "The judge said Mr. Blum “acted alone” and “showed no regret.”",
        [("Mr. Blum “acted alone” and “showed no regret.”", "The judge", "said")],
    ),
    (
        "The law would “gag the press,” warned critics including Anna Berg.",
        [("The law would “gag the press,”", "critics including Anna Berg", "warned")],
    ),
]

NOT_QUOTED = [
    "The army calls the operation “Desert Rain.”",
    "When you say the shop is closed, people go home.",
    "The band played “Blue Moon” and “Summertime” for two hours.",
    "Her book, “The Last Summer,” sold well.",
    "She works for a company called “Bright Water” in Leeds.",
    "Critics of the so-called “sharing economy” marched on Tuesday.",
    "The bank reported a loss and confirmed the arrest of two clerks.",
    "They continued to walk, and he added sugar to the tea.",
    "The data suggest that the ice is melting.",
    "The footage confirms that the car left at noon.",
    "The team tried to respond to the news that the ship was lost.",
    "Rain fell.\n\nPHOTO A man rows across a flooded square in the old town. JO LIE\n\nIt rained.",
    "Rain fell.\n\nA man rows across a flooded square in the old town. Jo Lie\n\nIt rained.",
    "WATCH: The storm hits the coast.\n\nRain fell all day.\n\nWATCH: The storm leaves.",
    "The troops, who had waited for days, crossed the river at dawn.",
    "General Moussa declared himself the head of the council.",
    "The article, “A Short History of Rain,” appeared in May.",
    "The sugars added to food are bad for teeth.",
    'The film "The Long Road Home" opens on Friday.',
    'His so-called "friends" left him.',
    'She read "War and Peace" on the train.',
    "The minister did not say when the talks would resume.",
    "Reporters asked whether the minister would resign.",
    "The minister hopes that the talks will resume.",
    "The company will say next week how many jobs are lost.",
    "He is 6'2\" tall and weighs 90 kilos.",
    "The dogs' owner and the cats' owner met in the '90s.",
    "The singer’s second album, “Night Trains,” sold well.",
    'The word "tariff" comes from Arabic.',
    "He could say that the army would withdraw.",
    "It goes without saying that rain is wet.",
    "The river rises in the hills, according to season.",
    "The troops crossed the river and the villagers fled.",
    'A "no parking" sign stood at the gate.',
    "The families were told that the search had ended.",
    "It was reported that the king was ill.",
    "The king is said to be ill.",
    "She believes that the school will open soon.",
    "Scientists found that the ice was melting.",
    "The ministry confirmed the deaths of two soldiers.",
    "He said no more.",
    "She said goodbye and left.",
    "The unions claim victory.",
]

# text, [(form, words, speaker, cue), ...]
SEVERAL = [
    (
        "“We lost everything,” said Rosa Diaz, adding that the roof came down first.",
        [
            ("direct", "We lost everything,", "Rosa Diaz", "said"),
            ("indirect", "the roof came down first", "Rosa Diaz", "adding"),
        ],
    ),
    (
        'The law, critics warned, would "gag the press."',
        [
            ("indirect", "The law", "critics", "warned"),
            ("mixed", 'would "gag the press."', "critics", "warned"),
        ],
    ),
]


def found(nlp: Language, lexicon: QuoteLexicon, text: str) -> list[tuple[str, str, str | None, str | None]]:
    quotes = find_quotes(nlp(text), NOBODY, lexicon)
    return [(q.form, text[q.start_char : q.end_char], q.speaker_text, q.cue) for q in quotes]


@pytest.mark.parametrize(("text", "expected"), DIRECT)
def test_direct_speech(
    nlp: Language, lexicon: QuoteLexicon, text: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert found(nlp, lexicon, text) == [("direct", *row) for row in expected]


@pytest.mark.parametrize(("text", "expected"), INDIRECT)
def test_indirect_speech(
    nlp: Language, lexicon: QuoteLexicon, text: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert found(nlp, lexicon, text) == [("indirect", *row) for row in expected]


@pytest.mark.parametrize(("text", "expected"), MIXED)
def test_clauses_with_quoted_words(
    nlp: Language, lexicon: QuoteLexicon, text: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert found(nlp, lexicon, text) == [("mixed", *row) for row in expected]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_several_forms_in_one_sentence(
    nlp: Language,
    lexicon: QuoteLexicon,
    text: str,
    expected: list[tuple[str, str, str | None, str | None]],
) -> None:
    assert found(nlp, lexicon, text) == expected


@pytest.mark.parametrize("text", NOT_QUOTED)
def test_no_speech(nlp: Language, lexicon: QuoteLexicon, text: str) -> None:
    assert found(nlp, lexicon, text) == []
