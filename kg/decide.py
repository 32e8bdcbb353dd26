"""Makes of what was extracted what people decided: changes a copy of a store, and describes the decisions in a graph of their own.

The result follows from the store and the set of decisions alone. A rejected statement goes, with all that leads to it and the passages
on which nothing else rests; a corrected one has other values; of bodies that are the same one stands for all, with the names of the
others; an accepted candidate is a body of its kind. Then what follows from statements is drawn from them anew: who works with whom,
which weakness prompts which action, the links between the reports of a force.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import pyoxigraph as ox

from kg.attach import Lost, attached
from kg.decisions import Decision, Mark, Verdict, same_as
from kg.iris import Iris
from kg.links import Links, forces_of
from kg.namespaces import DCTERMS, OA, ORG, PEEL, PREFIXES, PROV, RDF, RDFS, SKOS
from kg.prompting import Matter, prompts
from kg.terms import iri, text, typed

_TYPE: Final = iri(RDF + "type")
_LABEL: Final = iri(SKOS + "prefLabel")
_OTHER_LABEL: Final = iri(SKOS + "altLabel")
_KIND: Final = iri(PEEL + "partnerKind")
_PARTNER: Final = iri(PEEL + "partner")
_MEMBER: Final = iri(ORG + "hasMember")
_BROADER: Final = iri(SKOS + "broader")
_EVIDENCE: Final = iri(PEEL + "evidence")
_LED: Final = """
SELECT ?statement ?weakness ?question ?property ?value ?whole WHERE {
    { ?statement a peel:Finding ; peel:polarity ?weakness }
    UNION { ?statement a ?class VALUES ?class { peel:AreaForImprovement peel:CauseOfConcern peel:Recommendation } }
    OPTIONAL { ?statement peel:question ?question }
    OPTIONAL { ?statement ?property ?value VALUES ?property { peel:topic peel:threat } }
    OPTIONAL { ?statement dcterms:isPartOf ?whole }
}
"""


def decide(store: ox.Store, decisions: Sequence[Decision], iris: Iris) -> None:
    """Changes a store of what was extracted into one of what was decided."""
    found = attached(decisions, store, iris)
    decided = {one: name for one, name in found.items() if isinstance(name, str)}
    was = {one: [quad.object for quad in _corrected(one, name, store)] for one, name in decided.items()}
    standing = {name: body for names, body in _standing(decided, iris) for name in names}
    _View(store, iris).change(decided)
    graph = iri(iris.decisions)
    for one, name in found.items():
        said = [*_said(one, name, iris), *((PEEL + "correctedFrom", value) for value in was.get(one, ()))]
        if isinstance(name, str) and name in standing:
            said.append((PEEL + "answersAs", iri(standing[name])))
        store.extend(ox.Quad(iri(iris.decision(one.id)), iri(p), o, graph) for p, o in said)
        person = iri(iris.person(one.by))
        store.add(ox.Quad(person, _TYPE, iri(PROV + "Agent"), graph))
        store.add(ox.Quad(person, iri(RDFS + "label"), text(one.by), graph))


class _View:
    """A store that is being changed."""

    def __init__(self, store: ox.Store, iris: Iris) -> None:
        self._store, self._iris = store, iris
        self._touched: set[ox.NamedNode] = set()
        """The graphs of reports of which something has changed."""

    def change(self, decided: Mapping[Decision, str]) -> None:
        for one, name in decided.items():
            if one.verdict is Verdict.REJECT:
                self._remove(iri(name))
            elif one.verdict is Verdict.CORRECT:
                self._correct(iri(name), one.to)
        for names, standing in _standing(decided, self._iris):
            self._unite(names, standing, decided)
        for graph in sorted(self._touched, key=str):
            self._join_partnerships(graph)
            self._follow(graph)
            self._sweep(graph)
        links = Links(self._store, self._iris)
        for force in sorted(forces_of((graph.value for graph in self._touched), self._iris)):
            self._store.remove_graph(iri(self._iris.links(force)))
            self._store.extend(links.of(force))

    def _quads(self, s: Any = None, p: Any = None, o: Any = None, graph: Any = None) -> list[Any]:
        return list(self._store.quads_for_pattern(s, p, o, graph))

    def _take(self, quads: Iterable[ox.Quad]) -> None:
        for quad in quads:
            self._store.remove(quad)
            self._touch(quad.graph_name)

    def _put(self, quads: Iterable[ox.Quad]) -> None:
        for quad in quads:
            self._store.add(quad)
            self._touch(quad.graph_name)

    def _touch(self, graph: Any) -> None:
        if graph.value.startswith(self._iris.of("report", "")):
            self._touched.add(graph)

    def _remove(self, node: ox.NamedNode) -> None:
        """Takes a statement or a candidate out, and all that leads to it."""
        self._take([*self._quads(node), *self._quads(None, None, node)])

    def _correct(self, node: ox.NamedNode, to: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        (graph,) = {quad.graph_name for quad in self._quads(node, _TYPE)}
        for name, values in to:
            property_ = iri(PEEL + name)
            self._take(self._quads(node, property_, None, graph))
            self._put(ox.Quad(node, property_, iri(self._iris.of(name, value)), graph) for value in values)
        self._touch(graph)

    def _unite(self, names: Sequence[str], standing: str, decided: Mapping[Decision, str]) -> None:
        """Has one body stand for several: it gets all that is said of them, and their names besides its own."""
        node = iri(standing)
        own = self._own(names, node, decided)
        known = bool(self._quads(node, None, None, iri(self._iris.vocabularies)))
        candidate = standing.startswith(self._iris.of("candidate", ""))
        graphs = set()
        for name in (*names, standing):
            for quad in self._quads(iri(name)):
                graphs.add(quad.graph_name)
                if name != standing or not known:
                    self._take([quad])
                    self._put(self._kept(quad, node, own, as_candidate=candidate))
            if name != standing:
                led = self._quads(None, None, iri(name))
                self._take(led)
                self._put(
                    ox.Quad(quad.subject, quad.predicate, node, quad.graph_name)
                    for quad in led
                    if quad.subject != node
                )
        if own and not known:  # each graph that speaks of it describes it
            self._put(ox.Quad(node, p, o, graph) for graph in graphs for p, o in own.items())

    def _own(
        self, names: Sequence[str], node: ox.NamedNode, decided: Mapping[Decision, str]
    ) -> dict[ox.NamedNode, Any]:
        """The one name and the one kind of a body that stands for several; nothing for a candidate."""
        if node.value.startswith(self._iris.of("candidate", "")):
            return {}
        labels = self._quads(node, _LABEL) or [
            q for n in names for q in self._quads(iri(n), iri(RDFS + "label"))
        ]
        kinds = self._quads(node, _KIND) or [
            quad for name in names for quad in self._quads(iri(name), iri(PEEL + "suggestedKind"))
        ]
        said = [
            iri(self._iris.of("partner-kind", values[0]))
            for one, name in decided.items()
            if one.verdict is Verdict.ACCEPT and name in names
            for _, values in one.to
        ]
        kind = min(said or [quad.object for quad in kinds], key=str)
        return {
            _LABEL: min((quad.object for quad in labels), key=str),
            _KIND: kind,
            _TYPE: iri(PEEL + "PartnerBody"),
        }

    def _kept(
        self, quad: ox.Quad, node: ox.NamedNode, own: Mapping[ox.NamedNode, Any], *, as_candidate: bool
    ) -> Iterator[ox.Quad]:
        """What of a body is said of the one that stands for it."""
        said, value, graph = quad.predicate, quad.object, quad.graph_name
        if said in (_LABEL, _OTHER_LABEL, iri(RDFS + "label")) and not as_candidate:
            if value != own[_LABEL]:
                yield ox.Quad(node, _OTHER_LABEL, value, graph)
        elif as_candidate or said in self._several(node):
            yield ox.Quad(node, said, value, graph)
        elif said == _TYPE:
            yield ox.Quad(node, _TYPE, own[_TYPE], graph)

    def _several(self, node: ox.NamedNode) -> tuple[ox.NamedNode, ...]:
        """The properties of a body that the one that stands for it has besides its own: of two joint units also the members."""
        both = (_EVIDENCE, iri(PROV + "wasDerivedFrom"))
        return (*both, _MEMBER) if self._quads(node, _MEMBER) else both

    def _join_partnerships(self, graph: Any) -> None:
        """Makes one partnership of several with one body; the first in the text stands, with all passages and matters of the others."""
        by_partner: defaultdict[str, list[ox.NamedNode]] = defaultdict(list)
        for quad in self._quads(None, _TYPE, iri(PEEL + "Partnership"), graph):
            for partner in self._quads(quad.subject, _PARTNER, None, graph):
                by_partner[str(partner.object)].append(quad.subject)
        for same in by_partner.values():
            first, *others = sorted(same, key=lambda one: (self._place(one), one.value))
            for other in others:
                said = self._quads(other, None, None, graph)
                self._remove(other)
                self._put(
                    ox.Quad(first, q.predicate, q.object, graph) for q in said if q.predicate.value in _MANY
                )

    def _place(self, statement: ox.NamedNode) -> tuple[int, ...]:
        """Where its first passage begins and ends."""
        selectors = [iri(self._iris.selector(q.object.value)) for q in self._quads(statement, _EVIDENCE)]
        return min(
            tuple(int(q.object.value) for name in ("start", "end") for q in self._quads(one, iri(OA + name)))
            for one in selectors
        )

    def _follow(self, graph: Any) -> None:
        """Draws from the statements of a report what follows from them."""
        works, led = iri(PEEL + "worksWith"), iri(PEEL + "prompts")
        self._take([*self._quads(None, works, None, graph), *self._quads(None, led, None, graph)])
        for quad in self._quads(None, _TYPE, iri(PEEL + "Partnership"), graph):
            (force,) = self._quads(quad.subject, iri(PEEL + "force"), None, graph)
            self._put(
                ox.Quad(force.object, works, partner.object, graph)
                for partner in self._quads(quad.subject, _PARTNER, None, graph)
            )
        pairs = prompted(self._store, graph, self._iris)
        self._put(ox.Quad(iri(finding), led, iri(action), graph) for finding, action in pairs)

    def _sweep(self, graph: Any) -> None:
        """Takes out the passages on which nothing rests any more, and the local bodies that nothing names."""
        passages = [q.subject for q in self._quads(None, _TYPE, iri(OA + "SpecificResource"), graph)]
        for passage in passages:
            if not self._quads(None, _EVIDENCE, passage, graph):
                selector = iri(self._iris.selector(passage.value))
                self._take(
                    [*self._quads(passage, None, None, graph), *self._quads(selector, None, None, graph)]
                )
        for quad in self._quads(None, _TYPE, iri(PEEL + "PartnerBody"), graph):
            named = self._quads(None, _PARTNER, quad.subject, graph)
            if not named and not self._quads(quad.subject, _EVIDENCE, None, graph):
                self._take(self._quads(quad.subject, None, None, graph))


_MANY: Final = frozenset((PEEL + "evidence", PEEL + "threat", PEEL + "topic", PEEL + "cue"))
"""What a partnership may have several of."""


def prompted(store: ox.Store, graph: ox.NamedNode, iris: Iris) -> list[tuple[str, str]]:
    """The weaknesses of a report, each with the actions that it prompts, by the rule of `kg.prompting`."""
    rows = store.query(_LED, prefixes=PREFIXES, default_graph=graph)
    assert isinstance(rows, ox.QuerySolutions)
    polarity: dict[str, str] = {}
    asked: dict[str, str] = {}
    part_of: dict[str, str] = {}
    about: defaultdict[str, Matter] = defaultdict(Matter)
    for row in rows:
        name = row["statement"].value
        if row["question"] is not None:
            asked[name] = row["question"].value
        if row["weakness"] is not None:
            polarity[name] = row["weakness"].value
        if row["whole"] is not None:
            part_of[name] = row["whole"].value
        if row["value"] is not None:
            values = frozenset({row["value"].value})
            topic = row["property"].value == PEEL + "topic"
            about[name] |= Matter(topics=values) if topic else Matter(threats=values)

    above = {threat: _above(threat, store) for matter in about.values() for threat in matter.threats}
    weak = iris.of("polarity", "weakness")
    return sorted(
        (finding, action)
        for finding, side in polarity.items()
        if side == weak
        for action, question in asked.items()
        if question == asked.get(finding) and action not in polarity
        if prompts(about[finding], about[action], _whole(action, part_of, about), above.__getitem__)
    )


def _whole(action: str, part_of: Mapping[str, str], about: Mapping[str, Matter]) -> Matter:
    """What the actions of which one is a part are about."""
    matter = Matter()
    while action in part_of:
        action = part_of[action]
        matter |= about.get(action, Matter())
    return matter


def _above(threat: str, store: ox.Store) -> frozenset[str]:
    """The threats broader than one, at any distance."""
    quads = store.quads_for_pattern(iri(threat), _BROADER, None, None)
    above = {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
    return frozenset(above).union(*(_above(one, store) for one in above))


def _standing(decided: Iterable[Decision], iris: Iris) -> list[tuple[list[str], str]]:
    """The bodies of which one is to stand for all, by their IRIs, each with that one.

    A body of the register stands rather than an accepted candidate, that rather than a body that a text names only by its kind, and a
    candidate last; of several such one that nobody said to be the same as another.
    """
    decisions = list(decided)
    groups = same_as(decisions)
    accepted = {one.on for one in decisions if one.verdict is Verdict.ACCEPT and isinstance(one.on, str)}
    said = {one.on for one in decisions if one.verdict is Verdict.SAME}

    def rank(name: str) -> tuple[int, bool, str]:
        if name.startswith("body/"):
            sort = 0 if name.count("/") == 1 else 2
        else:
            sort = 1 if name in accepted else 3
        return sort, name in said, name

    found = []
    for names in sorted(map(sorted, {groups.get(name, frozenset((name,))) for name in (*groups, *accepted)})):
        first = min(names, key=rank)
        standing = iris.of("body", iris.slug(first)) if first in accepted else iris.base + first
        found.append(([iris.base + one for one in names if iris.base + one != standing], standing))
    return found


def _corrected(one: Decision, name: str, store: ox.Store) -> Iterator[ox.Quad]:
    """What a correction takes the place of."""
    if one.verdict is Verdict.CORRECT:
        for property_, _ in one.to:
            yield from store.quads_for_pattern(iri(name), iri(PEEL + property_), None, None)


def _said(one: Decision, name: str | Lost, iris: Iris) -> Iterator[tuple[str, Any]]:
    yield RDF + "type", iri(PEEL + "Decision")
    yield PEEL + "verdict", text(one.verdict.value)
    yield PROV + "wasAttributedTo", iri(iris.person(one.by))
    yield PROV + "generatedAtTime", typed(one.at, "dateTime")
    yield RDFS + "comment", text(one.because)
    if isinstance(name, Lost):
        yield PEEL + "lost", text(name.why)
    else:
        yield PEEL + "concerns", iri(name)
    if isinstance(one.on, Mark):
        yield DCTERMS + "references", iri(iris.of("report", one.on.report))
        yield PEEL + "decidedWords", text(one.on.quote)
    else:
        yield PEEL + "decidedWords", text(one.on)
    if one.than:
        yield PEEL + "otherBody", iri(iris.base + one.than)
    for property_, values in one.to:
        for value in values:
            yield (
                PEEL + "correctedTo",
                iri(iris.of("partner-kind" if property_ == "kind" else property_, value)),
            )
