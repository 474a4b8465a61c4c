"""A small hostile corpus, indexed with the real model, and sites served over real libraries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from reportlab.pdfgen import canvas
from starlette.types import ASGIApp

from paper_search import api
from paper_search.embeddings import Encoder
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.web import SiteSettings, create_app
from paper_search.web.readiness import Readiness
from paper_search.web.serve import create_server
from tests import register_corpus
from tests.browser import ARGUMENTS, CHROMIUM, DESK, WITHOUT, Visit, open_tab

PAGES = 5
HTML = """<!doctype html><html><head><title>Item 7</title></head><body><main>
<h1>Item 7 &lt;img src=x onerror="window.ran=1"&gt;</h1>
<script>window.ran = 1</script>
<p onclick="window.ran=1">The hedgehog crossing in Mill Lane costs £4,500 &lt;script&gt;window.ran=1&lt;/script&gt;.</p>
<p>Officers said that ${window.ran=1} and `${window.ran=1}` and {{window.ran}} were printed by mistake \\.</p>
<iframe src="https://elsewhere.invalid/"></iframe><img src="https://elsewhere.invalid/x.png">
</main></body></html>"""
TEXT = "Minutes of the Panel\r\n\r\n12. Allotments\r\n\r\nThe allotment rent rises to £61 a year from April 2026.\r\n"
SECRET = "The zeppelin hangar will be sold to the lowest bidder."


def _pdf(path: Path) -> None:
    drawn = canvas.Canvas(str(path), invariant=True)
    for number in range(1, PAGES + 1):
        drawn.drawString(72, 760, f"{number}. Heading of part {number}")
        drawn.drawString(
            72, 700, f"{number}.1 The lighthouse keeper of pier {number} receives a lamp and {number} oilskins."
        )
        drawn.showPage()
    drawn.save()


@pytest.fixture(scope="session")
def hostile_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Papers that try to run, to lead outside, to be seen though exempt; and two that are withdrawn by tests."""
    corpus = tmp_path_factory.mktemp("hostile")
    (corpus / "item.html").write_text(HTML, encoding="utf-8")
    (corpus / "minutes.txt").write_bytes(TEXT.encode())
    (corpus / "later withdrawn.txt").write_text("The bandstand is to be painted green.\n", encoding="utf-8")
    (corpus / "secret.txt").write_text(SECRET + "\n", encoding="utf-8")
    (corpus / "papers.csv").write_text(
        "path,access,authority,url\nsecret.txt,exempt,,\nitem.html,,Town of \u202eevil,\n",
        encoding="utf-8",
    )
    _pdf(corpus / "report.pdf")
    return corpus


@pytest.fixture(scope="session")
def hostile(hostile_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The hostile papers, open for questions."""
    index = tmp_path_factory.mktemp("hostile-index")
    api.build(hostile_corpus, index, limits=ReaderLimits(processes=1))
    return api.open_library(hostile_corpus, index)


GENEROUS_LIMITS = SiteSettings(requests_per_minute=100_000, max_concurrent_requests=200)
"""Tests ask faster than anybody may."""


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    """The site over the sample papers, or over a module's own ``library``."""
    with TestClient(create_app(library)) as opened:
        yield opened


@pytest.fixture(scope="module")
def passage_id(library: Library) -> str:
    """A passage that is held."""
    return library.search("road repairs", k=1)[0].passage.passage_id


@contextmanager
def serve_library(
    library: Library, port: int = 0, settings: SiteSettings = GENEROUS_LIMITS, readiness: Readiness | None = None
) -> Iterator[str]:
    """Serve a library's site on a port of this machine, a free one unless named, and yield its address."""
    with serve_app(create_app(library, readiness, settings), port) as address:
        yield address


@contextmanager
def serve_app(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve an application on a port of this machine, a free one unless named, and yield its address."""
    server = create_server(app, "127.0.0.1", port, GENEROUS_LIMITS)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    end = monotonic() + 180
    while not server.started and thread.is_alive() and monotonic() < end:
        sleep(0.02)
    if not server.started:
        raise RuntimeError("The server under test did not start.")
    bound = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{bound}"
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(10)


@pytest.fixture(scope="session")
def site(library: Library) -> Iterator[str]:
    """The site over the sample papers."""
    with serve_library(library) as address:
        yield address


@pytest.fixture(scope="session")
def hostile_site(hostile: Library) -> Iterator[str]:
    """The site over the hostile papers."""
    with serve_library(hostile) as address:
        yield address


@pytest.fixture(scope="session")
def register_library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Library:
    """Papers of two councils whose register is known, open for questions."""
    corpus, index = tmp_path_factory.mktemp("register"), tmp_path_factory.mktemp("register-index")
    register_corpus.write_corpus(corpus)
    register_corpus.build_register(corpus, index, encoder)
    return api.open_library(corpus, index, encoder)


@pytest.fixture(scope="session")
def register_site(register_library: Library) -> Iterator[str]:
    """The site over papers whose register is known."""
    with serve_library(register_library) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this machine; what needs it is skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip(WITHOUT)
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A window in which one visit follows another: most of a first visit is spent on the scripts of Gradio."""
    context = browser.new_context(viewport=DESK, locale="en-GB")  # type: ignore[arg-type]
    yield context
    context.close()


@pytest.fixture
def visit(window: BrowserContext) -> Iterator[Visit]:
    """Checks at the end that nothing left this machine, nothing was refused by policy and no script failed."""
    visited = Visit(window)
    yield visited
    visited.close()
    _check_visit(visited)


@pytest.fixture
def gradio_visit(window: BrowserContext) -> Iterator[Visit]:
    """Checks the same where Gradio's box takes over."""
    visited = Visit(window, has_gradio=True)
    yield visited
    visited.close()
    _check_visit(visited)


@pytest.fixture(scope="module")
def open_page(browser: Browser) -> Iterator[Page]:
    """A tab in a window of its own that stays open: a new one costs more processor time than most pages do."""
    context = browser.new_context(viewport=DESK, locale="en-GB")  # type: ignore[arg-type]
    yield open_tab(context)
    context.close()


@pytest.fixture
def tab_visit(open_page: Page) -> Iterator[Visit]:
    """A visit for tests that open an address and look at it, one after another in one tab; checked as any visit."""
    visited = Visit(open_page.context, tab=open_page)
    yield visited
    visited.leave()
    _check_visit(visited)


def _check_visit(visited: Visit) -> None:
    assert {urlsplit(url).hostname for url in visited.requested if url.startswith("http")} == {"127.0.0.1"}
    assert visited.complaints == []
