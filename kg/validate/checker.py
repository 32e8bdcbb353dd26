"""Holds a graph against its shapes piece by piece: the vocabulary, and each report."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Quad, Store
from rdflib import Graph

from kg.terms import to_rdflib
from kg.validate.engine import PYSHACL, Asked
from kg.validate.pieces import Around, Lens, Piece, Vocabulary, stored
from kg.validate.result import Result
from kg.validate.shapes import require_usable

if TYPE_CHECKING:
    from pyoxigraph import Triple

_AT_ONCE: Final = 50
"""Nodes that are checked at once: fewer cost more calls of the engine, more cost memory."""


class Checker:
    """The shapes, read once, and the vocabulary in whose presence reports are checked."""

    def __init__(
        self,
        shapes: "Graph | Iterable[Triple | Quad]",
        vocabulary: "Iterable[Triple | Quad]",
        engine: str = PYSHACL,
    ) -> None:
        """Raises UnreadableInput where the shapes cannot be relied on, UsageError for an engine that is not there."""
        self._shapes = shapes if isinstance(shapes, Graph) else to_rdflib(shapes)
        require_usable(self._shapes)
        self._lens = Lens(self._shapes)
        self._vocabulary = Vocabulary(self._lens, stored(vocabulary))
        self._asked = Asked(self._shapes, engine)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader should know of how it was checked, such as that the engines disagreed; each once."""
        return tuple(dict.fromkeys(self._asked.notes))

    def vocabulary(self, *, within: Store | None = None) -> tuple[Result, ...]:
        """What is wrong in the vocabulary itself; `within` as for `report`."""
        around = self._around(Store() if within is None else within)
        return self._found(around.piece(self._vocabulary.facts.all(), around.named()))

    def report(self, quads: Iterable[Quad], *, within: Store | None = None) -> tuple[Result, ...]:
        """What is wrong with the nodes of which some quads speak: those of one report, or of several at once.

        `within` is the store of the whole graph, vocabulary and all (these quads may be in it, or not yet): then it counts what
        other reports say of the same nodes. Without it only the vocabulary does, which is quicker.
        """
        around = self._vocabulary if within is None else self._around(within)
        return self._found(around.piece(tuple(quads)))

    def nodes(self, names: Iterable[str], store: Store) -> Iterator[Result]:
        """What is wrong with some nodes, by all that a whole graph says of them: a few at a time, so that memory does not grow with them."""
        around, waiting = self._around(store), iter(sorted(names))
        while some := tuple(islice(waiting, _AT_ONCE)):
            said = (store.quads_for_pattern(NamedNode(name), None, None, None) for name in some)
            yield from self._found(around.piece(tuple(chain.from_iterable(said))))

    def _around(self, store: Store) -> "Around":
        return Around(self._lens, store)

    def _found(self, piece: Piece) -> tuple[Result, ...]:
        return tuple(sorted(self._asked.results(piece)))
