"""The same report says the same, in whatever form it comes."""

import re
from collections.abc import Callable
from pathlib import Path
from textwrap import fill

import pytest
from renderings import Part, as_docx, as_html, as_text, parts

from kg.extract import extract
from kg.read import digest, docx, html, pdf, told_by_name
from kg.values import Action, Document, Finding, Judgement, Statement
from kg.vocabulary import Vocabulary

ROOT = Path(__file__).parent.parent
PDFS = Path(__file__).parent / "read"
REPORTS = [
    ROOT / "data" / "reports" / "leicestershire-2014-effectiveness.txt",
    ROOT / "data" / "reports" / "leicestershire-2015-effectiveness.txt",
    ROOT / "tests" / "gold" / "gwent-2018-effectiveness.txt",
    ROOT / "tests" / "gold" / "greater-manchester-2023-overview.txt",
]
"""The two real reports, and two with lists in lists, and with a table of grades."""

PRINTED = [REPORTS[1], REPORTS[2]]
"""Those of which there are PDFs, made by tests/read/make_forms.py."""
PRINTERS = ("chromium", "weasyprint")

FORMS: dict[str, Callable[[list[Part]], str]] = {
    "text": as_text,
    "web page": lambda report: html.read(as_html(report)).text,
    "web page without <main>": lambda report: html.read(as_html(report, main=False)).text,
    "Word": lambda report: docx.read(as_docx(report)).text,
}
"""Writes a report in a form, and reads it again."""


def said(text: str, name: str, vocabulary: Vocabulary) -> list[str]:
    """What is read from a text, without where it stands."""
    document = Document(name, text, digest(text), name, told_by_name(name, vocabulary))
    return sorted(_told(statement, text) for statement in extract(document, vocabulary).statements)


def _told(statement: Statement, text: str) -> str:
    match statement:
        case Judgement(grade=own) | Finding(polarity=own) | Action(kind=own):
            pass
        case _:
            own = ""
    quote = " ".join(statement.span.of(text).split())
    about = (statement.question, statement.topics, statement.threats, statement.partners)
    return f"{type(statement).__name__} {own} {about} {quote}"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_report_says_the_same_in_every_form(path: Path, form: str, vocabulary: Vocabulary) -> None:
    """Kind, polarity, question, topics, threats, partners and quote of every statement are those of the text as it came."""
    text = path.read_text(encoding="utf-8")
    expected = said(text, path.stem, vocabulary)
    assert expected
    assert said(FORMS[form](parts(text)), path.stem, vocabulary) == expected


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("path", [REPORTS[1], REPORTS[3]], ids=lambda path: path.stem)
def test_a_report_says_the_same_when_its_lines_are_wrapped(
    path: Path, width: int, vocabulary: Vocabulary
) -> None:
    """As in an email: questions over two lines, sentences that end where a line does, and a last line that is but a grade."""
    text = path.read_text(encoding="utf-8")
    wrapped = "\n".join(_wrapped(line, width) for line in text.splitlines())
    assert max(map(len, wrapped.splitlines())) <= width
    assert said(wrapped, path.stem, vocabulary) == said(text, path.stem, vocabulary)


def _wrapped(line: str, width: int) -> str:
    """A line in several; those of an item begin below its words."""
    sign = re.match(r" *• *", line)
    below = " " * (sign.end() if sign else 0)
    return fill(line, width, subsequent_indent=below, break_on_hyphens=False)


@pytest.mark.parametrize("printer", PRINTERS)
@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.stem)
def test_a_report_says_the_same_when_printed(path: Path, printer: str, vocabulary: Vocabulary) -> None:
    """Two programs make a PDF of the same page: one draws its bullets, the other writes them."""
    text = path.read_text(encoding="utf-8")
    copy = pdf.read((PDFS / f"{path.stem}-{printer}.pdf").read_bytes())
    assert len(copy.pages) > 1
    assert said(copy.text, path.stem, vocabulary) == said(text, path.stem, vocabulary)


def test_titles_come_with_the_forms() -> None:
    """A page and a Word file tell their title."""
    report = [Part("paragraph", "The force is good.")]
    assert html.read(as_html(report, title="Kent PEEL 2016")).title == "Kent PEEL 2016"
    assert docx.read(as_docx(report, title="Kent PEEL 2016")).title == "Kent PEEL 2016"
