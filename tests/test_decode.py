"""Text files: the same report in any encoding is the same text, and what is no text is refused."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from growth import grows_linearly

from kg.errors import UnreadableInput
from kg.extract import extract
from kg.plain import plain
from kg.read import decoded, read
from kg.values import Reading
from kg.vocabulary import Vocabulary

REPORTS = Path(__file__).parent.parent / "data" / "reports"
WRITTEN: dict[str, Callable[[str], bytes]] = {
    "UTF-8 with BOM": lambda text: text.encode("utf-8-sig"),
    "Windows-1252": lambda text: text.encode("cp1252"),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "UTF-16 LE with BOM": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16 BE with BOM": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-32 LE": lambda text: text.encode("utf-32-le"),
    "UTF-32 BE": lambda text: text.encode("utf-32-be"),
    "UTF-32 with BOM": lambda text: text.encode("utf-32"),
    "Mac Roman": lambda text: text.encode("mac-roman"),
    "UTF-8 taken for Windows-1252": lambda text: text.encode().decode("cp1252").encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "CR": lambda text: text.replace("\n", "\r").encode(),
    "NFD": lambda text: unicodedata.normalize("NFD", text).encode(),
    "blanks that may not be broken": lambda text: text.replace(" ", "\xa0").encode(),
    "soft hyphens": lambda text: re.sub(r"(?<=\w{3})(?=\w{3})", "\xad", text).encode(),
    "marks without width": lambda text: re.sub(r"(?<=\w)(?=\w)", "\u200b", text).encode(),
    "CRLF in UTF-16": lambda text: text.replace("\n", "\r\n").encode("utf-16"),
}


def facts(reading: Reading) -> list[object]:
    """All that was read, with the words of every quote; only where they stand may differ."""
    text = reading.document.text
    said = [
        (type(one), one.rule, one.cues, one.question, one.topics, one.threats, one.partners)
        for one in reading.statements
    ]
    quotes = [span.of(text) for statement in reading.statements for span in statement.evidence]
    names = [candidate.name for candidate in reading.candidates]
    return [reading.identity, said, names, [" ".join(plain(quote).copy.split()) for quote in quotes]]


@pytest.mark.parametrize("report", sorted(REPORTS.glob("*.txt")), ids=lambda path: path.stem)
@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_the_same_report_gives_the_same_facts(
    report: Path, written: Callable[[str], bytes], tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """However it is encoded, and whatever is not seen in it: identity, statements and the words of the quotes."""
    original, copy = tmp_path / report.name, tmp_path / "copy" / report.name
    text = report.read_text("utf-8") + "\nSiân’s fiancé was pleased.\n"
    original.write_bytes(text.encode())
    copy.parent.mkdir()
    copy.write_bytes(written(text))
    assert copy.read_bytes() != original.read_bytes()
    one, other = (extract(read(path, vocabulary), vocabulary) for path in (original, copy))
    assert facts(one) == facts(other)
    assert len(one.statements) > 10


def test_nothing_else_is_changed() -> None:
    """Line ends, blanks of all kinds, accents and what is not seen stay as they are."""
    text = " one\r\nSia\u0302n\xa0sp\xado\u200bke\ttwo  \n\n\x0c‘three’ – “four”…\u2028five\n"
    assert decoded(text.encode(), "a") == text


def test_control_characters_are_blanks() -> None:
    """They cannot be written in RDF/XML, nor shown on a terminal."""
    assert decoded(b"one\x1b[2Jtwo\x08three", "a") == "one [2Jtwo three"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "a: the file is empty; give the text of a report"),
        (b"\xef\xbb\xbf \n\t\xc2\xad\n", "a: the file is empty; give the text of a report"),
        (b"one\ntwo\x00", "a:2: NUL or control characters: this is no text file; save the report as text"),
        (bytes(range(1, 32)) * 200, "a:1: NUL or control characters: this is no text file; save the report as text"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00b\x00", "a:1: no text that can be decoded (byte 0x62 at offset 8); save the file as UTF-8 text"),
        (
            "‘one’\ntwo’\n".encode() + b"\xff",
            "a:3: no text that can be decoded (byte 0xff at offset 17); save the file as UTF-8 text",
        ),
        (b"one \x92two\x92 \x81", "a:1: no text that can be decoded (byte 0x81 at offset 10); save the file as UTF-8 text"),
        (b"\xff\xfeo\x00n\x00e", "a:1: no text that can be decoded (byte 0x65 at offset 6); save the file as UTF-8 text"),
    ],
)  # fmt: skip
def test_what_is_no_text(data: bytes, line: str) -> None:
    """Is refused, with the line."""
    with pytest.raises(UnreadableInput) as caught:
        decoded(data, "a")
    assert str(caught.value) == line


def test_utf_8_with_a_fault_is_not_taken_for_another_encoding() -> None:
    """Read as Windows-1252 all its quotation marks would be wrong."""
    with pytest.raises(UnreadableInput, match="byte 0xa0"):
        decoded("The force’s\xa0work".encode().replace(b"\xc2\xa0", b"\xa0") + "’s".encode(), "a")


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["a", "\u0301\u0327", "\xad", "\xa0", "\r", "á", "\n"])
def test_time_grows_with_length(piece: str) -> None:
    """Also where a letter has hundreds of thousands of accents."""
    assert grows_linearly(lambda text: decoded(f"a{text}".encode(), "a"), piece, 400_000)


def test_a_million_blank_lines(vocabulary: Vocabulary, tmp_path: Path) -> None:
    """Are no more than two."""
    text = (REPORTS / "leicestershire-2014-effectiveness.txt").read_text("utf-8")
    read_ = []
    for lines in (3, 1_000_000):
        path = tmp_path / str(lines) / "leicestershire-2014-effectiveness.txt"
        path.parent.mkdir()
        path.write_text(text.replace("\n", "\n" * lines, 1), "utf-8")
        read_.append(facts(extract(read(path, vocabulary), vocabulary)))
    assert read_[0] == read_[1]


def test_a_letter_that_was_lost_before_is_kept() -> None:
    """UTF-8 with U+FFFD in it, where another program could not read something, is UTF-8 all the same."""
    words = "The force\N{REPLACEMENT CHARACTER}s plan is good\N{REPLACEMENT CHARACTER}."
    assert decoded(words.encode(), "a.txt") == words
