"""Word files: what stands in them is kept, once and in order; what is not of the text is left out; what could hurt is refused."""

import io
import re
import zipfile
from collections.abc import Mapping

import docx
import pytest
from growth import KNOWS_MEMORY, grows_linearly, megabytes
from hypothesis import given
from hypothesis import strategies as st

from kg.read import package
from kg.read.docx import pieces, read
from kg.read.layout import Kind
from kg.read.package import opened

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"


def packed(
    body: str,
    parts: Mapping[str, str] | None = None,
    more: Mapping[str, bytes] | None = None,
    main: str = _TYPE.format("document.main"),
    related: str = "",
    compression: int = zipfile.ZIP_STORED,
) -> bytes:
    """A Word file with a body, parts beside it (their words by their kind), further files as they are, and further relations."""
    named = {"document": f"<w:document><w:body>{body}</w:body></w:document>", **(parts or {})}
    types = "".join(
        f'<Override PartName="/word/{kind}.xml" ContentType="{main if kind == "document" else _TYPE.format(kind)}"/>'
        for kind in named
    )
    beside = "".join(
        f'<Relationship Id="r{kind}" Type="{_RELATION.format(kind)}" Target="{kind}.xml"/>'
        for kind in named
        if kind != "document"
    )
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="x/y"/>{types}</Types>',
        )
        first = (
            f'<Relationship Id="r1" Type="{_RELATION.format("officeDocument")}" Target="word/document.xml"/>'
        )
        archive.writestr("_rels/.rels", relations.format(first))
        archive.writestr("word/_rels/document.xml.rels", relations.format(beside + related))
        for kind, words in named.items():
            archive.writestr(f"word/{kind}.xml", re.sub(r"^<([\w:]+)", rf"<\1 {_SPACES}", words))
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return written.getvalue()


