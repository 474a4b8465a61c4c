"""The log of requests, as a real server writes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep

import httpx
import pytest
from starlette.responses import PlainTextResponse

from paper_search.web import SiteSettings
from paper_search.web.auth.sessions import Sessions
from paper_search.web.middleware.admission import AdmissionMiddleware
from paper_search.web.serve import create_server, log_requests


@contextmanager
def serve(settings: SiteSettings) -> Iterator[str]:
    app = AdmissionMiddleware(PlainTextResponse("here"), Sessions(None), settings)
    server = create_server(app, "127.0.0.1", 0, settings)
    thread = Thread(target=server.run)
    thread.start()
    deadline = monotonic() + 120
    while not server.started and monotonic() < deadline:
        sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("is_logged", [False, True])
def test_requests_are_logged_only_where_that_is_turned_on(is_logged: bool, capfd: pytest.CaptureFixture[str]) -> None:
    with log_requests(is_logged), serve(SiteSettings(log_requests=is_logged)) as address:
        assert httpx.get(f"{address}/?q=allotments+of+my+neighbour").text == "here"
        httpx.get(f"{address}/paper%0AINFO:%20forged?q=%0Aforged")
    written = "".join(capfd.readouterr())
    assert ("127.0.0.1 GET /?q=allotments+of+my+neighbour" in written) == is_logged
    assert not any(line.startswith(("INFO: forged", "forged")) for line in written.splitlines())


@pytest.mark.parametrize("path", ["/alerts/stop", "/alerts/confirm"])
def test_no_token_of_a_mail_is_logged(path: str, capfd: pytest.CaptureFixture[str]) -> None:
    with log_requests(True), serve(SiteSettings(log_requests=True)) as address:
        httpx.get(f"{address}{path}/Ik1SaE9.secret")
    written = "".join(capfd.readouterr())
    assert f"127.0.0.1 GET {path}/-?" in written
    assert "secret" not in written
