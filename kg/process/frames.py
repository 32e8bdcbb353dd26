"""How a process that does work and the one that asks for it talk: each message is its length in eight bytes, then itself.

The pipes have no buffers: a fork of the one who asks finds nothing half written in them, and no lock that another thread holds.
"""

import struct
from io import FileIO

_LENGTH = struct.Struct(">Q")


def send(pipe: FileIO, message: bytes) -> None:
    """Writes a message. Raises OSError where nobody reads any more."""
    for part in (_LENGTH.pack(len(message)), message):
        rest = memoryview(part)
        while rest:
            rest = rest[pipe.write(rest) or 0 :]


def receive(pipe: FileIO, longest: int) -> bytes:
    """Reads a message. Raises EOFError where there is none, or not all of it; OverflowError where it is longer than `longest`."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    if length > longest:
        raise OverflowError(f"a message of {length} bytes")
    return _exactly(pipe, length)


def _exactly(pipe: FileIO, length: int) -> bytes:
    data = bytearray(length)
    rest = memoryview(data)
    while rest:
        if not (more := pipe.readinto(rest)):
            raise EOFError
        rest = rest[more:]
    return bytes(data)
