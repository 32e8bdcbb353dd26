"""What people see on the screen: the summary of a build, tables, explanations.

Words from reports, files and queries are cleaned of control characters and never read as markup.
"""

import re
import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from kg.lookalikes import notice
from kg.namespaces import PEEL, RDF

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from kg.ask import Answer
    from kg.coverage import Coverage
    from kg.decisions import Decision
    from kg.evaluate import Evaluation
    from kg.explain import Explanation, WhyNot
    from kg.pipeline import Build
    from kg.publish import Published
    from kg.store import Graph

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WIDE: Final = 10_000
"""Columns of a table that is not shown on a terminal."""
_BETWEEN: Final = "  "
"""What stands between two columns."""
_PROSE: Final = 120
"""Columns of running text that is not shown on a terminal."""
_ROWS: Final = 30
"""Reports that a summary lists."""
_KINDS: Final = {
    "Judgement": "judgements",
    "Finding": "findings",
    "AreaForImprovement": "areas for improvement",
    "CauseOfConcern": "causes of concern",
    "Recommendation": "recommendations",
    "Practice": "practices",
    "Partnership": "partnerships",
}


def plain(text: str) -> str:
    """A text in which control characters and marks of direction are visible, so that a terminal cannot be misled."""
    return _CONTROL.sub(lambda m: f"\\x{ord(m[0]):02x}" if ord(m[0]) < 256 else "\ufffd", text)


def _console(*, stderr: bool = False, width: int | None = None) -> "Console":
    from rich.console import Console

    class Piped(Console):
        def on_broken_pipe(self) -> None:
            """Leaves the exit code to the command line; rich would exit with 1."""
            raise BrokenPipeError

    file = sys.stderr if stderr else sys.stdout
    width = None if file.isatty() else width or _WIDE
    return Piped(file=file, width=width, highlight=False, markup=False, emoji=False)


def summary(built: "Build", folder: str) -> None:
    """What came of a build, on stderr: reports, statements, validation, and what to try next."""
    from rich.text import Text

    console = _console(stderr=True)

    def line(words: str, style: str = "") -> None:
        console.print(Text(plain(words), style=style, no_wrap=True, overflow="ignore"))

    entries = built.graph.manifest.reports
    statements = sum(sum(entry.statements.values()) for entry in entries)
    done = f"Read {_count(len(built.read), 'report')}{_became(built)}"
    line(
        f"{done if built.read else _made_again(built)}; the graph holds {_count(len(entries), 'report')}, "
        f"{statements} statements, {built.graph.manifest.quads} triples.",
        "bold",
    )
    if built.read and built.again:
        line(f"{_made_again(built)} from the texts of the graph, as its engine or vocabularies have changed.")
    console.print(_reports(built))
    if built.new or built.revised or built.renewed or built.again:
        line(f"SHACL: conforms; every quote stands in its report. {_idle(built)}".rstrip())
    else:
        line("Nothing has changed.")
    fresh = {*built.new, *built.revised, *built.renewed}
    if odd := notice(built.graph.texts[iri] for iri in sorted(fresh)):
        line(odd, "yellow")
    given = "" if folder == "graph" else f" -g {shlex.quote(folder)}"
    if told := _decisions(built.graph):
        line(told + given)
    if unknown := _candidates(built.graph):
        named = f"{'body' if unknown == 1 else 'bodies'} named that the register lacks"
        line(f"{unknown} {named}: kg query candidate-bodies{given}")
    line("Next:")
    for command in (
        f"kg query partners-of-a-force --param force={entries[0].force}{given}",
        f"kg draw -o network.html{given}",
        f"kg export --format turtle -o graph.ttl{given}",
        f"kg query --list{given}",
    ):
        line(f"  {command}", "cyan")


def _made_again(built: "Build") -> str:
    return f"{_count(len(built.again), 'report')} made again"


def _became(built: "Build") -> str:
    """What became of the reports that were given."""
    parts = (
        ("new", built.new),
        ("revised", built.revised),
        ("made again", built.renewed),
        ("unchanged", built.same),
    )
    said = ", ".join(f"{len(reports)} {name}" for name, reports in parts if reports)
    return f" ({said})" if said else ""


