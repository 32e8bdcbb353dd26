"""Changes what bytes say, and not only the bytes: a value in JSON, a tag in markup, a word in words."""

import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

_ODD: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 1.5, 10**30, "", " ", "../..", "a/b", "\u0000", "\ud800", "\u202e", [], {}, [[]], {"a": 1}, float("nan"), "é" * 300,
)  # fmt: skip


def changed(data: bytes, form: str, chance: Random) -> bytes:
    """The bytes with one thing said otherwise."""
    return _CHANGES[form](data, chance)


def _json(data: bytes, chance: Random) -> bytes:
    """A value in one of the lines, or in all of it, is another one, is not there, or stands twice."""
    text = data.decode("utf-8", "replace")
    try:
        return _otherwise(json.loads(text), chance).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        lines = text.split("\n")
    at = chance.randrange(len(lines))
    try:
        lines[at] = _otherwise(json.loads(lines[at]), chance)
    except (ValueError, RecursionError):
        lines.insert(at, chance.choice(lines))
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _otherwise(said: Any, chance: Random) -> str:
    whole = [said]
    holder, key = chance.choice(list(_places(whole)))
    act = chance.randrange(5)
    if act == 0:
        del holder[key]
    elif act == 1 and isinstance(holder, list):
        holder.append(holder[key])
    elif act == 2:
        holder[key] = chance.choice(list(_places(whole)))[0]
        try:
            return json.dumps(whole[0], ensure_ascii=chance.random() < 0.5) if whole else ""
        except (ValueError, RecursionError):  # it holds itself
            return ""
    elif act == 3 and isinstance(holder[key], str):
        words = holder[key]
        cut = chance.randint(0, len(words))
        holder[key] = words[:cut] + chance.choice(["", ".", "/", "-", "é", " ", "T", "0"]) + words[cut + 1 :]
    else:
        holder[key] = chance.choice(_ODD)
    return json.dumps(whole[0], ensure_ascii=chance.random() < 0.5) if whole else ""


def _places(said: Any) -> Iterator[tuple[Any, Any]]:
    """Every value in what JSON says, as what holds it and where."""
    inner = said.items() if isinstance(said, dict) else enumerate(said)
    for key, value in list(inner):
        yield said, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _parts(parts: re.Pattern[bytes]) -> Callable[[bytes, Random], bytes]:
    """Some of the parts are left out, stand twice, or change places."""

    def change(data: bytes, chance: Random) -> bytes:
        found = [one for one in parts.split(data) if one]
        for _ in range(chance.randint(1, 4) if found else 0):
            one, other = chance.randrange(len(found)), chance.randrange(len(found))
            match chance.randrange(4):
                case 0 if len(found) > 1:
                    del found[one]
                case 1:
                    found.insert(one, found[other])
                case 2:
                    found[one], found[other] = found[other], found[one]
                case _:
                    begin = min(one, other)
                    found[begin:begin] = found[begin : begin + chance.randint(1, 6)] * chance.randint(1, 3)
        return b"".join(found)

    return change


_CHANGES: Final = {
    "json": _json,
    "markup": _parts(re.compile(rb"(<[^<>]*>)")),
    "words": _parts(re.compile(rb"([A-Za-z_0-9]+|\s+|[^\sA-Za-z_0-9])")),
}
