"""The application: which address gives what. All of it is for reading; what a reader asks of the graph runs behind the gate."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import wraps
from http import HTTPStatus
from threading import Lock
from typing import Any, Final, TypeAlias

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.catalogue import catalogue
from kg.errors import KgError, OverLimit, UsageError
from kg.gate import Gate
from kg.listing import title_of
from kg.pages import of_lists, of_questions
from kg.pages.files import TYPES as FILE_TYPES
from kg.pages.files import file
from kg.pages.page import Page
from kg.pages.places import DATA, VIEWS
from kg.serve.answers import (
    asked_of_list,
    html,
    in_short,
    number,
    report_of,
    sent,
    status_of,
    unless_known,
    wanted,
)
from kg.serve.guard import LOOPBACK, POLICY, Guard
from kg.serve.linked import TYPES, link_header
from kg.serve.protocol import routes as protocol
from kg.serve.shelf import Pages, Shelf

_LISTS: Final = ("home", "forces", "bodies", "threats", "topics", "reports", "questions", "about")
_EDITOR: Final = POLICY.replace(
    "style-src 'self'",
    "script-src 'self'; connect-src 'self'; font-src data:; style-src 'self' 'unsafe-inline'",
)
"""The editor of SPARQL sets styles of its own, and asks the endpoint."""
_MENTION: Final = """
PREFIX peel: <https://w3id.org/peel-kg/ontology#>
SELECT ?words ?statement
WHERE {
    ?statement peel:quote ?sentence .
    FILTER (CONTAINS(LCASE(?sentence), LCASE(?words)))
}
"""
"""The statements whose words hold some words; the question `sentences-that-mention` tells more of each, and takes longer."""
_LONGEST: Final = 200
"""Characters of what is searched for."""
_VALUE: Final = 500
"""Characters of a parameter of a question, as its form takes them."""
_ROWS: Final = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAKING: Final = 4
"""Pages that are made at a time; more would only take turns."""
_SLOW: Final = 2
"""Of those that are slow to make."""
_WAITING: Final = 32
"""Requests that may wait for the gate at a time."""
_Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
_Made: TypeAlias = Callable[[Request, Pages], Response]


def application(shelf: Shelf, gate: Gate, *, hosts: Collection[str] = LOOPBACK, cors: bool = False) -> Guard:
    """The application over a graph, behind its guard."""
    site = _Site(shelf, gate)
    own = [
        Route("/health", site.health),
        Route("/search", site.asking(site.search)),
        Route("/questions/{name}", site.asking(site.question)),
        Route("/network", site.slow(site.network)),
        Route("/id/dataset", _described),
        Route("/id/dataset/{part:path}", _described),
        Route("/id/{key:path}", site.page(site.thing)),
        Route("/doc/{key:path}", site.page(site.document)),
        Route("/text/{report:path}", site.page(site.text)),
        Route("/coverage/{report:path}", site.slow(site.coverage)),
        Route("/ontology", site.page(site.terms)),
        Route("/ontology.{suffix}", site.page(site.vocabularies)),
        Route("/ontology/{file}", site.slow(site.ontology)),
        Route("/assets/{name}", site.page(site.asset)),
        Route("/.well-known/void", site.slow(site.void)),
        *(Route(f"/{VIEWS[name]}", site.page(site.view(name))) for name in _LISTS),
        *(Route(f"/{name}/", _without_slash) for name in ("ontology", *filter(None, map(VIEWS.get, _LISTS)))),
    ]
    endpoint = protocol(gate, editor=site.editor, cors="*" if cors else None)
    handlers: Mapping[Any, Any] = {
        HTTPException: site.refused,
        KgError: site.failed,
        Exception: _broken,
    }
    starlette = Starlette(routes=[*own, *endpoint], exception_handlers=handlers)
    starlette.router.redirect_slashes = False  # it would tell the scheme and the name of this side of a proxy
    return Guard(starlette, hosts, cors=cors)


async def _broken(*_: object) -> Response:
    """What goes wrong within is told to who runs the server, not to who reads."""
    return PlainTextResponse("Something went wrong here; it has been logged.\n", 500)


class _Site:
    """What is answered at each address."""

    def __init__(self, shelf: Shelf, gate: Gate) -> None:
        self._shelf = shelf
        self._gate = gate
        self._making = CapacityLimiter(_MAKING)
        self._slow = CapacityLimiter(_SLOW)
        self._waiting = CapacityLimiter(_WAITING)
        self._writing = Lock()  # one large file at a time leaves room for pages

    def page(self, endpoint: _Made, threads: CapacityLimiter | None = None) -> _Endpoint:
        """An endpoint over the pages as they are now, with what tells caches whether they changed."""

        def answered(request: Request) -> Response:
            pages = self._shelf.pages()
            response = endpoint(request, pages)
            return (
                unless_known(request, response, pages) if response.status_code == HTTPStatus.OK else response
            )

        @wraps(endpoint)
        async def answer(request: Request) -> Response:
            return await run_sync(answered, request, limiter=threads or self._making)

        return answer

    def slow(self, endpoint: _Made) -> _Endpoint:
        """The same for pages that take long when they are first made: they wait for each other, and no one for them."""
        return self.page(endpoint, self._slow)

    def asking(self, endpoint: _Made) -> _Endpoint:
        """The same for one that asks the gate: those who wait for it do not keep others from pages that are there."""
        answer = self.page(endpoint, self._waiting)

        @wraps(endpoint)
        async def asked(request: Request) -> Response:
            if self._waiting.available_tokens < 1:
                raise self._gate.limits.busy()
            return await answer(request)

        return asked

    async def health(self, request: Request) -> Response:  # noqa: ARG002  (what an endpoint takes)
        """That the server answers, and what it serves."""
        manifest = self._shelf.pages().source.graph.manifest
        told = {
            "status": "ok",
            "engine": manifest.engine,
            "reports": len(manifest.reports),
            "triples": manifest.quads,
            "graph": manifest.view,
        }
        return JSONResponse(told, headers={"cache-control": "no-store"})

    def view(self, name: str) -> _Made:
        """A page about no one thing."""
        return lambda request, pages: sent(request, pages.view(name, number(request)))

    def thing(self, request: Request, pages: Pages) -> Response:
        """A thing is no page: it is told where that is, in the form that is wanted (303)."""
        iri = pages.source.base + request.path_params["key"]
        if not pages.source.holds(iri):
            raise HTTPException(404, f"The graph knows nothing named {iri}")
        suffix = wanted(request)
        where = pages.places.thing(iri) if suffix == "html" else pages.places.data(iri, suffix)
        return RedirectResponse(where, 303, {"vary": "Accept"})

    def document(self, request: Request, pages: Pages) -> Response:
        """The page about a thing, or it as RDF: by the end of the address, else by what is accepted."""
        key, dot, suffix = request.path_params["key"].rpartition(".")
        if not dot or suffix not in TYPES:
            key, suffix = request.path_params["key"], wanted(request)
        iri = pages.source.base + key
        made = pages.thing(iri, asked_of_list(request)) if suffix == "html" else pages.data(iri, suffix)
        if made is None:
            raise HTTPException(404, f"The graph knows nothing named {iri}")
        headers = {"vary": "Accept", "link": link_header({one: pages.places.data(iri, one) for one in DATA})}
        return sent(request, made, TYPES[suffix], headers)

    def text(self, request: Request, pages: Pages) -> Response:
        """The text of a report."""
        return sent(request, pages.text(report_of(request, pages)))

    def coverage(self, request: Request, pages: Pages) -> Response:
        """What became of every sentence of a report."""
        return sent(request, pages.coverage(report_of(request, pages)))

    def network(self, request: Request, pages: Pages) -> Response:
        """The network of partnerships."""
        return sent(request, pages.network(tuple(sorted(request.query_params.multi_items()))))

    def terms(self, request: Request, pages: Pages) -> Response:
        """The terms of the graph: their pages, or the ontology as RDF."""
        suffix = wanted(request)
        if suffix == "html":
            return RedirectResponse(pages.places.ontology(), 303, {"vary": "Accept"})
        return self._vocabularies(request, pages, suffix)

    def vocabularies(self, request: Request, pages: Pages) -> Response:
        """The ontology as RDF, by the end of the address."""
        suffix: str = request.path_params["suffix"]
        if suffix not in TYPES or suffix == "html":
            raise HTTPException(404, "No such form of the ontology")
        return self._vocabularies(request, pages, suffix)

    def _vocabularies(self, request: Request, pages: Pages, suffix: str) -> Response:
        made = pages.data(pages.source.graph.iris.vocabularies, suffix)
        if made is None:
            raise HTTPException(404, "The graph has no vocabularies")
        return sent(request, made, TYPES[suffix], {"vary": "Accept"})

    def ontology(self, request: Request, pages: Pages) -> Response:
        """A page that explains terms."""
        made = pages.terms(request.path_params["file"])
        if made is None:
            raise HTTPException(404, "No such page of the ontology")
        return sent(request, made)

    def asset(self, request: Request, pages: Pages) -> Response:  # noqa: ARG002  (what all endpoints take)
        """A file that pages need."""
        name: str = request.path_params["name"]
        try:
            body = file(name)
        except KeyError as error:
            raise HTTPException(404, "No such file") from error
        kind = FILE_TYPES[name.rpartition(".")[2]]
        return Response(body, media_type=kind, headers={"cache-control": "max-age=3600"})

    def void(self, request: Request, pages: Pages) -> Response:
        """The description of the dataset."""
        endpoint = request.url.replace(path="/sparql", query="", fragment="")
        return sent(request, pages.void(str(endpoint)), "text/turtle")

    def question(self, request: Request, pages: Pages) -> Response:
        """A question as a form with its answer, or its answer in a format."""
        name, _, format = request.path_params["name"].partition(".")
        known = catalogue().get(name)
        if known is None or (format and format not in _ROWS):
            raise HTTPException(
                404, "There is no such question" if known is None else f"No answer as .{format}"
            )
        given = {key: value.strip() for key, value in request.query_params.items() if value.strip()}
        if any(len(value) > _VALUE for value in given.values()):
            raise UsageError(f"a question takes up to {_VALUE} characters for each of its parameters")
        asked = of_questions.is_asked(known, list(request.query_params))
        key = (name, format, asked, sorted(given.items()))
        if format:
            made = pages.made(key, lambda: self._rows(name, given, format))
            headers = {"content-disposition": f'attachment; filename="{name}.{format}"'}
            return sent(request, made, _ROWS[format], headers)

        def page() -> bytes:
            answer = self._gate.ask(name, given) if asked else None
            return pages.written(of_questions.question(pages.source, name, given, answer))

        try:
            return sent(request, pages.made(key, page))
        except (UsageError, OverLimit) as error:
            problem = of_questions.question(pages.source, name, given, problem=in_short(str(error)))
            return html(pages.written(problem), status_of(error))

    def _rows(self, name: str, given: Mapping[str, str], format: str) -> bytes:
        from kg.tables import rows

        answer = self._gate.ask(name, given)
        with self._writing:
            return rows(answer.table(title_of(name)), format)

    def search(self, request: Request, pages: Pages) -> Response:
        """What has words in its name, and sentences that have them."""
        words = " ".join(request.query_params.get("q", "").split())
        if len(words) > _LONGEST:
            raise UsageError(f"a search takes up to {_LONGEST} characters")

        def page() -> bytes:
            rows = self._gate.ask(_MENTION, {"words": words}) if words else ()
            return pages.written(of_lists.search(pages.source, words, [row["statement"] for row in rows]))

        try:
            return sent(request, pages.made(("search", words), page))
        except OverLimit as error:
            names = of_lists.search(pages.source, words, problem=str(error))
            return html(pages.written(names), 503)

    async def editor(self, request: Request) -> Response:
        """The page on which SPARQL is written."""
        pages = self._shelf.pages()
        example = catalogue().get(request.query_params.get("example", ""))
        begin = example.sparql if example else catalogue()["partners-of-a-force"].sparql
        values = {
            "sparql": begin,
            "example": example,
            "questions": tuple(catalogue().values()),
            "limits": self._gate.limits,
        }
        body = pages.written(Page("sparql.html", "SPARQL", values, view="sparql"))
        return Response(
            body, media_type="text/html", headers={"content-security-policy": _EDITOR, "vary": "Accept"}
        )

    async def refused(self, request: Request, error: Exception) -> Response:
        """What the server does not have, or does not do."""
        assert isinstance(error, HTTPException)
        return self._told(request, error.detail, error.status_code, dict(error.headers or {}))

    async def failed(self, request: Request, error: Exception) -> Response:
        """A question that is wrong, or takes too much."""
        assert isinstance(error, KgError)
        return self._told(request, str(error), status_of(error), {})

    def _told(self, request: Request, told: str, status: int, headers: dict[str, str]) -> Response:
        problem = in_short(told)
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers["retry-after"] = "5"
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(f"{problem}\n", status, headers)
        title = HTTPStatus(status).phrase
        body = self._shelf.pages().written(Page("problem.html", title, {"problem": problem}))
        return Response(body, status, headers, "text/html")


async def _described(request: Request) -> Response:  # noqa: ARG001  (what an endpoint takes)
    """What describes the graph has names of its own, of which the graph says nothing."""
    return RedirectResponse("/.well-known/void", 303)


async def _without_slash(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(request.url.path.rstrip("/") + query, 308)
