"""The process in which files are read: it is one for many files, ends for certain, and does nothing but read."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import FileIO
from pathlib import Path
from time import monotonic, sleep

import pytest

from kg.errors import UnreadableInput
from kg.process.child import ending
from kg.process.frames import receive, send
from kg.read import worker as module
from kg.read.forms import Form
from kg.read.worker import Worker

PUPPET = {Form.HTML: "puppet"}
POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows limits nothing but the time")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how large a process is")


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker(PUPPET, seconds=10) as made:
        yield made


@pytest.fixture
def do(worker: Worker) -> Callable[[str], str]:
    """What comes of a deed of the puppet: the text it answers, or the line that says why there is none."""

    def done(deed: str) -> str:
        try:
            return worker.convert(deed.encode(), Form.HTML, "page.html").text.strip()
        except UnreadableInput as problem:
            return str(problem)

    return done


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def zombie(process: int) -> bool:
    """Whether a process has ended, and only waits for a foster parent to ask how."""
    try:
        return ") Z" in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def test_one_process_serves_all(do: Callable[[str], str]) -> None:
    """Also after a file that was refused, or at which a library stumbled."""
    first = do("process")
    assert do("say Good morning.") == "Good morning."
    assert do("refuse no text: it needs OCR; give a copy with text") == (
        "page.html: no text: it needs OCR; give a copy with text"
    )
    assert do("stumble over it") == (
        "page.html: is damaged (KeyError: 'over it'); give the text of the report as a text file"
    )
    assert do("process") == first != str(os.getpid())


def test_it_is_gone_when_closed(worker: Worker) -> None:
    """No process is left, and no zombie; another file starts another one."""
    process = int(worker.convert(b"process", Form.HTML, "a").text)
    worker.close()
    assert not alive(process)
    assert int(worker.convert(b"process", Form.HTML, "b").text) != process


@pytest.mark.parametrize(
    ("deed", "line"),
    [
        ("crash", "its reader breaks down over it (SIGABRT)"),
        ("take 4000", "takes more than 240 MiB of memory to read"),
        ("deep", "its parts are nested too deep"),
    ],
)
@POSIX
def test_a_file_that_breaks_its_reader(deed: str, line: str, do: Callable[[str], str]) -> None:
    """Gives one line that says what and what to do; the next file is read."""
    assert do("say Before.") == "Before."
    told = do(deed)
    assert told.startswith(f"page.html: {line}")
    assert told.endswith("; give the text of the report as a text file")
    assert do("say After.") == "After."


@pytest.mark.slow
def test_answers_that_cannot_be(do: Callable[[str], str]) -> None:
    """Are not believed: pages that lie elsewhere, values of another kind, half a letter."""
    for wrong in (
        "pages beyond the text",
        "pages in disorder",
        "pages of another kind",
        "half a letter",
        "title of another kind",
        "text of another kind",
    ):
        assert do(f"wrong {wrong}").startswith("page.html: its reader gave no sound answer; give the text")
        assert do("say After.") == "After."


@pytest.mark.slow
@pytest.mark.parametrize("deed", ["sleep", "spin"])
def test_a_file_that_takes_too_long(deed: str) -> None:
    """Its process is ended in time, and for certain."""
    with Worker(PUPPET, seconds=1) as worker:
        process = int(worker.convert(b"process", Form.HTML, "page.html").text)
        began = monotonic()
        with pytest.raises(
            UnreadableInput, match=r"^page.html: takes longer than 1 s to read; give the text"
        ):
            worker.convert(deed.encode(), Form.HTML, "page.html")
        assert monotonic() - began < 5
        assert not alive(process)
        assert worker.convert(b"say After.", Form.HTML, "page.html").text == "After.\n"


def test_earlier_files_do_not_tell(do: Callable[[str], str]) -> None:
    """A file at which a used process breaks down is read by a fresh one."""
    assert do("only_first one") == "one"
    assert do("only_first two") == "two"


@LINUX
def test_a_swollen_process_is_replaced(do: Callable[[str], str]) -> None:
    """What earlier files left in memory is not taken from a later one."""
    assert do("take 150") == str(150 * 2**20)
    assert do("keep 1") == (first := do("process"))
    assert do("keep 150") == first
    assert do("process") != first


def test_no_library_speaks_between(do: Callable[[str], str]) -> None:
    """What is printed, also in C, does not get into the answers."""
    assert do("print noise") == "noise"
    assert do("say Words.") == "Words."


def test_modules_may_be_loaded_late(do: Callable[[str], str]) -> None:
    """Encodings are, for instance."""
    assert do("late too") == "colorsys voilà too"


@POSIX
@pytest.mark.parametrize(
    "deed",
    [
        "open /etc/passwd",
        "write {}/new",
        "connect 9",
        "run pass",
        "fork",
        "kill",
        "open {}/../secret.py",
        "open {}/link.py",
    ],
)
def test_it_only_reads(deed: str, do: Callable[[str], str], tmp_path: Path) -> None:
    """Files, network and other processes are out of its reach."""
    (tmp_path / "link.py").symlink_to("/etc/passwd")
    assert "PermissionError" in do(deed.format(tmp_path))
    assert not (tmp_path / "new").exists()


@POSIX
@pytest.mark.parametrize("deed", ["open_in_c /etc/passwd", "connect_in_c"])
def test_nor_does_a_library_in_c(deed: str, do: Callable[[str], str]) -> None:
    """It gets no file, and no connection."""
    assert do(deed) == "-1"


def test_it_knows_nothing_of_the_environment(
    do: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Secrets that stand there stay there."""
    monkeypatch.setenv("TOKEN", "secret")
    assert "PYTHONPATH" in do("environment") and "TOKEN" not in do("environment")