def _reports(built: "Build") -> "Table":
    """The statements of the reports that were read, by kind; of many reports the first, and all together."""
    from rich.table import Table
    from rich.text import Text

    entries = built.graph.manifest.reports
    kinds = [kind for kind in _KINDS if any(kind in entry.statements for entry in entries)]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("report")
    for kind in kinds:
        table.add_column(_KINDS[kind], justify="right")
    table.add_column("told by")
    total: Counter[str] = Counter()
    for entry in entries:
        total.update(entry.statements)
    given = frozenset(built.read or built.again)
    shown = sorted(entries, key=lambda entry: entry.iri not in given)[:_ROWS]
    for entry in sorted(shown, key=lambda entry: entry.iri):
        tellers = ", ".join(dict.fromkeys(entry.witness.values()))
        kept = "" if entry.iri in given else " (kept)"
        name = Text(plain(f"{entry.force} {entry.year} {entry.pillar}{kept}"))
        table.add_row(name, *(str(entry.statements.get(kind, 0)) for kind in kinds), Text(plain(tellers)))
    if len(entries) > len(shown):
        table.add_row(f"… and {len(entries) - len(shown)} more", *("" for _ in kinds), "")
    if len(entries) > 1:
        table.add_row(Text("all", style="bold"), *(str(total[kind]) for kind in kinds), "")
    return table


def _candidates(graph: "Graph") -> int:
    """How many bodies a graph names that the register lacks."""
    from kg.terms import iri

    kind, unknown = iri(RDF + "type"), iri(PEEL + "CandidateBody")
    return len({quad.subject for quad in graph.store.quads_for_pattern(None, kind, unknown, None)})


def _decisions(graph: "Graph") -> str:
    """How many decisions of people a graph follows, and how to see them, or those that find nothing any more."""
    from kg.review import decisions

    if not graph.manifest.decisions:
        return ""
    made, lost = len(decisions(graph)), len(decisions(graph, lost=True))
    without = f"; {lost} of them find nothing any more: kg review --lost" if lost else ": kg review --decided"
    return f"{_count(made, 'decision')} of people{without}"


def published(done: "Published", url: str, variable: str | None) -> None:
    """What came of publishing, and how to ask there, on stderr."""
    print(
        f"Sent {_count(len(done.sent), 'graph')}; {len(done.kept)} were there already; {len(done.removed)} removed.",
        file=sys.stderr,
    )
    for graph in done.removed:
        print(f"removed: {plain(graph.value)}", file=sys.stderr)
    if done.others:
        more = f" and {len(done.others) - 1} more" if len(done.others) > 1 else ""
        print(
            f"Published there, and not in this folder: {plain(done.others[0].value)}{more}; --prune removes what is not.",
            file=sys.stderr,
        )
    auth = f" --auth-env {shlex.quote(variable)}" if variable else ""
    print(f"Next:\n  kg query reports-and-dates --endpoint {plain(shlex.quote(url) + auth)}", file=sys.stderr)


def decided(made: "Decision", *, undone: bool = False) -> None:
    """What was decided, or is not decided any more, on stderr."""
    from kg.decisions import name_of

    told = f"{made.verdict}: {name_of(made)}"
    words = f"undone: {told}" if undone else f"{told}; to take it back: kg review undo {made.id}"
    print(plain(words), file=sys.stderr)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _idle(built: "Build") -> str:
    idle = [shape.rsplit("#", 1)[-1] for shape in built.idle]
    return f"Nothing to check for: {', '.join(idle)}." if idle else ""


def questions() -> None:
    """The list of questions, on stdout."""
    from kg.listing import listed

    known = listed()
    _table(known.columns[:3], [[str(cell) for cell in row[:3]] for row in known.cells])


def answer(found: "Answer") -> None:
    """The answer to a query, on stdout: a table, or yes or no."""
    if found.yes is not None:
        print("yes" if found.yes else "no")
        return
    _table(found.columns, [[_short(cell) for cell in row] for row in found.rows])
    print(_count(len(found.terms), "row"), file=sys.stderr)


def _short(cell: object) -> str:
    from kg.namespaces import ID

    return "" if cell is None else str(cell).removeprefix(ID)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    shown = [[plain(cell) for cell in row] for row in (columns, *rows)]
    lines = None if sys.stdout.isatty() else _aligned(shown)
    if lines is None:
        _console().print(_rich(shown))
    else:
        print("\n".join(lines))


def _rich(shown: Sequence[Sequence[str]]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    columns, *rows = shown
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=not sys.stdout.isatty())
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _aligned(shown: Sequence[Sequence[str]]) -> list[str] | None:
    """What `rich` makes of a table where there is no terminal, without the time that it takes to begin; None where a cell has several lines or a line is too long."""
    from rich.cells import cell_len

    if any("\n" in cell or "\t" in cell for row in shown for cell in row):
        return None
    sizes = [list(map(cell_len, row)) for row in shown]
    widths = list(map(max, zip(*sizes, strict=True)))
    if sum(widths) + len(_BETWEEN) * len(widths) > _WIDE:
        return None
    return [
        _BETWEEN.join(cell + " " * (width - size) for cell, size, width in zip(row, own, widths, strict=True))
        for row, own in zip(shown, sizes, strict=True)
    ]


