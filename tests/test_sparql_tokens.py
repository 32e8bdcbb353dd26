"""SPARQL's terminals: a query is cut as the engine reads it, so that what looks at the tokens sees what will be done."""

from contextlib import suppress
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.catalogue import catalogue
from kg.errors import Refused, UsageError
from kg.namespaces import PREFIXES
from kg.sparql import check, chooses_graphs, narrowed
from kg.terminals import Kind, NoToken, Token, plain, tokens
from kg.terms import text

HEAD = "PREFIX ex: <http://x/> PREFIX : <http://e/> PREFIX service: <http://s/> "
STORE = ox.Store()
STORE.load(
    b'<http://x/a> <http://x/p> 1 , 2 , "x" , "y"@en ; <http://x/q> <http://x/b> , <http://x/a> . <http://e/a> <http://x/p> ( 1 2 ) .',
    format=ox.RdfFormat.TURTLE,
)


def texts(sparql: str) -> list[str]:
    return [token.text for token in tokens(sparql)]


def apart(found: list[Token]) -> str:
    """The tokens of a query with lines between them, but for what belongs to the string before it."""
    together = (Kind.LANGUAGE,)
    joined = "".join(
        ("" if token.kind in together or "^^" in (token.text, before.text) else "\n") + token.text
        for before, token in pairwise([Token(Kind.MARK, "", 0), *found])
    )
    return joined.strip()


def answered(sparql: str) -> object:
    """What the engine answers, or what it says that it lacks; None where it takes a query for none."""
    try:
        found = STORE.query(sparql, prefixes=PREFIXES)
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        if isinstance(found, ox.QuerySolutions):
            names = [variable.value for variable in found.variables]
            return sorted(str([row[name] for name in names]) for row in found)
        return sorted(map(str, found))
    except SyntaxError:
        return None
    except RuntimeError as error:  # a function that it does not know
        return str(error)


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("ASK{?s ex:p?o}", ["ASK", "{", "?s", "ex:p", "?o", "}"]),
        ("FILTER(?a<?b&&?c>?d)", ["FILTER", "(", "?a", "<", "?b", "&&", "?c", ">", "?d", ")"]),
        ("{?a<?b&&?c>?d}", ["{", "?a", "<?b&&?c>", "?d", "}"]),
        ("FILTER(?a<?b#>'''\n)", ["FILTER", "(", "?a", "<", "?b", ")"]),
        ("SELECT (1<<x> AS ?y)", ["SELECT", "(", "1", "<", "<x>", "AS", "?y", ")"]),
        ("{?s ?p (?a<x>?b)}", ["{", "?s", "?p", "(", "?a", "<x>", "?b", ")", "}"]),
        ("{?s a(?a<x>?b)}", ["{", "?s", "a", "(", "?a", "<x>", "?b", ")", "}"]),
        ("VALUES(?a ?b){(1<x>)}", ["VALUES", "(", "?a", "?b", ")", "{", "(", "1", "<x>", ")", "}"]),
        ("ORDER BY ?x(?a<?b)", ["ORDER", "BY", "?x", "(", "?a", "<", "?b", ")"]),
        ("FILTER ex:f(?a<?b)", ["FILTER", "ex:f", "(", "?a", "<", "?b", ")"]),
        ("FILTER EXISTS{?a<x>?b}", ["FILTER", "EXISTS", "{", "?a", "<x>", "?b", "}"]),
        ("FILTER(?a<1)?s ex:p(?a<x>)", ["FILTER", "(", "?a", "<", "1", ")", "?s", "ex:p", "(", "?a", "<x>", ")"]),
        ("(<<( ?a<x>?b )>>)", ["(", "<<(", "?a", "<x>", "?b", ")>>", ")"]),
        ("'it\\'s' \"a\\\"\" '''a''b''' \"\"\"\"x\"\"\"", ["'it\\'s'", '"a\\""', "'''a''b'''", '""""x"""']),
        ("ex:a.b. ex:a\\#b ex:%41 _:b.1.", ["ex:a.b", ".", "ex:a\\#b", "ex:%41", "_:b.1", "."]),
        ("1 1.5 .5 1.e1 1e-9 1.", ["1", "1.5", ".5", "1.e1", "1e-9", "1", "."]),
        ('"x"@en-GB--ltr^^', ['"x"', "@en-GB--ltr", "^^"]),
        ("# SERVICE\rASK", ["ASK"]),
    ],
)  # fmt: skip
def test_tokens(sparql: str, expected: list[str]) -> None:
    """Each sign is what the grammar has it be where it stands."""
    assert texts(sparql) == expected
    for token in tokens(sparql):
        assert sparql[token.start :].startswith(token.text)


@pytest.mark.parametrize("broken", ["ASK { 'x }", '"""x', "ASK { § }", '"a\nb"', "'\\x'", "\\u0041"])
def test_no_tokens(broken: str) -> None:
    """What begins no token is told, with its place."""
    with pytest.raises(NoToken):
        texts(broken)
    with pytest.raises(UsageError, match=r"no SPARQL query: nothing that SPARQL knows begins at \d+:\d+"):
        check(broken)


