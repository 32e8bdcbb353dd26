"""Candidates: the bodies that a report names and the register lacks, listed for a person to decide."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.definitions import fits
from kg.extract.subjects import nobody
from kg.language import Sentence
from kg.names import Names
from kg.rules import Rules, rules_of
from kg.values import Candidate, Sort, Span
from kg.vocabulary import Vocabulary

_JOIN = re.compile(r"\s+(?:and|&)\s+(?:the\s+)?|\s+(?:in|on)\s+(?:the\s+)?|(?<!for)(?<!of)(?<!in)\s+the\s+")
"""Where a run of capitalised words may be two names."""
_POSSESSIVE = re.compile(r"(?<=s)['’]$|['’]s$")
_LONGEST = 400
"""Characters of the longest run of capitalised words that is still prose."""
_REGISTER = (Sort.BODY, Sort.FORCE)


@dataclass(frozen=True, slots=True)
class _Named:
    """A candidate's name in one place."""

    name: str
    acronym: str | None
    kind: str | None


def candidates(prose: Sequence[Sentence], names: Names, vocabulary: Vocabulary) -> tuple[Candidate, ...]:
    """The candidates of a report, each with the sentences that name it, in the order of their first places."""
    rules = rules_of(vocabulary)
    found: dict[str, list[tuple[Span, _Named]]] = {}
    for sentence in prose:
        for named in (*_named(sentence, rules, vocabulary), *_called(sentence, names, vocabulary)):
            found.setdefault(_key(named.name), []).append((sentence.span, named))
    keys = {named.acronym: key for key, places in found.items() for _, named in places if named.acronym}
    for sentence in prose:
        for _, one in names.at(sentence.words):
            key = keys.get(one.short, _key(one.short))
            if key in found:
                found[key].append((sentence.span, found[key][0][1]))
    return tuple(_candidate(places) for places in found.values())


def _candidate(places: Sequence[tuple[Span, _Named]]) -> Candidate:
    return Candidate(
        places[0][1].name,
        tuple(sorted({span for span, _ in places})),
        next((named.acronym for _, named in places if named.acronym), None),
        next((named.kind for _, named in places if named.kind), None),
    )


def _key(name: str) -> str:
    return " ".join(name.replace("’", "'").replace("&", "and").casefold().split())


def _named(sentence: Sentence, rules: Rules, vocabulary: Vocabulary) -> Iterator[_Named]:
    """The names in a sentence that make a body and that nothing in the register covers."""
    runs = (Span(*run.span()) for run in rules["capitalised-name"].all(sentence.text, *sentence.span))
    for run in runs:
        for part in _parts(run, sentence, rules) if run.end - run.start <= _LONGEST else ():
            span = _trimmed(part, sentence, rules)
            name = _words(span, sentence)
            if _is_name(name, rules) and not _covered(span, sentence):
                yield _Named(name, _acronym(span, sentence, rules), _kind(span, sentence, vocabulary))


def _called(sentence: Sentence, names: Names, vocabulary: Vocabulary) -> Iterator[_Named]:
    """The names that a sentence gives to a body of a known kind: "a charity called Open Road"."""
    for one in names.defined:
        here = one.given and sentence.span.holds(Span(one.long.start, one.since))
        if here and one.sort is Sort.KIND and not nobody(one.slug, vocabulary):
            yield _Named(one.short, None, one.slug)


def _parts(run: Span, sentence: Sentence, rules: Rules) -> Iterator[Span]:
    """The names of a run: it is parted at "and" or "in" after a name that is whole without what follows."""
    start = run.start
    for join in _JOIN.finditer(sentence.text, *run):
        if _parts_at(join[0].split(), Span(start, join.start()), Span(join.end(), run.end), sentence, rules):
            yield Span(start, join.start())
            start = join.end()
    yield Span(start, run.end)


def _parts_at(words: list[str], left: Span, right: Span, sentence: Sentence, rules: Rules) -> bool:
    """Whether words of joining part what stands before them from what stands after."""
    if words[0] == "the" or _whole(left, sentence, rules):
        return True
    kind_before = any(m.span.end == left.end for m in sentence.of(Sort.KIND))
    known_after = any(m.span.start <= right.start < m.span.end for m in sentence.of(*_REGISTER))
    if words == ["and", "the"] and (kind_before or known_after):
        return True
    begun = bool(rules["body-noun-of"].whole(_words(_trimmed(left, sentence, rules), sentence)))
    return begun and (words[0] in ("in", "on") or _is_name(_words(right, sentence), rules))


def _whole(span: Span, sentence: Sentence, rules: Rules) -> bool:
    """Whether words are a name by themselves: they end in a noun for a body, are known, or are an acronym."""
    words = _words(_trimmed(span, sentence, rules), sentence)
    known = any(m.span.end == span.end and m.sort in _REGISTER for m in sentence.mentions)
    return known or words.isupper() or bool(rules["body-noun"].whole(words))


def _words(span: Span, sentence: Sentence) -> str:
    """The words of a name, on one line and without the ending of the possessive."""
    return _POSSESSIVE.sub("", " ".join(span.of(sentence.text).split()))


def _trimmed(span: Span, sentence: Sentence, rules: Rules) -> Span:
    """Without an article or other word that opens a sentence."""
    start = span.start
    while opening := rules["opening-word"].patterns[0].match(sentence.text, start, span.end):
        start = opening.end()
    return Span(start, span.end)


def _is_name(name: str, rules: Rules) -> bool:
    if not name or rules["no-body"].whole(name):
        return False
    return bool(rules["body-noun"].whole(name) or rules["body-noun-of"].whole(name))


def _covered(span: Span, sentence: Sentence) -> bool:
    """Whether the register knows the name: it is one of its labels, or one of its bodies by a longer or shorter name."""
    return any(
        mention.span.holds(span)
        or (mention.sort is Sort.BODY and span.holds(mention.span) and not mention.common)
        or (mention.sort in _REGISTER and _reaches(mention.span, span))
        for mention in sentence.mentions
        if not mention.weak
    )


def _reaches(known: Span, span: Span) -> bool:
    """Whether a known name ends where a name ends, or goes into it with the article before it: "the Met"."""
    return known.end == span.end or known.start < span.start < known.end


def _acronym(span: Span, sentence: Sentence, rules: Rules) -> str | None:
    """The acronym that stands in brackets after a name, where its letters fit."""
    short = rules["short-form"].patterns[0].match(sentence.text, span.end, sentence.span.end)
    before = sentence.words.within(span)
    if before and before[-1].end > span.end:
        before = before[:-1]
    return short["short"] if short and fits(short["short"], before) else None


def _kind(span: Span, sentence: Sentence, vocabulary: Vocabulary) -> str | None:
    """The kind of partner in a name: the one with which it ends, or the only one."""
    kinds = [
        m
        for m in sentence.of(Sort.KIND)
        if span.holds(m.span) and not m.weak and not nobody(m.slug, vocabulary)
    ]
    ending = [m for m in kinds if m.span.end == span.end]
    slugs = {m.slug for m in ending or kinds}
    return slugs.pop() if len(slugs) == 1 else None
