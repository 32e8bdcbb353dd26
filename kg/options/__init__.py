"""What the commands take on the command line, room by room as in `kg.commands`; here what several of them take.

Only argparse is imported, so that help comes at once.
"""

import argparse
from collections.abc import Callable

Command = Callable[[str, str, str], argparse.ArgumentParser]
"""Makes the parser of a command from its name, what it does, and examples."""


def tabular(
    command: argparse.ArgumentParser, *others: str, default: str | None = None, output: str | None = None
) -> None:
    """The options of a command that writes rows; `others` are formats of its own, the first of them for the screen."""
    command.add_argument(
        "--format",
        choices=[*others, "csv", "tsv", "json", "xlsx", "markdown", "html"],
        help=f"default: what the end of FILE's name says, else {default or others[0]}; xlsx needs pip install 'peel-kg[xlsx]'",
    )
    command.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default=None if output else "-",
        help=output or "file to write (default: stdout)",
    )
    command.add_argument(
        "--for-excel",
        action="store_true",
        help="CSV for spreadsheets: text that would become a formula gets an apostrophe before it, and Excel sees UTF-8; "
        "without it CSV is exact",
    )


def extracted(command: argparse.ArgumentParser) -> None:
    """The option of a command that may pass over what people decided."""
    command.add_argument(
        "--extracted", action="store_true", help="as it was read, whatever people decided (see kg review)"
    )


def spread(command: argparse.ArgumentParser) -> None:
    """Options of commands that may read many reports."""
    command.add_argument(
        "--workers",
        type=number,
        metavar="N",
        help="processes that read side by side (default: one for each core, where there is enough to read)",
    )
    command.add_argument(
        "--shacl-engine",
        choices=["pyshacl", "shacl"],
        default="pyshacl",
        help="what holds reports against the shapes; shacl is quicker (pip install 'peel-kg[fast]')",
    )


def of_a_server(command: argparse.ArgumentParser) -> None:
    """The options of a command that speaks with a server."""
    command.add_argument(
        "--auth-env",
        metavar="NAME",
        help="environment variable that holds user:password, or a header such as Bearer …",
    )
    command.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help="time for each answer (default: 120)"
    )


def number(text: str) -> int:
    """A whole number of an option; none is so large that systems do not count so far."""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no number such as 2")
    return int(text)


def port(text: str) -> int:
    """Where a server listens."""
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port, from 0 to 65535")
    return int(text)


def seconds(text: str) -> float:
    """A time of an option."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, from 1 to 86400")
    return float(text)


def year(text: str) -> int:
    """A year of an option."""
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise argparse.ArgumentTypeError(f"{text!r} is no year such as 2015")
    return int(text)


def day(text: str) -> str:
    """A day of an option, as it is written."""
    from datetime import date

    try:
        if text == date.fromisoformat(text).isoformat():
            return text
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-11-22")
