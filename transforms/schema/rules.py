"""The rules that rows of mentions, quotations and events name, and what each says.

The value of a column is a chain of rules, each applied to what the one before it found: "recognised >
known_person", "obj > owner". `explained` tells a chain in words.
"""

from collections.abc import Iterator, Mapping

SEPARATOR = " > "

# How the words of a mention were found …
FOUND = {
    "reference": "the longest words that the reference data know as a name",
    "own_name": "a name of aliases.csv",
    "recognised": "a name that the spaCy model recognises",
    "behind_known_name": "what follows a known name at the start of a recognised person: Russian [Sergei Ivanov]",
    "overlooked": "capitalised words behind a title or given name, or beside a role, that the model overlooked",
    "body_noun": "capitalised words that end like the name of a body: [Orion Foods]",
    "institution_noun": "the noun of an institution with what “of” brings to it: [Parole Board of Canada]",
    "place_first": "a place that is the first word of a body's name: [BC Hydro]",
    "repeated": "the name of an organisation that the article gives elsewhere",
    "short_form": "part of a name that the article gives in full elsewhere",
    "acronym": "initials of an organisation of the article, or letters in brackets after its name",
    "head_of_state": "the surname of a head of state or government of a country that the article names",
    "administration": "a government named after its head: [Biden administration]",
    "organ": "an organ of a state: Foreign Ministry, Supreme Court",
    "noun_phrase": "a phrase whose head is a noun that names an actor (actor_nouns.csv)",
    "age": "somebody's age as a noun: [The 54-year-old]",
    "pronoun": "a pronoun of the third person",
}
# … and whom they mean
MEANING = {
    "alias": "whom aliases.csv says",
    "known_by_office": "the person of the reference data who has or had the office that the article states",
    "known_by_sector": "the person of the reference data whose country and kind of office the article states",
    "known_by_country": "the holder of an office that news takes for known, whose country the article names",
    "known_widely": "the holder of a high office, as nothing speaks against it",
    "known_person": "the holder of a public office of that name, whose country the article names or who is widely known",
    "full_name": "a person of the article's own, by the full name",
    "same_name": "the person of the same full name, met before",
    "also_known": "the person whom the article also calls so",
    "part_of_name": "the person of the article whose name it is part of",
    "known_surname": "the head of state or government of that surname, whose country the article names",
    "single_name": "a person of this article only, as it gives no full name",
    "namesakes": "nobody: two people may be meant",
    "known_name": "what the reference data know under the name",
    "capital_for_state": "the state whose government sits in the capital",
    "shared_name": "of the bodies of several countries that bear the name, that of the article's country",
    "unsupported": "nobody: only the recogniser takes the words for a name of that kind",
    "unknown_name": "an organisation, place or thing of its own, by its name",
    "country_beside": "the organ of the country named beside it",
    "country_of_clause": "the organ of the country whose people or bodies act in its clause",
    "country_of_same_organ": "the organ of the country that the article names with it elsewhere",
    "country_of_article": "the organ of the country that its sentence or the article is about",
    "no_country": "an organ of no stated country",
    "apposition": "the name beside it, or that it is said to be",
    "state_beside": "the state whose officials or forces they are: [U.S. officials]",
    "noun_in_name": "the nearest organisation whose name holds the noun",
    "state_of_article": "the state that the article is about",
    "stated_role": "the person for whom the article states that role",
    "office_held": "the person of the article who held that office then",
    "office_holder": "who held that office on the article's day",
    "person_in_mind": "the person whom the reader has in mind",
    "body_in_mind": "the organisation of that kind that the reader has in mind",
    "described": "no one by name: the kind of people or body that the words describe, by role, country and sector",
    "latest_country": "the country named last",
    "bound": "the subject of its clause, or who is said to say it",
    "speaker_before": "the one body or group that was the subject just before",
    "salient": "the entity of fitting gender and number that the reader has most in mind",
    "only_person": "the one person of that gender in the article",
    "unnamed": "nobody: a person without a name, spoken of just before, may be meant",
    "own_words": "nobody: the pronoun stands in the speaker's own words, and is somebody else",
    "undecided": "nobody: two people are about as much in the reader's mind",
    "dummy": "nobody: “it” means nothing here",
    "nobody_fits": "nobody whom the rules find",
}
# Why words are a quotation …
QUOTATION = {
    "reported_clause": "the clause that a verb reports: said that …",
    "clause_of_claim": "the clause of a noun that somebody owns: his claim that …",
    "clause_of_source": "the clause that “according to” or “in the words of” goes with",
    "sentence_into_marks": "a sentence that ends in quotation marks before its cue: It was “a lie,” she said",
    "cue_behind": "marks with a cue behind them: “…,” she said",
    "cue_before": "marks with a cue that leads in to them: She said: “…”",
    "cue_governs": "marks in the object or complement of a verb: called the plan “…”",
    "joined_marks": "marks joined to those before by “and” or a comma",
    "words_of_clause": "marks in a clause that a verb of naming reports",
    "clause_in_marks": "a reported clause that stands wholly in marks",
    "run_of_marks": "a further paragraph of a quotation that has a cue",
    "after_colon": "a sentence in marks behind a colon",
    "unlisted_verb": "marks that begin a sentence and end in a comma, before a person and a verb of any kind",
    "dash_dialogue": "a line that a dash begins, among others of a dialogue: – It rains, said Berg.",
    "around_dashes": "marks parted by narration between dashes: “…” – she looked up – “…”",
    "after_label": "marks behind a label that names who speaks: Berg, the mayor: “…”",
    "own_sentence": "marks that stand as sentences of their own, without a cue",
    "transcript_turn": "a paragraph that begins with its speaker's label, among others of that kind",
    "signed_marks": "a paragraph of marks that a dash and a name sign: “…” – Anna Berg, mayor",
    "signed_post": "an embedded post with the account that signs it",
    "signature": "a paragraph signed with a name that the article has elsewhere",
}
# … and who speaks them
SPEAKER = {
    "label": "the first name in the label before the words",
    "nobody_label": "nobody: the label says only that somebody speaks",
    "interviewee": "the one person whom the text around an interview names",
    "initials": "the person of the article with the initials of the label",
    "narration": "the person who acts in the narration between dashes",
    "topic_here": "the person whom the sentence before in the paragraph is about",
    "announcer": "the subject of the sentence that ends in the colon",
    "topic_before": "the person whom the paragraph before is about",
    "last_speaker": "who spoke last, as no cue names anybody",
    "mention": "whom the words for the speaker mean, by the rule of that mention",
    "apposition": "the name beside the speaker's phrase",
    "head_noun": "the name that the speaker's phrase stands beside",
    "also_known": "the person whom the article also calls so",
    "part_of_name": "the name whose last word it is",
    "spoken_for": "for whom a spokesperson or official speaks, or whose document it is",
    "goes_on": "the last speaker, for whom the pronoun stands",
    "nobody_named": "nobody: no words name a speaker",
    "unresolved": "nobody: the words do not tell whom they mean",
}
# How a party was bound to its event: slots of triggers_*.csv, and what was done with what stands there
PARTY = {
    "subj": "the logical subject",
    "obj": "the logical object",
    "iobj": "to whom something is given",
    "poss": "the possessor of the noun",
    "attr": "what is said of a party",
    "mod": "a name in front of the noun",
    "gsubj": "the subject of the clause that a modal stands in",
    "speaker": "who says so",
    "inside": "the first name behind the trigger in its phrase",
    "objowner": "whose the object is",
    "clause": "whom the content of a promise, threat or demand concerns",
    "name": "the first name in it",
    "sent": "the object of its verb, though it is sent",
    "actor": "the first in it who can act",
    "subj of light verb": "the subject of the verb that carries the noun: launched an attack",
    "subj of clause": "the subject of the clause that the noun stands in",
    "with of joined verb": "whom a joined verb brings with “with”: will meet or speak with",
    "reporter": "who is said to have said so, for whom the pronoun stands",
    "members": "the several names in the phrase: ministers of Peru and Chile",
    "joined": "the state or body that one of several joined names in front of the noun says: French and Italian ministers",
    "quoted": "who speaks the quotation, as the words are in the first person",
    "owner": "whose the thing is, as a thing does not act",
    "pair": "one of the two that the text last joined, or between whom an event last passed, whom the phrase counts",
}
OF_LIGHT_VERB = " of light verb"

RULES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("core.mentions", "rule"): FOUND | MEANING,
    ("core.quotes", "rule"): QUOTATION,
    ("core.quotes", "speaker_rule"): SPEAKER,
    ("core.events", "actor_rule"): PARTY,
    ("core.events", "recipient_rule"): PARTY,
}


def explained(table: str, column: str, chain: str) -> Iterator[tuple[str, str]]:
    """Each rule of a chain with what it says.

    A slot that no table names is a preposition of the trigger: "against".
    """
    rules = RULES[table, column]
    for rule in chain.split(SEPARATOR):
        said = rules.get(rule)
        if said is None and rules is PARTY:
            slot = rule.removesuffix(OF_LIGHT_VERB)
            said = PARTY.get(slot, f"who stands behind the preposition “{slot}”")
            if slot != rule:
                said += ", at the verb that carries the noun"
        yield rule, said or "a rule of another version"
