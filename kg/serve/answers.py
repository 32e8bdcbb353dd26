"""What requests ask for, and how an answer leaves: packed, marked, and with the status that fits."""

from collections.abc import Mapping
from typing import Final
from zlib import crc32

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError, OverLimit, UsageError
from kg.pages.page import Asked
from kg.serve.kept import Made
from kg.serve.linked import TYPES
from kg.serve.negotiation import preferred
from kg.serve.shelf import Pages

_TOLD: Final = 600
"""Characters of what a problem is told in."""


def in_short(told: str) -> str:
    """What is told of a problem, not all of what was asked."""
    return told if len(told) <= _TOLD else f"{told[:_TOLD]}…"


def html(body: bytes, status: int = 200) -> Response:
    """A page that is not kept."""
    return Response(body, status, media_type="text/html")


def sent(
    request: Request, made: Made, media: str = "text/html", headers: Mapping[str, str] | None = None
) -> Response:
    """A page that is kept; packed, where whoever asks can unpack it."""
    said = dict(headers or {})
    said["vary"] = ", ".join(filter(None, (said.get("vary"), "Accept-Encoding")))
    if made.policy:
        said["content-security-policy"] = made.policy
    if made.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(made.data, media_type=media, headers=said | {"content-encoding": "gzip"})
    return Response(made.body, media_type=media, headers=said)


def unless_known(request: Request, response: Response, pages: Pages) -> Response:
    """An answer with its mark; where whoever asks has it already, only that.

    The same address gives several forms: each has a mark of its own.
    """
    kind = crc32(response.headers.get("content-type", "").encode())
    mark = f'"{pages.tag}-{kind:08x}"'
    response.headers.setdefault("cache-control", "no-cache")
    response.headers["etag"] = f"W/{mark}"  # packed or not, it is the same
    if mark not in request.headers.get("if-none-match", ""):
        return response
    kept = ("etag", "cache-control", "vary", "content-security-policy")
    headers = {name: response.headers[name] for name in kept if name in response.headers}
    return Response(status_code=304, headers=headers)


def wanted(request: Request) -> str:
    """The form in which a thing is wanted. Raises HTTPException (406) where there is none."""
    best = preferred(request.headers.get("accept", ""), list(TYPES.values()))
    if best is None:
        raise HTTPException(406, f"There is {', '.join(TYPES.values())}")
    return next(suffix for suffix, kind in TYPES.items() if kind == best)


def number(request: Request) -> int:
    """Which part of a list is asked for. Raises UsageError."""
    given = request.query_params.get("page", "1")
    if not given.isascii() or not given.isdigit() or len(given) > 6:
        raise UsageError(f"page={given[:20]}: not a number")
    return int(given)


def asked_of_list(request: Request) -> Asked:
    """What is asked of a page with a list. Raises UsageError."""
    return Asked(number(request), request.query_params.get("force", ""), request.query_params.get("kind", ""))


def report_of(request: Request, pages: Pages) -> str:
    """The IRI of the report in an address. Raises HTTPException (404)."""
    told: str = request.path_params["report"]
    try:
        return pages.report(told)
    except KeyError as error:
        raise HTTPException(404, f"The graph has no report {told}") from error


def status_of(error: KgError) -> int:
    """The status that says whose mistake it is."""
    if isinstance(error, OverLimit):
        return 503
    return 400 if isinstance(error, UsageError) else 500
