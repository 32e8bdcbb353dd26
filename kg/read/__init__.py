"""Reads the files a user names into documents, whatever their form: text, web page, PDF or Word, in folders and archives."""

from hashlib import sha256
from pathlib import Path

from kg.read.decode import decoded
from kg.read.forms import Form, form_of
from kg.read.layout import Copy
from kg.read.manifest import checked, told_beside, told_by_name
from kg.read.sources import Source, sources
from kg.values import Document, Told
from kg.vocabulary import Vocabulary

__all__ = ["Source", "checked", "decoded", "digest", "read", "sources", "told_by_name"]


def read(source: Source | Path, vocabulary: Vocabulary) -> Document:
    """One file as a document. Raises UnreadableInput where it is nothing that could be a report."""
    source = Source(source) if isinstance(source, Path) else source
    data = source.data()
    told = told_beside(source, data, vocabulary)
    copy = _copied(data, source)
    told = told.or_else(Told(source=copy.source))
    return Document(source.name, copy.text, digest(copy.text), source.place, told, copy.pages, copy.title)


def _copied(data: bytes, source: Source) -> Copy:
    """The report in some bytes. What is no plain text is read by a process of its own."""
    form = form_of(data, source.file)
    if form is Form.TEXT:
        return Copy(decoded(data, source.place))
    from kg.read.worker import convert

    return convert(data, form, source.place)


def digest(text: str) -> str:
    """SHA-256 of a text's UTF-8 form, in hexadecimal."""
    return sha256(text.encode("utf-8")).hexdigest()
