"""A graph as a workbook: what it says, a worksheet for each kind of statement, every row with its sentence.

Only reads the graph and arranges it; `kg.tables.xlsx` writes it. Of a statement that rests on several passages the
first is shown. Worksheets and columns in which nothing would stand are left out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from kg.facts import Facts, Said
from kg.namespaces import DCTERMS, OA, ORG, PEEL, PROV, RDF, SKOS
from kg.tables.book import Book, Sheet
from kg.tables.table import Cell, cell
from kg.ties import Ties

if TYPE_CHECKING:
    from kg.store import Graph

NOTES: Final = (
    (
        "Sentence",
        (
            "The words of the report, letter for letter, of the first passage on which the row rests; kg explain with the IRI of "
            "the row shows them in their paragraph, and the others. Control characters are shown as \ufffd. A cell holds "
            "32,767 characters: longer words are cut, and end in a mark that says so."
        ),
    ),
    (
        "Year",
        (
            "The year of the inspection; of a cycle of several years the first, so that 2021/22 is 2021. A grade that a report "
            "recalls from an earlier inspection has the year of that one."
        ),
    ),
    (
        "Scale",
        (
            "The grades among which this one was chosen. The scale changed from four to five tiers in 2021/22, and the "
            "inspectorate declares grades on the two not comparable, nor those of 2023 to 2025 with the ones before: "
            "compare only grades of one inspection cycle."
        ),
    ),
    ("Question", "The question of that year's inspection framework under which the report says it."),
    (
        "Topics",
        "The areas of police practice that a statement is about, as recognised by rules; parted by semicolons.",
    ),
    (
        "Threats",
        "The threats, crime types and vulnerabilities with which a statement deals, as recognised by rules.",
    ),
    (
        "Bodies named",
        "Bodies that the sentence names. Being named is not working together: that is on Partnerships.",
    ),
    ("Deadline", "The words that set the time, as they stand; reports seldom say from when they count."),
    (
        "Direction",
        "Whether the inspectors report a strength or a weakness of the force, as read by weights learnt from marked reports.",
    ),
    (
        "Part of",
        "The words of the action to which this one belongs, such as the cause of concern that a recommendation addresses.",
    ),
    (
        "Change",
        (
            "How a grade stands to that of the last inspection before it that graded the question, under whatever number. Grades of "
            "frameworks that the inspectorate calls not comparable are never compared."
        ),
    ),
    (
        "Recalled grade at first",
        "The grade that the inspection's own report gave, where this row only recalls it; another one is a contradiction.",
    ),
    (
        "Required before in",
        "The last year in which the force was told to improve the same matter: half of all topics shared, and a threat if there is one.",
    ),
    (
        "Link",
        (
            "Informs: a finding stands under the question of a judgement. Prompts: a weakness led to an action of its question on the "
            "same matter. Follows: a judgement comes after one on the same question. Recalls: a report repeats an earlier grade, and "
            "contradicts it, where it gives another. Recurs: an action was required before. All are derived by rules."
        ),
    ),
    ("Page", "The page of the report's PDF on which the sentence begins, counted from 1."),
    ("Suggested kind", "What the name alone suggests; nobody has decided on it."),
    ("Statement", "The IRI of the statement in the graph."),
)
"""What headings mean: a heading that is here gets the number of its note."""

_Column: TypeAlias = "tuple[str, Callable[[Said], Cell | None]]"


def book(graph: "Graph") -> Book:
    """The workbook of a graph."""
    facts = Facts(graph.store)
    return Book(
        "What inspectors reported on police forces",
        "Statements of inspection reports, read by the program kg into a knowledge graph: each row leads to its sentence.",
        tuple(_cover(graph, facts)),
        tuple(_whole(sheet) for sheet in _sheets(facts)),
        NOTES,
    )


def _cover(graph: "Graph", facts: Facts) -> "Iterable[tuple[str, str]]":
    forces, years = {said.force for said in facts.reports}, sorted({said.year for said in facts.reports})
    span = f", {years[0]} to {years[-1]}" if years else ""
    yield (
        "What it covers",
        f"Forces: {len(forces)}. Reports: {len(facts.reports)}{span}. Statements: {len(facts.statements)}.",
    )
    yield (
        "How to read it",
        (
            "Contents lists the worksheets. Each holds one table, which filters and pivot tables of a spreadsheet find by its "
            "name. Notes says what the columns mean."
        ),
    )
    yield (
        "How far to trust it",
        (
            "Statements are read by rules, and the reading errs; the README of the program says how often. Check the sentence "
            "of a row before you rely on it. What a report does not say in so many words is not here."
        ),
    )
    yield (
        "Made from",
        f"The knowledge graph of engine {graph.manifest.engine}, whose individuals begin with {graph.iris.base}",
    )


def _sheets(facts: Facts) -> "Iterable[Sheet]":
    ties = Ties(facts)
    yield _reports(facts)
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
    yield ties.sheet()
    yield _bodies(facts)
    yield _threats(facts)
    yield _candidates(facts)


def _whole(sheet: Sheet) -> Sheet:
    """A sheet without columns in which nothing stands, and with the numbers of notes in its headings."""
    numbers = {about: number for number, (about, _) in enumerate(NOTES, 1)}
    kept = [at for at in range(len(sheet.columns)) if any(row[at] not in (None, "") for row in sheet.rows)]
    headings = (sheet.columns[at] for at in kept)
    return Sheet(
        sheet.name,
        sheet.title,
        tuple(f"{name} [note {numbers[name]}]" if name in numbers else name for name in headings),
        tuple(tuple(row[at] for at in kept) for row in sheet.rows),
        sheet.about,
        sheet.empty,
    )


def _of(facts: Facts, name: str, title: str, kinds: tuple[str, ...], middle: "Sequence[_Column]") -> Sheet:
    """The sheet of some kinds of statement: where it stands, what it says, and the sentence."""
    return _sheet(
        name, title, (*_WHERE, *middle, *_EVIDENCE), (s for s in facts.statements if s.kind in kinds)
    )


def _sheet(name: str, title: str, columns: "Sequence[_Column]", said: "Iterable[Said]") -> Sheet:
    rows = tuple(tuple(value(one) for _, value in columns) for one in said)
    return Sheet(
        name, title, tuple(heading for heading, _ in columns), rows, empty="the report says nothing of it"
    )


_WHERE: Final[tuple[_Column, ...]] = (
    ("Force", lambda s: s.force),
    ("Year", lambda s: s.year),
    ("Report", lambda s: s.report_name),
)
_EVIDENCE: Final[tuple[_Column, ...]] = (
    ("Sentence", lambda s: s.quote),
    ("Page", lambda s: s.page),
    ("Statement", lambda s: s.iri),
)


def _names(facts: Facts, property_: str) -> "Callable[[Said], Cell | None]":
    return lambda said: facts.names(said.iri, PEEL + property_)


def _about(facts: Facts) -> tuple[_Column, ...]:
    """What a statement is about."""
    return (
        ("Question", _names(facts, "question")),
        ("Topics", _names(facts, "topic")),
        ("Threats", _names(facts, "threat")),
    )


def _judgement(facts: Facts, ties: Ties) -> tuple[_Column, ...]:
    return (
        ("Pillar", lambda s: facts.names(facts.one(s.iri, PEEL + "question") or "", PEEL + "pillar")),
        ("Question", _names(facts, "question")),
        ("Grade", _names(facts, "grade")),
        ("Scale", facts.scale),
        ("Year before", lambda s: ties.year(s, "follows")),
        ("Grade before", lambda s: ties.grades(s, "follows")),
        ("Change", ties.changes),
        ("Recalled grade at first", lambda s: ties.grades(s, "recalls")),
    )


def _finding(facts: Facts, ties: Ties) -> tuple[_Column, ...]:
    return (
        ("Direction", _names(facts, "polarity")),
        *_about(facts),
        ("Bodies named", _names(facts, "partner")),
        ("Grade that it informs", lambda s: ties.grades(s, "informs")),
        ("Actions that it prompted", lambda s: len(ties.linked(s, "prompts"))),
    )


def _action(facts: Facts, ties: Ties) -> tuple[_Column, ...]:
    parent = DCTERMS + "isPartOf"
    return (
        ("Kind", lambda s: facts.name(PEEL + s.kind)),
        ("Deadline", lambda s: facts.one(s.iri, PEEL + "deadline")),
        *_about(facts),
        ("Bodies named", _names(facts, "partner")),
        ("Part of", lambda s: facts.one(facts.one(s.iri, parent) or "", PEEL + "quote")),
        ("Statement of the action it is part of", lambda s: facts.one(s.iri, parent)),
        ("Weaknesses that prompted it", ties.prompting),
        ("Required before in", lambda s: ties.year(s, "recurs")),
    )


def _practice(facts: Facts) -> tuple[_Column, ...]:
    return (*_about(facts), ("Bodies named", _names(facts, "partner")))


def _partnership(facts: Facts) -> tuple[_Column, ...]:
    return (
        ("Partner", _names(facts, "partner")),
        ("Kind of partner", lambda s: _kind(facts, facts.one(s.iri, PEEL + "partner") or "")),
        ("Topics", _names(facts, "topic")),
        ("Threats", _names(facts, "threat")),
        ("Passages", lambda s: len(facts.all(s.iri, PEEL + "evidence"))),
        ("Body", lambda s: facts.one(s.iri, PEEL + "partner")),
    )


def _kind(facts: Facts, body: str) -> str | None:
    """The kind of a body, or that it is a force."""
    if (PEEL + "PoliceForce") in facts.all(body, RDF + "type"):
        return facts.name(PEEL + "PoliceForce")
    return facts.names(body, PEEL + "partnerKind")


def _reports(facts: Facts) -> Sheet:
    counts: dict[str, Counter[str]] = {}
    for said in facts.statements:
        counts.setdefault(said.report, Counter())[said.kind] += 1

    def counted(*kinds: str) -> "Callable[[Said], Cell]":
        return lambda r: sum(counts.get(r.iri, Counter())[kind] for kind in kinds)

    def told(property_: str) -> "Callable[[Said], Cell | None]":
        return lambda r: (term := facts.term(r.iri, property_)) and cell(term)

    columns: tuple[_Column, ...] = (
        *_WHERE,
        ("Pillar", _names(facts, "pillar")),
        ("Kind", lambda r: facts.names(r.iri, DCTERMS + "type")),
        ("Title", told(DCTERMS + "title")),
        ("Publisher", lambda r: facts.names(r.iri, DCTERMS + "publisher")),
        ("Published", told(DCTERMS + "issued")),
        ("Updated", told(DCTERMS + "modified")),
        ("Judgements", counted("Judgement")),
        ("Findings", counted("Finding")),
        ("Required actions", counted("AreaForImprovement", "CauseOfConcern", "Recommendation")),
        ("Practices", counted("Practice")),
        ("Partnerships", counted("Partnership")),
        ("Source", told(DCTERMS + "source")),
        ("Licence", told(DCTERMS + "license")),
        ("IRI of the report", lambda r: r.iri),
    )
    return _sheet("Reports", "Reports: what was read", columns, facts.reports)


def _bodies(facts: Facts) -> Sheet:
    """The bodies that statements name, with the sentence that shows best that a force works with them."""
    naming: dict[str, list[Said]] = {}
    for said in facts.statements:
        for body in facts.all(said.iri, PEEL + "partner"):
            naming.setdefault(body, []).append(said)
    rows = []
    for body, told in sorted(naming.items(), key=lambda one: (facts.name(one[0]), one[0])):
        tied = [said for said in told if said.kind == "Partnership"]
        first = (tied or told)[0]
        rows.append(
            (
                facts.name(body),
                _kind(facts, body),
                facts.one(body, PEEL + "region"),
                facts.names(body, ORG + "hasMember"),
                "; ".join(sorted({said.force for said in tied})),
                len({said.report for said in told}),
                sum(said.kind == "Finding" for said in told),
                *_shown(first),
                body,
            )
        )
    columns = (
        *(
            "Body",
            "Kind",
            "Region",
            "Member forces",
            "Forces that work with it",
            "Reports",
            "Findings that name it",
        ),
        *_SHOWN,
        "IRI of the body",
    )
    empty = "no report says so, or the register of bodies does not"
    return Sheet("Bodies", "Bodies: whom the reports name", columns, tuple(rows), empty=empty)


_SHOWN: Final = ("Sentence", "Report", "Page", "Statement")


def _shown(said: Said) -> "tuple[Cell | None, ...]":
    return (said.quote, said.report_name, said.page, said.iri)


def _threats(facts: Facts) -> Sheet:
    told: dict[tuple[str, str, str], list[Said]] = {}
    for said in facts.statements:
        for threat in facts.all(said.iri, PEEL + "threat"):
            told.setdefault((said.force, facts.name(threat), threat), []).append(said)
    rows = []
    for (force, name, threat), statements in sorted(told.items()):
        sides = Counter(facts.one(said.iri, PEEL + "polarity") for said in statements)
        ways = {(side or "").rpartition("/")[2]: number for side, number in sides.items()}
        tied = [said for said in statements if said.kind == "Partnership"]
        partners = {facts.name(b) for said in tied for b in facts.all(said.iri, PEEL + "partner")}
        actions = sum(facts.required(said) for said in statements)
        counts = (ways.get("strength", 0), ways.get("weakness", 0), actions)
        rows.append((force, name, *counts, "; ".join(sorted(partners)), *_shown(statements[0]), threat))
    return Sheet(
        "Threats_by_force",
        "Threats by force: what inspectors said of each, and with whom the force tackles it",
        (
            "Force",
            "Threat",
            "Strengths",
            "Weaknesses",
            "Required actions",
            "Partners",
            *_SHOWN,
            "IRI of the threat",
        ),
        tuple(rows),
        ("The sentence is the first that speaks of the threat.",),
        "no sentence ties a partner to the threat, or the report has no pages",
    )


def _candidates(facts: Facts) -> Sheet:
    rows = []
    for body in facts.of_kind("CandidateBody"):
        place, *_ = sorted(facts.all(body, PEEL + "evidence"), key=facts.place)
        report = facts.one(place, OA + "hasSource") or ""
        reports = facts.all(body, PROV + "wasDerivedFrom")
        page = facts.term(place, PEEL + "page")
        rows.append(
            (
                facts.name(body),
                facts.one(body, SKOS + "altLabel"),
                facts.names(body, PEEL + "suggestedKind"),
                "; ".join(sorted({facts.names(r, PEEL + "force") or "" for r in reports})),
                len(reports),
                facts.one(facts.one(place, OA + "hasSelector") or "", OA + "exact"),
                facts.name(report),
                page and cell(page),
                body,
            )
        )
    return Sheet(
        "Candidates",
        "Candidates: bodies named that the register lacks, for a person to decide",
        ("Name", "Acronym", "Suggested kind", "Forces", "Reports", *_SHOWN[:3], "IRI of the candidate"),
        tuple(sorted(rows, key=str)),
        empty="the name suggests no kind, or the report gives no short form or has no pages",
    )
