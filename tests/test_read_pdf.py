"""PDF: what is read is what was written, from two producers and from pages that are made here, word by word."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from growth import grows_linearly

from kg.read import pdf
from kg.read.layout import Kind, Piece, compose
from kg.read.pdf import read
from kg.read.pdf.hyphens import Mending

COPIES = Path(__file__).parent / "read"
NOTE = "\nFootnotes\n\nIn 2015 it was outstanding, as were five of its neighbours.\n"
LOREM = "The force works with its partners, and they with it, whatever the hour."


@dataclass(frozen=True)
class Word:
    """Words to be written on a page, `y` points below its top."""

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False


def made(pages: Sequence[Iterable[Word | str]], trailer: str = "", title: str = "") -> bytes:
    """A PDF with these words in Helvetica on pages of 400 by 600 points; other strings are drawn as they are."""
    streams = ["\n".join(_drawn(word) for word in page).encode("cp1252") for page in pages]
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} /MediaBox [0 0 400 600] >>".encode(),
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>".encode()
            for font in ("Helvetica", "Helvetica-Bold")
        ),
    ]
    for number, stream in enumerate(streams):
        fonts = "/Resources << /Font << /F 3 0 R /B 4 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R {fonts} /Contents {6 + 2 * number} 0 R >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    objects.append(f"<< /Title ({title}) >>".encode())
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R /Info {size - 1} 0 R {trailer} >>"
    return data + f"{end}\nstartxref\n{len(data)}\n%%EOF\n".encode()


def _drawn(word: Word | str) -> str:
    if isinstance(word, str):
        return word
    text = word.text.replace("(", "\\(").replace(")", "\\)")
    return f"BT /{'B' if word.bold else 'F'} {word.size} Tf {word.x} {600 - word.y} Td ({text}) Tj ET"


def down(*texts: str, x: float = 50, y: float = 100, step: float = 14) -> list[Word]:
    """Lines below each other."""
    return [Word(x, y + step * number, text) for number, text in enumerate(texts)]


def text_of(*pages: Iterable[Word | str]) -> str:
    return read(made(pages)).text


@pytest.mark.parametrize(("producer", "note"), [("weasyprint", NOTE), ("chromium", "")])
def test_both_producers_give_the_same_pieces(producer: str, note: str) -> None:
    """Headings, lists in lists, rows, columns and words cut at line ends are read alike; the footnote is the last paragraph."""
    copy = read((COPIES / f"report-{producer}.pdf").read_bytes())
    assert copy.text == (COPIES / "report.txt").read_text("utf-8") + note
    assert copy.title == "PEEL: Police effectiveness 2016 – Kent Police"
    first, second = copy.pages
    assert first == 0
    item = copy.text.rindex("\n", 0, second), copy.text.index("\n", second)
    assert copy.text[slice(*item)].startswith("\n• The force should work with the county council")


def test_a_page_of_notes_alone_begins_no_later_than_the_next() -> None:
    """Its words stand at the end of the text, behind those of all pages."""
    words = [Piece(Kind.PARAGRAPH, ((page, text),)) for page, text in ((2, "It is good."), (1, "A note."))]
    assert compose(words, count=3).pages == (0, 0, 20)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "breaks off"),
        (b"%PDF-1.4 nothing of a PDF %%EOF", "damaged"),
        (made([down(LOREM)])[:-300], "breaks off"),
        (made([]), "no pages|damaged"),
        (made([[]]), "no text: it is a scan and needs OCR"),
        (made([[]] * (pdf.PAGES + 1)), "more than 600 pages|has 601 pages"),
        (
            made(
                [down(LOREM)],
                f"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <{'11' * 32}> /U <{'22' * 32}> /P -4 >>",
            ),
            "locked with a password",
        ),
    ],
    ids=["empty", "garbage", "truncated", "no pages", "scan", "too long", "encrypted"],
)
def test_what_cannot_be_read_is_refused(data: bytes, problem: str) -> None:
    """One line says what is wrong."""
    with pytest.raises(ValueError, match=problem):
        read(data)


def test_a_stream_that_unpacks_to_too_much_is_refused() -> None:
    """It is told without unpacking all of it, and an ordinary one is not refused for being packed."""

    def packed(content: bytes) -> bytes:
        stream = zlib.compress(content, 1)
        plain = made([["%"]])
        length = b"<< /Length 1 >>\nstream\n%\nendstream"
        return plain.replace(
            length, b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
        )

    with pytest.raises(ValueError, match="unpacks to more than 64 MiB"):
        read(packed(b" " * (65 << 20)))
    assert read(packed(b"BT /F 10 Tf 50 500 Td (Words) Tj ET")).text == "Words\n"


def test_too_many_characters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page may hold any number of them."""
    monkeypatch.setattr(pdf, "CHARACTERS", 20)
    with pytest.raises(ValueError, match="more than 20 characters"):
        read(made([down(LOREM)]))


