"""The worksheets of things: reports, bodies, threats by force, and candidates."""

from collections import Counter
from collections.abc import Callable
from typing import Final

from kg.namespaces import DCTERMS, OA, ORG, PEEL, PROV, SKOS
from kg.tables.book import Sheet
from kg.tables.table import Cell, cell
from kg.workbook.columns import WHERE, Column, kind_of, names, sheet
from kg.workbook.facts import Facts, Said


def reports(facts: Facts) -> Sheet:
    """What was read, and how much in it."""
    counts: dict[str, Counter[str]] = {}
    for said in facts.statements:
        counts.setdefault(said.report, Counter())[said.kind] += 1

    def counted(*kinds: str) -> "Callable[[Said], Cell]":
        return lambda r: sum(counts.get(r.iri, Counter())[kind] for kind in kinds)

    def told(property_: str) -> "Callable[[Said], Cell | None]":
        return lambda r: (term := facts.term(r.iri, property_)) and cell(term)

    columns: tuple[Column, ...] = (
        *WHERE,
        ("Pillar", names(facts, "pillar")),
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
    return sheet("Reports", "Reports: what was read", columns, facts.reports)


def bodies(facts: Facts) -> Sheet:
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
                kind_of(facts, body),
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


def threats(facts: Facts) -> Sheet:
    """What inspectors said of each threat that a force faces, with the first sentence on it."""
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


def candidates(facts: Facts) -> Sheet:
    """The bodies that the register lacks, each with the first passage that names it."""
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
