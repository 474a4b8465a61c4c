"""The port before the site is there: what is said, what is kept, and what happens when the site cannot be made."""

from __future__ import annotations

import subprocess
import sys
from threading import Event
from time import monotonic, sleep

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from paper_search.config import SiteSettings
from paper_search.errors import SettingsError
from paper_search.library import Library
from paper_search.web import create_app, serve
from paper_search.web.middleware.admission import request_log
from paper_search.web.serve import StartupPage, log_requests
from tests.browser import PATIENCE, Visit
from tests.site import serve_app


def site() -> FastAPI:
    app = FastAPI()
    app.get("/")(lambda: "here")
    return app


def never(error: BaseException) -> None:
    raise AssertionError(error)


def wait_for(condition: object, seconds: float = 120) -> bool:
    end = monotonic() + seconds
    while not condition() and monotonic() < end:  # type: ignore[operator]
        sleep(0.02)
    return bool(condition())  # type: ignore[operator]


def test_before_the_site_is_there_every_address_says_that_it_is_starting() -> None:
    may_start = Event()

    def make() -> FastAPI:
        may_start.wait(120)
        return site()

    with TestClient(StartupPage(make, never)) as client:
        early = client.get("/?q=potholes")
        assert (early.status_code, early.headers["retry-after"]) == (503, "2")
        assert 'http-equiv="refresh"' in early.text
        assert client.head("/papers").content == b""
        may_start.set()
        assert wait_for(lambda: client.get("/").status_code == 200)
        assert client.get("/").json() == "here"


def test_a_site_that_cannot_be_made_is_reported() -> None:
    failures: list[BaseException] = []

    def make() -> FastAPI:
        raise OSError("no room")

    with TestClient(StartupPage(make, failures.append)) as client:
        assert wait_for(lambda: bool(failures))
        assert client.get("/").status_code == 503
    assert str(failures[0]) == "no room"


def test_a_server_stopped_while_it_starts_ends() -> None:
    may_start = Event()

    def make() -> FastAPI:
        may_start.wait(120)
        return site()

    with TestClient(StartupPage(make, never)) as client:
        assert client.get("/").status_code == 503
        may_start.set()


def test_a_question_asked_before_the_site_is_there_is_answered_in_the_end(visit: Visit, library: Library) -> None:
    may_start = Event()

    def make() -> FastAPI:
        may_start.wait(120)
        return create_app(library)

    with serve_app(StartupPage(make, never)) as address:
        visit.page.goto(f"{address}/?q=potholes")
        expect(visit.page.locator("h1")).to_have_text("The search is starting")
        may_start.set()
        expect(visit.page.locator("blockquote").first).to_be_visible(timeout=PATIENCE)
        assert visit.page.url == f"{address}/?q=potholes"


def test_the_port_is_open_before_what_is_slow_has_been_loaded() -> None:
    look = "import sys, paper_search.web.serve; print({'gradio', 'torch', 'docx'} & sys.modules.keys())"
    ran = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=120)
    assert ran.stdout.strip() == "set()"


@pytest.mark.parametrize("header", ["X-User", "Remote-User"])
def test_a_site_whose_visitors_a_proxy_names_does_not_start_without_a_named_proxy(
    library: Library, header: str
) -> None:
    with pytest.raises(SettingsError, match=f"PAPER_SEARCH_USER_HEADER is '{header}'.* PAPER_SEARCH_TRUSTED_PROXIES"):
        serve(library, "127.0.0.1", 0, SiteSettings(user_header=header))


def test_a_site_with_two_paths_does_not_start(library: Library) -> None:
    settings = SiteSettings(site_url="https://papers.example/minutes", root_path="/papers-search")
    with pytest.raises(SettingsError, match=r"PAPER_SEARCH_SITE_URL .*/minutes.* PAPER_SEARCH_ROOT_PATH"):
        serve(library, "127.0.0.1", 0, settings)


@pytest.mark.parametrize("is_wanted", [False, True])
def test_requests_are_written_where_that_is_turned_on(capsys: pytest.CaptureFixture[str], is_wanted: bool) -> None:
    with log_requests(is_wanted):
        request_log.info("192.0.2.1 GET /?q=rent")
    assert capsys.readouterr().err.endswith("192.0.2.1 GET /?q=rent\n") == is_wanted
    assert request_log.handlers == []
