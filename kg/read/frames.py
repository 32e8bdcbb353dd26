"""How the process that reads files and the one that asks it talk: each message is its length in eight bytes, then itself."""

import struct
from io import BufferedReader
from typing import Protocol

_LENGTH = struct.Struct(">Q")


class _Pipe(Protocol):
    """A pipe without a buffer of its own: nothing is left in it for another process to write."""

    def write(self, data: memoryview, /) -> int | None: ...


def send(pipe: _Pipe, message: bytes) -> None:
    """Writes a message. Raises OSError where nobody reads any more."""
    for part in (_LENGTH.pack(len(message)), message):
        rest = memoryview(part)
        while rest:
            rest = rest[pipe.write(rest) or 0 :]


def receive(pipe: BufferedReader, longest: int) -> bytes:
    """Reads a message. Raises EOFError where there is none, or not all of it; OverflowError where it is longer than `longest`."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    if length > longest:
        raise OverflowError(f"a message of {length} bytes")
    return _exactly(pipe, length)


def _exactly(pipe: BufferedReader, length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data
