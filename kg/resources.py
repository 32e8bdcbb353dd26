"""Where the ontology and the queries lie: inside the installed package, or beside it in a checkout."""

from functools import cache
from pathlib import Path


@cache
def _folder(name: str) -> Path:
    package = Path(__file__).parent
    installed = package / name
    return installed if installed.is_dir() else package.parent / name


def ontology() -> Path:
    """The folder of the ontology, its shapes and its vocabularies."""
    return _folder("ontology")


def queries() -> Path:
    """The folder of the questions, one `.rq` file each."""
    return _folder("queries")
