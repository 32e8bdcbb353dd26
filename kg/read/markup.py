"""Makes the tree of a web page from its bytes, or says why not. Nothing is fetched, no entity of its own is expanded, no text is lost."""

import re
from typing import Final

from lxml import etree

LARGEST: Final = 5 * 1024 * 1024
"""Bytes of the largest page that is read, not counting pictures written into it: in more the parser may lose a line."""
MARKUP: Final = 250_000
"""Tags and attributes of the largest page; a whole report of 150 pages has some 30,000, and as Word writes web pages 150,000."""
DEPTH: Final = 250
"""Elements inside one another: the parser goes down to 255, and loses what is deeper without a word."""
_is_too_deep = etree.XPath(f"boolean({'/*' * DEPTH})")
_HEAD: Final = 4096
"""Bytes at the head of a page in which it declares its encoding."""
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
"""How a page begins that needs no declaration: with a byte order mark, or as UTF-16 without one."""
_DECLARED = re.compile(
    rb"<(?:meta\b[^>]{0,500}?\bcharset|\?xml\b[^>]{0,200}?\bencoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{2,20})",
    re.IGNORECASE,
)
_NARROW = re.compile(r"iso-8859-(?:[2-9]|1[03-6])|windows-125[0-8]|macintosh|koi8-[ru]")
"""Encodings of one byte a letter, by the names that browsers know; ISO-8859-1 is Windows-1252 to them, and to us."""
_PICTURES = re.compile(rb"data:[a-z]{1,20}/[\w.+-]{1,60};base64,[\w+/=%]+")
_ENDS = re.compile(rb"</(?:body|BODY|html|HTML)(?:[\s/][^<>]*)?>")
_EMPTY = re.compile(rb"<(?:script|style|iframe|textarea|title|noscript)\b[^<>]*/>")
"""Elements that end at once in XHTML, and in HTML only at their end tag."""
_ASCII = bytes(range(0x80))
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r")) + b"\x7f"
_BLANKS = bytes.maketrans(b"\v\f", b"  ")


def tree(data: bytes) -> etree._Element:
    """The root of a page. Raises ValueError where it is too large, declares entities, or is nested too deeply."""
    text = _limited(as_utf8(_limited(_PICTURES.sub(b"", data))))
    if len(text) > MARKUP and text.count(b"<") + text.count(b"=") > MARKUP:
        raise ValueError(f"more than {MARKUP:,} tags and attributes; give the page of one report")
    if b"<!ENTITY" in text:
        raise ValueError("declares entities of its own; save the page from a browser")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(_mended(text), parser)
    if root is not None and _is_too_deep(root):
        raise ValueError(f"elements nested {DEPTH} deep; save the page from a browser")
    return etree.Element("html") if root is None else root


def _limited(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise ValueError(f"larger than {LARGEST // 2**20} MiB; give the page of one report")
    return data


def as_utf8(data: bytes) -> bytes:
    """A page in UTF-8: from the encoding of its byte order mark; as it is, where it is UTF-8; as it declares; else from Windows-1252.

    What is UTF-8 beyond ASCII is no accident, whatever the page declares; single bytes that break it become U+FFFD.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff").encode()
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken:
        return data
    if broken * 2 > len(data.translate(None, _ASCII)):
        found = _DECLARED.search(data[:_HEAD])
        name = found[1].decode("ascii").lower() if found else ""
        text = data.decode(name if _NARROW.fullmatch(name) else "cp1252", "replace")
    return text.encode()


def _mended(text: bytes) -> bytes:
    """The page without what the parser takes otherwise than browsers do: controls, and end tags after which it begins another tree."""
    if b"xhtml" in text[:_HEAD].lower():
        text = _EMPTY.sub(b"", text)
    return _ENDS.sub(b"", text.translate(_BLANKS, _CONTROLS))
