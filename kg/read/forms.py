"""Tells of what form a file is, from its first bytes and its name; and which reader is for it."""

import re
from enum import StrEnum
from typing import Final

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|main|article|div|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_LOOKED_AT = 4096
"""Bytes at the head of a file that tell its form."""


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


def form_of(data: bytes, name: str) -> Form:
    """The form of a file: what its first bytes say, and what its name says where they leave it open."""
    head = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
    named = SUFFIXES.get(name[name.rfind(".") :].lower()) if "." in name else None
    if b"%PDF-" in head[:1024]:
        return Form.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Form.DOCX if named is Form.DOCX else Form.ZIP
    if _HTML.match(head):
        return Form.HTML
    return named if named in (Form.HTML, Form.PDF, Form.DOCX) else Form.TEXT
