"""Texts made to hurt are read in time that grows with their length, not with its square."""

from collections.abc import Callable

import pytest
from growth import grows_linearly

from kg.describe import describe
from kg.values import Reading
from kg.vocabulary import Vocabulary

LONG = 50_000
PIECES = {
    "no full stop": "the force works well with partners and victims of crime ",
    "lines without end": "the force works well with partners and victims of crime, and more of it\n",
    "short lines": "x\n",
    "brackets": "[",
    "closing brackets": ")",
    "contrast": "but ",
    "conditions": ", if ",
    "blanks": " ",
    "tabs": "\t",
    "dashes": "- ",
    "denials": "no good ",
    "bodies": "EMSOU ",
    "findings and actions": "The force is good. It is not good.\n\nAreas for improvement\n• The force should work well.\n\nx\n\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_time_grows_with_length(piece: str, reading: Callable[..., Reading], vocabulary: Vocabulary) -> None:
    """50 kB of the same again and again are read and described."""

    def read(again: str) -> None:
        describe(reading(f"The force is not good at {again} preventing crime."), vocabulary)

    assert grows_linearly(read, piece, LONG)
