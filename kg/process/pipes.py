"""The pipes of a process that does work for another one."""

import os
from io import FileIO


def standard(*, complains: bool = False) -> tuple[FileIO, FileIO]:
    """Standard input and output under other numbers: what a library prints goes nowhere.

    Where the process `complains`, its last words go to who started it; they are lost where nobody reads them, and never waited for.
    """
    requests, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1) if complains else (0, 1, 2):
        os.dup2(nowhere, number)
    if complains:
        os.set_blocking(2, False)
    os.close(nowhere)
    return FileIO(requests), FileIO(answers, "w")