def relation(kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="x{kind}" Type="{_RELATION.format(kind)}" Target="{target}" {more}/>'


def archive(**files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return written.getvalue()


def run(words: str, looks: str = "") -> str:
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def par(words: str, settings: str = "", looks: str = "") -> str:
    """A paragraph with settings of its own, and looks of its one run."""
    return f"<w:p><w:pPr>{settings}</w:pPr>{run(words, looks)}</w:p>"


def styled(words: str, style: str) -> str:
    return par(words, f'<w:pStyle w:val="{style}"/>')


def item(words: str, number: int = 1, level: int = 0) -> str:
    return par(words, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in lines) + "</w:tbl>"


STYLES = (
    '<w:styles><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/><w:basedOn w:val="{base}"/>{settings}</w:style>'
        for style, name, base, settings in [
            ("berschrift1", "heading 1", "Normal", ""),
            ("Titel", "Title", "Normal", ""),
            ("Haus", "House style", "Kapitel", ""),
            ("Kapitel", "Chapter", "Kapitel", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
            ("Quiet", "Quiet", "berschrift1", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>'),
            ("Verzeichnis1", "toc 1", "Normal", ""),
            ("Liste2", "List Bullet 2", "Normal", ""),
            ("Punkt", "Dotted", "Normal", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
            ("Punkt2", "Dotted twice", "Punkt", '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>'),
            ("Absatz", "Counted", "Normal", '<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr>'),
            ("Fett", "Bold", "Normal", "<w:rPr><w:b/></w:rPr>"),
        ]
    )
    + "</w:styles>"
)


def levels(*made: tuple[str, str], style: str = "") -> str:
    return "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{count}"/>{style * (depth == 1)}<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (count, text) in enumerate(made)
    )


_COUNTED = '<w:pStyle w:val="Absatz"/>'
NUMBERING = (
    f'<w:numbering><w:abstractNum w:abstractNumId="0">{levels(("bullet", "•"), ("bullet", "o"))}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{levels(("decimal", "%1."), ("lowerLetter", "(%2)"), ("lowerRoman", "%3)"))}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{levels(("decimal", "Recommendation %1:"))}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="3">{levels(("decimal", "%1"), ("decimal", "%1.%2"), style=_COUNTED)}</w:abstractNum>'
    + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{pattern}"/>{anew}</w:num>'
        for number, pattern, anew in [
            (1, 0, ""),
            (2, 1, ""),
            (3, 2, ""),
            (4, 3, ""),
            (5, 1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'),
            (6, 9, ""),
        ]
    )
    + "</w:numbering>"
)
PARTS = {"styles": STYLES, "numbering": NUMBERING}


def lines(body: str, parts: Mapping[str, str] = PARTS) -> list[str]:
    """The lines of a body, blank ones left out."""
    return [line for line in read(packed(body, parts)).text.splitlines() if line]


def kinds(body: str) -> list[Kind]:
    return [one.kind for one in pieces(opened(packed(body, PARTS)))]


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        (styled("Effectiveness", "berschrift1"), Kind.HEADING),
        (styled("Effectiveness", "Titel"), Kind.HEADING),
        (styled("Effectiveness", "Haus"), Kind.HEADING),
        (par("Effectiveness", '<w:outlineLvl w:val="0"/>'), Kind.HEADING),
        (styled("Effectiveness", "Quiet"), Kind.PARAGRAPH),
        (styled("Effectiveness", "Fett"), Kind.HEADING),
        (par("Effectiveness", looks="<w:b/>"), Kind.HEADING),
        (par("How good is it?", looks="<w:b/>"), Kind.HEADING),
        (par("It is good.", looks="<w:b/>"), Kind.PARAGRAPH),
        (par("long " * 40, looks="<w:b/>"), Kind.PARAGRAPH),
        (par("Effectiveness", looks='<w:b w:val="0"/>'), Kind.PARAGRAPH),
        (f"<w:p>{run('Force', '<w:b/>')}{run(' is good')}</w:p>", Kind.PARAGRAPH),
        (f"<w:p>{run('Force', '<w:b/>')}{run(' ')}</w:p>", Kind.HEADING),
        (styled("Effectiveness", "unknown"), Kind.PARAGRAPH),
        (item("Effectiveness"), Kind.ITEM),
        (table((par("a", looks="<w:b/>"), par("b"))), Kind.ROW),
    ],
)
def test_kinds(paragraph: str, kind: Kind) -> None:
    """Headings by their style, whatever it is called, by their level, or as bold lines that stand alone."""
    assert kinds(paragraph) == [kind]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (item("a") + item("b", level=1) + item("c"), ["• a", "    • b", "• c"]),
        (item("a", 2) + item("b", 2, 1) + item("c", 2, 1) + item("d", 2) + item("e", 2, 1), ["1. a", "    (a) b", "    (b) c", "2. d", "    (a) e"]),
        (item("a", 2) + item("b", 5) + item("c", 2), ["1. a", "7. b", "8. c"]),
        (item("a", 2, 1) + item("b", 2, 2), ["    (a) a", "        i) b"]),
        (styled("a", "Punkt") + styled("b", "Punkt2"), ["• a", "    • b"]),
        (styled("a", "Liste2"), ["    • a"]),
        (par("a", '<w:pStyle w:val="Punkt"/><w:numPr><w:numId w:val="0"/></w:numPr>'), ["a"]),
        (item("The force should act.", 3), ["Recommendation 1: The force should act."]),
        (item("a", 4) + item("b", 4, 1), ["1. a", "    • b"]),
        (par("Heading", '<w:outlineLvl w:val="0"/><w:numPr><w:numId w:val="4"/></w:numPr>') + styled("It works.", "Absatz"), ["Heading", "It works."]),
        (item("a", 6) + item("b", 77) + item("c", 1, 5), ["• a", "• b", "                    • c"]),
        (item("a", 1, 99), ["                                • a"]),
    ],
)  # fmt: skip
def test_lists(body: str, expected: list[str]) -> None:
    """Items by their own settings or their style's, with the numbers that Word prints."""
    assert lines(body) == expected


