"""The short forms that a report defines for itself: "the Local Crime Alliance (LCA)". They hold for the rest of it."""

from dataclasses import dataclass
from functools import cached_property

from kg.recognise import Label, Lexicon
from kg.tokens import Words
from kg.values import Mention, Sort, Span

NAMED = (Sort.BODY, Sort.FORCE, Sort.KIND)
"""What short forms name. One of something else hides only these: "OCG" stays the threat that it is."""
_OWN = Sort.BODY
"""The sort under which short forms are looked up among themselves; what they name has its own."""


@dataclass(frozen=True, slots=True)
class Defined:
    """A short form, and where the report defines it."""

    short: str
    long: Span
    since: int
    """Where it stands in its definition: it holds from there on."""
    sort: Sort | None = None
    slug: str = ""
    """What it names. Without a sort: something that the register does not know."""
    given: bool = False
    """Whether it is a name of its own, given to a body of a kind: "a charity called Open Road"."""


@dataclass(frozen=True)
class Names:
    """The short forms of one report, in the order of their definitions."""

    defined: tuple[Defined, ...] = ()

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(
            Label(one.short, _OWN, str(number), exact=one.short[:1].isupper())
            for number, one in enumerate(self.defined)
        )

    def at(self, words: Words) -> list[tuple[Span, Defined]]:
        """The places where short forms stand after their definition; of several the latest definition counts."""
        found: dict[Span, Defined] = {}
        for mention in self._lexicon.mentions(words) if self.defined else ():
            one = self.defined[int(mention.slug)]
            if one.since <= mention.span.start:
                found[mention.span] = one
        return list(found.items())

    def among(self, mentions: tuple[Mention, ...], words: Words) -> tuple[Mention, ...]:
        """The mentions with those of the short forms, which yield to longer names and hide what stands in them."""
        own = [
            (span, one)
            for span, one in self.at(words)
            if not any(m.span.holds(span) and m.span != span for m in mentions)
        ]
        if not own:
            return mentions
        rest = [
            m
            for m in mentions
            if not any(span.holds(m.span) and (one.sort or m.sort in NAMED) for span, one in own)
        ]
        new = [Mention(one.sort, one.slug, span) for span, one in own if one.sort]
        return tuple(sorted([*rest, *new], key=lambda mention: mention.span))


NOTHING = Names()
"""No short forms."""
