"""The command line: parses, calls one command, turns exceptions into exit codes.

Exit codes: 0 done; 1 does not conform, violations were found, or graphs differ; 2 usage; 3 unreadable input; 4 internal, a server that failed, or a query over a limit.
Only argparse and options are imported here: what a command needs it imports itself, so that help comes at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from kg.options import asking, assisting, briefing, building, leaving, reviewing, serving

EPILOG = "Each command has its own help: kg COMMAND --help. Data goes to stdout, all else to stderr."


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(
        prog="kg",
        description="Reads PEEL inspection reports into a knowledge graph in which every triple has its sentence.",
        epilog=EPILOG,
    )
    top.add_argument("--version", action="store_true", help="print the version and stop")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "-g", "--graph", default="graph", metavar="DIR", help="folder of the graph (default: ./graph)"
    )
    common.add_argument("--debug", action="store_true", help="show the traceback of an error")

    def command(name: str, text: str, examples: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            parents=[common],
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog="examples:\n" + examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    for room in (building, reviewing, asking, leaving, briefing, serving, assisting):
        room.add(command)
    return top


def run(arguments: Sequence[str]) -> int:
    """Runs one command line; returns the exit code."""
    _open_streams()
    options = parser().parse_args(arguments)
    if options.command is None and not options.version:
        parser().print_help(sys.stderr)
        return 2
    options.debug = getattr(options, "debug", False)
    return _guarded(options)


def _open_streams() -> None:
    """Gives a process whose output was closed somewhere to write, and writes what an encoding lacks as escapes."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
        elif hasattr(stream := getattr(sys, name), "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _done(options: argparse.Namespace) -> int:
    """Carries out a command; its output has left the process when it returns."""
    from kg.commands import carried_out

    if options.version:
        from kg.version import VERSION

        print(f"kg {VERSION}")
        code = 0
    else:
        code = carried_out(options)
    sys.stdout.flush()
    return code


def _guarded(options: argparse.Namespace) -> int:
    from kg.errors import KgError

    try:
        return _done(options)
    except BrokenPipeError:
        # Whoever read the output has gone; what is still buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _told("interrupted", 130)
    except KgError as error:
        if options.debug:
            raise
        return _told(str(error), error.exit_code)
    except OSError as error:
        if options.debug:
            raise
        return _told(f"{error}; what was there before is as it was", 4)
    except Exception as error:
        if options.debug:
            raise
        return _told(f"internal error ({type(error).__name__}: {error}); --debug shows where", 4)


def _told(message: str, code: int) -> int:
    from kg.show import plain

    for line in plain(message).splitlines():
        print(f"kg: {line}", file=sys.stderr)
    return code
