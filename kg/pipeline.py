"""The way reports travel: each is made by itself, what came is settled against what the graph holds, and only then is it written.

A report that the graph holds already, from the same text, engine and vocabularies, is not made again. One of which the text has changed
is a new revision; the old one goes into the graph's history. Where engine or vocabularies have changed, all are made again from the
texts that the graph keeps.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.additions import read_additions
from kg.errors import DoesNotConform, KgError, Misread, UnreadableInput, UnreadableInputs, UsageError
from kg.making import Known, Made, Maker, Outcome, Setting, Task, shapes_under
from kg.namespaces import ID
from kg.progress import Watch, silent
from kg.read import File, checked, sources
from kg.resources import ontology
from kg.settlement import NOT_WRITTEN, Settlement
from kg.site import Site, site
from kg.store import Graph, keeper
from kg.values import Told
from kg.vocabulary import load
from kg.workers import here

if TYPE_CHECKING:
    from kg.validate import Validation

Spread = Callable[[Maker, Sequence[Task], Watch], Iterator[Outcome]]
"""How tasks are carried out: here, in many processes, or on many machines. The outcomes come in any order."""
Behind = Callable[[Iterable[str | Path]], tuple[Sequence[File], list[UnreadableInput]]]
"""What finds the files behind paths, and says which paths lead nowhere."""
Progress = Callable[[int], AbstractContextManager[Watch]]
"""What watches a number of tasks."""


@dataclass(frozen=True, slots=True)
class Build:
    """What came of a build: the graph, and the IRIs of the reports by what became of them."""

    graph: Graph
    new: tuple[str, ...] = ()
    """Those that the graph did not hold before."""
    revised: tuple[str, ...] = ()
    """Those whose text has changed."""
    again: tuple[str, ...] = ()
    """Those that were made again from the texts of the graph, since engine or vocabularies have changed."""
    renewed: tuple[str, ...] = ()
    """Those that were given and made again from the same text, since that, or what was told of them, has changed; or the graph had lost it."""
    same: tuple[str, ...] = ()
    """Those that were given, and that the graph holds already."""
    problems: tuple[UnreadableInput, ...] = ()
    """The inputs that were left out, each with its reason."""
    idle: tuple[str, ...] = ()
    """The shapes that met no node, and rightly so; empty where nothing has changed."""

    @property
    def read(self) -> tuple[str, ...]:
        """The reports that were given."""
        return tuple(sorted({*self.new, *self.revised, *self.renewed, *self.same}))


def run(
    paths: Sequence[str | Path],
    folder: str | Path | None = None,
    *,
    options: Told | None = None,
    base: str | None = None,
    additions: Sequence[str | Path] | None = None,
    decisions: str | Path | None = None,
    engine: str = "pyshacl",
    behind: Behind = sources,
    spread: Spread = here,
    loaders: int = 1,
    progress: Progress = silent,
) -> Build:
    """Builds a graph from the reports at `paths`, together with those already in `folder`, and writes it there.

    Without a folder the graph stays in memory. `options` tell of the reports what their text does not. `additions` are
    Turtle files that add to the vocabularies; a folder remembers its own, until others (or none: []) are given. `decisions` is a file
    of what people decided, added to what the folder keeps of that. `engine` is the
    SHACL engine, `loaders` the number of threads that put what was made into the store. Raises UnreadableInputs where nothing could be read, DoesNotConform where the graph breaks its shapes or quotes;
    nothing is written then. Raises BusyGraph where another build is writing there.
    """
    files, problems = _foreign(paths, *behind(paths))
    with site(folder) as place:
        decided = place.decisions(decisions)
        added = place.additions if additions is None else read_additions(additions, load(ontology()))
        maker = _maker(place, base, added, options or Told(), engine)
        tasks = [Task(source) for source in files]
        given, unread = _carried_out(tasks, maker, place, spread, progress)
        passed = _passed_over(place, maker, given, tasks)
        at = place.examined(passed)
        maker.have = _have(at, maker)
        _all_made([passed[iri] for iri in sorted(at.flawed)], maker, at, spread, progress)
        chosen, claims = _chosen(given)
        left_out = _in_order([*problems, *unread, *claims], files)
        if not chosen:
            raise _nothing(left_out)
        again = _again(at, maker, spread, progress, besides=chosen)
        settlement = Settlement(at, maker, {**chosen, **again}, decisions=decided, loaders=loaders)
        graph = settlement.written()
        known = {entry.iri: entry.sha256 for entry in at.reports}
        held = [iri for iri in chosen if known.get(iri) == chosen[iri].sha256]
        return Build(
            graph,
            new=tuple(sorted(chosen.keys() - known.keys())),
            revised=tuple(sorted(iri for iri in chosen if iri in known and iri not in held)),
            again=tuple(sorted(again)),
            renewed=tuple(sorted(iri for iri in held if iri in settlement.made)),
            same=tuple(sorted(iri for iri in held if iri not in settlement.made)),
            problems=tuple(left_out),
            idle=settlement.idle,
        )


def rebuild(
    folder: str | Path,
    *,
    engine: str = "pyshacl",
    spread: Spread = here,
    loaders: int = 1,
    progress: Progress = silent,
) -> Build:
    """Makes all of a graph again, from the texts that it keeps. Raises DamagedGraph where there is none, or where a text is lost."""
    with site(folder) as at:
        at.require_graph()
        decided = at.decisions()
        at.journal.clear()
        anew = replace(at, sound=False)
        maker = _maker(anew, None, at.additions, Told(), engine)
        again = _again(anew, maker, spread, progress)
        settlement = Settlement(anew, maker, again, decisions=decided, loaders=loaders)
        return Build(settlement.written(), again=tuple(sorted(again)), idle=settlement.idle)


def remove(
    folder: str | Path,
    names: Sequence[str],
    *,
    engine: str = "pyshacl",
    spread: Spread = here,
    progress: Progress = silent,
) -> tuple[str, ...]:
    """Removes reports from a graph, with their earlier texts; returns their IRIs.

    Raises UsageError where the graph has no report of such a name, or would have none left.
    """
    with site(folder) as at:
        at.require_graph()
        decided = at.decisions()
        gone = tuple(dict.fromkeys(at.named(name) for name in names))
        if len(gone) == len(at.reports):
            raise UsageError(f"{at.place}: no report would be left in the graph; delete the folder instead")
        maker = _maker(at, None, at.additions, Told(), engine)
        again = _again(at, maker, spread, progress, besides=gone)
        Settlement(at, maker, again, gone, decided).written()
        return gone


def _again(
    at: Site, maker: Maker, spread: Spread, progress: Progress, besides: Container[str] = ()
) -> dict[str, Known]:
    """What had to be made again from the texts of the graph. Raises UnreadableInputs where that is not possible any more."""
    return {one.iri: one for one in _all_made(at.stale(maker, besides), maker, at, spread, progress)}


def _all_made(
    tasks: Sequence[Task], maker: Maker, at: Site, spread: Spread, progress: Progress
) -> list[Known]:
    """What came of tasks. Raises UnreadableInputs where something came of one of them that is no report."""
    found, problems = _carried_out(tasks, maker, at, spread, progress)
    if problems:
        raise UnreadableInputs(problems)
    return found


def _foreign(
    paths: Iterable[str | Path], files: Sequence[File], problems: list[UnreadableInput]
) -> tuple[list[File], list[UnreadableInput]]:
    """The files behind paths without those that graph folders below keep, and what is wrong with them.

    `kg build .` finds ./graph, too, with the texts that it keeps and those of the past. Who wants them has to name them.
    """
    named = [Path(path).resolve() for path in paths]
    kept = {
        one
        for one in files
        if (graph := keeper(Path(one.place))) and not any(graph in path.parents for path in named)
    }
    if kept and len(kept) == len(files):
        first = min(one.place for one in kept)
        problems = [
            *problems,
            UnreadableInput(first, "is a text that a graph keeps, as are all here", "name it, or its folder"),
        ]
    return [one for one in files if one not in kept], problems


def check(graph: Graph, *, engine: str = "pyshacl") -> "Validation":
    """Checks a graph against its shapes, by one of `kg.validate.ENGINES`, and every quote against the text on which it rests.

    Each report is checked by itself, and then what several of them say of one thing, so that memory does not grow with the graph.
    """
    from kg.validate import Checker, Validation, idle, quotes

    def quads(name: str) -> list[ox.Quad]:
        return list(graph.store.quads_for_pattern(None, None, None, ox.NamedNode(name)))

    shapes = shapes_under(graph.iris.base)
    checker = Checker(shapes, quads(graph.iris.vocabularies), engine)
    found = set(checker.vocabulary(within=graph.store))
    shared: set[str] = set()
    for name in sorted(node.value for node in graph.store.named_graphs()):
        if name != graph.iris.vocabularies:
            said = quads(name)
            found.update(checker.report(said))
            found.update(quotes(said, graph.texts))
            shared.update(str(q.subject)[1:-1] for q in said if not str(q.subject).startswith(f"<{name}"))
    found.update(checker.nodes(shared, graph.store))
    failures, names = idle(graph.store, shapes, decided=bool(graph.manifest.decisions))
    return Validation(tuple(sorted({*found, *failures})), names, shapes, checker.notes)


def _maker(at: Site, base: str | None, added: str, options: Told, engine: str) -> Maker:
    known = at.known
    setting = Setting(base or (known.base if known else ID), added, options, engine)
    if known and known.base != setting.base:
        raise UsageError(f"{at.place}: built under the base {known.base}; name another folder with -g")
    maker = Maker(setting)
    checked(options, maker.vocabulary)
    maker.have = _have(at, maker)
    return maker


def _have(at: Site, maker: Maker) -> frozenset[str]:
    return at.journal.keys() | {entry.made for entry in at.standing(maker).values()}


def _carried_out(
    tasks: Sequence[Task], maker: Maker, at: Site, spread: Spread, progress: Progress
) -> tuple[list[Known], list[UnreadableInput]]:
    """What came of tasks, and what of them could not be read; what was made is in the journal."""
    found: list[Known] = []
    problems: list[UnreadableInput] = []
    with progress(len(tasks)) as watch:
        for outcome in spread(maker, tasks, watch):
            match outcome:
                case Made():
                    at.journal.add(outcome)
                    found.append(outcome.known)
                case Known():
                    found.append(outcome)
                case UnreadableInput():
                    problems.append(outcome)
            watch.ended()
    return found, problems


def _passed_over(at: Site, maker: Maker, found: Iterable[Known], tasks: Iterable[Task]) -> dict[str, Task]:
    """The reports that were given and not made again, with their tasks: who gives them may want to mend the texts that the graph keeps."""
    standing = at.standing(maker)
    read = {task.source.place: task for task in tasks if not task.source.is_stdin}  # which is read only once
    return {
        one.iri: read[one.place]
        for one in found
        if one.place in read and one.iri in standing and standing[one.iri].made == one.made
    }


def _chosen(found: Iterable[Known]) -> tuple[dict[str, Known], list[UnreadableInput]]:
    """One text for each report, and the others that claim to be it: of several the first by its place, whatever the order they came in."""
    chosen: dict[str, Known] = {}
    problems = []
    for one in sorted(found, key=lambda known: (known.iri, known.place)):
        first = chosen.setdefault(one.iri, one)
        if first.sha256 != one.sha256:
            name = "/".join(one.iri.split("/")[-3:])
            problem = f"is the same report ({name}) as {first.place}, with another text"
            problems.append(
                UnreadableInput(
                    one.place, problem, "give one of them, or tell them apart with --force, --year, --pillar"
                )
            )
    return chosen, problems


def _nothing(problems: Sequence[UnreadableInput]) -> KgError:
    """Why nothing came of a build."""
    broken = [line for problem in problems if isinstance(problem, Misread) for line in problem.violations]
    if broken:
        return DoesNotConform(NOT_WRITTEN, broken)
    return problems[0] if len(problems) == 1 else UnreadableInputs(problems)


def _in_order(problems: Iterable[UnreadableInput], files: Sequence[File]) -> list[UnreadableInput]:
    """Problems in the order in which the files were given."""
    order = {source.place: number for number, source in enumerate(files)}
    return sorted(problems, key=lambda problem: order.get(problem.place, -1))
