"""Grades: lines, lists and tables of them, and sentences that grade."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from kg.extract.grader import Grader
from kg.language import Sentence
from kg.questions import ALIKE, NEAR
from kg.rules import Rules
from kg.tokens import tokens
from kg.values import BlockKind, Judgement, Placed, Sort, Span
from kg.vocabulary import Vocabulary

_CHANGE = "grade-change"
_JUDGED = ("judged", _CHANGE)
"""Rules by which inspectors speak of their judgment itself."""
_BEHIND = len(" in 2016/17")
"""Characters behind a grade within which a year is that of the grade, whatever year stands before it."""
_OUTRIGHT = (_CHANGE, "extent-graded", "judged", "fronted-graded")
"""Rules of sentences that give a grade whatever stands around them."""
_SENTENCE_RULES = (*_OUTRIGHT, "graded-at", "also-graded", "subject-graded")


def gradings(
    outline: Sequence[Placed], prose: Sequence[Sentence], text: str, grader: Grader
) -> list[Judgement]:
    """Every place of a report that gives a grade, in the order of its text."""
    found = list(_lines(outline, text, grader))
    for _, paragraph in groupby(prose, key=lambda sentence: sentence.paragraph):
        matched = [(sentence, _matches(sentence, grader)) for sentence in paragraph]
        if any(matches for _, matches in matched):
            found += _graded(matched, grader)
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
        if block.kind is BlockKind.GRADE:
            line = grader.rules["grade-line"].whole(block.span.of(text))
            heading = grader.grade(line["grade"]) if line else None
            if line and placed.question and not (after and after.block.kind is BlockKind.BULLET):
                named = line.groupdict().get("year")
                year = grader.cycle(int(named)) if named else _line_year(after, text, grader)
                question = grader.same(placed.question, year)
                yield _judgement(block.span, grader.grade(line["grade"]), question, year, "grade-line")
        elif placed.graded and heading:
            if question := grader.line(block.span.of(text)):
                span = Span(text.rindex(block.sign, 0, block.span.start), block.span.end)
                yield _judgement(span, heading, question, grader.identity.year, "grade-list")
        elif block.kind is BlockKind.ROW:
            yield from _row(block.span, text, grader)
        elif block.kind is not BlockKind.FURNITURE:
            heading = None


def _row(span: Span, text: str, grader: Grader) -> Iterator[Judgement]:
    """The judgements of a line with areas and a grade; outside a table, only where it names a question."""
    words, year = span.of(text), grader.identity.year
    if row := grader.rules["grade-row"].whole(words):
        question = grader.line(row["tail"])
        if question or "|" in words or "\t" in words:
            yield _judgement(span, grader.grade(row["grade"]), question, year, "grade-row")
    elif line := grader.rules["grade-first"].whole(words):
        for area in re.split(r"[,;] | and ", line["areas"]):
            if question := grader.line(area):
                yield _judgement(span, grader.grade(line["grade"]), question, year, "grade-first")


def _line_year(after: Placed | None, text: str, grader: Grader) -> int:
    """The year of a grade line: this inspection's, unless the words under it say that the grade was carried over."""
    if after is None or after.block.kind is not BlockKind.PARAGRAPH:
        return grader.identity.year
    said = grader.rules["carried-over"].first(text, *after.block.span)
    span = Span(after.block.span.start, said.end()) if said else None
    if span is None or any(grader.rules[rule].first(text, *span) for rule in _OUTRIGHT):
        return grader.identity.year
    years = _years(text, span, grader)
    return next((year for year in years if year != grader.identity.year), grader.previous)


def _judgement(span: Span, grade: str, question: str | None, year: int, rule: str) -> Judgement:
    return Judgement(evidence=(span,), rule=rule, question=question, grade=grade, year=year)


@dataclass(frozen=True, slots=True)
class Before:
    """What the sentences before one in its paragraph have told: the question last graded, and years."""

    question: str | None = None
    recalled: int | None = None
    """The year of the grade last given, where it was an earlier inspection's."""
    year: int | None = None
    """The year last named."""

    def then(self, given: Sequence[Judgement], year: int | None) -> "Before":
        """The same after one more sentence."""
        if not given:
            return replace(self, year=year or self.year)
        last = given[-1]
        return Before(last.question or self.question, last.year, year or self.year)


@dataclass(frozen=True, slots=True)
class _Match:
    rule: str
    whole: Span
    grade: Span
    tail: Span | None
    year: int | None


def _graded(paragraph: Sequence[tuple[Sentence, list[_Match]]], grader: Grader) -> Iterator[Judgement]:
    """The judgements that the sentences of a paragraph give, each with its grades."""
    before = Before()
    for sentence, matches in paragraph:
        given = list(_given(sentence, matches, grader, before))
        before = before.then(given, _named_year(sentence, grader))
        yield from given


