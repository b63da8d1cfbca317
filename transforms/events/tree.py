"""The parse of an article as plain lists, which are several times faster to walk than spaCy's tokens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc

VERB_TAGS = frozenset(("VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"))
NOUN_TAGS = frozenset(("NN", "NNS", "NNP", "NNPS"))


@dataclass(frozen=True, slots=True)
class Tree:
    """One entry a token: lower-case lemma, fine tag, dependency, head, children, entity type.

    `head[i] == i` marks the root of a sentence. Dependencies are those of spaCy's English models
    (CLEAR style), tags those of the Penn Treebank.
    """

    doc: Doc
    lemma: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    children: list[list[int]]
    ent: list[str]
    classes: Mapping[str, frozenset[str]]

    def is_a(self, i: int, *names: str) -> bool:
        """Whether the word at `i` is of one of the classes (event_words.csv)."""
        found = self.classes.get(self.lemma[i])
        return found is not None and not found.isdisjoint(names)

    def child(self, i: int, *deps: str) -> int | None:
        """The first child of `i` by one of `deps`."""
        for c in self.children[i]:
            if self.dep[c] in deps:
                return c
        return None

    def childs(self, i: int, *deps: str) -> list[int]:
        return [c for c in self.children[i] if self.dep[c] in deps]

    def is_verb(self, i: int) -> bool:
        return self.tag[i] in VERB_TAGS

    def is_noun(self, i: int) -> bool:
        return self.tag[i] in NOUN_TAGS

    def ancestors(self, i: int) -> Iterator[int]:
        """The heads above `i`, nearest first."""
        while self.head[i] != i:
            i = self.head[i]
            yield i

    def first_of_chain(self, i: int) -> int:
        """The first conjunct of the coordination that `i` belongs to."""
        while self.dep[i] == "conj":
            i = self.head[i]
        return i

    def conjuncts(self, i: int) -> list[int]:
        """`i` and what is coordinated with it after it: "France, Italy and Spain" from its head."""
        found = [i]
        for member in found:
            found += [c for c in self.children[member] if self.dep[c] == "conj"]
        return found

    def clause(self, i: int) -> int:
        """The verb (or root) whose clause `i` stands in."""
        while not (self.is_verb(i) and self.dep[i] not in ("amod", "compound")) and self.head[i] != i:
            i = self.head[i]
        return i

    def passive(self, verb: int) -> bool:
        """Whether `verb` is passive, also as a reduced relative ("troops sent by") or a passive conjunct."""
        while True:
            deps = {self.dep[c] for c in self.children[verb]}
            if not deps.isdisjoint(("auxpass", "nsubjpass")):
                return True
            if "agent" in deps:  # not "permitted protests by students"
                return "dobj" not in deps
            if self.tag[verb] != "VBN" or self.dep[verb] == "acl":
                return self.tag[verb] == "VBN"
            if self.dep[verb] != "conj" or not deps.isdisjoint(("aux", "nsubj", "dobj")):
                return False
            verb = self.head[verb]


def grow(doc: Doc, forms: Mapping[str, Mapping[str, str]], classes: Mapping[str, frozenset[str]]) -> Tree:
    """The tree of a parsed document.

    `forms` corrects lemmas: last word of a form → what stands before it ("" for a single word, "press"
    or "cease-" for a compound) → lemma. `classes` are the word classes.
    """
    strings = doc.vocab.strings
    rows = doc.to_array(["LEMMA", "TAG", "DEP", "HEAD", "ENT_TYPE", "LOWER"])
    names: dict[int, str] = {}

    def named(column: int) -> list[str]:
        keys = rows[:, column].tolist()
        for key in set(keys):
            if key not in names:
                names[key] = strings[key]
        return [names[key] for key in keys]

    offsets = rows[:, 3].astype("int64").tolist()
    head = [i + offset for i, offset in enumerate(offsets)]
    children: list[list[int]] = [[] for _ in head]
    for i, h in enumerate(head):
        if h != i:
            children[h].append(i)
    lemma = [word.lower() for word in named(0)]
    for i, word in enumerate(named(5)):
        if word in forms:
            _correct(doc, lemma, head, i, forms[word])
    return Tree(doc, lemma, named(1), named(2), head, children, named(4), classes)


def _correct(doc: Doc, lemma: list[str], head: list[int], i: int, options: Mapping[str, str]) -> None:
    """Give the word at `i`, or the compound that it ends, its lemma. A compound's goes to its head."""
    if "" in options:
        lemma[i] = options[""]
    first = i - 1
    if first < 0:
        return
    before = doc[first].lower_
    if before == "-" and first > 0:
        first -= 1
        before = f"{doc[first].lower_}-"
    if before in options:
        lemma[first if head[i] == first else i] = options[before]
