"""Grades: lines, lists and tables of them, and sentences that grade."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.language import Sentence
from kg.questions import ALIKE, NEAR, Framework
from kg.rules import Rules
from kg.tokens import tokens
from kg.values import BlockKind, Identity, Judgement, Placed, Sort, Span
from kg.vocabulary import Vocabulary

_SENTENCE_RULES = ("extent-graded", "judged", "graded-at", "also-graded")
_JOIN = re.compile(r"^[\s,;]*(?:at|in|for)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grader:
    """What is needed to tell which question of which year a grade is for."""

    identity: Identity
    framework: Callable[[int], Framework]
    rules: Rules
    vocabulary: Vocabulary

    def grade(self, words: str) -> str:
        """The grade that some words name, by its slug."""
        named = _stems(words)
        return next(
            slug
            for slug, entry in self.vocabulary["grade"].items()
            if any(_stems(label) == named for label in entry.labels)
        )

    def question(self, words: str, year: int, least: float = NEAR, pillar: str | None = None) -> str | None:
        """The path of the question of that year's framework that some words name."""
        return self.framework(year).match(words, least, pillar=pillar, beta=0.5 if least == NEAR else 1.0)

    def same(self, question: str | None, year: int) -> str | None:
        """The question of another year that has the wording of this year's `question`, if there is one."""
        if question is None or year == self.identity.year:
            return question
        mine = next(q for q in self.framework(self.identity.year).questions if q.path == question)
        found = self.framework(year).match(mine.wordings[0], 0.8, pillar=mine.pillar)
        return found if found and ("/" in found) == ("/" in question) else None


def gradings(
    outline: Sequence[Placed], prose: Sequence[Sentence], text: str, grader: Grader
) -> list[Judgement]:
    """Every place of a report that gives a grade, in the order of its text."""
    found = [*_lines(outline, text, grader), *(j for sentence in prose for j in graded(sentence, grader))]
    return sorted(found, key=lambda judgement: judgement.span)


def judgements(gradings: Sequence[Judgement]) -> list[Judgement]:
    """Each judgement once: a grade given again for the same question and year is the same one, at its first place."""
    first: dict[object, Judgement] = {}
    for judgement in gradings:
        key = (judgement.question, judgement.year, judgement.grade) if judgement.question else judgement.span
        first.setdefault(key, judgement)
    return list(first.values())


def _lines(outline: Sequence[Placed], text: str, grader: Grader) -> Iterator[Judgement]:
    """Grade lines, grade lists and rows of tables."""
    heading: str | None = None
    for placed, after in zip(outline, [*outline[1:], None], strict=False):
        block = placed.block
        words = block.span.of(text)
        if block.kind is BlockKind.GRADE:
            line = grader.rules["grade-line"].whole(words)
            heading = grader.grade(line["grade"]) if line else None
            listed = after is not None and after.block.kind is BlockKind.BULLET
            if heading and not listed:
                yield _judgement(block.span, heading, placed.question, grader, "grade-line")
        elif placed.graded and heading:
            start = text.rindex(block.sign, 0, block.span.start)
            if question := grader.question(words, grader.identity.year, ALIKE):
                yield _judgement(Span(start, block.span.end), heading, question, grader, "grade-list")
        elif block.kind is BlockKind.ROW:
            if row := grader.rules["grade-row"].whole(words):
                question = grader.question(row["tail"], grader.identity.year, ALIKE)
                yield _judgement(block.span, grader.grade(row["grade"]), question, grader, "grade-row")
        elif block.kind is not BlockKind.FURNITURE:
            heading = None


def _judgement(span: Span, grade: str, question: str | None, grader: Grader, rule: str) -> Judgement:
    return Judgement(evidence=(span,), rule=rule, question=question, grade=grade, year=grader.identity.year)


@dataclass(frozen=True, slots=True)
class _Match:
    rule: str
    whole: Span
    grade: Span
    tail: Span | None
    year: int | None


def graded(sentence: Sentence, grader: Grader) -> Iterator[Judgement]:
    """The judgements that one sentence gives."""
    matches = _matches(sentence, grader)
    year, start, known = grader.identity.year, sentence.span.start, sentence.span.start
    for match, after in zip(matches, [*matches[1:], None], strict=False):
        end = sentence.span.end
        if after:
            end = after.whole.start if after.whole.start > match.grade.end else after.grade.start
        stretch = Span(start, max(end, match.grade.end))
        # The years named since the last grade; a grade joined to another by "and" belongs to the same year.
        year = match.year or _year(sentence.text, Span(known, stretch.end), match, grader) or year
        if not _of_another_force(sentence, match, grader):
            yield from _resolved(sentence, match, stretch, year, grader)
        start, known = stretch.end, match.grade.end


