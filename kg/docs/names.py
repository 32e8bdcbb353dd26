"""How the pages write the names of terms."""

import re
from typing import Final

from kg.namespaces import PREFIXES, SH, SHAPES

_PREFIXES: Final = {
    **PREFIXES,
    "sh": SH,
    "peelsh": SHAPES,
    "vann": "http://purl.org/vocab/vann/",
    "foaf": "http://xmlns.com/foaf/0.1/",
}
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def curie(iri: str) -> str:
    """A name with its prefix, where it has one."""
    for prefix, namespace in _PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def local(iri: str) -> str:
    """The part of a name that is its own."""
    return re.split("[#/]", iri)[-1]


def words(iri: str) -> str:
    """The own part of a name as words: "Is part of" for "isPartOf"."""
    return sentence(_HUMP.sub(" ", local(iri)).replace("-", " ").lower())


def sentence(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
