"""Manifests beside reports: what they tell, in the CSV of any spreadsheet; and what is wrong with one is told once."""

import zipfile
from pathlib import Path
from unicodedata import normalize

import pytest

from kg.errors import UnreadableInput
from kg.read import Source, read, sources
from kg.vocabulary import Vocabulary

TEXT = "The force is good at preventing crime.\n"


def folder(where: Path, manifest: bytes, *files: str) -> Path:
    """A folder with a manifest and files beside it."""
    for file in files or ("a.txt",):
        (where / file).write_text(TEXT)
    (where / "manifest.csv").write_bytes(manifest)
    return where


@pytest.mark.parametrize(
    "manifest",
    [
        b"file,force,year,pillar\na.txt,kent,2016,legitimacy\n",
        b"\xef\xbb\xbfFile;Force;Year;Pillar\r\na.txt;kent;2016;legitimacy\r\n",
        b"file;force;year;pillar;title\na.txt;kent;2016;legitimacy;One, two, three\n",
        b"file\tforce\tyear\tpillar\na.txt\tkent\t2016\tlegitimacy\n",
        b"force, file, year, pillar\nkent, a.txt, 2016, legitimacy\n",
        b"file , force , year , pillar\na.txt , kent , 2016 , legitimacy \n",
        b"sep=;\r\nfile;force;year;pillar\r\na.txt;kent;2016;legitimacy\r\n",
        b"\r\n,,,\r\nfile,force,year,pillar\r\n,,,\r\na.txt,kent,2016,legitimacy\r\n",
        b"file,force,year,pillar\na.txt,Kent Police,2016,Legitimacy\n",
        b"file,force,year,pillar\na.txt,kent,2016,legitimacy\na.txt,kent,2016,legitimacy\n",
    ],
)
def test_cells_may_be_parted_in_several_ways(manifest: bytes, tmp_path: Path, vocabulary: Vocabulary) -> None:
    """By commas, or as Excel writes them in many countries."""
    files, problems = sources([folder(tmp_path, manifest)])
    told = read(files[0], vocabulary).told
    assert (told.force, told.year, told.pillar, problems) == ("kent", 2016, "legitimacy", [])


@pytest.mark.parametrize(
    ("manifest", "problem"),
    [
        (b"name,force\na.txt,kent\n", "manifest.csv: no column named file, so it is left out; its first line names the columns, one of them file"),
        (b"file,force\na.txt," + b"x" * 200_000, "manifest.csv:1: no table that can be read (field larger than field limit (131072)); "),
        (b"file\x00,force\n", "manifest.csv:1: NUL or control characters"),
        (b"", "manifest.csv: the file is empty"),
        (b",,\n;\n", "manifest.csv: no column named file, so it is left out; "),
    ],
)  # fmt: skip
def test_a_broken_manifest_is_told_once(
    manifest: bytes, problem: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """The files beside it may tell all by themselves."""
    where = folder(tmp_path, manifest, "kent-2016-legitimacy.txt", "surrey-2016-legitimacy.txt")
    files, problems = sources([where])
    assert [str(one).removeprefix(f"{tmp_path}/").startswith(problem) for one in problems] == [True]
    assert [read(file, vocabulary).told.force for file in files] == ["kent", "surrey"]


def test_rows_of_one_file_that_differ_are_a_problem_of_it(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Neither is taken."""
    rows = b"file,force,year,pillar\na.txt,kent,2016,legitimacy\na.txt,surrey,2016,legitimacy\nb.txt,kent,2016,legitimacy\n"
    files, problems = sources([folder(tmp_path, rows, "a.txt", "b.txt")])
    assert problems == []
    with pytest.raises(
        UnreadableInput, match=r"manifest\.csv: a\.txt: has 2 rows that differ; leave the one"
    ):
        read(files[0], vocabulary)
    assert read(files[1], vocabulary).told.force == "kent"


def test_accents_may_be_apart_in_the_name_of_a_file(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """As a Mac writes them."""
    name = "Si\u00e2n.txt"
    rows = f"file,force,year,pillar\n{name},kent,2016,legitimacy\n".encode()
    files, _ = sources([folder(tmp_path, rows, normalize("NFD", name))])
    assert read(files[0], vocabulary).told.force == "kent"


@pytest.mark.parametrize("packed", [False, True])
def test_a_manifest_is_read_once_for_all_files_beside_it(
    packed: bool, tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that is broken; and again where it has changed."""
    names = [f"{number}.txt" for number in range(20)]
    place = tmp_path / "in.zip" if packed else tmp_path

    def written(rows: bytes) -> None:
        if packed:
            with zipfile.ZipFile(place, "w") as archive:
                for name in names:
                    archive.writestr(name, TEXT)
                archive.writestr("manifest.csv", rows)
        else:
            folder(tmp_path, rows, *names)

    taken: list[str] = []
    data = Source.data

    def counted(source: Source) -> bytes:
        taken.append(source.file)
        return data(source)

    monkeypatch.setattr(Source, "data", counted)
    for force in ("kent", "surrey", None):
        rows = [f"{name},{force},2016,legitimacy" for name in names]
        written("\n".join(["file,force,year,pillar" if force else "name", *rows]).encode())
        files, problems = sources([place])
        assert {read(file, vocabulary).told.force for file in files} == {force}
        assert len(problems) == (force is None)
    assert taken.count("manifest.csv") == 3
