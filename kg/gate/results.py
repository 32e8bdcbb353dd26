"""What a process answered: checked, counted, and as an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from kg.ask import TRIPLE, Answer
from kg.errors import DamagedGraph, EngineFailed, KgError, Refused, UsageError
from kg.gate.limits import Limits

UNSOUND: Final = "the process that answers queries gave no sound answer"
_TOLD: Final = {kind.__name__: kind for kind in (UsageError, Refused, DamagedGraph, EngineFailed)}
_JSON: Final = ox.QueryResultsFormat.JSON


@dataclass(frozen=True, slots=True)
class Results:
    """What a query found, as it left the process that asked: `kind` is rows, truth or triples."""

    kind: str
    body: bytes
    """W3C's SPARQL results in JSON; of triples N-Triples."""
    limits: Limits

    def answer(self) -> Answer:
        """As an answer. Raises OverLimit where it has too many rows, EngineFailed where it cannot be believed."""
        found = self._read()
        self._bound(len(found))
        return found

    def _read(self) -> Answer:
        """As an answer, up to a row more than it may have."""
        most = self.limits.rows + 1
        try:
            if self.kind == "triples":
                found = ox.parse(self.body, format=ox.RdfFormat.N_TRIPLES)
                return Answer(TRIPLE, (), tuple(quad.triple for quad in islice(found, most)))
            parsed = self._parsed()
            if isinstance(parsed, ox.QueryBoolean):
                return Answer(("answer",), (), yes=bool(parsed))
            columns = tuple(variable.value for variable in parsed.variables)
            return Answer(columns, tuple(tuple(row) for row in islice(parsed, most)))
        except (SyntaxError, ValueError, OSError) as error:
            raise EngineFailed(UNSOUND) from error

    def written(self, format: ox.QueryResultsFormat | ox.RdfFormat, prefixes: Mapping[str, str]) -> bytes:
        """In another format. Raises as `answer` does, and UsageError where the format cannot hold it."""
        self._bound(self._number())
        try:
            if isinstance(format, ox.QueryResultsFormat):
                return self.body if format == _JSON else self._parsed().serialize(format=format) or b""
            if format == ox.RdfFormat.N_TRIPLES:
                return self.body
            found = ox.parse(self.body, format=ox.RdfFormat.N_TRIPLES)
            triples = (quad.triple for quad in found)
            return ox.serialize(triples, format=format, prefixes=dict(prefixes)) or b""
        except (SyntaxError, ValueError, OSError) as error:
            raise UsageError(f"the answer cannot be written in this format ({error})") from error

    def _number(self) -> int:
        """Rows or triples, up to one more than there may be. Raises EngineFailed where they cannot be believed."""
        if self.kind == "triples":
            return self.body.count(b"\n")
        try:
            parsed = self._parsed()
            return (
                1
                if isinstance(parsed, ox.QueryBoolean)
                else sum(1 for _ in islice(parsed, self.limits.rows + 1))
            )
        except (SyntaxError, ValueError, OSError) as error:
            raise EngineFailed(UNSOUND) from error

    def _parsed(self) -> ox.QuerySolutions | ox.QueryBoolean:
        parsed = ox.parse_query_results(self.body, format=_JSON)
        if isinstance(parsed, ox.QueryBoolean) != (self.kind == "truth"):
            raise ValueError("an answer of another kind")
        return parsed

    def _bound(self, number: int) -> None:
        """Raises OverLimit for more rows than there may be; no solutions are held here, which a traceback would keep for another thread."""
        if number > self.limits.rows:
            raise self.limits.long()


def results(head: Mapping[str, Any], body: bytes, limits: Limits) -> Results:
    """What a process found. Raises the error that it tells of, and EngineFailed where it cannot be believed."""
    match head:
        case {"kind": "rows" | "truth" | "triples" as kind}:
            return Results(str(kind), body, limits)
        case {"over": "large"}:
            raise limits.large()
        case {"over": "memory"}:
            raise limits.swollen()
    raise told(head)


def told(head: Mapping[str, Any]) -> KgError:
    """The error that a process tells of."""
    match head:
        case {"error": str(kind), "message": str(message)}:
            return _TOLD.get(kind, KgError)(message)
    return EngineFailed(UNSOUND)
