"""What a user or a stranger may bring, as bytes: each target takes any, and fails where our code does not stand them.

A target knows nothing of who makes the bytes: `test_fuzz.py` gives it seeds and all that once broke it, `loop.py` what libFuzzer makes of them.
"""

import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import islice, pairwise
from pathlib import Path
from tempfile import mkdtemp
from traceback import walk_tb
from typing import Final

import pyoxigraph as ox

import kg
from kg.additions import read_additions
from kg.decisions import Decision, Mark, Verdict, read_decisions, written
from kg.describe import describe
from kg.errors import DamagedGraph, Refused, UnreadableInput, UsageError
from kg.extract import extract
from kg.namespaces import OA, PREFIXES
from kg.read import decoded, digest, docx, html
from kg.read import pdf as printed
from kg.read.layout import Copy
from kg.read.manifest import broken, told_beside
from kg.resources import ontology
from kg.sparql import check
from kg.store.folder import Folder, files_of
from kg.store.manifest import Entry, Manifest, Revision
from kg.terminals import Kind, Token, tokens
from kg.values import Document, Told
from kg.vocabulary import Vocabulary, load

ROOT: Final = Path(__file__).parent.parent.parent
_OURS: Final = str(Path(kg.__file__).parent)


@dataclass(frozen=True, slots=True)
class Target:
    """What is tried with bytes."""

    try_: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    longest: int
    form: str
    """By what `changes.py` goes when it changes what they say."""


@cache
def vocabulary() -> Vocabulary:
    return load(ontology())


@cache
def _folder() -> Path:
    return Path(mkdtemp(prefix="kg-fuzz-"))


