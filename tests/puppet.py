"""A reader that does what its file says, right or wrong: for the tests of the process in which readers run."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from kg.read.layout import Copy, Kind, compose, piece

_kept: list[bytes] = []


def read(data: bytes) -> Copy:
    """Does the deed named before the first blank, with the words after it."""
    deed, _, words = data.decode().partition(" ")
    done = globals()[f"_{deed}"](words)
    return done if isinstance(done, Copy) else compose([piece(Kind.PARAGRAPH, str(done))])


def _say(words: str) -> str:
    return words


def _process(words: str) -> int:
    return os.getpid()


def _environment(words: str) -> list[str]:
    return sorted(os.environ)


def _refuse(words: str) -> None:
    raise ValueError(words)


def _stumble(words: str) -> None:
    raise KeyError(words)


def _crash(words: str) -> None:
    os.abort()


def _sleep(words: str) -> None:
    time.sleep(60)


def _spin(words: str) -> None:
    while True:
        pass


def _take(words: str) -> int:
    return len(bytes(int(words) * 2**20))


def _keep(words: str) -> int:
    _kept.append(bytes(int(words) * 2**20))
    return os.getpid()


def _only_first(words: str) -> str:
    """Breaks down in a process that has read another file before."""
    if _kept:
        os.abort()
    _kept.append(b"")
    return words


def _deep(words: str) -> int:
    return 1 + _deep(words)


def _print(words: str) -> str:
    ctypes.CDLL(None).puts(words.encode())
    ctypes.CDLL(None).fflush(None)
    os.write(1, words.encode())
    print(words, flush=True)
    return words


def _late(words: str) -> str:
    import colorsys

    return " ".join([colorsys.__name__, b"voil\xe0".decode("iso8859_15"), words])


def _open(words: str) -> str:
    return Path(words).read_text()


def _open_in_c(words: str) -> int:
    return int(ctypes.CDLL(None).open(words.encode(), os.O_RDONLY))


def _connect_in_c(words: str) -> int:
    return int(ctypes.CDLL(None).socket(socket.AF_INET, socket.SOCK_STREAM, 0))


def _write(words: str) -> int:
    return Path(words).write_text("written")


def _connect(words: str) -> None:
    socket.create_connection(("127.0.0.1", int(words)), timeout=1)


def _run(words: str) -> None:
    subprocess.run([sys.executable, "-c", words])


def _fork(words: str) -> int:
    return os.fork()


def _kill(words: str) -> None:
    os.kill(os.getppid(), signal.SIGTERM)


def _wrong(words: str) -> Copy:
    """Answers that no reader gives."""
    return {
        "pages beyond the text": Copy("text", (0, 9)),
        "pages in disorder": Copy("text", (2, 1)),
        "pages of another kind": Copy("text", ("0",)),  # type: ignore[arg-type]
        "half a letter": Copy("half \ud800"),
        "title of another kind": Copy("text", title=3),  # type: ignore[arg-type]
        "text of another kind": Copy(None),  # type: ignore[arg-type]
    }[words]
