"""Who a reporting verb's speaker is: its noun phrase, its words and its entity."""

import calendar
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from spacy.tokens import Token

from transforms.lexicon.reporting import QuoteLexicon
from transforms.quotes.layout import Layout
from transforms.records import ArticleEntities, Mention

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_NONFINITE = frozenset({"VB", "VBG", "VBN"})
_PREDICATIVE = frozenset({"acomp", "attr", "oprd"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_BEFORE_NOUN = frozenset({"DET", "ADJ", "NUM", "PROPN", "NOUN", "PRON", "PART"})
_NOT_OF_PHRASE = frozenset({"punct", "cc", "preconj", "appos", "relcl", "advcl", "mark", "parataxis"})
_TIGHT_RIGHT = frozenset({"prep", "cc", "conj", "case", "nummod", "amod", "advmod"})
_REPRESENTED = frozenset({"ORG", "GPE"})  # a spokesman for a person does not speak as that person
_OF_NAME = frozenset({"of", "from", "for", "de", "and"})  # "Anna Berg of the bank"
_PLACING = frozenset({"outside", "inside", "in", "at", "near", "through", "around", "along", "before"})
_HOUR = re.compile(r"\d\d?[:.]\d\d(?:[ap]m)?")  # before an entry of a live blog
_OBJECTS = frozenset({"me", "us", "him", "them"})
_LONGEST_SETTING = 12  # tokens
_WEEKDAYS = frozenset(calendar.day_name)
_LONGEST_PHRASE = 30
_DEEPEST = 6  # clauses above a verb that are asked for its subject


def subject_of(verb: Token, layout: Layout, lexicon: QuoteLexicon, depth: int = 0) -> Token | None:
    """The head of the noun phrase that does what `verb` says, across clauses that lack their own."""
    if depth > _DEEPEST:
        return None
    for child in reversed(list(verb.children)):  # `"Salt," Diaz wrote`: the nearest
        if (
            child.dep_ in _SUBJECTS
            and not child.is_punct
            and not (layout.quoted[child.i] and layout.outside(verb))
        ):
            return _by_subject(child, verb, layout, lexicon, depth)
    head = _head_outside_marks(verb, layout)
    share = _SHARED_SUBJECTS.get(verb.dep_)
    return share(verb, head, layout, lexicon, depth) if share is not None and head is not None else None


def _by_subject(
    subject: Token, verb: Token, layout: Layout, lexicon: QuoteLexicon, depth: int
) -> Token | None:
    """Who speaks by the verb's own subject: "[She] said", "it was said by [her]", "[the man] who said"."""
    if subject.dep_ == "nsubjpass":
        return _agent(verb)
    meant = _antecedent(subject, verb)
    return meant if meant == subject else _issuer(meant, layout, lexicon, depth)


def _head_outside_marks(verb: Token, layout: Layout) -> Token | None:
    """The head of `verb`, None for a root. A verb inside marks is no reporting verb's sister."""
    head = verb.head
    while layout.quoted[head.i] and layout.outside(verb) and head.head != head:
        head = head.head
    return None if head == verb or (layout.quoted[head.i] and layout.outside(verb)) else head


# Whose subject a verb without one of its own shares, by the verb's dependency on `head`.


def _coordination(
    verb: Token, head: Token, layout: Layout, lexicon: QuoteLexicon, depth: int
) -> Token | None:
    """The subject of the verb joined before it: "[She] rose and said"."""
    if goes_on_from_thing(verb) and head.head.lemma_ in lexicon.verbs:
        return subject_of(head.head, layout, lexicon, depth + 1)
    return subject_of(head, layout, lexicon, depth + 1) if head.pos_ in {"VERB", "AUX"} else None


def goes_on_from_thing(verb: Token) -> bool:
    """Whether the parser joins a deed to what a thing is, in reported speech: "She said the plan was bad and
    [urged] them to drop it"."""
    clause = verb.head
    if verb.dep_ != "conj" or verb.tag_ != "VBD" or clause.dep_ != "ccomp" or clause.lemma_ != "be":
        return False
    subject = next((t for t in clause.lefts if t.dep_ in {"nsubj", "expl"}), None)
    is_thing = subject is not None and (subject.pos_ == "NOUN" or subject.lower_ == "it")
    return is_thing and not any(t.dep_ in _SUBJECTS for t in verb.lefts)


def _adnominal_clause(
    verb: Token, head: Token, layout: Layout, lexicon: QuoteLexicon, depth: int
) -> Token | None:
    """The noun it describes, or who issued that: "[a man] saying", "[She] sent a letter saying".

    Not the place where others do it: "[Dozens] stood outside the embassy chanting".
    """
    place = head.head
    if verb.tag_ == "VBG" and head.dep_ == "pobj" and place.lower_ in _PLACING and place.head.pos_ == "VERB":
        return subject_of(place.head, layout, lexicon, depth + 1)
    return _issuer(head, layout, lexicon, depth)


def _gerund_after_preposition(
    verb: Token, head: Token, layout: Layout, lexicon: QuoteLexicon, depth: int
) -> Token | None:
    """The subject above the preposition: "[She] ended by saying"; "he quoted [her] as saying"."""
    governor = head.head
    if head.lower_ == "without":  # "it goes without saying"
        return None
    if head.lower_ == "as" and governor.lemma_ in {"quote", "cite"}:
        return _object(governor) or _passive_subject(governor)
    return subject_of(governor, layout, lexicon, depth + 1) if governor != head else None


def _open_complement(
    verb: Token, head: Token, layout: Layout, lexicon: QuoteLexicon, depth: int
) -> Token | None:
    """The object where there is one, else the subject above: "prompted [the city] to urge", "[She] went
    on to say"."""
    held = _object(head) if verb.tag_ in _NONFINITE and head.dep_ not in _PREDICATIVE else None
    return held or _clause_beside(verb, head, layout, lexicon, depth)


def _adverbial_clause(
    verb: Token, head: Token, layout: Layout, lexicon: QuoteLexicon, depth: int
) -> Token | None:
    """The subject of the reporting verb that a participle goes with: "[She] said it failed, adding"."""
    if verb.tag_ == "VBG" and verb.i and verb.nbor(-1).text == ",":
        while head.dep_ in {"ccomp", "conj"} and head.head.i < head.i:
            if head.dep_ == "ccomp" and head.head.lemma_ not in lexicon.verbs:
                break
            head = head.head
    return _clause_beside(verb, head, layout, lexicon, depth)


def _clause_beside(
    verb: Token, head: Token, layout: Layout, lexicon: QuoteLexicon, depth: int
) -> Token | None:
    """The subject of the clause above: "[She] was quick to add", "[She] was heard saying"."""
    if head.dep_ in _PREDICATIVE:
        return subject_of(head.head, layout, lexicon, depth + 1)
    if verb.tag_ not in _NONFINITE:
        return None
    return _passive_subject(head) or subject_of(head, layout, lexicon, depth + 1)


_SHARED_SUBJECTS: Mapping[str, Callable[[Token, Token, Layout, QuoteLexicon, int], Token | None]] = {
    "conj": _coordination,
    "acl": _adnominal_clause,
    "relcl": _adnominal_clause,
    "pcomp": _gerund_after_preposition,
    "xcomp": _open_complement,
    "advcl": _adverbial_clause,
    "ccomp": _clause_beside,
    "dep": _clause_beside,
}


def _antecedent(subject: Token, verb: Token) -> Token:
    if subject.lower_ in _RELATIVE and subject.tag_ in {"WP", "WDT"}:
        clause = verb
        while clause.dep_ in {"conj", "xcomp", "ccomp"} and clause.head != clause:
            clause = clause.head
        if clause.dep_ == "relcl":
            return clause.head
    return subject


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent":
            return next((t for t in child.children if t.dep_ == "pobj"), None)
    return None


def _object(verb: Token) -> Token | None:
    return next((t for t in verb.children if t.dep_ in {"dobj", "dative"}), None)


def _passive_subject(verb: Token) -> Token | None:
    return next((t for t in verb.children if t.dep_ == "nsubjpass"), None)


def _issuer(noun: Token, layout: Layout, lexicon: QuoteLexicon, depth: int) -> Token | None:
    """Who speaks through `noun`: "[the ministry] put out a statement saying ...", "a man saying"."""
    if lexicon.is_noun(noun.lemma_.lower(), "document") or lexicon.is_noun(noun.lemma_.lower(), "claim"):
        owner = owner_of(noun)
        if owner is not None:
            return owner
        if noun.dep_ == "dobj" and noun.head.pos_ == "VERB":
            return subject_of(noun.head, layout, lexicon, depth + 1) or noun
    return noun


def owner_of(noun: Token) -> Token | None:
    """Whose `noun` is: "his claim", "the claim of/by/from the ministry"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"of", "by", "from"}:
            return next((t for t in child.children if t.dep_ == "pobj"), None)
        if child.dep_ == "acl" and child.tag_ in {"VBN", "VBD"}:  # "a statement released by the ministry"
            found = _agent(child)
            if found is not None:
                return found
    return None


def neighbour_of(verb: Token, layout: Layout) -> Token | None:
    """The noun phrase beside a verb whose subject the parser missed: "... ," said NP or NP said."""
    doc = layout.doc
    left = verb.i - 1
    while left >= 0 and doc[left].pos_ in {"ADV", "AUX"}:
        left -= 1
    if left > 2 and doc[left].text == doc[left - 2].text == "," and doc[left - 1].like_num:
        left -= 3  # "Anna Berg, 58, tells me"
    right = verb.i + 1
    while right < len(doc) and (doc[right].pos_ == "ADV" or doc[right].dep_ == "prt"):
        right += 1
    return phrase_head(layout, left, -1) or phrase_head(layout, _behind_setting(right, layout), +1)


def _behind_setting(at: int, layout: Layout) -> int:
    """The token behind where and when it was said: "said [in an interview on Monday] Anna Berg"."""
    doc, start = layout.doc, at
    while at < len(doc) and at - start < _LONGEST_SETTING and doc[at].tag_ == "IN":
        at += 1
        while at < len(doc) and (doc[at].text in _WEEKDAYS or doc[at].text.islower() or doc[at].is_digit):
            if doc[at].tag_ == "IN" or doc[at].pos_ in {"VERB", "AUX", "PUNCT"}:
                break
            at += 1
    return at


def phrase_head(layout: Layout, at: int, step: int) -> Token | None:
    """The head of the noun phrase that begins (step 1) or ends (step -1) at token `at`."""
    doc, start = layout.doc, at
    while 0 <= at < len(doc) and abs(at - start) < 12:
        token = doc[at]
        if layout.quoted[at] or not (token.pos_ in _BEFORE_NOUN or token.tag_ == "HYPH"):
            break
        at += step
    low, high = (start, at) if step > 0 else (at + 1, start + 1)
    nominal = [t for t in doc[max(0, low) : max(0, high)] if t.pos_ in _NOMINAL]
    return nominal[-1] if nominal and nominal[-1].lower_ not in _OBJECTS else None


def phrase_bounds(head: Token, layout: Layout) -> tuple[int, int]:
    """First and last + 1 token of the noun phrase at `head`, without appositions and relative clauses."""
    doc = layout.doc
    start, end = _first_of_phrase(head, layout), head.i + 1
    for child in head.rights:
        if child.i != end and child.left_edge.i != end:
            break
        if child.dep_ not in _TIGHT_RIGHT or layout.quoted[child.i] or _is_of_saying(child, head):
            break
        if child.right_edge.i - head.i > _LONGEST_PHRASE:
            break
        end = max(end, _before_clause(child, end))
    while start < head.i and (doc[start].is_punct or doc[start].is_space or _HOUR.fullmatch(doc[start].text)):
        start += 1
    while end > head.i + 1 and (
        doc[end - 1].is_punct or doc[end - 1].is_space or doc[end - 1].dep_ in {"cc", "case"}
    ):
        end -= 1
    return start, end


def _first_of_phrase(head: Token, layout: Layout) -> int:
    outside = layout.outside(head)
    firsts = [
        child.left_edge.i
        for child in head.lefts
        if child.dep_ not in _NOT_OF_PHRASE and not (outside and layout.quoted[child.left_edge.i])
    ]
    start = min([head.i, *firsts])
    if start < head.i and layout.doc[start].text in _WEEKDAYS and layout.doc[start - 1].lower_ == "on":
        start += 1  # "said on Monday Anna Berg"
    return start if head.i - start <= _LONGEST_PHRASE else head.i


def _is_of_saying(child: Token, head: Token) -> bool:
    """Whether a phrase behind a speaker tells where or to whom it was said: "Anna Berg [on X]"."""
    if child.dep_ != "prep":
        return False
    if head.pos_ in {"PROPN", "PRON"}:
        return child.lower_ not in _OF_NAME
    return child.lower_ in {"on", "via"} and any(t.pos_ == "PROPN" for t in child.children)


def _before_clause(child: Token, start: int) -> int:
    """The end of `child`'s words, cut at the first comma or relative clause."""
    for token in child.doc[start : child.right_edge.i + 1]:
        if token.is_space or token.text in {",", ";", ":", "—", "–", "("}:
            return token.i
        if token.dep_ == "relcl" and token.left_edge.i > child.i:
            return max(start, token.left_edge.i)
    return child.right_edge.i + 1


def named(head: Token) -> Token:
    """The name beside a common noun ("the minister, Anna Berg"), else the noun itself."""
    if head.pos_ != "NOUN":
        return head
    return next((t for t in head.rights if t.dep_ == "appos" and t.pos_ == "PROPN"), head)


def phrase_text(head: Token, layout: Layout) -> str:
    head = named(head)
    start, end = phrase_bounds(head, layout)
    return layout.body[layout.starts[start] : layout.end_of(end - 1)]


class Meant(NamedTuple):
    """The mention that means a speaker, and how it was found (see `transforms.schema.rules`)."""

    mention: Mention
    rule: str


def speaker_mention(head: Token, entities: ArticleEntities, lexicon: QuoteLexicon) -> Meant | None:
    """The mention that means the speaker whose noun phrase is headed by `head`.

    The head's own mention first; else its apposition ("the minister, Anna Berg"), the first of joined
    speakers, or, for one who speaks for others, those others ("a spokesman for the ministry").
    """
    near = [("mention", head), *(("apposition", t) for t in head.children if t.dep_ == "appos")]
    if lexicon.is_noun(
        head.lemma_.lower(), "voice"
    ):  # "a spokesman for the bank, Erik Lund": hung on the bank
        near += [("apposition", t) for t in head.subtree if t.dep_ == "appos" and _is_person(t, entities)]
    if head.dep_ in {"appos", "compound", "nmod"} and head.head.pos_ in _NOMINAL:
        near.append(("head_noun", head.head))
    for rule, token in near:
        found = _resolved(token, entities)
        if found is not None:
            return Meant(found, rule)
    whole = entities.by_last.get(head.i)  # a name that the parser tears apart
    if whole is not None and whole.entity_id is not None:
        return Meant(whole, "part_of_name")
    if any(lexicon.is_noun(head.lemma_.lower(), kind) for kind in ("voice", "document")):
        spoken_for = _spoken_for(head, entities, lexicon)
        return Meant(spoken_for, "spoken_for") if spoken_for is not None else None
    return None


def _is_person(token: Token, entities: ArticleEntities) -> bool:
    entity = entities.entity(entities.by_head.get(token.i))
    return entity is not None and entity.kind == "PERSON"


def _resolved(token: Token, entities: ArticleEntities) -> Mention | None:
    mention = entities.by_head.get(token.i)
    return mention if mention is not None and mention.entity_id is not None else None


def _spoken_for(head: Token, entities: ArticleEntities, lexicon: QuoteLexicon) -> Mention | None:
    """Whom a spokesman, a statement, "officials" speak for. A person's statement is that person's words."""
    owner = owner_of(head)
    written = None if owner is None else _resolved(owner, entities)
    if owner is not None and owner.pos_ == "PROPN" and lexicon.is_noun(head.lemma_.lower(), "document"):
        return written
    near = [] if owner is None else [owner]
    near += [t for t in head.children if t.dep_ in {"poss", "compound", "amod", "nmod"}]
    for prep in head.children:
        # "officials in Ankara" speak for Turkey, "diplomats in Ankara" for anybody
        if prep.dep_ == "prep" and (prep.lower_ != "in" or lexicon.is_noun(head.lemma_.lower(), "office")):
            near += [t for t in prep.children if t.dep_ == "pobj"]
    for token in near:
        found = _resolved(token, entities)
        entity = entities.entity(found)
        if entity is not None and entity.kind in _REPRESENTED:
            return found
    return None
