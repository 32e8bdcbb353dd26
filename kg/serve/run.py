"""Serves a graph: over HTTP, or one page to standard output without a server."""

import asyncio
import socket
import sys
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread, Timer
from typing import Final

from kg.errors import ServerFailed, UsageError
from kg.gate import Gate, Limits
from kg.serve.app import application
from kg.serve.guard import LOOPBACK
from kg.serve.shelf import Shelf

_BACKLOG: Final = 128
_LEAVING: Final = 5
"""Seconds that those who still read have when the server ends."""
_SHOWN: Final = 60
"""Characters of what is no path."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens, and under which names it is known."""

    host: str = "127.0.0.1"
    port: int = 8000
    """0 for any that is free."""
    names: tuple[str, ...] = ()
    """Further host names to which it answers."""

    @property
    def hosts(self) -> Collection[str]:
        """All names to which it answers."""
        own = f"[{self.host}]" if ":" in self.host else self.host
        return LOOPBACK | {own.lower(), *(name.lower() for name in self.names)}

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")


def serve(
    folder: str | Path,
    address: Address,
    *,
    limits: Limits,
    extracted: bool = False,
    cors: bool = False,
    open_browser: bool = False,
) -> None:
    """Serves until it is told to end. Raises ServerFailed where the address is taken."""
    import uvicorn

    from kg.serve.patience import Patient

    shelf = Shelf(folder, extracted=extracted)
    listening = _listening(address)
    where = _url(address, listening)
    with Gate(folder, limits=limits, extracted=extracted) as gate:
        config = uvicorn.Config(
            application(shelf, gate, hosts=address.hosts, cors=cors),
            log_level="warning",
            server_header=False,
            http=Patient,
            ws="none",
            timeout_graceful_shutdown=_LEAVING,
            proxy_headers=False,
        )
        print(f"serving {where} (Ctrl-C ends it)", file=sys.stderr, flush=True)
        if open_browser:
            _open(where)
        Thread(target=shelf.pages().warm, daemon=True).start()
        with suppress(KeyboardInterrupt):  # the way in which it is to be ended
            uvicorn.Server(config).run(sockets=[listening])


def get(folder: str | Path, path: str, *, limits: Limits, extracted: bool = False) -> tuple[int, bytes]:
    """What the server would answer at a path: the status, and the body. Raises UsageError for what is no path."""
    if not path.startswith("/"):
        raise UsageError(f"{path}: a path begins with /")
    with Gate(folder, limits=limits, extracted=extracted, workers=1) as gate:
        return asyncio.run(_got(Shelf(folder, extracted=extracted), gate, path))


async def _got(shelf: Shelf, gate: Gate, path: str) -> tuple[int, bytes]:
    import httpx

    transport = httpx.ASGITransport(app=application(shelf, gate))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        try:
            answer = await client.get(path, headers={"accept": "text/html, */*;q=0.5"})
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise UsageError(f"{path[:_SHOWN]}: no path ({error})") from error
        return answer.status_code, answer.content


def _listening(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    # Told that it is TCP, asyncio does not hold back the end of an answer until its beginning has been acknowledged.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address.host, address.port))
    except OSError as error:
        listening.close()
        raise ServerFailed(
            f"http://{address.host}:{address.port}/",
            f"cannot listen there ({error.strerror or error})",
            "choose another port with -p; -p 0 takes any that is free",
        ) from error
    listening.listen(_BACKLOG)
    return listening


def _url(address: Address, listening: socket.socket) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    return f"http://{host}:{listening.getsockname()[1]}/"


def _open(url: str) -> None:
    import webbrowser

    # The browser asks as soon as it is there; the socket already listens, so it waits for the server.
    Timer(0.2, webbrowser.open, [url]).start()