def test_a_reader_that_is_not_there() -> None:
    """Is named, with what to do."""
    with Worker({Form.PDF: "no_such_reader"}) as worker, pytest.raises(UnreadableInput) as caught:
        worker.convert(b"%PDF-", Form.PDF, "a.pdf")
    assert str(caught.value) == (
        "a.pdf: pdf files cannot be read here (No module named 'no_such_reader'); install peel-kg with all that it needs"
    )


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is told of the file that needed it."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with (
        Worker(PUPPET) as worker,
        pytest.raises(UnreadableInput, match="no process can be started to read it"),
    ):
        worker.convert(b"say", Form.HTML, "page.html")


def test_an_interrupt_ends_it(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while a file is read leaves no process behind, and no answer to be taken for that of another file."""
    process = int(worker.convert(b"process", Form.HTML, "a").text)

    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, "receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            worker.convert(b"say one", Form.HTML, "a")
    assert not alive(process)
    assert worker.convert(b"say two", Form.HTML, "b").text == "two\n"


def test_many_threads(worker: Worker) -> None:
    """Each gets the answer to its own file."""

    def said(number: int) -> str:
        return worker.convert(f"say {number}".encode(), Form.HTML, str(number)).text.strip()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(said, range(64))) == [str(number) for number in range(64)]


def script(code: str) -> subprocess.CompletedProcess[str]:
    """Runs Python that has the tests' folder on its path, and the puppet for a reader."""
    head = "import os, signal, sys\nfrom kg.read import worker\nfrom kg.read.forms import Form\n"
    ask = "worker._worker._readers[Form.HTML] = 'puppet'\ndef ask(deed): return worker.convert(deed.encode(), Form.HTML, 'a').text.strip()\n"
    here = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", head + ask + code],
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, "PYTHONPATH": here},
    )


def test_it_ends_with_the_program() -> None:
    """Nothing is said, and no process is left."""
    done = script("print(ask('process'))")
    assert done.returncode == 0 and done.stderr == ""
    assert not alive(int(done.stdout))


@POSIX
def test_it_ends_with_a_program_that_is_killed() -> None:
    """Nobody asks any more: it ends of its own accord."""
    done = script("print(ask('process'), flush=True); os.kill(os.getpid(), signal.SIGKILL)")
    until = monotonic() + 10
    while (running := alive(int(done.stdout)) and not zombie(int(done.stdout))) and monotonic() < until:
        sleep(0.02)
    assert not running


@POSIX
def test_a_fork_has_a_process_of_its_own() -> None:
    """And leaves alone that of the program it was forked from."""
    done = script(
        "first = ask('process')\n"
        "forked = os.fork()\n"
        "if not forked:\n"
        "    sys.exit(0 if ask('process') not in (first, '') else 1)\n"
        "assert os.waitpid(forked, 0)[1] == 0\n"
        "assert ask('process') == first\n"
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_messages_are_whole_or_none() -> None:
    """One that is longer than it may be is not read, one that breaks off is none."""
    for sent, error in ((b"12345", None), (b"123456", OverflowError), (b"", None)):
        asked, answered = os.pipe()
        with FileIO(asked) as answers, FileIO(answered, "w") as requests:
            send(requests, sent)
            if error:
                with pytest.raises(error, match="a message of 6 bytes"):
                    receive(answers, 5)
            else:
                assert receive(answers, 5) == sent
    for part in (b"", b"\0" * 7, b"\0" * 7 + b"\5" + b"1234"):
        asked, answered = os.pipe()
        with FileIO(asked) as answers:
            with FileIO(answered, "w") as requests:
                requests.write(part)
            with pytest.raises(EOFError):
                receive(answers, 5)


@POSIX
def test_how_a_process_ended() -> None:
    """By a signal, which has a name, or by a code."""
    assert (ending(-9), ending(0), ending(3), ending(-999)) == (
        "SIGKILL",
        "exit code 0",
        "exit code 3",
        "exit code -999",
    )