def _matches(sentence: Sentence, grader: Grader) -> list[_Match]:
    """The grades in a sentence that a rule takes for judgements, each by the first rule that does."""
    if _ends_of_grades(grader.vocabulary).isdisjoint(word.stem for word in sentence.words):
        return []
    none = [Span(*m.span()) for m in grader.rules["no-new-grade"].all(sentence.text, *sentence.span)]
    found: dict[int, _Match] = {}
    for rule in _SENTENCE_RULES:
        for m in grader.rules[rule].all(sentence.text, *sentence.span):
            grade = Span(*m.span("grade"))
            groups = m.groupdict()
            if rule == "also-graded" and not any(start < grade.start for start in found):
                continue
            if any(span.holds(grade) for span in none) or any(
                known.grade.start < grade.end and grade.start < known.grade.end for known in found.values()
            ):
                continue
            tail = Span(*m.span("tail")) if groups.get("tail") else None
            found[grade.start] = _Match(
                rule, Span(*m.span()), grade, tail, int(groups["year"]) if groups.get("year") else None
            )
    return [found[start] for start in sorted(found)]


def _year(text: str, stretch: Span, match: _Match, grader: Grader) -> int | None:
    """The year named in the words around a grade: before it, or after it in the same clause of a judging sentence."""
    stop = _clause_end(text, match.grade.end, stretch.end)
    ahead = list(grader.rules["year-of"].all(text, stretch.start, match.grade.start))
    behind = list(grader.rules["year-of"].all(text, match.grade.end, stop)) if match.rule == "judged" else []
    for m in [*sorted(ahead, key=lambda m: m.start(), reverse=True), *behind]:
        groups = m.groupdict()
        return int(groups["year"]) if groups.get("year") else grader.identity.year - 1
    return None


def _clause_end(text: str, start: int, end: int) -> int:
    stop = re.compile(r"[;.,]").search(text, start, end)
    return stop.start() if stop else end


def _of_another_force(sentence: Sentence, match: _Match, grader: Grader) -> bool:
    """Whether the force last named before a grade is another than the report's."""
    named = [m.slug for m in sentence.of(Sort.FORCE) if m.span.start < match.grade.start]
    return bool(named) and named[-1] != grader.identity.force


def _resolved(
    sentence: Sentence, match: _Match, stretch: Span, year: int, grader: Grader
) -> Iterator[Judgement]:
    """The judgements of one grade: one for each question that the words around it name."""
    text, section = sentence.text, sentence.placed.question
    pillar = section.partition("/")[0] if section else None
    grade = grader.grade(match.grade.of(text))
    after = Span(match.grade.end, _tail_end(text, match.grade.end, stretch.end, grader.rules))
    span = _trimmed(text, Span(stretch.start, after.end), grader.rules)
    if text[span.end : sentence.span.end] == ".":
        span = sentence.span if span.start == sentence.span.start else Span(span.start, sentence.span.end)

    def made(question: str | None) -> Judgement:
        return Judgement(evidence=(span,), rule=match.rule, question=question, grade=grade, year=year)

    if grader.rules["here"].first(text, *stretch):
        yield made(grader.same(section, year))
        return
    joined = _JOIN.match(after.of(text))
    matters = (
        grader.rules["graded-matter"].patterns[0].split(after.of(text)[joined.end() :]) if joined else []
    )
    parts = [part for part in matters if part.strip()]
    named = [grader.question(part, year, NEAR, pillar) for part in parts]
    if any(named):
        yield from (made(question) for question in named if question)
        return
    if (match.tail and (question := grader.question(match.tail.of(text), year, NEAR, pillar))) or (
        match.rule == "judged"
        and (question := grader.question(text[stretch.start : match.whole.start], year, NEAR, pillar))
    ):
        yield made(question)
    elif match.rule == "judged":
        bare = match.tail is None or not re.search(r"\w+\s+\w+\s+\w+", match.tail.of(text))
        yield made(grader.same(section, year) if bare else None)
    elif not after.of(text).strip(" ."):
        yield made(grader.same(section, year))


def _tail_end(text: str, start: int, end: int, rules: Rules) -> int:
    """Where the words that name the question end: the first clause mark after which no question goes on."""
    stop = rules["grade-tail-end"].first(text, start, end)
    return stop.start() if stop else end


def _trimmed(text: str, span: Span, rules: Rules) -> Span:
    """A stretch without the joining words and marks at its edges."""
    opening, closing = rules["grade-edge"].patterns
    words = span.of(text)
    lead, tail = opening.search(words), closing.search(words)
    start = span.start + (lead.end() if lead else 0)
    return Span(start, max(start, span.start + (tail.start() if tail else len(words))))


@lru_cache(maxsize=4)
def _ends_of_grades(vocabulary: Vocabulary) -> frozenset[str]:
    """The stems in which the names of grades end; a sentence with none of them gives no grade."""
    return frozenset(_stems(label)[-1] for entry in vocabulary["grade"].values() for label in entry.labels)


def _stems(words: str) -> tuple[str, ...]:
    return tuple(token.stem for token in tokens(words))
