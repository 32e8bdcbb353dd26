"""What may come in, and what goes with every answer: whose host it is, which methods, and what a browser may do with a page."""

import re
from collections.abc import Awaitable, Callable, Collection, Iterable, MutableMapping
from html import unescape
from typing import Any, Final, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY: Final = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
"""What a page may do, unless it says more itself."""
_HEADERS: Final = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
    b"content-security-policy": POLICY.encode(),
}
_AT_ONCE: Final = 64
"""Requests that are answered at a time; more are told to come back."""
_HOST: Final = re.compile(r"(\[[^\]]*\]|[^:]*)(?::[0-9]{0,5})?")
"""A name, or an address of IPv6 in brackets, and a port."""
_STATED: Final = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)"')
_STRANGE: Final = (
    b"This server is not known by that name; start it with --host-name NAME to let it answer to NAME.\n"
)
_BUSY: Final = b"busy: too many ask at once; ask again\n"
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names by which a machine knows itself: other names would let a page of elsewhere ask through a name of its own (DNS rebinding)."""


def policy_within(page: bytes) -> str:
    """The policy that a page of ours states itself, with what only a header can say."""
    found = _STATED.search(page)
    return f"{unescape(found[1].decode())}; frame-ancestors 'none'" if found else POLICY


class Guard:
    """Lets only requests in that name a host that is ours, before anything looks at them."""

    def __init__(self, app: Application, hosts: Collection[str] = LOOPBACK, *, cors: bool = False) -> None:
        """`hosts` are names without port; `cors` lets the pages of others read what we answer."""
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._cors = cors
        self._answering = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = list(self._headed(message.get("headers", ())))
            await send(message)

        if not self._is_ours(scope["headers"]):
            return await _line(guarded, 403, _STRANGE)
        if self._answering >= _AT_ONCE:
            return await _line(guarded, 503, _BUSY, (b"retry-after", b"5"))
        self._answering += 1
        try:
            return await self._app(scope, receive, guarded)
        finally:
            self._answering -= 1

    def _is_ours(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        given = [value.decode("latin-1").strip().lower() for name, value in headers if name == b"host"]
        if len(given) != 1:
            return False
        told = _HOST.fullmatch(given[0])
        return told is not None and told[1] in self._hosts

    def _headed(self, headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
        """The headers of an answer; what it says itself goes before what all say."""
        said = list(headers)
        known = {name.lower() for name, _ in said}
        yield from said
        for name, value in _HEADERS.items():
            if name not in known and not (self._cors and name.startswith(b"cross-origin-resource")):
                yield name, value
        if self._cors and b"access-control-allow-origin" not in known:
            yield b"access-control-allow-origin", b"*"


async def _line(send: Send, status: int, body: bytes, *more: tuple[bytes, bytes]) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
