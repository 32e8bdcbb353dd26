"""Reports behind addresses: on a file server, in a bucket, wherever fsspec reaches. Read only where the user asks for it by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from kg.errors import UnreadableInput
from kg.read.forms import SUFFIXES, Form
from kg.read.manifest import broken
from kg.read.sources import LARGEST, File, behind

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_SIGN: Final = "://"
"""What tells an address from a path."""


@dataclass(frozen=True, slots=True, order=True)
class Remote:
    """A file behind an address. It is read by whoever has the address: a `Source` that may be handed to another machine."""

    address: str

    @property
    def place(self) -> str:
        """Where it is."""
        return self.address

    @property
    def file(self) -> str:
        """The name of the file."""
        return PurePosixPath(self.address).name

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return Path(self.file).stem

    @property
    def is_stdin(self) -> bool:
        """It is none."""
        return False

    def beside(self, file: str) -> "Remote":
        """Another file in the same folder."""
        return Remote(self.address.rpartition("/")[0] + "/" + file)

    def state(self) -> str | None:
        """What changes when its bytes do, as its server tells it. None where there is no such file."""
        system, path = _reached(self.address)
        return str(system.ukey(path)) if system.isfile(path) else None

    def data(self) -> bytes:
        """Its bytes. Raises UnreadableInput where they cannot be read, or are too many."""
        system, path = _reached(self.address)
        try:
            with system.open(path, "rb") as file:
                data = bytes(file.read(LARGEST + 1))
        except Exception as error:  # each kind of server has errors of its own
            raise _unreadable(self.address, error) from error
        if len(data) > LARGEST:
            problem = f"larger than {LARGEST // 2**20} MiB"
            raise UnreadableInput(self.address, problem, "give the text of one report")
        return data


def addressed(paths: Iterable[str | Path]) -> tuple[list[File], list[UnreadableInput]]:
    """The files behind paths and addresses, as `behind` has them; a path is told from the root, so that it holds anywhere."""
    found: list[File] = []
    problems: list[UnreadableInput] = []
    for given in map(str, paths):
        try:
            if _SIGN in given:
                found += _behind(given)
            else:
                files, wrong = behind([given if given == "-" else Path(given).resolve()])
                found += files
                problems += wrong
        except UnreadableInput as problem:
            problems.append(problem)
    found = list(dict.fromkeys(found))
    return found, problems + broken(found)


def _behind(address: str) -> list[Remote]:
    """The reports behind an address: a file, a folder, or a pattern."""
    system, path = _reached(address)
    try:
        if any(sign in path for sign in "*?["):
            found = [name for name in system.glob(path) if system.isfile(name)]
        elif system.isdir(path):
            found = [name for name in system.find(path) if _is_report(str(name))]
        else:
            found = [path]
    except Exception as error:
        raise _unreadable(address, error) from error
    if not found:
        raise UnreadableInput(address, "no reports there", "check the address")
    return [Remote(str(system.unstrip_protocol(name))) for name in sorted(found)]


def _is_report(name: str) -> bool:
    form = SUFFIXES.get(PurePosixPath(name).suffix.lower())
    return form is not None and form is not Form.ZIP


def _reached(address: str) -> "tuple[AbstractFileSystem, str]":
    from fsspec.core import url_to_fs

    try:
        reached: Any = url_to_fs(address)
    except Exception as error:
        raise _unreadable(address, error) from error
    return reached[0], str(reached[1])


def _unreadable(address: str, error: Exception) -> UnreadableInput:
    told = " ".join(str(error).split())[:200] or type(error).__name__
    return UnreadableInput(address, f"cannot be read ({told})", "check the address, and that you may read it")
