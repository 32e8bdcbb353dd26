"""Measures extraction against reports marked by hand: precision, recall and F1 per kind of statement.

A marked report is `NAME.txt`, the text as read, and `NAME.json` beside it with what is to be found in it: `report`,
`judgements`, `actions`, `findings` and `partnerships`, each entry with its `quote`. Two statements match where they are of one
kind (or polarity) and the spans of their quotes overlap by at least half of their union; each matches once, best overlap first.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from kg.brought import text_of
from kg.errors import UnreadableInput
from kg.extract import extract
from kg.read import read
from kg.values import Action, ActionKind, Finding, Judgement, Partnership, Reading, Span, Statement
from kg.vocabulary import Vocabulary

if TYPE_CHECKING:
    from kg.tables import Table
    from kg.tables.table import Cell

OVERLAP: Final = 0.5
_KINDS: Final = {
    ActionKind.AREA_FOR_IMPROVEMENT: "area-for-improvement",
    ActionKind.CAUSE_OF_CONCERN: "cause-of-concern",
    ActionKind.RECOMMENDATION: "recommendation",
}
_LARGEST: Final = 20_000_000
"""Bytes of the marks of one report."""
_ROUNDS: Final = 1000
"""Samples of a bootstrap interval."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a kind were marked, were read, and were both."""

    hit: int = 0
    gold: int = 0
    got: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.hit + other.hit, self.gold + other.gold, self.got + other.got)

    @property
    def precision(self) -> float:
        """The share of what was read that was marked."""
        return self.hit / self.got if self.got else float(not self.gold)

    @property
    def recall(self) -> float:
        """The share of what was marked that was read."""
        return self.hit / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Score:
    """The counts of one report, and each miss and mistake in words."""

    name: str
    counts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    losses: list[str] = field(default_factory=list)

    def add(self, kind: str, hit: int, gold: int, got: int) -> None:
        """Adds to the counts of a kind."""
        self.counts[kind] += Count(hit, gold, got)

    def sets(self, kind: str, gold: Iterable[Hashable], got: Iterable[Hashable], where: str = "") -> None:
        """Compares two bags of facts."""
        wanted, read_ = Counter(gold), Counter(got)
        self.add(kind, (wanted & read_).total(), wanted.total(), read_.total())
        self.losses += [f"{kind} missed: {item}{where}" for item in (wanted - read_).elements()]
        self.losses += [f"{kind} wrong: {item}{where}" for item in (read_ - wanted).elements()]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of all marked reports of a folder."""

    scores: tuple[Score, ...]

    @property
    def total(self) -> dict[str, Count]:
        """The counts of all reports together, by kind."""
        return _sum(self.scores)

    @property
    def losses(self) -> list[str]:
        """Every miss and mistake, with the name of its report."""
        return [f"{score.name}: {loss}" for score in self.scores for loss in score.losses]

    def interval(self, kind: str) -> tuple[float, float]:
        """The 95 % bootstrap interval of a kind's F1 over reports; the same reports give the same interval."""
        random = Random(kind)  # noqa: S311  (a sample, no secret)
        drawn = sorted(
            sum((score.counts[kind] for score in random.choices(self.scores, k=len(self.scores))), Count()).f1
            for _ in range(_ROUNDS)
        )
        return drawn[_ROUNDS // 40], drawn[-_ROUNDS // 40 - 1]

    def to_json(self) -> dict[str, Any]:
        """Figures and losses as plain values, to keep as a baseline."""
        figures = {
            kind: {"precision": c.precision, "recall": c.recall, "f1": c.f1, "gold": c.gold, "got": c.got}
            for kind, c in self.total.items()
        }
        return {"reports": len(self.scores), "figures": figures, "losses": sorted(self.losses)}

    def table(self, before: Mapping[str, Any] | None = None) -> "Table":
        """The figures by kind, with the ends of the interval; beside the F1 of an earlier evaluation, where there is one."""
        from kg.tables import Table

        known = before["figures"] if before else {}
        columns = ("kind", "precision", "recall", "F1", "lowest F1", "highest F1", "marked", "read")
        rows: list[tuple[Cell | None, ...]] = []
        for kind, c in self.total.items():
            figures = (round(value, 4) for value in (c.precision, c.recall, c.f1, *self.interval(kind)))
            rows.append((kind, *figures, c.gold, c.got))
        title = f"How well {len(self.scores)} marked reports were read, with 95 % intervals of F1"
        if before is None:
            return Table.made(title, columns, rows)
        earlier = (known[kind]["f1"] if kind in known else None for kind in self.total)
        beside = [(*row, was) for row, was in zip(rows, earlier, strict=True)]
        return Table.made(title, (*columns, "F1 before"), beside)


def _sum(scores: Iterable[Score]) -> dict[str, Count]:
    total: dict[str, Count] = defaultdict(Count)
    for score in scores:
        for kind, count in score.counts.items():
            total[kind] += count
    return dict(total)


def evaluate(folder: Path, vocabulary: Vocabulary) -> Evaluation:
    """Reads every marked report of a folder and compares. Raises UnreadableInput for a folder or file that is none."""
    names = sorted(path.stem for path in folder.glob("*.json"))
    if not names:
        raise UnreadableInput(
            str(folder), "no marked reports (NAME.txt with NAME.json)", "name another folder"
        )
    return Evaluation(tuple(_evaluated(folder, name, vocabulary) for name in names))


def _evaluated(folder: Path, name: str, vocabulary: Vocabulary) -> Score:
    path = folder / f"{name}.json"
    try:
        gold = json.loads(text_of(path, _LARGEST, "mark a report a file"))
        reading = extract(read(folder / f"{name}.txt", vocabulary), vocabulary)
        marks = {kind: _placed(gold[kind], reading.document.text, path) for kind in _MARKS}
        return score(name, gold["report"], marks, reading, vocabulary)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableInput(
            str(path), f"no marks of a report ({error!r})", "see the head of kg/evaluate.py"
        ) from error


_MARKS: Final = ("judgements", "actions", "findings", "partnerships")


def _placed(entries: Sequence[Mapping[str, Any]], text: str, path: Path) -> list[dict[str, Any]]:
    """The marks with the spans of their quotes. Raises UnreadableInput for a quote that does not stand once in the text."""
    placed = []
    for entry in entries:
        start = text.find(entry["quote"])
        if start < 0 or text.find(entry["quote"], start + 1) >= 0:
            raise UnreadableInput(
                str(path), f"quote not exactly once in the text: {entry['quote'][:60]!r}", "lengthen it"
            )
        placed.append({**entry, "span": Span(start, start + len(entry["quote"]))})
    return placed


def score(
    name: str,
    report: Mapping[str, Any],
    marks: Mapping[str, list[dict[str, Any]]],
    reading: Reading,
    vocabulary: Vocabulary,
) -> Score:
    """The score of one reading against its marks."""
    made = Score(name)
    identity = reading.identity
    updated = identity.updated.isoformat() if identity.updated else None
    facts = {"force": identity.force, "year": identity.year, "pillar": identity.pillar, "updated": updated}
    made.sets("report", [(fact, report[fact]) for fact in facts], facts.items())
    judged = {(s.question, s.year, s.grade) for s in _of(reading, Judgement)}
    made.sets("judgement", [(g["question"], g["year"], g["grade"]) for g in marks["judgements"]], judged)
    _actions(made, marks["actions"], _of(reading, Action), reading.document.text)
    _findings(made, marks["findings"], _of(reading, Finding), reading.document.text, vocabulary)
    told = [threat for kind in ("findings", "partnerships") for g in marks[kind] for threat in g["threats"]]
    read_ = [
        threat for s in reading.statements if isinstance(s, Finding | Partnership) for threat in s.threats
    ]
    made.sets("doc-threat", set(told), set(read_))
    partners = {partner.slug for s in _of(reading, Partnership) for partner in s.partners}
    made.sets("partnership", {g["partner"] for g in marks["partnerships"]}, partners)
    return made


def _of(reading: Reading, kind: type) -> list[Any]:
    return [statement for statement in reading.statements if type(statement) is kind]


def _actions(made: Score, gold: list[dict[str, Any]], got: list[Action], text: str) -> None:
    matches = _pairs(gold, got, lambda g, s: g["kind"] == _KINDS[s.kind])
    _counted(made, "action", gold, got, matches, text)
    index = {got[j].span: i for i, j in matches}
    for i, j in matches:
        parent = got[j].parent
        wanted = gold[i]["parent"]
        made.sets(
            "nesting",
            [] if wanted is None else [(i, wanted)],
            [] if parent is None else [(i, index.get(parent, "unknown"))],
        )


def _findings(
    made: Score, gold: list[dict[str, Any]], got: list[Finding], text: str, vocabulary: Vocabulary
) -> None:
    made.add("finding-span", len(_pairs(gold, got, lambda _g, _s: True)), len(gold), len(got))
    matches = _pairs(gold, got, lambda g, s: g["polarity"] == s.polarity)
    _counted(made, "finding", gold, got, matches, text)
    for i, j in matches:
        wanted, found = gold[i], got[j]
        where = f" in {wanted['quote'][:50]!r}"
        made.sets("threat", wanted["threats"], set(found.threats), where)
        made.sets("partner", wanted["partners"], {partner.slug for partner in found.partners}, where)
        if wanted["topics"]:
            main = wanted["topics"][0]
            above = {broader for topic in found.topics for broader in vocabulary.parents("topic", topic)}
            hit = main in found.topics or main in above
            made.add("topic", hit, 1, 1)
            if not hit:
                made.losses.append(f"topic missed: {main} (has {sorted(found.topics)}){where}")


def _pairs(
    gold: Sequence[Mapping[str, Any]], got: Sequence[Statement], same: Callable[[Any, Any], bool]
) -> list[tuple[int, int]]:
    """One-to-one matches, best overlap first: index among the marks, index among the statements."""
    ranked = sorted(
        (
            (_overlap(g["span"], s.span), -i, -j)
            for i, g in enumerate(gold)
            for j, s in enumerate(got)
            if same(g, s)
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for overlap, i, j in ranked:
        if overlap >= OVERLAP and -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return list(pairs.items())


def _overlap(one: Span, other: Span) -> float:
    both = max(0, min(one.end, other.end) - max(one.start, other.start))
    return both / ((one.end - one.start) + (other.end - other.start) - both) if both else 0.0


def _counted(
    made: Score,
    kind: str,
    gold: Sequence[Mapping[str, Any]],
    got: Sequence[Statement],
    matches: Sequence[tuple[int, int]],
    text: str,
) -> None:
    made.add(kind, len(matches), len(gold), len(got))
    found, read_ = {i for i, _ in matches}, {j for _, j in matches}
    missed = [g for i, g in enumerate(gold) if i not in found]
    made.losses += [
        f"{kind} missed: {g.get('polarity') or g.get('kind')}: {g['quote'][:110]!r}" for g in missed
    ]
    wrong = [s for j, s in enumerate(got) if j not in read_]
    made.losses += [f"{kind} wrong: {_side(s)}: {s.span.of(text)[:110]!r}" for s in wrong]


def _side(statement: Statement) -> str:
    return statement.polarity.value if isinstance(statement, Finding) else type(statement).__name__.lower()
