"""The files behind what a user names: folders, patterns and archives, with a word on all that is left out."""

import io
import os
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from kg.errors import UnreadableInput, UsageError
from kg.read import Source, read, sources
from kg.vocabulary import Vocabulary

POSIX = pytest.mark.skipif(os.name != "posix", reason="no links and pipes such as these on Windows")


def names(found: Iterable[Source], folder: Path) -> list[str]:
    return [source.place.removeprefix(f"{folder}/") for source in found]


def lines(problems: Iterable[UnreadableInput], folder: Path) -> list[str]:
    return [str(problem).replace(f"{folder}/", "") for problem in problems]


def archive(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in members.items():
            packed.writestr(name, text)
    return path


def test_a_folder_with_everything(tmp_path: Path) -> None:
    """Reports of every form by name, in folders and archives, whatever the case of their endings; nothing hidden."""
    for name in ("b.PDF", "a.txt", "sub/c.Docx", "sub/d.htm", ".hidden/e.txt", ".f.txt", "g.csv", "sub/h"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    archive(
        tmp_path / "z.ZIP", {"x/2.txt": "", "1.html": "", "__MACOSX/1.html": "", "x/": "", "notes.md": ""}
    )
    found, problems = sources([tmp_path, tmp_path / "a.txt"])
    assert names(found, tmp_path) == [
        "a.txt",
        "b.PDF",
        "sub/c.Docx",
        "sub/d.htm",
        "z.ZIP/1.html",
        "z.ZIP/x/2.txt",
    ]
    assert problems == []


def test_documents_of_other_programs_are_told(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """In folders and archives, with what they are: a user who has but old Word files should know why there is no report."""
    made = {
        "a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "b.rtf": b"{\\rtf1 HMIC}",
        "c.mht": b"From: <Saved by Blink>\r\n",
        "d.odt": b"PK\x03\x04",
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    found, problems = sources([tmp_path])
    assert problems == []
    told = []
    for source in found:
        with pytest.raises(UnreadableInput) as caught:
            read(source, vocabulary)
        told.append(caught.value.problem)
    assert told == [
        "is a Word file of before 2007, or one that is locked with a password",
        "is an RTF file",
        "is a web archive",
        "is an archive that is not named so, or a file of another program",
    ]
    packed = archive(tmp_path / "e.zip", {"x/a.rtf": "{\\rtf1 HMIC}"})
    assert names(sources([packed])[0], tmp_path) == ["e.zip/x/a.rtf"]


def test_one_bad_archive_in_a_folder(tmp_path: Path) -> None:
    """Is left out alone."""
    (tmp_path / "a.zip").write_text("none")
    (tmp_path / "b.txt").write_text("x")
    found, problems = sources([tmp_path])
    assert names(found, tmp_path) == ["b.txt"]
    assert lines(problems, tmp_path) == [
        "a.zip: no archive that can be opened (File is not a zip file); pack it again"
    ]


@POSIX
def test_links_in_a_folder(tmp_path: Path) -> None:
    """Are followed to files within it, never out of it, and never round in circles."""
    folder, outside = tmp_path / "in", tmp_path / "out"
    (folder / "sub").mkdir(parents=True)
    outside.mkdir()
    (folder / "sub" / "a.txt").write_text("a")
    (outside / "secret.txt").write_text("secret")
    (folder / "inner.txt").symlink_to("sub/a.txt")
    (folder / "outer.txt").symlink_to(outside / "secret.txt")
    (folder / "sub" / "outer").symlink_to(outside)
    (folder / "sub" / "round").symlink_to(folder)
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "broken.txt").symlink_to("nowhere.txt")
    found, problems = sources([folder])
    assert names(found, folder) == ["inner.txt", "sub/a.txt"]
    assert lines(problems, folder) == [
        "broken.txt: no such file or folder; leave it out",
        "outer.txt: is a link that leads out of the folder; name it itself",
        "self.txt: cannot be read (Too many levels of symbolic links); leave it out",
        "sub/outer: is a link that leads out of the folder; name it itself",
    ]
    assert names(sources([folder / "outer.txt"])[0], folder) == ["outer.txt"]


@POSIX
def test_pipes_and_devices_are_not_waited_for(tmp_path: Path) -> None:
    """Whether named, matched or met in a folder."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "a.txt").write_text("a")
    found, problems = sources([tmp_path / "pipe.txt", tmp_path, tmp_path / "p*", "/dev/null"])
    assert names(found, tmp_path) == ["a.txt"]
    named = "is a pipe or a device, no file; give its contents on standard input: kg build -"
    assert lines(problems, tmp_path) == [
        f"pipe.txt: {named}",
        "pipe.txt: is a pipe or a device, no file; leave it out",
        f"pipe.txt: {named}",
        f"/dev/null: {named}",
    ]


@POSIX
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(tmp_path: Path) -> None:
    """A folder is named when it is met, a file when it is read."""
    (tmp_path / "closed").mkdir(mode=0o000)
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "a.txt").chmod(0o000)
    found, problems = sources([tmp_path])
    assert lines(problems, tmp_path) == ["closed: cannot be read (Permission denied); check the folder"]
    with pytest.raises(UnreadableInput, match=r"a.txt: cannot be read \(Permission denied\)"):
        found[0].data()


def test_what_a_page_tells_of_itself(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Its address and its day are those of the report, where nobody says otherwise; a page without words is none."""
    address = "https://example.org/peel/kent"
    head = f'<title>PEEL</title><link rel="canonical" href="{address}">'
    (tmp_path / "a.html").write_text(f"<html><head>{head}</head><body><p>Kent PEEL 2016</p></body></html>")
    assert read(tmp_path / "a.html", vocabulary).told.source == address
    (tmp_path / "manifest.csv").write_text("file,source\na.html,https://example.org/other\n")
    assert read(tmp_path / "a.html", vocabulary).told.source == "https://example.org/other"
    (tmp_path / "b.html").write_text("<html><head></head><body><img src='x'><p> </p></body></html>")
    with pytest.raises(UnreadableInput, match=r"b\.html: .*no text"):
        read(tmp_path / "b.html", vocabulary)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no such file here")
def test_a_disk_that_does_not_give_what_it_has(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """A file that is there and cannot be read is left out with a word."""
    (tmp_path / "a.txt").symlink_to("/proc/self/mem")
    (source,), problems = sources([tmp_path / "a.txt"])
    assert problems == []
    with pytest.raises(
        UnreadableInput, match=r"a\.txt: cannot be read \(Input/output error\); check the file"
    ):
        read(source, vocabulary)


def test_a_folder_that_does_not_tell_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is left out with a word; the reports beside it are found."""
    for name in ("a/one.txt", "b/two.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x")
    listed = os.scandir

    def failing(place: Path) -> object:
        if Path(place).name == "a":
            raise PermissionError(13, "Permission denied")
        return listed(place)

    monkeypatch.setattr("os.scandir", failing)
    found, problems = sources([tmp_path])
    assert names(found, tmp_path) == ["b/two.txt"]
    assert lines(problems, tmp_path) == ["a: cannot be read (Permission denied); check the folder"]


def test_a_deep_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is walked to its end, however many folders stand in each other."""
    monkeypatch.chdir(tmp_path)
    for _ in range(300):
        Path("deep").mkdir()
        os.chdir("deep")
    Path("a.txt").write_text("a")
    found, problems = sources([tmp_path])
    assert [source.file for source in found] == ["a.txt"] and problems == []


def test_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Match files by name, else folders; what is called like a pattern is taken first."""
    for name in ("a1.txt", "a2.txt", ".a3.txt", "b[1].txt", "2015/c.txt", "2016/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    monkeypatch.chdir(tmp_path)
    for pattern, matched in {
        "a*.txt": ["a1.txt", "a2.txt"],
        "*.txt": ["a1.txt", "a2.txt", "b[1].txt"],
        "b[1].txt": ["b[1].txt"],
        "**/?.txt": ["2015/c.txt", "2016/d.txt"],
        "201*": ["2015/c.txt", "2016/d.txt"],
        str(tmp_path / "2*" / "c*"): ["2015/c.txt"],
    }.items():
        found, problems = sources([pattern])
        assert (names(found, tmp_path), problems) == (matched, [])
    for wrong in ("x*.txt", "***/a", "[", "a*\0", "x" * 300, "x" * 300 + "*"):
        found, problems = sources([wrong])
        assert found == []
        assert len(problems) == 1


@pytest.mark.parametrize(
    ("members", "line"),
    [
        ({"../a.txt": ""}, "a name in it leads out of it (../a.txt)"),
        ({"x/../../a.txt": ""}, "a name in it leads out of it (x/../../a.txt)"),
        ({"/etc/a.txt": ""}, "a name in it leads out of it (/etc/a.txt)"),
        ({"C:\\a.txt": ""}, "a name in it leads out of it (C:\\a.txt)"),
        ({"..\\a.txt": ""}, "a name in it leads out of it (..\\a.txt)"),
        ({"inner.zip": ""}, "holds another archive (inner.zip)"),
        ({f"{n}.txt": "" for n in range(2001)}, "holds 2001 files, more than 2000"),
        ({"a.txt": "x" * 1_000_000}, "holds a file that unpacks to more than 200 times its size (a.txt)"),
    ],
)
def test_archives_made_to_hurt(members: dict[str, str], line: str, tmp_path: Path) -> None:
    """Are not opened further."""
    found, problems = sources([archive(tmp_path / "a.zip", members)])
    assert found == []
    assert lines(problems, tmp_path) == [f"a.zip: {line}; unpack it, and give the reports themselves"]


def test_names_that_only_look_so(tmp_path: Path) -> None:
    """Dots and colons stand in many names."""
    path = archive(tmp_path / "a.zip", {"PEEL: Kent...txt": "a", "x/b..txt": "b", "big.bmp": "0" * 1_000_000})
    found, problems = sources([path])
    assert (names(found, tmp_path), problems) == (["a.zip/PEEL: Kent...txt", "a.zip/x/b..txt"], [])


def test_names_that_mislead(tmp_path: Path) -> None:
    """Are shown in one line, and a name may be long."""
    path = archive(tmp_path / "a.zip", {"a\nkg: done\x1b[2J\u202e.txt": "", f"{'x' * 300}.txt": "x"})
    found, _ = sources([path])
    assert found[1].data() == b"x"
    with pytest.raises(UnreadableInput) as caught:
        raise UnreadableInput(found[0].place, "is empty")
    assert str(caught.value) == f"{path}/a\\nkg: done\\x1b[2J\\u202e.txt: is empty"


def test_a_name_that_cannot_be_written(tmp_path: Path) -> None:
    """Such as one in another encoding than the system's."""
    assert Source(Path(os.fsdecode(b"caf\xe9.txt"))).name == "caf?"


def with_central(data: bytes, offset: int, value: bytes) -> bytes:
    """An archive of which the first entry of the list of files is changed at an offset."""
    at = data.index(b"PK\x01\x02") + offset
    return data[:at] + value + data[at + len(value) :]


@pytest.mark.parametrize(
    ("offset", "value", "line"),
    [
        (8, b"\x01", "a.zip: holds a file that is locked with a password (a.txt); unpack it, and give the reports themselves"),
        (10, b"\x0e", "a.zip: holds a file that is packed in an unusual way (a.txt); unpack it, and give the reports themselves"),
        (38, b"\x00\x00\xff\xa1", "a.zip: holds a link (a.txt); unpack it, and give the reports themselves"),
        (24, b"\x10\0\0\0", "a.zip/a.txt: cannot be unpacked (Bad CRC-32 for file 'a.txt'); pack it again"),
        (24, b"\0\0\0\x50", "a.zip: unpacks to more than 1024 MiB; unpack it, and give the reports themselves"),
        (16, b"\x12\x34", "a.zip/a.txt: cannot be unpacked (Bad CRC-32 for file 'a.txt'); pack it again"),
    ],
)  # fmt: skip
def test_archives_that_lie(offset: int, value: bytes, line: str, tmp_path: Path) -> None:
    """About sizes, methods and kinds of files."""
    path = archive(tmp_path / "a.zip", {"a.txt": "The force is good. " * 20})
    path.write_bytes(with_central(path.read_bytes(), offset, value))
    found, problems = sources([path])
    if found:
        with pytest.raises(UnreadableInput) as caught:
            found[0].data()
        problems = [caught.value]
    assert lines(problems, tmp_path) == [line]


def test_files_that_overlap(tmp_path: Path) -> None:
    """A bomb of many names for the same bytes is seen by where they begin."""
    path = archive(tmp_path / "a.zip", {"a.txt": "one" * 99, "b.txt": "two" * 99})
    data = path.read_bytes()
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    path.write_bytes(data[: second + 42] + b"\0\0\0\0" + data[second + 46 :])
    assert lines(sources([path])[1], tmp_path) == [
        "a.zip: holds files that overlap (a.txt, b.txt); unpack it, and give the reports themselves"
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name(tmp_path: Path) -> None:
    """Nobody could tell which of them was read."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.txt", "one")
        packed.writestr("a.txt", "two")
    assert lines(sources([path])[1], tmp_path) == [
        "a.zip: holds 2 files of one name (a.txt); unpack it, and give the reports themselves"
    ]


def test_a_list_of_files_without_end(tmp_path: Path) -> None:
    """Is not read into memory."""
    path = archive(tmp_path / "a.zip", {f"{n:0200}.txt": "" for n in range(5000)})
    assert lines(sources([path])[1], tmp_path) == [
        "a.zip: no archive that can be opened (its list of files is too long); pack it again"
    ]


@pytest.mark.parametrize("cut", [0, 10, 60, 100, -30, -1])
def test_an_archive_that_is_cut_off(cut: int, tmp_path: Path) -> None:
    """Gives one line."""
    path = archive(tmp_path / "a.zip", {"a.txt": "The force is good. " * 20})
    path.write_bytes(path.read_bytes()[:cut])
    found, problems = sources([path])
    assert found == [] and len(problems) == 1
    assert str(problems[0]).startswith(f"{path}: no archive that can be opened (")


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    """Neither from a folder, nor from an archive, nor from standard input."""
    (tmp_path / "a.txt").write_bytes(bytes(50 * 2**20))
    with pytest.raises(UnreadableInput, match=r"a.txt: larger than 32 MiB; give the text of one report"):
        Source(tmp_path / "a.txt").data()


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is read as bytes; where it is closed there is nothing in it."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"%PDF-\xff")))
    (source,) = sources(["-", "-"])[0]
    assert (source.place, source.name, source.data()) == ("-", "stdin", b"%PDF-\xff")
    monkeypatch.setattr(sys, "stdin", None)
    assert source.data() == b""


def test_an_archive_on_standard_input(monkeypatch: pytest.MonkeyPatch, vocabulary: Vocabulary) -> None:
    """Cannot be read, and has no name that could be changed."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"PK\x03\x04" + bytes(30))))
    with pytest.raises(UnreadableInput, match="from standard input; name the file itself"):
        read(Source(Path("-")), vocabulary)


@pytest.mark.parametrize("path", ["", " "])
def test_an_empty_path_is_no_folder(path: str) -> None:
    """It would be the whole of the current one."""
    with pytest.raises(UsageError, match="an empty path"):
        sources([path])
