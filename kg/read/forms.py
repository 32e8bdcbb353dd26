"""Tells of what form a file is, from its first bytes and its name; and what it is where nothing here reads it."""

import re
from enum import StrEnum
from typing import Final

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*)*+<(?:!doctype\s+html|html|head|body|main|article|div|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_LOOKED_AT = 4096
"""Bytes at the head of a file that tell its form."""
_TAIL = 1 << 16
"""Bytes at the end of an archive among which its list of files begins, or ends."""


class Form(StrEnum):
    """The forms in which reports come."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    ZIP = "zip"


SUFFIXES: Final = {
    ".txt": Form.TEXT,
    ".text": Form.TEXT,
    ".htm": Form.HTML,
    ".html": Form.HTML,
    ".xhtml": Form.HTML,
    ".pdf": Form.PDF,
    ".docx": Form.DOCX,
    ".zip": Form.ZIP,
}
"""How the names of reports end."""
OTHERS: Final = frozenset((".doc", ".rtf", ".odt", ".mht", ".mhtml"))
"""How the names of documents end that may be reports, and that nothing here reads: what such a file is, is told."""
_FOREIGN: Final = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "a Word file of before 2007, or one that is locked with a password",
    b"{\\rtf": "an RTF file",
    b"From: <Saved by ": "a web archive",
    b"MIME-Version: ": "a web archive or an email",
    b"\x1f\x8b": "packed with gzip",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
}
"""What people have, too, by its first bytes: some of it would pass for text."""


def form_of(data: bytes, name: str) -> Form:
    """The form of a file: what its bytes say, and what its name says where they leave it open."""
    head = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
    named = SUFFIXES.get(name[name.rfind(".") :].lower()) if "." in name else None
    if b"%PDF-" in head[:1024]:
        return Form.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        word = named is Form.DOCX or (named is not Form.ZIP and b"word/document.xml" in data[-_TAIL:])
        return Form.DOCX if word else Form.ZIP
    if _HTML.match(head):
        return Form.HTML
    return named if named in (Form.HTML, Form.PDF, Form.DOCX) else Form.TEXT


def foreign(data: bytes) -> str | None:
    """What a file is that is of none of the forms; None where it may be of one."""
    return next((name for start, name in _FOREIGN.items() if data.startswith(start)), None)
