"""Grades: lines, lists and tables of them, and sentences that grade."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from kg.language import Sentence
from kg.namespaces import PEEL
from kg.questions import ALIKE, NEAR, Framework
from kg.rules import Rules
from kg.tokens import tokens
from kg.values import BlockKind, Identity, Judgement, Placed, Sort, Span
from kg.vocabulary import Vocabulary

_SENTENCE_RULES = ("extent-graded", "judged", "fronted-graded", "graded-at", "also-graded", "subject-graded")
_JOIN = re.compile(r"^[\s,;]*(?:overall\s+)?(?:at|in|for|on|with)\s+", re.IGNORECASE)
_PLAIN = 0.8
"""Least likeness of each of several areas named one after the other to its question."""
_STRANGE = 4.0
"""Weight of a word that no question has, in the subject of a grade: praise of something smaller is no grade."""


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
        asked = self.rules["matter-lead"].patterns[0].sub(" ", words)
        return self.framework(year).match(asked, least, pillar=pillar, beta=0.5 if least == NEAR else 1.0)

    def line(self, words: str) -> str | None:
        """The path of the question that a line names, with or without its number."""
        numbered = self.rules["numbered-question"].whole(words)
        asked = numbered["words"] if numbered else words
        return self.question(asked, self.identity.year, ALIKE, self.identity.pillar)

    def subjects(self, words: str, year: int, pillar: str | None) -> list[str]:
        """The paths of the questions, mostly one, that the last words of a clause name in their own words and no others."""
        plain = self.rules["neutral-words"].patterns[0]
        parts = self._endings(words)
        if pillars := self.last_pillars(words):
            return pillars
        asked = (plain.sub(" ", part) for part in parts)
        known = self.framework(year)
        likely = (known.best(a, pillar=pillar, beta=0.7, strange=_STRANGE) for a in asked)
        likeness, path = max((found for found in likely if found), key=lambda f: f[0], default=(0.0, ""))
        return [path] if likeness >= ALIKE else []

    def _endings(self, words: str) -> list[str]:
        """The ends of some words at which the subject of a grade may begin, the longest first."""
        starts = sorted({0, *(m.end() for m in self.rules["subject-edge"].all(words))})
        return [words[start:] for start in starts]

    def last_pillars(self, words: str) -> list[str]:
        """The pillars that are all that the last words of a clause name."""
        return next((named for part in self._endings(words) if (named := self.pillars(part))), [])

    def says_nothing(self, words: str) -> bool:
        """Whether some words add nothing to a grade: "again", "this year"."""
        return not re.search(r"\w", self.rules["neutral-words"].patterns[0].sub(" ", words))

    def pillars(self, words: str) -> list[str]:
        """The pillars that some words name, where they name nothing else."""
        rule = self.rules["pillar-name"]
        only = self.says_nothing(rule.patterns[0].sub(" ", words))
        return [m["pillar"].lower() for m in rule.all(words)] if only else []

    def matters(self, words: str, year: int, pillar: str | None) -> list[str]:
        """The questions that the words after "good at" name: pillars, areas each named in full, or one question."""
        if pillars := self.pillars(words):
            return pillars
        pieces = [piece for piece in re.split(r",(?: and)? | and ", words) if piece.strip()]
        each = [self.question(piece, year, _PLAIN, pillar) for piece in pieces]
        if all(each) and len(set(each)) > 1:
            return [question for question in dict.fromkeys(each) if question]
        whole = self.question(words, year, NEAR, pillar)
        return [whole] if whole else self.subjects(words, year, pillar)

    def cycle(self, year: int) -> int:
        """The year by which the inspection of some year goes: the first of its cycle."""
        return year if year == self.identity.year else self.framework(year).year

    @property
    def previous(self) -> int:
        """The year of the inspection before this one."""
        return self.framework(self.framework(self.identity.year).year - 1).year

    def same(self, question: str | None, year: int) -> str | None:
        """The question of another year that has the wording of this year's `question`, if there is one."""
        if question is None or year == self.identity.year:
            return question
        if "/" not in question:
            graded = self.vocabulary["question"].get(f"{self.framework(year).year}/{question}")
            return question if graded and graded.one(PEEL + "graded") == "yes" else None
        mine = next(q for q in self.framework(self.identity.year).questions if q.path == question)
        found = self.framework(year).match(mine.wordings[0], 0.8, pillar=mine.pillar)
        return found if found and "/" in found else None


def gradings(
    outline: Sequence[Placed], prose: Sequence[Sentence], text: str, grader: Grader
) -> list[Judgement]:
    """Every place of a report that gives a grade, in the order of its text."""
    found = list(_lines(outline, text, grader))
    for _, paragraph in groupby(prose, key=lambda sentence: sentence.paragraph):
        before = Before()
        for sentence in paragraph:
            given = list(graded(sentence, grader, before))
            before = before.then(given, _named_year(sentence, grader))
            found += given
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
            if line and heading and placed.question and not listed:
                named = line.groupdict().get("year")
                year = grader.cycle(int(named)) if named else _line_year(after, text, grader)
                question = grader.same(placed.question, year)
                yield _judgement(block.span, heading, question, year, "grade-line")
        elif placed.graded and heading:
            start = text.rindex(block.sign, 0, block.span.start)
            if question := grader.line(words):
                yield _judgement(
                    Span(start, block.span.end), heading, question, grader.identity.year, "grade-list"
                )
        elif block.kind is BlockKind.ROW:
            if row := grader.rules["grade-row"].whole(words):
                grade, question = grader.grade(row["grade"]), grader.line(row["tail"])
                if question or "|" in words or "\t" in words:
                    yield _judgement(block.span, grade, question, grader.identity.year, "grade-row")
            elif line := grader.rules["grade-first"].whole(words):
                for area in re.split(r"[,;] | and ", line["areas"]):
                    if question := grader.line(area):
                        grade = grader.grade(line["grade"])
                        yield _judgement(block.span, grade, question, grader.identity.year, "grade-first")
        elif block.kind is not BlockKind.FURNITURE:
            heading = None