def test_items_by_the_name_of_their_style() -> None:
    """A file without numbering still tells its lists by their styles."""
    assert lines(styled("a", "Liste2"), {"styles": STYLES}) == ["    • a"]


LONG = "The force should review its arrangements, and tell its officers what it has found."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (table((par("Area"), par("Grade")), (par("Crime"), par("Good"))), ["Area | Grade", "Crime | Good"]),
        (table((par("a"), par(LONG), par("b"))), ["a", LONG, "b"]),
        (table((item("a") + item("b"), par("c"))), ["• a", "• b", "c"]),
        (table((table((par("a"), par("b"))) + par(""), par("c"))), ["a | b", "c"]),
        (table((par("a") + par("b"), par("c"))), ["a b | c"]),
        (table((par("a"),)).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>") + par("b"), ["b"]),
        (f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent><w:tc>{par('a')}</w:tc></w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>", ["a"]),
    ],
)  # fmt: skip
def test_tables(body: str, expected: list[str]) -> None:
    """A row of short cells is one line; cells with prose are read one after another."""
    assert lines(body) == expected


BOX = f"<w:txbxContent>{par('boxed')}</w:txbxContent>"


TABBED = "<w:p><w:r><w:t>{}</w:t><w:tab/></w:r><w:r><w:tab/><w:t>{}</w:t></w:r></w:p>"
"""A line with tabs in it."""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<w:p>{run('a ')}<w:hyperlink r:id='x'>{run('b')}</w:hyperlink><w:smartTag>{run(' c')}</w:smartTag></w:p>", ["a b c"]),
        (f"<w:p>{run('a ')}<w:ins>{run('b ')}</w:ins><w:del><w:r><w:delText>x</w:delText></w:r></w:del>{run('c')}</w:p>", ["a b c"]),
        (f"<w:p><w:moveFrom>{run('x')}</w:moveFrom><w:moveTo>{run('a')}</w:moveTo></w:p>", ["a"]),
        (f"<w:ins>{par('a')}</w:ins><w:moveTo>{par('b')}</w:moveTo>", ["a", "b"]),
        (par("The force ", "<w:rPr><w:del/></w:rPr>") + par("is good."), ["The force is good."]),
        (par("The force", "<w:rPr><w:del/></w:rPr>"), ["The force"]),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{par('a')}<w:sdt><w:sdtContent>{par('b')}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>", ["a", "b"]),
        (f"<w:p><w:sdt><w:sdtContent>{run('a')}</w:sdtContent></w:sdt></w:p>", ["a"]),
        (TABBED.format("Preventing crime", "Good") + TABBED.format("1.", "One") + TABBED.format("The force", "is good."),
         ["Preventing crime | Good", "1. One", "The force is good."]),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/><w:t>d\u00ad</w:t></w:r></w:p>", ["a b-cd"]),
        ("<w:p><w:r><w:t>The force</w:t><w:br/><w:t>is good.</w:t><w:br w:type='page'/><w:t>It works.</w:t></w:r></w:p>", ["The force is good.", "It works."]),
        (f"<w:p>{run('x', '<w:vanish/>')}{run('a')}</w:p>", ["a"]),
        ("<w:p><w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>" + run("a") + "</w:p>", ["a"]),
        (f"<w:p><w:fldSimple w:instr='x'>{run('a')}</w:fldSimple></w:p>", ["a"]),
        ("<w:p><w:r><w:sym w:font='Symbol' w:char='F0B7'/><w:tab/><w:t>a</w:t></w:r></w:p>", ["• a"]),
        (f"<w:p>{run('a')}<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{BOX}</wps:txbx></mc:Choice><mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>{run(' b')}</w:p>", ["a b", "boxed"]),
        (f"<w:p><w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r></w:p>{par('a')}", ["boxed", "a"]),
        (styled("Contents 3", "Verzeichnis1") + par("a"), ["a"]),
        (f"<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>{par('x')}</w:sdtContent></w:sdt>{par('a')}", ["a"]),
        ("<w:p><m:oMath><m:r><m:t>x = 1</m:t></m:r></m:oMath></w:p>", ["x = 1"]),
        ("<!-- x --><w:p><!-- x -->" + run("a") + "<?x y?></w:p><w:sectPr/>", ["a"]),
    ],
)  # fmt: skip
def test_paragraphs(body: str, expected: list[str]) -> None:
    """Tracked changes are accepted; links, content controls and text boxes read; codes, hidden words and contents left out."""
    assert lines(body) == expected


