"""What can go wrong, as a tree of exceptions that hold the facts.

KgError                     something the user can read and act on
├── UsageError              a wrong option, parameter, query name: exit 2
│   └── Refused             a query that would reach beyond the graph, or change it
├── UnreadableInput         a file or text that cannot be read as what it should be: exit 3
│   ├── Misread             one of which what was read breaks the shapes or its quotes
│   └── UnreadableInputs    several of them, reported together
├── DoesNotConform          a graph that breaks its shapes or its quotes: exit 1
├── DamagedGraph            a graph folder that is not whole: exit 3
├── BusyGraph               a graph folder into which another build is writing: exit 4
├── OverLimit               a query that takes more than it may: exit 4
├── EngineFailed            a query over which the engine breaks down: exit 4
└── ServerFailed            a SPARQL server that cannot be reached, refuses, or answers what it should not: exit 4

The library raises; only `kg.cli` prints and turns an exception into an exit code.
"""

from collections.abc import Sequence


class KgError(Exception):
    """Base of all errors that carry a message for the user: what, where, what to do."""

    exit_code = 4


class UsageError(KgError):
    """The command, an option, a parameter or a query is not one we know, or is malformed."""

    exit_code = 2


class Refused(UsageError):
    """A query is not asked, since it would reach beyond the graph, or change it."""


class UnreadableInput(KgError):
    """One input cannot be read. `place` is the file (with a line, where one is known)."""

    exit_code = 3

    def __init__(self, place: str, problem: str, remedy: str = "") -> None:
        self.place, self.problem, self.remedy = place, problem, remedy
        super().__init__(_line(f"{place}: {problem}" + (f"; {remedy}" if remedy else "")))

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """How it goes from one process to another."""
        return type(self), (self.place, self.problem, self.remedy)


def _line(words: str) -> str:
    """One line, whatever the name of a file makes of it."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in words)


class Misread(UnreadableInput):
    """What was read of one input breaks the shapes or the quote contract; `violations` has one line for each breach."""

    def __init__(self, place: str, violations: Sequence[str]) -> None:
        self.violations = tuple(violations)
        more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
        super().__init__(
            place,
            f"what was read of it does not conform: {violations[0]}{more}",
            "kg build it alone to see all",
        )

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """How it goes from one process to another."""
        return type(self), (self.place, self.violations)


class UnreadableInputs(UnreadableInput):
    """Nothing among several inputs could be read; `problems` has one entry for each."""

    def __init__(self, problems: Sequence[UnreadableInput]) -> None:
        self.problems = tuple(problems)
        KgError.__init__(self, "\n".join(str(problem) for problem in problems))


class DoesNotConform(KgError):
    """The graph breaks its contract; `violations` has one line for each breach."""

    exit_code = 1

    def __init__(self, summary: str, violations: Sequence[str]) -> None:
        self.violations = tuple(violations)
        super().__init__("\n".join([summary, *violations]))


class DamagedGraph(KgError):
    """A graph folder is missing, empty or not whole."""

    exit_code = 3


class BusyGraph(KgError):
    """Another process is building into the same folder."""


class OverLimit(KgError):
    """A query takes more than it may. `limit` is "time", "memory", "rows", or "busy", where others take all that there is."""

    def __init__(self, limit: str, message: str) -> None:
        self.limit = limit
        super().__init__(message)


class EngineFailed(KgError):
    """The engine broke down over a query."""


class ServerFailed(KgError):
    """A SPARQL server did not do what it was asked to. `status` is that of its answer, 0 where there was none."""

    def __init__(self, url: str, problem: str, remedy: str = "", *, status: int = 0) -> None:
        self.url, self.problem, self.remedy, self.status = url, problem, remedy, status
        super().__init__(_line(f"{url}: {problem}" + (f"; {remedy}" if remedy else "")))
