"""Manifests beside reports: what they tell, in the CSV of any spreadsheet; and what is wrong with one is told once."""

from pathlib import Path

import pytest

from kg.read import read, sources
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
