"""Web pages: what is of the report is kept, once and in order; what is around it is left out; what would be lost is refused."""

import re
from contextlib import suppress

import pytest
from growth import KNOWS_MEMORY, grows_linearly, megabytes
from hypothesis import given
from hypothesis import strategies as st

from kg.read.html import pieces, read
from kg.read.layout import Kind
from kg.read.markup import DEPTH, LARGEST, MARKUP, as_utf8, tree

PROSE = "<h1>Kent PEEL 2016</h1><p>The force is good at preventing crime, and it works well with its partners in the county.</p>"


def lines(page: str) -> list[str]:
    """The lines of a page, blank ones left out."""
    return [line for line in read(page.encode()).text.splitlines() if line]


def test_headings_paragraphs_and_rows_are_told_apart() -> None:
    """Each element gives the piece that it is."""
    page = b"<h2>Good<br>work</h2><p>It works.</p>bare words<ul><li>an item</li></ul><table><tr><td>a<td>b</table>"
    found = [(one.kind, one.parts[0][1].split()) for one in pieces(tree(page))]
    assert found == [
        (Kind.HEADING, ["Good", "work"]),
        (Kind.PARAGRAPH, ["It", "works."]),
        (Kind.PARAGRAPH, ["bare", "words"]),
        (Kind.ITEM, ["an", "item"]),
        (Kind.ROW, ["a", "|", "b"]),
    ]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", ["• a", "    • b", "• c"]),
        ("<ul><li><p>a</p><p>b</p><ol><li>c</ol></ul>", ["• a", "b", "    1. c"]),
        ("<ul><li>a</li><ul><li>b</ul></ul>", ["• a", "    • b"]),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", ["3. a", "7. b", "8. c"]),
        ("<ol type=a><li>a<li>b</ol><ol type=I><li>c</ol>", ["a. a", "b. b", "I. c"]),
        ("<ol reversed><li>a<li>b</ol>", ["2. a", "1. b"]),
        ('<ol style="list-style: lower-roman inside"><li>a<li>b</ol>', ["i. a", "ii. b"]),
        ('<ol style="list-style-type:none"><li>a</ol>', ["• a"]),
        ("<ol><li>a<li hidden>x<li>b</ol>", ["1. a", "2. b"]),
        ("<ul><li><h3>Card</h3><p>words</p></ul>", ["Card", "words"]),
        ("<li>alone", ["• alone"]),
        ("<ul><li><b>a</b> and<br>b</ul>", ["• a and b"]),
        (
            "<div role=list><div role=listitem>a<div role=list><span role=listitem>b</span></div></div><div role=listitem>c</div></div>",
            ["• a", "    • b", "• c"],
        ),
        ("<div role=list><div role=listitem hidden>x</div><div role=listitem>a</div></div>", ["• a"]),
    ],
)
def test_lists(page: str, expected: list[str]) -> None:
    """Items have the sign that is printed, indented by their depth."""
    assert lines(page) == expected


def test_elements_without_meaning_may_say_what_they_are_shown_as() -> None:
    """A heading, and a row of a table."""
    page = b"<div role=heading aria-level=2>Grades.</div><div role=table><div role=row><div role=cell>Crime</div><span role=cell>Good</span></div></div>"
    found = [(one.kind, one.parts[0][1].strip()) for one in pieces(tree(page))]
    assert found == [(Kind.HEADING, "Grades."), (Kind.ROW, "Crime | Good")]


