"""What each command does: one call of the library, and its result on the screen or in a file; a room for each sort of work.

A command is loaded when it is run: `kg --help` needs none, and none needs what another one does.
"""

from argparse import Namespace
from importlib import import_module
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.connection import Connection

ROOMS: Final = {
    "building": ("build", "remove", "rebuild", "doctor", "validate"),
    "reviewing": ("review",),
    "asking": ("query", "explain", "coverage", "evaluate"),
    "leaving": ("export", "publish", "draw"),
    "serving": ("serve",),
    "assisting": ("mcp",),
    "briefing": ("report", "compare", "timeline", "diff"),
}
"""The commands, by the module in which they are."""


def carried_out(options: Namespace) -> int:
    """Carries out the command that was asked for; returns the exit code."""
    (room,) = (room for room, commands in ROOMS.items() if options.command in commands)
    code: int = getattr(import_module(f"kg.commands.{room}"), options.command)(options)
    return code


def base_of(base: str | None) -> str | None:
    """The base that a user names, where it can be one. Raises UsageError."""
    from kg.iris import Iris

    try:
        if base is not None:
            Iris(base).check()
    except ValueError as error:
        raise UsageError(f"--base: {error}") from error
    return base


def connection_of(options: Namespace) -> "Connection":
    """The way to a server, as the user says."""
    from kg.connection import TIMEOUT, Connection, credentials

    return Connection(credentials(options.auth_env), timeout=options.timeout or TIMEOUT)
