"""Starts a process that does work for this one, and ends it for certain."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from io import FileIO
from typing import Final, Self

_ENVIRONMENT: Final = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME")
"""What Python may need to start; nothing else of the environment is passed on."""


@dataclass(frozen=True, slots=True)
class Child:
    """A process, and its pipes."""

    process: subprocess.Popen[bytes]
    requests: FileIO
    answers: FileIO

    @classmethod
    def started(cls, module: str, *arguments: str, seed: str = "random") -> Self:
        """A process that runs one of our modules; `seed` is that of its hashes. Raises OSError where the system lets none be started."""
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, sys.path))
        environment["PYTHONHASHSEED"] = seed
        process = subprocess.Popen(  # noqa: S603  (our own module)
            [sys.executable, "-P", "-m", module, *arguments],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=sys.prefix,
        )
        assert isinstance(process.stdin, FileIO)
        assert isinstance(process.stdout, FileIO)
        return cls(process, process.stdin, process.stdout)

    def end(self) -> int:
        """Ends it for certain, and tells how it ended."""
        self.process.kill()
        code = self.process.wait()
        self.leave()
        return code

    def leave(self) -> None:
        """Closes the pipes."""
        self.requests.close()
        self.answers.close()
        self.process.poll()


def ending(code: int) -> str:
    """How a process ended, in words."""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"
