"""The options of `kg review`, and what may be decided."""

import argparse

from kg.options import Command, tabular


def add(command: Command) -> None:
    """Adds the commands."""
    _review(
        command(
            "review",
            "list what waits for a person to decide, or decide on it; every answer follows the decisions",
            "  kg review\n"
            "  kg review reject 234c5953fa3b27dc --by 'A. Reader' --because 'it is about another force'\n"
            "  kg review correct 234c5953fa3b27dc --set polarity=strength --by … --because …\n"
            "  kg review accept candidate/open-road --kind charity --by … --because …\n"
            "  kg review same candidate/open-road body/refuge --by … --because …\n"
            "  kg review --decided\n  kg review undo 1f0c",
        )
    )


def _review(review: argparse.ArgumentParser) -> None:
    """The options of `kg review`, and what may be decided."""
    review.add_argument("--decided", action="store_true", help="list what was decided, and by whom")
    review.add_argument("--lost", action="store_true", help="list the decisions that find nothing any more")
    tabular(review, "table")
    verbs = review.add_subparsers(dest="verb", metavar="DECISION")
    again = argparse.ArgumentParser(add_help=False)
    again.add_argument("-g", "--graph", default=argparse.SUPPRESS, metavar="DIR", help="folder of the graph")
    again.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    by = argparse.ArgumentParser(add_help=False, parents=[again])
    by.add_argument("name", metavar="ID", help="a statement or a body, by its IRI or the end of it")
    by.add_argument("--by", required=True, metavar="NAME", help="who decides")
    by.add_argument("--because", required=True, metavar="WHY", help="why")
    by.add_argument("--at", metavar="WHEN", help="when: a day or a moment such as 2026-11-22 (default: now)")

    def verb(name: str, text: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return verbs.add_parser(
            name, parents=[*parents], help=text, description=text[0].upper() + text[1:] + "."
        )

    accept = verb("accept", "a statement is right; or a candidate is a body", by)
    accept.add_argument(
        "--kind", metavar="SLUG", help="the kind of a body, where its name does not suggest it"
    )
    verb("reject", "a statement is wrong, or a candidate is no body: it no longer answers", by)
    correct = verb("correct", "a statement says something else", by)
    correct.add_argument(
        "--set",
        action="append",
        required=True,
        metavar="NAME=VALUE",
        help="grade=, polarity=, topic= or threat=, with the names of the vocabularies, several with commas between",
    )
    for name, text in (("same", "a body is the same as another one"), ("other", "a body is not another one")):
        verb(name, text, by).add_argument("than", metavar="BODY", help="the other body")
    verb("vocabulary", "write the accepted candidates as Turtle for kg build --vocabulary", again)
    verb("undo", "take a decision back", again).add_argument(
        "name", metavar="ID", help="kg review --decided lists them"
    )
    apply = verb(
        "apply", "follow the file of decisions, where it was edited, or add those of another one", again
    )
    apply.add_argument("file", nargs="?", metavar="FILE", help="decisions of another graph, to be added")
