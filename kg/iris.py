"""The one place that mints IRIs of individuals: pure functions of the names in the data contract."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.namespaces import ID

if TYPE_CHECKING:
    from kg.values import Identity


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints IRIs under `base`, which ends in "/", so that what follows it is an IRI relative to it."""

    base: str = ID

    def check(self) -> None:
        """Raises ValueError where the base is no IRI that ends in "/", or has a query or fragment, or is of a scheme that might run something."""
        if not re.fullmatch(r"(?:https?|urn|tag):[^\s<>\"{}|\\^`?#]*/", self.base):
            raise ValueError(f"no base of IRIs (http, https, urn or tag) that ends in /: {self.base!r}")

    def of(self, kind: str, *parts: str | int) -> str:
        """An individual by the kind and the local parts of its name: `of("grade", "good")`."""
        return self.base + "/".join([kind, *map(str, parts)])

    def slug(self, iri: str) -> str:
        """The last local part of an IRI: its slug."""
        return iri.rsplit("/", 1)[-1]

    def report(self, identity: "Identity") -> str:
        """A report, which is also the name of its graph."""
        return self.of("report", identity.force, identity.year, identity.name)

    def revision(self, report: str, number: int) -> str:
        """An earlier text of `report`, by its number, counted from 1; also the name of the graph that was made of it."""
        return f"{report}/revision/{number}"

    def statement(self, report: str, *says: str | int | None) -> str:
        """A statement of `report`, named by a digest of what it says and where."""
        spelled = "\x1f".join("" if part is None else str(part) for part in says)
        return f"{report}/statement/{hashlib.sha256(spelled.encode()).hexdigest()[:16]}"

    def passage(self, report: str, start: int, end: int) -> str:
        """A passage of `report` by its offsets, shared by all statements that rest on it."""
        return f"{report}/passage/{start}-{end}"

    def selector(self, passage: str) -> str:
        """The selector of a passage."""
        return f"{passage}/selector"

    def local_body(self, force: str, kind: str) -> str:
        """A body that a text names only by its kind, local to the force."""
        return self.of("body", force, kind)

    def candidate(self, name: str) -> str:
        """A body that the register lacks, by its name: the same for all reports that write it alike."""
        plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain).lower()).strip("-")
        return self.of("candidate", slug)

    def links(self, force: str) -> str:
        """The name of the graph that holds what ties statements of several reports on a force."""
        return self.of("links", force)

    def decision(self, name: str) -> str:
        """What a person decided, by the digest that names it."""
        return self.of("decision", name)

    def person(self, name: str) -> str:
        """Somebody who decided, by the name that they gave; people write theirs in any letters, so that a digest stands for it."""
        return self.of("person", hashlib.sha256(name.encode()).hexdigest()[:16])

    @property
    def decisions(self) -> str:
        """The name of the graph that holds what people decided."""
        return self.of("decisions")

    @property
    def vocabularies(self) -> str:
        """The name of the graph that holds the ontology and all vocabularies."""
        return self.of("vocabularies")
