"""The rule by which a weakness prompts an action of its question: precise rather than generous, since no report says it in so many words.

- They share a topic or a threat.
- A part of an action is prompted by what it has beyond its whole: what both are about prompts the whole, and need not concern each part.
- Where both name threats and none of one is the same as, or broader or narrower than, one of the other's, they are on different
  crimes: then more than half of the action's topics must be shared. An action's threats are also those of its whole.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

_MOST: Final = 2
"""More than one topic in so many is most of them."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a statement is about, by the names of topics and threats."""

    topics: frozenset[str] = frozenset()
    threats: frozenset[str] = frozenset()

    def __or__(self, other: "Matter") -> "Matter":
        return Matter(self.topics | other.topics, self.threats | other.threats)


def prompts(
    weakness: Matter, action: Matter, whole: Matter, broader: Callable[[str], Collection[str]]
) -> bool:
    """Whether a weakness prompts an action under its question, which is part of a whole that is about something, or nothing.

    `broader` gives the threats above one, at any distance.
    """
    shared = weakness.topics & (action.topics - whole.topics)
    if not (shared or weakness.threats & (action.threats - whole.threats)):
        return False
    if _apart(weakness.threats, action.threats | whole.threats, broader):
        return len(shared) * _MOST > len(action.topics)
    return True


def _apart(first: frozenset[str], second: frozenset[str], broader: Callable[[str], Collection[str]]) -> bool:
    """Whether two name threats that have nothing to do with each other."""
    if not (first and second):
        return False
    above = [{*threats, *(up for one in threats for up in broader(one))} for threats in (first, second)]
    return not (above[0] & second or above[1] & first)
