"""Pages that were made, kept while there is room: each is made once, however many ask for it at the same time."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from gzip import compress, decompress
from hashlib import blake2b
from threading import Lock
from typing import Final

_LEVEL: Final = 5
_EACH: Final = 500
"""Bytes that keeping a page takes besides the page."""
_SMALL: Final = 1_000
"""Bytes of a page that compression would not make shorter by much."""


@dataclass(frozen=True, slots=True)
class Made:
    """A page, packed where that makes it shorter."""

    data: bytes
    packed: bool
    policy: str = ""
    """What it may do, where it says so itself."""

    @classmethod
    def of(cls, body: bytes, policy: str = "") -> "Made":
        """A page as it is kept."""
        packed = len(body) > _SMALL
        return cls(compress(body, _LEVEL, mtime=0) if packed else body, packed, policy)

    @property
    def body(self) -> bytes:
        """The page itself."""
        return decompress(self.data) if self.packed else self.data


class Kept:
    """Pages by what was asked for; those that nobody has asked for longest make room."""

    def __init__(self, most: int) -> None:
        """`most` is how many bytes are kept."""
        self._most: Final = most
        self._lock = Lock()
        self._made: OrderedDict[bytes, Made] = OrderedDict()
        self._making: dict[bytes, Lock] = {}
        self.size = 0
        """How many bytes are kept."""

    def get(self, asked: Hashable, make: Callable[[], Made | None]) -> Made | None:
        """A page by what was asked for, made where it is not kept. What raises, or is None, is not kept."""
        # What is asked for may be as long as a request.
        key = blake2b(repr(asked).encode("utf-8", "backslashreplace"), digest_size=32).digest()
        made = self._find(key)
        if made is not None:
            return made
        with self._lock:
            turn = self._making.setdefault(key, Lock())
        with turn:
            made = self._find(key)
            if made is None:
                try:
                    made = make()
                    if made is not None:
                        self._keep(key, made)
                finally:
                    with self._lock:
                        self._making.pop(key, None)
            return made

    def _find(self, key: bytes) -> Made | None:
        with self._lock:
            made = self._made.get(key)
            if made is not None:
                self._made.move_to_end(key)
            return made

    def _keep(self, key: bytes, made: Made) -> None:
        with self._lock:
            self._made[key] = made
            self.size += _EACH + len(made.data)
            while self.size > self._most:
                _, left = self._made.popitem(last=False)
                self.size -= _EACH + len(left.data)
