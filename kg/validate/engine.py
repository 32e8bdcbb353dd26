"""Holds a whole graph against shapes, with the engine that the caller names."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from pyoxigraph import Store, Triple
from rdflib import Graph

from kg.errors import UnreadableInput, UsageError
from kg.terms import from_rdflib, iri, to_rdflib
from kg.validate.pieces import Around, Lens, Piece, stored
from kg.validate.render import short
from kg.validate.result import Result, Validation
from kg.validate.shapes import require_usable
from kg.validate.targets import idle

if TYPE_CHECKING:
    from kg.validate.fast import Pieces
    from kg.validate.reference import Reference

PYSHACL: Final = "pyshacl"
"""The reference."""
SHACL: Final = "shacl"
"""The quick one, of the extra `fast`."""
ENGINES: Final = (PYSHACL, SHACL)


def validate(
    graph: Graph | Store, shapes: Graph, *, focus: Collection[str] = (), engine: str = PYSHACL
) -> Validation:
    """Holds `graph` (with the ontology in it) against `shapes`; neither is changed, and nothing is fetched.

    A shape that met no node is a result of its own, unless it says peelsh:mayBeIdle true. With `focus`, the
    IRIs of some nodes, only what targets these is told, which is quick; no shape is called idle then.
    `engine` is "pyshacl", or "shacl", which is quick on a whole store: what it finds pyshacl has to confirm.
    Raises UnreadableInput where the shapes are not SHACL Core, or could pass without checking anything,
    UsageError for an engine that is unknown or not installed.
    """
    require_usable(shapes)
    require_known(engine)
    if engine == SHACL:
        results, notes = _quickly(graph, shapes, focus)
    else:
        results, notes = _plainly(graph, shapes, focus), []
    failures, names = ((), ()) if focus else idle(_store(graph), shapes)
    return Validation(tuple(sorted({*results, *failures})), names, shapes, tuple(notes))


def require_known(engine: str) -> None:
    """Raises UsageError where no engine has this name."""
    if engine not in ENGINES:
        raise UsageError(f"{engine}: no SHACL engine that kg knows; name one of {', '.join(ENGINES)}")


def _plainly(graph: Graph | Store, shapes: Graph, focus: Collection[str]) -> set[Result]:
    from kg.validate.reference import whole

    return whole(graph if isinstance(graph, Graph) else to_rdflib(graph), shapes, focus)


def _quickly(graph: Graph | Store, shapes: Graph, focus: Collection[str]) -> tuple[set[Result], list[str]]:
    """What is wrong, and what to say of how it was found."""
    from kg.validate.fast import Unable, Whole

    try:
        suspected = Whole(shapes).results(graph if isinstance(graph, Store) else _triples(graph))
    except Unable as error:
        return _plainly(graph, shapes, focus), [_refused(error)]
    if focus:
        suspected = {result for result in suspected if result.focus in focus}
    if not suspected:
        return set(), []
    found = _confirmed(graph, shapes, suspected, focus)
    return found, _disagreement(suspected, found)


def _confirmed(
    graph: Graph | Store, shapes: Graph, suspected: set[Result], focus: Collection[str]
) -> set[Result]:
    """What the reference says of the nodes that the quick engine names; of all, where it names one without an IRI."""
    from kg.validate.reference import Reference

    nodes = {result.focus for result in suspected}
    if focus or isinstance(graph, Graph) or any(node.startswith(("_:", '"')) for node in nodes):
        return _plainly(graph, shapes, focus)
    piece = Around(Lens(shapes), graph).about(map(iri, nodes))
    return Reference(shapes).results(piece.quads, piece.foci)


def _store(graph: Graph | Store) -> Store:
    """The graph where nodes can be looked up."""
    return graph if isinstance(graph, Store) else stored(_triples(graph))


def _triples(graph: Graph) -> list[Triple]:
    """Raises UnreadableInput where an IRI is none."""
    try:
        return list(from_rdflib(graph))
    except ValueError as error:
        raise UnreadableInput("the graph", f"has an IRI that is none ({error})", "correct it") from error


class Asked:
    """An engine that is asked what is wrong in a piece, and the reference behind it."""

    def __init__(self, shapes: Graph, engine: str) -> None:
        require_known(engine)
        self._shapes = shapes
        self._reference: Reference | None = None
        self.notes: list[str] = []
        self._fast = self._quick() if engine == SHACL else None

    def _quick(self) -> "Pieces | None":
        from kg.validate.fast import Pieces, Unable

        try:
            return Pieces(self._shapes)
        except Unable as error:
            self.notes.append(_refused(error))
            return None

    def results(self, piece: Piece) -> set[Result]:
        """What is wrong, in the words of the reference; the quick engine is believed where it finds nothing."""
        if self._fast is None:
            return self.reference(piece)
        from kg.validate.fast import Unable

        try:
            suspected = self._fast.results_on(piece.quads, piece.foci)
        except Unable as error:
            self.notes.append(_refused(error))
            return self.reference(piece)
        if not suspected:
            return set()
        found = self.reference(piece)
        self.notes += _disagreement(suspected, found)
        return found

    def reference(self, piece: Piece) -> set[Result]:
        """What pyshacl says."""
        from kg.validate.reference import Reference

        if self._reference is None:
            self._reference = Reference(self._shapes)
        return self._reference.results(piece.quads, piece.foci)


def _refused(error: Exception) -> str:
    """That the quick engine cannot read the shapes, or breaks down over what they are held against."""
    return f"the SHACL engine shacl cannot do this ({error}): pyshacl checked instead"


def _disagreement(suspected: set[Result], found: set[Result]) -> list[str]:
    """That the engines say different things of the same nodes, if they do."""
    ours, theirs = ({_key(result) for result in results} for results in (found, suspected))
    if ours == theirs:
        return []
    names = sorted({short(shape) for shape, *_ in ours ^ theirs})
    return [f"the SHACL engines disagree on {', '.join(names)}: what is told is what pyshacl says"]


def _key(result: Result) -> tuple[str, str, str, str | None, str | None]:
    """What makes two results the same; blank nodes have other names in each engine, and messages are words."""
    focus = "_:" if result.focus.startswith("_:") else result.focus
    value = "_:" if result.value and result.value.startswith("_:") else result.value
    return result.shape, focus, result.component, result.path, value
