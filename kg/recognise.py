"""Finds the labels of the vocabularies in a text: leftmost, longest, whole words.

Labels match whatever the case, hyphens, apostrophes and plural; a capital beyond a label's first letter
must be one in the text too, so that "DA" is not "da". An exact label also needs its first letter as it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kg.tokens import JOINERS, tokens
from kg.values import Mention, Sort, Span, Token

_ENDINGS = ("ing", "ed")


@dataclass(frozen=True, slots=True)
class Label:
    """A phrase under which something is recognised."""

    phrase: str
    sort: Sort
    slug: str
    exact: bool = False
    weak: bool = False
    void: bool = False
    """Whether the phrase names something else, so that it hides the labels in it."""

    @property
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


@dataclass(slots=True)
class _Node:
    labels: list[Label] = field(default_factory=list)
    next: "dict[str, _Node]" = field(default_factory=dict)


class Lexicon:
    """All labels as one tree of folded (or stemmed) words, walked once per word of the text."""

    def __init__(self, labels: Iterable[Label], *, stems: bool = False) -> None:
        self._stems = stems
        self._form = "stem" if stems else "fold"
        self._root = _Node()
        for label in labels:
            node = self._root
            for token in _words(tokens(label.phrase)):
                node = node.next.setdefault(getattr(token, self._form), _Node())
            if node is not self._root:
                node.labels.append(label)

    def mentions(self, text: str, words: Sequence[Token]) -> Iterator[Mention]:
        """The mentions in `words`; of overlapping ones of the same sort only the longest, leftmost first."""
        ends: dict[Sort, int] = {}
        for at in range(len(words)):
            longest: dict[Sort, tuple[int, list[Label]]] = {}
            for end, labels in self._from(words, at):
                written = text[words[at].start : words[end].end]
                for label in labels:
                    if label.allows(written) and (
                        not self._stems or _inflected_alike(label, words[at : end + 1])
                    ):
                        known_end, known = longest.get(label.sort, (-1, []))
                        longest[label.sort] = (end, [*known, label] if known_end == end else [label])
            for sort, (end, labels) in longest.items():
                if at > ends.get(sort, -1):
                    ends[sort] = end
                    span = Span(words[at].start, words[end].end)
                    seen = set()
                    for label in labels:
                        if label.slug not in seen and not label.void:
                            seen.add(label.slug)
                            yield Mention(sort, label.slug, span, label.weak, label.common)

    def _from(self, words: Sequence[Token], at: int) -> Iterator[tuple[int, list[Label]]]:
        node: _Node | None = self._root
        for end in range(at, len(words)):
            if words[end].text in JOINERS and end > at:
                continue
            node = node.next.get(getattr(words[end], self._form)) if node else None
            if node is None:
                return
            if node.labels:
                yield end, node.labels


def _inflected_alike(label: Label, found: Sequence[Token]) -> bool:
    """Whether every word that a cue writes with -ing or -ed has that ending in the text; a bare verb takes any.

    An exact cue takes no ending but that of the plural.
    """
    pairs = zip(_phrase(label.phrase), _words(found), strict=False)
    return all(mine == theirs.fold or not (label.exact or mine.endswith(_ENDINGS)) for mine, theirs in pairs)


@lru_cache(maxsize=8192)
def _phrase(phrase: str) -> tuple[str, ...]:
    return tuple(token.fold for token in _words(tokens(phrase)))


def _words(found: Sequence[Token]) -> list[Token]:
    return [token for token in found if token.text not in JOINERS] or list(found)
