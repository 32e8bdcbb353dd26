"""Requests to a SPARQL server over HTTP: repeated when it stumbles, limited in time and size, never led elsewhere.

What goes wrong becomes one ServerFailed that says what the server did and what to do. Names and passwords come from an environment
variable, go to the server when it asks for them, and into no message.
"""

import os
import re
import socket
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Timer
from typing import Any, Final, Self
from urllib.parse import urlsplit, urlunsplit
from weakref import WeakSet

import httpx

from kg.errors import ServerFailed, UsageError

TIMEOUT: Final = 120.0
"""Seconds in which an answer has to be there, where the user does not say."""
_MOST: Final = 64 * 1024 * 1024
"""Bytes of an answer."""
_WORDS: Final = 200
"""Characters of a server's words that are passed on."""
_LONGEST: Final = 100
"""Characters of the longest name of a media type, or of a way of packing."""
_PAUSES: Final = (0.5, 2.0, 8.0)
"""Seconds before each further attempt."""
_STUMBLES: Final = frozenset({429, 500, 502, 503, 504})
_REMEDIES: Final = {
    403: "the account may not do this",
    404: "check the address",
    405: "this address does not take it; is it the one for that protocol?",
    413: "the server takes no request of this size; raise its limit",
    415: "this address does not take RDF; is it the one for that protocol?",
}
_TAGS = re.compile(r"<(script|style|title)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)

Flow = Generator[httpx.Request, httpx.Response, None]


@dataclass(frozen=True, slots=True)
class Request:
    """A request to a server."""

    method: str
    url: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Added to those that the address has."""
    form: Mapping[str, str | list[str]] | None = None
    content: bytes | None = None
    media: str = ""
    """Media type of the content."""
    accept: str = "*/*"
    repeatable: bool = True
    """Whether carrying it out twice does no harm."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered with success."""

    media: str
    """Media type, without parameters, in lower case."""
    body: bytes
    headers: Mapping[str, str]


class _Wires:
    """The sockets of a connection, cut when the time of a request is over: the library's own limit begins anew with every byte that comes."""

    def __init__(self) -> None:
        self._open: Final[WeakSet[socket.socket]] = WeakSet()
        self._over = Event()

    @contextmanager
    def within(self, seconds: float) -> Iterator[Event]:
        """Tells whether the time is over."""
        self._over = Event()
        timer = Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield self._over
        finally:
            timer.cancel()
            timer.join()

    def opened(self, event: str, told: Mapping[str, Any]) -> None:
        """Hears from the library of each step, and so of each socket that it opens."""
        stream: Any = told.get("return_value")
        if event.endswith(".complete") and hasattr(stream, "get_extra_info"):
            self._open.add(stream.get_extra_info("socket"))
            if self._over.is_set():
                self._cut()

    def _cut(self) -> None:
        self._over.set()
        for one in list(self._open):
            with suppress(OSError):  # it is closed already
                socket.socket.shutdown(one, socket.SHUT_RDWR)  # at once, also below TLS


class Connection:
    """A way to a server, kept open between requests."""

    def __init__(
        self,
        auth: httpx.Auth | None = None,
        *,
        timeout: float = TIMEOUT,
        pause: Callable[[float], None] | None = None,
    ) -> None:
        self._auth: Final = auth
        self._timeout: Final = timeout
        self._pause: Final = pause or time.sleep
        # Compressed answers are not asked for, so that a small one cannot become a large one here.
        headers = {"User-Agent": "peel-kg", "Accept-Encoding": "identity"}
        self._wires: Final = _Wires()
        self._client: Final = httpx.Client(auth=auth, timeout=timeout, headers=headers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def send(self, request: Request) -> Reply:
        """The server's answer; asks again, after a while, where it stumbles or the connection breaks. Raises ServerFailed."""
        for pause in _PAUSES if request.repeatable else ():
            try:
                return self._sent(request)
            except ServerFailed as failure:
                if not _may_pass(failure):
                    raise
            self._pause(pause)
        return self._sent(request)

    def _sent(self, request: Request) -> Reply:
        url = httpx.URL(request.url).copy_merge_params(request.parameters)
        headers = {"Accept": request.accept} | ({"Content-Type": request.media} if request.media else {})
        with self._wires.within(self._timeout) as over:
            try:
                with self._client.stream(
                    request.method,
                    url,
                    data=request.form,
                    content=request.content,
                    headers=headers,
                    extensions={"trace": self._wires.opened},
                ) as response:
                    body = self._read(response, request)
            except httpx.RequestError as error:
                if over.is_set() or isinstance(error, httpx.TimeoutException):
                    raise self._late(request) from None
                problem = f"no answer ({str(error) or type(error).__name__})"
                raise ServerFailed(shown(request.url), problem, "does the server run there?") from error
            if over.is_set():  # an answer that does not tell its length looks whole where it was cut
                raise self._late(request)
        if not response.is_success:
            raise self._refusal(request, response, body)
        return Reply(
            response.headers.get("content-type", "").partition(";")[0].strip().lower()[:_LONGEST],
            body,
            response.headers,
        )

    def _read(self, response: httpx.Response, request: Request) -> bytes:
        packed = response.headers.get("content-encoding", "identity")
        if packed.strip().lower() != "identity":
            problem = f"packs its answer ({packed[:_LONGEST]}), though it was asked not to"
            raise ServerFailed(shown(request.url), problem, "ask the server itself, and no cache before it")
        parts, size = [], 0
        for part in response.iter_raw():
            parts.append(part)
            size += len(part)
            if size > _MOST:
                problem = f"answers with more than {_MOST // 1024 // 1024} MiB"
                raise ServerFailed(shown(request.url), problem, "ask for less, for instance with LIMIT")
        return b"".join(parts)

    def _late(self, request: Request) -> ServerFailed:
        problem = f"no whole answer within {self._timeout:g} s"
        return ServerFailed(shown(request.url), problem, "give it more time with --timeout")

    def _refusal(self, request: Request, response: httpx.Response, body: bytes) -> ServerFailed:
        status = response.status_code
        if response.has_redirect_location:
            place = response.url.join(response.headers["location"])
            known = place.scheme in ("http", "https")
            remedy = f"if you trust it, give its address: {shown(str(place))[:_WORDS]}" if known else ""
            problem = f"leads elsewhere ({status}), and is not followed"
            return ServerFailed(shown(request.url), problem, remedy, status=status)
        if status == 401:
            return ServerFailed(shown(request.url), *self._unknown(), status=status)
        words = _words(body, response.headers.get("content-type", ""))
        problem = f"answers {status} {response.reason_phrase}" + (f" ({words})" if words else "")
        return ServerFailed(shown(request.url), problem, _REMEDIES.get(status, ""), status=status)

    def _unknown(self) -> tuple[str, str]:
        if self._auth:
            return "refuses these credentials (401)", "look at the environment variable of --auth-env"
        return (
            "asks who you are (401)",
            "put user:password into an environment variable, and name it with --auth-env",
        )


def _may_pass(failure: ServerFailed) -> bool:
    """Whether it may go well the next time: a server that stumbled or went away, but none that took too long."""
    cause = failure.__cause__
    return isinstance(cause, httpx.TransportError) or failure.status in _STUMBLES


def _words(body: bytes, media: str) -> str:
    """The first words of an error, without the marks of HTML."""
    text = body[:20_000].decode("utf-8", "replace")
    return " ".join((_TAGS.sub(" ", text) if "html" in media else text).split())[:_WORDS]


def shown(url: str) -> str:
    """An address as messages show it: without what may be secret in it."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def checked(url: str) -> str:
    """An address of a server. Raises UsageError where it is none, or has a password in it."""
    try:
        parts, known = urlsplit(url), httpx.URL(url)
        number = parts.port
    except (ValueError, httpx.InvalidURL) as error:
        raise UsageError(f"{shown_or_none(url)}: no address of a server ({error})") from error
    if known.scheme not in ("http", "https") or not known.host or number == 0:
        raise UsageError(f"{shown_or_none(url)}: no address of a server; it begins with http:// or https://")
    if parts.username or parts.password:
        raise UsageError(
            f"{shown(url)}: keep the password out of the address; put user:password into an environment variable, and name it with --auth-env"
        )
    return url


def shown_or_none(url: str) -> str:
    """An address that may be none, as messages show it."""
    return url.rpartition("@")[2].partition("?")[0]


def credentials(variable: str | None) -> httpx.Auth | None:
    """What an environment variable holds: `user:password`, or a whole header such as `Bearer …`. Raises UsageError.

    A user's name with a blank in it is taken for a header: no server of ours has such names.
    """
    if variable is None:
        return None
    value = os.environ.get(variable, "").strip()
    scheme, _, token = value.partition(" ")
    if token and scheme.isalpha() and value.isascii() and value.isprintable():
        return _Header(value)
    user, colon, password = value.partition(":")
    if not colon or not user:
        raise UsageError(
            f"--auth-env {variable}: this environment variable holds neither user:password nor a header such as Bearer …"
        )
    return _Password(user, password)


class _Header(httpx.Auth):
    """Sends a header as it is."""

    def __init__(self, value: str) -> None:
        self._value = value

    def auth_flow(self, request: httpx.Request) -> Flow:
        request.headers["Authorization"] = self._value
        yield request


class _Password(httpx.Auth):
    """Answers a server that asks with the scheme that it asks for: Digest where it can, else Basic."""

    def __init__(self, user: str, password: str) -> None:
        self._user, self._password = user, password
        self._scheme: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Flow:
        if self._scheme is None:
            response = yield request
            if response.status_code != 401:
                return
            asked = response.headers.get_list("www-authenticate")
            digest = any(challenge.lower().startswith("digest ") for challenge in asked)
            kind = httpx.DigestAuth if digest else httpx.BasicAuth
            self._scheme = kind(self._user, self._password)
        yield from self._scheme.auth_flow(request)
