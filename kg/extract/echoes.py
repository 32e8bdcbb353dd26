"""Whether a clause that names no body speaks of one that was named just before: by the weights of `ontology/language/echoes.tsv`.

"The alliance runs a joint firearms unit. Its officers are highly skilled." The second sentence is about the alliance; "It reviews
them each year." would be about the force.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.language import Sentence
from kg.namespaces import PEEL
from kg.tokens import tokens
from kg.values import Mention, Partner
from kg.vocabulary import Vocabulary
from kg.weights import Traits

ECHO, FRESH = "echo", "fresh"
"""What a clause may be to a body: about it again, or about something else."""
_FIRST = 4
"""Words at the head of a clause or sentence that tell most of what it is about."""
_FAR = 3
"""Sentences beyond which it makes no difference how far back a body was named."""
_MANY = 3
"""Bodies named together beyond which one more makes no difference."""


@dataclass(frozen=True, slots=True)
class Named:
    """A body where it was named: in which sentence, which is counted from the start of the report."""

    partner: Partner
    mention: Mention
    sentence: Sentence
    number: int


def echoed(
    clause: Sentence, number: int, named: Sequence[Named], vocabulary: Vocabulary
) -> tuple[Partner, ...]:
    """Those of the bodies named just before of which a clause speaks again; `number` is that of its sentence."""
    weights = vocabulary.echoes
    found = []
    for one in named:
        scores = weights.scores(traits(clause, number, one, named, vocabulary))
        said = dict(zip(weights.labels, scores, strict=True))
        if said.get(ECHO, 0) > said.get(FRESH, 0):
            found.append(one.partner)
    return tuple(found)


def traits(
    clause: Sentence, number: int, one: Named, named: Sequence[Named], vocabulary: Vocabulary
) -> Traits:
    """The traits of a clause beside a body that was named before it."""
    entry = vocabulary[one.partner.sort.value][one.partner.slug]
    kind = vocabulary.iris.slug(entry.one(PEEL + "partnerKind")) or one.partner.slug
    first = [form.lower for form in clause.words.forms[:_FIRST]]
    far, many = min(number - one.number, _FAR), min(len(named), _MANY)
    opening = first[0] if first else ""
    place = _place(one)
    again = _again(clause, one, kind, vocabulary)
    return [
        ("", ["always"]),
        ("far", [str(far)]),
        ("many", [str(many)]),
        ("kind", [kind]),
        ("opening", [opening, f"{opening}/{far}", f"{opening}/{many}", "_".join(first[:2])]),
        ("first", first),
        ("word", [form.stem for form in clause.words.forms]),
        ("signal", clause.given.keys()),
        ("pointing", [f"{clause.opens('anaphor')}/{many}"]),
        ("place", [place, f"{place}/{opening}"]),
        ("", ["again"] * len(again)),
        ("again", again),
    ]


def _place(one: Named) -> str:
    """Where in its sentence a body was named."""
    starts, span = one.sentence.words.starts, one.mention.span
    before, after = bisect_left(starts, span.start), len(starts) - bisect_left(starts, span.end)
    return "first" if before <= _FIRST else "last" if after <= 1 else "within"


def _again(clause: Sentence, one: Named, kind: str, vocabulary: Vocabulary) -> list[str]:
    """The words before the noun of a body that a clause takes up: "the North West Regional Organised Crime Unit … the unit's officers"."""
    nouns = _nouns(one.partner.sort.value, one.partner.slug, vocabulary) | _nouns(
        "partner-kind", kind, vocabulary
    )
    forms = clause.words.forms
    return [forms[at - 1].lower if at else "" for at, form in enumerate(forms) if form.stem in nouns]


@lru_cache(maxsize=4096)
def _nouns(sort: str, slug: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The stems of the last words of the names of a body or kind of body."""
    entry = vocabulary[sort].get(slug)
    return frozenset(tokens(label).forms[-1].stem for label in (entry.labels if entry else ()))
