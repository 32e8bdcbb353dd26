"""Whether a clause that names no body speaks of one that was named just before: by the weights of `ontology/language/echoes.tsv`.

"The alliance runs a joint firearms unit. Its officers are highly skilled." The second sentence is about the alliance; "It reviews
them each year." would be about the force.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kg.language import Sentence
from kg.namespaces import PEEL
from kg.tokens import tokens
from kg.values import Mention, Partner
from kg.vocabulary import Vocabulary

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
) -> Iterator[str]:
    """The traits of a clause beside a body that was named before it."""
    entry = vocabulary[one.partner.sort.value][one.partner.slug]
    kind = vocabulary.iris.slug(entry.one(PEEL + "partnerKind")) or one.partner.slug
    folds = [word.text.lower() for word in clause.words]
    stems = [word.stem for word in clause.words]
    far, many = min(number - one.number, _FAR), min(len(named), _MANY)
    opening = folds[0] if folds else ""
    yield "always"
    yield f"far={far}"
    yield f"many={many}"
    yield f"kind={kind}"
    yield f"opening={opening}"
    yield f"opening={opening}/{far}"
    yield f"opening={opening}/{many}"
    yield f"opening={'_'.join(folds[:2])}"
    yield from (f"first={fold}" for fold in folds[:_FIRST])
    yield from (f"word={stem}" for stem in stems)
    yield from {f"signal={clause.signals[cue.slug]}" for cue in clause.cues}
    yield f"pointing={clause.opens('anaphor')}/{many}"
    before = [word for word in one.sentence.words if word.start < one.mention.span.start]
    after = [word for word in one.sentence.words if word.start >= one.mention.span.end]
    place = "first" if len(before) <= _FIRST else "last" if len(after) <= 1 else "within"
    yield f"place={place}"
    yield f"place={place}/{opening}"
    yield from _again(clause, one, kind, vocabulary)


def _again(clause: Sentence, one: Named, kind: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Whether a clause takes up the noun of a body: "the North West Regional Organised Crime Unit … the unit's officers"."""
    nouns = _nouns(one.partner.sort.value, one.partner.slug, vocabulary) | _nouns(
        "partner-kind", kind, vocabulary
    )
    for before, word in pairwise([None, *clause.words]):
        if word and word.stem in nouns:
            yield "again"
            yield f"again={before.text.lower() if before else ''}"


@lru_cache(maxsize=4096)
def _nouns(sort: str, slug: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The stems of the last words of the names of a body or kind of body."""
    entry = vocabulary[sort].get(slug)
    return frozenset(tokens(label)[-1].stem for label in (entry.labels if entry else ()))
