"""Reads the inspectorate's PEEL reports into a knowledge graph in which every triple has its sentence.

    import kg
    graph = kg.build(["data/reports"])
    for row in graph.query("partners-of-a-force", force="leicestershire"):
        print(row)

Importing the package does no work; each verb loads what it needs.
"""

TYPE_CHECKING = False  # checkers take it as true; importing typing for it costs a tenth of the time of --help

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kg.errors import KgError
    from kg.store import Graph

__all__ = ["Graph", "KgError", "__version__", "build", "open_graph"]

_HOMES = {"Graph": "kg.store", "KgError": "kg.errors"}


def build(
    paths: "Sequence[str | Path] | str | Path",
    folder: "str | Path | None" = None,
    *,
    force: str | None = None,
    year: int | None = None,
    pillar: str | None = None,
    vocabulary: "Sequence[str | Path] | str | Path | None" = None,
    decisions: "str | Path | None" = None,
) -> "Graph":
    """Reads the reports at `paths` (files, or folders of them) into a validated graph.

    With a folder the graph is written there, beside the reports it already holds; without one it stays in memory.
    Force, year and pillar tell of the reports what their text does not; `vocabulary` names Turtle files that add to what
    is recognised, which a folder remembers; `decisions` is a file of what people decided (`kg.review`), which it adds to its own.
    An input that cannot be read is an error here: `kg.pipeline.run` goes on without it, and says so. Raises `kg.errors.KgError`.
    """
    from os import PathLike
    from pathlib import Path

    from kg.errors import UnreadableInputs
    from kg.pipeline import run
    from kg.values import Told

    def listed(given: "Sequence[str | Path] | str | Path") -> "list[str | Path]":
        return [Path(given)] if isinstance(given, str | PathLike) else list(given)

    additions = None if vocabulary is None else listed(vocabulary)
    built = run(
        listed(paths), folder, options=Told(force, year, pillar), additions=additions, decisions=decisions
    )
    if built.problems:
        raise UnreadableInputs(built.problems)
    return built.graph


def open_graph(folder: "str | Path" = "graph", *, extracted: bool = False) -> "Graph":
    """The graph in a folder, as people decided, or as it was `extracted`.

    Raises `kg.errors.DamagedGraph` where there is none, or where it is not whole.
    """
    from kg.store import Graph

    return Graph.open(folder, extracted=extracted)


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name == "__version__":
        from kg.version import VERSION

        return VERSION
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