@pytest.mark.parametrize(
    ("title", "kept"),
    [("PEEL: Kent", "PEEL: Kent"), ("Microsoft Word - x.doc", None), ("", None), ("report.docx", None)],
)
def test_title(title: str, kept: str | None) -> None:
    """The title that a person gave is kept; that of a program or of a file is none."""
    assert read(made([down(LOREM)], title=title)).title == kept


def test_lines_are_joined_until_one_ends_of_itself() -> None:
    """A line that had room for the next word ended a paragraph, and so did a gap."""
    lines = down(LOREM, "it goes on.", "Some begin anew.", LOREM, LOREM)
    assert text_of([*lines, *down("A gap.", y=200)]) == (
        f"{LOREM} it goes on.\n\nSome begin anew.\n\n{LOREM} {LOREM}\n\nA gap.\n"
    )


def test_headings_are_larger_or_bold() -> None:
    """Bold words in a sentence make none."""
    page = [
        Word(50, 60, "Larger", 14),
        Word(50, 80, "Bold", bold=True),
        *down(LOREM, LOREM),
        Word(50, 128, "They"),
        Word(75, 128, "work", bold=True),
        Word(100, 128, "well."),
    ]
    assert text_of(page) == f"Larger\n\nBold\n\n{LOREM} {LOREM} They work well.\n"


@pytest.mark.parametrize("sign", ["•", "-", "o", "–"])
def test_items_have_signs_and_depth(sign: str) -> None:
    """Text that hangs is one item; a sign further in is one of a list in the list."""
    page = [
        *down("They should:", y=60),
        *down(sign, x=50), *down("write down what they see, and give it to whom it", "concerns;", x=62),
        *down(sign, x=62, y=128), *down("today; and", x=74, y=128),
        *down(sign, x=50, y=142), *down("tell the school.", x=62, y=142),
    ]  # fmt: skip
    assert text_of(page) == (
        "They should:\n\n• write down what they see, and give it to whom it concerns;\n    • today; and\n• tell the school.\n"
    )


def test_numbers_are_signs_where_they_count() -> None:
    """A number at the begin of a line within a sentence is none."""
    page = down(
        "They met the board four times in the year 2016, and in the year before it",
        "12. Nobody knows why that was so; nobody whom they asked could tell them,",
        "for they had gone.",
    ) + down("1. Act.", "2. Act again.", y=160)
    assert text_of(page).endswith(
        "12. Nobody knows why that was so; nobody whom they asked could tell them, for they had gone.\n\n1. Act.\n2. Act again.\n"
    )