def test_notes_stand_at_the_end() -> None:
    """Those to which the text refers, without a sign in the text; comments, headers and footers nowhere."""
    note = '<w:footnote w:id="{}">{}</w:footnote>'
    notes = (
        "<w:footnotes>"
        + note.format(0, par("x"))
        + note.format(2, par("The second."))
        + note.format(1, par("Its note."))
        + "</w:footnotes>"
    )
    ends = f'<w:endnotes><w:endnote w:id="1">{par("An end.")}</w:endnote></w:endnotes>'
    body = f'<w:p>{run("It works")}<w:r><w:endnoteReference w:id="1"/><w:footnoteReference w:id="1"/></w:r>{run(".")}</w:p>'
    other = {
        "comments": f'<w:comments><w:comment w:id="1">{par("x")}</w:comment></w:comments>',
        "header": f"<w:hdr>{par('x')}</w:hdr>",
    }
    assert lines(body + par("a"), {**other, "footnotes": notes, "endnotes": ends}) == [
        "It works.",
        "a",
        "Footnotes",
        "Its note.",
        "An end.",
    ]


def test_titles() -> None:
    """The title among the properties; none where there are no properties."""
    document = docx.Document()
    document.add_paragraph("a")
    document.core_properties.title = " Kent  PEEL 2016 "
    written = io.BytesIO()
    document.save(written)
    assert read(written.getvalue()).title == "Kent PEEL 2016"
    assert read(packed(par("a"))).title is None


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTITIES = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "unpacked"),
        (b"The force is good.", "unpacked"),
        (packed(par("a"))[:300], "unpacked"),
        (OLD + bytes(600), "an old Word file; save it"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "password"),
        (packed(""), "no text"),
        (packed("<w:p>"), "damaged"),
        (packed("<w:sdt>" * 300 + "</w:sdt>" * 300), "damaged"),
        (packed(par("a"), {"settings": ENTITIES}), "entities"),
        (packed(par("a"), more={"customXml/item1.xml": ENTITIES.encode("utf-16")}), "entities"),
        (
            packed(
                par("a"),
                more={"x.xml": b" " * 2_000_000 + ENTITIES.encode()},
                compression=zipfile.ZIP_DEFLATED,
            ),
            "more than 200 times",
        ),
        (
            packed(par("a"), more={"word/media/x.bin": bytes(5_000_000)}, compression=zipfile.ZIP_DEFLATED),
            "more than 200 times",
        ),
        (packed(par("a"), more={f"x{n}.bin": b"" for n in range(2_001)}), "parts"),
        (
            packed(par("a"), main="application/vnd.ms-word.document.macroEnabled.main+xml"),
            "another file of Office",
        ),
        (archive(x=b"a"), "no Word file"),
        (packed(par("a"), related=relation("image", "NULL")), "no Word file"),
        (
            re.sub(rb"(PK\x01\x02.{4})\x00", rb"\g<1>" + b"\x01", packed(par("a")), flags=re.DOTALL),
            "password",
        ),
    ],
)
def test_what_is_refused(data: bytes, problem: str) -> None:
    """One line, with what to do."""
    with pytest.raises(ValueError, match=problem) as raised:
        read(data)
    assert "; " in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize("limit", ["UNPACKED", "TEXT"])
