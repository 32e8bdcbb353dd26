"""Asks a SPARQL server what a graph folder is asked: the same questions, the same parameters, the same answers.

What a server says is checked before it is believed: its media type, its form, what it takes to read it (`kg.trial`), and whether it kept
rows back.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from kg.ask import TRIPLE, Answer, answer_of, answered, run
from kg.connection import Connection, Reply, Request, checked, shown
from kg.errors import ServerFailed
from kg.iris import Iris
from kg.sparql import PROLOGUE, chooses_graphs, narrowed, values
from kg.terms import Term
from kg.trial import fault

_ROWS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_TRIPLES: Final = "application/n-triples, text/turtle;q=0.5"
_SHOWN: Final = 200
"""Characters of the names of columns that are told."""
_ANY: Final = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"
_GRAPHS: Final = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"


class Endpoint:
    """The query endpoint of a server, as something to ask."""

    def __init__(self, url: str, connection: Connection, *, iris: Iris | None = None) -> None:
        self._request: Final = Request("POST", checked(url))
        self._connection: Final = connection
        self._default_graph: list[str] | None = None
        self.iris: Final = iris or Iris()

    def query(self, question: str, /, **parameters: str | int) -> Answer:
        """The answer to a question of `queries/`, by its name, or to SPARQL text. Raises UsageError and ServerFailed."""
        return answer_of(self, question, parameters)

    def holds(self, term: ox.NamedNode) -> bool:
        """Whether a triple has the term as its subject."""
        known = values("s", [term])
        return bool(self.answer(f"SELECT ?s WHERE {{ {known} ?s ?p ?o }} LIMIT 1", {}, {}).terms)

    def slugs(self, kind: str) -> list[str]:  # noqa: ARG002 - a server is not searched for names that are like another
        """None: to look through all subjects of a server for a hint would take long."""
        return []

    def answer(self, sparql: str, bound: Mapping[str, Term], first: Mapping[str, Term]) -> Answer:
        """The server's answer to a query over the union of its named graphs. A value that is to come first is to a server like the others."""
        bound = {**bound, **first}
        known = run(ox.Store(), sparql, bound)  # whether it is SPARQL at all, and which form the answer has
        form: dict[str, str | list[str]] = {"query": PROLOGUE + narrowed(sparql, bound)}
        if not chooses_graphs(sparql):
            form["default-graph-uri"] = form["named-graph-uri"] = self._default()
        return self._asked(form, known)

    def rows(self, sparql: str) -> tuple[tuple[Term | None, ...], ...]:
        """The rows of one of the engine's own SELECT queries, which name the graphs that they read."""
        return self._asked({"query": sparql}, run(ox.Store(), sparql, {})).terms

    def _default(self) -> list[str]:
        """The graphs that a query has to name so that its default graph is their union; none where the server unites them itself.

        Servers differ in this: where the default graph is empty, the protocol's own parameters are the way that all of them know.
        """
        if self._default_graph is None:
            united = self.rows(_ANY)
            named = [] if united else self.rows(_GRAPHS)
            self._default_graph = [row[0].value for row in named if isinstance(row[0], ox.NamedNode)]
        return self._default_graph

    def _asked(self, form: Mapping[str, str | list[str]], known: Answer) -> Answer:
        """The server's answer, where it has the form of the one that is known."""
        triples = known.triples is not None
        request = replace(self._request, form=form, accept=_TRIPLES if triples else _ROWS)
        reply = self._connection.send(request)
        answer = self._triples(reply) if triples else self._rows(reply)
        self._complete(reply, answer)
        if known.yes is not None:
            return _truth(answer)
        if set(answer.columns) != set(known.columns):
            found = ", ".join(answer.columns)[:_SHOWN] or "no columns"
            problem = f"answers with {found} where {', '.join(known.columns)} was asked for"
            raise ServerFailed(self.shown, problem, "is this the address for queries?")
        return answer

    def _rows(self, reply: Reply) -> Answer:
        format = ox.QueryResultsFormat.from_media_type(reply.media)
        if format is None:
            raise self._strange(reply, "results of SPARQL")
        self._try("rows", reply)
        return answered(ox.parse_query_results(reply.body, format=format))

    def _triples(self, reply: Reply) -> Answer:
        format = ox.RdfFormat.from_media_type(reply.media)
        if format is None:
            raise self._strange(reply, "triples")
        self._try("triples", reply)
        found = ox.parse(reply.body, format=format)
        return Answer(TRIPLE, (), tuple(dict.fromkeys(quad.triple for quad in found)))

    def _try(self, kind: str, reply: Reply) -> None:
        """Raises ServerFailed where an answer cannot be read, by a process that nobody misses."""
        if wrong := fault(reply.body, kind, reply.media):
            raise ServerFailed(self.shown, wrong, "ask again, or for less")

    def _strange(self, reply: Reply, wanted: str) -> ServerFailed:
        problem = f"answers with {reply.media or 'something without a media type'} and no {wanted}"
        return ServerFailed(self.shown, problem, "is this the address for queries?")

    def _complete(self, reply: Reply, answer: Answer) -> None:
        """Raises ServerFailed where the server says that there is more than it gave (Virtuoso does; of triples it does not)."""
        most = reply.headers.get("x-sparql-maxrows", "")
        if most.isdecimal() and len(answer) >= int(most):
            problem = f"gives no more than {most} rows, and there may be more"
            raise ServerFailed(
                self.shown, problem, "raise its limit (ResultSetMaxRows in virtuoso.ini), or ask for less"
            )
        if reply.headers.get("x-sql-state", "").startswith("S1TA"):
            problem = "ran out of its time and gave only a part of the answer"
            raise ServerFailed(self.shown, problem, "raise its limit (MaxQueryExecutionTime in virtuoso.ini)")

    @property
    def shown(self) -> str:
        """Its address, as messages show it."""
        return shown(self._request.url)


def _truth(answer: Answer) -> Answer:
    """Yes or no; Virtuoso 7 answers an ASK with one row that holds 1, or with no row."""
    if answer.yes is not None:
        return answer
    return Answer(
        ("answer",), (), yes=any(cell not in (None, False, 0) for row in answer.rows for cell in row)
    )
