"""What report a text is: the text first, then options, a manifest, the file's name; what none tells is asked for."""

from pathlib import Path

import pytest

import kg
from kg.errors import UnreadableInput
from kg.extract import extract
from kg.read import decoded, read, sources, told_by_name
from kg.values import Document, Identity, Told
from kg.vocabulary import Vocabulary

TITLED = "Kent PEEL 2016\n\nEffectiveness\n\nLast updated 02/03/2017\n\nThe force is good at tackling serious and organised crime. HMIC\n"
UNTITLED = "Kent Police is good at investigating crime. HMIC found that its officers are skilled.\n"


def identified(
    folder: Path, name: str, text: str, vocabulary: Vocabulary, options: Told | None = None
) -> Identity:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return extract(read(path, vocabulary), vocabulary, options).identity


def test_the_text_tells(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """A titled page needs nobody else, and its publisher follows from its date."""
    found = identified(tmp_path, "page.txt", TITLED, vocabulary)
    assert (found.force, found.year, found.pillar, str(found.updated)) == (
        "kent",
        2016,
        "effectiveness",
        "2017-03-02",
    )
    assert found.publisher == "hmic"
    assert {teller for _, teller in found.witness} == {"text"}


def test_the_text_is_trusted_more_than_the_options(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """A title wins over what the user says."""
    assert (
        identified(tmp_path, "page.txt", TITLED, vocabulary, Told("essex", 2014, "legitimacy")).force
        == "kent"
    )


def test_options_before_manifest_before_name(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Year from the options, pillar from the manifest, though the file's name has others."""
    (tmp_path / "manifest.csv").write_text(
        "file,year,pillar,title\nkent-2014-efficiency.txt,2015,legitimacy,A title\n"
    )
    found = identified(tmp_path, "kent-2014-efficiency.txt", UNTITLED, vocabulary, Told(year=2016))
    assert (found.year, found.pillar, found.title) == (2016, "legitimacy", "A title")


def test_the_name_of_the_file_tells(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """FORCE-YEAR-PILLAR.txt tells what a text without a title does not."""
    found = identified(tmp_path, "kent-2014-effectiveness.txt", UNTITLED, vocabulary)
    assert (found.force, found.year, found.pillar) == ("kent", 2014, "effectiveness")


def test_what_none_tells_is_asked_for(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """The error names the missing facts, and the options that give them."""
    with pytest.raises(UnreadableInput, match=r"year and pillar.*--year YEAR --pillar PILLAR"):
        identified(tmp_path, "page.txt", UNTITLED, vocabulary)


def test_a_text_that_is_no_report_is_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """A recipe is no inspection report, even under the name of one."""
    with pytest.raises(UnreadableInput, match="no inspection report"):
        identified(tmp_path, "kent-2014-effectiveness.txt", "Take six eggs and peel an onion.\n", vocabulary)


@pytest.mark.parametrize(
    ("title", "force", "year", "pillar"),
    [
        ("Devon and Cornwall PEEL 2017\nLegitimacy", "devon-and-cornwall", 2017, "legitimacy"),
        (
            "PEEL 2021/22\nPolice effectiveness, efficiency and legitimacy: an inspection of Essex Police",
            "essex",
            2021,
            "overview",
        ),
        (
            "PEEL 2023–2025\nPolice effectiveness, efficiency and legitimacy\nCleveland Police",
            "cleveland",
            2023,
            "overview",
        ),
        ("Accelerated cause of concern: Sussex Police\nSent on 3 May 2022", "sussex", 2022, "overview"),
        ("North Wales 2018/19\nHMI’s observations", "north-wales", 2018, "overview"),
        (
            "Metropolitan PEEL 2016\nHow efficient is the force at keeping people safe and reducing crime?",
            "metropolitan",
            2016,
            "efficiency",
        ),
        (
            "Kent Police: PEEL 2016 – Effectiveness\n\nPublished on: 2 March 2017",
            "kent",
            2016,
            "effectiveness",
        ),
        (
            "PEEL: Police effectiveness 2016\n\nAn inspection of Kent Police\n\nMarch 2017",
            "kent",
            2016,
            "effectiveness",
        ),
        (
            "PEEL: Police legitimacy (including leadership) 2017 – An inspection of Avon and Somerset Constabulary",
            "avon-and-somerset",
            2017,
            "legitimacy",
        ),
        (
            "PEEL 2021/22 Police effectiveness, efficiency and legitimacy\n\nAn inspection of West Mercia Police",
            "west-mercia",
            2021,
            "overview",
        ),
        ("PEEL 2023–25\n\nAn inspection of Dyfed-Powys Police", "dyfed-powys", 2023, "overview"),
        ("Effectiveness | Cleveland 2014", "cleveland", 2014, "effectiveness"),
        ("Home > PEEL Assessments > PEEL 2014 > Cumbria\n\nEfficiency", "cumbria", 2014, "efficiency"),
        ("Metropolitan Police Service\nPEEL Legitimacy 2015", "metropolitan", 2015, "legitimacy"),
        ("City of London Police – PEEL 2016: efficiency", "city-of-london", 2016, "efficiency"),
        ("Gwent Police PEEL Assessment 2021/22", "gwent", 2021, "overview"),
        ("State of Policing – Devon & Cornwall Police – PEEL 2025", "devon-and-cornwall", 2025, "overview"),
        ("Police leadership 2015\n\nHampshire Constabulary", "hampshire", 2015, "leadership"),
        (
            "Kent Police: PEEL 2021/22\n\nProgress since our 2018/19 PEEL inspection",
            "kent",
            2021,
            "overview",
        ),
    ],
)
def test_titles(
    title: str, force: str, year: int, pillar: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """Titles of all years, of pages, whole reports and letters."""
    found = identified(tmp_path, "page.txt", f"{title}\n\nThe force is improving. PEEL\n", vocabulary)
    assert (found.force, found.year, found.pillar) == (force, year, pillar)


def test_a_heading_on_another_inspection_is_no_title(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Its year would be taken for that of the report."""
    text = "Kent Police\n\nProgress since our 2018 PEEL inspection\n\nEffectiveness\n\nThe force answers calls well.\n"
    with pytest.raises(UnreadableInput, match="tells its year"):
        identified(tmp_path, "page.txt", text, vocabulary)


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"", "empty"), (b" \n\n", "empty"), (b"caf\xe9 HMIC \x81", "decoded"), (b"HMIC\x00", "NUL")],
)
def test_bytes_that_are_no_text(data: bytes, problem: str) -> None:
    """Each kind of unreadable bytes has its own words."""
    with pytest.raises(UnreadableInput, match=problem):
        decoded(data, "page.txt")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    """Offsets count from the first character after it."""
    assert decoded(b"\xef\xbb\xbfKent", "page.txt") == "Kent"


def test_the_line_of_a_broken_byte_is_named() -> None:
    """So that the user can find it."""
    with pytest.raises(
        UnreadableInput, match=r"page\.txt:2: no text that can be decoded \(byte 0x81 at offset 3\)"
    ):
        decoded(b"ab\n\x81", "page.txt")


def test_a_manifest_guards_its_files(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """A file that is not the one that the manifest describes is not read as if it were."""
    (tmp_path / "manifest.csv").write_text(f"file,sha256\npage.txt,{'0' * 64}\n")
    with pytest.raises(UnreadableInput, match="SHA-256 differs"):
        identified(tmp_path, "page.txt", TITLED, vocabulary)


def test_a_manifest_with_an_unknown_force_is_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """With the likely one."""
    (tmp_path / "manifest.csv").write_text("file,force\npage.txt,leicestershir\n")
    with pytest.raises(UnreadableInput, match="leicestershire"):
        identified(tmp_path, "page.txt", TITLED, vocabulary)


def test_paths_are_taken_once_and_in_order(tmp_path: Path) -> None:
    """A folder gives its reports by name; a path that leads nowhere is a problem, not a crash."""
    for name in ("b.txt", "a.txt", "notes.md"):
        (tmp_path / name).write_text("x")
    found, problems = sources([tmp_path, tmp_path / "a.txt", tmp_path / "missing.txt"])
    assert [source.file for source in found] == ["a.txt", "b.txt"]
    assert [problem.place for problem in problems] == [str(tmp_path / "missing.txt")]


def test_a_name_of_an_unknown_force_tells_nothing(vocabulary: Vocabulary) -> None:
    """It is not guessed into another."""
    assert told_by_name("rutland-2014-effectiveness", vocabulary) == Told()


def test_a_fire_service_is_no_police_force(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Its report is refused, though it names a police force and the inspectorate."""
    text = (
        "Kent Fire and Rescue Service\n\nEffectiveness\n\nGood\n\nIt works well with Kent Police. HMICFRS\n"
    )
    with pytest.raises(UnreadableInput, match="fire and rescue"):
        identified(tmp_path, "kent-2018-effectiveness.txt", text, vocabulary)


def test_a_force_is_not_guessed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """A text without a title that names two forces tells neither."""
    text = "Kent Police is good at investigating crime. Essex Police is not. HMIC\n"
    with pytest.raises(UnreadableInput, match="force"):
        identified(tmp_path, "page.txt", text, vocabulary, Told(year=2014, pillar="effectiveness"))


@pytest.mark.parametrize(
    "row", ["force\npage.txt,atlantis", "licence\npage.txt,not a uri", "year\npage.txt,1999"]
)
def test_a_wrong_manifest_is_a_problem_of_its_file(row: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    """The other reports are built all the same."""
    (tmp_path / "manifest.csv").write_text(f"file,{row}\n")
    with pytest.raises(UnreadableInput, match=r"manifest\.csv: page\.txt"):
        identified(tmp_path, "page.txt", TITLED, vocabulary)


def test_a_day_that_there_is_not_tells_nothing(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Nor does a month that has no such name."""
    for line in ("Last updated 31/02/2019", "Last updated 5 Smarch 2019", "Last updated 2019-13-01"):
        text = f"Kent PEEL 2018/19\n\nEffectiveness\n\n{line}\n\nThe force is good at investigating crime.\n"
        assert identified(tmp_path, "page.txt", text, vocabulary).updated is None


@pytest.mark.parametrize("year", [1999, 2013, 2090])
def test_a_year_without_a_framework(year: int, tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Whoever tells it: the report is not read with the questions of another year."""
    with pytest.raises(UnreadableInput, match=rf"it is of {year}, and frameworks are known from 2014 to"):
        identified(tmp_path, f"kent-{year}-effectiveness.txt", UNTITLED, vocabulary)
    with pytest.raises(UnreadableInput, match=rf"it is of {year}"):
        identified(tmp_path, "page.txt", UNTITLED, vocabulary, Told("kent", year, "effectiveness"))


@pytest.mark.parametrize(
    "line",
    [
        "Last updated 02/05/2019",
        "Last updated: 2 May 2019",
        "Page last updated on 2nd May 2019",
        "Last updated 2019-05-02",
        "Last updated May 2, 2019",
        "Last updated 27/03/2019; corrected and last updated 02/05/2019",
        "Published 10 January 2019. Last updated 02.05.2019",
    ],
)
def test_dates_of_the_last_change(line: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    """However they are written; of several the latest. They give no grade its year."""
    text = f"Kent PEEL 2018/19\n\nEffectiveness\n\n{line}\n\nThe force is good at investigating crime.\n"
    found = identified(tmp_path, "page.txt", text, vocabulary)
    assert (str(found.updated), found.year) == ("2019-05-02", 2018)


def test_overview_as_the_first_section_is_no_pillar(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Where the page names its pillar."""
    text = "Kent PEEL 2016\n\nEffectiveness\n\nOverview\n\nThe force is good at investigating crime.\n"
    assert identified(tmp_path, "page.txt", text, vocabulary).pillar == "effectiveness"


def test_a_letter_is_of_the_whole_force(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Though its sections have pillars' names."""
    text = "Kent Police: cause of concern revisit\n\nSent on: 6 October 2025\n\nDear Chief Constable\n\nLeadership\n\nHMICFRS came back.\n"
    found = identified(tmp_path, "page.txt", text, vocabulary, Told(force="kent"))
    assert (found.pillar, found.year) == ("overview", 2025)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("page", "PEEL: Police legitimacy 2016 – Kent Police - HMICFRS"),
        ("peel-police-legitimacy-2016-kent-police", None),
        ("Kent_2016_legitimacy (1)", None),
    ],
)
def test_the_title_of_the_file_and_the_words_of_its_name_tell(
    name: str, title: str | None, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    """What a web page or PDF calls itself counts where nothing better is said; and a file is named in many ways."""
    document = Document(name, "HMICFRS says: the force is good.", "0" * 64, "page.pdf", Told(), title=title)
    identity = extract(document, vocabulary).identity
    assert (identity.force, identity.year, identity.pillar) == ("kent", 2016, "legitimacy")
    assert dict(identity.witness)["year"] == ("title of the file" if title else "words of the file's name")


def test_a_title_that_names_two_years_tells_none(vocabulary: Vocabulary) -> None:
    """Nothing is guessed."""
    document = Document(
        "x", "HMICFRS", "0" * 64, "x.pdf", Told("kent", None, "legitimacy"), title="Kent 2016, 2017"
    )
    with pytest.raises(UnreadableInput, match="year"):
        extract(document, vocabulary)


def test_a_force_named_in_a_line_of_its_own(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Reports of 2023 to 2025 have no title that names it, and their prose names its neighbours too."""
    text = (
        "PEEL 2023–2025\n\nPolice effectiveness, efficiency and legitimacy\n\nDurham Constabulary\n\n"
        "Durham Constabulary works well with Northumbria Police. HMICFRS\n"
    )
    assert identified(tmp_path, "page.txt", text, vocabulary).force == "durham"


@pytest.mark.parametrize(
    ("text", "date", "issued"),
    [
        ("", "2016-02-18", "2016-02-18"),
        ("Last updated 3 March 2016\n", "2016-02-18", None),
        ("", "2016-02-31", None),
        ("", "yesterday", None),
    ],
)
def test_the_day_of_publication(text: str, date: str, issued: str | None, tmp_path: Path) -> None:
    """Of a web page that tells it in its head, where its text has no date; what is no day is passed over."""
    page = tmp_path / "kent-2015-effectiveness.html"
    page.write_text(
        f'<html><head><meta property="article:published_time" content="{date}T09:00:00Z"></head><body><main>'
        f"<h1>Kent PEEL 2015</h1><p>Kent Police is good at investigating crime.</p><p>{text}</p></main></body></html>",
        "utf-8",
    )
    rows = kg.build([page]).query("SELECT ?day WHERE { ?report dcterms:issued ?day ; a peel:Report }").rows
    assert [row[0] for row in rows] == ([issued] if issued else [])


@pytest.mark.parametrize(("date", "issued"), [("2016-02-18", "2016-02-18"), ("18.2.2016", None)])
def test_a_manifest_tells_the_day(date: str, issued: str | None, tmp_path: Path) -> None:
    """And is told where it is none."""
    report = tmp_path / "kent-2015-effectiveness.txt"
    report.write_text("Kent PEEL 2015\n\nKent Police is good at investigating crime.\n", "utf-8")
    (tmp_path / "manifest.csv").write_text(f"file,date\n{report.name},{date}\n", "utf-8")
    if issued is None:
        with pytest.raises(UnreadableInput, match=r"no day such as"):
            kg.build([tmp_path])
        return
    rows = (
        kg.build([tmp_path]).query("SELECT ?day WHERE { ?report dcterms:issued ?day ; a peel:Report }").rows
    )
    assert rows == ((issued,),)