def _given(
    sentence: Sentence, matches: Sequence[_Match], grader: Grader, before: Before
) -> Iterator[Judgement]:
    """The judgements that one sentence gives."""
    year, start, known = grader.identity.year, sentence.span.start, sentence.span.start
    for match, after in zip(matches, [*matches[1:], None], strict=False):
        end = sentence.span.end
        if after:
            end = after.whole.start if after.whole.start > match.grade.end else after.grade.start
        stretch = Span(start, max(end, match.grade.end))
        # The years named since the last grade; a grade joined to another by "and" belongs to the same year.
        named = match.year or _year(sentence, Span(known, stretch.end), match, grader, before)
        present = grader.rules["present-grade"].first(sentence.text, known, match.grade.start)
        year = grader.cycle(named) if named else grader.identity.year if present else year
        if not _of_another_force(sentence, match, grader):
            subject = Span(known, match.whole.start)
            given = list(_resolved(sentence, match, stretch, subject, year, grader, before))
            yield from given
            yield from _as_before(sentence.text, Span(match.grade.end, stretch.end), given, grader)
            before = before.then(given, None)
        start, known = stretch.end, _known(sentence.text, match, stretch, grader)


def _known(text: str, match: _Match, stretch: Span, grader: Grader) -> int:
    """Where the words of the next grade may begin: after a year that belongs to this one."""
    stop = _clause_end(text, match.grade.end, stretch.end)
    named = list(grader.rules["year-of"].all(text, match.grade.end, stop))
    return max((m.end() for m in named), default=match.grade.end)


def _as_before(text: str, after: Span, given: Sequence[Judgement], grader: Grader) -> Iterator[Judgement]:
    """The same grades of an earlier year: "good, as it was in 2017"."""
    if found := grader.rules["as-before"].first(after.of(text)):
        year = grader.cycle(int(found["year"]))
        for judgement in given:
            yield replace(judgement, year=year, question=grader.same(judgement.question, year))


def _matches(sentence: Sentence, grader: Grader) -> list[_Match]:
    """The grades in a sentence that a rule takes for judgements, each by the first rule that does."""
    if _ends_of_grades(grader.vocabulary).isdisjoint([form.stem for form in sentence.words.forms]):
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
                known.grade.meets(grade) for known in found.values()
            ):
                continue
            tail = Span(*m.span("tail")) if groups.get("tail") else None
            found[grade.start] = _Match(rule, Span(*m.span()), grade, tail, _told_year(groups, grader))
    return [found[start] for start in sorted(found)]


def _told_year(groups: Mapping[str, str | None], grader: Grader) -> int | None:
    """The year of a grade by the words of its own rule: named, or told to be that of the last inspection or of this one."""
    if year := groups.get("year"):
        return int(year)
    if groups.get("previous"):
        return grader.previous
    return grader.identity.year if groups.get("present") else None


def _year(sentence: Sentence, stretch: Span, match: _Match, grader: Grader, before: Before) -> int | None:
    """The year of a grade, where the words around it tell one.

    It stands right behind the grade ("good in 2016"); before it; after it in the same clause, where the grade is recalled; or further on, where it is
    carried over. Else a word points back to it, or the past tense to the grade before.
    """
    text, rules = sentence.text, grader.rules
    carried = rules["carried-over"].first(text, *stretch)
    then = rules["then"].first(text, stretch.start, match.grade.start)
    past = rules["past-grade"].first(text, stretch.start, match.grade.start)
    stop = _clause_end(text, match.grade.end, stretch.end)
    if years := _years(text, Span(match.grade.end, min(stop, match.grade.end + _BEHIND)), grader):
        return years[0]
    if years := _years(text, Span(stretch.start, match.grade.start), grader):
        return years[0]
    if carried:
        later = _years(text, Span(match.grade.end, sentence.span.end), grader)
        earlier = [year for year in (*later, before.year) if year and year != grader.identity.year]
        return next(iter(earlier), grader.previous)
    if (match.rule in _JUDGED or past) and (years := _years(text, Span(match.grade.end, stop), grader)):
        return years[0]
    if then and before.year:
        return before.year
    return before.recalled if past else None


def _years(text: str, span: Span, grader: Grader) -> list[int]:
    """The years of inspections named in a stretch: numbers before words such as "last year", the last first."""
    found = sorted(grader.rules["year-of"].all(text, *span), key=lambda m: m.start(), reverse=True)
    told = [m.groupdict() for m in found]
    return [
        *(int(groups["year"]) for groups in told if groups.get("year")),
        *(grader.identity.year - 1 for groups in told if groups.get("last")),
        *(grader.previous for groups in told if groups.get("previous")),
    ]


