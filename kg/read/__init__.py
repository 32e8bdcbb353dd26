"""Reads the files a user names into documents, whatever their form: text, web page, PDF or Word, in folders and archives."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UnreadableInput
from kg.read.decode import decoded
from kg.read.forms import Form, foreign, form_of
from kg.read.layout import LONGEST, Copy
from kg.read.manifest import ADDRESS, broken, checked, is_day, told_beside, told_by_name
from kg.read.sources import File, Source, behind
from kg.values import Document, Told

if TYPE_CHECKING:
    from kg.vocabulary import Vocabulary  # the process in which files are read does without it

__all__ = ["File", "Source", "checked", "decoded", "digest", "read", "sources", "told_by_name"]


def sources(paths: Iterable[str | Path]) -> tuple[list[Source], list[UnreadableInput]]:
    """The files behind `paths`, in order and each once; and which paths lead nowhere, what is left out, which manifests are broken."""
    found, problems = behind(paths)
    return found, problems + broken(found)


def read(source: File | Path, vocabulary: "Vocabulary") -> Document:
    """One file as a document. Raises UnreadableInput where it is nothing that could be a report."""
    source = Source(source) if isinstance(source, Path) else source
    data = source.data()
    told = told_beside(source, data, vocabulary)
    copy = _copied(data, source)
    if len(copy.text) > LONGEST:
        problem = f"its text has more than {LONGEST // 1_000_000} million characters"
        raise UnreadableInput(source.place, problem, "give the text of one report")
    if copy.source and ADDRESS.fullmatch(copy.source):
        told = told.or_else(Told(source=copy.source))
    if copy.date and is_day(copy.date):
        told = told.or_else(Told(date=copy.date))
    return Document(source.name, copy.text, digest(copy.text), source.place, told, copy.pages, copy.title)


def _copied(data: bytes, source: File) -> Copy:
    """The report in some bytes. What is no plain text is read by a process of its own."""
    if not data:
        raise UnreadableInput(source.place, "the file is empty", "give the text of a report")
    form = form_of(data, source.file)
    if form is not Form.DOCX and (what := foreign(data)):
        raise UnreadableInput(source.place, f"is {what}", "save it as .docx, PDF, web page or text")
    if form is Form.ZIP:
        problem = "is an archive that is not named so, or a file of another program"
        problem = "an archive cannot be read from standard input" if source.is_stdin else problem
        remedy = (
            "name the file itself"
            if source.is_stdin
            else "end its name in .zip, or save it as .docx, PDF or text"
        )
        raise UnreadableInput(source.place, problem, remedy)
    if form is Form.TEXT:
        return Copy(decoded(data, source.place))
    from kg.read.worker import convert

    copy = convert(data, form, source.place)
    if not copy.text.strip():
        raise UnreadableInput(source.place, "no text in it", "give the text of the report as a text file")
    return copy


def digest(text: str) -> str:
    """SHA-256 of a text's UTF-8 form, in hexadecimal."""
    return sha256(text.encode("utf-8")).hexdigest()
