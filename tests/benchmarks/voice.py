"""Makes sentences of invented reports from the frames of `frames.toml`, which tells how a frame is written."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from kg.namespaces import SKOS
from kg.vocabulary import Vocabulary

FRAMES: Final = Path(__file__).with_name("frames.toml")
FIRST: Final = 2011
"""The earliest year of an inspection that a report recalls."""
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_FIGURE = re.compile(r"\{(?:count|big|pct|money|charity|op)\}")
"""What makes a sentence one that no other report has."""
_FORCE = re.compile(r"\b([Tt]he) force\b")


@dataclass(frozen=True, slots=True)
class Theme:
    """What inspectors may say on one subject: clauses, what the force should do, and the words for their slots."""

    asked: re.Pattern[str]
    """What in a question calls for this theme."""
    threats: tuple[str, ...]
    topics: tuple[str, ...]
    partners: tuple[str, ...]
    good: tuple[str, ...]
    poor: tuple[str, ...]
    plain: tuple[str, ...]
    should: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frames:
    """All frames, and the words for the slots of every theme."""

    themes: Mapping[str, Theme]
    common: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    forces: Mapping[str, tuple[str, ...]]
    """The two parts of the names of invented forces."""

    def on(self, question: str) -> tuple[Theme, ...]:
        """The themes of a question, by its wording; leadership where none is asked for."""
        asked = tuple(t for t in self.themes.values() if t.asked.search(question.lower()))
        return asked or (self.themes["leadership"],)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report is about: a force, with what lies around it, and a year."""

    name: str
    areas: tuple[str, ...]
    neighbours: tuple[str, ...]
    """Names of other forces in its region."""
    unit: str
    """Its regional organised crime unit."""
    bodies: tuple[str, ...]
    """Names of national bodies."""
    year: int

    @property
    def inspectorate(self) -> str:
        """Its short name in that year."""
        return "HMIC" if self.year < 2017 else "HMICFRS"


@cache
def frames(vocabulary: Vocabulary) -> Frames:
    """The frames, with the labels of the threats and topics that they name."""
    data = tomllib.loads(FRAMES.read_text("utf-8"))
    themes = {name: _theme(fields, vocabulary) for name, fields in data["themes"].items()}
    return Frames(themes, *(_tuples(data[part]) for part in ("common", "words", "forces")))


def _theme(fields: Mapping[str, list[str]], vocabulary: Vocabulary) -> Theme:
    labels = {
        kind: [_inner(vocabulary[kind[:-1]][slug].one(SKOS + "prefLabel")) for slug in fields[kind]]
        for kind in ("threats", "topics")
    }
    rest = {name: value for name, value in fields.items() if name != "asked"}
    return Theme(asked=re.compile(str(fields["asked"])), **_tuples(rest | labels))


def _tuples(fields: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in fields.items()}


def _inner(label: str) -> str:
    """A label as it stands within a sentence."""
    return label[0].lower() + label[1:] if label[1:2].islower() else label


