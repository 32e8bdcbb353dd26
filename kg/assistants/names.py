"""Finds what is meant by a name: a force, body, threat or topic by its IRI, the end of it, or one of its labels."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from kg.errors import UsageError
from kg.gate import Gate

_LABELS: Final = """
SELECT DISTINCT ?thing ?label
WHERE {
    ?thing skos:prefLabel|skos:altLabel|peel:shortName ?label .
}
ORDER BY ?thing ?label
"""


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has a name."""

    iri: str
    slug: str
    labels: tuple[str, ...]

    def answers_to(self, words: str) -> bool:
        """Whether it is meant by these words, which are in small letters."""
        return words in (self.iri.casefold(), self.slug, *map(str.casefold, self.labels))


def known(gate: Gate, kind: str) -> list[Named]:
    """All of a kind: force, body, threat, topic or polarity."""
    labels: dict[str, list[str]] = {}
    for thing, label in gate.ask(_LABELS).rows:
        if f"/{kind}/" in thing and "/report/" not in thing:
            labels.setdefault(thing, []).append(label)
    return [Named(iri, iri.rpartition(f"/{kind}/")[2], tuple(found)) for iri, found in labels.items()]


def named(gate: Gate, kind: str, words: str) -> str:
    """The IRI of what is meant. Raises UsageError where nothing is."""
    wanted = " ".join(words.split()).casefold()
    things = known(gate, kind)
    found = [thing for thing in things if thing.answers_to(wanted)]
    if found:
        return found[0].iri
    near = close(things, wanted)
    hint = f"; did you mean {' or '.join(thing.slug for thing in near[:3])}?" if near else ""
    raise UsageError(f"the graph knows no {kind} {words[:80]!r}{hint}")


def close(things: list[Named], wanted: str) -> list[Named]:
    """Those whose names hold the words, or are like them; the closest first."""
    holding = [
        thing for thing in things if wanted and any(wanted in label.casefold() for label in thing.labels)
    ]
    by_label = {label.casefold(): thing for thing in things for label in (thing.slug, *thing.labels)}
    alike = [by_label[label] for label in get_close_matches(wanted, by_label, 5, 0.6)]
    return list(dict.fromkeys([*holding, *alike]))
