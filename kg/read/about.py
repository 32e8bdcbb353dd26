"""What a web page says of itself: its title, without the name of its site, its address, and the day on which it was published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from kg.read.chrome import text_of
from kg.read.manifest import ADDRESS

_SAVED = re.compile(rb"<!-- saved from url=\([0-9]{4}\)(\S{1,2000}) -->")
"""What browsers write at the head of a page that they save."""
_ARCHIVED = re.compile(r"https?://[\w.-]{1,100}/(?:\w{1,20}/)?[0-9]{14}(?:[a-z]{2}_)?/(?=https?://)")
"""What web archives put before the address of a page."""
_HEAD: Final = 4096
"""Bytes at the head of a page in which browsers say where they saved it from."""
_DATED: Final = (
    "article:published_time",
    "dcterms.issued",
    "dcterms:issued",
    "dc.date.issued",
    "dc.date",
    "datepublished",
    "date",
)
"""Names under which the head of a page tells when it was published, the most certain first."""
_DAY = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9])")
_PARTS: Final = " |–—:»·-"
"""Signs between a title and the name of a site."""

_LAST: Final = re.compile(r"(.+)\s[|–—·-]\s.+")
"""A title, and behind the last sign with blanks about it mostly the name of the site."""


@dataclass(frozen=True, slots=True)
class About:
    """What a page says of itself."""

    title: str | None
    source: str | None
    heading: str | None
    """The heading that the page's title names: the report's, and not the site's."""
    date: str | None = None
    """The day on which it was published, as YYYY-MM-DD."""


def about(root: etree._Element, data: bytes) -> About:
    """What a page says of itself, in its head, its first heading, and a note of the browser that saved it."""
    head = _head(root)
    named = head.get("og:title") or head.get("title", "")
    headings = [words for heading in root.iter("h1") if (words := _words(text_of(heading)))]
    heading = next((words for words in headings if words in named), None)
    site = head.get("og:site_name", "")
    title = (_from(heading, named, site) if heading else _without_site(named, site)) or next(
        iter(headings), None
    )
    return About(title, next(_addresses(root, head, data), None), heading, _day(head))


def _day(head: dict[str, str]) -> str | None:
    """The day of publication that the head of a page tells."""
    days = (_DAY.match(head.get(name, "")) for name in _DATED)
    return next((day[0] for day in days if day), None)


def _head(root: etree._Element) -> dict[str, str]:
    """The title of a page and the properties in its head, by their names."""
    told: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or ""
        told.setdefault(name.lower(), _words(meta.get("content") or ""))
    for title in root.iter("title"):
        if next(title.iterancestors("svg"), None) is None:
            return told | {"title": _words(text_of(title))}
    return told


def _from(heading: str, title: str, site: str) -> str:
    """A title from the heading that it names to its end, which may tell of whom the report is, without the name of the site."""
    parted = _LAST.fullmatch(title)
    whole = _without_site(title, site) if site and title.endswith(site) else parted[1] if parted else title
    return whole[whole.index(heading) :] if heading in whole else heading


def _without_site(title: str, site: str) -> str:
    """A title without the name of the site, where that is told, or stands behind a bar."""
    if site and title.endswith(site):
        return title.removesuffix(site).rstrip(_PARTS)
    return title.rpartition(" | ")[0] or title


def _addresses(root: etree._Element, head: dict[str, str], data: bytes) -> Iterator[str]:
    """The addresses that a page gives as its own, the most trusted first, without that of a web archive before them."""
    told = [link.get("href") or "" for link in root.iter("link") if link.get("rel") == "canonical"]
    saved = _SAVED.search(data[:_HEAD])
    told += [head.get("og:url", ""), saved[1].decode("ascii", "replace") if saved else ""]
    for address in told:
        if ADDRESS.fullmatch(whole := _ARCHIVED.sub("", address.strip(), count=1)):
            yield whole


def _words(text: str) -> str:
    return " ".join(text.split())
