"""Fuzzes what a user or a stranger may bring: `python tests/fuzz/run.py --minutes N [TARGET…]`, with the extra `fuzz` installed.

Each target has N minutes, one after the other. What it grew is kept in the folder `--corpus` for the next time. Bytes that break a target
are written there, too, as `crash-…`; whoever mends the fault copies them, as small as can be, into `crashers/TARGET/`.
"""

import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from fuzz.targets import TARGETS  # noqa: E402  (it is run as a file)

_SLOW: Final = 25
"""Seconds after which an input counts as one that hangs."""
_MEMORY: Final = 2048
"""MiB."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The number of targets that broke."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--corpus", type=Path, default=Path(".fuzz"))
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    options = parser.parse_args(arguments)
    for name in options.targets:
        if name not in TARGETS:
            parser.error(f"no target {name}; there are {', '.join(TARGETS)}")
    broken = [one for one in options.targets or TARGETS if not _stands(one, options.minutes, options.corpus)]
    print(f"broken: {', '.join(broken) or 'none'}")
    return len(broken)


def _stands(name: str, minutes: float, corpus: Path) -> bool:
    """Whether a target stands all that is tried in that time."""
    target, grown = TARGETS[name], corpus / name
    grown.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (grown / f"seed-{number}").write_bytes(seed)
    settings = {
        "max_total_time": int(minutes * 60),
        "max_len": target.longest,
        "timeout": _SLOW,
        "rss_limit_mb": _MEMORY,
        "artifact_prefix": f"{corpus / name}-",
        "print_final_stats": 1,
    }
    print(f"{name}: {minutes:g} minutes", flush=True)
    flags = [f"-{flag}={value}" for flag, value in settings.items()]
    places = [str(grown), str(HERE / "crashers" / name)]
    (HERE / "crashers" / name).mkdir(parents=True, exist_ok=True)
    return subprocess.run([sys.executable, HERE / "loop.py", name, *flags, *places]).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
