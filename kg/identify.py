"""Tells what report a document is: force, year, pillar, date. The text is trusted most, then what the user tells."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from kg.errors import UnreadableInput
from kg.namespaces import PEEL, SCHEMA, SKOS
from kg.questions import ALIKE, Framework
from kg.rules import Rules, spelled
from kg.tokens import tokens
from kg.values import Block, BlockKind, Document, Identity, Sort, Told
from kg.vocabulary import Vocabulary

_FACTS = ("force", "year", "pillar")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NAMES = (SKOS + "prefLabel", SKOS + "altLabel", PEEL + "shortName")
"""Properties under which a force has its names."""
_HEAD = 40
"""Blocks of a page among which its title stands."""
_OTHERS = {
    "other-service": "this is a report on a fire and rescue service, not on a police force",
    "other-inspection": "this is a report of another inspection, neither PEEL nor a joint targeted area inspection",
}
"""Rules that know the titles of what this reads nothing from, and what they are."""


def identify(
    document: Document, blocks: list[Block], vocabulary: Vocabulary, rules: Rules, options: Told
) -> Identity:
    """The identity of a report.

    Raises UnreadableInput where the text is no inspection report, or where neither it nor the options, a manifest
    or the file's name tell the force, year and pillar; the message names what is missing.
    """
    text = document.text
    if found := _joint(text, blocks[:_HEAD], rules):
        return _identity_of_letter(document, blocks, found, vocabulary, rules, options)
    _require_report(document, blocks, rules)
    read = _read(document, blocks, vocabulary, rules)
    known, witness = _told(document, read, options, vocabulary, rules)
    rest = options.or_else(document.told)
    updated = _latest(rules["updated"].all(text))
    issued = None if updated else _published(rest)
    return Identity(
        **known,
        updated=updated,
        issued=issued,
        title=read.title or rest.title or document.title,
        publisher=_publisher(updated or issued or date(known["year"], 12, 31), vocabulary),
        source=rest.source,
        licence=rest.licence,
        witness=tuple(witness.items()),
    )


def _published(rest: Told) -> date | None:
    """The day of publication that somebody told."""
    return date.fromisoformat(rest.date) if rest.date else None


def _joint(text: str, head: list[Block], rules: Rules) -> re.Match[str] | None:
    """The title of a joint inspection, a block of its own at the head of a letter: prose may speak of one, and a PEEL report have a section on one."""
    for block in head:
        words = block.span.of(text)
        if block.kind is BlockKind.HEADING and rules["report-title"].whole(words):
            return None
        if title := rules["letter-title"].whole(words):
            return title
    return None


def _identity_of_letter(
    document: Document,
    blocks: list[Block],
    title: re.Match[str],
    vocabulary: Vocabulary,
    rules: Rules,
    options: Told,
) -> Identity:
    """The identity of a letter of a joint inspection: its force is that of the area, its year that of its date."""
    text = document.text
    issued, year = _issued([b.span.of(text) for b in blocks[:_HEAD]], rules)
    if year is None and (visited := rules["letter-inspected"].first(text)):
        year = int(visited["year"])
    area = " ".join(title["area"].split())
    force = _force(area, vocabulary, SCHEMA + "areaServed") or _force(area, vocabulary)
    read = Told(force, year, "overview", " ".join(title[0].split()))
    known, witness = _told(document, read, options, vocabulary, rules)
    rest = options.or_else(document.told)
    issued = issued or _published(rest)
    return Identity(
        **known,
        title=read.title,
        publisher=_publisher(issued or date(known["year"], 12, 31), vocabulary),
        source=rest.source,
        licence=rest.licence,
        witness=tuple(witness.items()),
        kind="joint-inspection",
        area=area,
        issued=issued,
    )


def _issued(lines: list[str], rules: Rules) -> tuple[date | None, int | None]:
    """The day and the year that a line at the head of a letter tells; "July 2019" tells no day."""
    for line in lines:
        if dated := rules["letter-date"].first(line):
            if (issued := _date(dated["date"])) is not None:
                return issued, issued.year
        elif month := rules["letter-month"].whole(line):
            return None, int(month["year"])
    return None, None


def _require_report(document: Document, blocks: list[Block], rules: Rules) -> None:
    """Raises UnreadableInput for a text that is no inspection report on a police force."""
    if not rules["inspectorate"].first(document.text):
        raise UnreadableInput(
            document.place,
            "this is no inspection report: it names neither HMIC, HMICFRS nor PEEL",
            "give the text of a PEEL report",
        )
    headings = (b.span.of(document.text) for b in blocks[:_HEAD] if b.kind is BlockKind.HEADING)
    for words in headings:
        for rule, what in _OTHERS.items():
            if rules[rule].whole(words):
                raise UnreadableInput(document.place, what, "leave it out")


def _told(
    document: Document, read: Told, options: Told, vocabulary: Vocabulary, rules: Rules
) -> tuple[dict[str, Any], dict[str, str]]:
    """Force, year and pillar, and who told each. Raises UnreadableInput where one is missing or cannot be."""
    known: dict[str, Any] = {}
    witness: dict[str, str] = {}
    tellers = {
        "text": read,
        "options": options,
        "manifest or file name": document.told,
        "title of the file": _hinted(document.title or "", vocabulary, rules),
        "words of the file's name": _hinted(re.sub(r"[-_+.]", " ", document.name), vocabulary, rules),
    }
    for fact in _FACTS:
        for teller, told in tellers.items():
            if fact not in known and (value := getattr(told, fact)):
                known[fact], witness[fact] = value, teller
    if "force" not in known and (named := _only_named(document.text, vocabulary)):
        known["force"], witness["force"] = named, "text, which names no other"
    if missing := [fact for fact in _FACTS if fact not in known]:
        options_ = " ".join(f"--{fact} {fact.upper()}" for fact in missing)
        raise UnreadableInput(
            document.place,
            f"neither the text nor the file's name tells its {' and '.join(missing)}",
            f"add {options_}, a manifest.csv beside it, or name it FORCE-YEAR-PILLAR.txt",
        )
    first, last = vocabulary.years
    if not first <= known["year"] <= last:
        raise UnreadableInput(
            document.place,
            f"it is of {known['year']}, and frameworks are known from {first} to {last}",
            "check its title",
        )
    return known, witness


def _hinted(words: str, vocabulary: Vocabulary, rules: Rules) -> Told:
    """The one force, year and pillar that some words name; nothing where they name two."""
    forces = {force for m in rules["force-name"].all(words) if (force := _force(m["place"], vocabulary))}
    years = set(re.findall(r"\b20[0-9]{2}\b", words))
    pillars = {slug for slug in vocabulary["pillar"] if re.search(rf"\b{slug}\b", words, re.IGNORECASE)}
    return Told(_only(forces), int(_only(years) or 0) or None, _only(pillars))


def _only(found: set[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def _titles(document: Document, blocks: list[Block], vocabulary: Vocabulary, rules: Rules) -> Iterator[Told]:
    """The title lines at the head of a page, with what each tells."""
    for block in blocks[:_HEAD]:
        if block.kind in (BlockKind.HEADING, BlockKind.FURNITURE, BlockKind.ROW):
            words = block.span.of(document.text)
            if found := rules["report-title"].whole(words):
                facts = found.groupdict()
                year = int(facts["year"]) if facts.get("year") else None
                yield Told(_force(facts.get("place"), vocabulary), year, None, " ".join(words.split()))
            elif rules["title-mark"].first(words) and not re.search(
                r"\w", rules["title-words"].patterns[0].sub(" ", words)
            ):
                yield replace(_named(words, vocabulary, rules), title=" ".join(words.split()))


def _named(words: str, vocabulary: Vocabulary, rules: Rules) -> Told:
    """What a title of nothing but names and years tells: one force, one year, and its pillar; that of several pillars is overview."""
    forces = {force for m in rules["force-name"].all(words) if (force := _force(m["place"], vocabulary))}
    years = {m["year"] for m in rules["title-year"].all(words) if m["year"]}
    pillars = {m["pillar"].lower() for m in rules["title-pillar"].all(words)}
    pillar = "overview" if len(pillars) > 1 else _only(pillars)
    return Told(_only(forces), int(_only(years) or 0) or None, pillar)


def _read(document: Document, blocks: list[Block], vocabulary: Vocabulary, rules: Rules) -> Told:
    """What the text itself tells, the title that comes first before the others."""
    text, titles = document.text, list(_titles(document, blocks, vocabulary, rules))
    sent = _latest(rules["sent"].all(text))
    force = next((title.force for title in titles if title.force), None)
    year = next((title.year for title in titles if title.year), sent.year if sent else None)
    pillar = _pillar(text, blocks, year, vocabulary, rules)
    pillar = pillar or next((title.pillar for title in titles if title.pillar), None)
    return Told(
        force or _named_alone(text, blocks, vocabulary, rules),
        year,
        pillar or (_only({q.pillar for q in vocabulary.framework(year)}) if year else None),
        titles[0].title if titles else None,
    )


def _named_alone(text: str, blocks: list[Block], vocabulary: Vocabulary, rules: Rules) -> str | None:
    """The force whose name is a heading at the head of a page, as in the reports of 2023 to 2025."""
    lines = (b.span.of(text) for b in blocks[:_HEAD] if b.kind is BlockKind.HEADING)
    return next((_force(m["place"], vocabulary) for w in lines if (m := rules["force-line"].whole(w))), None)


def _force(place: str | None, vocabulary: Vocabulary, *properties: str) -> str | None:
    """The force that has a place as one of its names; or as a value of other properties."""
    return _places(vocabulary, properties or _NAMES).get(spelled(place)) if place else None


@lru_cache(maxsize=8)
def _places(vocabulary: Vocabulary, properties: tuple[str, ...]) -> dict[str, str]:
    """The forces by the values of some properties; the first that has one."""
    places: dict[str, str] = {}
    for slug, entry in vocabulary["force"].items():
        for name in (name for one in properties for name in entry.all(one)):
            places.setdefault(spelled(name), slug)
    return places


def _only_named(text: str, vocabulary: Vocabulary) -> str | None:
    """The one force that a text without a title names, where it names no other."""
    return _only({m.slug for m in vocabulary.lexicon.mentions(tokens(text)) if m.sort is Sort.FORCE})


def _pillar(
    text: str, blocks: list[Block], year: int | None, vocabulary: Vocabulary, rules: Rules
) -> str | None:
    """The one pillar whose headline question, or name, stands among the headings; overview where it is all."""
    headings = [b.span.of(text) for b in blocks if b.kind in (BlockKind.HEADING, BlockKind.FURNITURE)]
    if any(rules["overview-page"].whole(words) for words in headings):
        return "overview"
    lines = {words.casefold() for words in headings}
    named = {slug for slug, entry in vocabulary["pillar"].items() if entry.name.casefold() in lines}
    if len(named) > 1:
        # "Overview" is also the heading of a page's first section.
        named.discard("overview")
    asked = set(named)
    for framework in _frameworks(vocabulary, year):
        for words in headings:
            if path := framework.match(words, ALIKE, levels=("headline",)):
                asked.add(path.partition("/")[0])
    if len(asked) > 1:
        return "overview" if len(named) != 1 else next(iter(named))
    return next(iter(asked), None)


def _frameworks(vocabulary: Vocabulary, year: int | None) -> Iterator[Framework]:
    years = sorted({question.year for question in vocabulary.questions})
    for known in [year] if year else years:
        yield framework(vocabulary, known)


@lru_cache(maxsize=32)
def framework(vocabulary: Vocabulary, year: int) -> Framework:
    """The framework in force in a year."""
    return Framework(vocabulary.framework(year))


def _publisher(when: date, vocabulary: Vocabulary) -> str:
    """The inspectorate under the name it had when the report came out."""
    for slug, entry in vocabulary["body"].items():
        if entry.one(PEEL + "publishes"):
            ended = entry.one(SCHEMA + "dissolutionDate")
            if not ended or when < date.fromisoformat(ended):
                return slug
    raise LookupError("no body in the vocabulary publishes reports")


def _latest(found: Iterator[re.Match[str]]) -> date | None:
    return max((made for match in found if (made := _date(match["date"]))), default=None)


def _date(words: str) -> date | None:
    """The date that some words give: day first, or year first, or a month's name first."""
    first, second, third = re.split(r"[/.,\s-]+", words)
    day, month, year = (third, second, first) if len(first) == 4 else (first, second, third)
    if first.isalpha():
        day, month = second, first
    try:
        number = (
            int(month)
            if month.isdigit()
            else next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(month.lower()))
        )
        return date(int(year), number, int(day.rstrip("stndrh")))
    except (ValueError, StopIteration):
        return None