@pytest.mark.parametrize(
    ("signs", "counts"),
    [
        (("a)", "b)", "c)"), True),
        (("i.", "ii.", "iii."), True),
        (("(i)", "(ii)", "(iii)"), True),
        (("•", "•", "•"), True),
        (("a)", "d)", "x)"), False),
        (("i.", "iii.", "v."), False),
    ],
)
def test_letters_and_roman_numbers_are_signs_where_they_count(signs: Sequence[str], counts: bool) -> None:
    """As they are written, right before the words or not; what does not count is no list."""
    items = ("act at once on what they were told;", "tell whom it concerns; and", "write it down.")
    for gap in (" ", "") if signs[0] == "•" else (" ",):
        page = down(
            "They should:", *(f"{sign}{gap}{words}" for sign, words in zip(signs, items, strict=True))
        )
        listed = "\n".join(f"{sign} {words}" for sign, words in zip(signs, items, strict=True))
        assert (text_of(page) == f"They should:\n\n{listed}\n") is counts


def test_a_sign_is_told_once() -> None:
    """Where one is drawn beside one that is written; and an item between two depths is one of the outer list."""
    dot = "44 501 m 44 504 l 47 504 l 47 501 l f"
    assert text_of([dot, *down("• The one.", "• The other.")]) == "• The one.\n• The other.\n"
    places = ((50, "one;"), (70, "two in;"), (60, "three between;"), (50, "four."))
    page = [Word(x, 100 + 14 * at, f"• {words}") for at, (x, words) in enumerate(places)]
    assert text_of(page) == "• one;\n    • two in;\n    • three between;\n• four.\n"


def test_spaced_letters_are_words() -> None:
    """Where blanks part each letter from the next, and words are parted by wider ones."""
    spaced = "BT /F 10 Tf 50 520 Td (S P A C E D  L E T T E R S) Tj ET"
    assert text_of([spaced, *down(LOREM, y=200)]) == f"SPACED LETTERS\n\n{LOREM}\n"


@pytest.mark.parametrize("filters", ["/FlateDecode /FlateDecode", "/FlateDecode/Fl"])
def test_what_is_packed_twice_is_refused(filters: str) -> None:
    """It may unpack to anything; what is only written in letters is read."""

    def packed(filters: str) -> bytes:
        return made([down(LOREM)]).replace(b"<< /Length", b"<< /Filter [%s] /Length" % filters.encode(), 1)

    with pytest.raises(ValueError, match="unpacks to more than 64 MiB"):
        read(packed(filters))
    assert (
        read(packed("/ASCIIHexDecode /FlateDecode").replace(b"/Filter [", b"/Other [")).text == f"{LOREM}\n"
    )


def test_bullets_may_be_drawn() -> None:
    """As a browser does it: no sign is among the words."""
    dot = "{x} {y} m {x} {top} l {right} {top} l {right} {y} l f".format
    dots = [dot(x=54, y=600 - y, top=603 - y, right=57) for y in (99, 113)]
    assert text_of([*dots, *down("The one.", "The other.", x=64)]) == "• The one.\n• The other.\n"


def test_rows_are_told_by_wide_gaps_and_cells_may_wrap() -> None:
    """A cell that is full goes on in the next line."""
    page = [
        *down("Question", "How well does the force protect those", "who are vulnerable?", "Crime"),
        *down("Grade", "Good", x=300), Word(300, 142, "Outstanding"),
    ]  # fmt: skip
    assert text_of(page) == (
        "Question | Grade\nHow well does the force protect those who are vulnerable? | Good\nCrime | Outstanding\n"
    )


def test_a_wide_blank_makes_no_table() -> None:
    """Where the line above or below begins there and runs across it, or where all blanks of a line are as wide."""
    wide = [Word(50, 114, "They work"), Word(130, 114, "well together and apart, by day and by night.")]
    prose = text_of([*down(LOREM), *wide, *down("They go on, and go on from there.", y=128)])
    assert "They work well together" in prose and "|" not in prose
    alike = [
        Word(50 + 60 * number, 100, word) for number, word in enumerate(["All", "of", "this", "is", "one."])
    ]
    assert text_of([*alike, *down("Below it stands a line.", y=140)]).startswith("All of this is one.\n")
    uneven = [*wide[:1], Word(130, 117, "high"), Word(300, 114, "far")]
    assert text_of(uneven) == "They work | high | far\n"