LONG = "The force should review its arrangements, and tell its officers what it has found."


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<table><tr><th>Area<th>Grade<tr><td>Crime<td>Good</table>", ["Area | Grade", "Crime | Good"]),
        (
            "<table><caption>Grades</caption><tbody><tr><td><p>a</p><td><b>b</b><br>c</table>",
            ["Grades", "a | b c"],
        ),
        ("<table><tr><td>a<td><td>c</table>", ["a | c"]),
        (
            "<table><tr><td>Crime<td>The force is good.<td>Good.</table>",
            ["Crime", "The force is good.", "Good."],
        ),
        ("<table><tr><td colspan=2>alone<tr><td><h3>a</h3><td>b</table>", ["alone", "a | b"]),
        (f"<table><tr><td>1<td>2<td>{LONG}<td>3</table>", ["1 | 2", LONG, "3"]),
        (f"<table><tr><td><ul><li>a<li>b</ul><td><h2>c</h2><p>{LONG}</p></table>", ["• a", "• b", "c", LONG]),
        ("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>", ["a | b", "c"]),
        (
            "<dl><dt>Effectiveness<dd>Good<dt>Legitimacy<dd>Poor</dl>",
            ["Effectiveness | Good", "Legitimacy | Poor"],
        ),
        (f"<dl><div><dt>Term</dt><dd>{LONG}</dd></div></dl>", ["Term", LONG]),
    ],
)
def test_tables_and_terms(page: str, expected: list[str]) -> None:
    """A row of short cells is one line; cells with prose, as where a table lays out the page, are read one after another."""
    assert lines(page) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>The force<br>is good.<br>It works.", ["The force is good.", "It works."]),
        ("<p>Areas for improvement<br><br>the force", ["Areas for improvement", "the force"]),
        ("<p>The force should:<br>- act; and<br>- review.", ["The force should:", "- act; and", "- review."]),
        (f"<p>{'It works well with many ' * 3}partners of<br>Kent County Council.", [f"{'It works well with many ' * 3}partners of Kent County Council."]),
        ("<pre>The force acts.\nIt works.</pre>", ["The force acts.", "It works."]),
        ("<details><summary>More</summary>words</details>", ["More", "words"]),
        ("<figure><img alt=x><figcaption>A map.</figcaption></figure>", ["A map."]),
        ("<blockquote>It<p>works</p>well</blockquote>", ["It", "works", "well"]),
        ("<div>It <span>works</span> <a href=x>well</a><div>here</div></div>", ["It works well", "here"]),
        ("<p>co\u00adop\u200beration\u00a0is&nbsp;good", ["cooperation is good"]),
        ("<p>crime<sup><a href='#n1'>1</a></sup> in m<sup>2</sup>", ["crime in m2"]),
        ("<p>is <del>poor</del><ins>good</ins>", ["is good"]),
        ("<h2><button>Preventing crime</button></h2>", ["Preventing crime"]),
        ("<p>a</p></body></html><p>after the end</p>", ["a", "after the end"]),
        ("<p>a</p></body class=x></html n><p>after the end</p>", ["a", "after the end"]),
        ("<p>a<p>b<div>c<li>d", ["a", "b", "c", "• d"]),
        ("words of a fragment", ["words of a fragment"]),
        ("<p>a &lt; b &amp; &rsquo; &#8217; &unknown; c", ["a < b & ’ ’ &unknown; c"]),
    ],
)  # fmt: skip
def test_paragraphs_and_inline_elements(page: str, expected: list[str]) -> None:
    """Blocks part lines, inline elements do not; wrapped lines are mended."""
    assert lines(page) == expected


