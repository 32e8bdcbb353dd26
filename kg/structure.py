"""Splits a text into blocks by its layout, and blocks into sentences. No character of a sentence is lost."""

import re
from collections.abc import Iterator
from functools import lru_cache

from kg.rules import Rules
from kg.values import Block, BlockKind, Span
from kg.wrapping import WRAPPED, is_finished

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_STOPS = re.compile(r"[.:;!…][\"'’”)\]]*$|\?[\"'’”)\]]+$|[;,] (?:and|or)$")
_SENTENCE = re.compile(r"[a-z]{3,}[.!?][\"'’”)]*$")
_TRAIL = re.compile(r"[;,]?(?:\s{1,40}(?:and|or))?[;,]?\s{0,40}$")
_INNER = re.compile(r"(?<=[a-z]{3})[.!?][\"'’”)\]]* +[A-Z]")
_LONG = 150
"""Characters from which on a line with a full stop in it is prose, whatever it ends in, such as a reference."""
_RAGGED = 30
"""Characters by which a wrapped line may be shorter than the next: a longer one was not wrapped at that width."""
_TAB = 4
"""Columns of a tab in an indent."""


def blocks(text: str, rules: Rules) -> list[Block]:
    """The blocks of a text, in order. A line that goes on with the one before it belongs to its block."""
    found: list[Block] = []
    before = 0
    for line in _LINE.finditer(text):
        stripped = line[0].strip()
        if not stripped:
            continue
        adjacent = text.count("\n", before, line.start()) <= 1
        span = Span(
            line.start() + line[0].index(stripped), line.start() + line[0].index(stripped) + len(stripped)
        )
        block = _block(text, line[0], span, rules)
        if found and adjacent and _goes_on(text, found[-1], block):
            last = found[-1]
            kind = BlockKind.PARAGRAPH if last.kind is BlockKind.HEADING else last.kind
            found[-1] = Block(kind, Span(last.span.start, block.span.end), last.depth, last.sign)
        else:
            found.append(block)
        before = line.end()
    return found


def _block(text: str, line: str, span: Span, rules: Rules) -> Block:
    words = span.of(text)
    if rules["grade-line"].whole(words) or rules["no-grade"].whole(words):
        return Block(BlockKind.GRADE, span)
    if rules["grade-row"].whole(words) or rules["grade-first"].whole(words):
        return Block(BlockKind.ROW, span)
    asked = rules["numbered-question"].whole(words)
    if asked and words.endswith("?"):
        return Block(BlockKind.HEADING, Span(span.start + asked.start("words"), span.end))
    bullet = rules["bullet"].patterns[0].match(words)
    if bullet and not rules["furniture"].whole(words):
        indent = len(line[: len(line) - len(line.lstrip())].expandtabs(_TAB))
        return Block(BlockKind.BULLET, Span(span.start + bullet.end(), span.end), indent, bullet["sign"])
    if rules["furniture"].whole(words):
        return Block(BlockKind.FURNITURE, span)
    if ("|" in words or "\t" in words) and not _SENTENCE.search(words):
        return Block(BlockKind.ROW, span)
    prose = _STOPS.search(words) or (len(words) >= _LONG and _INNER.search(words))
    return Block(BlockKind.PARAGRAPH if prose else BlockKind.HEADING, span)


def _goes_on(text: str, last: Block, block: Block) -> bool:
    """Whether a line continues the block before it: that is unfinished, and the line begins in lower case or was wrapped."""
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or last.kind in (
        BlockKind.FURNITURE,
        BlockKind.GRADE,
    ):
        return False
    begin = max(last.span.start, text.rfind("\n", last.span.start, last.span.end))
    wrapped, signed = begin > last.span.start, last.kind is BlockKind.BULLET
    if is_finished(text[begin : last.span.end].strip(), block.span.of(text), wrapped=wrapped, signed=signed):
        return False
    line = last.span.end - begin
    wrapped = line >= WRAPPED and block.span.end - block.span.start <= line + _RAGGED
    return text[block.span.start].islower() or wrapped


def item(text: str, span: Span) -> Span:
    """A bullet's own words, without a trailing "; and"."""
    words = span.of(text)
    return Span(span.start, span.start + len(_TRAIL.sub("", words)))


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
