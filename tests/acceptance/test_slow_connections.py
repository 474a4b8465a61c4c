"""The whole site under requests that are never finished: who is answered, what is given back, what is logged."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.conftest import CORPUS, ROOT

FILES = 256
"""File descriptors that the server may open; the usual limit is 1024."""
REQUEST_SECONDS = 3
PATIENCE = 60.0
MAX_LOG_BYTES = 20_000
HEADERS = b"GET /papers HTTP/1.1\r\nHost: localhost\r\nX-A: "
BODY = b"POST /export HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nid="

LOWERED = (
    "import resource, runpy, sys; files = int(sys.argv[2]);"
    "resource.setrlimit(resource.RLIMIT_NOFILE, (files, files)); runpy.run_path(sys.argv[1], run_name='__main__')"
)
"""A program that runs another with fewer files."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="file descriptors are counted in /proc")


@dataclass(frozen=True)
class Server:
    """The site as ``app.py`` serves it, in a process of its own."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def count_files(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def get_status(self, source: str, path: str = "/?q=road+repairs") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=(source, 0))
        try:
            connection.request("GET", path, headers={"connection": "close"})
            return connection.getresponse().status
        finally:
            connection.close()


def wait_for(condition: Callable[[], bool]) -> bool:
    end = monotonic() + PATIENCE
    while not condition() and monotonic() < end:
        sleep(0.1)
    return condition()


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    port, log = _find_free_port(), tmp_path_factory.mktemp("server") / "log"
    variables = {
        "PAPER_SEARCH_CORPUS": str(CORPUS),
        "PAPER_SEARCH_INDEX": str(sample_index),
        "PAPER_SEARCH_PORT": str(port),
        "PAPER_SEARCH_REQUEST_SECONDS": str(REQUEST_SECONDS),
    }

    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-c", LOWERED, str(ROOT / "app.py"), str(FILES)],
            env=os.environ | {"PYTHONPATH": str(ROOT)} | variables,
            stdout=written,
            stderr=written,
        )
    opened = Server(process, port, log)

    def has_started() -> bool:
        try:
            return opened.get_status("127.0.0.1") == 200
        except OSError:
            return process.poll() is not None

    try:
        assert wait_for(has_started) and process.poll() is None, log.read_text()
        yield opened
    finally:
        process.terminate()
        process.wait(PATIENCE)


def open_connections(port: int, sent: bytes, number: int, sources: int) -> list[socket.socket]:
    opened = []
    for at in range(number):
        source = f"127.0.1.{at % sources + 1}"
        try:
            opened.append(socket.create_connection(("127.0.0.1", port), PATIENCE, source_address=(source, 0)))
            opened[-1].sendall(sent)
        except ConnectionError:
            continue
    return opened


ATTACKS = [
    (b"", 210, 1, "connections that say nothing"),
    (HEADERS, 210, 1, "half the headers"),
    (BODY, 210, 1, "half a body"),
    (HEADERS, 600, 1, "more than the process may open files"),
    (HEADERS, 600, 40, "more than that, from forty addresses"),
    (b"GET /gradio_api/heartbeat/a HTTP/1.1\r\nHost: localhost\r\n\r\n", 300, 5, "answers that never end"),
]


@pytest.mark.parametrize(("sent", "number", "sources", "reason"), ATTACKS, ids=[reason for *_, reason in ATTACKS])
@pytest.mark.rare_rows("connections that say nothing", "half the headers", "more than the process may open files")
def test_a_visitor_elsewhere_is_answered_and_everything_is_given_back(
    server: Server, sent: bytes, number: int, sources: int, reason: str
) -> None:
    before = server.count_files()
    held = open_connections(server.port, sent, number, sources)
    assert [server.get_status("127.0.0.2") for _ in range(3)] == [200] * 3
    assert server.count_files() < FILES
    if b"heartbeat" in sent:
        for opened in held:
            opened.close()
    # What the index opened for more threads stays open.
    assert wait_for(lambda: server.count_files() <= before + 40), server.count_files()
    assert server.get_status("127.0.1.1") == 200, "and so is the address they came from"
    assert server.log.stat().st_size < MAX_LOG_BYTES, server.log.read_text()[-2000:]
    assert "Traceback" not in server.log.read_text()
    for opened in held:
        opened.close()
