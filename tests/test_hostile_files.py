"""Files that are broken, are something else, or were made to hurt: each gives one line, and that soon. Nothing in a file is ever fetched."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest

from kg.errors import UnreadableInput
from kg.extract import extract
from kg.read import read, sources
from kg.values import Reading
from kg.vocabulary import Vocabulary

SECONDS = 45
"""Within which the line is there, also on a busy machine."""
REPORT = "HMIC\n\nKent PEEL 2016\n\nThe force is good at preventing crime. It needs to improve how it protects victims.\n"
Made = str | bytes
Make = Made | Callable[[], Made]
"""What is in a file; large files are made when they are needed."""
Told = Callable[[str, Make], str]


@pytest.fixture
def told(tmp_path: Path, vocabulary: Vocabulary) -> Told:
    """The line that says why a file of some name and bytes is left out."""

    def line(name: str, make: Make) -> str:
        path = write(tmp_path / name, make() if callable(make) else make)
        began = monotonic()
        with pytest.raises(UnreadableInput) as caught:
            got(path, vocabulary)
        assert monotonic() - began < SECONDS
        said = str(caught.value).removeprefix(f"{tmp_path}/")
        assert said.startswith(name) and said.isprintable() and "; " in said
        assert len(said) < 300
        return said

    return line


def write(path: Path, made: Made) -> Path:
    path.write_bytes(made if isinstance(made, bytes) else made.encode())
    return path


def got(path: Path, vocabulary: Vocabulary) -> Reading:
    """What is read from the one report behind a path. Raises UnreadableInput."""
    found, problems = sources([path])
    if problems:
        raise problems[0]
    return extract(read(found[0], vocabulary), vocabulary)


def packed(members: dict[str, Made]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, made in members.items():
            archive.writestr(name, made)
    return data.getvalue()


def pdf(content: bytes, *, more: str = "", trailer: str = "") -> bytes:
    """A PDF of one page with some content, and what more a test needs of objects from 6 on."""
    written = b"%PDF-1.7\n"
    offsets = []
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [7 0 R] /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *(part.encode() for part in more.split("\n") if part),
    ]
    for number, one in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return written + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, trailer.encode(), len(written)
    )  # fmt: skip


def lines(text: str) -> bytes:
    """The content of a page with some lines, packed."""
    shown = " ".join(f"({line}) Tj 0 -20 Td" for line in text.splitlines() if line)
    return zlib.compress(f"BT /F1 12 Tf 72 760 Td {shown} ET".encode())


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(
    text: str, *, declared: str = "", body: str = "", links: str = "", more: dict[str, Made] | None = None
) -> bytes:
    """A Word file with some lines."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines() if line)
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{relations}">'
            f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{relations}">{links}</Relationships>',
            "word/document.xml": f"<?xml version='1.0'?>{declared}<w:document {W} xmlns:r=\"{R}\"><w:body>{paragraphs}{body}</w:body></w:document>",
            **(more or {}),
        }
    )


LOCK = "<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{0}> /U <{0}> >>".format("28BF4E5E4E758A41" * 4)
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9))
    + "]>"
)
SHELL = "<!doctype html><html><head><title>PEEL 2016</title><script src=app.js></script></head><body><div id=root></div><noscript>Please turn on JavaScript.</noscript></body></html>"
FIRE = (
    "Kent Fire and Rescue Service\n\nHMICFRS\n\nEffectiveness\n\nThe service is good at preventing fires.\n"
)


