"""Stub."""

from kg.errors import UnreadableInput
from kg.read.forms import Form
from kg.read.layout import Copy


def convert(data: bytes, form: Form, place: str) -> Copy:
    """Stub."""
    raise UnreadableInput(place, f"{form} files cannot be read yet")
