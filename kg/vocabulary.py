"""The knowledge of the domain, read from the Turtle of `ontology/` into frozen values.

Nothing here knows a force, a threat or a phrase: what the Turtle says is what is recognised.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox

from kg.errors import UnreadableInput
from kg.iris import Iris
from kg.namespaces import DCTERMS, ID, ORG, PEEL, RDF, SKOS
from kg.recognise import Label, Lexicon
from kg.values import Sort
from kg.weights import Weights, read_phrases, read_weights

_CYCLE = 2
"""Years for which the last framework stays in force."""
_SORTS = {sort.value: sort for sort in Sort}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something with a name: a force, body, concept, cue or rule, with all that the Turtle says of it."""

    iri: str
    kind: str
    slug: str
    facts: Mapping[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        """The values of a property, by its IRI; IRIs and literals alike as strings."""
        return self.facts.get(name, ())

    def one(self, name: str, default: str = "") -> str:
        """The first value of a property."""
        return next(iter(self.all(name)), default)

    @property
    def name(self) -> str:
        """Its preferred label, or its title."""
        return self.one(SKOS + "prefLabel") or self.one(DCTERMS + "title")

    @property
    def labels(self) -> tuple[str, ...]:
        """Preferred and alternative labels."""
        return self.all(SKOS + "prefLabel") + self.all(SKOS + "altLabel")

    @property
    def phrases(self) -> tuple[str, ...]:
        """The labels under which it is recognised; a cue's preferred label is only its name."""
        return self.all(SKOS + "altLabel") if self.kind == Sort.CUE else self.labels


@dataclass(frozen=True, slots=True)
class Question:
    """A question of one year's framework. `path` is `PILLAR` or `PILLAR/N`."""

    year: int
    path: str
    level: str
    wordings: tuple[str, ...]

    @property
    def pillar(self) -> str:
        """The pillar to which it belongs."""
        return self.path.partition("/")[0]


class Vocabulary:
    """All entries by kind and slug, and the lexicon built from their labels."""

    def __init__(self, triples: list[ox.Triple], iris: Iris, folder: Path) -> None:
        self.triples = tuple(triples)
        self.iris = iris
        self._folder = folder
        facts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            subject, object_ = cast(ox.NamedNode, triple.subject), cast(ox.Literal, triple.object)
            facts[subject.value][triple.predicate.value].append(object_.value)
        self._entries: defaultdict[str, dict[str, Entry]] = defaultdict(dict)
        for iri, values in facts.items():
            if iri.startswith(iris.base):
                kind, _, slug = iri.removeprefix(iris.base).partition("/")
                frozen = {name: tuple(found) for name, found in values.items()}
                self._entries[kind][slug] = Entry(iri, kind, slug, frozen)

    def __getitem__(self, kind: str) -> Mapping[str, Entry]:
        """All entries of a kind ("force", "threat", "cue" …) by slug, in the order of their file."""
        return self._entries[kind]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of which it has entries, in alphabetical order."""
        return tuple(sorted(kind for kind, entries in self._entries.items() if entries))

    @cached_property
    def properties(self) -> frozenset[str]:
        """The IRIs of the properties with which its entries are described."""
        return frozenset(name for kind in self.kinds for entry in self[kind].values() for name in entry.facts)

    @cached_property
    def classes(self) -> frozenset[str]:
        """The IRIs of the classes of its entries."""
        return frozenset(
            name for kind in self.kinds for entry in self[kind].values() for name in entry.all(RDF + "type")
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all triples, phrases and weights: two vocabularies with the same digest recognise the same."""
        found = sha256("\n".join(sorted(str(triple) for triple in self.triples)).encode())
        for path in sorted(self._folder.glob("language/*.tsv")):
            found.update(path.read_bytes())
        return found.hexdigest()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions of all years."""
        found = []
        for slug, entry in self["question"].items():
            year, _, path = slug.partition("/")
            found.append(Question(int(year), path, entry.one(PEEL + "level"), entry.labels))
        return tuple(found)

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year of an inspection whose framework is known; the last cycle runs for some years."""
        known = sorted({question.year for question in self.questions})
        return known[0], known[-1] + _CYCLE

    @lru_cache(maxsize=256)  # noqa: B019  (vocabularies are few, and stay)
    def framework(self, year: int) -> tuple[Question, ...]:
        """The questions of the framework in force in a year: the latest that began by then."""
        years = sorted({question.year for question in self.questions})
        begun = [known for known in years if known <= year] or years[:1]
        return tuple(question for question in self.questions if question.year == begun[-1])

    @cached_property
    def lexicon(self) -> Lexicon:
        """Forces, bodies, kinds of partner, threats and topics, the cues of language, and the words of each class."""
        kinds = ("force", "body", "partner-kind", "threat", "topic", "cue")
        labels = [label for kind in kinds for entry in self[kind].values() for label in _labels(entry)]
        pairs = read_phrases(self._folder / "language" / "words.tsv")
        return Lexicon([*labels, *(Label(phrase, Sort.WORD, kind) for kind, phrase in pairs)])

    @cached_property
    def sides(self) -> Mapping[str, str]:
        """The signal on whose side each word class stands, where it stands on one."""
        return {
            slug: self.iris.slug(entry.one(SKOS + "related")) for slug, entry in self["word-class"].items()
        }

    @cached_property
    def directions(self) -> Weights:
        """What the traits of a clause say of its direction."""
        return read_weights(self._folder / "language" / "directions.tsv")

    @cached_property
    def matters(self) -> Weights:
        """What the traits of a finding say of its topic."""
        return read_weights(self._folder / "language" / "matters.tsv")

    @cached_property
    def harms(self) -> Weights:
        """What the traits of a finding say of its threats."""
        return read_weights(self._folder / "language" / "harms.tsv")

    @cached_property
    def ties(self) -> Weights:
        """What the traits of a body's mention say of whether the force works with it."""
        return read_weights(self._folder / "language" / "ties.tsv")

    @cached_property
    def echoes(self) -> Weights:
        """What the traits of a clause say of whether it is about a body that was named before it."""
        return read_weights(self._folder / "language" / "echoes.tsv")

    @cached_property
    def signals(self) -> Mapping[str, str]:
        """What each cue signals: cue slug to signal slug."""
        return {slug: self.iris.slug(cue.one(PEEL + "signal")) for slug, cue in self["cue"].items()}

    @lru_cache(maxsize=4096)  # noqa: B019  (vocabularies are few, and stay)
    def broader(self, kind: str, slug: str) -> frozenset[str]:
        """The slugs of everything broader than a concept, at any distance."""
        found: set[str] = set()
        waiting = [slug]
        while waiting:
            new = self.parents(kind, waiting.pop()) - found
            found |= new
            waiting += new
        return frozenset(found)

    def parents(self, kind: str, slug: str) -> frozenset[str]:
        """The slugs of the concepts that a concept names as broader."""
        entry = self[kind].get(slug)
        return frozenset(self.iris.slug(iri) for iri in entry.all(SKOS + "broader")) if entry else frozenset()

    def members(self, body: str) -> tuple[str, ...]:
        """The slugs of the forces that make up a joint unit."""
        return tuple(self.iris.slug(iri) for iri in self["body"][body].all(ORG + "hasMember"))


def _labels(entry: Entry) -> Iterator[Label]:
    sort = _SORTS[entry.kind]
    exact = set(entry.all(PEEL + "exactLabel"))
    as_written = entry.one(PEEL + "inflects", "true") == "false"
    for phrase in entry.phrases:
        if phrase not in exact:
            yield Label(phrase, sort, entry.slug, exact=as_written)
    for phrase in exact:
        yield Label(phrase, sort, entry.slug, exact=True)
    for phrase in entry.all(PEEL + "weakLabel"):
        yield Label(phrase, sort, entry.slug, weak=True)
    for phrase in entry.all(PEEL + "notLabel"):
        yield Label(phrase, sort, entry.slug, void=True)


def files(folder: Path) -> list[Path]:
    """The Turtle files whose triples go into the graph of vocabularies, in a fixed order."""
    return [
        folder / "peel.ttl",
        *sorted(folder.glob("vocabularies/*.ttl")),
        *sorted(folder.glob("language/*.ttl")),
    ]


def read_turtle(path: Path, data: bytes | None = None) -> Iterator[ox.Triple]:
    """The triples of a file, or of its `data` where somebody has read them. Raises UnreadableInput with file and line where it is no Turtle."""
    source: Any = {"path": path} if data is None else {"input": data}
    try:
        for quad in ox.parse(format=ox.RdfFormat.TURTLE, **source):
            yield quad.triple
    except (SyntaxError, OSError, ValueError) as error:
        line = getattr(error, "lineno", None)
        place = f"{path}:{line}" if line else str(path)
        raise UnreadableInput(place, f"no readable Turtle ({error})", "mend the file") from error


@lru_cache(maxsize=4)
def load(folder: Path, base: str = ID, additions: str = "") -> Vocabulary:
    """The vocabulary of a folder, with what a user adds to it in N-Triples, and with individuals under `base`.

    Raises UnreadableInput.
    """
    triples = [triple for path in files(folder) for triple in read_turtle(path)]
    triples += (quad.triple for quad in ox.parse(additions, format=ox.RdfFormat.N_TRIPLES))
    return Vocabulary(list(dict.fromkeys(rebased(triples, base))), Iris(base), folder)


def rebased(triples: Iterable[ox.Triple], base: str) -> Iterator[ox.Triple]:
    """The triples, with the individuals of the default base under another."""
    if base == ID:
        yield from triples
        return
    for triple in triples:
        yield ox.Triple(_moved(triple.subject, base), triple.predicate, _moved(triple.object, base))


def _moved(term: Any, base: str) -> Any:
    if isinstance(term, ox.NamedNode) and term.value.startswith(ID):
        return ox.NamedNode(base + term.value.removeprefix(ID))
    return term
