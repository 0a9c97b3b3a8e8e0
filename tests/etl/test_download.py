"""Fetching from a server that is slow, breaks off, redirects, lies and serves wrong files."""

import hashlib
import io
import os
import random
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.settings import ROOT
from etl.__main__ import app as commands
from etl.download import ATTEMPTS, fetch
from etl.progress import meter
from etl.raw import find_raw
from etl.sources import Refused, SourceDeclaration, read_publications

CONTENT = random.Random(2021).randbytes(300_000)
Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def server() -> Iterator["Server"]:
    with Server() as running:
        yield running


class Server(ThreadingHTTPServer):
    """Answers each request with the next of ``answers``; the last one stays."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = []
        self.ranges: list[str | None] = []
        self.released = threading.Event()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}).start()

    def __exit__(self, *_):
        self.released.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that hangs up is no news."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/file.xlsx"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.ranges.append(self.headers["Range"])
        answers = self.server.answers
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, *_):
        """Stay quiet."""


def serve(content: bytes = CONTENT, sent: int | None = None) -> Answer:
    """The part asked for, of which only ``sent`` bytes come before the connection ends."""

    def answer(request):
        start = int(request.headers["Range"].removeprefix("bytes=").rstrip("-"))
        request.send_response(206)
        request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        request.send_header("Content-Length", str(len(content) - start))
        request.end_headers()
        request.wfile.write(content[start:][:sent])

    return answer


def whole(request):
    """The whole file, whatever was asked for."""
    request.send_response(200)
    request.send_header("Content-Length", str(len(CONTENT)))
    request.end_headers()
    request.wfile.write(CONTENT)


def status(code: int) -> Answer:
    def answer(request):
        request.send_response(code)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def redirect(location: str) -> Answer:
    def answer(request):
        request.send_response(302)
        request.send_header("Location", location)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def stall(request):
    """Half of the file, then silence."""
    serve(sent=150_000)(request)
    request.server.released.wait()


def lie(length: int) -> Answer:
    def answer(request):
        request.send_response(200)
        request.send_header("Content-Length", str(length))
        request.end_headers()
        request.wfile.write(CONTENT)

    return answer


def source(url: str | None, content: bytes = CONTENT) -> SourceDeclaration:
    return SourceDeclaration(
        code="simulated",
        reader="tafra",
        title="A simulated file",
        publisher="Nobody",
        licence="CC0",
        citation="None",
        vintage="2021",
        files=("raw/file.xlsx",),
        url="https://example.org/page",
        download=url,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
    )


class Fetch:
    """A fetch with what it told and how long it waited."""

    def __init__(self, server: Server, data_dir: Path):
        self.server, self.data_dir = server, data_dir
        self.told: list[int] = []
        self.waits: list[float] = []

    def __call__(self, *answers: Answer, timeout_s: float = 5) -> Path:
        self.server.answers = list(answers)
        return fetch(source(self.server.url), self.data_dir, self.told.append, self.waits.append, timeout_s)

    def refusal(self, *answers: Answer) -> str:
        with pytest.raises(Refused) as refused:
            self(*answers)
        assert not list((self.data_dir / "raw").glob("*.xlsx")), "a refused download must leave no file"
        return str(refused.value)


@pytest.fixture
def download(server, tmp_path) -> Fetch:
    return Fetch(server, tmp_path)


class TestDownload:
    def test_a_file_arrives_whole_and_the_way_is_told(self, download):
        path = download(serve())
        assert path.read_bytes() == CONTENT
        assert download.told == sorted(download.told)
        assert download.told[-1] == len(CONTENT)
        assert [file.name for file in path.parent.iterdir()] == ["file.xlsx"]

    def test_a_connection_that_breaks_off_is_resumed_where_it_broke(self, download, server):
        assert download(serve(sent=100_000), serve(sent=50_000), serve()).read_bytes() == CONTENT
        assert server.ranges == ["bytes=0-", "bytes=100000-", "bytes=150000-"]
        assert download.waits == [1, 2]

    def test_what_an_earlier_run_left_is_continued(self, download, server):
        download.refusal(serve(sent=10_000))
        left = (download.data_dir / "raw" / "file.xlsx.part").stat().st_size
        assert left == ATTEMPTS * 10_000
        assert download(serve()).read_bytes() == CONTENT
        assert server.ranges[-1] == f"bytes={left}-"

    def test_a_server_that_cannot_resume_starts_anew(self, download):
        assert download(serve(sent=100_000), whole).read_bytes() == CONTENT

    def test_a_server_that_falls_silent_is_left_and_asked_again(self, download, server):
        assert download(stall, serve(), timeout_s=0.2).read_bytes() == CONTENT
        assert server.ranges[1] == "bytes=150000-"

    def test_a_busy_server_is_asked_again_ever_later(self, download):
        assert download(status(503), status(429), status(500), serve()).read_bytes() == CONTENT
        assert download.waits == [1, 2, 4]

    def test_a_redirect_is_followed(self, download, server):
        assert download(redirect("/elsewhere"), serve()).read_bytes() == CONTENT

    def test_what_was_left_of_another_file_is_not_kept(self, download):
        part = download.data_dir / "raw" / "file.xlsx.part"
        part.parent.mkdir()
        part.write_bytes(b"x" * (len(CONTENT) + 5))
        assert download(serve()).read_bytes() == CONTENT

    def test_a_length_that_is_too_long_does_not_matter_where_the_checksum_is_right(self, download):
        assert download(lie(2 * len(CONTENT))).read_bytes() == CONTENT


class TestRefusals:
    def test_a_file_that_is_not_there_is_not_asked_for_again(self, download, server):
        assert "the server says 404" in download.refusal(status(404))
        assert len(server.ranges) == 1

    def test_a_server_that_never_finishes(self, download):
        assert f"after 0 of {len(CONTENT):,} bytes" in download.refusal(serve(sent=0))
        assert download.waits == [1, 2, 4, 8]

    def test_another_file_of_the_same_size(self, download):
        wrong = bytes(len(CONTENT))
        assert "another file: sha256" in download.refusal(serve(wrong))
        assert list((download.data_dir / "raw").iterdir()) == []

    def test_a_shorter_file(self, download):
        assert f"after 1,000 of {len(CONTENT):,} bytes" in download.refusal(serve(CONTENT[:1000]), lie_short)

    def test_a_longer_file(self, download):
        assert "more than 300,000 bytes" in download.refusal(serve(CONTENT + b"more"))

    def test_a_length_that_is_too_short(self, download):
        assert f"after 1 of {len(CONTENT):,} bytes" in download.refusal(lie(1))

    def test_a_redirect_without_end(self, download):
        assert "redirect" in download.refusal(redirect("/again"))

    def test_a_redirect_to_a_file_of_this_machine(self, download):
        assert "could not be downloaded" in download.refusal(redirect(f"file://{__file__}"))

    def test_a_name_that_another_file_has(self, download):
        taken = download.data_dir / "raw" / "file.xlsx"
        taken.parent.mkdir()
        taken.write_bytes(b"mine")
        with pytest.raises(Refused, match="move it away"):
            download(serve())
        assert taken.read_bytes() == b"mine"

    def test_a_download_that_is_under_way(self, download):
        def fetch_again(request):
            with pytest.raises(Refused, match="by another process"):
                fetch(source(download.server.url), download.data_dir, lambda done: None)
            serve()(request)

        assert download(fetch_again).read_bytes() == CONTENT


def lie_short(request):
    """Content ends cleanly, before what is declared."""
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(CONTENT[:1000])


class TestByHand:
    def test_a_file_put_there_under_any_name_is_recognised(self, tmp_path, server):
        (tmp_path / "raw").mkdir()
        mine = tmp_path / "raw" / "téléchargement (3).xlsx"
        mine.write_bytes(CONTENT)
        assert fetch(source(server.url), tmp_path, lambda done: None) == mine
        assert server.ranges == []

    def test_a_file_of_the_same_size_is_not(self, tmp_path):
        (tmp_path / "raw").mkdir()
        (tmp_path / "raw" / "file.xlsx").write_bytes(bytes(len(CONTENT)))
        assert find_raw(source(None).sha256, len(CONTENT), tmp_path) is None

    def test_where_only_the_page_is_known_the_user_is_told(self, tmp_path):
        with pytest.raises(Refused, match=r"download file.xlsx by hand from https://example.org/page"):
            fetch(source(None), tmp_path, lambda done: None)


class TestRegistry:
    def test_every_publication_says_what_its_file_is_and_how_to_come_by_it(self):
        for publication in read_publications(ROOT / "data").values():
            assert len(publication.sha256) == 64
            assert publication.size_bytes > 0
            assert publication.url.startswith("https://open.africa/dataset/")
            assert publication.download is None or publication.download.startswith(publication.url)

    def test_the_workbooks_of_the_communes_can_be_downloaded(self):
        publications = read_publications(ROOT / "data")
        codes = ["tafra-communal-2015", "tafra-communal-2021", "tafra-councillors-2021"]
        assert [publications[code].download is not None for code in codes] == [True] * 3


class TestCommand:
    @pytest.fixture
    def fetched(self, tmp_path, server, monkeypatch):
        """Run the command with a registry of two sources: one to download, one to put there by hand."""
        declared = ROOT.joinpath("data/sources.toml").read_text(encoding="utf-8")
        page = read_publications(ROOT / "data")["tafra-communal-2021"]
        replaced = declared.replace(page.download, server.url).replace(page.sha256, source(None).sha256)
        replaced = replaced.replace(f"size_bytes = {page.size_bytes}", f"size_bytes = {len(CONTENT)}")
        (tmp_path / "sources.toml").write_text(replaced, encoding="utf-8")
        monkeypatch.setenv("DATA_DIR", str(tmp_path))
        monkeypatch.setenv("DATABASE_URL", os.environ.get("DATABASE_URL", "postgresql://nobody@127.0.0.1/none"))
        server.answers = [serve()]
        return lambda *arguments: CliRunner().invoke(commands, ["fetch", *arguments])

    def test_a_source_is_fetched_once(self, fetched, tmp_path):
        first = fetched("tafra-communal-2021")
        assert (first.exit_code, (tmp_path / "raw/communes-elections-2021-1-0.xlsx").exists()) == (0, True)
        assert "300,000 of 300,000 bytes" in first.output
        assert "is there" in fetched("tafra-communal-2021").output

    def test_what_has_to_be_fetched_by_hand_is_told(self, fetched):
        told = fetched("tafra-house-2021-local")
        assert told.exit_code == 1
        assert "parlement-elections-2021-1-0.xlsx by hand from https://open.africa/dataset/595d69a4" in told.output

    def test_an_unknown_source(self, fetched):
        told = fetched("tafra-senate")
        assert told.exit_code == 2
        assert "no source named tafra-senate" in told.output

    def test_without_a_source_it_tells_what_there_is(self, fetched):
        told = fetched()
        assert "tafra-communal-2015" in told.output
        assert told.exit_code == 0


class Terminal(io.StringIO):
    def isatty(self):
        return True


class TestProgress:
    def test_a_terminal_gets_a_bar_in_one_line(self):
        screen = Terminal()
        tell = meter("file", 200, screen)
        for done in (0, 100, 200):
            tell(done)
        lines = screen.getvalue().split("\r")[1:]
        assert [line.count("█") for line in lines] == [0, 15, 30]
        assert screen.getvalue().count("\n") == 1

    def test_a_log_gets_few_lines(self):
        log = io.StringIO()
        tell = meter("file", 1000, log)
        for done in range(1, 1001):
            tell(done)
        assert log.getvalue().splitlines()[-1] == "  file: 1,000 of 1,000 bytes"
        assert len(log.getvalue().splitlines()) == 5