def test_code_points() -> None:
    """Escapes are resolved wherever they stand; one beyond Unicode does no harm."""
    assert plain("\\u0053ERVICE \\U0001F600 \\\\u0041 \\U00110000") == "SERVICE \U0001f600 \\A \ufffd"


PIECES = st.sampled_from(
    [
        "?a", "?b", "<", ">", "<=", "<http://x/a>", "<?b#>", "<a>", "ex:a", ":a", "1", "1.5", "'x'", "'''", '"""', "#", "\n", " ",
        "(", ")", "{", "}", "[", "]", "+", "-", "*", "/", "^", "!", "&&", "||", "=", ".", ",", ";", "FILTER", "BIND", "AS", "VALUES", "true",
        "SELECT", "WHERE", "a", "@en", "^^", "OPTIONAL", "UNION", "EXISTS", "<<", ">>", "<<(", ")>>", "_:b", "IN", "ORDER BY", "COUNT", "\\u0041",
    ]
)  # fmt: skip
OPERAND = st.sampled_from(
    ["?a", "?b", "1", "'x'", "<http://x/a>", "ex:a", "true", "(?a)", "'x'@en", "'1'^^ex:t", "<a#>", "<?b>"]
)
OPERATOR = st.sampled_from(
    ["<", "<", "<=", ">", ">=", "=", "!=", "&&", "||", "+", "-", "*", "/", "<#>\n", ">#'''\n"]
)
GAP = st.sampled_from(["", "", " ", "\n", "#x\n", "#'''\n"])
EXPRESSION = st.lists(st.tuples(OPERAND, GAP, OPERATOR, GAP), min_size=1, max_size=4).flatmap(
    lambda parts: OPERAND.map(lambda last: "".join(map("".join, parts)) + last)
)
CLAUSE = st.one_of(
    EXPRESSION.map("FILTER({})".format),
    EXPRESSION.map("BIND({} AS ?z)".format),
    EXPRESSION.map("FILTER xsd:boolean({})".format),
    EXPRESSION.map("FILTER(?a IN({},<x>))".format),
    st.sampled_from(
        [
            "?a<http://x/p>?b", "?a ex:p(?b<http://x/a>1)", "?a a(1<a>)", "?a(<a>|^ex:p)/ex:q?b", "VALUES(?a ?b){(1<http://x/a>)(<x>2)}",
            "OPTIONAL{?a<http://x/q>?b}", "{?a ex:p?b}UNION{?b<http://x/q>true}", "FILTER EXISTS{?a<http://x/q>?b}", "?a ex:p?b.", "[]ex:p?b",
            "?a ex:p 1.", "FILTER(<<( ?a<http://x/p>?b )>> = ?a)", "{SELECT(?a<1 AS?y){?a ex:p?b}ORDER BY?a(?b<?a)}",
        ]
    ),
)  # fmt: skip
QUERY = st.lists(st.tuples(CLAUSE, GAP), max_size=4).map(
    lambda parts: f"{HEAD}BASE<http://x/>SELECT*{{{''.join(map(''.join, parts))}}}"
)


@given(
    st.one_of(
        QUERY, st.lists(PIECES, max_size=12).map(lambda parts: HEAD + "SELECT * {" + "".join(parts) + "}")
    )
)
@example(HEAD + "SELECT * { ?a ex:p ?b FILTER(?a<?b#>'''\n||1<2) ?a ex:q ?c #'''\n}")
@example(HEAD + "SELECT(?a<?b AS?x)(3>2AS?y){?a ex:p?b}")
@example(HEAD + "SELECT*{FILTER(ex:a-(?a))}")
def test_what_the_engine_takes_is_cut_as_it_reads_it(sparql: str) -> None:
    """The tokens, each on a line of its own, are a query with the same answer."""
    expected = answered(sparql)
    if expected is not None:
        assert answered(apart(list(tokens(sparql)))) == expected


@pytest.mark.parametrize("name", catalogue())
def test_our_own_queries(name: str) -> None:
    """Too."""
    sparql = catalogue()[name].sparql
    check(sparql)
    assert answered(apart(list(tokens(sparql)))) == answered(sparql) is not None


@given(st.text(st.sampled_from(list("<>?a:#'\"\\u0041 {}()[].@^|&!=\n-")), max_size=60))
def test_any_text_ends(sparql: str) -> None:
    """In tokens that stand there, or where there is none."""
    found: list[Token] = []
    with suppress(NoToken):
        found.extend(tokens(sparql))
    assert all(sparql.startswith(token.text, token.start) for token in found)


