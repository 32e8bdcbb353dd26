"""Examines a graph folder: whether all that its manifest names is there and whole, and what to run where it is not."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from kg.decide import decide
from kg.decisions import FILE, digest_of, kept
from kg.errors import DamagedGraph, KgError, UnreadableInput, UnreadableInputs
from kg.iris import Iris
from kg.links import Links, forces_of
from kg.making import written
from kg.review import decisions
from kg.store import Folder, Graph, Manifest, disk, files_of
from kg.version import VERSION


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be: where, what, and what to do."""

    place: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in a graph folder."""

    problems: tuple[Problem, ...]
    verdict: str


def examine(folder: str | Path) -> Examination:
    """Reads all of a graph folder. Raises DamagedGraph where there is no manifest that could tell what should be there."""
    place = Folder(folder)
    manifest = place.required(whole=True)
    holds = [*_held(place.store(manifest)), *_held(place.view(manifest))]
    problems = [*_files(place, manifest)]
    if broken := disk.damage(place.store(manifest), manifest.content, whole=True):
        problems.append(Problem(str(place.store(manifest)), f"damaged store ({broken})", _again(place)))
    problems += _decisions(place, manifest)
    if not problems:
        problems = [*_quads(Graph.open(folder, extracted=True), _again(place)), *_as_decided(place, manifest)]
    for hold in holds:
        hold.release()
    problems.sort(key=lambda one: one.place)
    return Examination(tuple(problems), _verdict(place, manifest, problems))


def _held(store: Path) -> Iterator[disk.Hold]:
    """What keeps a build from clearing away, in the meantime, a store that is examined; nothing where it is lost."""
    with suppress(FileNotFoundError):
        yield disk.Hold(store)


def _again(place: Folder) -> str:
    return f"run kg rebuild -g {place.path}"


def _files(place: Folder, manifest: Manifest) -> Iterator[Problem]:
    for name, digest in files_of(manifest).items():
        path = place.path / name
        try:
            if sha256(path.read_bytes()).hexdigest() == digest:
                continue
            problem = "is not what it was (its SHA-256 differs)"
        except OSError as error:
            problem = f"cannot be read ({error.strerror})"
        yield Problem(str(path), problem, _REMEDIES[name.split("/")[0]])


_REMEDIES = {
    "texts": "give that report to kg build again",
    "history": "restore it from a copy: nothing but the past rests on it",
    "vocabulary": "give it again, with any report: kg build REPORT --vocabulary FILE.ttl",
}


def _decisions(place: Folder, manifest: Manifest) -> Iterator[Problem]:
    """Where the graph is not as people decided."""
    view = place.view(manifest)
    if manifest.decided and (broken := disk.damage(view, manifest.view, whole=True)):
        yield Problem(str(view), f"damaged store ({broken})", _again(place))
    try:
        if digest_of(kept(place.path, manifest.decisions)) != manifest.decisions:
            problem = "has changed since the graph was made of it"
            yield Problem(str(place.path / FILE), problem, f"run kg review apply -g {place.path}")
    except UnreadableInput as error:
        for one in error.problems if isinstance(error, UnreadableInputs) else (error,):
            yield Problem(one.place, one.problem, one.remedy)
    except DamagedGraph:
        remedy = "restore it from a copy, or make an empty one to go on without"
        yield Problem(str(place.path / FILE), "is missing", remedy)


def _as_decided(place: Folder, manifest: Manifest) -> Iterator[Problem]:
    """Where the second store is not what the decisions make of the first: that is made again, in a folder that goes."""
    if not manifest.decided:
        return
    decided, iris = kept(place.path, manifest.decisions), Iris(manifest.base)
    with TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        again = Path(scratch) / "store"
        disk.make(again, manifest.view, lambda store: decide(store, decided, iris), place.store(manifest))
        made, stands = (ox.Store.read_only(str(path)) for path in (again, place.view(manifest)))
        for name in sorted({*made.named_graphs(), *stands.named_graphs()}, key=str):
            one, other = (set(store.quads_for_pattern(None, None, None, name)) for store in (made, stands))
            if one != other:
                yield Problem(name.value, "is not as people decided", _again(place))
        del made, stands


def _quads(graph: Graph, again: str) -> Iterator[Problem]:
    """Where the quads of the store are not those of the manifest, or a quote is not in its text."""
    from kg.validate import quotes

    known = {entry.iri: entry for entry in graph.manifest.reports}
    tied = {graph.iris.links(force): force for force in forces_of(known, graph.iris)}
    said = {name.value for name in graph.store.named_graphs()} - {graph.iris.vocabularies}
    for strange in sorted(said - known.keys() - tied.keys()):
        yield Problem(strange, "a graph that the manifest does not know", again)
    try:
        links = Links(graph.store, graph.iris)
        for name, force in tied.items():
            if set(links.of(force)) != set(_said_in(graph, name)):
                yield Problem(name, "links that are not those between its reports", again)
    except (OSError, RuntimeError, ValueError) as error:
        yield Problem(graph.iris.links("…"), f"cannot be read from the store ({error})", again)
    for iri, entry in known.items():
        try:
            quads = list(_said_in(graph, iri))
            if sha256(written(quads)).hexdigest() != entry.content:
                yield Problem(
                    iri,
                    f"{len(quads)} quads that are not the {entry.quads} of the manifest",
                    again,
                )
            for wrong in quotes(quads, graph.texts):
                yield Problem(wrong.focus, wrong.message, again)
        except (OSError, RuntimeError, ValueError) as error:
            yield Problem(iri, f"cannot be read from the store ({error})", again)
        except KgError as error:
            yield Problem(iri, str(error), "run kg doctor again")


def _said_in(graph: Graph, name: str) -> Iterator[ox.Quad]:
    return graph.store.quads_for_pattern(None, None, None, ox.NamedNode(name))


def _verdict(place: Folder, manifest: Manifest, problems: list[Problem]) -> str:
    number = len(manifest.reports)
    told = f"{place.path}: {number} report{'' if number == 1 else 's'}, {manifest.quads} triples"
    if problems:
        return f"{told}; {len(problems)} {'problem' if len(problems) == 1 else 'problems'}"
    hints = []
    if manifest.engine != VERSION:
        hints.append(
            f"it was made by version {manifest.engine}, this is {VERSION}: kg rebuild makes it again"
        )
    if manifest.decided and (lost := len(decisions(Graph.open(place.path), lost=True))):
        found = "1 decision finds" if lost == 1 else f"{lost} decisions find"
        hints.append(f"{found} nothing any more: kg review --lost")
    if place.journal.exists():
        hints.append("a build was cut off: give its reports to kg build again, it goes on where it was")
    return "; ".join([f"{told}; all is whole", *hints])
