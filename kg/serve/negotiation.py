"""Which of several media types an Accept header likes best (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_RANGE = re.compile(r"\s*([^\s;,/]+)/([^\s;,/]+)\s*((?:;[^,]*)?)")
_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*(?:;|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Range:
    """A range of media types, and how welcome they are, from 0 to 1."""

    type: str
    subtype: str
    quality: float

    def fit(self, media: str) -> int:
        """How closely a media type fits: 0 not at all, 3 it is just this one."""
        type, _, subtype = media.partition("/")
        if self.type == "*" and self.subtype == "*":
            return 1
        if self.type != type:
            return 0
        return {"*": 2, subtype: 3}.get(self.subtype, 0)


def ranges(accept: str) -> list[Range]:
    """The ranges of an Accept header; what is none in it is passed over."""
    found = (_RANGE.fullmatch(part) for part in accept.lower().split(","))
    return [Range(one[1], one[2], _quality(one[3])) for one in found if one]


def _quality(parameters: str) -> float:
    told = _QUALITY.search(parameters)
    return min(float(told[1]), 1.0) if told else 1.0


def quality(accepted: Iterable[Range], media: str) -> float:
    """How welcome a media type is, by the range that fits it most closely."""
    fitting = max(((one.fit(media), one.quality) for one in accepted), default=(0, 0.0))
    return fitting[1] if fitting[0] else 0.0


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """The most welcome of the media types, of equals the first; None where none is. Without a header all are welcome."""
    accepted = ranges(accept) or ([] if accept.strip() else ranges("*/*"))
    best = max(offered, key=lambda media: quality(accepted, media), default=None)
    return best if best is not None and quality(accepted, best) > 0 else None
