"""Whether a sentence tells that the force works with a body that it names: by the weights of `ontology/language/ties.tsv`."""

from collections.abc import Iterator

from kg.language import Sentence
from kg.namespaces import PEEL, SKOS
from kg.values import Mention, Partner, Sort
from kg.vocabulary import Vocabulary
from kg.weights import UNIT

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
    if ties == _DENIED_TIES:
        return False
    weights = vocabulary.ties
    said = dict(
        zip(weights.labels, weights.scores(traits(sentence, partner, mention, vocabulary)), strict=True)
    )
    # "works with a charity"
    plainly = ties == _FIRM_TIES and sentence.led_by(mention.span, _BESIDE, "cooperation")
    return said.get(TIED, 0) + plainly * _PLAIN * UNIT > said.get(LOOSE, 0)


def traits(sentence: Sentence, partner: Partner, mention: Mention, vocabulary: Vocabulary) -> Iterator[str]:
    """The traits of a body's mention in a sentence."""
    entry = vocabulary[partner.sort.value][partner.slug]
    kind = vocabulary.iris.slug(entry.one(PEEL + "partnerKind")) or partner.slug
    above = [vocabulary.iris.slug(iri) for iri in entry.all(SKOS + "broader")]
    classed = entry.one(PEEL + "partnerClass") or partner.sort.value
    yield "always"
    yield f"sort={partner.sort.value}"
    yield f"class={classed}"
    yield from (f"kind={name}" for name in dict.fromkeys((kind, *above)))
    words = [word for word in sentence.words if not mention.span.start <= word.start < mention.span.end]
    yield from (f"word={word.stem}" for word in words)
    before = [word for word in words if word.start < mention.span.start][-_AROUND:]
    after = [word for word in words if word.start >= mention.span.end][:_AROUND]
    yield from (f"left={word.stem}" for word in before)
    yield from (f"right={word.stem}" for word in after)
    yield f"next={'_'.join(word.text.lower() for word in before[-2:])}"
    yield f"then={'_'.join(word.text.lower() for word in after[:2])}"
    yield from _signals(sentence, mention, classed)


def _signals(sentence: Sentence, mention: Mention, classed: str) -> Iterator[str]:
    """What the cues around a mention signal: ties, denials of them, and words that keep a body apart."""
    ties = _ties(sentence)
    yield f"ties={ties}"
    yield f"ties={ties}/{classed}"
    yield from {f"signal={sentence.signals[cue.slug]}" for cue in sentence.cues}
    if sentence.led_by(mention.span, _LACKING, "absence", "comparison"):
        yield "apart"
    yield from {f"class={word.slug}" for word in sentence.classes}
    if mention.sort is Sort.KIND and mention.common:
        yield "common"


def _ties(sentence: Sentence) -> str:
    """Whether words of working together stand in a sentence, and are not all denied, planned or wanting."""
    ties = sentence.signalling("cooperation", "arrangement")
    firm = [tie for tie in ties if not sentence.led_by(tie.span, _DENIED, "negation", "plan", "need")]
    return _FIRM_TIES if firm else _DENIED_TIES if ties else "none"
