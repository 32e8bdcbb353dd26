"""The short forms that a report defines: an acronym whose letters fit the name before it, or a name after "known as"."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from kg.extract.subjects import kinds_of
from kg.language import Sentence
from kg.names import NAMED, Defined, Names
from kg.rules import Rules, rules_of
from kg.tokens import JOINERS, Words, tokens
from kg.values import Mention, Sort, Span
from kg.vocabulary import Vocabulary

_SMALL = frozenset(("of", "and", "for", "the", "in", "on", "to", "a", "an", "&"))
"""Words of a name that its acronym may pass over."""
_LETTERS = 2
"""Capitals of the shortest acronym."""
_REACH = 40
"""Words before an acronym among which its name begins."""


def definitions(prose: Sequence[Sentence], vocabulary: Vocabulary) -> Names:
    """The short forms that sentences define, in order; one that is defined again alike stands once."""
    rules = rules_of(vocabulary)
    last: dict[str, Defined] = {}
    found = []
    for sentence in prose:
        for one in _defined(sentence, rules, vocabulary):
            known = last.get(one.short)
            if known is None or (known.sort, known.slug) != (one.sort, one.slug):
                last[one.short] = one
                found.append(one)
    return Names(tuple(found))


def _defined(sentence: Sentence, rules: Rules, vocabulary: Vocabulary) -> Iterator[Defined]:
    for found in rules["short-form"].all(sentence.text, *sentence.span):
        short, since = " ".join(found["short"].split()), found.start("short")
        at = bisect_right(sentence.words, found.start(), key=lambda word: word.end)
        before = sentence.words[max(0, at - _REACH) : at]
        if fitting := fits(short, before):
            yield from _acronym(short, Span(fitting[0].start, fitting[-1].end), since, sentence, vocabulary)
        elif (named := _named(sentence, found.start())) and _shortened(short, named, sentence):
            yield Defined(f"the {short}", named.span, since, named.sort, named.slug)
    for found in rules["known-as"].all(sentence.text, *sentence.span):
        if named := _named(sentence, found.start()):
            short = " ".join(found["short"].split())
            given = not short.isupper() and not found["article"]
            yield Defined(short, named.span, found.start("short"), named.sort, named.slug, given)


def _acronym(
    short: str, long: Span, since: int, sentence: Sentence, vocabulary: Vocabulary
) -> Iterator[Defined]:
    """What an acronym names from its definition on; nothing where the register says the same of it."""
    known = [m for m in vocabulary.lexicon.mentions(tokens(short)) if m.sort in NAMED]
    named = _apposed(_named(sentence, long.end), sentence, vocabulary)
    if named is None:
        if not any(_worded(long.of(sentence.text), mention, vocabulary) for mention in known):
            yield Defined(short, long, since)
    elif (named.sort, named.slug) not in {(mention.sort, mention.slug) for mention in known}:
        yield Defined(short, long, since, named.sort, named.slug)


def _named(sentence: Sentence, end: int) -> Mention | None:
    """The one body, force or kind whose name ends there."""
    ending = [m for m in sentence.of(*NAMED) if m.span.end == end and not m.weak]
    for sort in NAMED:
        of_sort = [m for m in ending if m.sort is sort]
        if of_sort:
            return None if len(of_sort) > 1 or (sort is Sort.BODY and of_sort[0].common) else of_sort[0]
    return None


def _apposed(named: Mention | None, sentence: Sentence, vocabulary: Vocabulary) -> Mention | None:
    """The body of which a kind is said beside its name: that of "Zephyr, the regional organised crime unit (ROCU)"."""
    if named is None or named.sort is not Sort.KIND:
        return named
    bodies = [m for m in sentence.of(Sort.BODY) if not m.weak and named.slug in kinds_of(m.slug, vocabulary)]
    return bodies[0] if len({body.slug for body in bodies}) == 1 else named


def _worded(long: str, mention: Mention, vocabulary: Vocabulary) -> bool:
    """Whether a name is only a wording of what the register knows: its words with some left out, or put in."""
    words = _content(long)
    labels = map(_content, vocabulary[mention.sort.value][mention.slug].labels)
    return any(label and (label <= words or words <= label) for label in labels)


def _content(name: str) -> frozenset[str]:
    return frozenset(form.fold for form in tokens(name).joined().forms) - _SMALL


def _shortened(short: str, named: Mention, sentence: Sentence) -> bool:
    """Whether a short form is made of words of the name: "the Forum" of the Kent Resilience Forum."""
    return _content(short) < _content(named.span.of(sentence.text))


def fits(short: str, before: Words) -> Words:
    """The last words of `before` whose initials are the capitals of an acronym; none where they are not.

    Small words may be passed over, and so may the later parts of a hyphened word.
    """
    letters = [letter for letter in short if letter.isupper()]
    if len(letters) < _LETTERS or not before or before[-1].text in _SMALL:
        return before[:0]
    start = _start("".join(letters).casefold(), before, len(before) - 1)
    return before[len(before) if start is None else start :]


def _start(letters: str, words: Words, at: int) -> int | None:
    """The place of the word that gives the first letter, where `words[: at + 1]` end in words for all of them."""
    if at < 0:
        return None
    word = words[at]
    written = word.text.casefold()
    if word.text in JOINERS:
        return _start(letters, words, at - 1)
    if letters.endswith(written) and word.text.isupper() and len(written) > 1:
        rest = letters.removesuffix(written)
    elif written.startswith(letters[-1]):
        rest = letters[:-1]
    else:
        rest = letters
    if rest != letters:
        if not rest:
            return at
        if (found := _start(rest, words, at - 1)) is not None:
            return found
    hyphened = at > 0 and words[at - 1].text in JOINERS
    return _start(letters, words, at - 1) if hyphened or written in _SMALL else None
