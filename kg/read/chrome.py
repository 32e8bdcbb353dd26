"""Tells a report from the web page around it: navigation, banners, buttons, and whatever is hidden."""

import re
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import lru_cache
from itertools import islice
from typing import Final, cast

from lxml import etree

from kg.read.flow import names

_UNSEEN = names(
    "annotation area audio base canvas datalist dialog embed head iframe link map meta noembed noframes noscript object param rp rt script style svg template title track video"
)
"""Elements of which a reader of the page sees no words."""
_AROUND = names("button del input menu meter nav option progress search select textarea")
"""Elements around and between the words of a report."""
_DOUBTED = names("aside form")
"""Elements around a report, but some pages put everything into one."""
_ENDS = names("header footer")
"""Elements that belong to the page; inside an article, or with the title in them, to the report."""
_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_UNNAMED = _HEADINGS | names("html body main article tr td th")
"""Elements whose classes tell of the page or of its words, and never that they are none of the report."""
_CONTAINERS = names("div section ul ol dl form table span")
"""Elements whose id is a name; that of others may be made of their words."""
_PARTS = names("div section ul ol dl p td center")
"""Elements that may be a menu or a notice."""
_ROLES = names(
    "navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar doc-backlink doc-noteref doc-toc"
)
_TELLING = names("class id role style hidden aria-hidden")
"""Attributes that tell whether an element is of the report."""
_UNSHOWN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_INVISIBLE = re.compile(r"\b(?:visually-?hidden|sr-only|screen-?reader-(?:text|only)|element-invisible)\b")
"""Classes of what is only read aloud."""
_SURELY = re.compile(
    r"(?<!has-)(?<!with-)(?:breadcrumb|cookie|onetrust|consent[-_]?(?:banner|bar|manager|popup|overlay)|skip[-_]?(?:links?\b|to\b|nav)"
    r"|addtoany|addthis|sharethis|wm-ipp|web-?archive|ukgwa)"
)
"""Names that are given to nothing but what stands around a report."""
_WORDLESS = re.compile(
    r"(?:(?:site|page|global|main|primary|secondary|top|left|right|sub|mega|mobile|user|section|local|side|posts?|wp)[-_]?)?"
    r"(?:nav|navbar|navigation|menu|search|toolbar)(?:[-_](?:links?|list|form|box|bar|wrapper|container))?"
    r"|(?:[\w-]{0,40}[-_])?(?:share|sharing|social|print)(?:[-_]?(?:this|links?|buttons?|bar|icons?|tools?|media|page|share|sharing|list))?"
    r"|pagination|pager|toc|table-of-contents|contents-list|tags|no-?print|d-print-none|[\w-]{0,40}accordion__section-toggle"
)
"""Names of what has no prose in it."""
_PERHAPS = re.compile(
    r"(?:(?:site|page|global|main|primary|secondary|top|left|right|entry)[-_]?)?(?:sidebar|masthead|header|footer)"
    r"|widget-area|modal|popup|related(?:[-_](?:content|links|items|pages|posts|articles|documents))?"
    r"|[\w-]{0,40}(?:newsletter|disqus|advert|sponsor|sharedaddy|catlinks|author-bio|author-box|relatedposts)[\w-]{0,40}"
    r"|comment(?:s-area|-?list|-form|-respond)"
)
"""Names that may also be given to a part of the page that holds the report."""
_NAME: Final = 60
"""Characters of the longest name that is looked at."""
_MOVES = re.compile(
    r"(?:skip|jump) (?:to|past|over)\b.{0,40}|(?:back|return) to .{0,40}|\W{1,3}|top",
    re.IGNORECASE | re.DOTALL,
)
"""Words of links that only move a reader about in the page."""
_RIGHTS = re.compile(r"©|\ball rights reserved\b|\bopen government licence\b", re.IGNORECASE)
_SHORT: Final = 400
"""Letters up to which a part of a page that speaks of cookies is a notice."""
_LINE: Final = 80
"""Letters of a line: a paragraph of more is prose, and what speaks of rights in less is a notice."""
_STOPS = (".", ":", ";")
_LINKS: Final = 3
"""Links to elsewhere from which on a part of a page that consists of links is a menu."""
_in_role = etree.XPath(".//@role[. = $role]/..")