@pytest.mark.parametrize(
    ("name", "made", "words"),
    [
        ("empty.txt", "", "the file is empty"),
        ("blank.txt", " \n\u00a0\t\ufeff\n", "the file is empty"),
        ("junk.txt", bytes(range(256)) * 400, "no text that can be decoded"),
        ("image.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(99), "this is no text file"),
        ("line.txt", lambda: b"x" * (50 * 2**20), "larger than 32 MiB"),
        ("long.txt", lambda: "HMIC Kent. " * 400_000, "its text has more than 2 million characters"),
        ("list.txt", lambda: REPORT + "• It is good.\n" * 30_000, "has 30003 paragraphs, items and rows, more than 20000"),
        ("fire.txt", FIRE, "this is a report on a fire and rescue service"),
        ("recipe.txt", "Take two eggs.\n", "this is no inspection report"),
        ("report.rtf", "{\\rtf1\\ansi HMIC Kent PEEL 2016 effectiveness}", "is an RTF file"),
        ("rich.docx", "{\\rtf1\\ansi HMIC Kent PEEL 2016 effectiveness}", "is an RTF file"),
        ("rich.txt", "{\\rtf1\\ansi HMIC Kent PEEL 2016 effectiveness}", "is an RTF file"),
        ("report.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999), "is a Word file of before 2007, or one that is locked"),
        ("page.mht", "From: <Saved by Blink>\nMIME-Version: 1.0\n\nHMIC", "is a web archive"),
        ("report.txt.gz", b"\x1f\x8b\x08" + bytes(20), "is packed with gzip"),
        ("archive.txt", packed({"a.txt": REPORT}), "is an archive that is not named so, or a file of another program"),
        ("none.zip", REPORT, "no archive that can be opened"),
        ("bomb.zip", lambda: packed({"a.txt": bytes(64 * 2**20)}), "holds a file that unpacks to more than 200 times its size"),
        ("slip.zip", packed({"../../a.txt": REPORT}), "a name in it leads out of it"),
        ("nested.zip", packed({"a.txt": REPORT, "b.zip": packed({"c.txt": REPORT})}), "holds another archive"),
        ("pictures.zip", packed({"a.png": b"x"}), "no reports in this archive"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value[:14] else "",
)  # fmt: skip
def test_what_is_no_report(name: str, made: Make, words: str, told: Told) -> None:
    """Is refused, and the line says what it is, and what to do."""
    assert words in told(name, made)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (b"", "the file is empty"),
        (REPORT, "no PDF|breaks off"),
        (pdf(lines(REPORT))[:400], "breaks off|damaged"),
        (pdf(lines(REPORT), more=LOCK, trailer="/Encrypt 6 0 R /ID [<00><00>] "), "password"),
        (pdf(zlib.compress(b"0 0 595 842 re f")), "no text: it is a scan and needs OCR"),
        (pdf(lines(FIRE)), "this is a report on a fire and rescue service"),
        (lambda: pdf(zlib.compress(b"BT /F1 1 Tf " + b"(The force works well.) Tj " * 600_000 + b"ET")), "reader breaks down|longer than|MiB|characters"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 4000 + b"\n%%EOF", "damaged|no PDF"),
    ],
    ids=["empty", "text", "cut off", "locked", "scan", "fire service", "bomb", "junk"],
)  # fmt: skip
def test_pdf(made: Make, words: str, told: Told) -> None:
    """That cannot be read, or holds no report."""
    assert re.search(words, told("report.pdf", made))


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (SHELL, "no text"),
        (lambda: "<html><body>" + "<div>" * 200_000 + REPORT, "nested"),
        ("<!DOCTYPE html [<!ENTITY a 'HMIC'>]><html><body><p>&a;", "entities"),
        (LAUGHS + "<html><body><p>&a8;", "entities"),
        (lambda: "<html><body><p>" + "x" * (33 * 2**20), "larger than"),
        (lambda: "<html><body><p>" + "x <b>y</b> " * 2_500_000, "larger than|more than|MiB"),
        ("<html><body>" + "<p>".join(FIRE.splitlines()), "fire and rescue service"),
        ("", "the file is empty"),
        (b"\0" * 5000, "no text"),
    ],
    ids=["shell", "nested", "DTD", "laughs", "large", "marked", "fire service", "empty", "zeros"],
)
def test_html(made: Make, words: str, told: Told) -> None:
    """That cannot be read, or holds no report."""
    assert re.search(words, told("page.html", made))


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (b"", "the file is empty"),
        (REPORT, "no archive"),
        (docx(REPORT)[:900], "no archive"),
        (docx(REPORT, declared="<!DOCTYPE w:document>"), "entities|declar"),
        (docx(REPORT, declared=LAUGHS, body="<w:p><w:r><w:t>&a8;</w:t></w:r></w:p>"), "entities|declar"),
        (lambda: docx(REPORT, more={"word/bomb.xml": bytes(64 * 2**20)}), "unpacks to more than"),
        (lambda: docx(REPORT, body="<w:sdt>" * 100_000), "damaged|nested|deep"),
        (docx(FIRE), "fire and rescue service"),
        (docx(""), "no text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (packed({"xl/workbook.xml": "<workbook/>"}), "no Word file|Office"),
    ],
    ids=["empty", "text", "cut off", "DTD", "laughs", "bomb", "nested", "fire service", "blank", "locked", "another"],
)  # fmt: skip
def test_docx(made: Make, words: str, told: Told) -> None:
    """That cannot be read, or holds no report."""
    assert re.search(words, told("report.docx", made))


