"""Words of a text with the folded forms under which labels and cues are found.

`fold` takes away case, possessive and plural; `stem` also the commonest endings of verbs. Both are
crude on purpose: they only have to fall together for the forms of one word, on both sides of a match.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from sys import intern
from typing import overload

from kg.values import Form, Span, Token

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_WORD = re.compile(rf"[^\W_]+(?:['’{_INVISIBLE}]+[^\W_]+)*|[^\w\s{_INVISIBLE}]")
_APOSTROPHE = str.maketrans({"’": "'", "‘": "'"} | dict.fromkeys(_INVISIBLE))
JOINERS = frozenset("-‐‑–'’‘\"“”")
"""Marks that stand inside or around words and do not part a phrase."""


@dataclass(frozen=True, slots=True)
class Words(Sequence[Token]):
    """The words and marks of a stretch of text, in order: where each begins, and its form, which all its places share."""

    starts: tuple[int, ...]
    forms: tuple[Form, ...]

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> "Words": ...
    def __getitem__(self, at: int | slice) -> "Token | Words":
        if isinstance(at, slice):
            return Words(self.starts[at], self.forms[at])
        return Token(self.starts[at], self.end(at), self.forms[at].text)

    def at(self, start: int) -> int:
        """Which of them begins at a place."""
        return bisect_left(self.starts, start)

    def end(self, at: int) -> int:
        """Where one of them ends."""
        return self.starts[at] + len(self.forms[at].text)

    def within(self, span: Span) -> "Words":
        """Those that begin in a span."""
        first, last = bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)
        return Words(self.starts[first:last], self.forms[first:last])

    def joined(self) -> "Words":
        """Those of which phrases are made: without the marks that stand inside or around words."""
        if JOINERS.isdisjoint([form.text for form in self.forms]):
            return self
        kept = [form.text not in JOINERS for form in self.forms]
        return Words(tuple(compress(self.starts, kept)), tuple(compress(self.forms, kept)))


def tokens(text: str, start: int = 0, end: int | None = None) -> Words:
    """The words and marks of `text[start:end]`, with offsets into `text`."""
    found = list(_WORD.finditer(text, start, len(text) if end is None else end))
    return Words(tuple([m.start() for m in found]), tuple([form(m[0]) for m in found]))


def first_stem(phrase: str) -> str:
    """The stem of the first word of which a phrase is made; empty where it has none."""
    words = (found[0] for found in _WORD.finditer(phrase))
    return next((form(word).stem for word in words if word not in JOINERS), "")


@lru_cache(maxsize=65536)
def form(word: str) -> Form:
    """A word with its lower case, its folded form and its stem."""
    folded = fold(word)
    return Form(word, intern(word.lower()), folded, intern(stem(folded)))


def fold(word: str) -> str:
    """Lower case, without possessive or plural ending: "Forces’" and "force's" give "force"."""
    word = word.lower().translate(_APOSTROPHE)
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def stem(folded: str) -> str:
    """A folded word without -ing, -ed or a final -e: "improved" and "improving" give "improv"."""
    for ending in ("ing", "ed"):
        root = folded.removesuffix(ending)
        if root != folded and len(root) > 2 and re.search("[aeiouy]", root):
            if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz":
                root = root[:-1]
            return root.removesuffix("e")
    return folded[:-1] if len(folded) > 3 and folded.endswith("e") else folded
