"""Tries a target with what libFuzzer makes of its seeds: `python loop.py TARGET OPTION…`, as `run.py` starts it."""

import sys
from pathlib import Path
from random import Random

import atheris

sys.path.insert(0, str(Path(__file__).parent.parent))

with atheris.instrument_imports(include=["kg"]):
    from fuzz.changes import changed
    from fuzz.targets import TARGETS


def main() -> None:
    target = TARGETS[sys.argv[1]]

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        """Some changes are those of bytes, some those of what they say, some both."""
        chance = Random(seed)  # noqa: S311  (no secret)
        if chance.random() < 0.5:
            data = changed(data, target.form, chance)[:most]
            if chance.random() < 0.5:
                return data
        return bytes(atheris.Mutate(data, most))

    atheris.Setup([sys.argv[0], *sys.argv[2:]], target.try_, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
