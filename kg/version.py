"""The version of the engine: part of every graph's manifest, since another engine may read otherwise."""

from typing import Final

VERSION: Final = "0.1.0"
