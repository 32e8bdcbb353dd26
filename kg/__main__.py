"""Runs the command line: `kg` and `python -m kg`."""

import sys


def main() -> int:
    """Runs the command line on the process's arguments; returns the exit code."""
    from kg.cli import run
    from kg.collecting import seldom

    with seldom():
        return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
