"""What a server may do wrong, and what the user reads then: each time one clear line, and never the password."""

import re
from base64 import b64encode
from collections.abc import Callable
from gzip import compress

import pytest
from servers import Said, dripping, free_port, scripted

from kg import connection as module
from kg.cli import run
from kg.connection import Connection, Request, checked, credentials
from kg.errors import ServerFailed, UsageError

FINE: Said = (
    200,
    {"Content-Type": "application/sparql-results+json"},
    b'{"head":{"vars":["s"]},"results":{"bindings":[]}}',
)
TROUBLE: Said = (500, {"Content-Type": "text/plain"}, b"the disk\nis full")
PAGE: Said = (200, {"Content-Type": "text/html; charset=utf-8"}, b"<html><title>Welcome</title></html>")
SECRET = "open sesame"  # noqa: S105 - of nobody


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Instead of waiting, what would be waited."""
    waited: list[float] = []
    monkeypatch.setattr("kg.connection.time.sleep", waited.append)
    return waited


@pytest.fixture
def ask(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str]]:
    """Asks a server by the command line; gives the exit code and what the user reads."""
    monkeypatch.setenv("KG_AUTH", f"ali:{SECRET}")

    def asked(url: str, *options: str) -> tuple[int, str]:
        code = run(["query", "reports-and-dates", "--endpoint", url, *options])
        return code, capsys.readouterr().err

    return asked


WRONG = [
    pytest.param((404, {"Content-Type": "text/html"}, b"<h1>Not <b>here</b></h1>"), "answers 404 Not Found (Not here); check the address", id="wrong address"),
    pytest.param((405, {}, b""), "this address does not take it", id="wrong method"),
    pytest.param((403, {}, b"read only"), r"403 Forbidden (read only); the account may not do this", id="forbidden"),
    pytest.param((401, {"WWW-Authenticate": "Basic realm=x"}, b""), "asks who you are (401)", id="no password"),
    pytest.param(TROUBLE, "answers 500 Internal Server Error (the disk is full)", id="trouble"),
    pytest.param(PAGE, "answers with text/html and no results of SPARQL; is this the address for queries?", id="a page"),
    pytest.param((200, {}, b""), "something without a media type", id="nothing"),
    pytest.param((302, {"Location": "/login?token=x"}, b""), "leads elsewhere (302), and is not followed; if you trust it, give its address: http://127.0.0.1:PORT/login", id="redirect"),
    pytest.param((302, {"Location": "file:///etc/passwd"}, b""), "leads elsewhere (302), and is not followed", id="redirect to a file"),
    pytest.param((302, {"Location": "//h/" + "x" * 9999}, b""), "leads elsewhere (302), and is not followed", id="redirect far away"),
    pytest.param((200, {"Content-Type": "x" * 9999}, b""), "answers with xxxx", id="an endless media type"),
    pytest.param((200, FINE[1], b'{"head":{"vars":["%s"]},"results":{"bindings":[]}}' % (b"x" * 9999)), "answers with xxxx", id="an endless column"),
    pytest.param((200, {"Content-Type": "application/sparql-results+json"}, b'{"head":{"vars":["s"]},"resu'), "its answer is broken", id="broken answer"),
    pytest.param((200, {"Content-Type": "application/sparql-results+json", "X-SPARQL-MaxRows": "0"}, FINE[2]), "gives no more than 0 rows", id="rows kept back"),
    pytest.param((200, {"Content-Type": "application/sparql-results+json", "X-SQL-State": "S1TAT"}, FINE[2]), "only a part of the answer", id="out of time"),
    pytest.param((200, FINE[1], b'{"head":{"vars":["zz"]},"results":{"bindings":[]}}'), "answers with zz where s was asked for", id="other columns"),
    pytest.param((200, FINE[1], b'{"head":{},"boolean":true}'), "answers with answer where s was asked for", id="yes"),
    pytest.param((418, {}, b"\x1b[2J\x00\xff" + b"x" * 9000), "answers 418 I'm a Teapot", id="noise"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "line"), WRONG)
def test_what_a_server_does_wrong(said: Said, line: str, ask: Callable[..., tuple[int, str]]) -> None:
    """One line that says where, what and what to do; exit code 4."""
    with scripted(said) as server:
        code, told = ask(server.url + "/sparql?secret=x")
    port = server.url.rpartition(":")[2]
    assert (code, told.count("\n")) == (4, 1)
    assert line.replace("PORT", port) in told
    assert told.startswith(f"kg: {server.url}/sparql: ")
    assert "secret" not in told and "\x1b" not in told and len(told) < 500


def test_nobody_there(ask: Callable[..., tuple[int, str]]) -> None:
    """A server that does not run is named."""
    code, told = ask(f"http://127.0.0.1:{free_port()}/sparql")
    assert (
        code == 4 and "no answer" in told and "does the server run there?" in told and told.count("\n") == 1
    )


def test_a_redirect_leads_nowhere() -> None:
    """No request reaches the other host, and so no password."""
    with (
        scripted(FINE) as other,
        scripted((307, {"Location": other.url}, b"")) as server,
        Connection() as way,
    ):
        with pytest.raises(ServerFailed, match="leads elsewhere"):
            way.send(Request("POST", server.url, form={"query": "x"}))
        assert other.asked == []


def test_a_server_that_stumbles_is_asked_again(no_waiting: list[float]) -> None:
    """After longer and longer pauses; then its answer counts."""
    with scripted(TROUBLE, (503, {}, b""), FINE) as server, Connection() as way:
        assert way.send(Request("POST", server.url)).body == FINE[2]
    assert len(server.asked) == 3
    assert no_waiting == sorted(no_waiting) and len(no_waiting) == 2


def test_it_is_not_asked_for_ever(no_waiting: list[float]) -> None:
    """Nor is what harms when it is done twice, nor a refusal, asked twice."""
    with Connection() as way:
        for said, repeatable, times in ((TROUBLE, True, 4), (TROUBLE, False, 1), ((400, {}, b""), True, 1)):
            with scripted(said) as server, pytest.raises(ServerFailed):
                way.send(Request("POST", server.url, repeatable=repeatable))
            assert len(server.asked) == times


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
DRIPS = [
    pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n", id="go on"),
    pytest.param(ANSWER + b"X: ", b"x", id="headers"),
    pytest.param(ANSWER + b"\r\n", b" ", id="a body of no length"),
    pytest.param(ANSWER + b"Content-Length: 99999\r\n\r\n", b" ", id="a body"),
    pytest.param(ANSWER + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", id="chunks"),
    pytest.param(ANSWER + b"Transfer-Encoding: chunked\r\n\r\n", b"0", id="the size of a chunk"),
    pytest.param(ANSWER + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", b"x", id="what follows the body"),
]  # fmt: skip


@pytest.mark.parametrize(("begin", "drop"), DRIPS)
def test_a_server_that_never_ends(begin: bytes, drop: bytes, no_waiting: list[float]) -> None:
    """Wherever it does not: the time that an answer may take is over, however often a byte comes, and nothing is tried again."""
    with dripping(begin, drop) as url, Connection(timeout=0.3) as way:
        with pytest.raises(
            ServerFailed, match=r"no whole answer within 0\.3 s; give it more time with --timeout"
        ):
            way.send(Request("POST", url))
        assert no_waiting == []


def test_after_one_that_took_too_long_others_have_their_time() -> None:
    """The same connection is good for what comes next."""
    with (
        dripping(ANSWER, b"x") as slow,
        scripted(FINE) as quick,
        Connection(timeout=0.3) as way,
    ):
        for _ in range(2):
            with pytest.raises(ServerFailed, match="no whole answer"):
                way.send(Request("POST", slow))
            assert way.send(Request("POST", quick.url)).body == FINE[2]


@pytest.mark.parametrize("packed", ["gzip", "GZIP, gzip", "br", "zstd", "x" * 999])
def test_nothing_is_unpacked(packed: str, ask: Callable[..., tuple[int, str]]) -> None:
    """A small answer cannot become a large one: what is packed, though nobody asked for it, is refused."""
    bomb = compress(compress(bytes(10_000_000)))
    with scripted((200, {**FINE[1], "Content-Encoding": packed}, bomb)) as server:
        code, told = ask(server.url)
        assert len(server.asked) == 1
    assert (code, told.count("\n")) == (4, 1)
    assert f"packs its answer ({packed[:100]})" in told and len(told) < 300


def test_an_answer_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read up to a limit."""
    monkeypatch.setattr(module, "_MOST", 10)
    with (
        scripted(FINE) as server,
        Connection() as way,
        pytest.raises(ServerFailed, match="answers with more than"),
    ):
        way.send(Request("POST", server.url))


