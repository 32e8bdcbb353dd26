"""Whether a sentence tells that the force works with a body that it names: by the weights of `ontology/language/ties.tsv`."""

from bisect import bisect_left

from kg.extract.subjects import compared
from kg.language import Sentence
from kg.namespaces import PEEL, SKOS
from kg.values import Mention, Partner, Sort
from kg.vocabulary import Vocabulary
from kg.weights import UNIT, Traits

TIED, LOOSE = "tied", "loose"
"""What a mention of a body may be."""
_FIRM_TIES, _DENIED_TIES = "firm", "denied"
_PLAIN = 1
"""What words of working together right before a body weigh beyond what was learnt."""
_BESIDE = 8
"""Characters between them, such as an article."""
_AROUND = 5
"""Words on each side of a body that tell most of its tie."""
_DENIED = 30
"""Characters within which a negation denies the working together that follows it."""
_LACKING = 60
"""Characters within which a word of absence or comparison bears on a body after it."""


def works_with(sentence: Sentence, partner: Partner, mention: Mention, vocabulary: Vocabulary) -> bool:
    """Whether a sentence tells that the force works with a body that it names."""
    ties = _ties(sentence)
    if ties == _DENIED_TIES or _lacking(sentence, mention) or compared(sentence, mention):
        return False
    weights = vocabulary.ties
    said = dict(
        zip(weights.labels, weights.scores(traits(sentence, partner, mention, vocabulary)), strict=True)
    )
    # "works with a charity"
    plainly = ties == _FIRM_TIES and sentence.led_by(mention.span, _BESIDE, "cooperation")
    return said.get(TIED, 0) + plainly * _PLAIN * UNIT > said.get(LOOSE, 0)


def traits(sentence: Sentence, partner: Partner, mention: Mention, vocabulary: Vocabulary) -> Traits:
    """The traits of a body's mention in a sentence."""
    entry = vocabulary[partner.sort.value][partner.slug]
    kind = vocabulary.iris.slug(entry.one(PEEL + "partnerKind")) or partner.slug
    above = [vocabulary.iris.slug(iri) for iri in entry.all(SKOS + "broader")]
    classed = entry.one(PEEL + "partnerClass") or partner.sort.value
    starts, forms = sentence.words.starts, sentence.words.forms
    before, after = (
        forms[: bisect_left(starts, mention.span.start)],
        forms[bisect_left(starts, mention.span.end) :],
    )
    left, right = before[-_AROUND:], after[:_AROUND]
    return [
        ("", ["always"]),
        ("sort", [partner.sort.value]),
        ("class", [classed]),
        ("kind", list(dict.fromkeys((kind, *above)))),
        ("word", [form.stem for form in before + after]),
        ("left", [form.stem for form in left]),
        ("right", [form.stem for form in right]),
        ("next", ["_".join(form.lower for form in left[-2:])]),
        ("then", ["_".join(form.lower for form in right[:2])]),
        *_signals(sentence, mention, classed),
    ]


def _signals(sentence: Sentence, mention: Mention, classed: str) -> Traits:
    """What the cues around a mention signal: ties, denials of them, and words that keep a body apart."""
    ties = _ties(sentence)
    apart = sentence.led_by(mention.span, _LACKING, "absence", "comparison") or compared(sentence, mention)
    common = mention.sort is Sort.KIND and mention.common
    return [
        ("ties", [ties, f"{ties}/{classed}"]),
        ("signal", sentence.given.keys()),
        ("", ["apart"] * apart),
        ("class", {word.slug for word in sentence.classes}),
        ("", ["common"] * common),
    ]


def _lacking(sentence: Sentence, mention: Mention) -> bool:
    """Whether the words of working together right before a body say that there is no such thing: "no links with"."""
    before = [tie for tie in sentence.signalling("cooperation") if tie.span.end <= mention.span.start]
    near = before[-1:] if before and mention.span.start - before[-1].span.end <= _BESIDE else []
    return any(sentence.led_by(tie.span, _BESIDE, "absence") for tie in near)


def _ties(sentence: Sentence) -> str:
    """Whether words of working together stand in a sentence, and are not all denied, planned or wanting."""
    ties = sentence.signalling("cooperation", "arrangement")
    denied = ("negation", "plan", "need")
    firm = [
        tie
        for tie in ties
        if not (sentence.led_by(tie.span, _DENIED, *denied) or sentence.led_by(tie.span, _BESIDE, "absence"))
    ]
    return _FIRM_TIES if firm else _DENIED_TIES if ties else "none"
