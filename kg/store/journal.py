"""What a build has made so far: a file for each report, so that a build that was cut off goes on where it was."""

import shutil
from hashlib import sha256
from pathlib import Path
from typing import Final

from kg.making import Made

_DIGEST: Final = 64


class Journal:
    """Reports that were made, by the digest of all from which they follow."""

    def __init__(self, folder: Path) -> None:
        self.folder: Final = folder

    def keys(self) -> frozenset[str]:
        """The digests of what is there."""
        return frozenset(path.stem for path in self.folder.glob("*.made"))

    def add(self, made: Made) -> None:
        """Keeps a report that was made."""
        data = made.to_bytes()
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(made.entry.made)
        new = path.with_suffix(".new")
        new.write_bytes(sha256(data).hexdigest().encode() + data)
        new.replace(path)

    def __getitem__(self, key: str) -> Made:
        """A report that was made. Raises KeyError where there is none, or where it is not whole."""
        try:
            data = self._path(key).read_bytes()
        except OSError as error:
            raise KeyError(key) from error
        if data[:_DIGEST] != sha256(data[_DIGEST:]).hexdigest().encode():
            raise KeyError(key)
        try:
            made = Made.from_bytes(data[_DIGEST:])
        except (ValueError, TypeError) as error:  # written by another version
            raise KeyError(key) from error
        if made.entry.made != key:
            raise KeyError(key)
        return made

    def sift(self) -> None:
        """Drops what is not whole, or cannot be read: left by a machine that lost its power, or by another version."""
        for key in self.keys():
            try:
                self[key]
            except KeyError:
                self._path(key).unlink()

    def clear(self) -> None:
        """Forgets all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.made"