AROUND = [
    "<nav><a href=/>chrome</a></nav>",
    "<aside><p>Chrome chrome</p></aside>",
    "<footer><p>chrome</p></footer>",
    "<header><a href=/>chrome</a></header>",
    "<script>var chrome</script><style>.chrome{}</style><template><p>chrome</p></template><noscript>chrome</noscript>",
    "<form><label>chrome</label><select><option>chrome</select></form><button>chrome</button>",
    "<div class='cookie-banner'><h2>chrome</h2><p>Chrome is used here.</p></div>",
    "<div><p>We use cookies, chrome</p><a href=#>Accept</a></div>",
    "<div id='onetrust-consent-sdk'>chrome</div>",
    "<a href='#main'>Skip to chrome</a><a class=skiplink href=#x>chrome</a>",
    "<div class='breadcrumbs'>chrome &gt; chrome</div><ol aria-label=Breadcrumb role=navigation><li>chrome</ol>",
    "<ul class='share-links'><li>chrome</ul><div class='social-media'>chrome</div>",
    "<p hidden>chrome</p><p aria-hidden=true>chrome</p><p style='display: none'>chrome</p>",
    "<span class='visually-hidden'>chrome</span>",
    "<div class='x7'><a href=/a>Chrome one</a> <a href=/b>Chrome two</a> <a href=/c>chrome</a></div>",
    "<p><a href=/a>Chrome one</a> | <a href=/b>Chrome two</a> | <a href=/c>chrome</a></p>",
    "<div id='wm-ipp-base'><p>Chrome captures of this page</p></div>",
    "<div class='z'>© Chrome copyright</div><div class='sidebar'>chrome</div>",
    "<div role=dialog>chrome</div><dialog>chrome</dialog><iframe>chrome</iframe><svg><text>chrome</text></svg>",
    "<p><a href='#top'>Back to chrome</a></p>",
]


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(
    "content", [PROSE, f"<div class='wrap'><div>{PROSE}</div></div>", f"<article>{PROSE}</article>"]
)
def test_what_is_around_a_report_is_left_out(around: str, content: str) -> None:
    """With or without elements that say where the content is, before and after it."""
    expected = lines(PROSE)
    assert lines(f"<body>{around}{content}{around}</body>") == expected


@pytest.mark.parametrize("content", [f"<main>{PROSE}</main>", f"<div role=main>{PROSE}</div>"])
def test_where_a_page_tells_its_content_nothing_else_is_read(content: str) -> None:
    """Whatever else it says."""
    other = "<p>Kent Fire and Rescue Service is inadequate.</p>"
    assert lines(f"<body><div>{other}</div>{content}<div>{other}</div></body>") == lines(PROSE)


@pytest.mark.parametrize(
    "page",
    [
        f"<form id=aspnetForm>{PROSE}</form>",
        f"<body class='has-cookie-banner no-sidebar'><div class='page-with-sidebar header'>{PROSE}</div></body>",
        f"<main></main><div>{PROSE}</div>",
        f"<article>Another report.</article><article>And one more.</article><div>{PROSE}</div>",
        f"<div class='sharing-information'>{PROSE}</div>",
        f"<main><header>{PROSE}</header></main>",
        f"<article><section class=related>{PROSE}</section></article>",
    ],
)
def test_what_holds_the_report_is_never_left_out(page: str) -> None:
    """Forms around whole pages, classes that speak of the page, an empty <main>."""
    assert set(lines(PROSE)) <= set(lines(page))


def test_links_beside_grades_are_no_menu() -> None:
    """A table of pages with their grades, and a list of areas that lead to their sections, are of the report."""
    areas = ("Preventing crime", "Managing offenders", "Investigating crime")
    table = "".join(f"<tr><td><a href='/{n}'>{area}</a><td>Good</tr>" for n, area in enumerate(areas))
    listed = "".join(f"<li><a href='#{n}'>{area}</a>" for n, area in enumerate(areas))
    assert lines(f"<div><div><table>{table}</table></div><ul>{listed}</ul></div>{PROSE}")[:6] == [
        *(f"{area} | Good" for area in areas),
        *(f"• {area}" for area in areas),
    ]


def test_a_sentence_of_links_is_no_menu() -> None:
    """Partners may each have a link."""
    partners = "<a href=/a>Kent County Council</a>, <a href=/b>the National Crime Agency</a> and <a href=/c>the NHS</a>"
    expected = "It works with Kent County Council, the National Crime Agency and the NHS."
    for page in (f"<p>It works with {partners}.</p>", f"<ul><li>It works with {partners}.</ul>"):
        assert lines(page + PROSE)[0].removeprefix("• ") == expected


