"""What people decided about what was read: the file that keeps it, one decision a line, sorted, so that people and git can read it.

A line is a JSON object. `decision` is what was decided: to *accept* or *reject* a statement or a candidate body, to *correct* a statement,
that a body is the *same* as another one, or is the *other* one's namesake and not it. `statement` holds all by which a statement is found
again when its text or the engine has changed (`kg.attach`); `body` names a body, such as "candidate/open-road". Then come who (`by`), why
(`because`) and when (`at`). IRIs stand without their base, so that a file may be given to a graph under another one.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.brought import text_of
from kg.errors import DamagedGraph, UnreadableInput, UnreadableInputs, UsageError

FILE: Final = "decisions.jsonl"
"""The name of the file in the folder of a graph."""
_LARGEST: Final = 50_000_000
"""Bytes of a file of decisions: some hundred thousand of them."""
_BOM: Final = "\N{BYTE ORDER MARK}"
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
    alike: int = 1
    """How many statements of its report had its words, and said the same under the same question."""


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
        """What it is on: for a pair of bodies both, in either order. Whoever decides on one thing has to decide alike."""
        return frozenset((self.on, self.than)) if self.than else self.on

    @property
    def claim(self) -> object:
        """What it says, who and why; whenever that was, it is the same decision."""
        return self.thing, self.verdict, self.to, self.by, self.because


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
    """The decisions of a file. Raises UnreadableInput with the line that is none, or with all that cannot stand beside another one."""
    path = Path(path)
    found: dict[Decision, str] = {}
    for number, given in enumerate(text_of(path, _LARGEST, "give the decisions alone").split("\n"), 1):
        line = given.removeprefix(_BOM)  # where files were put together
        if line.strip():
            try:
                found.setdefault(parsed(line), f"{path}:{number}")
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                told = f"no key {error}" if isinstance(error, KeyError) else str(error)
                raise UnreadableInput(
                    f"{path}:{number}", f"no decision ({told})", "mend the line, or take it out"
                ) from error
    problems = [
        UnreadableInput(found[clash.one], f"{clash.why} at {found[clash.other]}", "take one of the two out")
        for clash in _clashes(found)
    ]
    if problems:
        raise problems[0] if len(problems) == 1 else UnreadableInputs(problems)
    return tuple(sorted(found, key=_place))


class _Clash(NamedTuple):
    """Two decisions that cannot both stand."""

    one: Decision
    other: Decision
    why: str


def _clashes(decisions: Iterable[Decision]) -> Iterator[_Clash]:
    """Where two cannot both stand: they differ on one thing, or a body is the same as one that it is not, that is none, or of another kind."""
    first: dict[object, Decision] = {}
    sames: dict[str, Decision] = {}
    every = list(decisions)
    for one in every:
        before = first.setdefault(one.thing, one)
        if (one.verdict, one.to) != (before.verdict, before.to):
            yield _Clash(one, before, f"{name_of(one)} is decided otherwise")
        if one.verdict is Verdict.SAME:
            sames |= {str(one.on): one, one.than: one}
    together = same_as(every)
    directly = {one.thing for one in every if one.verdict is Verdict.SAME}  # told already
    kinds: dict[frozenset[str], Decision] = {}
    for one in every:
        group = together.get(str(one.on), frozenset())
        if one.verdict is Verdict.OTHER and one.than in group and one.thing not in directly:
            yield _Clash(one, sames[str(one.on)], f"{one.on} is decided to be the same as {one.than}")
        elif one.verdict is Verdict.REJECT and one.on in group:
            yield _Clash(one, sames[one.on], f"{one.on} is decided to be the same as another body")
        elif one.verdict is Verdict.ACCEPT and one.on in group and one.to:
            before = kinds.setdefault(group, one)
            if one.to != before.to:
                yield _Clash(
                    one, before, f"{one.on}, of another kind, is decided to be the same as {before.on}"
                )


def same_as(decisions: Iterable[Decision]) -> dict[str, frozenset[str]]:
    """For each body that was decided to be the same as another one all that are the same."""
    over: dict[str, str] = {}

    def top(name: str) -> str:
        while (higher := over.setdefault(name, name)) != name:
            over[name] = name = over[higher]
        return name

    for one in decisions:
        if one.verdict is Verdict.SAME:
            over[top(str(one.on))] = top(one.than)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in over:
        groups[top(name)].append(name)
    return {name: same for group in groups.values() for same in [frozenset(group)] for name in group}


def added(known: Sequence[Decision], more: Iterable[Decision]) -> tuple[Decision, ...]:
    """All of these decisions; what somebody says again, for the same reason, is not added. Raises UsageError with all that cannot stand."""
    found = {one.claim: one for one in known}
    for one in more:
        found.setdefault(one.claim, one)
    settled = set(known)
    if problems := [_told(clash, settled) for clash in _clashes(found.values())]:
        raise UsageError("\n".join(problems))
    return tuple(sorted(found.values(), key=_place))


def _told(clash: _Clash, settled: Container[Decision]) -> str:
    """A clash for a person, who can undo what was settled."""
    old = clash.other if clash.other in settled else clash.one
    before = f"{old.by} decided on {old.at[:10]} ({old.verdict}: {' '.join(old.because.split())})"
    return f"{clash.why}: {before}; undo that first: kg review undo {old.id}"


def name_of(one: Decision) -> str:
    """What a decision is on, for a person."""
    on = one.on
    return f"{on.report}: {on.quote!r}" if isinstance(on, Mark) else on


def moment(given: str | None = None) -> str:
    """A day (from its beginning) or a moment as it stands in the file; now, where none is given. Raises ValueError."""
    at = datetime.fromisoformat(given) if given else datetime.now(UTC)
    if at.tzinfo:
        try:
            at = at.astimezone(UTC)
        except OverflowError as error:
            raise ValueError(f"{given}: no moment that a calendar has") from error
    return at.replace(tzinfo=UTC, microsecond=0).isoformat()


def parsed(line: str) -> Decision:
    """A decision from its line. Raises ValueError, KeyError, TypeError or RecursionError where it is none."""
    said = dict(_pairs(json.loads(line, object_pairs_hook=_once), "the line"))
    verdict, mark = Verdict(said.pop("decision")), said.pop("statement", None)
    on = _mark(dict(_pairs(mark, "statement"))) if mark is not None else _body(said.pop("body"))
    than = _body(said.pop("than")) if verdict in (Verdict.SAME, Verdict.OTHER) else ""
    to = {name: _slugs(values, name) for name, values in _pairs(said.pop("to", {}), "to")}
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
    start, alike = _number(said.pop("start"), "start"), _number(said.pop("alike", 1), "alike")
    says = tuple(sorted((name, _words(value, name)) for name, value in _pairs(said.pop("says"), "says")))
    texts = {name: _words(value, name, empty=name in _MAY_BE_EMPTY) for name, value in said.items()}
    mark = Mark(says=says, start=start, alike=alike, **texts)
    _slug(mark.report)
    if mark.kind not in KINDS:
        raise ValueError(f"{mark.kind!r} is no kind of statement")
    return mark


_MAY_BE_EMPTY: Final = ("question", "before", "after")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, no key of which stands twice: which of the two would hold?"""
    said = dict(pairs)
    if len(said) != len(pairs):
        twice = next(name for number, (name, _) in enumerate(pairs) if name in dict(pairs[:number]))
        raise ValueError(f"{twice} is said twice")
    return said


def _pairs(said: Any, name: str) -> Iterable[tuple[str, Any]]:
    if not isinstance(said, dict):
        raise TypeError(f"{name} is no JSON object")
    return list(said.items())


def _number(value: Any, name: str) -> int:
    if type(value) is not int or value < 0:  # nor true, which Python takes for 1
        raise ValueError(f"{name} is no number")
    return value


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


def _slugs(values: Any, name: str) -> tuple[str, ...]:
    """Several of them, in whatever order they are said."""
    if not isinstance(values, list):
        raise TypeError(f"{name} is no JSON array")
    return tuple(sorted(set(map(_slug, values))))


def _body(value: Any) -> str:
    if not (name := _slug(value)).startswith(_BODIES):
        raise ValueError(f"{name!r} is no body; one is written as body/… or candidate/…")
    return name
