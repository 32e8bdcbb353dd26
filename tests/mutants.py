"""Random damage to a small graph that conforms: what two SHACL engines are compared on.

A mutant is made by a few changes of the kinds below, all drawn from one seed: the same number is always the same mutant.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import SH

from kg.describe import describe, revisions, vocabularies
from kg.extract import extract
from kg.namespaces import OA, PEEL, RDF, RDFS, SKOS, XSD
from kg.read import read
from kg.resources import ontology
from kg.store import Revision
from kg.terms import iri, text, to_rdflib, typed
from kg.vocabulary import load, read_turtle

GOLD: Final = Path(__file__).parent / "gold"

Triples = list[ox.Triple]
"""A graph in a fixed order, without repetitions."""

TYPE: Final = iri(RDF + "type")
SUBCLASS: Final = iri(RDFS + "subClassOf")
IN_SCHEME: Final = iri(SKOS + "inScheme")
START, END = iri(OA + "start"), iri(OA + "end")
_NUMBERS: Final = ("007", "+7", "-1", "0", " 7 ", "7.0", "1e2", "seven", "", "99999999999999999999999", "٣")
_DATES: Final = (
    "2016-02-30",
    "2016-2-3",
    "2016-02-18Z",
    "2016-02-18T00:00:00",
    "20-24",
    "2015",
    "02015",
    "-2015",
    "2015+01:00",
    "0000",
)
_BOOLEANS: Final = ("1", "0", "TRUE", "true", "yes")
_WORDS: Final = ("", " ", "’", "📱" * 32, "📱" * 33, "x" * 33, 'a\nb\t"\\', "e\u0301", "\u0130", "local", "A")
_LANGUAGES: Final = ("en", "EN", "en-GB", "cy", "x-private")
_DATATYPES: Final = (
    "string",
    "integer",
    "gYear",
    "date",
    "dateTime",
    "boolean",
    "decimal",
    "double",
    "nonNegativeInteger",
    "int",
    "anyURI",
    "nothing",
)


@dataclass(frozen=True)
class Sample:
    """A graph that conforms, in two parts."""

    report: Triples
    vocabulary: Triples


def mutant(seed: int, sample: Sample) -> Triples:
    """The whole graph after one to three changes, most of them in the part of the report, of which shapes ask most."""
    random = Random(seed)  # noqa: S311 - it has to be the same again, not hard to guess
    report, rest = sample.report, sample.vocabulary
    for _ in range(random.randint(1, 3)):
        change = random.choice(CHANGES)
        if random.random() < 0.7:
            report = change(random, report)
        else:
            report, rest = change(random, report + rest), []
    return list(dict.fromkeys(report + rest))


@cache
def sample(name: str = "bedfordshire-2021-overview") -> Sample:
    """One statement of each kind of a marked report with all that it leads to, and two concepts of each scheme that a shape targets."""
    vocabulary = load(ontology())
    reading = extract(read(GOLD / f"{name}.txt", vocabulary), vocabulary)
    report, around = ox.Store(), ox.Store()
    report.extend(describe(reading, vocabulary))
    earlier = Revision(1, "0" * 64, 1, "0" * 64, "0.1.0")
    report.extend(revisions(vocabulary.iris.report(reading.identity), [earlier], vocabulary.iris))
    report.extend(_decision(vocabulary.iris.report(reading.identity)))
    around.extend(vocabularies(vocabulary))
    found = seen_from(_first_of_each(report, TYPE, None, 1), report)
    shapes = to_rdflib(read_turtle(ontology() / "shapes.ttl"))
    schemes = [iri(str(scheme)) for scheme in shapes.objects(None, SH.targetNode)]
    start = [node for scheme in schemes for node in _first_of_each(around, IN_SCHEME, scheme, 2)]
    led = [t.object for t in found if isinstance(t.object, ox.NamedNode)]
    return Sample(found, _thinned(seen_from([*start, *led], around)))


def _decision(report: str) -> list[ox.Quad]:
    """A decision that rests on nothing else, and who made it, of the valid example."""
    told = read_turtle(ontology() / "examples" / "valid" / "DecisionShape.ttl")
    lost = ("/decision/2", "/person/")
    return [
        ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(report))
        for t in told
        if any(part in str(t.subject) for part in lost)
    ]


def _first_of_each(
    store: ox.Store, predicate: ox.NamedNode, value: ox.NamedNode | None, count: int
) -> list[ox.NamedNode]:
    """The first few nodes that have each of the values of a property."""
    nodes: defaultdict[object, set[ox.NamedNode]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, predicate, value, None):
        assert isinstance(quad.subject, ox.NamedNode)
        nodes[quad.object].add(quad.subject)
    return [node for all_ in nodes.values() for node in sorted(all_, key=str)[:count]]


def _thinned(triples: Triples) -> Triples:
    """With at most two of the words that a property of a node has: the many labels of a concept are all alike."""
    seen: Counter[object] = Counter()
    kept = []
    for triple in triples:
        seen[triple.subject, triple.predicate] += 1
        if seen[triple.subject, triple.predicate] <= 2 or not isinstance(triple.object, ox.Literal):
            kept.append(triple)
    return kept


def _instead(triples: Triples, old: ox.Triple, *new: ox.Triple) -> Triples:
    return [*(triple for triple in triples if triple != old), *new]


def _pick(random: Random, triples: Triples, fits: Callable[[ox.Triple], bool]) -> ox.Triple:
    return random.choice([triple for triple in triples if fits(triple)] or triples)


def _literal(triple: ox.Triple) -> bool:
    return isinstance(triple.object, ox.Literal)


def _named(triple: ox.Triple) -> bool:
    return isinstance(triple.object, ox.NamedNode) and triple.predicate != TYPE


def drop(random: Random, triples: Triples) -> Triples:
    return _instead(triples, random.choice(triples))


def drop_all_of_a_property(random: Random, triples: Triples) -> Triples:
    lost = random.choice(triples)
    return [t for t in triples if (t.subject, t.predicate) != (lost.subject, lost.predicate)]


def drop_a_node(random: Random, triples: Triples) -> Triples:
    lost = random.choice(triples).subject
    return [triple for triple in triples if triple.subject != lost]


def say_it_of_another(random: Random, triples: Triples) -> Triples:
    one, other = random.choice(triples), random.choice(triples)
    return [*triples, ox.Triple(other.subject, one.predicate, one.object)]


def another_value(random: Random, triples: Triples) -> Triples:
    old, other = random.choice(triples), random.choice(triples)
    return _instead(triples, old, ox.Triple(old.subject, old.predicate, other.object))


def value_of_another(random: Random, triples: Triples) -> Triples:
    """Of the same property."""
    old = random.choice(triples)
    other = _pick(random, triples, lambda triple: triple.predicate == old.predicate)
    return _instead(triples, old, ox.Triple(old.subject, old.predicate, other.object))


def one_value_more(random: Random, triples: Triples) -> Triples:
    old = random.choice(triples)
    other = _pick(random, triples, lambda triple: triple.predicate == old.predicate)
    return [*triples, ox.Triple(old.subject, old.predicate, other.object)]


def another_property(random: Random, triples: Triples) -> Triples:
    old, other = random.choice(triples), random.choice(triples)
    return _instead(triples, old, ox.Triple(old.subject, other.predicate, old.object))


def another_class(random: Random, triples: Triples) -> Triples:
    old, other = (_pick(random, triples, lambda triple: triple.predicate == TYPE) for _ in "12")
    new = ox.Triple(old.subject, TYPE, other.object)
    return [*triples, new] if random.random() < 0.5 else _instead(triples, old, new)


def another_hierarchy(random: Random, triples: Triples) -> Triples:
    """A class below another one, or no longer below one."""
    if random.random() < 0.3:
        return _instead(triples, _pick(random, triples, lambda triple: triple.predicate == SUBCLASS))
    narrow, wide = (_pick(random, triples, lambda triple: triple.predicate == TYPE).object for _ in "12")
    assert isinstance(narrow, ox.NamedNode)
    return [*triples, ox.Triple(narrow, SUBCLASS, wide)]


def another_form(random: Random, triples: Triples) -> Triples:
    """A value as somebody else might have written it, or as nobody should."""
    old = _pick(random, triples, _literal)
    assert isinstance(old.object, ox.Literal)
    forms = [old.object.value, *_NUMBERS, *_DATES, *_BOOLEANS, *_WORDS]
    return _instead(
        triples, old, ox.Triple(old.subject, old.predicate, _dressed(random, random.choice(forms)))
    )


def another_lexical_form(random: Random, triples: Triples) -> Triples:
    """With the datatype that it has."""
    old = _pick(random, triples, lambda t: _literal(t) and t.object.datatype != iri(XSD + "string"))  # type: ignore[union-attr]
    assert isinstance(old.object, ox.Literal)
    form = random.choice((*_NUMBERS, *_DATES, *_BOOLEANS))
    new = ox.Literal(form, datatype=old.object.datatype) if not old.object.language else text(form, "en")
    return _instead(triples, old, ox.Triple(old.subject, old.predicate, new))


def another_datatype(random: Random, triples: Triples) -> Triples:
    old = _pick(random, triples, _literal)
    assert isinstance(old.object, ox.Literal)
    return _instead(triples, old, ox.Triple(old.subject, old.predicate, _dressed(random, old.object.value)))


def _dressed(random: Random, form: str) -> ox.Literal:
    if random.random() < 0.25:
        return text(form, random.choice(_LANGUAGES))
    return typed(form, random.choice(_DATATYPES))


def offsets_turned_round(random: Random, triples: Triples) -> Triples:
    start = _pick(random, triples, lambda triple: triple.predicate == START)
    end = _pick(random, triples, lambda triple: triple.subject == start.subject and triple.predicate == END)
    turned = (ox.Triple(start.subject, START, end.object), ox.Triple(start.subject, END, start.object))
    return _instead(_instead(triples, start), end, *turned)


def equal_offsets(random: Random, triples: Triples) -> Triples:
    start = _pick(random, triples, lambda triple: triple.predicate == START)
    return [*triples, ox.Triple(start.subject, END, start.object)]


def another_name(random: Random, triples: Triples) -> Triples:
    """A node renamed wherever it stands, or only where it is described."""
    old = _pick(random, triples, _named).object
    assert isinstance(old, ox.NamedNode)
    new: ox.NamedNode | ox.BlankNode = iri(old.value + random.choice(("X", "/", "%20", "-é", "/1-2", "?")))
    everywhere = random.random() < 0.5
    return [
        ox.Triple(
            new if triple.subject == old else triple.subject,
            triple.predicate,
            new if everywhere and triple.object == old else triple.object,
        )
        for triple in triples
    ]


def no_name(random: Random, triples: Triples) -> Triples:
    """A blank node for a value, or for what had a name."""
    old = _pick(random, triples, _named)
    blank = ox.BlankNode("b")
    if random.random() < 0.5:
        return _instead(triples, old, ox.Triple(old.subject, old.predicate, blank))
    return [
        ox.Triple(
            blank if triple.subject == old.object else triple.subject,
            triple.predicate,
            blank if triple.object == old.object else triple.object,
        )
        for triple in triples
    ]


def words_for_a_node(random: Random, triples: Triples) -> Triples:
    old = _pick(random, triples, _named)
    assert isinstance(old.object, ox.NamedNode)
    return _instead(triples, old, ox.Triple(old.subject, old.predicate, text(old.object.value)))


def a_strange_property(random: Random, triples: Triples) -> Triples:
    old = random.choice(triples)
    strange = random.choice((PEEL + "stranger", RDFS + "label", SKOS + "note", PEEL + "grade"))
    return [*triples, ox.Triple(old.subject, iri(strange), old.object)]


def itself(random: Random, triples: Triples) -> Triples:
    old = _pick(random, triples, _named)
    return _instead(triples, old, ox.Triple(old.subject, old.predicate, old.subject))


CHANGES: Final = (
    drop, drop_all_of_a_property, drop_a_node, say_it_of_another, another_value, value_of_another, one_value_more, another_property,
    another_class, another_hierarchy, another_form, another_lexical_form, another_datatype, offsets_turned_round, equal_offsets,
    another_name, no_name, words_for_a_node, a_strange_property, itself,
)  # fmt: skip


def seen_from(start: Iterable[ox.NamedNode], graph: ox.Store) -> Triples:
    """All that some nodes lead to, in a fixed order."""
    seen: set[object] = set()
    waiting: list[object] = list(start)
    found: set[ox.Triple] = set()
    while waiting:
        node = waiting.pop()
        if node not in seen and isinstance(node, ox.NamedNode | ox.BlankNode):
            seen.add(node)
            triples = [quad.triple for quad in graph.quads_for_pattern(node, None, None, None)]
            found.update(triples)
            waiting += [triple.object for triple in triples]
    return sorted(found, key=str)