@pytest.mark.parametrize(
    "data",
    [
        "<p>the force’s café".encode(),
        "\ufeff<p>the force’s café".encode(),
        "<p>the force’s café".encode("utf-16"),
        "<p>the force’s café".encode("utf-16-le"),
        "<p>the force’s café".encode("utf-16-be"),
        "<p>the force’s café".encode("cp1252"),
        "<meta charset=iso-8859-1><p>the force’s café".encode("cp1252"),
        "<meta http-equiv=content-type content='text/html; charset=windows-1252'><p>the force’s café".encode(
            "cp1252"
        ),
        "<meta charset=iso-8859-1><p>the force’s café".encode(),
        "<meta charset='windows-1250'><p>the force’s café".encode("cp1250"),
        "<?xml version='1.0' encoding='macintosh'?><p>the force’s café".encode("mac-roman"),
        "<meta charset=unicode_escape><p>the force’s café".encode("cp1252"),
    ],
)
def test_encodings(data: bytes) -> None:
    """A byte order mark, UTF-8 that is one, a declaration, and Windows-1252 at last."""
    assert read(data).text == "the force’s café\n"


def test_a_few_broken_bytes_do_not_make_a_page_latin() -> None:
    """A page in UTF-8 that was cut in a letter stays UTF-8."""
    assert as_utf8("<p>the force’s – café".encode()[:-1]).decode() == "<p>the force’s – caf\ufffd"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Kent PEEL 2016 - HMICFRS</title>", "Kent PEEL 2016"),
        ("<title>HMICFRS: Kent PEEL 2016</title>", "Kent PEEL 2016"),
        ("<title>Kent PEEL 2016: Legitimacy - HMICFRS</title>", "Kent PEEL 2016: Legitimacy"),
        ("<title>Kent PEEL 2016: Legitimacy</title>", "Kent PEEL 2016: Legitimacy"),
        ("<title>x</title><meta property=og:title content=' Kent  PEEL 2016 | HMICFRS'>", "Kent PEEL 2016"),
        (
            "<title>Effectiveness – HMICFRS</title><meta property=og:site_name content=HMICFRS>",
            "Effectiveness",
        ),
        ("<title>Effectiveness | HMICFRS</title>", "Effectiveness"),
        ("<title>PEEL – Effectiveness</title>", "PEEL – Effectiveness"),
        ("", "Kent PEEL 2016"),
        ("<title> </title>", "Kent PEEL 2016"),
    ],
)
def test_titles(head: str, title: str) -> None:
    """The page's title without the name of the site, or its first heading."""
    assert read(f"<head>{head}</head>{PROSE}".encode()).title == title


def test_a_heading_outside_of_the_content_opens_the_text() -> None:
    """Where the page's title names it; a heading that is the site's does not."""
    page = (
        "<title>Kent PEEL 2016 - HMIC</title><div><h1>The inspectorate</h1></div><div><h1>Kent PEEL 2016</h1></div><main><p>"
        + LONG
    )
    assert lines(page) == ["Kent PEEL 2016", LONG]


ADDRESS = "https://hmicfrs.example/peel/kent/"


@pytest.mark.parametrize(
    ("head", "source"),
    [
        (f"<link rel=canonical href={ADDRESS}>", ADDRESS),
        (f"<meta property=og:url content={ADDRESS}>", ADDRESS),
        (f"<link rel=canonical href='/peel'><meta property=og:url content={ADDRESS}>", ADDRESS),
        (f"<!-- saved from url=(0034){ADDRESS} -->", ADDRESS),
        (f"<link rel=canonical href=https://web.archive.org/web/20160301123456/{ADDRESS}>", ADDRESS),
        (f"<link rel=canonical href=https://webarchive.example/ukgwa/20160301123456mp_/{ADDRESS}>", ADDRESS),
        ("<link rel=canonical href='file:///etc/passwd'>", None),
        ("<link rel=canonical href='javascript:alert(1)'>", None),
        ("<link rel=stylesheet href=https://x.example/>", None),
    ],
)
def test_addresses(head: str, source: str | None) -> None:
    """The address that a page gives as its own, whoever kept it; nothing that is no web address."""
    assert read(f"<html><head>{head}</head>{PROSE}".encode()).source == source


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (b"<div>" * 200_000, "nested"),
        (b"<div>" * DEPTH + b"lost", "nested"),
        (b"<p>" + b"word " * 10_000_000, "larger than"),
        (b"<p>a" * (MARKUP + 1), "tags"),
        (b"<p x=1>" * (MARKUP // 2 + 1), "tags"),
        (b"<!DOCTYPE html [<!ENTITY a 'b'>]><p>&a;</p>", "entities"),
        (b"", "no text"),
        (b"<title>Kent</title><nav>Home</nav><img alt=x>", "no text"),
        (b"<div id=root></div><script src=app.js></script><footer>HMIC</footer>", "filled by a script"),
        (b"<p>You need to enable JavaScript to run this app.</p><script></script>", "filled by a script"),
    ],
)  # fmt: skip
def test_what_is_refused(page: bytes, problem: str) -> None:
    """One line, with what to do."""
    with pytest.raises(ValueError, match=problem) as raised:
        read(page)
    assert "; " in str(raised.value) and "\n" not in str(raised.value)


