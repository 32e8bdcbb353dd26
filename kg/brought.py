"""Files that a user brings beside the reports: vocabulary additions, decisions, marks, queries. Read whole, or told why not.

What is named may be a pipe, a device without end, or a file that grows while it is read: no more is ever taken of it than such a file has.
"""

from pathlib import Path

from kg.errors import UnreadableInput


def brought(path: str | Path, most: int, remedy: str) -> bytes:
    """The bytes of a file, at most so many. Raises UnreadableInput; `remedy` is for one that is too large."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:  # a name may have a NUL in it
        told = getattr(error, "strerror", None) or error
        raise UnreadableInput(str(path), f"cannot be read ({told})", "check the path") from error
    if len(data) > most:
        raise UnreadableInput(str(path), f"has more than {most:,} bytes", remedy)
    return data


def text_of(path: str | Path, most: int, remedy: str) -> str:
    """The same as text. Raises UnreadableInput with the line that is no UTF-8."""
    data = brought(path, most, remedy)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableInput(f"{path}:{line}", "is no UTF-8", "save the file as UTF-8") from error
