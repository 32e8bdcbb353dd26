"""Marks that refer to footnotes are no words, and footnotes no findings, in whatever form a report comes."""

from collections.abc import Callable

import pytest
from test_read_docx import lines as docx_lines
from test_read_docx import par, run
from test_read_html import lines as html_lines
from test_read_pdf import Word, down, text_of

from kg.plain import plain
from kg.read.marks import refers
from kg.values import Finding, Reading


@pytest.mark.parametrize(
    ("mark", "before", "after", "told"),
    [
        ("1", "its communities.", "", True),
        ("12", "its communities", " ", True),
        ("1, 2", "its communities.", "", True),
        ("[3]", "in 2015", "", True),
        ("*", "the force", "", True),
        ("2", "costs £3m", "", True),
        ("2", "an area of 300 km", "", False),
        ("2", "10 m", "", False),
        ("3", "10", "", False),
        ("6", "x 10", "", False),
        ("3", "in all 110", "", True),
        ("1", "about ", "/", False),
        ("2", "1/", "", False),
        ("st", "the 1", "", False),
        ("th", "the 24", "", False),
    ],
)
def test_which_raised_signs_refer(mark: str, before: str, after: str, *, told: bool) -> None:
    """A power, a part of a fraction and the ending of an ordinal belong to the words."""
    assert refers(mark, before, after) is told


RAISED = '<w:vertAlign w:val="superscript"/>'


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>It is good.<sup>1</sup> It works.", ["It is good. It works."]),
        (
            '<p>It is good.<sup>[<a href="#a">1</a>]</sup> It works.<sup>2,</sup><sup>3</sup>',
            ["It is good. It works."],
        ),
        ('<p>It is good.<span style="vertical-align: super">1</span> It works.', ["It is good. It works."]),
        ("<p>5 km<sup>2</sup>, 10<sup>3</sup>, the 1<sup>st</sup>", ["5 km2, 103, the 1st"]),
        ("<p>good.¹ In 5 km².", ["good. In 5 km²."]),
        ("<p>one<sup>1</sup><p><sup>1</sup> a note<p>end", ["one", "end", "Footnotes", "a note"]),
        ("<p><sup>1</sup> begins<p>end", ["begins", "end"]),
    ],
)
def test_marks_of_a_page(page: str, expected: list[str]) -> None:
    """With a link or without; what begins with a mark that was met is a footnote."""
    assert html_lines(page) == expected


BODY = f"<p>{'The force works with its partners. ' * 9}</p>"


@pytest.mark.parametrize(
    "notes",
    [
        '<section class="footnotes" role="doc-endnotes"><hr><ol><li id="fn1">Poor. <a href="#r1" role="doc-backlink">↩</a></ol></section>',
        '<h2>Notes</h2><ol><li id="fn1"><p>Poor. <a href="#r1">↩</a></p></ol>',
        '<div id="x"><p id="fn1"><a href="#r1">1</a> Poor.</p></div>',
        '<p class="FootnoteText footnote-text"><a href="#r1" id="fn1">[1]</a> Poor.</p>',
        '<aside role="doc-footnote" id="fn1">Poor.</aside>',
        "<p><sup>1</sup> Poor.</p>",
    ],
)
def test_footnotes_of_a_page_stand_last(notes: str) -> None:
    """Whatever they are called: a mark leads to them, or they begin with it. What follows them is no footnote."""
    page = f'{BODY}<p>It works.<sup><a href="#fn1" id="r1">1</a></sup> It is good.</p>{notes}<h2>Next</h2><p>It goes on.</p>'
    unlinked = page.replace('<a href="#fn1" id="r1">1</a>', "1") if "<sup>1" in notes else page
    assert html_lines(unlinked)[1:] == ["It works. It is good.", "Next", "It goes on.", "Footnotes", "Poor."]


@pytest.mark.parametrize(
    "page",
    [
        '<p>See part <a href="#two">2</a>.</p><h2 id="two">Two</h2><p>It works.</p>',
        '<p>See <a href="#two">2</a>.</p><p id="two">It works.</p>',
        '<div class="has-footnotes"><p>It works.</p></div>',
        '<p id="back">It works.<a href="#n">more</a></p><p id="n">It is good. <a href="#back">1</a></p>',
    ],
)
def test_what_is_no_footnote_of_a_page(page: str) -> None:
    """A number may lead to a part of the report, and a link back to its sentence."""
    assert "Footnotes" not in html_lines(BODY + page)


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (run("It is good.") + run("1", RAISED) + run(" It works."), "It is good. It works."),
        (run("It is good.") + run("1", '<w:position w:val="7"/>') + run(" It works."), "It is good. It works."),
        (
            run("It is good.") + run("1", '<w:position w:val="-7"/>') + run(" It works."),
            "It is good.1 It works.",
        ),
        (run("good.") + run("1", RAISED) + run("2", RAISED) + run(" So."), "good. So."),
        (run("300 km") + run("2", RAISED) + run(" of it"), "300 km2 of it"),
        (run("the 1") + run("st", RAISED), "the 1st"),
    ],
)  # fmt: skip
def test_marks_of_a_word_file(runs: str, expected: str) -> None:
    """Raised by their place or their height."""
    assert docx_lines(f"<w:p>{runs}</w:p>") == [expected]


