"""Splits a text into blocks by its layout, and blocks into sentences. No character of a sentence is lost."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kg.rules import Rules
from kg.values import Block, BlockKind, Span
from kg.wrapping import WRAPPED, is_finished

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_STOPS = re.compile(r"[.:;!…][\"'’”)\]]*$|\?[\"'’”)\]]+$|[;,] (?:and|or)$")
_SENTENCE = re.compile(r"[a-z]{3,}[.!?][\"'’”)]*$")
_TRAIL = re.compile(r"[;,]?(?:\s{1,40}(?:and|or))?[;,]?\s{0,40}$")
_LONGEST_TRAIL = 85
"""Characters that this is at most."""
_INNER = re.compile(r"(?<=[a-z]{3})[.!?][\"'’”)\]]*\s+[A-Z]")
_LONG = 150
"""Characters from which on a line with a full stop in it is prose, whatever it ends in, such as a reference."""
_RAGGED = 30
"""Characters by which a wrapped line may be shorter than the next: a longer one was not wrapped at that width."""
_HEADING = 250
"""Characters of the longest heading that is wrapped, such as a question."""
_BREAK = re.compile(r"[\r\n\u2028\u2029\x0b\x0c\x85]")
_END = re.compile(r"\r\n|[\r\n\u2028\u2029\x85]")
_ENDS = frozenset({"\n", "\r\n", "\r"})
"""What ends a line; the commonest ends."""
_USUAL = 0.99
"""Part of the lines that are no longer than a wrapped text is wide: an address of a page may be."""
_NARROWEST, _WIDEST = 40, 130
"""Characters between which texts are wrapped."""
_FULL = 10
"""Lines at least that tell of it."""
_CLOSE = 3
"""Lines at least that end with a sentence, and have room for the first word of the next, where paragraphs stand close."""
_SENTENCE_END = re.compile(r"[.!?][\"'’”)\]]*$")
_TAB = 4
"""Columns of a tab in an indent."""


def blocks(text: str, rules: Rules) -> list[Block]:
    """The blocks of a text, in order. A line that goes on with the one before it belongs to its block."""
    found: list[Block] = []
    lines = [line for line in _LINE.finditer(text) if not line[0].isspace()]
    wrap = _wrap(text, lines, rules)
    last: re.Match[str] | None = None
    for line in lines:
        stripped = line[0].strip()
        start = line.start() + line[0].index(stripped)
        block = _block(text, line[0], Span(start, start + len(stripped)), rules)
        if last and _are_adjacent(text, last, line) and _goes_on(text, last, found[-1], block, wrap):
            found[-1] = _joined(text, found[-1], block)
        else:
            found.append(block)
        last = line
    return found


def _are_adjacent(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether no empty line stands between two lines."""
    between = text[one.end() : other.start()]
    return between in _ENDS or len(_END.findall(between)) <= 1


class _Wrap(NamedTuple):
    """How a text was wrapped."""

    width: int
    """In characters; 0 where it was not wrapped."""
    close: bool
    """Whether paragraphs stand below each other without an empty line, so that one may end where a sentence ends."""

    def is_full(self, line: str, following: str) -> bool:
        """Whether a line has no room for the first word of the next."""
        return len(line.rstrip()) + len(following.split(maxsplit=1)[0]) >= self.width

    def goes_on(self, line: str, following: str) -> bool:
        """Whether a line was wrapped before the next."""
        if not self.width or not self.is_full(line, following):
            return False
        return not self.close or following.lstrip()[0].islower() or not _SENTENCE_END.search(line.rstrip())


def _wrap(text: str, lines: Sequence[re.Match[str]], rules: Rules) -> _Wrap:
    """How a text was wrapped: most lines that another one follows have no room for its first word."""
    lengths = sorted(len(line[0].rstrip()) for line in lines)
    width = lengths[int(_USUAL * len(lengths))] if lengths else 0
    if not _NARROWEST <= width <= _WIDEST:
        return _Wrap(0, close=False)
    sign = rules["bullet"].patterns[0]
    pairs = [
        (one[0], other[0])
        for one, other in pairwise(lines)
        if _are_adjacent(text, one, other) and not sign.match(other[0].strip())
    ]
    wrap = _Wrap(width, close=False)
    short = [one for one, other in pairs if not wrap.is_full(one, other)]
    if len(pairs) - len(short) < max(_FULL, len(short)):
        return _Wrap(0, close=False)
    ended = sum(1 for one in short if _SENTENCE_END.search(one.rstrip()))
    return _Wrap(width, close=ended >= _CLOSE)


