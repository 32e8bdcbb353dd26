"""Opens a Word file, after the archive that it is has been checked. No link is followed, no macro or picture looked at."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Final

import docx
from docx.document import Document
from lxml import etree

from kg.read.forms import foreign
from kg.read.styles import W

UNPACKED: Final = 100 * 1024 * 1024
"""Bytes that a Word file may unpack to, pictures and all."""
TEXT: Final = 20 * 1024 * 1024
"""Bytes of its parts in XML; a report of 150 pages has some 3 million."""
MARKUP: Final = 1_000_000
"""Tags and attributes in them; a report of 150 pages has some 300,000."""
RATIO: Final = 200
"""Times by which a part may be larger than it is packed: text packs to a tenth, a bomb to a thousandth."""
PARTS: Final = 2_000
"""Parts of the largest file."""
_SMALL: Final = 1024 * 1024
"""Bytes up to which a part may be packed as well as it can be."""
_CHUNK: Final = 1024 * 1024
_XML = (".xml", ".rels")
_PICTURE = ".svg"
"""Pictures may have a document type; they are not read."""
_DECLARATION = b"<!DOCTYPE"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of Word begin that are no archives: those of before 2007, and locked ones."""
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MAIN: Final = "word/document.xml"
_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
"""A namespace or a kind of relation in a file that is saved as "Strict Open XML", of which only the name of its part is kept."""
_HEAD: Final = 8192
"""Bytes at the head of a part in which it declares its namespaces."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)
_AGAIN = "save it again as .docx"


def opened(data: bytes) -> Document:
    """A Word file. Raises ValueError for what is none, is damaged, or must not be opened."""
    if data.startswith(_OLE):
        raise ValueError(
            "locked with a password; save it without one"
            if _LOCKED in data
            else "an old Word file; save it as .docx"
        )
    if what := foreign(data):
        raise ValueError(f"is {what}; {_AGAIN}")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check(archive)
            return _document(_transitional(archive) if _is_strict(archive) else data)
    except _BROKEN as error:
        raise ValueError(f"no archive that can be unpacked ({error}); {_AGAIN}") from error
    except etree.XMLSyntaxError as error:
        raise ValueError(f"damaged ({error.msg}); {_AGAIN}") from error
    except (KeyError, AttributeError, TypeError) as error:
        # python-docx looks for the parts and elements that every Word file has, without asking whether they are there.
        raise ValueError(f"no Word file, or not a whole one; {_AGAIN}") from error


def _document(data: bytes) -> Document:
    try:
        document = docx.Document(BytesIO(data))
    except ValueError as error:
        raise ValueError(f"another file of Office, or one with macros; {_AGAIN}") from error
    if document.element.tag != W + "document":
        raise ValueError(f"its text is in no form of Word that is known; {_AGAIN}")
    return document


def _is_strict(archive: zipfile.ZipFile) -> bool:
    """Whether a file was saved as "Strict Open XML", whose elements have other namespaces."""
    return _MAIN in archive.namelist() and _STRICT.search(archive.read(_MAIN)[:_HEAD]) is not None


def _transitional(archive: zipfile.ZipFile) -> bytes:
    """The same file in the namespaces that are read; without its pictures, which are not."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name in dict.fromkeys(archive.namelist()):
            text = archive.read(name) if name.lower().endswith(_XML) else b""
            copy.writestr(name, _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", text))
    return written.getvalue()


def _check(archive: zipfile.ZipFile) -> None:
    """Raises ValueError for an archive that is locked, unpacks to too much, or declares entities."""
    members = archive.infolist()
    texts = [member for member in members if member.filename.lower().endswith(_XML)]
    if len(members) > PARTS:
        raise ValueError(f"holds {len(members)} parts, more than {PARTS}; {_AGAIN}")
    if any(member.flag_bits & 1 for member in members):
        raise ValueError("locked with a password; save it without one")
    if any(member.file_size > max(RATIO * member.compress_size, _SMALL) for member in members):
        raise ValueError(f"holds a part that unpacks to more than {RATIO} times its size; {_AGAIN}")
    for counted, most in ((members, UNPACKED), (texts, TEXT)):
        if sum(member.file_size for member in counted) > most:
            raise ValueError(f"unpacks to more than {most // 2**20} MiB; give the report alone")
    read = [member for member in members if not member.filename.lower().endswith(_PICTURE)]
    if sum(_marked_up(archive, member) for member in read) > MARKUP:
        raise ValueError(f"more than {MARKUP:,} tags and attributes; give the report alone")


def _marked_up(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """The tags and attributes of a part in XML. Raises ValueError for any part with a document type, in UTF-8 or UTF-16."""
    count, before = 0, b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            seen = before + chunk.replace(b"\0", b"")
            if _DECLARATION in seen:
                raise ValueError(f"declares entities of its own; {_AGAIN}")
            before = seen[1 - len(_DECLARATION) :]
            count += chunk.count(b"<") + chunk.count(b"=")
    return count if member.filename.lower().endswith(_XML) else 0
