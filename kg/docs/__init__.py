"""The ontology as web pages: every class, property, concept, cue, rule and shape, each with an address of its own.

No request is made by any page, none needs a script, and the same ontology gives the same bytes. pyLODE, which is made for this, knows
neither our counter-examples nor the concepts, shapes and rules, draws nothing, and names no language for screen readers.
"""

from collections.abc import Mapping
from pathlib import Path

from kg.docs.checks import checks
from kg.docs.pages import pages
from kg.docs.terms import model
from kg.namespaces import ID
from kg.resources import ontology
from kg.store.folder import Folder
from kg.terms import to_rdflib
from kg.vocabulary import Vocabulary, load, read_turtle, rebased


def docs(folder: str | Path) -> Mapping[str, bytes]:
    """The pages by their names: with the additions of the graph in a folder, where there is one."""
    place = Folder(folder)
    manifest = place.manifest()
    if manifest is None:
        return pages_of(load(ontology(), ID))
    return pages_of(load(ontology(), manifest.base, place.additions(manifest)))


def pages_of(vocabulary: Vocabulary) -> Mapping[str, bytes]:
    """The pages of a vocabulary, and of the shapes of `ontology/`."""
    shapes = to_rdflib(rebased(read_turtle(ontology() / "shapes.ttl"), vocabulary.iris.base))
    return pages(model(vocabulary, checks(shapes)))