def test_a_cell_may_stand_in_the_middle_of_its_row() -> None:
    """The lines of its neighbour that stand higher are of the same row, where the first had no room for the next."""
    one = (
        "How well does the force protect those",
        "who are vulnerable to what others do and",
        "who need it?",
    )
    other = ("How well does the force answer calls of", "those whom others have harmed, and how", "soon?")
    page = [*down(*one), Word(250, 114, "Good"), *down(*other, y=160), Word(250, 174, "Outstanding")]
    assert text_of(page) == f"{' '.join(one)} | Good\n{' '.join(other)} | Outstanding\n"
    short = [*down("Grades", *one), Word(250, 128, "Good")]
    assert text_of(short) == f"Grades\n\n{' '.join(one)} | Good\n"


NUMBERS = (("Crime", "11", "12"), ("Fraud", "13", "14"), ("Theft", "15", "16"), ("Arson", "17", "18"))


def test_columns_of_numbers_may_be_near_to_each_other() -> None:
    """They begin below each other in each row, behind a blank that is wider than most; a cell may be empty."""

    def page(blank: float, without: str = "") -> list[Word]:
        places = (50.0, 150.0, 161.1 + blank)
        cells = [
            Word(x, 100 + 14 * at, cell)
            for at, row in enumerate(NUMBERS)
            for x, cell in zip(places, row, strict=True)
            if cell != without
        ]
        return [*cells, *down(*[LOREM] * 4, y=300, step=12)]

    rows = [" | ".join(row) for row in NUMBERS]
    assert text_of(page(5)).splitlines()[:4] == rows
    assert text_of(page(3)).splitlines()[:4] == [" ".join(row).replace(" ", " | ", 1) for row in NUMBERS]
    assert text_of(page(5, "13")).splitlines()[:4] == [rows[0], "Fraud | 14", *rows[2:]]


def test_lines_between_cells_alone_part_no_rows() -> None:
    """Where a grid is drawn, its lines across do; in a table with upright lines alone it is as if none were drawn."""
    across = "50 {y} m 300 {y} l 0.5 w S".format
    cells = [
        *down("Question", "Crime", "Fraud", step=40, y=60),
        Word(200, 60, "Grade"),
        Word(200, 140, "Good"),
    ]
    upright = "150 380 m 150 560 l 0.5 w S"
    assert text_of([upright, *cells]).split("\n") == ["Question | Grade", "", "Crime", "", "Fraud | Good", ""]
    grid = [upright, *(across(y=y) for y in (560, 520, 430))]
    assert text_of([*grid, *cells]) == "Question | Grade\nCrime Fraud | Good\n"


def test_columns_are_read_one_after_the_other() -> None:
    """A title runs across both."""
    left = [
        "The left column is read from its top",
        "down to its foot, and only then goes",
        "the reader to the other one, if there",
        "is one, and goes on from line to line",
    ]
    right = [
        "as if nothing had been between them,",
        "which is a thing that is harder to do",
        "for a machine than for him, who sees",
        "at a glance what it must find out.",
    ]
    page = [
        Word(50, 60, "A title that runs across the columns of the page", 16),
        *down(*left),
        *down(*right, x=235),
    ]
    assert text_of(page).split("\n\n")[1] == " ".join(left + right) + "\n"


def test_stretched_lines_in_columns_are_prose() -> None:
    """Justified columns leave wide blanks in lines of few words, which are no cells of a table."""
    lines = [
        ["good", "and", "open", "hands", "had"],
        ["beaded", "banded", "one"],
        ["and", "had", "opened", "doubled"],
        ["pounded", "abounding"],
        ["no", "good", "done", "and", "a", "hand"],
        ["a", "deep", "pond", "and", "a", "hound"],
        ["abounded", "deepened"],
        ["and", "on", "a", "dead", "end", "he"],
    ]

    def stretched(words: Sequence[str], x: float, y: float) -> Iterable[Word]:
        widths = [
            sum(5 if letter == "s" else 2.22 if letter in "il" else 5.56 for letter in word) for word in words
        ]
        blank = (150 - sum(widths)) / (len(words) - 1)
        for word, width in zip(words, widths, strict=True):
            yield Word(round(x, 2), y, word)
            x += width + blank

    page = [
        word
        for x, column in ((40, lines), (210, lines[::-1]))
        for number, words in enumerate(column)
        for word in stretched(words, x, 100 + 14 * number)
    ]
    expected = [word for words in (*lines, *lines[::-1]) for word in words]
    assert text_of(page).split() == expected


