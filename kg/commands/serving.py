"""Serves a graph."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from kg.errors import UsageError

_WEB: Final = frozenset({"starlette", "uvicorn", "jinja2", "markupsafe", "anyio"})
"""What the extra `web` installs."""


@contextmanager
def pages_installed() -> Iterator[None]:
    """Says what to install where what makes pages is not there. Raises UsageError."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in _WEB:
            raise UsageError("pages need what is not installed: pip install 'peel-kg[web]'") from error
        raise


def serve(options: Namespace) -> int:
    """`kg serve`."""
    with pages_installed():
        from kg.gate import Limits
        from kg.serve.run import Address, get
        from kg.serve.run import serve as run
    limits = Limits(options.time_limit, options.memory_limit * 2**20, options.row_limit)
    if options.get is not None:
        status, body = get(options.graph, options.get, limits=limits, extracted=options.extracted)
        sys.stdout.buffer.write(body)
        if status >= 400:
            print(f"kg: {options.get}: status {status}", file=sys.stderr)
        return 0 if status < 400 else 1
    address = Address(options.host, options.port, tuple(options.host_name))
    if not address.is_loopback and not options.public:
        raise UsageError(f"{options.host}: other machines reach it there; say --public if they may")
    run(
        options.graph,
        address,
        limits=limits,
        extracted=options.extracted,
        cors=options.cors,
        open_browser=options.open,
    )
    return 0