@pytest.mark.parametrize(
    ("name", "made"),
    [
        pytest.param("report.txt", pdf(lines(REPORT)), id="PDF as .txt"),
        pytest.param("report.html", pdf(lines(REPORT)), id="PDF as .html"),
        pytest.param("report", docx(REPORT), id="Word file without a name"),
        pytest.param("REPORT.DOCX", docx(REPORT), id="Word file in capitals"),
        pytest.param("report.pdf", "<!doctype html><body>" + REPORT.replace("\n", "<p>"), id="HTML as .pdf"),
        pytest.param("report.zip", packed({"x/y.TXT": REPORT}), id="text in an archive"),
        pytest.param("report.zip", packed({"x/y.pdf": pdf(lines(REPORT))}), id="PDF in an archive"),
    ],
)  # fmt: skip
def test_what_a_file_is_called_does_not_matter(
    name: str, made: bytes | str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """Where its bytes say what it is."""
    path = write(tmp_path / name, made)
    (tmp_path / "manifest.csv").write_text(f"file,force,year,pillar\n{name},kent,2016,effectiveness\n")
    document = read(sources([path])[0][0], vocabulary)
    assert "The force is good at preventing crime. It needs to improve" in document.text


@contextmanager
def canary() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and what was asked of it."""
    asked: list[str] = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_POST = do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Canary) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def page(url: str, secret: str) -> str:
    """A web page with every kind of link."""
    return (
        f"<!DOCTYPE html SYSTEM '{url}/dtd'><html><head><base href='{url}/'><link rel=stylesheet href='{url}/css'>"
        f"<meta http-equiv=refresh content='0;url={url}/refresh'><script src='{url}/js'></script><style>@import '{url}/import';</style></head>"
        f"<body><main>{REPORT.replace(chr(10), '<p>')}<img src='{url}/img' srcset='{url}/srcset 2x'><iframe src='{url}/frame'></iframe>"
        f"<object data='{url}/object'></object><embed src='{url}/embed'><video poster='{url}/poster'><source src='{url}/video'></video>"
        f"<a href='{url}/a'>more</a><svg><image href='{url}/svg'/><use href='file://{secret}'/></svg><iframe src='file://{secret}'></iframe></main>"
    )


def entities(url: str, secret: str) -> str:
    """An XHTML page that would have others put into it."""
    return (
        f"<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a SYSTEM '{url}/entity'><!ENTITY b SYSTEM 'file://{secret}'><!ENTITY % c SYSTEM '{url}/parameter'> %c;]>"
        f"<html xmlns='http://www.w3.org/1999/xhtml'><body><p>&a; &b;</p>{REPORT.replace(chr(10), '<p/>')}</body></html>"
    )


def word(url: str, secret: str) -> bytes:
    """A Word file with outward relations: a picture, a template, a part of the text."""
    kinds = (
        "image",
        "attachedTemplate",
        "aFChunk",
        "subDocument",
        "hyperlink",
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{url}/{kind}" TargetMode="External"/>'
        for n, kind in enumerate(kinds, 2)
    )
    body = f'<w:altChunk r:id="r4"/><w:p><w:r><w:instrText>INCLUDETEXT "{secret}"</w:instrText><w:instrText>INCLUDEPICTURE "{url}/picture"</w:instrText></w:r></w:p>'
    return docx(REPORT, links=links, body=body)  # fmt: skip


def declaring(url: str, secret: str) -> bytes:
    """A Word file that would have others put into it."""
    dtd = f"<!DOCTYPE x [<!ENTITY a SYSTEM '{url}/entity'><!ENTITY b SYSTEM 'file://{secret}'>]>"
    return docx(REPORT, declared=dtd, body="<w:p><w:r><w:t>&a; &b;</w:t></w:r></w:p>")


def acting(url: str, secret: str) -> bytes:
    """A PDF that would open pages and files, and has its words from elsewhere."""
    action = f"/A << /S /URI /URI ({url}/uri) >> /AA << /E << /S /SubmitForm /F << /FS /URL /F ({url}/form) >> >> >>"
    more = f"<< /Length 0 /F << /FS /URL /F ({url}/stream) >> >>\n<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] {action} >>\n<< /S /Launch /F ({secret}) >>"
    return pdf(lines(REPORT), more=more).replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction 8 0 R")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        pytest.param("page.html", page),
        pytest.param("page.xhtml", entities),
        pytest.param("report.docx", word),
        pytest.param("report.docx", declaring),
        pytest.param("report.pdf", acting),
    ],
)
def test_nothing_is_fetched(
    name: str, make: Callable[[str, str], Made], tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """Whatever a file links to, on this machine or in its folders: no request is made, and no other file gets into the text."""
    secret = tmp_path / "secret.txt"
    secret.write_text("Sesame opens.")
    with canary() as (url, asked):
        path = write(tmp_path / name, make(url, str(secret)))
        try:
            text = read(sources([path])[0][0], vocabulary).text
        except UnreadableInput as problem:
            text = str(problem)
    assert asked == []
    assert "Sesame" not in text
    assert "preventing crime" in text or "entities" in text