def test_files_that_unpack_to_too_much(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All parts together, and those with text."""
    monkeypatch.setattr(package, limit, 1000)
    with pytest.raises(ValueError, match="unpacks to more than"):
        read(packed(par("a")))


def test_what_is_not_read_does_no_harm() -> None:
    """Macros, pictures with a document type, and links to elsewhere."""
    related = relation("attachedTemplate", "http://x.example/", 'TargetMode="External"') + relation(
        "vbaProject", "x.bin"
    )
    more = {"word/x.bin": OLD, "word/media/x.svg": ENTITIES.encode()}
    assert read(packed(par("a"), more=more, related=related)).text == "a\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", [par("a"), item("a"), run("a"), table((par("a"),)), "<w:p/>", "<w:p><w:r><w:br/></w:r></w:p>"]
)
def test_time_grows_with_length(piece: str) -> None:
    """And not with its square."""

    def attempt(body: str) -> None:
        read(packed(par("a") + (body if not piece.startswith("<w:r>") else f"<w:p>{body}</w:p>"), PARTS))

    assert grows_linearly(attempt, piece, 120_000)


@pytest.mark.skipif(not KNOWS_MEMORY, reason="memory is asked of Linux")
def test_memory_is_bounded() -> None:
    """The largest text is read in less than 300 MB."""
    words = par("word " * 3_000)
    data = packed(words * (package.TEXT // len(words) - 1))
    assert megabytes("import sys\nfrom kg.read.docx import read\nread(sys.stdin.buffer.read())", data) < 300


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Blocks around and beside others."""
    several = st.lists(inner, min_size=1, max_size=3)
    around = st.sampled_from(
        [
            "w:sdt><w:sdtContent",
            "w:ins",
            "w:customXml",
            "w:p><w:r><w:pict><v:textbox><w:txbxContent",
            "w:tbl><w:tr><w:tc",
        ]
    )
    return st.tuples(around, several).map(lambda made: f"<{made[0]}>{''.join(made[1])}{closed(made[0])}")


def closed(opening: str) -> str:
    return "".join(f"</{name}>" for name in reversed(opening.split("><")))


SHAPES = st.sampled_from(
    [
        par("@"),
        item("@"),
        item("@", 2, 1),
        styled("@", "berschrift1"),
        par("@", looks="<w:b/>"),
        table((par("@"), par("@"))),
    ]
)


@given(st.lists(st.recursive(SHAPES, nested, max_leaves=12), min_size=1, max_size=4))
def test_every_word_is_kept_once_and_in_order(shapes: list[str]) -> None:
    """Whatever the tables, content controls and text boxes around it."""
    body = "".join(shapes)
    count = iter(range(body.count("@")))
    body = re.sub("@", lambda _: f"w{next(count)}x", body)
    found = [word for word in read(packed(body, PARTS)).text.split() if word.endswith("x")]
    assert found == re.findall(r"w\d+x", body)


def in_other_namespaces(given: bytes, names: Mapping[bytes, bytes]) -> bytes:
    """A Word file with other names for its namespaces."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            for one, other in names.items():
                data = data.replace(one, other)
            new.writestr(name, data)
    assert written.getvalue() != given
    return written.getvalue()


def test_strict_open_xml_is_read() -> None:
    """Word saves it, too, in namespaces of its own; a picture in it is not needed."""
    given = packed(item("The force should act.") + par("It works."), PARTS, {"word/media/a.png": b"\x89PNG"})
    names = {
        f"http://schemas.openxmlformats.org/{part}/2006".encode(): f"http://purl.oclc.org/ooxml/{part}".encode()
        for part in ("wordprocessingml", "officeDocument")
    }
    assert read(in_other_namespaces(given, names)).text == read(given).text


def test_text_in_another_namespace_is_told_plainly() -> None:
    """And no error of the library is shown."""
    other = in_other_namespaces(packed(par("It works.")), {_W.encode(): b"http://example.org/"})
    with pytest.raises(ValueError, match="in no form of Word that is known; save it again as"):
        read(other)
