"""Reads the patterns of `ontology/language/rules.ttl`, whose syntax that file explains."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from kg.errors import UnreadableInput
from kg.namespaces import PEEL, SCHEMA
from kg.needles import Needles, lowered, needles_of, needles_within, stand_in
from kg.vocabulary import Entry, Vocabulary

_LONGEST = 600
"""Characters of the longest line that can be a heading, a row of a table or furniture of a page."""
_GAP = 40
"""Characters of white space that may stand between two words; a longer gap parts them, and nothing runs along it."""
_LOOSE = re.compile(r"(?P<class>\[(?:\\.|[^\]\\])*\])|(?P<maybe>\\s\*)|(?P<apostrophe>')| |\\s\+")
_HOLE = re.compile(r"\{([a-z:-]+)\}")
_BEHIND = re.compile(r"\(\?<[=!]")
_FIRST_MARK = 0xE000
"""The first of the characters that are nobody's: no pattern has them."""


@dataclass(frozen=True)
class Pattern:
    """A pattern without regard to case. It is compiled when it is first tried: most are on what few reports say."""

    text: str

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself. Raises re.error where it is none."""
        return re.compile(self.text, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule with its patterns, each with what must stand in a text for it to match there."""

    slug: str
    tries: tuple[tuple[Pattern, Needles], ...]
    shared: Needles = ()
    """What must stand there for any of them."""

    @classmethod
    def of(cls, slug: str, patterns: Mapping[str, Needles]) -> "Rule":
        """A rule with these patterns, of which the needles are known."""
        known = list(patterns.values())
        first = known[0] if known else ()
        shared = tuple(needle for needle in first if all(needle in needles for needles in known))
        own = [tuple(needle for needle in needles if needle not in shared) for needles in known]
        return cls(slug, tuple(zip(map(Pattern, patterns), own, strict=True)), shared)

    @property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """Its patterns alone."""
        return tuple(pattern.compiled for pattern, _ in self.tries)

    def whole(self, line: str) -> re.Match[str] | None:
        """A match of one of the patterns with all of a line; a line longer than any heading or button has none."""
        if len(line) > _LONGEST:
            return None
        lower = lowered(line)
        if not stand_in(lower, self.shared):
            return None
        for pattern, needles in self.tries:
            if stand_in(lower, needles) and (found := pattern.compiled.fullmatch(line)):
                return found
        return None

    def first(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match of the first pattern that occurs."""
        lower, stop = lowered(text, start, end), len(text) if end is None else end
        if not stand_in(lower, self.shared):
            return None
        for pattern, needles in self.tries:
            if stand_in(lower, needles) and (found := pattern.compiled.search(text, start, stop)):
                return found
        return None

    def may_occur(self, text: str, start: int, end: int) -> bool:
        """Whether a stretch of text has what a match must hold; if not, no part of it matches."""
        lower = lowered(text, start, end)
        return stand_in(lower, self.shared) and any(stand_in(lower, needles) for _, needles in self.tries)

    def all(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """All matches of all patterns, pattern by pattern."""
        lower, stop = lowered(text, start, end), len(text) if end is None else end
        if not stand_in(lower, self.shared):
            return
        for pattern, needles in self.tries:
            if stand_in(lower, needles):
                yield from pattern.compiled.finditer(text, start, stop)


class _Hole(NamedTuple):
    """What stands in patterns for a hole, and what marks it, since that is long, while their needles are looked for."""

    phrases: str
    mark: str


class Rules:
    """All rules of a vocabulary, read when first asked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._made: dict[str, Rule] = {}
        self._holes: dict[str, _Hole] = {}
        """What stands for a hole; many patterns have the same."""
        self._needles: dict[str, Needles] = {}
        """The needles of what stands for a hole, by its mark."""

    def __getitem__(self, slug: str) -> Rule:
        """The rule of that slug. Raises UnreadableInput where the ontology lacks it or its pattern is wrong."""
        if slug not in self._made:
            entry = self._vocabulary["rule"].get(slug)
            if entry is None:
                raise UnreadableInput("ontology/language/rules.ttl", f"no rule/{slug}", "restore the rule")
            self._made[slug] = Rule.of(slug, dict(self._read(entry)))
        return self._made[slug]

    def _read(self, entry: Entry) -> Iterator[tuple[str, Needles]]:
        for pattern in entry.all(PEEL + "pattern"):
            filled = _spaced(_HOLE.sub(lambda hole: self._hole(hole[1]).phrases, pattern))
            marked = _spaced(_HOLE.sub(lambda hole: self._hole(hole[1]).mark, pattern))
            try:
                needles = needles_of(marked, self._needles)
                if _BEHIND.search(filled):
                    re.compile(filled, re.IGNORECASE)  # who alone sees how long that may be
            except re.error as error:
                place = f"ontology/language/rules.ttl, rule/{entry.slug}"
                raise UnreadableInput(place, f"pattern {pattern!r}: {error}", "mend the pattern") from error
            yield filled, needles

    def _hole(self, name: str) -> "_Hole":
        if name not in self._holes:
            phrases, mark = _alternatives(self._in(name)), chr(_FIRST_MARK + len(self._holes))
            self._holes[name] = _Hole(phrases, rf"(?:\b{mark}\b)")
            self._needles[mark] = needles_within(_spaced(phrases))
        return self._holes[name]

    def _in(self, hole: str) -> Iterable[str]:
        kind, _, name = hole.partition(":")
        entries = self._vocabulary
        if kind == "signal":
            return [
                phrase
                for slug, signal in entries.signals.items()
                if signal == name
                for phrase in entries["cue"][slug].phrases
            ]
        if kind == "place":
            return _spellings(label for force in entries["force"].values() for label in _names(force))
        if kind == "area":
            return _spellings(
                name for force in entries["force"].values() for name in force.all(SCHEMA + "areaServed")
            )
        return [label for entry in entries[kind].values() for label in entry.labels]


def _spaced(pattern: str) -> str:
    """A pattern with what stands for its spaces and apostrophes."""
    return _LOOSE.sub(_loosened, pattern.replace("\\ ", " "))


def _loosened(found: re.Match[str]) -> str:
    """What stands for a space or an apostrophe in a pattern; a class of characters may hold one, too."""
    if found["class"]:
        return found["class"].replace(" ", r"\s").replace("'", "'’")
    if found["apostrophe"]:
        return "['’]"
    return rf"\s{{{0 if found['maybe'] else 1},{_GAP}}}"


@lru_cache(maxsize=4)
def rules_of(vocabulary: Vocabulary) -> Rules:
    """The rules of a vocabulary, read once."""
    return Rules(vocabulary)


def _names(force: Entry) -> tuple[str, ...]:
    return (*force.labels, *force.all(PEEL + "shortName"))


def spelled(place: str) -> str:
    """A place's name in the one spelling by which names are compared: "Stoke on Trent", "Brighton and Hove"."""
    return " ".join(place.casefold().replace("&", " and ").replace("-", " ").split())


def _spellings(places: Iterable[str]) -> list[str]:
    """Names of places in all the ways in which they are written: with and or &, with hyphens or spaces."""
    joined = [one for place in places for one in (place, place.replace(" and ", " & "))]
    return [
        one for place in joined for one in (place, place.replace("-", " "), place.replace(" upon ", "-upon-"))
    ]


def _alternatives(phrases: Iterable[str]) -> str:
    """A pattern for any of some phrases, of which the longest counts."""
    tree: _Tree = {}
    for phrase in phrases:
        node = tree
        for letter in phrase.lower().replace("’", "'"):
            node = node.setdefault(letter, {})
        node[""] = {}
    return rf"(?:\b{_branches(tree)}\b)" if tree else r"(?!)"


def _branches(tree: "_Tree") -> str:
    """What phrases begin with alike is looked at once, however many they are; going on is tried before ending."""
    letters = sorted(tree, reverse=True)
    branches = [re.escape(letter) + _branches(tree[letter]) if letter else "" for letter in letters]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


_Tree = dict[str, "_Tree"]
"""Phrases letter by letter; the end of one is an empty letter."""