def test_running_heads_page_numbers_and_notes_cut_no_sentence() -> None:
    """The note is a paragraph at the end, and the mark that refers to it is gone."""
    pages = [
        [
            Word(50, 30, f"{number} The board"),
            *down(*([LOREM] * 4), "It is good", y=80),
            Word(99, 132.5, str(number), 6),
            Word(107, 136, "so far as we know, and there is no reason why not, says"),
            Word(50, 560, str(number), 6),
            Word(56, 563, f"See letter {letter}.", 8),
            Word(200, 585, f"Page {number}", 8),
        ]
        for number, letter in ((1, "A"), (2, "B"), (3, "C"))
    ]
    read_text = text_of(*pages)
    assert "board" not in read_text and "Page" not in read_text
    assert f"It is good so far as we know, and there is no reason why not, says {LOREM}" in read_text
    assert read_text.endswith("\n\nSee letter A.\n\nSee letter B.\n\nSee letter C.\n")


def test_blanks_are_where_words_end() -> None:
    """Letters that are spaced are one word; words that are drawn apart are two."""
    spaced = "BT /F 10 Tf 50 500 Td 0.4 Tc (Spaced) Tj 0 Tc ET"
    apart = "BT /F 10 Tf 50 480 Td [(jus) -10 (tified) -900 (words)] TJ ET"
    assert text_of([spaced, apart]).split() == ["Spaced", "justified", "words"]


def test_turned_pages_are_read_upright() -> None:
    """Words that stand askew among others are left out."""
    data = made([[*down(LOREM, LOREM), "BT /F 10 Tf 0 1 -1 0 20 300 Tm (askew) Tj ET"]])
    assert read(data).text == f"{LOREM} {LOREM}\n"
    turned = data.replace(b"/Type /Page /Parent", b"/Rotate 90 /Type /Page /Parent")
    assert read(turned).text == f"{LOREM} {LOREM}\n"


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("a multi-", "agency hub", "a multi-agency hub"),
        ("they under-", "stand it", "they understand it"),
        ("they under\u00ad", "go it", "they undergo it"),
        ("child-", "and family-specific", "child- and family-specific"),
        ("non-", "Police", "non-Police"),
        ("2014–", "15", "2014–15"),
        ("www.example.org/", "peel", "www.example.org/peel"),
        ("and –", "so on", "and – so on"),
        ("at the", "end", "at the end"),
    ],
)
def test_hyphens_at_line_ends(one: str, other: str, joined: str) -> None:
    """A cut word is mended where the document has it whole; a compound keeps its hyphen."""
    mending = Mending(["we understand that the multi-agency hub", one, other])
    assert mending.join(one, other) + other == joined


def test_hyphens_of_a_document_that_cuts_words() -> None:
    """Where some words are plainly cut others are, too, unless both parts are words."""
    mending = Mending(
        ["the information and the police led", "infor-", "mation and vul-", "nerable police-", "led"]
    )
    assert mending.join("vul-", "nerable") == "vul"
    assert mending.join("police-", "led") == "police-"


def test_time_grows_with_the_length() -> None:
    """And so it does for a page of many lines, which no report has."""

    def work(text: str) -> None:
        lines = [Word(50, 20 + 0.1 * number, line) for number, line in enumerate(text.split("\n"))]
        read(made([lines]))

    assert grows_linearly(work, "The force works.\n", 60_000)


def filled(*texts: str, x: float, y: float) -> list[Word]:
    """Lines of a column of print in 8 points, 11 points apart."""
    return [Word(x, y + 11 * number, text, 8) for number, text in enumerate(texts)]


