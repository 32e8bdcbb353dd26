"""Partnerships: the force works with a body that the text names, or names by its kind."""

from bisect import bisect_left
from collections.abc import Sequence

from kg.extract.subjects import bodies, threats, topics
from kg.extract.ties import works_with
from kg.language import Sentence
from kg.values import Finding, Identity, Mention, Partner, Partnership, Span
from kg.vocabulary import Vocabulary


def partnerships(
    prose: Sequence[Sentence], findings: Sequence[Finding], identity: Identity, vocabulary: Vocabulary
) -> list[Partnership]:
    """One partnership for each body, with every passage that shows it, in the order of their first passages."""
    shown: dict[Partner, list[_Showing]] = {}
    starts = [finding.span.start for finding in findings]
    for sentence in prose:
        some = findings[bisect_left(starts, sentence.span.start) : bisect_left(starts, sentence.span.end)]
        inside = [finding for finding in some if sentence.span.holds(finding.span)]
        for partner, mention in bodies(sentence, identity.force, vocabulary):
            if works_with(sentence, partner, mention, vocabulary):
                shown.setdefault(partner, []).append(_shown(sentence, mention, inside, vocabulary))
        for finding in inside:
            for partner in finding.partners:
                if partner in shown and shown[partner][-1][0].end <= finding.span.start:
                    shown[partner].append((finding.span, finding.threats, finding.topics, finding.cues))
    return [_partnership(partner, showings) for partner, showings in shown.items()]


_Showing = tuple[Span, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def _shown(
    sentence: Sentence, mention: Mention, inside: Sequence[Finding], vocabulary: Vocabulary
) -> _Showing:
    """The passage that shows a partnership: the finding that names the body, or the whole sentence."""
    for finding in inside:
        if finding.span.holds(mention.span):
            return finding.span, finding.threats, finding.topics, finding.cues
    about = threats(sentence, vocabulary)
    return sentence.span, about, topics(sentence, about, (), vocabulary), ()


def _partnership(partner: Partner, showings: Sequence[_Showing]) -> Partnership:
    return Partnership(
        evidence=tuple(dict.fromkeys(span for span, *_ in showings)),
        rule="works-with",
        cues=tuple(dict.fromkeys(cue for *_, cues in showings for cue in cues)),
        threats=tuple(dict.fromkeys(threat for _, about, _, _ in showings for threat in about)),
        topics=tuple(dict.fromkeys(topic for _, _, on, _ in showings for topic in on)),
        partners=(partner,),
    )