def test_a_password_waits_until_it_is_asked_for(
    ask: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Basic or Digest, as the server wants; a header goes as it is."""
    basic = (401, {"WWW-Authenticate": 'Basic realm="x"'}, b"")
    with scripted(basic, FINE) as server:
        ask(server.url, "--auth-env", "KG_AUTH")
        assert "authorization" not in server.asked[0][2]
        coded = b64encode(f"ali:{SECRET}".encode()).decode()
        assert {headers["authorization"] for _, _, headers, _ in server.asked[1:]} == {f"Basic {coded}"}
    digest = (401, {"WWW-Authenticate": 'Digest realm="x", nonce="n", qop="auth"'}, b"")
    with scripted(digest, digest, FINE) as server:
        ask(server.url, "--auth-env", "KG_AUTH")
        assert server.asked[2][2]["authorization"].startswith('Digest username="ali"')
    monkeypatch.setenv("KG_AUTH", "Bearer abc.def")
    with scripted(FINE) as server:
        ask(server.url, "--auth-env", "KG_AUTH")
        assert server.asked[0][2]["authorization"] == "Bearer abc.def"


def test_a_wrong_password(ask: Callable[..., tuple[int, str]]) -> None:
    """It is not told, however often it is refused."""
    with scripted((401, {"WWW-Authenticate": 'Basic realm="x"'}, SECRET.encode())) as server:
        code, told = ask(server.url, "--auth-env", "KG_AUTH")
    assert code == 4 and "refuses these credentials (401)" in told and SECRET not in told


@pytest.mark.parametrize(
    ("value", "options", "line"),
    [
        ("", [], "holds neither user:password nor a header"),
        ("justaname", [], "holds neither user:password nor a header"),
        ("ali:x", ["--timeout", "0"], "no number of seconds"),
        ("ali:x", ["--timeout", "soon"], "no number of seconds"),
    ],
)
def test_wrong_options(
    value: str, options: list[str], line: str, ask: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    """They are mistakes of the user: exit code 2, and nothing is asked."""
    monkeypatch.setenv("KG_AUTH", value)
    with scripted(FINE) as server:
        try:
            code, told = ask(server.url, "--auth-env", "KG_AUTH", *options)
        except SystemExit as stop:
            code, told = int(str(stop.code)), capsys.readouterr().err
        assert server.asked == []
    assert code == 2 and line in told and "justaname" not in told


@pytest.mark.parametrize(
    "url", ["", "x", "ftp://h/", "http://", "http://h:x/", "http://h:99999/", "http://ali:sesame@h/", "http://[::1", "http://h:0/"]
)  # fmt: skip
def test_no_address(url: str) -> None:
    """What is no address of a server, or has a password in it, is refused without repeating the password."""
    with pytest.raises(UsageError) as caught:
        checked(url)
    assert "sesame" not in str(caught.value) and re.search(r"no address|keep the password", str(caught.value))


def test_no_credentials_but_those_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --auth-env no environment is looked at."""
    monkeypatch.setenv("KG_AUTH", "ali:x")
    assert credentials(None) is None