def _named_year(sentence: Sentence, grader: Grader) -> int | None:
    """The year last named in a sentence."""
    return next(iter(_years(sentence.text, sentence.span, grader)), None)


def _clause_end(text: str, start: int, end: int) -> int:
    stop = re.compile(r"[;.,]").search(text, start, end)
    return stop.start() if stop else end


def _of_another_force(sentence: Sentence, match: _Match, grader: Grader) -> bool:
    """Whether the force last named before a grade is another than the report's."""
    named = [m.slug for m in sentence.of(Sort.FORCE) if m.span.start < match.grade.start]
    return bool(named) and named[-1] != grader.identity.force


def _resolved(
    sentence: Sentence,
    match: _Match,
    stretch: Span,
    ahead: Span,
    year: int,
    grader: Grader,
    before: Before,
) -> Iterator[Judgement]:
    """The judgements of one grade: one for each question that the words around it name."""
    text, section = sentence.text, sentence.placed.question
    pillar = section.partition("/")[0] if section else None
    grade = grader.grade(match.grade.of(text))
    after = Span(match.grade.end, _tail_end(text, match.grade.end, stretch.end, grader.rules))
    span = _trimmed(text, Span(stretch.start, after.end), grader.rules)
    if text[span.end : sentence.span.end] == ".":
        span = sentence.span if span.start == sentence.span.start else Span(span.start, sentence.span.end)

    # A grade that has changed is told in the words of this inspection.
    asked = grader.identity.year if match.rule == _CHANGE else year

    def made(question: str | None) -> Judgement:
        return Judgement(evidence=(span,), rule=match.rule, question=question, grade=grade, year=year)

    if grader.rules["here"].first(text, *stretch):
        # In a section on no one question, "this" is what was graded last.
        told = section if section and "/" in section else before.question or section
        yield made(grader.same(told, year))
    elif (named := _questions(text, after, match, asked, pillar, grader)) or (
        named := _named_beside(text, ahead, match, asked, pillar, grader)
    ):
        yield from (made(grader.same(question, year) if asked != year else question) for question in named)
    elif match.rule in _JUDGED:
        bare = match.tail is None or not re.search(r"\w+\s+\w+\s+\w+", match.tail.of(text))
        yield made(grader.same(section or before.question, year) if bare else None)
    elif not _of_its_subject(match) and grader.says_nothing(after.of(text)):
        # What is recalled ("It was good in 2017, too") is the grade of what was graded last.
        last = before.question if year != grader.identity.year else None
        yield made(grader.same(last or section or before.question, year))


def _of_its_subject(match: _Match) -> bool:
    """Whether a grade counts only where its own subject is a question."""
    return match.rule == "subject-graded" or (match.rule == "also-graded" and match.tail is not None)


def _named_beside(
    text: str, ahead: Span, match: _Match, year: int, pillar: str | None, grader: Grader
) -> list[str]:
    """The questions that the words before a grade name, or those between its verb and it."""
    tail, subject = match.tail.of(text) if match.tail else "", ahead.of(text)
    if _of_its_subject(match):
        return grader.subjects(tail or subject, year, pillar)
    if match.rule not in _JUDGED:
        if tail and (pillars := grader.pillars(tail)):
            return pillars
        question = grader.question(tail, year, NEAR, pillar) if tail else None
        return [question] if question else []
    if pillars := grader.last_pillars(subject) or grader.last_pillars(tail):
        return pillars
    for words in (tail, subject):
        if words and (question := grader.question(words, year, NEAR, pillar)):
            return [question]
    if named := grader.subjects(subject, year, pillar) or grader.subjects(tail, year, pillar):
        return named[:1]
    other = grader.rules["pillar-inspection"].first(text, *ahead)
    question = grader.question(other["pillar"], year, ALIKE) if other else None
    return [question] if question else []


def _questions(
    text: str, after: Span, match: _Match, year: int, pillar: str | None, grader: Grader
) -> list[str]:
    """The questions in whose matter a grade is given, after it (good at …) or before (at …, it is good)."""
    joined = grader.rules["grade-join"].first(after.of(text))
    words = match.tail.of(text) if match.rule == "fronted-graded" and match.tail else ""
    words = words or (after.of(text)[joined.end() :] if joined else "")
    parts = [part for part in grader.rules["graded-matter"].patterns[0].split(words) if part.strip()]
    return [question for part in parts for question in grader.matters(part, year, pillar)]


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
    return frozenset(
        tokens(label).forms[-1].stem for entry in vocabulary["grade"].values() for label in entry.labels
    )
