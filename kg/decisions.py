"""What people decided about what was read: the file that keeps it, one decision a line, sorted, so that people and git can read it.

A line is a JSON object. `decision` is what was decided: to *accept* or *reject* a statement or a candidate body, to *correct* a statement,
that a body is the *same* as another one, or is the *other* one's namesake and not it. `statement` holds all by which a statement is found
again when its text or the engine has changed (`kg.attach`); `body` names a body, such as "candidate/open-road". Then come who (`by`), why
(`because`) and when (`at`). IRIs stand without their base, so that a file may be given to a graph under another one.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from kg.errors import DamagedGraph, UnreadableInput, UsageError

FILE: Final = "decisions.jsonl"
"""The name of the file in the folder of a graph."""
_LARGEST: Final = 50_000_000
"""Bytes of a file of decisions: some hundred thousand of them."""
_BODIES: Final = ("body/", "candidate/")
KINDS: Final = {
    "Judgement": frozenset({"grade", "topic", "threat"}),
    "Finding": frozenset({"polarity", "topic", "threat"}),
    "AreaForImprovement": frozenset({"topic", "threat"}),
    "CauseOfConcern": frozenset({"topic", "threat"}),
    "Recommendation": frozenset({"topic", "threat"}),
    "Practice": frozenset({"topic", "threat"}),
    "Partnership": frozenset({"topic", "threat"}),
}
"""The kinds of statement, and what of each can be corrected."""
SINGLE: Final = frozenset({"grade", "polarity"})
"""What a statement has exactly one of."""


class Verdict(StrEnum):
    """What may be decided."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"
    SAME = "same"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mark:
    """All by which a statement is found again."""

    report: str
    """Its report, as "leicestershire/2015/effectiveness"."""
    kind: str
    quote: str
    says: tuple[tuple[str, str], ...] = ()
    """What makes it another statement besides kind and words: grade and year, polarity, or partner."""
    question: str = ""
    before: str = ""
    """The words before its quote."""
    after: str = ""
    start: int = 0