LEFT = ("The left column is read from its top", "down to its foot, and only then goes")
RIGHT = ("the reader to the other one, if there", "is one, and goes on to its very end.")
BESIDE = ("A second part has columns of its own", "which are read when the first are done")
OTHER = ("and its right column comes last of all", "as it stands below the second heading.")


@pytest.mark.parametrize("off", [0, -8])
@pytest.mark.parametrize("heading", ["Second", "A second heading that is written over both of the columns"])
def test_columns_under_headings_over_both(heading: str, off: float) -> None:
    """Each part is read to its end before the next, though each is but a few lines, and though a heading be short."""
    page = [
        Word(50, 60, "First", 10), *filled(*LEFT, x=50, y=90), *filled(*RIGHT, x=235, y=90 + off),
        Word(50, 131, heading, 10), *filled(*BESIDE, x=50, y=160), *filled(*OTHER, x=235, y=160 + off),
        Word(50, 230, "Third", 10), *filled(*LEFT, x=50, y=260), *filled(*RIGHT, x=235, y=260 + off),
    ]  # fmt: skip
    first, second = " ".join(LEFT + RIGHT), " ".join(BESIDE + OTHER)
    assert text_of(page).split("\n\n") == ["First", first, heading, second, "Third", f"{first}\n"]


def test_a_heading_in_a_column_is_over_that_alone() -> None:
    """Where the other column has a heading of its own behind a gap, or goes on beside it."""
    left = [
        *filled(*LEFT, *BESIDE, x=50, y=90),
        Word(50, 156, "Left", 12),
        *filled(*RIGHT, *OTHER, x=50, y=176),
    ]
    right = [*filled(*OTHER, *LEFT, x=235, y=90), Word(235, 176, "Right", 12), *filled(*BESIDE, x=235, y=190)]
    found = text_of([Word(50, 60, "A title that runs across the columns of the page", 14), *left, *right])
    assert [found.index(words) for words in ("Left", RIGHT[0], OTHER[0])] == sorted(
        found.index(words) for words in ("Left", RIGHT[0], OTHER[0])
    )
    assert found.index("Right") > found.index(RIGHT[0])


def test_a_frame_in_one_column_parts_no_lines_of_the_other() -> None:
    """Whatever stands beside it."""
    left = filled(*LEFT, *BESIDE, *LEFT, x=50, y=90)
    right = filled(*RIGHT, *OTHER, *RIGHT, x=235, y=92)
    frame = "45 420 150 75 re S"
    assert " ".join(RIGHT[:1] + RIGHT[1:]) in text_of([*left, *right, frame])


def test_rows_at_a_tight_pitch() -> None:
    """Lines of a cell are as near as those of a paragraph, and rows are further apart, by however little."""
    prose = down(
        "The force works with all of its partners",
        "in each of its districts, and they with it",
        "at any hour.",
        step=12,
    )
    areas = ("Preventing any crime", "Responding to calls", "Investigating crime", "Protecting the weak")
    table = [
        *down(*areas, y=160, step=14.2),
        *down("Good", "Adequate", "Inadequate", "Outstanding", x=200, y=160, step=14.2),
    ]
    assert text_of([*prose, *table]).split("\n\n")[1].splitlines() == [
        f"{area} | {grade}"
        for area, grade in zip(areas, ("Good", "Adequate", "Inadequate", "Outstanding"), strict=True)
    ]


def test_the_head_of_a_table_is_none_of_its_rows() -> None:
    """It is in bold, and the cells below it have no room to begin beside it."""
    table = [
        Word(50, 100, "Area of policing", bold=True), Word(200, 100, "Grade", bold=True),
        Word(50, 114, "Investigating"), Word(200, 114, "Outstanding"), *down("The force works.", y=160),
    ]  # fmt: skip
    assert text_of(table).startswith("Area of policing | Grade\nInvestigating | Outstanding\n")


