"""What waits for a person to decide, and the decisions that people make, look up and undo."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyoxigraph as ox

from kg.ask import Answer
from kg.attach import Lost, Marks, attached
from kg.decide import decide
from kg.decisions import (
    Decision,
    Mark,
    Verdict,
    added,
    digest_of,
    kept,
    moment,
    parsed,
    read_decisions,
    written,
)
from kg.errors import UsageError
from kg.explain import statement_named
from kg.export import serialise
from kg.iris import Iris
from kg.namespaces import ID
from kg.store import Folder, Graph, sole_writer
from kg.terms import Term, iri, text

COLUMNS: Final = ("id", "kind", "why", "says", "report", "sentence")
_UNDECIDED: Final = "FILTER NOT EXISTS { ?decision peel:concerns ?statement }"


class _Doubt(NamedTuple):
    """What makes a statement doubtful."""

    why: str
    pattern: str
    what: tuple[str, str] | None = None
    """The individual that stands in the pattern as ?what."""


_DOUBTS: Final = (
    _Doubt("the report on that inspection gives another grade", "?statement peel:contradicts ?original ."),
    _Doubt(
        "the same report gives the question another grade",
        """?statement a peel:Judgement ;
            peel:question ?question ; peel:inspectionYear ?year ; prov:wasDerivedFrom ?report ; peel:grade ?grade .
        ?other peel:question ?question ; peel:inspectionYear ?year ; prov:wasDerivedFrom ?report ; peel:grade ?another .
        FILTER (?grade != ?another)""",
    ),
    *(
        _Doubt(
            f"a partnership, with words of {signal} in its passages",
            "?statement a peel:Partnership ; peel:cue/peel:signal ?what .",
            ("signal", signal),
        )
        for signal in ("absence", "ended", "negation")
    ),
    _Doubt(
        "read by the weights alone: no cue says it",
        "?statement peel:readBy ?what .",
        ("rule", "finding-by-weight"),
    ),
)
"""The most telling first."""
_TOLD: Final = """
SELECT ?statement ?kind ?report ?quote ?value ?label WHERE {
    ?statement a ?class ; prov:wasDerivedFrom ?report ; peel:quote ?quote .
    ?class rdfs:label ?kind .
    OPTIONAL {
        { ?statement peel:grade|peel:polarity ?value } UNION { ?statement a peel:Partnership ; peel:partner ?value }
        ?value skos:prefLabel ?label
    }
} ORDER BY ?label
"""
_CANDIDATES: Final = """
SELECT ?candidate (MIN(?label) AS ?name) (MIN(?suggested) AS ?kind) (MIN(?of) AS ?report) WHERE {
    ?candidate a peel:CandidateBody ; rdfs:label ?label ; prov:wasDerivedFrom ?from .
    BIND (STR(?from) AS ?of)
    OPTIONAL { ?candidate peel:suggestedKind/skos:prefLabel ?suggested }
} GROUP BY ?candidate ORDER BY ?candidate
"""
_SENTENCE: Final = """
SELECT ?candidate ?words WHERE {
    ?candidate peel:evidence/oa:hasSelector ?selector . ?selector oa:exact ?words ; oa:start ?start .
} ORDER BY ?start ?words LIMIT 1
"""
_ACCEPTED: Final = """
SELECT DISTINCT ?body ?property ?value WHERE {
    ?decision peel:verdict "accept" ; peel:answersAs ?body .
    ?body ?property ?value .
    VALUES ?property { rdf:type skos:prefLabel skos:altLabel peel:partnerKind }
}
"""
_DECISIONS: Final = """
SELECT ?decision ?decided ?on ?report ?to ?by ?at ?because ?lost WHERE {
    {
        SELECT ?decision (GROUP_CONCAT(?value; separator=" ") AS ?to) WHERE {
            { SELECT ?decision ?value WHERE {
                ?decision a peel:Decision .
                OPTIONAL { ?decision peel:correctedTo|peel:otherBody ?named . BIND (STR(?named) AS ?value) }
            } ORDER BY ?value }
        } GROUP BY ?decision
    }
    ?decision peel:verdict ?decided ; peel:decidedWords ?on ; rdfs:comment ?because ;
        prov:generatedAtTime ?at ; prov:wasAttributedTo/rdfs:label ?by .
    OPTIONAL { ?decision dcterms:references ?report }
    OPTIONAL { ?decision peel:lost ?lost }
} ORDER BY ?at ?decision
"""


def waiting(graph: Graph) -> Answer:
    """The doubtful statements and the candidate bodies on which nobody has decided, the most doubtful first."""
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for doubt in _DOUBTS:
        bound = {"what": iri(graph.iris.of(*doubt.what))} if doubt.what else {}
        columns = " ".join(["?statement", *(f"?{name}" for name in bound)])
        query = f"SELECT DISTINCT {columns} WHERE {{ {doubt.pattern} {_UNDECIDED} }}"
        for row in graph.select(query, **bound):
            reasons[row["statement"].value].append(doubt.why)
    order = [doubt.why for doubt in _DOUBTS]
    rows = [
        (order.index(whys[0]), _statement(graph, name, "; ".join(whys))) for name, whys in reasons.items()
    ]
    rows.sort(key=lambda row: (row[0], *map(str, row[1])))
    return Answer(COLUMNS, (*(row for _, row in rows), *_candidates(graph)))


def _statement(graph: Graph, name: str, why: str) -> tuple[Term, ...]:
    told = list(graph.select(_TOLD, statement=iri(name)))
    says = ", ".join(dict.fromkeys(row["label"].value for row in told if row["label"]))
    report = _short(told[0]["report"].value, graph.iris)
    cells = (graph.iris.slug(name), told[0]["kind"].value, why, says, report, told[0]["quote"].value)
    return tuple(map(text, cells))


def _candidates(graph: Graph) -> list[tuple[Term, ...]]:
    rows: list[tuple[Term, ...]] = []
    for row in graph.select(_CANDIDATES):
        (first,) = graph.select(_SENTENCE, candidate=row["candidate"])
        name, kind = row["name"].value, row["kind"].value if row["kind"] else ""
        says = f"{name} ({kind})" if kind else name
        report = _short(row["report"].value, graph.iris)
        cells = (
            row["candidate"].value.removeprefix(graph.iris.base),
            "Candidate body",
            "the register lacks it",
            says,
            report,
            first["words"].value,
        )
        rows.append(tuple(map(text, cells)))
    return rows


def _short(report: str, iris: Iris) -> str:
    return report.removeprefix(iris.of("report", ""))


def decisions(graph: Graph, *, lost: bool = False) -> Answer:
    """What people decided, the earliest first; or only what finds nothing any more, and why."""
    columns = ("id", "decision", "on", "report", "to", "by", "at", "because", "lost")
    rows = []
    for row in graph.select(_DECISIONS):
        if row["lost"] or not lost:
            cells = [row[name] for name in ("decided", "on", "report", "to", "by", "at", "because", "lost")]
            values = ["" if cell is None else cell.value for cell in cells]
            values[2] = _short(values[2], graph.iris)
            values[3] = values[3].replace(graph.iris.base, "")
            rows.append(tuple(map(text, (graph.iris.slug(row["decision"].value), *values))))
    return Answer(columns, tuple(rows))


def vocabulary(graph: Graph) -> bytes:
    """The accepted candidates as Turtle to add to the vocabularies, so that a build reads their sentences with them: `kg build --vocabulary`."""
    found = []
    for row in graph.select(_ACCEPTED):
        body = row["body"]
        register = iri(graph.iris.vocabularies)
        if not any(True for _ in graph.store.quads_for_pattern(body, None, None, register)):
            names = [row[name] for name in ("body", "property", "value")]
            found.append(ox.Triple(*(_under(name, graph.iris.base) for name in names)))
    return serialise(found, "turtle", base=ID)


def _under(term: Term, base: str) -> Any:
    """A term under the base of the vocabularies."""
    return iri(ID + term.value.removeprefix(base)) if term.value.startswith(base) else term


def decided(
    folder: str | Path,
    verdict: str,
    name: str,
    *,
    by: str,
    because: str,
    at: str | None = None,
    to: Mapping[str, Sequence[str]] | None = None,
    than: str = "",
) -> Decision:
    """Decides on a statement or a body, by its IRI or the end of it; the graph in the folder answers so from then on.

    `to` is what a statement is corrected to, such as {"polarity": ["weakness"]}, or the "kind" of an accepted candidate; `than` is the
    body that it is the "same" as, or "other" than. `at` is now, where it is not given. Raises UsageError for what cannot be decided so.
    """
    made: list[Decision] = []

    def change(known: tuple[Decision, ...], graph: Graph) -> tuple[Decision, ...]:
        try:
            on = _named(graph, name)
            other = str(_named(graph, than)) if than else ""
            values = tuple(sorted((key, tuple(given)) for key, given in (to or {}).items()))
            one = parsed(Decision(Verdict(verdict), on, by, because, moment(at), values, other).line)
        except (ValueError, OverflowError) as error:
            raise UsageError(f"{name}: {error}") from error
        if isinstance(why := attached([one], graph.store, graph.iris)[one], Lost):
            raise UsageError(f"{name}: {why.why}")
        every = added(known, [one])
        made.append(next(each for each in every if each.claim == one.claim))
        return every

    _settle(folder, change)
    return made[0]


def undo(folder: str | Path, name: str) -> Decision:
    """Takes a decision back, by its id or the beginning of it. Raises UsageError where there is none, or several."""
    gone: list[Decision] = []

    def change(known: tuple[Decision, ...], graph: Graph) -> tuple[Decision, ...]:
        short = name.removeprefix(graph.iris.decision(""))
        gone.extend(one for one in known if short and one.id.startswith(short))
        if len(gone) != 1:
            problem = f"{len(gone)} decisions" if gone else "no decision"
            raise UsageError(f"{problem} named {name!r}; kg review --decided lists them all")
        return tuple(one for one in known if one not in gone)

    _settle(folder, change)
    return gone[0]


def apply(folder: str | Path, file: str | Path | None = None) -> None:
    """Has the graph in a folder be as its decisions say, where somebody has edited their file; adds those of another file."""
    _settle(folder, lambda known, _: added(known, read_decisions(file)) if file else known)


def _settle(
    folder: str | Path, change: Callable[[tuple[Decision, ...], Graph], tuple[Decision, ...]]
) -> None:
    """Changes decisions: their file, then at once the graph, each whole-old or whole-new. A graph that is behind its file catches up."""
    place = Folder(folder)
    place.required()
    with sole_writer(place.path):
        manifest = place.required()
        with closing(Graph.open(place.path, extracted=True)) as graph:
            known = kept(place.path, manifest.decisions)
            now = change(known, graph)
            iris = graph.iris
            view = (lambda store: decide(store, now, iris)) if now else None
            place.decide(manifest, digest_of(now), view, written(now).encode())


def behind(folder: str | Path) -> bool:
    """Whether a graph is not as the file of its decisions says. Raises UnreadableInput, DamagedGraph."""
    place = Folder(folder)
    manifest = place.required()
    return digest_of(kept(place.path, manifest.decisions)) != manifest.decisions


def _named(graph: Graph, name: str) -> Mark | str:
    """What a user names: the mark of a statement, or the name of a body. Raises UsageError where there is none."""
    short = name.strip("<>").removeprefix(graph.iris.base).removeprefix("id:")
    bodies = [short] if short.startswith(("body/", "candidate/")) else [f"body/{short}", f"candidate/{short}"]
    known = [
        body
        for body in bodies
        if " " not in body
        and any(True for _ in graph.store.quads_for_pattern(iri(graph.iris.base + body), None, None))
    ]
    if len(known) > 1:
        raise UsageError(f"{name}: is it {' or '.join(known)}?")
    if known:
        return known[0]
    if short.startswith(("body/", "candidate/")):
        raise UsageError(f"{name}: the graph has no such body; kg review lists the candidates")
    mark = Marks(graph.store, graph.iris).mark(statement_named(graph, name))
    assert mark
    return mark
