"""How long a connection may keep the server waiting: one that says nothing, half a request, or never reads what it asked for, is closed.

A connection that waits costs little, but there is an end to how many a process may hold; so those that wait longest make room for others.
"""

from asyncio import BaseTransport, TimerHandle
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

ASKING: Final = 10.0
"""Seconds in which the head of a request must have come: the first one, and each that follows an answer."""
READING: Final = 60.0
"""Seconds in which the reader must have taken what was written for it."""
MOST: Final = 400
"""Connections that are held at once."""


class Patient(H11Protocol):
    """HTTP/1.1 on one connection. The parser is named, since the other one that uvicorn knows sets no end to the size of a head."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._asking: TimerHandle | None = None
        self._reading: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Begins to wait for a request."""
        super().connection_made(transport)  # type: ignore[arg-type] # a socket's is one that reads and writes
        self._wait()
        if len(self.connections) > MOST:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing any more."""
        self._asked()
        self.resume_writing()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Takes what came; where it is the head of a request, the wait is over."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._asked()

    def on_response_complete(self) -> None:
        """Waits for the next request."""
        self._wait()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """More was written than the reader has taken."""
        super().pause_writing()
        if self._reading is None:
            self._reading = self.loop.call_later(READING, self.transport.abort)

    def resume_writing(self) -> None:
        """The reader has taken nearly all."""
        super().resume_writing()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _wait(self) -> None:
        self._asked()
        self._asking = self.loop.call_later(ASKING, self.transport.abort)

    def _asked(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None

    def _make_room(self) -> None:
        """Closes the connection that has waited longest for a request; this one where all others are being answered."""
        waiting = [
            (one._asking.when(), id(one), one)
            for one in self.connections
            if isinstance(one, Patient) and one._asking is not None
        ]
        min(waiting)[2].transport.abort()