@pytest.mark.parametrize("spacing", [1.5, 3])
def test_spaced_letters_make_words(spacing: float) -> None:
    """A heading may be set so; a row of letters far apart is none."""
    heading = f"BT /B 10 Tf {spacing} Tc 50 500 Td (AREA FOR IMPROVEMENT) Tj 0 Tc ET"
    assert text_of([heading, *down("The force works.", y=130)]).startswith("AREA FOR IMPROVEMENT\n")
    apart = [Word(50 + 20 * at, 100, letter) for at, letter in enumerate("ABCDEF")]
    assert "AB" not in text_of([*apart, *down("The force works.", y=130)])


def column(word: str, count: int, *, x: float, y: float = 90, step: float = 11, mark: str = "") -> list[Word]:
    """A column of lines that all go on, of which every sixth begins an item where there is a mark."""
    lines: list[Word] = []
    for number in range(count):
        if mark and number % 6 == 0:
            lines.append(Word(x, y + step * number, mark, 8))
        lines.append(
            Word(
                x + (12 if mark else 0), y + step * number, f"{word}{number} the lines of it go on and on", 8
            )
        )
    return lines


def test_three_columns_side_by_side() -> None:
    """As on a page that lies: lines of one stand at other heights than those of the next."""
    page = [
        *column("a", 12, x=30, step=12),
        *column("b", 12, x=150, y=93),
        *column("c", 12, x=270, y=88, step=13),
    ]
    headed = [Word(x, 70, "A Heading", 12, bold=True) for x in (30, 150, 270)]
    for words in (page, [*headed, *page]):
        numbered = [word for word in text_of(words).split() if word[-1].isdigit()]
        assert numbered == [f"{name}{number}" for name in "abc" for number in range(12)]


def test_columns_full_of_lists() -> None:
    """Where a column begins is told by the pages on which it has paragraphs; on the others all of its lines are indented."""
    first = [*column("a", 12, x=40), *column("b", 12, x=220)]
    second = [*column("c", 30, x=40, mark="•"), *column("d", 9, x=220, y=95, mark="•")]
    # A paragraph whose last word ends before the indent.
    second += [Word(220, 200, "it.", 8), *column("e", 20, x=220, y=222, mark="•")]
    words = [word for word in text_of(first, second).split() if word[-1].isdigit()]
    numbers = [("a", 12), ("b", 12), ("c", 30), ("d", 9), ("e", 20)]
    assert words == [f"{name}{number}" for name, count in numbers for number in range(count)]


def test_an_item_goes_on_in_the_next_column() -> None:
    """Which has nothing but its lines, so that what is indented begins the column."""
    first = [*column("a", 12, x=40), *column("b", 12, x=220)]
    second = [
        *column("c", 10, x=40),
        Word(40, 200, "•", 8), *filled("c10 the lines of it are", "c11 the lines go on with the", x=52, y=200),
        *filled("Schools are full of it", "d1 the lines of it are", "d2 the lines of it are", x=232, y=90),
        *filled("d3 the lines of it are", "d4 the lines of it are.", x=232, y=123),
    ]  # fmt: skip
    assert "with the Schools" in text_of(first, second)


def test_headings_below_each_other_are_apart() -> None:
    """However near they are for their size: the body tells how far the lines of one heading are apart."""
    page = [
        Word(50, 60, "Kent PEEL", 15), Word(50, 92, "Legitimacy and how it has been judged", 15),
        Word(50, 124, "Last updated", 15), Word(50, 156, "Requires improvement in the year", 15),
        *down(*[LOREM[:40]] * 5, y=200, step=13.5),
    ]  # fmt: skip
    assert text_of(page).split("\n\n")[:2] == ["Kent PEEL", "Legitimacy and how it has been judged"]


def test_a_blank_that_was_moved_under_a_mark_is_one() -> None:
    """A browser prints no blank, but goes on a little to the right, and less so behind an apostrophe."""
    drawn = "BT /F 10 Tf 50 500 Td [(The victims’) -130 (charter isn’t the force’s, as O’Brien says.)] TJ ET"
    assert text_of([drawn]) == "The victims’ charter isn’t the force’s, as O’Brien says.\n"


