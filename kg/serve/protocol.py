"""The SPARQL 1.1 Protocol, for queries alone: what is asked over HTTP goes through the gate.

Errors are one line of text with the status that says whose they are: 4xx of the request, 503 where a query goes beyond a limit, which
is named, before the first byte of any answer. Updates do not exist here, and no request changes anything.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

import anyio
import pyoxigraph as ox
from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from kg.errors import KgError, OverLimit, Refused, UsageError
from kg.gate import Gate
from kg.namespaces import PREFIXES
from kg.serve.description import description
from kg.serve.negotiation import preferred

LARGEST: Final = 256 * 1024
"""Bytes of a request's body."""
_PATIENCE: Final = 10.0
"""Seconds in which it has to be there."""
_FIELDS: Final = 1_000
"""Parameters of a request."""
_THREADS: Final = 64
"""Requests that may wait for the gate at once."""
_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_METHODS: Final = "GET, HEAD, OPTIONS, POST"

Format: TypeAlias = ox.QueryResultsFormat | ox.RdfFormat
Fields: TypeAlias = list[tuple[str, str]]
Page: TypeAlias = Callable[[Request], Awaitable[Response]]

_TRUTH: Final[dict[str, Format]] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
_ROWS: Final[dict[str, Format]] = _TRUTH | {
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPH: Final[dict[str, ox.RdfFormat]] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
"""Media types of triples."""
_OFFERED: Final[dict[str, Mapping[str, Format]]] = {"rows": _ROWS, "truth": _TRUTH, "triples": GRAPH}
_SHORT: Final = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
"""What `?format=` may say instead of an Accept header."""


def routes(
    gate: Gate,
    *,
    path: str = "/sparql",
    editor: Page | None = None,
    void: str = "/.well-known/void",
    cors: str | None = None,
) -> list[Route]:
    """The routes of the endpoint.

    `editor` gives the page for people who ask nothing yet; `void` is where the graph is described; pages of `cors`, an origin or `*`,
    may read the answers.
    """
    endpoint = Endpoint(gate, editor, void, cors)
    return [Route(path, endpoint), Route(f"{path}/", endpoint)]


@dataclass(frozen=True, slots=True)
class Operation:
    """A query that is to be answered."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str
    """What `?format=` says."""


class Endpoint:
    """Answers requests to one address."""

    def __init__(self, gate: Gate, editor: Page | None, void: str, cors: str | None) -> None:
        self._gate, self._editor, self._void, self._cors = gate, editor, void, cors
        self._threads = anyio.CapacityLimiter(_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except HTTPException as error:
            response = _line(error.detail, error.status_code, error.headers)
        except KgError as error:
            response = self._refusal(error)
        except ClientDisconnect:
            return
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Vary", "Accept")
        if self._cors:
            response.headers["Access-Control-Allow-Origin"] = self._cors
        if request.method == "HEAD":
            response.body = b""  # its length is told all the same
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return self._options()
        if request.method not in ("GET", "HEAD", "POST"):
            raise HTTPException(405, f"{request.method} is not done here", {"Allow": _METHODS})
        fields = _fields(request.scope["query_string"])
        if request.method == "POST":
            fields += await _posted(request)
        elif not {"query", "update"} & {name for name, _ in fields}:
            return await self._described(request, _one(fields, "format"))
        operation = _operation(fields)
        if self._threads.available_tokens < 1:
            raise self._gate.limits.busy()
        return await run_sync(self._asked, operation, request, limiter=self._threads)

    def _asked(self, operation: Operation, request: Request) -> Response:
        """The answer to a query, in the format that is most welcome."""
        wanted = _wanted(operation.format, request.headers)
        found = self._gate.results(
            f"{operation.query}\n",  # text of SPARQL, and no question's name
            default_graphs=operation.default_graphs,
            named_graphs=operation.named_graphs,
            base=_address(request),
        )
        media = _chosen(wanted, _OFFERED[found.kind])
        return Response(found.written(_OFFERED[found.kind][media], PREFIXES), media_type=_told(media))

    async def _described(self, request: Request, format: str) -> Response:
        """What this is: a page for people, a description of the service for programs."""
        wanted = _wanted(format, request.headers)
        offered = [*GRAPH, "text/html"] if self._editor else [*GRAPH]
        media = preferred(wanted, offered)
        if media == "text/html" and self._editor:
            return await self._editor(request)
        media = _chosen(wanted, GRAPH)
        data = description(
            _address(request), str(request.url.replace(path=self._void, query="")), GRAPH[media]
        )
        return Response(data, media_type=_told(media))

    def _options(self) -> Response:
        headers = {"Allow": _METHODS}
        if self._cors:
            headers |= {
                "Access-Control-Allow-Methods": _METHODS,
                "Access-Control-Allow-Headers": "Accept, Content-Type",
            }
        return Response(status_code=204, headers=headers)

    def _refusal(self, error: KgError) -> Response:
        """The line that says why there is no answer."""
        words = str(error)
        match error:
            case OverLimit():
                again = {"Retry-After": str(ceil(self._gate.limits.seconds))}
                return _line(f"{error.limit}: {words}", 503, again)
            case Refused():
                return _line(words, 403)
            case UsageError():
                return _line(words, 400)
        return _line(words, 500)


def _operation(fields: Fields) -> Operation:
    """The one query of a request. Raises HTTPException."""
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in fields):
        raise HTTPException(403, "updates are refused: this graph is only read")
    queries = [value for name, value in fields if name == "query"]
    if len(queries) != 1:
        raise HTTPException(400, f"one query is wanted, and there are {len(queries)}")
    return Operation(
        queries[0],
        tuple(value for name, value in fields if name == "default-graph-uri"),
        tuple(value for name, value in fields if name == "named-graph-uri"),
        _one(fields, "format"),
    )


def _one(fields: Fields, name: str) -> str:
    """The last value of a field; nothing where there is none."""
    return next((value for known, value in reversed(fields) if known == name), "")


def _fields(data: bytes) -> Fields:
    """The fields of a form, or of an address. Raises HTTPException."""
    try:
        return parse_qsl(
            data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS
        )
    except ValueError as error:  # also that of a wrong encoding
        raise HTTPException(400, "the parameters are no form in UTF-8, or too many") from error


async def _posted(request: Request) -> Fields:
    """What the body of a request holds. Raises HTTPException."""
    media, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    media = media.strip()
    if media not in (_FORM, _QUERY, _UPDATE):
        raise HTTPException(415, f"a query comes as {_QUERY} or {_FORM}, not as {media or 'nothing told'}")
    charset = [one.partition("=")[2].strip(' "') for one in parameters.split(";") if "charset" in one]
    if charset and charset != ["utf-8"]:
        raise HTTPException(415, "a query comes in UTF-8")
    if media == _UPDATE:
        raise HTTPException(403, "updates are refused: this graph is only read")
    body = await _body(request)
    if media == _FORM:
        return _fields(body)
    try:
        return [("query", body.decode("utf-8"))]
    except UnicodeDecodeError as error:
        raise HTTPException(400, "the query is not in UTF-8") from error


async def _body(request: Request) -> bytes:
    """The body of a request. Raises HTTPException where it is too large, or does not come."""
    too_large = HTTPException(413, f"the body has more than {LARGEST // 1024} kB")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and (len(length) > 10 or int(length) > LARGEST):
        raise too_large
    body = bytearray()
    try:
        with anyio.fail_after(_PATIENCE):
            async for part in request.stream():
                body += part
                if len(body) > LARGEST:
                    raise too_large
    except TimeoutError as error:
        raise HTTPException(408, f"the body did not come within {_PATIENCE:g} s") from error
    return bytes(body)


def _wanted(format: str, headers: Headers) -> str:
    """The Accept header, or what `?format=` says in its place. Raises HTTPException."""
    if not format:
        return ", ".join(headers.getlist("accept"))
    if format not in _SHORT:
        raise HTTPException(400, f"format={format[:40]!r}: known are {', '.join(_SHORT)}")
    return _SHORT[format]


def _chosen(wanted: str, offered: Mapping[str, Format]) -> str:
    """The media type that is most welcome. Raises HTTPException."""
    media = preferred(wanted, list(offered))
    if media is None:
        raise HTTPException(406, f"this can be had as {', '.join(offered)}")
    return media


def _told(media: str) -> str:
    """A media type as a header tells it; the others are in UTF-8 by themselves."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def _address(request: Request) -> str:
    """The address of the endpoint."""
    return str(request.url.replace(query="", fragment=""))


def _line(words: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """One line of text."""
    line = "".join(sign if sign.isprintable() else " " for sign in words)
    return Response(f"{line}\n", status, headers, "text/plain; charset=utf-8")
