"""What must never be met: a server that counts who calls, and a file whose words must never be seen."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

SECRET: Final = "canary-7b1f"  # noqa: S105  (no password)
_TURTLE: Final = f'<http://{SECRET}/s> <http://{SECRET}/p> "{SECRET}" .\n'


@dataclass
class Canary:
    """A server on loopback that would give Turtle or a context, and a file of Turtle."""

    url: str
    file: Path
    calls: list[str] = field(default_factory=list)

    def silent(self, said: str) -> bool:
        """Whether nobody called, and what was said holds nothing of what they keep."""
        return not self.calls and SECRET not in said


@contextmanager
def canary_in(folder: Path) -> Iterator[Canary]:
    """One with its file in a folder."""
    file = folder / "secret.ttl"
    file.write_text(_TURTLE, "utf-8")
    made = Canary("", file)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.calls.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/turtle")
            self.end_headers()
            self.wfile.write(_TURTLE.encode())

        do_POST = do_HEAD = do_OPTIONS = do_GET

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.url = f"http://127.0.0.1:{server.server_port}/x"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()
