"""What an attacker writes into an address: nothing of it runs, leads away, splits a header or ends in an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.library import Library
from paper_search.web import SiteSettings, create_app

ROOT_PATH = "/papers-search"
VALUES = (
    ("//evil.example", "another host"),
    ('"><script>alert(1)</script>', "markup that ends an attribute"),
    ("a\r\nset-cookie: own=1\r\n\r\n<b>", "lines of a header"),
    ("https://evil.example/", "another site"),
    ("/\\evil.example", "another host for a lenient browser"),
    ("javascript:alert(1)", "a script as an address"),
    ("'-alert(1)-'", "the other quotation mark"),
    ("</title><svg onload=alert(1)>", "markup that ends a title"),
    ("{{7*7}}${7*7}", "a template"),
    ("../../../../etc/passwd", "a path that goes up"),
    ("..%2f..%2fetc/passwd", "the same, encoded twice"),
    ("a\x00b", "a null"),
    ("\ufeff\u202e\ud7ff", "signs that turn the line round"),
    ("9" * 400, "a long number"),
    ("-1", "a number below all"),
    ("a" * 5000, "a long word"),
    ("_".join(f"{number}-{number + 1}" for number in range(3000)), "thousands of marks"),
)
_ALWAYS = 3
"""So many of the first are written into every address, and a sixth of the others in turn: a question takes its time."""
VIEW = "/view/{paper}?passage={passage}&q=roads&"
DOORS = (
    "/?q=", "/?q=roads&authority=", "/?q=roads&since=", "/?q=roads&order=", "/?q=roads&any=", "/?q=roads&p=",
    "/answer?q=", "/answer?reading=later&q=", "/ask?q=", "/compare?q=", "/timeline?q=", "/search-box?authority=",
    "/opensearch.xml?q=", "/papers?title=", "/like?passage=", "/around?passage=", "/sign-in?next=",
    VIEW + "marks=", VIEW + "answer=", VIEW + "from=", VIEW + "from=0&to=", VIEW + "page=", VIEW + "view=",
    VIEW + "view=text&marks=", VIEW + "view=text&answer=", VIEW + "view=text&authority=",
    "/view/", "/picture/", "/paper?id=", "/nothing/", "/own/", "/assets/", "/static/", "/export?format=markdown&q=",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    """The site below a path, without which none of its addresses is right."""
    settings = SiteSettings(root_path=ROOT_PATH, requests_per_minute=1_000_000, max_concurrent_requests=100)
    with TestClient(create_app(library, settings=settings), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def place(library: Library) -> dict[str, str]:
    """A passage of a paper with pages."""
    hit = next(hit for hit in library.search("roads", k=20) if hit.document.doc_id.endswith(".pdf"))
    return {"paper": quote(hit.document.doc_id), "passage": quote(hit.passage.passage_id, safe="")}


def _leads_away(address: str) -> bool:
    parts = urlsplit(address.strip())
    return (
        address.startswith(("//", "/\\")) or bool(parts.netloc) or parts.scheme not in ("", "http", "https", "mailto")
    )


def find_faults(answer: Any) -> list[str]:
    """Return what an attacker has reached in an answer."""
    faults = []
    if answer.status_code >= 500:
        faults.append(f"status {answer.status_code}")
    if _leads_away(answer.headers.get("location", "/")):
        faults.append(f"leads to {answer.headers['location']}")
    if "set-cookie" in answer.headers:
        faults.append("a cookie")
    if not answer.headers["content-security-policy"].startswith("default-src 'none'"):
        faults.append("no content security policy")
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return faults
    page = BeautifulSoup(answer.text, "html.parser")
    faults += [f"a script {tag}" for tag in page("script") if tag.get_text().strip() or not tag.get("src")]
    faults += [f"markup {tag.name}" for tag in page(["svg", "iframe", "object", "base"]) if tag.get("onload")]
    for tag in page(True):
        faults += [f"{name} of {tag.name}" for name in tag.attrs if name.startswith("on")]
        for name in (
            "href",
            "src",
            "action",
            "formaction",
            "data-settled",
            "data-fetch",
            "data-address",
            "data-answer",
        ):
            address = str(tag.get(name, ""))
            if _leads_away(address) and "github.com" not in address:
                faults.append(f"{tag.name} {name}={address[:80]}")
            if address.startswith("/") and not address.startswith(ROOT_PATH + "/"):
                faults.append(f"{tag.name} {name}={address[:80]} outside of the path")
    return faults


@pytest.mark.parametrize("door", DOORS)
def test_nothing_that_is_written_into_an_address_takes_hold(
    client: TestClient, place: dict[str, str], door: str
) -> None:
    found = {}
    for value, reason in (*VALUES[:_ALWAYS], *VALUES[_ALWAYS + DOORS.index(door) % 6 :: 6]):
        answer = client.get(ROOT_PATH + door.format(**place) + quote(value, safe=""), follow_redirects=False)
        faults = find_faults(answer)
        if faults:
            found[reason] = faults[:5]
    assert found == {}


BROKEN = (
    ("<script>alert(1)</script>", "a script"),
    ('<a href="//evil.example">x</a>', "a link to another host"),
    ('<a href="javascript:alert(1)">x</a>', "a script as an address"),
    ('<a href="/papers">x</a>', "an address outside of the path"),
    ("<p onclick='alert(1)'>x</p>", "a script of an event"),
)


@pytest.mark.parametrize(("page", "reason"), BROKEN, ids=[reason for _, reason in BROKEN])
def test_a_page_that_is_broken_is_told_from_others(page: str, reason: str) -> None:
    headers = {"content-type": "text/html", "content-security-policy": "default-src 'none'"}
    assert find_faults(httpx.Response(200, headers=headers, text=page)) != [], reason
    assert find_faults(httpx.Response(302, headers=headers | {"location": "//evil.example"})) != []
