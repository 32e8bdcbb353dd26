"""The worksheets of statements: one for each kind, every row with its sentence."""

from collections.abc import Iterator, Sequence

from kg.namespaces import DCTERMS, PEEL
from kg.tables.book import Sheet
from kg.workbook.columns import EVIDENCE, WHERE, Column, kind_of, names, sheet
from kg.workbook.facts import Facts
from kg.workbook.ties import Ties


def statements(facts: Facts, ties: Ties) -> Iterator[Sheet]:
    """The worksheets, with what ties statements beside them."""
    yield _of(
        facts,
        "Judgements",
        "Judgements: the grades that inspectors gave",
        ("Judgement",),
        _judgement(facts, ties),
    )
    yield _of(facts, "Findings", "Findings: strengths and weaknesses", ("Finding",), _finding(facts, ties))
    yield _of(
        facts,
        "Required_actions",
        "Required actions: what forces were told to improve",
        ("AreaForImprovement", "CauseOfConcern", "Recommendation"),
        _action(facts, ties),
    )
    yield _of(facts, "Practices", "Practices: what other forces may copy", ("Practice",), _practice(facts))
    yield _of(
        facts, "Partnerships", "Partnerships: who works with whom", ("Partnership",), _partnership(facts)
    )


def _of(facts: Facts, name: str, title: str, kinds: tuple[str, ...], middle: "Sequence[Column]") -> Sheet:
    """The sheet of some kinds of statement: where it stands, what it says, and the sentence."""
    return sheet(name, title, (*WHERE, *middle, *EVIDENCE), (s for s in facts.statements if s.kind in kinds))


def _about(facts: Facts) -> tuple[Column, ...]:
    """What a statement is about."""
    return (
        ("Question", names(facts, "question")),
        ("Topics", names(facts, "topic")),
        ("Threats", names(facts, "threat")),
    )


def _judgement(facts: Facts, ties: Ties) -> tuple[Column, ...]:
    return (
        ("Pillar", lambda s: facts.names(facts.one(s.iri, PEEL + "question") or "", PEEL + "pillar")),
        ("Question", names(facts, "question")),
        ("Grade", names(facts, "grade")),
        ("Scale", facts.scale),
        ("Year before", lambda s: ties.year(s, "follows")),
        ("Grade before", lambda s: ties.grades(s, "follows")),
        ("Change", ties.changes),
        ("Recalled grade at first", lambda s: ties.grades(s, "recalls")),
    )


def _finding(facts: Facts, ties: Ties) -> tuple[Column, ...]:
    return (
        ("Direction", names(facts, "polarity")),
        *_about(facts),
        ("Bodies named", names(facts, "partner")),
        ("Grade that it informs", lambda s: ties.grades(s, "informs")),
        ("Actions that it prompted", lambda s: len(ties.linked(s, "prompts"))),
    )


def _action(facts: Facts, ties: Ties) -> tuple[Column, ...]:
    parent = DCTERMS + "isPartOf"
    return (
        ("Kind", lambda s: facts.name(PEEL + s.kind)),
        ("Deadline", lambda s: facts.one(s.iri, PEEL + "deadline")),
        *_about(facts),
        ("Bodies named", names(facts, "partner")),
        ("Part of", lambda s: facts.one(facts.one(s.iri, parent) or "", PEEL + "quote")),
        ("Statement of the action it is part of", lambda s: facts.one(s.iri, parent)),
        ("Weaknesses that prompted it", ties.prompting),
        ("Required before in", lambda s: ties.year(s, "recurs")),
    )


def _practice(facts: Facts) -> tuple[Column, ...]:
    return (*_about(facts), ("Bodies named", names(facts, "partner")))


def _partnership(facts: Facts) -> tuple[Column, ...]:
    return (
        ("Partner", names(facts, "partner")),
        ("Kind of partner", lambda s: kind_of(facts, facts.one(s.iri, PEEL + "partner") or "")),
        ("Topics", names(facts, "topic")),
        ("Threats", names(facts, "threat")),
        ("Passages", lambda s: len(facts.all(s.iri, PEEL + "evidence"))),
        ("Body", lambda s: facts.one(s.iri, PEEL + "partner")),
    )
