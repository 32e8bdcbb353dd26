"""What leaves a command: in which format, and whole, to a file or to stdout."""

import os
import sys
import tempfile
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.show import plain

if TYPE_CHECKING:
    from kg.tables import Table


def format_of(options: Namespace, others: Mapping[str, str]) -> str | None:
    """The format asked for by its name, by --for-excel, or by the end of the file's name; `others` are no formats of rows."""
    from kg.tables import BINARY, SUFFIXES

    given: str | None = options.format
    if given is None and options.for_excel:
        given = "csv"
    if given is None and options.output != "-":
        known = {**SUFFIXES, **others}
        given = known.get(Path(options.output).suffix.lower())
        if given is None:
            raise UsageError(
                f"{options.output}: end the file's name in one of {', '.join(known)}, or say --format"
            )
    if given in BINARY and options.output == "-" and sys.stdout.isatty():
        raise UsageError(f"{given} is nothing for a terminal; name a file with -o, or send it on with > or |")
    return given


def on_screen(options: Namespace) -> None:
    """Raises UsageError where a table for the screen is to go to a file."""
    if options.output != "-":
        raise UsageError(f"{options.output}: this format is for the screen; choose another for a file")


def write_rows(options: Namespace, table: "Table", format: str) -> None:
    """Rows in a format, to a file or stdout."""
    from kg.tables import rows

    if format == "turtle":
        raise UsageError(
            "this query selects rows, no triples; ask for table, csv, tsv, json, xlsx, markdown or html"
        )
    send(options.output, rows(table, format, for_excel=options.for_excel))


def send(output: str, data: bytes) -> None:
    """Writes, and says on stderr which file was written."""
    write(output, data)
    if output != "-":
        print(f"written: {plain(output)}", file=sys.stderr)


def write(output: str, data: bytes) -> None:
    """Writes to stdout ("-"), to a pipe or device, or to a file that is whole-old or whole-new."""
    if output == "-":
        sys.stdout.buffer.write(data)
        return
    path = Path(output)
    if path.is_dir():
        raise UsageError(f"{output}: is a folder; name a file")
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    if not path.parent.is_dir():
        raise UsageError(f"{output}: no folder {path.parent}; make it first")
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