def test_typed_footnotes_of_a_word_file() -> None:
    """A paragraph that begins with a mark that was met, or to which one leads."""
    mark = run("1", RAISED)
    typed = f"<w:p>{run('It works.')}{mark}</w:p>{par('It goes on.')}<w:p>{mark}{run(' Poor.')}</w:p>"
    assert docx_lines(typed) == ["It works.", "It goes on.", "Footnotes", "Poor."]
    link = f'<w:hyperlink w:anchor="n">{mark}</w:hyperlink>'
    place = '<w:bookmarkStart w:id="0" w:name="n"/>'
    linked = f"<w:p>{run('It works.')}{link}</w:p><w:p>{place}{run('Poor.')}</w:p>{par('It goes on.')}"
    assert docx_lines(linked) == ["It works.", "It goes on.", "Footnotes", "Poor."]


@pytest.mark.parametrize("size", [10, 9, 6.5])
def test_marks_of_a_pdf(size: float) -> None:
    """Raised, and in smaller print or not; of the same size only where they are raised by much."""
    page = [
        *down("The force works with all", "of its partners in each of its districts."),
        Word(50, 128, "It is good."), Word(93.4, 123, "1", size), Word(103, 128, "It goes on."),
    ]  # fmt: skip
    assert "It is good. It goes on.\n" in text_of(page)


def test_a_power_in_a_pdf_stays() -> None:
    """As in 5 km²."""
    page = [
        *down("The force works with all", "of its partners in each of its districts."),
        Word(50, 128, "It polices 500 km"), Word(125.1, 124, "2", 6), Word(131.5, 128, "of hills."),
    ]  # fmt: skip
    assert "It polices 500 km2 of hills." in text_of(page)


def test_footnotes_at_the_end_of_a_pdf() -> None:
    """All that are called and that no page has, in their order; a list of other numbers is none."""
    prose = [
        *down("The force works with all of its partners in each of its districts", "and they with it.", y=100),
        Word(119.5, 109, "1", 6), *down("It is good at all of that.", y=142), Word(147.9, 137, "2", 6),
    ]  # fmt: skip
    notes = [*down("1.", "2."), *down("Survey of 2015, which was poor.", "Ibid.", x=64)]
    assert text_of(prose, notes).endswith("\n\nFootnotes\n\nSurvey of 2015, which was poor.\n\nIbid.\n")
    steps = [*down("1.", "2.", "3."), *down("Ask.", "Listen.", "Act.", x=64)]
    assert "Footnotes" not in text_of(prose, steps)


def test_a_mark_ends_no_sentence_and_a_footnote_is_no_finding(reading: Callable[..., Reading]) -> None:
    """The same in a page and a Word file as in plain text."""
    head = [
        "PEEL: Police effectiveness 2016",
        "Kent Police",
        "How effective is the force at preventing crime?",
    ]
    said = "The force is good at solving problems.{} Victims are not told of progress."
    note = "Kent Police, Survey 2015, which was poor in its coverage of rural areas."
    paragraphs = "".join(f"<h2>{line}</h2>" for line in head)
    page = f"{paragraphs}<p>{said.format('<sup>1</sup>')}</p><p><sup>1</sup> {note}</p>"
    one, two = said.split("{}")
    file = (
        "".join(par(line, '<w:outlineLvl w:val="0"/>') for line in head)
        + f"<w:p>{run(one)}{run('1', RAISED)}{run(two)}</w:p><w:p>{run('1', RAISED)}{run(f' {note}')}</w:p>"
    )

    def quotes(text: str) -> list[str]:
        found = reading(text).statements
        return [plain(s.span.of(text)).copy for s in found if isinstance(s, Finding)]

    expected = ["The force is good at solving problems.", "Victims are not told of progress."]
    assert quotes("\n\n".join([*head, said.format("")])) == expected
    assert quotes("\n\n".join([*head, said.format("¹")])) == expected
    assert quotes("\n\n".join(html_lines(page))) == expected
    assert quotes("\n\n".join(docx_lines(file))) == expected
