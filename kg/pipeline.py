"""The way a report travels: read, extracted, described, validated, and only then written."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.additions import read_additions
from kg.describe import describe, vocabularies
from kg.errors import DamagedGraph, DoesNotConform, UnreadableInput, UnreadableInputs, UsageError
from kg.extract import extract
from kg.namespaces import ID
from kg.read import Source, checked, digest, read, sources
from kg.resources import ontology
from kg.store import Entry, Graph, Manifest, in_memory, recover, remembered, sole_writer
from kg.terms import to_rdflib
from kg.values import Action, Document, Reading, Told
from kg.version import VERSION
from kg.vocabulary import Vocabulary, load, read_turtle, rebased

if TYPE_CHECKING:
    from kg.validate import Validation


@dataclass(frozen=True, slots=True)
class Build:
    """What came of a build. `problems` are the inputs that were left out, each with its reason."""

    graph: Graph
    validation: "Validation"
    read: tuple[str, ...]
    """The IRIs of the reports read in this build, besides those that the graph already held."""
    problems: tuple[UnreadableInput, ...]
    candidates: int = 0
    """How many bodies its reports name that the register lacks."""


def run(
    paths: Sequence[str | Path],
    folder: str | Path | None = None,
    *,
    options: Told | None = None,
    base: str | None = None,
    additions: Sequence[str | Path] | None = None,
    progress: Callable[[Iterable[Source]], Iterable[Source]] = iter,
) -> Build:
    """Builds a graph from the reports at `paths`, together with those already in `folder`, and writes it there.

    Without a folder the graph stays in memory. `options` tell of the reports what their text does not. `additions` are
    Turtle files that add to the vocabularies; a folder remembers its own, until others (or none: []) are given.
    Raises UnreadableInputs where nothing could be read, DoesNotConform where the graph breaks its shapes or quotes;
    nothing is written then. Raises BusyGraph where another build is writing there.
    """
    with sole_writer(folder) if folder is not None else nullcontext():
        return _run(paths, folder, options, base, additions, progress)


def _run(
    paths: Sequence[str | Path],
    folder: str | Path | None,
    options: Told | None,
    base: str | None,
    additions: Sequence[str | Path] | None,
    progress: Callable[[Iterable[Source]], Iterable[Source]],
) -> Build:
    known, texts, added = _known(folder)
    if additions is not None:
        added = read_additions(additions, load(ontology()))
    vocabulary = load(ontology(), base or (known.base if known else ID), added)
    if known and known.base != vocabulary.iris.base:
        raise UsageError(f"{folder}: built under the base {known.base}; name another folder with -g")
    told = checked(options or Told(), vocabulary)
    files, problems = sources(paths)
    readings: dict[str, Reading] = {}
    for source in progress(files):
        try:
            _add(readings, _read(source, vocabulary, told), vocabulary)
        except UnreadableInput as problem:
            problems.append(problem)
    if not readings:
        raise UnreadableInputs(problems) if len(problems) != 1 else problems[0]
    fresh = tuple(readings)
    for entry in known.reports if known else ():
        if entry.iri not in readings:
            readings[entry.iri] = extract(_again(entry, texts, folder), vocabulary)
    graph = assemble(readings, vocabulary, added)
    validation = _conforming(graph)
    if folder is not None:
        graph.write(folder)
    unknown = {vocabulary.iris.candidate(c.name) for reading in readings.values() for c in reading.candidates}
    return Build(graph, validation, fresh, tuple(problems), len(unknown))


def _read(source: Source, vocabulary: Vocabulary, told: Told) -> Reading:
    """One report. Raises UnreadableInput also where nothing in it could be read as a statement."""
    reading = extract(read(source, vocabulary), vocabulary, told)
    if not reading.statements:
        raise UnreadableInput(
            source.place, "nothing in it could be read as a statement", "is it the English text of a report?"
        )
    return reading


def _known(folder: str | Path | None) -> tuple[Manifest | None, dict[str, str], str]:
    """The manifest, texts and additions of the graph already in a folder, if there is one; its store is not needed."""
    if folder is None:
        return None, {}, ""
    place = Path(folder).resolve()
    recover(place)
    return remembered(place) if (place / "manifest.json").exists() else (None, {}, "")


def _add(readings: dict[str, Reading], reading: Reading, vocabulary: Vocabulary) -> None:
    """Adds a reading. Raises UnreadableInput where another text claims to be the same report."""
    identity = reading.identity
    iri = vocabulary.iris.report(identity.force, identity.year, identity.name)
    other = readings.setdefault(iri, reading)
    if other.document.digest != reading.document.digest:
        raise UnreadableInput(
            reading.document.place,
            f"is the same report ({identity.force}, {identity.year}, {identity.name}) as {other.document.place}, with another text",
            "give one of them, or tell them apart with --force, --year, --pillar",
        )


def _again(entry: Entry, texts: Mapping[str, str], folder: str | Path | None) -> Document:
    """The document of a report that the graph already holds. Raises DamagedGraph where its text is lost."""
    if entry.iri not in texts:
        raise DamagedGraph(
            f"{folder}: the text of {entry.file} is missing or changed; give that report to kg build, too"
        )
    return Document(entry.name, texts[entry.iri], entry.sha256, entry.file, Told(**entry.told), entry.pages)


def assemble(readings: Mapping[str, Reading], vocabulary: Vocabulary, additions: str = "") -> Graph:
    """The graph of some readings and the vocabularies, in memory. `additions` are those already in `vocabulary`."""
    quads: list[ox.Quad] = vocabularies(vocabulary)
    entries = []
    for iri in sorted(readings):
        quads += describe(readings[iri], vocabulary)
        entries.append(_entry(iri, readings[iri]))
    store = in_memory(quads)
    sha256 = digest(additions) if additions else ""
    manifest = Manifest(VERSION, vocabulary.digest, vocabulary.iris.base, len(store), tuple(entries), sha256)
    texts = {iri: reading.document.text for iri, reading in readings.items()}
    return Graph(store, texts, manifest, additions)


def _entry(iri: str, reading: Reading) -> Entry:
    identity, document = reading.identity, reading.document
    told = Told(
        identity.force, identity.year, identity.pillar, identity.title, identity.source, identity.licence
    )
    kinds = Counter(s.kind.value if isinstance(s, Action) else type(s).__name__ for s in reading.statements)
    return Entry(
        iri,
        document.name,
        document.digest,
        identity.force,
        identity.year,
        identity.name,
        {name: getattr(told, name) for name in told.__slots__},
        dict(identity.witness),
        dict(sorted(kinds.items())),
        document.pages,
    )


def check(graph: Graph, *, engine: str = "pyshacl") -> "Validation":
    """Checks a graph against its shapes, by one of `kg.validate.ENGINES`, and every quote against the text on which it rests."""
    from kg.validate import quotes, validate

    shapes = to_rdflib(rebased(read_turtle(ontology() / "shapes.ttl"), graph.iris.base))
    return validate(graph.store, shapes, engine=engine).joined(quotes(graph.store, graph.texts))


def _conforming(graph: Graph) -> "Validation":
    """The graph's validation. Raises DoesNotConform where it breaks a shape or a quote."""
    validation = check(graph)
    if not validation.conforms:
        lines = [f"{result.focus}: {result.message}" for result in validation.results]
        raise DoesNotConform("the graph does not conform; nothing was written", lines)
    return validation