@pytest.mark.parametrize(
    "hidden",
    [
        "SELECT * { SERVICE:a{?s ?p ?o} }",
        "SELECT * { SERVICE SILENT:a{?s ?p ?o} }",
        "SELECT * { SERVICESILENT:a{?s ?p ?o} }",
        "SELECT * { ?x ?y trueSERVICE<http://e/>{?s ?p ?o} }",
        "SELECT * { ?x ?y trueSERVICE:a{?s ?p ?o} }",
        "SELECT * { ?x ?y 1SERVICE<http://e/>{?s ?p ?o} }",
        "SELECT * { ?x ?y ?z FILTER(?x<?y#>'''\n) SERVICE <http://e/> {?s ?p ?o} #'''\n }",
        "SELECT * { #\n SeRvIcE #{\n?u{?s ?p ?o} }",
        "SELECT * { \\u0053ERVICE <http://e/> {?s ?p ?o} }",
        "SELECT * { \\U00000053ERVIC\\u0045 <http://e/> {?s ?p ?o} }",
        "SELECT * { ?s ?p '\\u0027 } SERVICE <http://e/> {' }",
        "ASK { LATERAL { GRAPH ?g { MINUS { SERVICE ?g {} } } } }",
    ],
)
def test_service_is_found(hidden: str) -> None:
    """Wherever the engine would find it, and where SPARQL 1.1 would although the engine does not."""
    with pytest.raises(Refused, match="SERVICE is refused"):
        check(HEAD + hidden)


@pytest.mark.parametrize(
    "harmless",
    [
        "SELECT ?service { ?service ex:service 'SERVICE <x> {' , '''\n SERVICE ?u { ''' }",
        "SELECT * { GRAPH service:x { ?s service:a ?o } } # SERVICE <x> {",
        "SELECT * { ?s <http://x/SERVICE> ex:SERVICE , _:SERVICE }",
        "DESCRIBE service:x { ?s ?p ?o }",
        "ASK FROM service:x { ?s ?p 'x'@service }",
    ],
)
def test_names_are_none(harmless: str) -> None:
    """A prefix, name, string, IRI or comment asks nobody."""
    assert answered(HEAD + harmless) is not None
    check(HEAD + harmless)


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <file:///x>", "load SILENT <http://x>", "DROP ALL", "INSERT DATA { ex:a ex:b ex:c }", "# x\nDELETE WHERE { ?s ?p ?o }",
        "WITH ex:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "CLEAR ALL", "CREATE GRAPH ex:g", "COPY ex:a TO ex:b", "\\u0044ROP ALL",
    ],
)  # fmt: skip
def test_updates_are_refused(update: str) -> None:
    """Whatever they are; one line says why, but for what has no tokens at all."""
    with pytest.raises(UsageError, match="no SPARQL query"):
        check(HEAD + update)


@pytest.mark.parametrize(
    "clause", ["FROM <file:///etc/passwd>", "FROM NAMED <FILE:x>", "FROM f:passwd", "FROM <fil\\u0065:x>"]
)
def test_no_graph_is_a_file(clause: str) -> None:
    """Even though no file would be read."""
    with pytest.raises(Refused, match="FROM <file"):
        check(f"PREFIX f: <file:///etc/> SELECT * {clause} {{ ?s ?p ?o }}")


@pytest.mark.slow
@pytest.mark.parametrize("deep", [101, 1_000, 100_000])
@pytest.mark.parametrize("brackets", ["()", "{}", "[]", "! ", "- ", "+ "])
def test_nesting(brackets: str, deep: int) -> None:
    """Is looked at before the engine's parser, which would run out of its stack."""
    opening, closing = brackets[0], brackets[1]
    nested = opening * deep + "1" + closing * deep
    with pytest.raises(UsageError, match=r"the query nests \d+ deep, more than 100"):
        check(f"ASK {{ FILTER({nested}) }}")


def test_a_query_without_end() -> None:
    """Is refused by its length alone, and one without a pattern takes no parameter."""
    with pytest.raises(UsageError, match="the query has 1000001 characters, more than 1000000"):
        check("ASK {}" + " " * 999_995)
    check("ASK {}" + " " * 999_994)


def test_from() -> None:
    """It is found in the head only, however it is written."""
    for sparql in ("ASK FROM <http://g> {}", "ASK FROM:g{}", "SELECT(1<2AS?x)(3>2AS?y)FROM<http://g>{}"):
        assert chooses_graphs(HEAD + sparql)
    for sparql in ("ASK { ?from ex:FROM 'FROM' }", "PREFIX from: <http://f/> ASK {}", "ASK { from:a ?p ?o }"):
        assert not chooses_graphs(HEAD + sparql)


def test_the_place_of_a_condition() -> None:
    """Braces within strings, IRIs, comments and templates do not count."""
    sparql = "CONSTRUCT { ?a ?b '}' } WHERE { ?a ?b ?c # }\n FILTER(?a<?b#>'''\n) }"
    assert narrowed(sparql, {"a": text("x")}) == sparql[:-1] + '\nFILTER (?a = "x")\n}'
