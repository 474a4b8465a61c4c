"""What stands before every request: closed doors, bounded bodies, and headers on every answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from paper_search.library import Library
from paper_search.web import SiteSettings, create_app
from paper_search.web.gradio_page import GRADIO_PATHS
from paper_search.web.middleware.security import (
    MAX_BODY_BYTES,
    MAX_HEADER_BYTES,
    MAX_HEADERS,
    SECURITY_HEADERS,
    AllowList,
    SecurityMiddleware,
)


@pytest.fixture(scope="module")
def app(hostile: Library) -> FastAPI:
    return create_app(hostile)


@pytest.fixture(scope="module")
def allow_list(app: FastAPI) -> AllowList:
    """The allow-list that the site was made with."""
    (allow_list,) = (
        middleware.kwargs["allow_list"] for middleware in app.user_middleware if middleware.cls is SecurityMiddleware
    )
    assert isinstance(allow_list, AllowList)
    return allow_list


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as opened:
        yield opened


CLOSED = [
    ("POST", "/gradio_api/upload", "uploads answer even without an upload field"),
    ("POST", "/upload", "the same at its old address"),
    ("GET", "/gradio_api/file=/etc/passwd", "files of the machine"),
    ("GET", "/file=/etc/passwd", "the same at its old address"),
    ("GET", "/gradio_api/proxy=https://elsewhere.invalid/", "requests to other hosts"),
    ("GET", "/gradio_api/deep_link", "state kept on the server"),
    ("GET", "/gradio_api/runs", "history of runs"),
    ("POST", "/gradio_api/run/ask", "calls that skip the queue"),
    ("POST", "/gradio_api/call/ask", "calls that skip the queue, newer"),
    ("GET", "/gradio_api/openapi.json", "a description for programs"),
    ("GET", "/gradio_api/startup-events", "what a page wakes up"),
    ("POST", "/gradio_api/component_server", "functions of parts of the page"),
    ("POST", "/gradio_api/process_recording", "recordings"),
    ("GET", "/gradio_api/stream/a/b/playlist.m3u8", "streams"),
    ("GET", "/gradio_api/custom_component/a/client/component/index.js", "parts made by others"),
    ("GET", "/gradio_api/mcp/", "tools for assistants, which are served apart"),
    ("GET", "/config/", "another name for what the page is made of"),
    ("GET", "/monitoring", "figures on use"),
    ("GET", "/docs", "pages for developers"),
    ("POST", "/login", "there is nobody to log in"),
    ("POST", "/", "the page takes no forms"),
    ("DELETE", "/paper", "papers are only read"),
    ("GET", "/own/../server.py", "the way out of a folder"),
    ("GET", "/static/../../secret", "the way out of another folder"),
    ("GET", "/nothing", "no page at all"),
]


@pytest.mark.parametrize(("method", "path", "reason"), CLOSED, ids=[f"{m} {p}" for m, p, _ in CLOSED])
def test_doors_that_are_closed(client: TestClient, allow_list: AllowList, method: str, path: str, reason: str) -> None:
    assert not allow_list.is_allowed(method, path)
    answer = client.request(method, path)
    assert answer.status_code in (404, 405)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


OPEN = [
    ("GET HEAD", "/", "the question page"),
    ("GET HEAD", "/ask", "the page's old address"),
    ("GET HEAD", "/answer", "the answer for the page's script"),
    ("GET HEAD", "/like", "passages like one"),
    ("GET HEAD", "/around", "the words around a passage"),
    ("GET HEAD", "/compare", "a comparison"),
    ("GET HEAD", "/timeline", "a matter over time"),
    ("GET HEAD", "/papers", "the list of papers"),
    ("GET HEAD", "/sources", "where papers are fetched from, for staff"),
    ("GET HEAD", "/sources.json", "the same for programs"),
    ("GET HEAD", "/about", "how this works"),
    ("GET HEAD", "/accessibility", "the statement on accessibility"),
    ("GET HEAD", "/paper", "a paper"),
    ("GET HEAD", "/view/a/b.pdf", "a page of a paper in a folder"),
    ("GET HEAD", "/picture/a/b.pdf", "the picture of a page"),
    ("GET HEAD", "/own/site.css", "a style sheet"),
    ("GET HEAD", "/feed", "a feed"),
    ("GET HEAD", "/api", "the page for programs"),
    ("GET HEAD", "/api/openapi.json", "the description of the interface"),
    ("GET HEAD", "/api/ask", "an answer for programs"),
    ("GET HEAD POST", "/export", "an evidence pack"),
    ("GET HEAD POST", "/sign-in", "the page to sign in on"),
    ("POST", "/sign-out", "the way out"),
    ("GET HEAD", "/session", "who is signed in by now"),
    ("POST", "/judgement", "what a reader says of a passage"),
    ("GET HEAD", "/theme.css", "Gradio's colours"),
    ("GET HEAD", "/favicon.ico", "what browsers ask for by themselves"),
    ("GET HEAD", "/robots.txt", "what crawlers ask for by themselves"),
    ("GET HEAD", "/assets/index-1a2b.js", "Gradio's scripts"),
    ("GET HEAD", "/static/js/frame.js", "more of Gradio's scripts"),
    ("GET HEAD", "/config", "what Gradio's box is made of"),
    ("GET HEAD", "/gradio_api/info", "the endpoints that gradio_client may call"),
    ("GET HEAD", "/gradio_api/app_id", "whether the server was started again"),
    ("GET HEAD", "/gradio_api/queue/data", "Gradio's answers"),
    ("GET HEAD", "/gradio_api/heartbeat/abc-1", "that the page is still open"),
    ("POST", "/gradio_api/queue/join", "Gradio's questions"),
    ("POST", "/gradio_api/reset", "a question given up"),
    ("POST", "/gradio_api/cancel", "a question stopped"),
]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@pytest.mark.parametrize(("methods", "path", "reason"), OPEN, ids=[path for _, path, _ in OPEN])
def test_doors_that_are_open(allow_list: AllowList, methods: str, path: str, reason: str) -> None:
    assert {method for method in METHODS if allow_list.is_allowed(method, path)} == set(methods.split())
    assert not allow_list.is_allowed("GET", f"{path.rstrip('/')}/../secret")


@pytest.mark.parametrize(
    "path", ["/", "/paper?id=report.pdf", "/paper?id=none", "/own/page.css", "/theme.css", "/nothing"]
)
def test_headers_stand_on_every_answer(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_heads_are_answered_like_the_page_without_its_body(client: TestClient) -> None:
    for path in ("/", "/paper?id=report.pdf", "/paper?id=item.html"):
        answer = client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")


def test_no_answer_allows_scripts_of_others_or_made_of_texts(client: TestClient) -> None:
    for path in ("/", "/?q=rent", "/about", "/theme.css", "/config", "/nothing"):
        policy = client.get(path).headers["content-security-policy"]
        assert "unsafe" not in policy and "https:" not in policy, path


def test_the_page_names_no_other_host(client: TestClient) -> None:
    page = client.get("/").text
    assert not re.findall(r"https?://", page)
    assert "<title>Ask the papers</title>" in page
    assert "/own/page.css" in page


def test_long_bodies_are_refused_before_they_are_read(client: TestClient) -> None:
    refused = client.post("/gradio_api/queue/join", content=b"x" * (MAX_BODY_BYTES + 1))
    assert refused.status_code == 413


def test_a_long_body_of_undeclared_length_is_cut_off() -> None:
    read: list[int] = []

    async def reader(scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] == "http.request":
            read.append(len(message["body"]))
            if not message.get("more_body", False):
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": message["type"].encode()})

    client = TestClient(SecurityMiddleware(reader, AllowList((), GRADIO_PATHS)))
    for size, last in ((MAX_BODY_BYTES // 2, "http.request"), (4 * MAX_BODY_BYTES, "http.disconnect")):
        read.clear()
        pieces = (b"x" * 4096 for _ in range(size // 4096))
        assert client.post("/gradio_api/queue/join", content=pieces).text == last
        assert sum(read) <= MAX_BODY_BYTES


MANY_FIELDS = "&".join(f"a{number}=1" for number in range(3000))
FORM = {"content-type": "application/x-www-form-urlencoded"}
REFUSED = [
    ("POST", "/export", MANY_FIELDS, FORM, 400, "more fields than an evidence pack has"),
    ("POST", "/judgement", MANY_FIELDS, FORM, 400, "more fields than a judgement has"),
    ("POST", "/sign-in", MANY_FIELDS, FORM, 404, "where nobody signs in"),
    ("POST", "/export", "q=1", {"content-type": "multipart/form-data; boundary=x"}, 400, "a form of another encoding"),
    ("POST", "/gradio_api/queue/join", "{", {"content-type": "application/json"}, 400, "no JSON"),
    ("POST", "/gradio_api/reset", "{", {"content-type": "application/json"}, 422, "no JSON at another address"),
    ("GET", "/papers", None, {"host": "evil.example"}, 421, "another host's name"),
    ("POST", "/export", "id=a", FORM | {"origin": "https://evil.example"}, 403, "a page of another site"),
    ("PUT", "/papers", "x", {}, 405, "a method that there is not"),
    ("GET", "/assets/" + "a" * 5000, None, {}, 404, "a name that no file can have"),
    ("GET", "/own/" + "a" * 5000, None, {}, 404, "another such name"),
    ("GET", "/own/%00", None, {}, 404, "a sign that no name has"),
    ("GET", "/paper?id=%00", None, {}, 404, "the same for a paper"),
    ("GET", "/view/%ED%A0%80.pdf", None, {}, 404, "bytes that are no text"),
    ("GET", "/picture/report.pdf?page=" + "9" * 400, None, {}, 404, "a page that there is not"),
    ("GET", "/api/search?q=a&k=" + "9" * 5000, None, {}, 422, "a number that is too long to be read"),
    ("GET", "/own/site.css", None, {"range": "bytes=99999999-"}, 416, "a part behind the end"),
    ("POST", "/export", "x" * (MAX_BODY_BYTES + 1), FORM, 413, "a body that is too long"),
    ("GET", "/papers", None, {f"x-{number}": "" for number in range(MAX_HEADERS)}, 431, "more headers than allowed"),
    ("GET", "/papers", None, {"cookie": "a" * MAX_HEADER_BYTES}, 431, "longer ones than allowed"),
    ("POST", "/export", "id=a", FORM | {"transfer-encoding": "chunked", "content-length": "4"}, 400, "two lengths"),
    ("GET", "/api/papers/", None, {}, 404, "a slash too many, which leads to no host that the visitor names"),
    ("GET", "/gradio_api/queue/data", None, {}, 400, "a stream of no session"),
]


@pytest.fixture(scope="module")
def own_hosts(hostile: Library) -> Iterator[TestClient]:
    settings = SiteSettings(hosts=("testserver",), requests_per_minute=100_000)
    with TestClient(create_app(hostile, settings=settings)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "reason"), REFUSED, ids=[reason for *_, reason in REFUSED]
)
def test_what_is_refused_has_its_status_and_the_headers(
    own_hosts: TestClient, method: str, path: str, body: str | None, headers: dict[str, str], status: int, reason: str
) -> None:
    answer = own_hosts.request(method, path, content=body, headers=headers)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_a_long_body_in_pieces_is_refused_as_too_long(client: TestClient) -> None:
    pieces = (b"x" * 4096 for _ in range(MAX_BODY_BYTES // 4096 + 2))
    answer = client.post("/export", content=pieces, headers=FORM)
    assert answer.status_code == 413
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("base", "has_header"), [("https://papers.example", True), ("http://testserver", False)])
def test_over_https_browsers_are_told_to_stay_with_it(hostile: Library, base: str, has_header: bool) -> None:
    with TestClient(create_app(hostile), base_url=base) as client:
        for path in ("/", "/nothing", "/own/site.css"):
            assert ("strict-transport-security" in client.get(path).headers) == has_header, path


def test_a_malformed_length_is_refused(client: TestClient) -> None:
    answer = client.post("/gradio_api/queue/join", content=b"{}", headers={"content-length": "-1"})
    assert answer.status_code == 413
