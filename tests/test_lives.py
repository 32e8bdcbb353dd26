"""A graph's life, told by chance: reports come, change and go, people decide and undo, and all is as a simple model has it."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from conftest import EXAMPLES
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
)

import kg
from kg import pipeline, review
from kg.errors import UsageError
from kg.extract import extract
from kg.read import digest
from kg.resources import ontology
from kg.store import Graph
from kg.values import Document, Told
from kg.vocabulary import load

FORCES = ("kent", "essex", "surrey")
SENTENCES = (
    "The force is good at tackling fraud.",
    "It does not work well with EMSOU.",
    "The force works well with the Crown Prosecution Service to protect victims of domestic abuse.",
    "Officers’ training is poor.",
)
_ALL = "SELECT ?s ?quote { ?s peel:quote ?quote ; prov:wasDerivedFrom ?report }"


def _text(force: str, chosen: frozenset[int]) -> str:
    said = "\n\n".join(SENTENCES[number] for number in sorted(chosen))
    return f"{force.capitalize()} PEEL 2016\n\nHow effective is the force at preventing crime?\n\n{said}\n"


@cache
def _quotes(force: str, chosen: frozenset[int]) -> frozenset[tuple[str, str]]:
    """What a report says, read by itself: its force, and the quote of each statement."""
    text = _text(force, chosen)
    document = Document(force, text, digest(text), force, Told(force, 2016, "effectiveness"))
    spans = (one.evidence[0] for one in extract(document, load(ontology())).statements)
    return frozenset((force, text[span.start : span.end]) for span in spans)


class Life(RuleBasedStateMachine):
    """The model: the sentences of each report that is there, the revisions it had, and the decisions that stand."""

    decided = Bundle("decided")

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(mkdtemp(prefix="kg-life-"))
        self.graph = self.place / "graph"
        self.texts: dict[str, list[frozenset[int]]] = {}
        self.rejected: dict[str, tuple[str, str]] = {}
        """By their names the force and the quote of what people rejected."""

    def teardown(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)

    @initialize(force=st.sampled_from(FORCES))
    def begins(self, force: str) -> None:
        self.comes(force, frozenset({0, 1, 2}))

    @rule(force=st.sampled_from(FORCES), chosen=st.frozensets(st.integers(0, len(SENTENCES) - 1), min_size=1))
    def comes(self, force: str, chosen: frozenset[int]) -> None:
        """A report comes, or another text of one that is there."""
        report = self.place / f"{force}-2016-effectiveness.txt"
        report.write_text(_text(force, chosen), "utf-8")
        kg.build(report, self.graph)
        past = self.texts.setdefault(force, [])
        if not past or past[-1] != chosen:
            past.append(chosen)

    @precondition(lambda self: len(self.texts) > 1)
    @rule(data=st.data())
    def goes(self, data: st.DataObject) -> None:
        force = data.draw(st.sampled_from(sorted(self.texts)))
        pipeline.remove(self.graph, [f"{force}/2016/effectiveness"])
        del self.texts[force]

    @rule()
    def is_made_anew(self) -> None:
        before = Graph.open(self.graph).turtle()
        pipeline.rebuild(self.graph)
        assert Graph.open(self.graph).turtle() == before

    @precondition(lambda self: self.texts)
    @rule(target=decided, data=st.data())
    def is_rejected(self, data: st.DataObject) -> str:
        """A person rejects a statement that stands; which one, chance tells."""
        graph = Graph.open(self.graph)
        rows = sorted((str(row["s"]), str(row["quote"])) for row in graph.query(_ALL))
        if not rows:
            return ""
        name, quote = data.draw(st.sampled_from(rows))
        decision = review.decided(self.graph, "reject", name, by="A", because="it is so")
        self.rejected[decision.id] = (name.split("/report/")[1].split("/")[0], quote)
        assert name not in {str(row["s"]) for row in Graph.open(self.graph).query(_ALL)}
        return decision.id

    @rule(name=consumes(decided))
    def is_undone(self, name: str) -> None:
        if name in self.rejected:
            review.undo(self.graph, name)
            del self.rejected[name]

    @rule()
    def an_unknown_report_goes(self) -> None:
        before = (self.graph / "manifest.json").read_bytes()
        with pytest.raises(UsageError, match="no report named"):
            pipeline.remove(self.graph, ["rutland/2016/effectiveness"])
        assert (self.graph / "manifest.json").read_bytes() == before

    @invariant()
    def it_holds_what_the_model_holds(self) -> None:
        if not self.texts:
            return
        graph = Graph.open(self.graph)
        assert {one.force: len(one.revisions) + 1 for one in graph.manifest.reports} == {
            force: len(past) for force, past in self.texts.items()
        }
        assert {graph.texts[one.iri] for one in graph.manifest.reports} == {
            _text(force, past[-1]) for force, past in self.texts.items()
        }
        alone = Graph.open(self.graph, extracted=True)
        found = {
            (str(row["s"]).split("/report/")[1].split("/")[0], str(row["quote"])) for row in alone.query(_ALL)
        }
        assert found == frozenset().union(*(_quotes(force, past[-1]) for force, past in self.texts.items()))
        assert len(review.decisions(graph).rows) == len(self.rejected)


def _lives(many: int, steps: int) -> settings:
    return settings(
        max_examples=many, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )


class LongLife(Life):
    """The same for longer."""


Life.TestCase.settings = _lives(2, 6)
LongLife.TestCase.settings = _lives(max(2, EXAMPLES // 15), 10)
TestLife = Life.TestCase
TestLongLife = pytest.mark.slow(LongLife.TestCase)
