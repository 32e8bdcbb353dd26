"""Starts a process that does work for this one, and ends it for certain."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from threading import Timer
from typing import Final, Self

_ENVIRONMENT: Final = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME")
"""What Python may need to start; nothing else of the environment is passed on."""

_WORDS: Final = 4_000
"""Bytes of its last words."""


@dataclass(frozen=True, slots=True)
class Child:
    """A process, and its pipes."""

    process: subprocess.Popen[bytes]
    requests: FileIO
    answers: FileIO

    @classmethod
    def started(cls, module: str, *arguments: str, seed: str = "random", complains: bool = False) -> Self:
        """A process that runs one of our modules. Raises OSError where the system lets none be started.

        `seed` is that of its hashes; where it `complains`, its last words are kept.
        """
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, sys.path))
        environment["PYTHONHASHSEED"] = seed
        process = subprocess.Popen(  # noqa: S603  (our own module)
            [sys.executable, "-P", "-m", module, *arguments],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if complains else subprocess.DEVNULL,
            env=environment,
            cwd=sys.prefix,
        )
        assert isinstance(process.stdin, FileIO)
        assert isinstance(process.stdout, FileIO)
        return cls(process, process.stdin, process.stdout)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Ends it where what is done here with it takes longer."""
        timer = Timer(seconds, self.process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def end(self) -> int:
        """Ends it for certain, and tells how it ended."""
        self.process.kill()
        code = self.process.wait()
        self.leave()
        return code

    def last_words(self) -> str:
        """What it said last, once it has ended; to be asked before `end`."""
        self.process.kill()
        self.process.wait()
        errors = self.process.stderr
        return errors.read(_WORDS).decode("utf-8", "replace") if errors and not errors.closed else ""

    def leave(self) -> None:
        """Closes the pipes."""
        self.requests.close()
        self.answers.close()
        if self.process.stderr:
            self.process.stderr.close()
        self.process.poll()


def ending(code: int) -> str:
    """How a process ended, in words."""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"
