"""Sites that cannot be reached, or not safely: told with what to do, never got round, and never called a refusal."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from paper_search.fetch.identity import load_certificates
from tests.fetch.council import Council
from tests.nginx import find_free_ports, write_certificate


def test_a_certificate_that_nobody_vouches_for_stops_the_source(council: Council, tmp_path: Path) -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*write_certificate(tmp_path))
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    load_certificates.cache_clear()
    try:
        council.source = replace(council.source, url=f"https://127.0.0.1:{server.server_port}/")
        report = council.fetch()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert report.outcome == "blocked"
    assert "certificate cannot be verified" in report.message and "SSL_CERT_FILE" in report.message
    assert asked == []


HOSTS = (
    ("127.0.0.1", "nobody answers"),
    ("[::1]", "an address of IPv6 alone, where nobody answers or this machine has no IPv6"),
)


@pytest.mark.parametrize(("host", "reason"), HOSTS, ids=[case[0] for case in HOSTS])
def test_a_site_that_cannot_be_reached_is_no_refusal(council: Council, host: str, reason: str) -> None:
    council.source = replace(council.source, url=f"http://{host}:{find_free_ports(1)[0]}/")
    report = council.fetch()
    assert (report.outcome, "could not be reached" in report.message) == ("failed", True), reason


def test_no_network_is_no_refusal(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    council.source = replace(council.source, url="http://democracy.tarnwick.example/", is_private=False)
    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", fail)
        report = council.fetch()
    assert (report.outcome, "could not be reached" in report.message) == ("failed", True)
