"""Connections that keep the server waiting, and pages that are kept: neither costs more than there is room for."""

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from time import sleep

import httpx
import pytest

uvicorn = pytest.importorskip("uvicorn", reason="uvicorn is not installed: pip install '.[web]'")

from kg.serve import patience  # noqa: E402
from kg.serve.guard import Guard, Receive, Scope, Send  # noqa: E402
from kg.serve.kept import Kept, Made  # noqa: E402

LARGE = b"x" * 30_000_000


async def _answers(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == "/slow":
        await asyncio.sleep(1)
    body = LARGE if scope["path"] == "/large" else b"well"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Where a server of little patience listens."""
    monkeypatch.setattr(patience, "ASKING", 0.4)
    monkeypatch.setattr(patience, "READING", 0.4)
    monkeypatch.setattr(patience, "MOST", 20)
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        Guard(_answers), http=patience.Patient, ws="none", lifespan="off", log_level="error"
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        sleep(0.01)
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


def _sent(port: int, words: bytes = b"") -> socket.socket:
    talking = socket.create_connection(("127.0.0.1", port), timeout=5)
    talking.sendall(words)
    return talking


def _is_closed(talking: socket.socket, seconds: float) -> bool:
    talking.settimeout(seconds)
    try:
        while talking.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n",
    ],
)
def test_who_says_half_a_request_is_not_waited_for(port: int, words: bytes) -> None:
    """Nothing, half of a first request, half of a second one, a body that never comes."""
    with _sent(port, words) as talking:
        assert _is_closed(talking, 3)


def test_a_byte_now_and_then_does_not_help(port: int) -> None:
    """The time is that of the whole head."""
    with _sent(port, b"GET / HTTP/1.1\r\n") as talking, pytest.raises(ConnectionError):
        _say(talking, b"X", times=60, pause=0.05)


def _say(talking: socket.socket, words: bytes, *, times: int, pause: float = 0) -> None:
    for _ in range(times):
        talking.sendall(words)
        sleep(pause)


def test_those_who_wait_make_room(port: int) -> None:
    """However many connections say nothing, who asks is answered."""
    idle = [_sent(port) for _ in range(60)]
    assert httpx.get(f"http://127.0.0.1:{port}/", timeout=5).text == "well"
    for talking in idle:
        talking.close()


def test_who_does_not_read_is_not_written_for(port: int) -> None:
    """What was asked for and never taken is given up."""
    with _sent(port, b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n") as talking:
        sleep(1.5)
        assert _taken(talking) < len(LARGE)


def _taken(talking: socket.socket) -> int:
    """How many bytes there are until the connection is cut."""
    taken = 0
    try:
        while taken < len(LARGE) and (part := talking.recv(1_000_000)):
            taken += len(part)
    except ConnectionError:
        pass
    return taken


def test_a_slow_answer_is_waited_for(port: int) -> None:
    """Patience is for those who ask; an answer takes its own time."""
    assert httpx.get(f"http://127.0.0.1:{port}/slow", timeout=5).text == "well"


def test_heads_are_bounded(port: int) -> None:
    """A head that never ends is not collected."""
    with _sent(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ") as talking, pytest.raises(ConnectionError):
        _say(talking, b"a" * 100_000, times=50)


def test_more_at_once_than_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those are told to come back; when the others are done there is room again."""
    monkeypatch.setattr("kg.serve.guard._AT_ONCE", 3)

    async def asked() -> list[int]:
        transport = httpx.ASGITransport(app=Guard(_answers))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            found = [
                one.status_code for one in await asyncio.gather(*(client.get("/slow") for _ in range(5)))
            ]
            return [*sorted(found), (await client.get("/")).status_code]

    assert asyncio.run(asked()) == [200, 200, 200, 503, 503, 200]


def test_pages_are_kept_within_their_room() -> None:
    """Thousands of different addresses, however long, take no more than there is; what was asked for last is there."""
    kept = Kept(100_000)
    for number in range(2_000):
        kept.get(("a" * 10_000, number), lambda: Made.of(b"page"))
    assert kept.size <= 100_000
    made = Made.of(b"another")
    assert kept.get(("a" * 10_000, 1_999), lambda: made) is not made
    assert kept.get(("a" * 10_000, 0), lambda: made) is made
    assert kept.get("too large", lambda: Made(b"x" * 200_000, packed=False)) is not None
    assert kept.size == 0


def test_a_page_is_made_once_for_all_who_wait() -> None:
    """Also where they ask at the same time; what fails is tried again."""
    kept, made, go = Kept(100_000), list[int](), Event()

    def make() -> Made:
        made.append(1)
        go.wait(5)
        return Made.of(b"x" * 5_000)

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(kept.get, "page", make) for _ in range(8)]
        sleep(0.1)
        go.set()
        assert {one.result() for one in waiting} == {Made.of(b"x" * 5_000)}
    assert len(made) == 1

    def fail() -> Made:
        raise LookupError

    with pytest.raises(LookupError):
        kept.get("broken", fail)
    assert kept.get("broken", make) is not None
    assert kept.get("nothing", lambda: None) is None
