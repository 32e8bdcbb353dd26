"""What became different, set out."""

from collections.abc import Iterable, Mapping
from typing import Final

from kg.briefing.differences import Change, Changed, Differences
from kg.briefing.facts import Fact
from kg.briefing.sheets.of_brief import KINDS
from kg.briefing.sheets.sheet import Cell, Column, Section, Sheet, Table, said

_MADE: Final = (
    " The two were made by other versions of the engine or the vocabularies, which may be all that differs."
)


def of_differences(found: Differences) -> Sheet:
    """Three tables: changed, added and removed statements."""
    changed = Table(
        "Statements that became others",
        (Column("Statement", 18), Column("What changed", 22), Column("Before", 30), Column("After", 30)),
        tuple(_changed(one, found.names) for one in found.changed),
    )
    lead = (
        f"{len(found.added)} added, {len(found.removed)} removed, {len(found.changed)} changed, {found.unchanged} unchanged. "
        "Changed: of the same report and kind, with the same words, the same partner, or words of which three in five are the same or "
        "that stand within the other's." + ("" if found.made_alike else _MADE)
    )
    return Sheet(
        f"From {found.before} to {found.after}",
        lead,
        (
            Section("Changed", (changed,)),
            Section("Added", (_table("Statements that are new", found.added, found.names),)),
            Section("Removed", (_table("Statements that have gone", found.removed, found.names),)),
        ),
    )


def _table(caption: str, facts: Iterable[Fact], names: Mapping[str, str]) -> Table:
    columns = (Column("Statement", 20), Column("What it says", 25), Column("Sentence", 55))
    return Table(
        caption, columns, tuple(((_kind(fact),), (says(fact, names),), (said(fact),)) for fact in facts)
    )


def _changed(one: Changed, names: Mapping[str, str]) -> tuple[Cell, ...]:
    told = tuple(change(each, names) for each in one.changes)
    return (_kind(one.after),), told, (said(one.before),), (said(one.after),)


def _kind(fact: Fact) -> str:
    kind = KINDS.get(fact.kind, fact.kind.lower())
    slug = fact.force.rsplit("/", 1)[-1]
    return f"{kind[:1].upper()}{kind[1:]}, {slug}"


def change(found: Change, names: Mapping[str, str]) -> str:
    """A fact that is another one, in words."""
    if found.name == "words":
        return "words"
    if len(found.before) > 1 or len(found.after) > 1:
        gone = [f"− {_name(one, names)}" for one in found.before if one not in found.after]
        come = [f"+ {_name(one, names)}" for one in found.after if one not in found.before]
        return f"{found.name}: {', '.join([*gone, *come])}"
    return f"{found.name}: {_one(found.before, names)} → {_one(found.after, names)}"


def _one(values: tuple[str, ...], names: Mapping[str, str]) -> str:
    return _name(values[0], names) if values else "none"


def _name(value: str, names: Mapping[str, str]) -> str:
    """The name of an individual; of a question its place in its framework, since many have one wording."""
    return value.removeprefix("question/") if value.startswith("question/") else names.get(value, value)


def says(fact: Fact, names: Mapping[str, str]) -> str:
    """What a statement says besides its words."""
    question = (fact.question,) if fact.question else ()
    grade = (fact.grade,) if fact.grade else ()
    told = [_name(one, names) for one in (*grade, *question, *fact.partners, *fact.threats, *fact.topics)]
    return "; ".join([*([fact.polarity] if fact.polarity else []), *told])
