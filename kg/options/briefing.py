"""The options of `kg report`, `kg compare`, `kg timeline` and `kg diff`."""

from kg.options import Command, extracted, tabular


def add(command: Command) -> None:
    """Adds the commands."""
    report = command(
        "report",
        "a force in brief on two pages: grades, strengths and weaknesses, what must improve, partners",
        "  kg report kent\n  kg report kent -o kent.html\n  kg report 'West Midlands Police' --format csv",
    )
    report.add_argument("force", metavar="FORCE", help="slug, name or IRI of the force")
    compare = command(
        "compare",
        "two forces side by side, each line with its sentences",
        "  kg compare kent essex\n  kg compare kent essex -o both.html",
    )
    compare.add_argument("first", metavar="FORCE", help="slug, name or IRI of a force")
    compare.add_argument("second", metavar="FORCE", help="and of another")
    timeline = command(
        "timeline",
        "a force through the years: reports, grades, contradictions, what it was told again",
        "  kg timeline kent\n  kg timeline kent --format markdown -o kent.md",
    )
    timeline.add_argument("force", metavar="FORCE", help="slug, name or IRI of the force")
    diff = command(
        "diff",
        "what statements were added, removed or changed between two graphs, or two texts of a report",
        "  kg diff graph other/graph\n"
        "  kg diff graph other/graph --report kent/2016/legitimacy\n"
        "  kg diff graph --report kent/2016/legitimacy --revision 1\n\n"
        "Of statements on the same report and of the same kind, those are one that changed which have the same words and other\n"
        "facts, the same partner, three in five words in common, or words that stand within the other's.\n"
        "Exit codes: 0 no difference, 1 differences (as of diff), 2 usage, 3 unreadable input, 4 internal.",
    )
    diff.add_argument(
        "graphs",
        nargs="*",
        metavar="GRAPH",
        help="two folders of graphs; or one, with --report, for its earlier text against that of now (default: -g)",
    )
    diff.add_argument("--report", metavar="REPORT", help="only this report: FORCE/YEAR/PILLAR, or its IRI")
    diff.add_argument(
        "--revision",
        type=int,
        metavar="N",
        help="which earlier text of the report, from 1 (default: the last)",
    )
    for one in (report, compare, timeline, diff):
        tabular(one, "table")
        extracted(one)
