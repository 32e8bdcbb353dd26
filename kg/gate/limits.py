"""What a question may take."""

from dataclasses import dataclass
from typing import Final

from kg.errors import OverLimit

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may take."""

    seconds: float = 10.0
    memory: int = 512 * _MIB
    """Bytes beyond those that the process takes when it is idle."""
    rows: int = 100_000
    """Rows of an answer, or triples."""
    size: int = 64 * _MIB
    """Bytes of an answer, as W3C's JSON or N-Triples."""

    def late(self) -> OverLimit:
        """What is told of a question that takes longer."""
        return OverLimit("time", f"the query takes longer than {self.seconds:g} s (time limit); ask for less")

    def swollen(self) -> OverLimit:
        """What is told of one that takes more memory."""
        return OverLimit(
            "memory", f"the query takes more than {self.memory // _MIB} MiB (memory limit); ask for less"
        )

    def long(self) -> OverLimit:
        """What is told of one that has more rows."""
        return OverLimit(
            "rows", f"the answer has more than {self.rows} rows (row limit); ask for less, or use LIMIT"
        )

    def large(self) -> OverLimit:
        """What is told of one whose rows are too large."""
        return OverLimit(
            "rows",
            f"the answer has more than {self.size // _MIB} MiB (row limit); ask for less, or use LIMIT",
        )

    def busy(self) -> OverLimit:
        """What is told where others take all that there is."""
        return OverLimit(
            "busy", f"other queries have taken all of the last {self.seconds:g} s (busy); ask again"
        )


OWN: Final = Limits(seconds=120, memory=2048 * _MIB, rows=1_000_000, size=512 * _MIB)
"""For who asks a graph on a machine of their own: by `kg query`, or in Python."""
