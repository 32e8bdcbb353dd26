"""The files that pages need besides themselves."""

from importlib.resources import files
from typing import Final

STYLES: Final = ("site.css", "chips.css")
"""Those that every page needs."""
_HOMES: Final = {
    "site.css": "pages",
    "chips.css": "draw",
    "sparql.js": "pages",
    "yasgui.min.js": "pages",
    "yasgui.min.css": "pages",
    "yasgui.LICENSE.txt": "pages",
}
"""The room of each file."""
TYPES: Final = {"css": "text/css", "js": "text/javascript", "txt": "text/plain"}
"""Media types, by the ends of names."""


def file(name: str) -> bytes:
    """A file by its name. Raises KeyError where pages need no such file."""
    return files("kg").joinpath(_HOMES[name], "assets", name).read_bytes()