@dataclass(frozen=True)
class Decision:
    """What a person decided."""

    verdict: Verdict
    on: Mark | str
    """A statement, or the name of a body."""
    by: str
    because: str
    at: str
    """When, as 2026-11-22T09:30:00+00:00."""
    to: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What a statement is corrected to, or the kind of an accepted body."""
    than: str = ""
    """The body that it is the same as, or is not."""

    @cached_property
    def id(self) -> str:
        """Its name: a digest of all that it says."""
        return sha256(self.line.encode()).hexdigest()[:16]

    @cached_property
    def line(self) -> str:
        """Its line in a file."""
        said: dict[str, Any] = {"decision": self.verdict.value}
        if isinstance(self.on, Mark):
            mark = {name: getattr(self.on, name) for name in Mark.__slots__}
            said["statement"] = {**mark, "says": dict(self.on.says)}
        else:
            said["body"] = self.on
        if self.than:
            said["than"] = self.than
        if self.to:
            said["to"] = {name: list(values) for name, values in self.to}
        return json.dumps({**said, "by": self.by, "because": self.because, "at": self.at}, ensure_ascii=False)

    @property
    def thing(self) -> object:
        """What it is on: a pair of bodies, in either order, has one decision, and so has anything else."""
        return frozenset((self.on, self.than)) if self.than else self.on


def written(decisions: Iterable[Decision]) -> str:
    """Decisions as the text of a file: sorted by what they are on, the same decisions always the same text."""
    return "".join(f"{one.line}\n" for one in sorted(decisions, key=_place))


def _place(one: Decision) -> tuple[object, ...]:
    on = one.on
    place = (on.report, on.start, on.kind) if isinstance(on, Mark) else ("", 0, on)
    return (*place, one.line)


def digest_of(decisions: Sequence[Decision]) -> str:
    """Stands for some decisions in a manifest; empty where there is none."""
    return sha256(written(decisions).encode()).hexdigest() if decisions else ""


def kept(folder: Path, digest: str) -> tuple[Decision, ...]:
    """The decisions of a graph's folder, where the manifest says that they are those of a `digest`.

    Raises UnreadableInput for a file that cannot be read, DamagedGraph where it is missing and there should be one.
    """
    path = folder / FILE
    if path.exists():
        return read_decisions(path)
    if digest:
        raise DamagedGraph(
            f"{path}: the decisions of this graph are missing; restore the file from a copy, or make an empty one to go on without them"
        )
    return ()


def read_decisions(path: str | Path) -> tuple[Decision, ...]:
    """The decisions of a file. Raises UnreadableInput with the line that is none, or that decides on a thing for a second time."""
    path = Path(path)
    found: list[tuple[str, Decision]] = []
    for number, line in enumerate(_text(path).split("\n"), 1):
        if line.strip():
            try:
                found.append((f"{path}:{number}", parsed(line)))
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                told = f"no key {error}" if isinstance(error, KeyError) else str(error)
                raise UnreadableInput(
                    f"{path}:{number}", f"no decision ({told})", "mend the line, or take it out"
                ) from error
    if problem := _clash(found):
        raise UnreadableInput(*problem)
    return tuple(sorted((one for _, one in found), key=_place))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise UnreadableInput(str(path), f"has more than {_LARGEST:,} bytes", "give the decisions alone")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(str(path), f"cannot be read ({error.strerror})", "check the path") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableInput(f"{path}:{line}", "is no UTF-8", "save the file as UTF-8") from error


def _clash(found: Sequence[tuple[str, Decision]]) -> tuple[str, str, str] | None:
    """Where two lines cannot both stand."""
    seen: dict[object, str] = {}
    for place, one in found:
        if one.thing in seen:
            return place, f"decides on what {seen[one.thing]} decides on, too", "take one of the two out"
        seen[one.thing] = place
    together = same_as(one for _, one in found)
    for place, one in found:
        if one.verdict is Verdict.OTHER and together.get(str(one.on), 0) == together.get(one.than, 1):
            return place, f"{one.on} is decided to be the same as {one.than} elsewhere", "take one out"
    return None


def same_as(decisions: Iterable[Decision]) -> dict[str, frozenset[str]]:
    """For each body that was decided to be the same as another one all that are the same."""
    groups: dict[str, frozenset[str]] = {}
    for one in decisions:
        if one.verdict is Verdict.SAME:
            both = (str(one.on), one.than)
            joined = frozenset(both).union(*(groups.get(name, frozenset()) for name in both))
            groups |= dict.fromkeys(joined, joined)
    return groups


def added(known: Sequence[Decision], more: Iterable[Decision]) -> tuple[Decision, ...]:
    """All of these decisions; one that says again what another one says is not added. Raises UsageError where two cannot both stand."""
    found = list(known)
    said = {(one.thing, one.verdict, one.to, one.by, one.because) for one in known}
    for one in more:
        if (one.thing, one.verdict, one.to, one.by, one.because) in said:
            continue
        if before := next((other for other in found if other.thing == one.thing), None):
            raise UsageError(
                f"{name_of(one)}: {before.by} decided on it on {before.at[:10]} ({before.verdict}: {before.because}); undo that first: kg review undo {before.id}"
            )
        found.append(one)
    if problem := _clash([("this", one) for one in found]):
        raise UsageError(problem[1])
    return tuple(sorted(found, key=_place))


def name_of(one: Decision) -> str:
    """What a decision is on, for a person."""
    on = one.on
    return f"{on.report}: {on.quote!r}" if isinstance(on, Mark) else on


def moment(given: str | None = None) -> str:
    """A day (from its beginning) or a moment as it stands in the file; now, where none is given. Raises ValueError."""
    at = datetime.fromisoformat(given) if given else datetime.now(UTC)
    if at.tzinfo and at.year > 1:
        at = at.astimezone(UTC)
    return at.replace(tzinfo=UTC, microsecond=0).isoformat()


def parsed(line: str) -> Decision:
    """A decision from its line. Raises ValueError, KeyError, TypeError or RecursionError where it is none."""
    said = dict(_pairs(json.loads(line), "the line"))
    verdict, mark = Verdict(said.pop("decision")), said.pop("statement", None)
    on = _mark(dict(_pairs(mark, "statement"))) if mark is not None else _body(said.pop("body"))
    than = _body(said.pop("than")) if verdict in (Verdict.SAME, Verdict.OTHER) else ""
    to = {name: tuple(map(_slug, values)) for name, values in _pairs(said.pop("to", {}), "to")}
    by, because, at = (_plain(said.pop(name), name) for name in ("by", "because", "at"))
    if said:
        raise ValueError(f"unknown: {', '.join(said)}")
    require(verdict, on, to, than)
    return Decision(verdict, on, by, because, moment(at), tuple(sorted(to.items())), than)


def require(verdict: Verdict, on: Mark | str, to: Mapping[str, Sequence[str]], than: str) -> None:
    """Raises ValueError where something cannot be decided so."""
    if isinstance(on, str):
        if verdict is Verdict.CORRECT or (
            verdict in (Verdict.ACCEPT, Verdict.REJECT) and not on.startswith("candidate/")
        ):
            raise ValueError(f"{on}: only a statement or a candidate can be {verdict}ed")
        if on == than:
            raise ValueError(f"{on}: named twice; name two bodies")
        can = frozenset({"kind"}) if verdict is Verdict.ACCEPT else frozenset[str]()
    else:
        if than:
            raise ValueError(f"a statement is not the {verdict} as a body")
        can = KINDS[on.kind] if verdict is Verdict.CORRECT else frozenset()
    if verdict is Verdict.CORRECT and not to:
        raise ValueError("a correction says what is right")
    for name, values in to.items():
        if name not in can:
            raise ValueError(f"{name} cannot be set here; {', '.join(sorted(can)) or 'nothing'} can")
        if (name in SINGLE or name == "kind") and len(values) != 1:
            raise ValueError(f"{name} has exactly one value")


def _mark(said: dict[str, Any]) -> Mark:
    start = said.pop("start")
    if not isinstance(start, int) or start < 0:
        raise ValueError("start is no number of characters")
    says = tuple(sorted((name, _words(value, name)) for name, value in _pairs(said.pop("says"), "says")))
    texts = {name: _words(value, name, empty=name in _MAY_BE_EMPTY) for name, value in said.items()}
    mark = Mark(says=says, start=start, **texts)
    _slug(mark.report)
    if mark.kind not in KINDS:
        raise ValueError(f"{mark.kind!r} is no kind of statement")
    return mark


_MAY_BE_EMPTY: Final = ("question", "before", "after")


def _pairs(said: Any, name: str) -> Iterable[tuple[str, Any]]:
    if not isinstance(said, dict):
        raise TypeError(f"{name} is no JSON object")
    return list(said.items())


def _words(value: Any, name: str, *, empty: bool = False) -> str:
    if not isinstance(value, str) or not (empty or value.strip()):
        raise ValueError(f"{name} is no text")
    value.encode()  # a half of a pair of code units is no text either
    return value


def _plain(value: Any, name: str) -> str:
    """What a person wrote."""
    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n" for sign in _words(value, name)):
        raise ValueError(f"{name} has control characters")
    return str(value)


def _slug(value: Any) -> str:
    """The local part of an IRI."""
    words = _words(value, "a value")
    if not all(sign.isascii() and (sign.isalnum() or sign in "-/.") for sign in words):
        raise ValueError(f"{words!r} is no name of the vocabularies")
    return words


def _body(value: Any) -> str:
    if not (name := _slug(value)).startswith(_BODIES):
        raise ValueError(f"{name!r} is no body; one is written as body/… or candidate/…")
    return name
