"""The oldest version that `pyproject.toml` allows of each direct dependency, as constraints for pip.

python tests/oldest.py > oldest.txt
python -m venv old && old/bin/pip install -c oldest.txt '.[test]' && old/bin/python -m pytest
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parent.parent / "pyproject.toml"
_BOUND: Final = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,-]+\])?(?:>=|==)(?P<version>[\w.]+)")


def requirements() -> Iterator[tuple[str, str]]:
    """Each direct dependency as it is written, with the extra that asks for it; that of the package itself is empty."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    for extra, written in {"": project["dependencies"], **project["optional-dependencies"]}.items():
        yield from ((one, extra) for one in written if not one.startswith(project["name"]))


def oldest(requirement: str) -> tuple[str, str]:
    """The name and the oldest version of a requirement. Raises ValueError where it has no lower bound."""
    found = _BOUND.match(requirement)
    if not found:
        raise ValueError(f"{requirement}: no lower bound")
    return found["name"], found["version"]


def main() -> None:
    """Prints a line for each."""
    for requirement, _ in requirements():
        print("{}=={}".format(*oldest(requirement)))


if __name__ == "__main__":
    main()