def evaluation(found: "Evaluation", before: "dict[str, Any] | None", *, losses: bool) -> None:
    """Figures per kind with 95 % intervals over reports; against a baseline what was gained and lost; on stdout."""
    known = before["figures"] if before else {}
    columns = (
        "kind",
        "precision",
        "recall",
        "F1",
        "95 % interval",
        "marked",
        "read",
        *(("F1 before",) if before else ()),
    )
    rows = []
    for kind, count in found.total.items():
        low, high = found.interval(kind)
        figures = [f"{value:.3f}" for value in (count.precision, count.recall, count.f1)]
        earlier = [f"{known[kind]['f1']:.3f}" if kind in known else ""] if before else []
        rows.append([kind, *figures, f"{low:.3f} to {high:.3f}", str(count.gold), str(count.got), *earlier])
    _table(columns, rows)
    if before:
        now, then = set(found.losses), set(before["losses"])
        for sign, lines in (("gained", then - now), ("lost", now - then)):
            for line in sorted(lines):
                print(f"{sign}: {plain(line)}")
    if losses:
        for line in found.losses:
            print(plain(line))


def explanation(found: "Explanation") -> None:
    """A statement, its sentence in its paragraph, and the rule and cues that read it, on stdout."""
    from rich.padding import Padding
    from rich.text import Text

    console = _console(width=_PROSE)
    console.print(Text(plain(f"{found.kind} · {found.report}"), style="bold"))
    console.print(Text(plain(found.iri), style="dim", no_wrap=True, overflow="ignore"))
    for name, fact in found.facts:
        console.print(Text(plain(f"  {name}: {fact}")))
    for passage in found.passages:
        page = f"page {passage.page}, " if passage.page else ""
        console.print(Text(f"\n{page}line {passage.line}, characters {passage.start} to {passage.end}:"))
        sentence = (
            Text(plain(passage.before))
            + Text("«" + plain(passage.quote) + "»", style="bold reverse")
            + Text(plain(passage.after))
        )
        console.print(Padding(sentence, (0, 0, 0, 2)))
    for decision in found.decided:
        console.print(Text(plain(f"\ndecided: {decision}")))
    console.print(Text(plain(f"\nread by the rule: {found.rule[0]}")))
    console.print(Padding(Text(plain(found.rule[1])), (0, 0, 0, 2)))
    if found.cues:
        console.print(Text("cues that weighed: " + plain("; ".join(name for name, _ in found.cues))))
    if found.weighed:
        console.print(Text("traits that weighed: " + plain(_traits(found.weighed))))


def _traits(weighed: "Sequence[tuple[str, float]]") -> str:
    return ", ".join(f"{trait} {weight:+.2f}" for trait, weight in weighed)


def looked(found: "Sequence[WhyNot]") -> None:
    """What was seen in some passages, clause by clause, on stdout."""
    from rich.padding import Padding
    from rich.text import Text

    console = _console(width=_PROSE)
    for one in found:
        console.print(Text(plain(f"{one.report}, line {one.passage.line}"), style="bold"))
        console.print(Padding(Text(f"«{plain(one.passage.quote)}»", style="reverse"), (0, 0, 0, 2)))
        console.print(Text(plain(f"  it stands in: {one.place}")))
        console.print(Text(plain(f"  it became: {one.fate} ({one.why})")))
        for iri in one.statements:
            console.print(Text(plain(f"    {iri}"), no_wrap=True, overflow="ignore"))
        for clause in one.clauses:
            scores = ", ".join(f"{name} {score:+.2f}" for name, score in clause.scores)
            console.print(Text(plain(f"  clause: {clause.quote}")))
            console.print(Text(plain(f"    read as {clause.side} (by itself: {scores})")))
            console.print(Text(plain(f"    for it spoke: {_traits(clause.traits) or 'nothing'}")))
            console.print(Text(plain(f"    cues: {', '.join(clause.cues) or 'none'}")))
            console.print(Text(plain(f"    recognised: {', '.join(clause.seen) or 'nothing'}")))


def fates(found: "Coverage") -> None:
    """Every sentence of a report with its fate, and the shares, on stdout."""
    from kg.coverage import Fate

    parts = found.table()
    _table(parts.columns[:4], [[" ".join(str(cell).split()) for cell in row[:4]] for row in parts.cells])
    counts = (
        f"{found.count(fate)} {fate.value}"
        + ("" if fate is Fate.FURNITURE else f" ({found.share(fate):.0%})")
        for fate in Fate
    )
    print(f"{len(found.parts)} parts: {', '.join(counts)}", file=sys.stderr)
