"""The process in which an answer of a server is read for the first time: it gives up all that it does not need, and answers `kg.trial`.

`python -m kg.trial.child SECONDS MEMORY ROWS` takes three messages from standard input: `rows` or `triples`, the media type, and the answer. It
says on standard output, in JSON, whether that is sound, and ends.
"""

import json
import signal
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from kg.process.frames import receive, send
from kg.process.limits import Share
from kg.process.pipes import standard

_DEPTH: Final = 100
"""Triples within triples of the deepest term."""
_WORDS: Final = 120
"""Characters of a parser's message that are passed on."""


def main(seconds: float, memory: int, rows: int) -> None:
    """Reads one answer, holding all of it as the one who asks will."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process: the one who asks decides
    requests, answers = standard(complains=True)
    kind, media, body = (receive(requests, sys.maxsize) for _ in range(3))
    limits = Share(seconds, memory)
    limits.begin()
    send(answers, json.dumps(_tried(kind.decode(), media.decode(), body, rows)).encode())


def _tried(kind: str, media: str, body: bytes, most: int) -> dict[str, object]:
    try:
        held = list(islice(_found(kind, media, body), most + 1))
        if any(_is_deep(term) for row in held for term in row):
            raise ValueError(f"triples within triples, more than {_DEPTH} deep")
    except MemoryError:
        return {"over": "memory"}
    except (SyntaxError, ValueError, OSError) as error:
        return {"broken": " ".join(str(error).split())[:_WORDS]}
    return {"over": "rows"} if len(held) > most else {"sound": True}


def _found(kind: str, media: str, body: bytes) -> Iterator[tuple[Any, ...]]:
    """The rows of an answer, or the parts of its triples."""
    if kind == "triples":
        triples = ox.RdfFormat.from_media_type(media)
        assert triples
        return (tuple(quad.triple) for quad in ox.parse(body, format=triples))
    rows = ox.QueryResultsFormat.from_media_type(media)
    assert rows
    found = ox.parse_query_results(body, format=rows)
    if isinstance(found, ox.QueryBoolean):
        return iter(())
    return (tuple(row) for row in found)


def _is_deep(term: object) -> bool:
    level = [term]
    for _ in range(_DEPTH):
        level = [part for one in level if isinstance(one, ox.Triple) for part in one]
        if not level:
            return False
    return True


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