class _Says(IntEnum):
    """What an attribute says of an element."""

    OUT = auto()
    AROUND = auto()
    """It stands around the report, unless the report's title is in it."""
    WORDLESS = auto()
    """It stands around the report, unless prose is in it."""
    PERHAPS = auto()
    """It stands around the report, unless most of the words are in it."""
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Page:
    """A page with the letters that each element holds in links to elsewhere, and besides; `content` is the element that holds the report."""

    root: etree._Element
    content: etree._Element
    told: dict[etree._Element, int]
    linked: dict[etree._Element, int]

    @property
    def is_marked(self) -> bool:
        """Whether the page tells where its content is; else that is all of it."""
        return self.content is not self.root

    def leaves_out(self, element: etree._Element, within: bool) -> bool:
        """Whether an element is none of the report. `within` tells of a header that it is inside an article."""
        tag = element.tag
        if tag in _UNSEEN or tag in _AROUND:
            return not (tag == "button" and _is_in_heading(element))
        if tag in _ENDS and not within and not _has_title(element):
            return True
        for name, value in element.items():
            if name in _TELLING and self._is_out(element, _says(tag, name, value)):
                return True
        if tag in _DOUBTED and not self._is_most(element):
            return True
        return tag in _PARTS and not self.is_marked and (self._is_menu(element) or self._is_notice(element))

    def _is_out(self, element: etree._Element, said: _Says) -> bool:
        """Whether an element is none of the report, by what an attribute says and by what it holds."""
        match said:
            case _Says.NOTHING:
                return False
            case _Says.OUT:
                return True
            case _Says.AROUND:
                return not _has_title(element)
            case _Says.WORDLESS:
                return not self._has_prose(element)
            case _Says.PERHAPS:
                return not self._is_most(element)

    def _is_most(self, element: etree._Element) -> bool:
        return self.told[element] * 2 > self.told[self.content] or _has_title(element)

    def _is_menu(self, element: etree._Element) -> bool:
        """Whether a part of a page consists of links to other pages; a table of such links may have grades beside them."""
        if self.linked[element] < self.told[element] or self._is_most(element):
            return False
        links = islice(filter(_leads_elsewhere, element.iter("a")), _LINKS)
        several = sum(1 for _ in links) == _LINKS
        return several and next(element.iter("table"), None) is None and not self._has_prose(element)

    def _has_prose(self, element: etree._Element) -> bool:
        return any(map(self._is_prose, element.iter("p", "li"))) or self._is_most(element)

    def _is_prose(self, element: etree._Element) -> bool:
        """Whether a paragraph is long, or a sentence, though it may consist of links."""
        told, linked = self.told[element], self.linked[element]
        return told > _LINE or (told + linked > _LINE // 2 and text_of(element).endswith(_STOPS))

    def _is_notice(self, element: etree._Element) -> bool:
        """Whether a small part of a page is about cookies or rights."""
        letters = self.told[element] + self.linked[element]
        if letters > _SHORT or self._is_most(element):
            return False
        words = text_of(element)
        return "cookies" in words.lower() or (letters <= _LINE and _RIGHTS.search(words) is not None)


def page(root: etree._Element) -> Page:
    """A page with its letters counted. Its content is <main>, or an <article> with nearly all of the words, or all of it."""
    told, linked = _counted(root)
    for mark, share in (("main", 1 / 4), ("article", 3 / 4)):
        found = [*root.iter(mark), *cast("list[etree._Element]", _in_role(root, role=mark))]
        best = max(found, key=told.__getitem__, default=root)
        if best is not root and told[best] >= told[root] * share:
            return Page(root, best, told, linked)
    return Page(root, root, told, linked)


def _counted(root: etree._Element) -> tuple[dict[etree._Element, int], dict[etree._Element, int]]:
    """The letters in each element, besides links to elsewhere and in them: each element's are added to those of the one around it."""
    elements = list(root.iter("*"))
    told = dict.fromkeys(elements, 0)
    linked = told.copy()
    for element in reversed(elements):
        if element.tag in _UNSEEN:
            told[element] = 0
        elif text := element.text:
            told[element] += len(text.strip())
        if element.tag == "a" and _leads_elsewhere(element):
            linked[element] += told[element]
            told[element] = 0
        if (around := element.getparent()) is not None:
            tail = element.tail
            told[around] += told[element] + (len(tail.strip()) if tail else 0)
            linked[around] += linked[element]
    return told, linked


@lru_cache(maxsize=4096)
def _says(tag: str, name: str, value: str) -> _Says:
    """What an attribute says of an element with a tag."""
    if name == "hidden":
        return _Says.NOTHING if value == "until-found" else _Says.OUT
    if (
        (name == "aria-hidden" and value == "true")
        or (name == "role" and value in _ROLES)
        or (name == "style" and _UNSHOWN.search(value))
        or (name == "class" and _INVISIBLE.search(value))
    ):
        return _Says.OUT
    if tag in _UNNAMED or not (name == "class" or (name == "id" and tag in _CONTAINERS)):
        return _Says.NOTHING
    return min(map(_named, value.lower().split()), key=lambda said: said.value, default=_Says.NOTHING)


def _named(name: str) -> _Says:
    if len(name) > _NAME:
        return _Says.NOTHING
    if _SURELY.search(name):
        return _Says.AROUND
    if _WORDLESS.fullmatch(name):
        return _Says.WORDLESS
    return _Says.PERHAPS if _PERHAPS.fullmatch(name) else _Says.NOTHING


def _has_title(element: etree._Element) -> bool:
    return next(element.iter("h1", "main"), None) is not None


def _is_in_heading(element: etree._Element) -> bool:
    return any(one.tag in _HEADINGS or one.tag == "summary" for one in element.iterancestors())


def _leads_elsewhere(link: etree._Element) -> bool:
    return "#" not in (link.get("href") or "#")


def moves(link: etree._Element) -> bool:
    """Whether a link only moves a reader about in the page: "Skip to content", "Back to top"."""
    return (link.get("href") or "").startswith("#") and _MOVES.fullmatch(text_of(link)) is not None


def text_of(element: etree._Element) -> str:
    """The words in an element, all of them."""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False).strip()