def _file(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


# Text, as far as statements


def text(data: bytes) -> None:
    """A text file: what is read of it stands where it says, and is the same when it is read again."""
    try:
        words = decoded(data, "test.txt")
    except UnreadableInput:
        return
    assert decoded(words.encode(), "test.txt") == words.removeprefix("\ufeff")
    document = Document(
        "test", words, digest(words), "test.txt", Told("leicestershire", 2015, "effectiveness")
    )
    try:
        reading = extract(document, vocabulary())
    except UnreadableInput:
        return
    assert extract(document, vocabulary()) == reading
    for statement in reading.statements:
        assert statement.evidence
        assert all(0 <= span.start < span.end <= len(words) for span in statement.evidence)
    said: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for quad in describe(reading, vocabulary()):
        said[str(quad.subject)][quad.predicate.value.removeprefix(OA)] = getattr(quad.object, "value", "")
    for one in said.values():
        if "exact" in one:
            assert words[int(one["start"]) : int(one["end"])] == one["exact"]


# Copies of reports


def _copied(read: Callable[[bytes], Copy], data: bytes) -> None:
    """What a reader makes of a file can be sent, and is a text that is read as it is; what it refuses, it refuses knowingly."""
    try:
        copy = read(data)
    except (MemoryError, RecursionError):
        return
    except Exception as error:
        *_, (innermost, _) = walk_tb(error.__traceback__)
        if type(error) is not ValueError and innermost.f_code.co_filename.startswith(_OURS):
            raise  # a library may raise what it likes: only our own code has to know what it does
        return
    json.dumps([copy.text, copy.pages, copy.title, copy.source, copy.date]).encode()
    assert all(one <= next for one, next in pairwise([0, *copy.pages, len(copy.text)]))
    with suppress(UnreadableInput):
        assert decoded(copy.text.encode(), "copy.txt") == copy.text


def page(data: bytes) -> None:
    """A web page."""
    _copied(html.read, data)


@cache
def _parts() -> tuple[dict[str, bytes], bytes]:
    """The parts of a Word file with headings, lists and a table, but for the one that has its text; and that one."""
    import docx as word

    new = word.Document()
    new.add_heading("Kent PEEL 2016", 1)
    new.add_paragraph("The force works well with EMSOU.", style="List Bullet")
    new.add_paragraph("It is not good at all.", style="List Number")
    table = new.add_table(2, 2)
    table.cell(0, 0).text = "Effectiveness"
    table.cell(0, 1).text = "Good"
    packed = BytesIO()
    new.save(packed)
    with zipfile.ZipFile(packed) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return parts, parts.pop(_MAIN)


_MAIN: Final = "word/document.xml"
_KNIFE: Final = b"\n=-=\n"


def _packed(data: bytes) -> bytes:
    """A Word file whose text, and if they are given numbering and styles, are these bytes."""
    changed = dict(
        zip((_MAIN, "word/numbering.xml", "word/styles.xml"), data.split(_KNIFE)[:3], strict=False)
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in ({**_parts()[0], **changed}).items():
            archive.writestr(name, part)
    return packed.getvalue()


def word(data: bytes) -> None:
    """A Word file: the bytes are its text, its numbering and its styles; what begins as an archive is the whole of it."""
    _copied(docx.read, data if data.startswith(b"PK") else _packed(data))


def _printed(data: bytes) -> bytes:
    """A PDF whose pages draw these bytes, in two fonts. It has no table of its parts: the library looks for them."""
    drawn = data.split(_KNIFE)[:4]
    pages = b" ".join(b"%d 0 R" % number for number in range(10, 10 + 2 * len(drawn), 2))
    parts = [
        b"1 0 obj <</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>>> endobj",
        b"2 0 obj <</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 400 600]>> endobj" % (pages, len(drawn)),
        b"3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj",
        b"4 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>> endobj",
    ]
    for number, stream in zip(range(10, 100, 2), drawn, strict=False):
        fonts = b"<</Font<</F 3 0 R/B 4 0 R>>>>"
        parts += [
            b"%d 0 obj <</Type/Page/Parent 2 0 R/Resources%s/Contents %d 0 R>> endobj"
            % (number, fonts, number + 1),
            b"%d 0 obj <</Length %d>>stream\n%s\nendstream endobj" % (number + 1, len(stream), stream),
        ]
    return b"\n".join([b"%PDF-1.4", *parts, b"trailer <</Root 1 0 R>>", b"%%EOF"])


def pdf(data: bytes) -> None:
    """A PDF: the bytes are what its pages draw; what begins as a PDF is the whole of it."""
    _copied(printed.read, data if data.startswith(b"%PDF") else _printed(data))


# What stands beside reports


@dataclass(frozen=True)
class _Held:
    """A file in memory."""

    file: str
    bytes_: bytes
    manifest: bytes
    is_stdin: bool = False

    @property
    def place(self) -> str:
        return self.file

    @property
    def name(self) -> str:
        return self.file.rpartition(".")[0]

    def beside(self, file: str) -> "_Held":
        return _Held(file, self.manifest, self.manifest)

    def state(self) -> str:
        return sha256(self.bytes_).hexdigest()

    def data(self) -> bytes:
        return self.bytes_


def manifest(data: bytes) -> None:
    """The `manifest.csv` beside a report."""
    report = _Held("a.txt", b"x", data)
    told_wrong = broken([report])
    try:
        told = told_beside(report, b"x", vocabulary())
    except UnreadableInput:
        return
    assert not (told_wrong and told.force), "what is broken tells nothing"
    assert told_beside(report, b"x", vocabulary()) == told


# Queries

_STORE: Final = ox.Store()
_STORE.load(
    b'<http://x/a> <http://x/p> 1 , 2 , "x" , "y"@en ; <http://x/q> <http://x/b> . <http://e/a> <http://x/p> ( 1 ) .',
    format=ox.RdfFormat.TURTLE,
)
_MOST: Final = 40


def _answered(sparql: str) -> object:
    """What the engine answers, as far as that goes; None where it takes a query for none."""
    try:
        found = _STORE.query(sparql, prefixes=PREFIXES)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        return [re.sub("_:[0-9a-f]+", "_:", str(row)) for row in islice(found, _MOST)]
    except SyntaxError:
        return None
    except (OSError, ValueError, RuntimeError) as error:
        return type(error)  # such as a number too large


_CHANGES: Final = ("RAND", "NOW", "UUID", "BNODE")
"""Words by which a query has another answer every time."""


def query(data: bytes) -> None:
    """A query: what the engine takes for one, we do; cut into our tokens it is the same one."""
    sparql = data.decode("utf-8", "ignore")
    with suppress(UsageError):
        check(sparql)
    upper = sparql.upper()
    if "SERVICE" in upper or "\\" in sparql or upper.count("{") > 8 or upper.count("?") > 12:
        return  # it is not for a test to ask other servers, or to wait for products of products
    expected = _answered(sparql)
    if expected is None:
        return
    try:
        check(sparql)
    except Refused:
        return
    again = _answered(_apart(list(tokens(sparql))))
    assert (again is None) == (expected is None)
    if not any(word in upper for word in _CHANGES):
        assert again == expected


def _apart(found: Iterable[Token]) -> str:
    """The tokens of a query with lines between them, but for what belongs to the string before it."""
    joined = ""
    for before, token in pairwise([Token(Kind.MARK, "", 0), *found]):
        together = token.kind is Kind.LANGUAGE or "^^" in (token.text, before.text)
        joined += ("" if together else "\n") + token.text
    return joined


# What people write about a graph, and what we do


def decisions(data: bytes) -> None:
    """A file of decisions: what is read of it and written is read as the same."""
    try:
        found = read_decisions(_file("decisions.jsonl", data))
    except UnreadableInput:
        return
    lines = written(found)
    assert read_decisions(_file("again.jsonl", lines.encode())) == found
    assert len({one.id for one in found}) == len(found)


def additions(data: bytes) -> None:
    """Additions to the vocabularies in Turtle: what is not refused can be read with the others."""
    try:
        found = read_additions([_file("added.ttl", data)], vocabulary())
    except UnreadableInput:
        return
    assert read_additions([_file("again.ttl", found.encode())], vocabulary()) == found
    with suppress(UnreadableInput):
        load.__wrapped__(ontology(), additions=found)


def graph(data: bytes) -> None:
    """The manifest of a graph's folder: what is read of it names no file beyond the folder."""
    _file("manifest.json", data)
    folder = Folder(_folder())
    try:
        found = folder.manifest()
    except DamagedGraph:
        return
    assert found is not None
    assert Manifest.from_json(found.to_json()) == found
    for path in (folder.store(found), folder.view(found), *(folder.path / file for file in files_of(found))):
        assert path.resolve().is_relative_to(folder.path)


def _report(name: str) -> bytes:
    return (ROOT / "data" / "reports" / name).read_bytes()


_SENTENCES: Final = (
    b"Kent PEEL 2016\n\nHow effective is the force?\n\nGood\n\nThe force works well with EMSOU to tackle fraud. However, it is not good.",
    b"HMIC\n\nAreas for improvement\n\n\xe2\x80\xa2 The force should improve:\n  o its work;\n  o its plans.\n\nCause of concern\n\nThe force fails victims.",
    "The constabulary’s “plan” isn’t\u00ad good – but it\u200bs staff are.\r\n\r\n1. Kent Police\u2028PEEL".encode("utf-16"),
    b"\xff\xfeP\x00E\x00E\x00L\x00", b"caf\xe9 PEEL \x93good\x94",
)  # fmt: skip
_PAGE: Final = (
    b"<!doctype html><html><head><title>PEEL</title><meta name=date content=2016-01-01><base href=http://x/></head><body><main><h1>Kent</h1>"
    b"<p>The force is <b>good</b>.<ul><li>one<ol start=3 type=a><li>two</ol></ul><table><tr><th rowspan=2>a<td>b<tr><td colspan=9>c</table>"
    b"<details><summary>s</summary>t</details><a href=#f>1</a><p id=f hidden>note<br>x</main></html>"
)
_DRAWN: Final = (
    b"BT /B 16 Tf 50 540 Td (Kent PEEL 2016) Tj ET BT /F 10 Tf 12 TL 50 500 Td (How effective is the force?) Tj T* (\\225 It is not) Tj"
    b" /F 6 Tf 3 Ts (1) Tj 0 Ts /F 10 Tf T* (good at inform-) Tj T* (ation.) Tj 200 12 Td [(two)-900(col\\255umns)] TJ ET"
    b" BT /F 7 Tf 50 60 Td (1 A note.) Tj ET BT /F 8 Tf 200 20 Td (7) Tj ET"
)
_MARK: Final = Mark("kent/2016/effectiveness", "Finding", "It is good.", (("polarity", "strength"),))
_DECISIONS: Final = (
    Decision(Verdict.REJECT, _MARK, "A", "no", "2026-11-22T09:30:00+00:00"),
    Decision(Verdict.CORRECT, _MARK, "A", "no", "2026-11-22T09:30:00+00:00", (("polarity", ("weakness",)),)),
    Decision(Verdict.SAME, "candidate/a", "A", "é", "2026-11-22T09:30:00+00:00", (), "body/emsou"),
    Decision(Verdict.ACCEPT, "candidate/b", "A", "", "2026-11-22T09:30:00+00:00", (("kind", ("charity",)),)),
)
_ADDED: Final = b"""@prefix id: <https://w3id.org/peel-kg/id/> . @prefix peel: <https://w3id.org/peel-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/peel-kg/id/body/x> a peel:PartnerBody ; skos:prefLabel "X Board"@en ; skos:altLabel "XB" .
<https://w3id.org/peel-kg/id/threat/y> a skos:Concept ; skos:prefLabel "Y"@en ; skos:broader <https://w3id.org/peel-kg/id/threat/fraud> .
"""
_REVISION: Final = Revision(1, "0" * 64, 3, "1" * 64, "1")
_ENTRY: Final = Entry(
    "https://w3id.org/peel-kg/id/report/kent/2016/effectiveness", "kent", "0" * 64, 3, "kent", 2016, "effectiveness",
    {"force": "kent"}, {"force": "text"}, {"Finding": 1}, "2" * 64, 4, "3" * 64, (0, 2), (_REVISION,),
)  # fmt: skip
_SEALED: Final = Manifest("1", "v", "https://w3id.org/peel-kg/id/", 4, (_ENTRY,), store="a").to_json()
_LOOSE: Final = re.sub(
    r',\n"sha256": "\w+"(?=\})|, "(?:content|texts)": "\w+"(?=, "(?:texts|reports)")', "", _SEALED
)
_QUERIES: Final = (
    b"SELECT ?a (COUNT(*) AS ?n) { ?a <http://x/p> ?b . OPTIONAL { ?b ^<http://x/q>|!a ?c } FILTER(?a<?b#>'''\n) } GROUP BY ?a ORDER BY ?n",
    b'PREFIX ex:<http://x/> ASK{?s ex:p"x"@en,1.5,-2,.5e1;ex:q[a ex:%41],(1 2),_:b1.VALUES(?a){(<a>)(UNDEF)}}',
    b"CONSTRUCT { ?s ?p <<( ?s ?p ?o )>> } { { SELECT DISTINCT * { ?s ?p ?o } LIMIT 2 } MINUS { ?s a ?o } BIND(IF(true,1,2) AS ?x) }",
    b"DESCRIBE <http://x/a> # x", b"BASE<http://x/>SELECT*FROM<g>{GRAPH?g{?s(<a>/<b>*)+?o}FILTER NOT EXISTS{?s?p?o}}HAVING(1<2)",
    b"VERSION '1.2' SELECT ?x { ?s ?p ?o {| ?a ?b |} ~ ?r . FILTER(?o IN (1,'''a''')) UNION {} }",
)  # fmt: skip

TARGETS: Final = {
    "text": Target(text, (*_SENTENCES, _report("leicestershire-2015-effectiveness.txt")[:3000]), 2048, "words"),
    "page": Target(page, (_PAGE, (ROOT / "tests/read/report.html").read_bytes()[:4000]), 4096, "markup"),
    "word": Target(word, (_parts()[1], _KNIFE.join((_parts()[1], _parts()[0]["word/numbering.xml"][:3000]))), 8192, "markup"),
    "pdf": Target(pdf, (_DRAWN, _KNIFE.join((_DRAWN, b"q 0 1 -1 0 400 0 cm " + _DRAWN + b" Q", _DRAWN)), _printed(_DRAWN)), 4096, "words"),
    "manifest": Target(
        manifest,
        (b"file,force,year,pillar,title,source,licence,date,sha256\na.txt,kent,2016,effectiveness,T,http://x,http://y,2015-02-18,",
         b"sep=;\nfile;force\na.txt;Kent Police\n", b'file\tyear\n"a.txt"\t2016', "file,force\na.txt,é".encode("utf-16")),
        512, "words",
    ),
    "query": Target(query, _QUERIES, 400, "words"),
    "decisions": Target(decisions, (written(_DECISIONS[::2]).encode(), written(_DECISIONS[1:]).encode(), b"\xef\xbb\xbf\n"), 2048, "json"),
    "additions": Target(additions, (_ADDED,), 2048, "words"),
    "graph": Target(graph, (_SEALED.encode(), _LOOSE.encode(), b"3", b"[]"), 4096, "json"),
}  # fmt: skip
