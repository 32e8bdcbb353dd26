"""A figure as PNG: drawn by resvg with fonts of our own, so that the same figure gives the same bytes on every machine."""

from importlib.resources import as_file, files
from typing import Final
from xml.etree import ElementTree

from kg.errors import UsageError

SCALE: Final = 2.0
"""Pixels of the picture for each of the figure: sharp on paper."""
_MOST: Final = 16_000
"""Pixels of the longer side at most; a larger figure is drawn smaller."""
_FONTS: Final = ("Inter-Regular.ttf", "Inter-SemiBold.ttf")


def rasterised(figure: str) -> bytes:
    """A figure, an SVG with its size in its first element, as PNG. Raises UsageError where resvg is not installed."""
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise UsageError("PNG needs resvg: pip install 'peel-kg[figures]'; or draw SVG") from None
    root = ElementTree.fromstring(figure)  # noqa: S314 - of our own making
    side = max(float(root.attrib["width"]), float(root.attrib["height"]))
    with as_file(files("kg").joinpath("draw", "assets", "inter")) as folder:
        drawn: bytes = svg_to_bytes(
            svg_string=figure,
            zoom=min(SCALE, _MOST / side),
            skip_system_fonts=True,
            font_files=[str(folder / name) for name in _FONTS],
            font_family="Inter",
            sans_serif_family="Inter",
        )
    return drawn
