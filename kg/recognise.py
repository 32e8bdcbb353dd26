"""Finds the labels of the vocabularies in a text: leftmost, longest, whole words.

Labels match whatever the case, hyphens, apostrophes and plural; a capital beyond a label's first letter
must be one in the text too, so that "DA" is not "da". An exact label also needs its first letter as it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from kg.tokens import Words, first_stem, tokens
from kg.values import Form, Mention, Sort, Span

_ENDINGS = ("ing", "ed")
_BY_STEM = frozenset((Sort.CUE, Sort.WORD))


@dataclass(frozen=True)
class Label:
    """A phrase under which something is recognised."""

    phrase: str
    sort: Sort
    slug: str
    exact: bool = False
    weak: bool = False
    void: bool = False
    """Whether the phrase names something else, so that it hides the labels in it."""

    @cached_property
    def common(self) -> bool:
        """Whether it is made of common words, without a capital beyond its first letter."""
        return not self.exact and not _capitals(self.phrase, 1)

    def allows(self, written: str) -> bool:
        """Whether the capitals of the text as written suit this label."""
        if self.exact and self.sort is not Sort.CUE:
            return written[:1] == self.phrase[:1] and _capitals(written) >= _capitals(self.phrase)
        return _capitals(written, 1) >= _capitals(self.phrase, 1)


@lru_cache(maxsize=65536)
def _capitals(phrase: str, start: int = 0) -> int:
    return sum(letter.isupper() for letter in phrase[start:])


class _Leaf(NamedTuple):
    """A label at the end of its path, with what the text must have besides words of these stems."""

    label: Label
    folds: tuple[tuple[int, str], ...]
    """The words, by their place, that must stand in just this folded form."""

    def suits(self, forms: Sequence[Form]) -> bool:
        """Whether words, which have its stems, are written as the label asks."""
        for place, fold in self.folds:
            if forms[place].fold != fold:
                return False
        return self.label.common or self.label.allows(" ".join([form.text for form in forms]))


@dataclass(slots=True)
class _Node:
    leaves: list[_Leaf] = field(default_factory=list)
    next: "dict[str, _Node | _Begun]" = field(default_factory=dict)


class _Begun:
    """The labels that begin with one stem. A tree is made of them when a text has that stem: no text has many of them."""

    def __init__(self) -> None:
        self.labels: list[Label] = []

    @cached_property
    def leaves(self) -> list[_Leaf]:
        """As a node of the tree has them."""
        return self._tree.leaves

    @cached_property
    def next(self) -> "dict[str, _Node | _Begun]":
        """The same."""
        return self._tree.next

    @cached_property
    def _tree(self) -> _Node:
        first = _Node()
        for label in self.labels:
            node: _Node | _Begun = first
            forms = tokens(label.phrase).joined().forms
            for form in forms[1:]:
                node = node.next.setdefault(form.stem, _Node())
            node.leaves.append(_Leaf(label, tuple(_as_written(label, forms))))
        return first


class Lexicon:
    """All labels as one tree of stems, walked from each word of a text at which a label may begin."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self.labels = tuple(labels)
        self._root = _Node()
        # The same few words come again and again.
        self._longest = lru_cache(maxsize=65536)(self._walked)
        begun: dict[str, _Begun] = {}
        for label in self.labels:
            if stem := first_stem(label.phrase):
                begun.setdefault(stem, _Begun()).labels.append(label)
        self._root.next.update(begun)

    def mentions(self, words: Words) -> list[Mention]:
        """The mentions in `words`; of overlapping ones of the same sort only the longest, leftmost first."""
        words = words.joined()
        starts, forms = words.starts, words.forms
        stems = [*[form.stem for form in forms], ""]
        mentions: list[Mention] = []
        ends: dict[Sort, int] = {}
        for at, node in enumerate(map(self._root.next.get, stems)):
            if node is None:
                continue
            # Most paths lead to no label: only as far as the last label on its way is one worth a second look.
            end, last = at + 1, at + 1 if node.leaves else at
            while node := node.next.get(stems[end]):
                end += 1
                if node.leaves:
                    last = end
            for sort, length, labels in self._longest(forms[at:last]) if last > at else ():
                stop = at + length
                if at >= ends.get(sort, 0):
                    ends[sort] = stop
                    span = Span(starts[at], starts[stop - 1] + len(forms[stop - 1].text))
                    for slug, weak, common in labels:
                        mentions.append(Mention(sort, slug, span, weak, common))
        return mentions

    def _walked(self, forms: tuple[Form, ...]) -> "list[_Longest]":
        """For each sort the longest labels with which some words begin that are a path of the tree."""
        longest: dict[Sort, tuple[int, list[Label]]] = {}
        node: _Node | _Begun = self._root
        for length, form in enumerate(forms, 1):
            node = node.next[form.stem]
            for leaf in node.leaves:
                if leaf.suits(forms[:length]):
                    sort = leaf.label.sort
                    if sort not in longest or longest[sort][0] < length:
                        longest[sort] = (length, [])
                    longest[sort][1].append(leaf.label)
        return [(sort, length, _named(labels)) for sort, (length, labels) in longest.items()]


_Longest = tuple[Sort, int, list[tuple[str, bool, bool]]]
"""A sort, the words of its longest labels, and what these name: each with whether it is weak, and common."""


def _named(labels: Sequence[Label]) -> list[tuple[str, bool, bool]]:
    """What labels name, each thing once, by its first label; nothing by those that only hide others."""
    named: dict[str, tuple[str, bool, bool]] = {}
    for label in labels:
        if not label.void:
            named.setdefault(label.slug, (label.slug, label.weak, label.common))
    return list(named.values())


def _as_written(label: Label, forms: Sequence[Form]) -> Iterator[tuple[int, str]]:
    """The words of a label that only their own folded form will do for.

    A cue or a word of a class is found by its stems: a bare verb takes any ending, one that the label writes with -ing
    or -ed only that, and an exact cue none but that of the plural. Every other label is found in its own words.
    """
    for place, form in enumerate(forms):
        if label.sort not in _BY_STEM or label.exact or form.fold.endswith(_ENDINGS):
            yield place, form.fold
