"""Every question of `queries/` gives the expected rows on the two real reports, in the expected order."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import build
from kg.ask import Answer, run
from kg.catalogue import catalogue, described
from kg.errors import UnreadableInput
from kg.iris import Iris
from kg.namespaces import SH
from kg.store import Graph
from kg.tables import rows

UNANSWERED = {"candidate-bodies"}
"""Questions to which the two real reports have no answer, of those whose rows are kept; the invented ones have."""
EXPECTED = Path(__file__).parent / "queries"
INVENTED = EXPECTED / "invented"
QUESTIONS = catalogue()
SENTENCES = {
    "sentence",
    "sentence_before",
    "sentence_later",
    "praise",
    "criticism",
    "cause",
    "recommendation",
    "part_of",
    "action_sentence",
    "finding_sentence",
}
REAL = sorted(path.stem for path in EXPECTED.iterdir() if path.is_file())


@pytest.fixture(scope="module")
def history() -> Graph:
    """Invented reports on two forces over three inspections."""
    return build([EXPECTED.parent / "history"])


def test_every_question_has_expected_rows() -> None:
    """On the invented reports; and every file of expected rows has a question; none of both is a failure."""
    assert len(QUESTIONS) >= 40
    assert {path.stem for path in INVENTED.iterdir()} == set(QUESTIONS)
    assert set(REAL) < set(QUESTIONS)


@pytest.mark.parametrize("name", REAL)
def test_question(name: str, graph: Graph) -> None:
    """The answer on the two real reports is the expected one, row by row; a graph is compared as a graph."""
    answer = graph.query(name)
    require_expected(answer, EXPECTED / name)
    assert bool(answer.rows or answer.triples) == (name not in UNANSWERED)


@pytest.mark.parametrize("name", QUESTIONS)
def test_question_on_history(name: str, history: Graph) -> None:
    """The answer on the invented reports is the expected one, and there is one to every question."""
    answer = history.query(name)
    require_expected(answer, INVENTED / name)
    assert answer.rows or answer.triples


def require_expected(answer: Answer, place: Path) -> None:
    if answer.triples is not None:
        assert set(answer.triples) == {quad.triple for quad in ox.parse(path=place.with_suffix(".ttl"))}
    else:
        assert rows(answer, "csv").decode() == place.with_suffix(".csv").read_bytes().decode()


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_row_leads_to_its_sentence(name: str, history: Graph) -> None:
    """A sentence in a row is the quote of a statement, or the words of a passage."""
    known = {quote for (quote,) in history.query("SELECT ?q WHERE { ?s peel:quote|oa:exact ?q }").rows}
    answer = history.query(name)
    told = [at for at, column in enumerate(answer.columns) if column in SENTENCES]
    for row in answer.rows:
        assert {row[at] for at in told if row[at] is not None} <= known


@pytest.mark.parametrize("name", [name for name, q in QUESTIONS.items() if "CONSTRUCT" not in q.sparql])
def test_what_is_counted_is_listed_elsewhere(name: str) -> None:
    """Rows have a sentence, or the header says which question has those behind them, and that takes one of its parameters."""
    question = QUESTIONS[name]
    told = re.search(r"^# Sentences: (.+)$", question.sparql, re.MULTILINE)
    assert bool(told) != bool(SENTENCES & set(question.columns))
    for other in told[1].split(" and ") if told else ():
        assert SENTENCES & set(QUESTIONS[other].columns)
        assert {p.name for p in QUESTIONS[other].parameters} & set(question.columns)


@pytest.mark.parametrize("name", QUESTIONS)
def test_header(name: str, graph: Graph) -> None:
    """The columns of the header are those of the answer, each parameter is one of them, and rows have a total order."""
    question = QUESTIONS[name]
    assert question.question.endswith("?") or "CONSTRUCT" in question.sparql
    assert graph.query(name).columns == question.columns
    assert {parameter.name for parameter in question.parameters} <= set(question.columns)
    assert "SELECT *" not in question.sparql
    if "CONSTRUCT" not in question.sparql:
        assert re.search(r"ORDER BY .+\n\Z", question.sparql)


@pytest.mark.parametrize("name", [name for name, q in QUESTIONS.items() if q.parameter("force")])
def test_a_parameter_narrows_the_answer(name: str, graph: Graph) -> None:
    """Of two forces, the one without reports has no rows."""
    if name != "joint-units-and-grades":  # whose rows are also of units that share a force
        assert len(graph.query(name, force="leicestershire")) == len(graph.query(name))
    assert len(graph.query(name, force="kent")) == 0


@pytest.mark.parametrize(
    ("name", "parameter"), [(name, p.name) for name, q in QUESTIONS.items() for p in q.parameters]
)
def test_a_parameter_chooses_rows(name: str, parameter: str, history: Graph) -> None:
    """The answer with a value is the rows that have it, in their order: no cell is filled in, no count changed."""
    whole = history.query(name)
    place = whole.columns.index(parameter)
    values = {term for row in whole.terms if (term := row[place]) is not None}
    for term in sorted(values, key=str)[:8]:
        wanted = [row for row in whole.terms if row[place] == term]
        assert list(history.query(name, **{parameter: term.value}).terms) == wanted


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_row_comes_twice(name: str, history: Graph) -> None:
    """However many graphs say a thing: the bodies and candidates of the invented reports stand in several."""
    answer = history.query(name)
    assert len(answer.terms) == len(set(answer.terms))


def test_words_are_words(history: Graph) -> None:
    """Quotes, braces and question marks in what is looked for are no part of the query."""
    assert len(history.query("sentences-that-mention", words="Harbour Safety Board")) >= 2
    for words in ('" } #', "\\", "?force", "'''", '"' * 3, "<http://a/b>"):
        assert len(history.query("sentences-that-mention", words=words)) == 0


def test_the_questions_in_rdf() -> None:
    """Each is an executable of SHACL with its text and its parameters, and everything has a name."""
    triples = described(Iris())
    assert not any(isinstance(triple.object, ox.BlankNode) for triple in triples)
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    texts = run(store, f"SELECT ?name ?text WHERE {{ ?name <{SH}select>|<{SH}construct> ?text }}", {}).rows
    assert dict(texts) == {Iris().of("query", name): question.sparql for name, question in QUESTIONS.items()}
    complete = f"?q <{SH}parameter> ?p . ?p a <{SH}Parameter> ; <{SH}path> ?path ; <{SH}name> ?n ; <{SH}description> ?d"
    told = run(store, f"SELECT ?p WHERE {{ {complete} }}", {})
    assert len(told) == sum(len(question.parameters) for question in QUESTIONS.values())


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("# Question: Which?\n# Reader: x\n", "no line '# Columns: …' in its header; add it"),
        ("# Question: Which?\n# Reader: x\n# Columns: a\n# Parameter: a is what\n", "is not 'NAME (TYPE) meaning'; mend it"),
    ],
)  # fmt: skip
def test_a_question_without_its_header(written: str, told: str, tmp_path: Path) -> None:
    """The file is named, with what it lacks."""
    (tmp_path / "which.rq").write_text(f"{written}SELECT ?a {{ ?a ?b ?c }}\n", "utf-8")
    with pytest.raises(UnreadableInput) as caught:
        catalogue(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'which.rq'}: ") and told in str(caught.value)
