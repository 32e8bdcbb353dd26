"""Servers for the tests, all on loopback: two real triple stores, a cluster, one that does as it is told, and a proxy that cuts connections."""

import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.request import urlopen

import pytest

LOOPBACK: Final = "127.0.0.1"
_VIRTUOSO: Final = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = {host}:{port}
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
ServerThreads = 10
[HTTPServer]
ServerPort = {host}:{http}
ServerThreads = 10
"""


@dataclass(frozen=True)
class Served:
    """A triple store that runs, and where it is asked, updated and given graphs."""

    name: str
    query: str
    update: str
    graphs: str
    password: str = ""
    """The user and password that it wants for writing."""
    pid: int = 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port


@contextmanager
def oxigraph(folder: Path) -> Iterator[Served]:
    """Oxigraph's server, over an empty store; its default graph is empty."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        pytest.skip("the oxigraph server is not installed (pip install oxigraph)")
    port = free_port()
    root = f"http://{LOOPBACK}:{port}"
    command = [program, "serve", "--location", str(folder), "--bind", f"{LOOPBACK}:{port}"]
    with _running(command, folder, root) as pid:
        yield Served("oxigraph", f"{root}/query", f"{root}/update", f"{root}/store", pid=pid)


@contextmanager
def virtuoso(folder: Path) -> Iterator[Served]:
    """Virtuoso, over an empty database."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not installed (apt-get install virtuoso-opensource)")
    http = free_port()
    settings = _VIRTUOSO.format(host=LOOPBACK, port=free_port(), http=http)
    (folder / "virtuoso.ini").write_text(settings, "utf-8")
    root = f"http://{LOOPBACK}:{http}"
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    with _running(command, folder, f"{root}/sparql") as pid:
        yield Served(
            "virtuoso",
            f"{root}/sparql",
            f"{root}/sparql-auth",
            f"{root}/sparql-graph-crud-auth",
            "dba:dba",
            pid,
        )


@contextmanager
def _running(command: list[str], folder: Path, url: str) -> Iterator[int]:
    """The number of a server process, from when it answers until it is killed."""
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
    try:
        for _ in range(600):
            assert process.poll() is None, (folder / "output.txt").read_text("utf-8", "replace")
            try:
                urlopen(url, timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.kill()
        process.wait()


@contextmanager
def dask(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask cluster: its scheduler's address; the scheduler's process, and those of two workers. What they say goes to files in `folder`."""
    started: list[subprocess.Popen[bytes]] = []

    def start(kind: str, *arguments: str) -> Path:
        log = folder / f"{len(started)}.log"
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.{kind}",
            *arguments,
            "--no-dashboard",
            "--host",
            LOOPBACK,
        ]
        with log.open("wb") as said:
            started.append(subprocess.Popen(command, stderr=said, cwd=folder))
        return log

    try:
        address = _said(start("dask_scheduler", "--port", "0"), r"Scheduler at:\s+(tcp://\S+)")[1]
        for log in [start("dask_worker", address, "--nthreads", "1", "--no-nanny") for _ in range(2)]:
            _said(log, "Registered to")
        yield address, started
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def _said(log: Path, pattern: str) -> re.Match[str]:
    """What a process says when it is ready. Raises TimeoutError where it does not."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if found := re.search(pattern, log.read_text()):
            return found
        time.sleep(0.05)
    raise TimeoutError(f"{log}: no {pattern}")


@dataclass
class Scripted:
    """A server that gives the answers it was told, in turn, the last one for ever; and what it was asked."""

    url: str = ""
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    """Method, path, headers in lower case, body."""


Said = tuple[int, dict[str, str], bytes]
"""Status, headers and body of an answer."""


@contextmanager
def scripted(*answers: Said) -> Iterator[Scripted]:
    """A server that answers so."""
    told = Scripted()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told.asked.append((self.command, self.path, headers, body))
            status, given, content = answers[min(len(told.asked), len(answers)) - 1]
            self.send_response(status)
            for name, value in given.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *_: object) -> None: ...

    with _listening(Handler) as url:
        told.url = url
        yield told


@contextmanager
def _listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer((LOOPBACK, 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://{LOOPBACK}:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def dripping(begin: bytes, drop: bytes, pause: float = 0.02) -> Iterator[str]:
    """A server that begins to answer so, and goes on for ever, drop by drop."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.close_connection = True
            with suppress(OSError):  # the other one has gone
                self.wfile.write(begin)
                while True:
                    self.wfile.write(drop)
                    threading.Event().wait(pause)

        def log_message(self, *_: object) -> None: ...

    with _listening(Handler) as url:
        yield url


@dataclass
class Cutter:
    """A way to a store that breaks at a request, in the middle of what is sent or before the answer, and stays broken until mended."""

    url: str = ""
    passed: int = 0
    """Requests that went through."""
    cut_at: int | None = None
    before_answer: bool = False
    """Whether the store gets the request whole, and only its answer is lost."""

    def mend(self) -> None:
        self.cut_at = None


class _Relay(BaseHTTPRequestHandler):
    way: Cutter
    store: tuple[str, int]

    def relay(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        way = self.way
        if way.cut_at is None or way.passed < way.cut_at:
            way.passed += 1
            self.give(self.whole(body))
            return
        if way.passed == way.cut_at:
            way.passed += 1
            (self.whole if way.before_answer else self.half)(body)
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def whole(self, body: bytes) -> Said:
        store = HTTPConnection(*self.store)
        store.request(self.command, self.path, body, dict(self.headers.items()))
        answer = store.getresponse()
        said = (answer.status, dict(answer.getheaders()), answer.read())
        store.close()
        return said

    def half(self, body: bytes) -> None:
        """Sends a half, up to the end of a line, so that what arrives can be read."""
        end = body.rfind(b"\n", 0, len(body) // 2) + 1 or len(body) // 2
        head = [f"{self.command} {self.path} HTTP/1.1", *(f"{k}: {v}" for k, v in self.headers.items())]
        with socket.create_connection(self.store) as store:
            store.sendall("\r\n".join([*head, "", ""]).encode() + body[:end])

    def give(self, said: Said) -> None:
        status, headers, content = said
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = relay

    def log_message(self, *_: object) -> None: ...


@contextmanager
def cutter(origin: str) -> Iterator[Cutter]:
    """A proxy before the server at `origin`: host and port."""
    way = Cutter()
    host, _, port = origin.partition(":")
    with _listening(type("Relay", (_Relay,), {"way": way, "store": (host, int(port))})) as url:
        way.url = url
        yield way
