"""Briefings as something to read: each value is set out as a sheet of tables, and a sheet is written in a format; equal values give equal bytes."""

from collections.abc import Callable, Mapping
from typing import Final

from kg.briefing.sheets.markdown import markdown
from kg.briefing.sheets.page import page
from kg.briefing.sheets.screen import screen
from kg.briefing.sheets.sheet import Sheet

FORMATS: Final[Mapping[str, Callable[[Sheet], str]]] = {"table": screen, "markdown": markdown, "html": page}
"""What writes a sheet, by the name of the format."""

__all__ = ["FORMATS", "Sheet", "markdown", "page", "screen"]
