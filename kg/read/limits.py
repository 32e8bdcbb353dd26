"""What a process that reads files may take, and gives up."""

import sys
from typing import Final

from kg.process.limits import Gauge, leave_network, watch

MEMORY: Final = 240 * 1024 * 1024
"""Bytes of address space that one file may take, beyond the 46 MiB (34 of them resident) that the readers take before it comes."""
_SWOLLEN: Final = 32 * 1024 * 1024
"""Bytes by which a process that has read files may be larger than before."""
_FILES: Final = 16
"""Files that may be open while Python loads a module, or a package one of its own files."""

if sys.platform == "win32":  # who asks limits the time there, and nothing limits the memory

    class Limits:
        """Those of Windows."""

        def __init__(self) -> None:
            watch()

        def begin(self, seconds: int) -> None:
            """Knows no limits for one file."""

        def swollen(self) -> bool:
            """Cannot tell."""
            return False

else:
    import resource

    from kg.process.limits import limit

    class Limits:
        """Gives up, from when it is made on, memory without end, files, the network, and other processes."""

        def __init__(self) -> None:
            self._size = Gauge()
            self._began = self._size().addresses
            leave_network()
            limit(resource.RLIMIT_AS, self._began + MEMORY)
            for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
                limit(kind, 0)
            limit(resource.RLIMIT_NOFILE, _FILES)
            watch(lambda: limit(resource.RLIMIT_NOFILE, _FILES, again=True))

        def begin(self, seconds: int) -> None:
            """Limits the time of one file, and lets none be opened any more, not even by a library in C."""
            used = resource.getrusage(resource.RUSAGE_SELF)
            limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds, again=True)
            limit(resource.RLIMIT_NOFILE, 0, again=True)

        def swollen(self) -> bool:
            """Whether files left so much behind that the next one would have less memory than the first one had."""
            return self._size().addresses > self._began + _SWOLLEN