def _block(text: str, line: str, span: Span, rules: Rules) -> Block:
    words = span.of(text)
    if rules["grade-line"].whole(words) or rules["no-grade"].whole(words):
        return Block(BlockKind.GRADE, span)
    if rules["grade-row"].whole(words) or rules["grade-first"].whole(words):
        return Block(BlockKind.ROW, span)
    if words.endswith("?") and (asked := rules["numbered-question"].whole(words)):
        return Block(BlockKind.HEADING, Span(span.start + asked.start("words"), span.end))
    if rules["furniture"].whole(words):
        return Block(BlockKind.FURNITURE, span)
    if bullet := rules["bullet"].patterns[0].match(words):
        indent = len(line[: len(line) - len(line.lstrip())].expandtabs(_TAB))
        return Block(BlockKind.BULLET, Span(span.start + bullet.end(), span.end), indent, bullet["sign"])
    if ("|" in words or "\t" in words) and not _SENTENCE.search(words):
        return Block(BlockKind.ROW, span)
    return Block(_kind(words), span)


def _kind(words: str) -> BlockKind:
    """Whether words without a sign are a heading or prose."""
    prose = _STOPS.search(words) or (len(words) >= _LONG and _INNER.search(words))
    return BlockKind.PARAGRAPH if prose else BlockKind.HEADING


def _joined(text: str, last: Block, block: Block) -> Block:
    """A block with the line that goes on with it. A heading may be wrapped, too; what is longer than one is prose."""
    span = Span(last.span.start, block.span.end)
    kind = last.kind
    if kind in (BlockKind.HEADING, BlockKind.PARAGRAPH):
        kind = _kind(span.of(text)) if span.end - span.start <= _HEADING else BlockKind.PARAGRAPH
    return Block(kind, span, last.depth, last.sign)


def _goes_on(text: str, line: re.Match[str], last: Block, block: Block, wrap: _Wrap) -> bool:
    """Whether a line continues the block that ends with the line before: that is unfinished, and the line begins in lower case; or it was wrapped."""
    words = block.span.of(text)
    if last.kind in (BlockKind.FURNITURE, BlockKind.GRADE):
        return False
    full = wrap.goes_on(line[0], words)
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        # A line in lower case that was wrapped may read as a grade ("good."), or as a link ("contact with families is …").
        looks = block.kind is BlockKind.GRADE or (block.kind is BlockKind.FURNITURE and full)
        if not looks or not words[0].islower():
            return False
    if full:
        return True
    begin = max(last.span.start, line.start())
    wrapped, signed = begin > last.span.start, last.kind is BlockKind.BULLET
    if is_finished(text[begin : last.span.end].strip(), words, wrapped=wrapped, signed=signed):
        return False
    length = last.span.end - begin
    wrapped = length >= WRAPPED and block.span.end - block.span.start <= length + _RAGGED
    return words[0].islower() or wrapped


def unwrapped(text: str, found: Iterable[Block]) -> str:
    """The same text with a blank for each line end within a block, so that rules see its words as if they had not been wrapped; no offset changes."""
    pieces: list[str] = []
    last = 0
    for block in found:
        words = block.span.of(text)
        if _BREAK.search(words):
            pieces += [text[last : block.span.start], _BREAK.sub(" ", words)]
            last = block.span.end
    return "".join([*pieces, text[last:]])


def item(text: str, span: Span) -> Span:
    """A bullet's own words, without a trailing "; and"."""
    words = span.of(text)
    trail = _TRAIL.search(words, max(0, len(words) - _LONGEST_TRAIL))
    return Span(span.start, span.start + trail.start() if trail else span.end)


def sentences(text: str, span: Span, rules: Rules) -> Iterator[Span]:
    """The sentences of a stretch of text, without the white space around them."""
    words = span.of(text)
    for start, end in _splitter()(words):
        for begin, stop in _parts(words, start, end, rules):
            piece = words[begin:stop]
            stripped = piece.strip()
            if stripped:
                at = span.start + begin + piece.index(stripped)
                yield Span(at, at + len(stripped))


def _parts(words: str, start: int, end: int, rules: Rules) -> Iterator[tuple[int, int]]:
    """A sentence of the general splitter, parted where it took a word for an abbreviation."""
    for stop in rules["sentence-end"].all(words, start, end):
        if stop.end() < end:
            yield start, stop.end()
            start = stop.end()
    yield start, end


@lru_cache(maxsize=1)
def _splitter():  # type: ignore[no-untyped-def]
    from nupunkt import sentence_spans

    return sentence_spans