def _line_year(after: Placed | None, text: str, grader: Grader) -> int:
    """The year of a grade line: this inspection's, unless the words under it say that the grade was carried over."""
    if after is None or after.block.kind is not BlockKind.PARAGRAPH:
        return grader.identity.year
    said = grader.rules["carried-over"].first(text, *after.block.span)
    if not said or list(_grades_named(text, Span(after.block.span.start, said.end()), grader)):
        return grader.identity.year
    years = _years(text, Span(after.block.span.start, said.end()), grader)
    return next((year for year in years if year != grader.identity.year), grader.previous)


def _grades_named(text: str, span: Span, grader: Grader) -> Iterator[re.Match[str]]:
    for rule in _SENTENCE_RULES[:3]:
        yield from grader.rules[rule].all(text, *span)


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


def graded(sentence: Sentence, grader: Grader, before: Before) -> Iterator[Judgement]:
    """The judgements that one sentence gives."""
    matches = _matches(sentence, grader)
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
        start, known = stretch.end, match.grade.end


def _as_before(text: str, after: Span, given: Sequence[Judgement], grader: Grader) -> Iterator[Judgement]:
    """The same grades of an earlier year: "good, as it was in 2017"."""
    if found := grader.rules["as-before"].first(after.of(text)):
        year = grader.cycle(int(found["year"]))
        for judgement in given:
            yield replace(judgement, year=year, question=grader.same(judgement.question, year))


def _matches(sentence: Sentence, grader: Grader) -> list[_Match]:
    """The grades in a sentence that a rule takes for judgements, each by the first rule that does."""
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


def _year(sentence: Sentence, stretch: Span, match: _Match, grader: Grader, before: Before) -> int | None:
    """The year of a grade, where the words around it tell one.

    It stands before the grade; after it in the same clause, where the grade is recalled; or further on, where it is
    carried over. Else a word points back to it, or the past tense to the grade before.
    """
    text, rules = sentence.text, grader.rules
    carried = rules["carried-over"].first(text, match.whole.start, sentence.span.end)
    then = rules["then"].first(text, stretch.start, match.grade.start)
    past = rules["past-grade"].first(text, stretch.start, match.grade.start)
    if years := _years(text, Span(stretch.start, match.grade.start), grader):
        return years[0]
    if carried:
        later = _years(text, Span(match.grade.end, sentence.span.end), grader)
        earlier = [year for year in (*later, before.year) if year and year != grader.identity.year]
        return next(iter(earlier), grader.previous)
    if match.rule == "judged" or past:
        stop = _clause_end(text, match.grade.end, stretch.end)
        if years := _years(text, Span(match.grade.end, stop), grader):
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

    def made(question: str | None) -> Judgement:
        return Judgement(evidence=(span,), rule=match.rule, question=question, grade=grade, year=year)

    if grader.rules["here"].first(text, *stretch):
        # In a section on no one question, "this" is what was graded last.
        told = section if section and "/" in section else before.question or section
        yield made(grader.same(told, year))
        return
    if named := _questions(text, after, match, year, pillar, grader):
        yield from (made(question) for question in named)
        return
    tail = match.tail.of(text) if match.tail else ""
    subject = ahead.of(text)
    if match.rule == "subject-graded" or (match.rule == "also-graded" and tail):
        yield from (made(question) for question in grader.subjects(tail or subject, year, pillar))
    elif match.rule == "judged" and (pillars := grader.last_pillars(subject) or grader.last_pillars(tail)):
        yield from (made(question) for question in pillars)
    elif question := (tail and grader.question(tail, year, NEAR, pillar)) or None:
        yield made(question)
    elif match.rule == "judged":
        question = (
            grader.question(subject, year, NEAR, pillar)
            or next(iter(grader.subjects(subject, year, pillar)), None)
            or next(iter(grader.subjects(tail, year, pillar)), None)
        )
        bare = not re.search(r"\w+\s+\w+\s+\w+", tail)
        if bare and not question and (other := grader.rules["pillar-inspection"].first(text, *ahead)):
            question = grader.question(other["pillar"], year, ALIKE)
        yield made(question or (grader.same(section or before.question, year) if bare else None))
    elif grader.says_nothing(after.of(text)):
        yield made(grader.same(section or before.question, year))


def _questions(
    text: str, after: Span, match: _Match, year: int, pillar: str | None, grader: Grader
) -> list[str]:
    """The questions in whose matter a grade is given, after it (good at …) or before (at …, it is good)."""
    joined = _JOIN.match(after.of(text))
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


def _stems(words: str) -> tuple[str, ...]:
    return tuple(token.stem for token in tokens(words))
