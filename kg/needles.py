"""What a text must hold for a pattern to match in it: pieces that are looked for first, since that takes far less time than to match.

The pieces are taken from the pattern itself, as the parser of `re` reads it, so that whoever writes a pattern need not know of them.
Where nothing sure is known of a pattern, it has no needles, and is always tried.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_ODD = (("ı", "i"), ("ſ", "s"), ("İ", "i"))
"""Letters that a pattern without regard to case takes for those of ASCII, though their lower case is another."""
_MANY = 64
"""Pieces of which one must stand in a text, beyond which they take too long to look for."""
_SHORT = 2
"""Letters below which a piece stands in nearly every text."""

Needle = tuple[str, ...]
"""Pieces of which at least one stands in every match, in lower case."""
Needles = tuple[Needle, ...]
"""The needles of a pattern, all of which must be found."""
Holes = Mapping[str, Needles]
"""Letters that stand for whole patterns, with the needles of each."""
_NO_HOLES: Holes = {}


def lowered(text: str, start: int = 0, end: int | None = None) -> str:
    """A stretch of text in which needles may be looked for: in lower case, with each character in its place."""
    return _lowered_line(text) if end is None else _lowered_report(text)[start:end]


def _lowered(text: str) -> str:
    if not text.isascii():
        for odd, plain in _ODD:
            text = text.replace(odd, plain)
    return text.lower()


_lowered_line = lru_cache(maxsize=8)(_lowered)
"""Rule after rule asks for the same line."""
_lowered_report = lru_cache(maxsize=2)(_lowered)
"""And for stretch after stretch of the same report, which must not make room for a line."""


def stand_in(lower: str, needles: Needles) -> bool:
    """Whether a piece of each needle stands in a text."""
    for needle in needles:
        for piece in needle:
            if piece in lower:
                break
        else:
            return False
    return True


def needles_of(pattern: str, holes: Holes = _NO_HOLES) -> Needles:
    """What stands in every match of a pattern without regard to case; what is quickly looked for comes first. Raises re.error.

    A letter of `holes` stands in the pattern for another one, of which the needles are known.
    """
    found = {needle for needle in needles_within(pattern, holes) if _tells(needle)}
    return tuple(sorted(found, key=lambda needle: (len(needle), needle)))


def needles_within(pattern: str, holes: Holes = _NO_HOLES) -> Needles:
    """All that stands in every match of what is a part of other patterns, also what alone would tell too little. Raises re.error."""
    return tuple(_of_all(_parser.parse(pattern, re.IGNORECASE), holes))


def _needle(pieces: Iterable[str]) -> Needle:
    """Some pieces without those in which another stands."""
    unique = set(pieces)
    return tuple(sorted(one for one in unique if not any(other in one for other in unique - {one})))


def _tells(needle: Needle) -> bool:
    return len(needle) <= _MANY and all(len(piece) >= _SHORT or not piece.isalnum() for piece in needle)


def _of_all(parts: Any, holes: Holes) -> Iterator[Needle]:
    """The needles of parts of a pattern that follow each other. Letters that stand together are one piece."""
    run = ""
    for kind, what in parts:
        if letter := _letter(kind, what, holes):
            run += letter
            continue
        heads = list(_heads([(kind, what)], holes)) if run else []
        if run:
            needle = _needle(run + head for head in heads)
            yield needle if _tells(needle) else (run,)
        run = ""
        # What all ways begin with tells enough of them.
        if not heads or not all(heads):
            yield from _of_part(kind, what, holes)
    if run:
        yield (run,)


def _heads(parts: Any, holes: Holes) -> Iterator[str]:
    """Letters with one of which each match of some parts of a pattern begins, or none where that is not sure."""
    run = ""
    for kind, what in parts:
        if letter := _letter(kind, what, holes):
            run += letter
        elif kind is sre.SUBPATTERN or kind is sre.BRANCH:
            ways = what[1] if kind is sre.BRANCH else [what[-1]]
            yield from (run + head for way in ways for head in _heads(way, holes))
            return
        else:
            break
    yield run


def _letter(kind: Any, what: Any, holes: Holes) -> str:
    """The letter that a part of a pattern is, in lower case; empty where it is none, or nobody's, or not surely that one."""
    letter = chr(what) if kind is sre.LITERAL else ""
    return letter.lower() if letter and letter not in holes and _is_plain(letter) else ""


def _is_plain(letter: str) -> bool:
    """Whether a letter is matched, whatever the case, by nothing but what `lowered` makes the same."""
    return letter.isascii() or letter.lower() == letter.upper()


def _of_part(kind: Any, what: Any, holes: Holes) -> Iterator[Needle]:
    repeated = kind in (sre.MAX_REPEAT, sre.MIN_REPEAT) and what[0] > 0
    # What must come after a match lies in the stretch that is searched; what must stand before it need not.
    ahead = kind is sre.ASSERT and what[0] > 0
    if kind is sre.LITERAL:
        yield from holes.get(chr(what), ())
    elif kind is sre.SUBPATTERN or repeated or ahead:
        yield from _of_all(what[-1], holes)
    elif kind is sre.BRANCH:
        yield from _of_any([list(filter(_tells, _of_all(way, holes))) for way in what[1]])
    elif kind is sre.IN and all(one is sre.LITERAL and _is_plain(chr(letter)) for one, letter in what):
        yield _needle(chr(letter).lower() for _, letter in what)


def _of_any(ways: list[list[Needle]]) -> Iterator[Needle]:
    """The needle of ways of which one is taken: for each the one with the longest pieces, where each has any."""
    if all(ways):
        best = (max(way, key=lambda one: (min(map(len, one)), -len(one))) for way in ways)
        yield _needle(piece for needle in best for piece in needle)
