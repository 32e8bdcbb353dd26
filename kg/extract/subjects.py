"""What a clause is about: threats, topics and the bodies it names or points back to."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from kg.language import Sentence
from kg.namespaces import ORG, PEEL, SKOS
from kg.rules import rules_of
from kg.values import Mention, Partner, Sort
from kg.vocabulary import Entry, Vocabulary

MOST_TOPICS = 3
_NAMED = (Sort.BODY, Sort.FORCE, Sort.KIND)
"""What a partner is named as."""
_ABOVE = (PEEL + "partnerKind", ORG + "classification", SKOS + "broader")
"""Properties that lead from a body, force or kind to the kind above it."""
_NEAR = 24
"""Characters within which a word of countering gives a weak label of a threat its context, and a word of comparison bears on a body."""


def threats(clause: Sentence, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The threats that a clause names, the most specific ones only, in the order of the text.

    A threat in the name of a body ("regional organised crime unit") is not named for its own sake.
    """
    threats_ = clause.of(Sort.THREAT)
    if not threats_:
        return ()
    bodies_, kinds = clause.of(Sort.BODY), clause.of(Sort.KIND)
    named = [
        m
        for m in threats_
        if not (_held(m, bodies_) or _held(m, kinds)) and (not m.weak or _countered(clause, m, vocabulary))
    ]
    return specific([m.slug for m in named], "threat", vocabulary)


def _countered(clause: Sentence, mention: Mention, vocabulary: Vocabulary) -> bool:
    """Whether crime itself is prevented or fought close before a weak label; the top concepts never count."""
    if not vocabulary["threat"][mention.slug].all(SKOS + "broader"):
        return False
    return clause.led_by(mention.span, _NEAR, "countering")


def specific(slugs: Iterable[str], kind: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Without repetitions, and without what is broader than another of them."""
    unique = list(dict.fromkeys(slugs))
    if not unique:
        return ()
    covered = {parent for slug in unique for parent in vocabulary.broader(kind, slug)}
    return tuple(slug for slug in unique if slug not in covered)


def topics(
    clause: Sentence, about: Sequence[str], with_whom: Sequence[Partner], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """The topics that a clause names, then those that go with its threats and partners, then those it hints at."""
    named = clause.of(Sort.TOPIC)
    strong = [m.slug for m in named if not m.weak]
    hints = [m.slug for m in named if m.weak]
    going = [topic for threat in about for topic in _of_threat(threat, vocabulary)]
    going += [topic for partner in with_whom for topic in _of_partner(partner, vocabulary)]
    return specific([*strong, *going, *hints], "topic", vocabulary)[:MOST_TOPICS]


@lru_cache(maxsize=4096)
def _of_threat(threat: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The topics that go with a threat."""
    return _related(vocabulary["threat"][threat], vocabulary)


def _related(entry: Entry, vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(vocabulary.iris.slug(iri) for iri in entry.all(SKOS + "related"))


@lru_cache(maxsize=4096)
def _of_partner(partner: Partner, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The topics that go with a body or force: its own, else those of its kind, else those of the kinds above that."""
    entry = vocabulary[partner.sort.value][partner.slug]
    while not (found := _related(entry, vocabulary)):
        above = next((iri for name in _ABOVE for iri in entry.all(name)), None)
        if above is None:
            return ()
        kind, _, slug = above.removeprefix(vocabulary.iris.base).partition("/")
        entry = vocabulary[kind][slug]
    return found


def bodies(clause: Sentence, own: str, vocabulary: Vocabulary) -> list[tuple[Partner, Mention]]:
    """The bodies that a clause names or names by kind, with the place of each; never the force itself.

    A kind of body inside the name of a body, or in apposition to it, is that body. Groupings that name nobody
    ("partners") are none.
    """
    if not clause.of(*_NAMED):
        return []
    bodies_ = clause.of(Sort.BODY)
    sharing = Counter([m.span for m in bodies_])
    bodies_ = [m for m in bodies_ if _may_be(m, sharing[m.span] > 1, own, vocabulary)]
    forces = [m for m in clause.of(Sort.FORCE) if m.slug != own]
    apposed = {kind for m in bodies_ for kind in kinds_of(m.slug, vocabulary)}
    kinds = [
        m
        for m in clause.of(Sort.KIND)
        if not (
            m.weak or m.slug in apposed or _held(m, bodies_) or _held(m, forces) or nobody(m.slug, vocabulary)
        )
    ]
    forces = [m for m in forces if not _held(m, bodies_)]
    found: dict[Partner, Mention] = {}
    for mention in sorted([*bodies_, *forces, *kinds], key=lambda m: m.span):
        found.setdefault(Partner(mention.slug, mention.sort), mention)
    return list(found.items())


def compared(clause: Sentence, mention: Mention) -> bool:
    """Whether a body is named only to compare the force with it: "unlike Essex Police"."""
    if clause.led_by(mention.span, _NEAR, "comparison"):
        return True
    return (
        rules_of(clause.vocabulary)["compared"].first(clause.text, clause.span.start, mention.span.start)
        is not None
    )


def _held(mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether a mention stands in one of some others, which are all of one sort and so do not overlap."""
    before = bisect_right(others, mention.span.start, key=lambda other: other.span.start)
    return before > 0 and others[before - 1].span.holds(mention.span)


def _may_be(mention: Mention, shared: bool, own: str, vocabulary: Vocabulary) -> bool:
    """Whether a named body can be a partner: not the inspectorate that reports.

    A name that several bodies share, or that is none ("the strategic alliance"), is that of the unit of which the
    force is a member.
    """
    if vocabulary["body"][mention.slug].one(PEEL + "publishes"):
        return False
    members = vocabulary.members(mention.slug)
    return own in members or not (shared or (members and mention.common))


@lru_cache(maxsize=4096)
def nobody(kind: str, vocabulary: Vocabulary) -> bool:
    """Whether a kind of partner names nobody, or the force's own people."""
    return vocabulary["partner-kind"][kind].one(PEEL + "partnerClass") in ("generic", "internal")


@lru_cache(maxsize=4096)
def kinds_of(body: str, vocabulary: Vocabulary) -> frozenset[str]:
    """What a body is, as a clause may say beside its name: "TITAN, the regional organised crime unit"."""
    kind = vocabulary.iris.slug(vocabulary["body"][body].one(PEEL + "partnerKind"))
    return vocabulary.broader("partner-kind", kind) | {kind}