OPENINGS = (
    "before it ends. The rest of it is",
    "until it has come to its end. It is",
    "where it ends at last. That is",
    "which is its end. And this is",
)
SECTIONS = ("Leadership", "Serving the public", "Investigating crime", "Cause of concern")


@pytest.mark.parametrize("beside", ["PEEL inspection report", ""])
def test_a_running_head_may_name_its_section(beside: str) -> None:
    """Beside words that stay, or alone in small print; the sentences that it cuts are whole."""
    pages = [
        [
            *([Word(50, 40, beside, 8)] if beside else []),
            Word(250, 40, section, 8),
            *down(OPENINGS[number], *[LOREM[:40]] * number, "told.", y=80),
            Word(50, 160 + 14 * number, section, 14, bold=True),
            *down("A sentence of it goes on to another page", y=190 + 14 * number),
        ]
        for number, section in enumerate(SECTIONS)
    ]
    found = text_of(*pages)
    assert all(f"A sentence of it goes on to another page {words}" in found for words in OPENINGS[1:])
    assert [found.count(section) for section in SECTIONS] == [1, 1, 1, 1]
    assert "PEEL" not in found


def test_words_at_one_height_are_no_running_head_by_that() -> None:
    """Headings at the top of each page, small print, and rows of a table that begin alike."""
    headed = [
        [Word(50, 60, section, 14, bold=True), *down("The force works.", y=100)] for section in SECTIONS
    ]
    assert all(section in text_of(*headed) for section in SECTIONS)
    small = [[*down(f"See {section}.", y=60), *down("The force works.", y=100)] for section in SECTIONS]
    assert all(section in text_of(*small) for section in SECTIONS)


def test_lines_may_be_double_spaced() -> None:
    """Those of a paragraph, by which it is full; paragraphs of one line are none of one paragraph for being as far apart."""
    prose = [
        LOREM[:60].rstrip(),
        f"and {LOREM[4:60].rstrip()}",
        f"or {LOREM[4:60]}",
        f"yet {LOREM[4:60]}",
    ] * 4
    page = [*down(*prose, "to the end.", y=40, step=25), *down("The next one.", y=480, step=25)]
    assert len(text_of(page).split("\n\n")) == 2
    listed = down("A line of prose that is longer", *["A line of prose"] * 19, y=40, step=25)
    assert len(text_of(listed).split("\n\n")) == 20


def test_marks_drawn_by_themselves_are_no_words() -> None:
    """A number that is drawn after all else, raised behind the last word of its line, refers to a note; not where it stands apart."""
    body = [*down(*[LOREM] * 6), Word(50, 220, "It is good."), Word(50, 234, "It plans well, and more.")]
    note = [Word(50, 550, "1", 5), Word(55, 552, "In 2015 it was outstanding.", 8)]
    assert "\nIt is good.\n" in text_of([*body, *note, Word(98, 216, "1", 6)])
    assert "\nIt is good. | 1\n" in text_of([*body, *note, Word(104, 216, "1", 6)])


def test_leaders_are_left_out() -> None:
    """An entry of a table of contents is its words and its page."""
    told = text_of(
        [*down(*[LOREM] * 6), *down("Findings ........... 7", "Plans ............. 12", y=240, step=30)]
    )
    assert "Findings | 7" in told and "Plans | 12" in told and ".." not in told


@pytest.mark.parametrize("sign", ["\u2022", "-", "(a)"])
def test_a_sign_drawn_by_itself_is_none_of_the_words(sign: str) -> None:
    """It stands a tab before them."""
    items = [Word(x, y, word) for y in (240, 254) for x, word in ((50, sign), (80, "The force plans well."))]
    shown = sign if sign == "(a)" else "\u2022"
    assert text_of([*down(*[LOREM] * 6), *items]).count(f"\n{shown} The force plans well.") == 2
