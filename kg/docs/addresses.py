"""Where each term, entry and shape is explained, and words that lead there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from kg.docs.names import curie, local
from kg.docs.terms import Model, named
from kg.draw.markup import Element, element
from kg.namespaces import PEEL, SHAPES

_PLACES: Final = {
    **dict.fromkeys(("framework", "question"), "questions.html"),
    **dict.fromkeys(("force", "body", "source"), "register.html"),
    **dict.fromkeys(("cue", "signal", "rule", "word-class"), "language.html"),
}
"""The pages of kinds that do not stand among the lists."""
_NAME: Final = re.compile(r"\bpeel(?:sh)?:[A-Za-z0-9-]*[A-Za-z0-9]")


def page_of(kind: str) -> str:
    """The page on which entries of a kind stand."""
    return _PLACES.get(kind, "lists.html")


@dataclass(frozen=True)
class Addresses:
    """Addresses as they are written on one page."""

    model: Model
    page: str = ""
    _known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self._known:
            self._known.update(self._all())

    def on(self, page: str) -> "Addresses":
        """The same, as they are written on a page."""
        return replace(self, page=page)

    def _all(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Page and anchor of all there is."""
        for term in self.model.terms:
            yield term.iri, ("index.html", term.local)
        for shape in self.model.shapes:
            for check in (shape.own, *shape.checks):
                yield check.iri, ("shapes.html", local(check.iri))
        vocabulary = self.model.vocabulary
        for kind in vocabulary.kinds:
            for entry in vocabulary[kind].values():
                at = page_of(entry.slug if kind == "scheme" else kind)
                yield entry.iri, (at, f"{kind}/{entry.slug}")

    def of(self, iri: str) -> str:
        """Where a name is explained; its own address, where it is one of the web; or nothing."""
        if iri in self._known:
            page, anchor = self._known[iri]
            return f"#{anchor}" if page == self.page else f"{page}#{anchor}"
        return iri if iri.startswith(("http://", "https://")) else ""

    def ours(self, iri: str) -> str:
        """Where a term is explained on these pages, or nothing."""
        return self.of(iri) if iri in self._known else ""

    def term(self, iri: str) -> Element:
        """The name of a term, as a link where it is explained here."""
        code = element("code", {}, curie(iri))
        return element("a", {"href": self.ours(iri)}, code) if self.ours(iri) else code

    def value(self, value: str) -> Element | str:
        """A value: an entry by its name, a term by its prefix, another address as itself, or words."""
        vocabulary = self.model.vocabulary
        if value in self._known and value.startswith(vocabulary.iris.base):
            kind, _, slug = value.removeprefix(vocabulary.iris.base).partition("/")
            return element("a", {"href": self.of(value)}, named(vocabulary[kind][slug]))
        if value in self._known:
            return self.term(value)
        if value.startswith(("http://", "https://")) and " " not in value:
            short = curie(value)
            return element("a", {"href": value}, value) if short == value else element("code", {}, short)
        return value

    def prose(self, words: str) -> list[Element | str]:
        """Words in which the names of our terms are links."""
        parts: list[Element | str] = []
        at = 0
        for found in _NAME.finditer(words):
            prefix, _, name = found[0].partition(":")
            iri = (PEEL if prefix == "peel" else SHAPES) + name
            if iri in self._known:
                parts += [words[at : found.start()], self.term(iri)]
                at = found.end()
        return [*parts, words[at:]]