def test_nothing_is_lost_below_the_limits() -> None:
    """Elements nested nearly as deeply as may be, and one line nearly as long, keep their words."""
    deep = DEPTH - 4
    assert lines("<div>" * deep + "<p>deep" + "</div>" * deep + "<p>after") == ["deep", "after"]
    page = b"<p>" + b"word " * (LARGEST // 5 - 2) + b"<p>end"
    assert read(page).text.endswith("word\n\nend\n")
    assert len(read(b"<p><img src='data:image/png;base64," + b"QUJD" * 3_000_000 + b"'>a").text) == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["<div><p>a</p></div>", "<p>a", "<ul><li>a</ul>", "<a href=x>b</a>", "a<br>", "<table><tr><td>a<td>b</table>", "<", "&", "a|. ", " ", "<b class=x>", "a<sup>1</sup>", "<a href=#n>1</a>", "<p id=n class=footnote><a href=#n>1</a>"],
)  # fmt: skip
def test_time_grows_with_length(piece: str) -> None:
    """And not with its square."""

    def attempt(page: str) -> None:
        with suppress(ValueError):  # too many tags
            read(f"<p>words</p>{page}".encode())

    assert grows_linearly(attempt, piece, 30_000)


@pytest.mark.skipif(not KNOWS_MEMORY, reason="memory is asked of Linux")
@pytest.mark.parametrize(
    "page", ["'<p>a' * 80_000", "'<p>' + 'wo ' * 1_700_000", "'<p>' + 'word ' * 10_000_000"]
)
def test_memory_is_bounded(page: str) -> None:
    """The largest pages are read or refused in less than 300 MB."""
    code = f"from kg.read.html import read\ntry: read(({page}).encode())\nexcept ValueError: pass"
    assert megabytes(code) < 300


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Elements around and beside others."""
    several = st.lists(inner, min_size=1, max_size=3)
    wrap = st.sampled_from(
        ["div", "section", "p", "ul", "li", "blockquote", "b", "span", "h2", "dl", "dd", "td", "center"]
    )
    tables = several.map(
        lambda cells: "<table><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table>"
    )
    lists = several.map(lambda items: "<ol>" + "".join(f"<li>{item}</li>" for item in items) + "</ol>")
    wrapped = st.tuples(wrap, several).map(lambda made: f"<{made[0]}>{' '.join(made[1])}</{made[0]}>")
    return st.one_of(wrapped, tables, lists, several.map("<br>".join))


@given(st.recursive(st.just("@"), nested, max_leaves=20), st.booleans())
def test_every_word_is_kept_once_and_in_order(shape: str, main: bool) -> None:
    """Whatever the elements around it, well formed or not."""
    count = shape.count("@")
    words = iter(range(count))
    shape = re.sub("@", lambda _: f"w{next(words)}x", shape)
    page = f"<main>{shape}</main>" if main else shape
    found = [word for word in read(page.encode()).text.split() if word.endswith("x")]
    assert found == [f"w{number}x" for number in range(count)]


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"<p>", b"<main><ul>", b"\xff\xfe", b"<!--", b"<table>"])
)
def test_any_bytes_are_read_or_refused(noise: bytes, before: bytes) -> None:
    """Noise raises nothing but ValueError."""
    try:
        copy = read(before + noise)
    except ValueError:
        return
    assert copy.text.strip()