class Voice:
    """Speaks of one force in one year. Each frame is used once before any is used again."""

    def __init__(self, rng: Random, setting: Setting, frames: Frames) -> None:
        self._rng, self._setting, self._frames = rng, setting, frames
        self._fillers = _fillers(rng, setting, frames.words)
        self._decks: dict[tuple[str, ...], list[str]] = {}

    def paragraph(self, theme: Theme, mood: float) -> str:
        """Two to five sentences; `mood` is the share of praise, 0 to 1."""
        length = self._rng.choice((2, 3, 3, 4, 4, 5))
        return " ".join(s for _ in range(length) for s in self._sentences(theme, mood))

    def improvement(self, theme: Theme) -> str:
        """What the force should do, without "The force should" and without a full stop."""
        aim = self._deal(self._frames.common["aims"]) if self._rng.random() < 0.8 else ""
        return self._say(f"{self._deal(theme.should)}{aim}", theme)

    def common(self, name: str, theme: Theme) -> str:
        """A sentence or title of the frames that all themes share."""
        return _opened(self._say(self._deal(self._frames.common[name]), theme))

    def _sentences(self, theme: Theme, mood: float) -> Iterator[str]:
        """One sentence, and sometimes another that follows from it."""
        kind = self._rng.random()
        if kind < 0.07:
            yield self._closed(self._deal(theme.plain), theme)
        elif kind < 0.18:
            yield self._closed(self._deal(self._frames.common["together"]), theme)
        elif self._rng.random() < mood:
            yield self._judged(theme, theme.good, "gain", theme.poor)
        else:
            yield self._judged(theme, theme.poor, self._rng.choice(("causes", "harm_done")), theme.good)
            if self._rng.random() < 0.15:
                yield self.common("recognises", theme) + "."

    def _judged(self, theme: Theme, side: Sequence[str], why: str, other: Sequence[str]) -> str:
        """A clause that praises or blames: alone, opened, reported, explained, or set against its opposite."""
        clause, common = self._deal(side), self._frames.common
        form = self._rng.random() * (1.0 if _FIGURE.search(clause) else 0.6)
        if form < 0.14:
            clause = f"{self._deal(common['openings'])} {clause}"
        elif form < 0.22:
            clause = f"{self._deal(common['found'])} {clause}"
        elif form < 0.41:
            clause = f"{clause}, {self._deal(common[why])}"
        elif form < 0.60:
            clause = f"{clause}{self._deal(common['contrasts'])}{self._deal(other)}"
        return self._closed(clause, theme)

    def _closed(self, clause: str, theme: Theme) -> str:
        return _opened(self._say(clause, theme)) + "."

    def _deal(self, deck: Sequence[str]) -> str:
        """The next frame of a shuffled deck."""
        left = self._decks.setdefault(tuple(deck), [])
        if not left:
            left.extend(self._rng.sample(deck, len(deck)))
        return left.pop()

    def _say(self, frame: str, theme: Theme) -> str:
        """A frame with every choice made and every slot filled."""
        text = frame
        while _CHOICE.search(text) or _SLOT.search(text):
            text = _CHOICE.sub(lambda found: self._rng.choice(found[1].split("|")), text)
            text = _SLOT.sub(lambda found: self._fillers[found[1]](theme), text)
        noun = "constabulary" if "Constabulary" in self._setting.name else "force"
        return _FORCE.sub(rf"\1 {noun}", text)


def _fillers(
    rng: Random, setting: Setting, words: Mapping[str, tuple[str, ...]]
) -> Mapping[str, Callable[[Theme], str]]:
    """What fills each slot, anew each time."""
    one, number, year = rng.choice, rng.randint, setting.year
    places = (*setting.areas, *words["places"])
    return {
        "n": lambda _: one(words["numbers"]),
        "count": lambda _: str(number(14, 480)),
        "big": lambda _: f"{10 * number(110, 4_800):,}",
        "pct": lambda _: str(number(11, 94)),
        "share": lambda _: one(words["share"]),
        "money": lambda _: f"£{number(4, 190) / 10}m",
        "past": lambda _: one(words["past"]),
        "year": lambda _: str(max(FIRST, year - number(1, 3))),
        "since": lambda _: f"{one(words['months'])} {year - number(0, 2)}",
        "by": lambda _: f"{one(words['months'])} {year + 1}",
        "period": lambda _: f"the {one(words['spans'])} to {one(words['months'])} {year - number(0, 1)}",
        "place": lambda _: one(places),
        "area": lambda _: one(setting.areas),
        "council": lambda _: one(words["councils"]),
        "neighbour": lambda _: one(setting.neighbours),
        "unit": lambda _: setting.unit,
        "body": lambda _: one(setting.bodies),
        "charity": lambda _: f"{one(words['first'])} {one(words['last'])}",
        "op": lambda _: one(words["operations"]),
        "partner": lambda theme: one(theme.partners),
        "threat": lambda theme: one(theme.threats),
        "harm": lambda theme: one(theme.threats),
        "topic": lambda theme: one(theme.topics),
        "name": lambda _: setting.name,
        "inspectorate": lambda _: setting.inspectorate,
    }


def _opened(clause: str) -> str:
    """A clause with a capital, as a sentence begins."""
    return clause[0].upper() + clause[1:]
