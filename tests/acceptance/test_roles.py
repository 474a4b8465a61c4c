"""Who may see what: each door tried as anybody, as a reader, as a member and as staff."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from paper_search import api
from paper_search.access import users
from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.indexing import builder, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.records import MEMBERS
from paper_search.web import SiteSettings, create_app
from tests import packs
from tests.acceptance.visitors import PASSWORDS, ROLES, call_gradio, write_users

SECRET, HELD = "exempt/hangar.pdf", "exempt/lease.txt"
LINES = (
    "Xshire County Council",
    "Assets Panel, 25 January 2024",
    "1.1 The zeppelin hangar is to be sold to the lowest bidder for £3,210,000.",
    "1.2 The Zeppelin Advisory Panel (ZAP) was told of the offers.",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Library:
    """A public paper, one released to members, and one that is held back."""
    corpus, index = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    packs.alone(corpus / SECRET, LINES)
    (corpus / HELD).write_text("2.1 The lease of the dirigible mast ends.\n", encoding="utf-8")
    (corpus / "bandstand.txt").write_text("3.1 The bandstand is to be painted green.\n", encoding="utf-8")
    builder.build(corpus, index, encoder, ReaderLimits(processes=1))
    withdrawals.release(corpus, index, SECRET, "the panel may read it", "release to members")
    builder.build(corpus, index, encoder, ReaderLimits(processes=1))
    return open_library(corpus, index, encoder)


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> SiteSettings:
    file = write_users(tmp_path_factory.mktemp("users") / "users.txt")
    return SiteSettings(users=file, requests_per_minute=100_000, max_concurrent_requests=100)


@contextmanager
def visitor(library: Library, doors: SiteSettings, name: str = "") -> Iterator[TestClient]:
    with TestClient(create_app(library, settings=doors)) as client:
        if name:
            sent = client.post("/sign-in", data={"name": name, "password": PASSWORDS[name]}, follow_redirects=False)
            assert sent.status_code == 303, sent.text
        yield client


@pytest.fixture(scope="module", params=["", *PASSWORDS])
def someone(request: pytest.FixtureRequest, library: Library, doors: SiteSettings) -> Iterator[tuple[str, TestClient]]:
    """Each kind of visitor in turn, with the role."""
    with visitor(library, doors, request.param) as client:
        yield ROLES.get(request.param, ""), client


@pytest.fixture(scope="module")
def passage(library: Library) -> str:
    return library.with_access(MEMBERS).search("zeppelin hangar")[0].passage.passage_id


PASSAGE = "PASSAGE"
DOORS = [
    ("/?q=zeppelin+hangar", "the answer on the page"),
    ("/answer?q=zeppelin+hangar", "the answer for the page's script"),
    ("/?q=%22zeppelin+hangar%22", "quoted words"),
    ("/?q=what+does+ZAP+mean", "what letters stand for"),
    ("/compare?q=zeppelin+hangar", "the comparison"),
    ("/timeline?q=zeppelin+hangar", "the timeline"),
    ("/papers", "the list of papers"),
    (f"/papers?q={quote('hangar')}", "the search by title"),
    (f"/paper?id={SECRET}", "the file"),
    (f"/paper?id={SECRET}&view=text", "the words"),
    (f"/view/{SECRET}?passage={PASSAGE}", "the page"),
    (f"/picture/{SECRET}?page=1", "the picture"),
    (f"/like?passage={PASSAGE}", "passages like it"),
    (f"/around?passage={PASSAGE}", "what stands around it"),
    ("/feed?q=zeppelin+hangar", "the feed"),
    (f"/export?format=markdown&q=hangar&id={PASSAGE}", "the evidence pack"),
    (f"/export?format=csv&q=hangar&id={PASSAGE}", "the evidence pack as a table"),
    (f"/export?format=docx&q=hangar&id={PASSAGE}", "the evidence pack as a document"),
    ("/api/search?q=zeppelin+hangar", "search for programs"),
    ("/api/ask?q=zeppelin+hangar", "answers for programs"),
    ("/api/compare?q=zeppelin+hangar", "comparison for programs"),
    ("/api/timeline?q=zeppelin+hangar", "timeline for programs"),
    (f"/api/similar?passage_id={PASSAGE}", "the like of it for programs"),
    (f"/api/cite?passage_id={PASSAGE}", "its citation for programs"),
    ("/api/papers", "papers for programs"),
]
TRACES = (b"lowest bidder", b"hangar.pdf", b"3,210,000", b"Zeppelin Advisory", b"Xshire County Council")


@pytest.mark.parametrize(("address", "door"), DOORS, ids=[door for _, door in DOORS])
def test_a_door_opens_to_members_and_staff_alone(
    someone: tuple[str, TestClient], passage: str, address: str, door: str
) -> None:
    role, client = someone
    answer = client.get(address.replace(PASSAGE, quote(passage)))
    # What the visitor himself sent may stand in what comes back.
    said = answer.content.replace(passage.encode(), b"").replace(quote(passage).encode(), b"")
    is_document = answer.headers["content-type"].startswith(("application/pdf", "image/", "application/vnd"))
    is_open = answer.status_code == 200 and (is_document or any(trace in said for trace in TRACES))
    assert is_open == (role in ("member", "staff")), (answer.status_code, said[:2000])
    if role in ("", "reader"):
        assert not any(trace in said for trace in TRACES)
        assert not is_document


CALL = {"data": ["zeppelin hangar", None, None, None, "", "", 10]}


@pytest.mark.parametrize("endpoint", ["ask", "search"])
def test_gradio_s_endpoints_answer_for_the_one_who_asks(someone: tuple[str, TestClient], endpoint: str) -> None:
    role, client = someone
    answered = call_gradio(client, endpoint, "zeppelin hangar")
    assert '"process_completed"' in answered
    assert ("lowest bidder" in answered) == (role in ("member", "staff"))
    assert any(trace.decode() in answered for trace in TRACES) == (role in ("member", "staff"))


MINUTES = """# Xshire County Council

## Minutes of the Assets Panel, 25 January 2024

## 7. {matter}

The Panel considered the {topic}.

RESOLVED that the {topic} be agreed from 1 May 2024.
"""
MATTERS = {
    "exempt/sale.md": ("Zeppelin hangar sale", "zeppelin hangar sale"),
    "bandstand.md": ("Bandstand painting", "bandstand painting"),
    "benches.md": ("Park bench repairs", "park bench repairs"),
}
PUBLIC_EXAMPLES = tuple(
    f"What did the Assets Panel decide about the {topic}?" for topic in ("bandstand painting", "park bench repairs")
)


@pytest.fixture
def minuted_library(tmp_path: Path, encoder: Encoder) -> Library:
    """Three minutes of which examples are made, one of them for members alone."""
    corpus, index = tmp_path / "minuted", tmp_path / "minuted-index"
    (corpus / "exempt").mkdir(parents=True)
    rows = ["path,authority,committee,meeting_date,title,kind,access"]
    for path, (matter, topic) in MATTERS.items():
        (corpus / path).write_text(MINUTES.format(matter=matter, topic=topic), encoding="utf-8")
        rows.append(f"{path},Xshire County Council,Assets Panel,2024-01-25,Minutes,minutes,")
    (corpus / "papers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    api.build(corpus, index, encoder, ReaderLimits(processes=1))
    withdrawals.release(corpus, index, "exempt/sale.md", "the panel may read it", "release to members")
    api.build(corpus, index, encoder, ReaderLimits(processes=1))
    return open_library(corpus, index, encoder)


def test_examples_name_public_papers_alone_whoever_asked_before(minuted_library: Library, doors: SiteSettings) -> None:
    app = create_app(minuted_library, settings=doors)
    assert "hangar" in minuted_library.with_access(MEMBERS).search("zeppelin hangar sale")[0].passage.text
    for name in ("max", "", "rita", "stan", ""):
        with TestClient(app) as client:
            if name:
                client.post("/sign-in", data={"name": name, "password": PASSWORDS[name]})
            shown = client.get("/").text
        assert [question for question in PUBLIC_EXAMPLES if question not in shown] == [], name
        assert "zeppelin" not in shown.lower(), name
    assert set(minuted_library.with_access(MEMBERS).list_examples()) == set(PUBLIC_EXAMPLES)


def test_an_example_goes_with_its_paper(minuted_library: Library) -> None:
    with TestClient(create_app(minuted_library)) as client:
        assert "the bandstand painting?" in client.get("/").text
        corpus, index = minuted_library.corpus, minuted_library.feedback_folder
        assert corpus is not None and index is not None
        api.withdraw("bandstand.md", "given in error", corpus, index)
        assert "bandstand" not in client.get("/").text.lower()
        assert "the park bench repairs?" in client.get("/").text


def test_what_is_held_back_is_shown_to_nobody_and_named_to_staff(someone: tuple[str, TestClient]) -> None:
    role, client = someone
    assert client.get(f"/paper?id={HELD}").status_code == 404
    papers = client.get("/papers").text
    assert ("lease.txt" in papers) == (role == "staff")
    assert "dirigible" not in papers
    assert "mast ends" not in client.get("/?q=dirigible+mast").text


def test_nothing_is_built_from_the_web(someone: tuple[str, TestClient]) -> None:
    _, client = someone
    for path in ("/build", "/api/build", "/release", "/withdraw", "/api/release", "/users", "/decisions.csv"):
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert client.request(method, path).status_code in (404, 405), (method, path)


@pytest.mark.parametrize("header", ["x-user", "remote-user", "x-forwarded-user"])
def test_a_proxy_s_header_counts_where_the_settings_name_it_alone(
    library: Library, doors: SiteSettings, header: str
) -> None:
    for named, status in (("", 404), (header, 200)):
        settings = doors.model_copy(update={"user_header": named, "trusted_proxies": ("10.0.0.2",)})
        with TestClient(create_app(library, settings=settings), client=("10.0.0.2", 1)) as client:
            assert client.get(f"/paper?id={SECRET}", headers={header: "max"}).status_code == status
            assert client.get(f"/paper?id={SECRET}", headers={header: "rita"}).status_code == 404
            assert client.get(f"/paper?id={SECRET}", headers={header: "somebody else"}).status_code == 404
            assert client.get(f"/paper?id={SECRET}").status_code == 404
            twice = [(header, "rita"), (header, "max")]
            assert client.get(f"/paper?id={SECRET}", headers=twice).status_code == 404, "sent by the visitor as well"


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "10.0.0.2", "testclient"])
def test_without_a_named_proxy_nobody_can_say_who_he_is(library: Library, doors: SiteSettings, peer: str) -> None:
    settings = doors.model_copy(update={"user_header": "x-user"})
    with TestClient(create_app(library, settings=settings), client=(peer, 1)) as client:
        for name in ROLES:
            assert client.get(f"/paper?id={SECRET}", headers={"x-user": name}).status_code == 404


def test_nobody_reads_from_the_queue_what_a_member_has_asked(library: Library, doors: SiteSettings) -> None:
    app = create_app(library, settings=doors)
    fields = CALL | {"fn_index": 0, "session_hash": "overheard"}
    stream = "/gradio_api/queue/data?session_hash=overheard"
    with TestClient(app) as outsider, TestClient(app) as member:
        member.post("/sign-in", data={"name": "max", "password": PASSWORDS["max"]})
        event = member.post("/gradio_api/queue/join", json=fields).json()["event_id"]
        assert "lowest bidder" not in outsider.get(stream).text
        outsider.post("/gradio_api/cancel", json=fields | {"event_id": event})
        assert "lowest bidder" in member.get(stream).text, "and nobody else ends it"


PRIVATE_ADDRESSES = [address for address, _ in DOORS if "export" not in address] + ["/", "/sign-in", "/about"]


@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
def test_no_browser_keeps_what_somebody_signed_in_was_shown(
    someone: tuple[str, TestClient], passage: str, address: str
) -> None:
    role, client = someone
    answer = client.get(address.replace(PASSAGE, quote(passage)))
    if role:
        assert answer.headers["cache-control"] == "private, no-store"
    else:
        assert {"no-store", "no-cache"} & set(answer.headers["cache-control"].split(", "))


# -- signing in and out ----------------------------------------------------------------------------------------


def test_the_cookie_is_for_this_site_s_server_alone(library: Library, doors: SiteSettings) -> None:
    with TestClient(create_app(library, settings=doors), base_url="https://papers.example") as client:
        data = {"name": "max", "password": PASSWORDS["max"]}
        cookie = client.post("/sign-in", data=data, follow_redirects=False).headers["set-cookie"].lower()
        assert all(part in cookie for part in ("httponly", "samesite=strict", "secure", "path=/"))
        assert "max" not in cookie.split(";")[0].partition("=")[2]


def test_signing_out_ends_it_even_for_a_cookie_that_was_kept(library: Library, doors: SiteSettings) -> None:
    with visitor(library, doors, "max") as client:
        kept = dict(client.cookies)
        assert client.get(f"/paper?id={SECRET}").status_code == 200
        assert "Signed in as" in client.get("/papers").text
        assert client.post("/sign-out", follow_redirects=False).status_code == 303
        assert client.get(f"/paper?id={SECRET}").status_code == 404
        assert client.get(f"/paper?id={SECRET}", cookies=kept).status_code == 404


def _alter_cookie(value: str, change: str) -> str:
    name, payload, signed_at, signature = value.split(".")
    changed = {
        "later": (name, payload, f"{signed_at[:-1]}z", signature),
        "other": ("c3Rhbg", payload, signed_at, signature),
        "cut": (name, payload, signed_at),
    }
    return ".".join(changed[change])


@pytest.mark.parametrize("name", ["later", "other", "cut"])
def test_a_cookie_that_was_altered_counts_for_nothing(library: Library, doors: SiteSettings, name: str) -> None:
    with visitor(library, doors, "max") as client:
        ((key, value),) = client.cookies.items()
    with visitor(library, doors) as client:
        assert client.get(f"/paper?id={SECRET}", cookies={key: _alter_cookie(value, name)}).status_code == 404


def test_a_cookie_holds_in_every_process_with_the_secret_and_in_no_other(library: Library, doors: SiteSettings) -> None:
    shared = doors.model_copy(update={"secret": SecretStr("the same in every process")})
    with visitor(library, shared, "max") as client:
        cookies = dict(client.cookies)
    another = doors.model_copy(update={"secret": SecretStr("another")})
    for other, status in ((shared, 200), (doors, 404), (another, 404)):
        with visitor(library, other) as client:
            assert client.get(f"/paper?id={SECRET}", cookies=cookies).status_code == status


def test_another_role_or_password_ends_what_was_signed_in_before(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    users.add_user(file, "max", "member", PASSWORDS["max"])
    doors = SiteSettings(users=file)
    with visitor(library, doors, "max") as client:
        assert client.get(f"/paper?id={SECRET}").status_code == 200
        users.add_user(file, "max", "member", "another password of his")
        assert client.get(f"/paper?id={SECRET}").status_code == 404
    file.write_text("this is no line of users\n", encoding="utf-8")
    with TestClient(create_app(library, settings=doors)) as client:
        assert client.post("/sign-in", data={"name": "max", "password": PASSWORDS["max"]}).status_code == 403


REFUSED = [
    ("max", "not his password", "another password"),
    ("nobody", "not his password", "a name that nobody has"),
    ("", "", "nothing"),
    ("max", "", "no password"),
    ("MAX", PASSWORDS["max"], "a name in other letters"),
    ("max", "x" * 5000, "a password longer than any"),
]


@pytest.mark.parametrize(("name", "password", "reason"), REFUSED, ids=[reason for *_, reason in REFUSED])
def test_what_was_wrong_is_not_said(
    library: Library, doors: SiteSettings, name: str, password: str, reason: str
) -> None:
    with visitor(library, doors) as client:
        refused = client.post("/sign-in", data={"name": name, "password": password})
        assert refused.status_code == 403
        assert "Your name or password is wrong." in refused.text
        assert not client.cookies


def _fill_in(name: str, password: str = "") -> dict[str, str]:
    return {"name": name, "password": password or PASSWORDS[name]}


def test_wrong_passwords_wait_and_lock_nobody_out(library: Library, doors: SiteSettings) -> None:
    app = create_app(library, settings=doors)
    wrong, right = _fill_in("max", "not his password"), _fill_in("max")
    with TestClient(app, client=("192.0.2.1", 1), follow_redirects=False) as his:
        assert [his.post("/sign-in", data=wrong).status_code for _ in range(6)] == [403] * 5 + [429]
        refused = his.post("/sign-in", data=right)
        assert "Too many failed attempts" in refused.text, "even with the right one"
        assert 0 < int(refused.headers["retry-after"]) <= 2
        assert his.post("/sign-in", data=_fill_in("rita")).status_code == 303, "a colleague at the same address"
        with TestClient(app, client=("192.0.2.2", 1), follow_redirects=False) as elsewhere:
            assert elsewhere.post("/sign-in", data=right).status_code == 303, "and he himself at another"
        sleep(int(refused.headers["retry-after"]))
        assert his.post("/sign-in", data=right).status_code == 303, "and here after the wait"


def test_right_passwords_never_count(library: Library, doors: SiteSettings) -> None:
    with TestClient(create_app(library, settings=doors), follow_redirects=False) as client:
        assert [client.post("/sign-in", data=_fill_in("max")).status_code for _ in range(8)] == [303] * 8
        with ThreadPoolExecutor(8) as pool:
            names = [*PASSWORDS] * 4
            sent = list(pool.map(lambda name: client.post("/sign-in", data=_fill_in(name)).status_code, names))
        assert sent == [303] * len(names), "at the same time, as before a meeting"


def test_signing_in_again_ends_the_session_before_it(library: Library, doors: SiteSettings) -> None:
    with visitor(library, doors, "max") as client:
        kept = dict(client.cookies)
        assert client.post("/sign-in", data=_fill_in("max") | {"password": "wrong words"}).status_code == 403
        assert client.get(f"/paper?id={SECRET}", cookies=kept).status_code == 200, "not a try that fails"
        assert client.post("/sign-in", data=_fill_in("stan"), follow_redirects=False).status_code == 303
        assert client.get(f"/paper?id={SECRET}").status_code == 200
        client.cookies.clear()
        assert client.get(f"/paper?id={SECRET}", cookies=kept).status_code == 404


def test_a_session_that_was_signed_out_stays_so_after_a_restart_and_a_new_index(
    library: Library, doors: SiteSettings
) -> None:
    shared = doors.model_copy(update={"secret": SecretStr("the same in every process")})
    with visitor(library, shared, "max") as client, visitor(library, shared, "max") as other:
        kept, left = dict(client.cookies), dict(other.cookies)
        client.post("/sign-out")
    assert library.corpus is not None and library.feedback_folder is not None
    builder.build(library.corpus, library.feedback_folder, library.encoder, ReaderLimits(processes=1))
    with visitor(library, shared) as client:
        assert client.get(f"/paper?id={SECRET}", cookies=kept).status_code == 404
        assert client.get(f"/paper?id={SECRET}", cookies=left).status_code == 200, "another session of the same user"


def test_where_signing_out_cannot_be_recorded_the_page_says_so(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    users.add_user(file, "max", "member", PASSWORDS["max"])
    with visitor(library, SiteSettings(users=file, secret=SecretStr("shared")), "max") as client:
        recorded = tmp_path / "users.txt.signed-out"
        recorded.unlink()
        recorded.mkdir()
        answer = client.post("/sign-out")
        assert answer.status_code == 503
        assert "could not record this" in answer.text
        assert not client.cookies


def test_a_users_file_with_a_byte_order_mark_is_read(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    users.add_user(file, "max", "member", PASSWORDS["max"])
    file.write_text(file.read_text(encoding="utf-8"), encoding="utf-8-sig", newline="\r\n")
    with visitor(library, SiteSettings(users=file), "max") as client:
        assert client.get(f"/paper?id={SECRET}").status_code == 200


@pytest.mark.parametrize(("peer", "status"), [("10.0.0.2", 200), ("10.0.0.3", 404), ("127.0.0.1", 404)])
def test_a_proxy_s_header_counts_from_the_proxies_that_are_named(
    library: Library, doors: SiteSettings, peer: str, status: int
) -> None:
    named = doors.model_copy(update={"user_header": "x-user", "trusted_proxies": ("10.0.0.2/32",)})
    with TestClient(create_app(library, settings=named), client=(peer, 1)) as client:
        headers = {"x-user": "max", "x-forwarded-for": "192.0.2.1"}
        assert client.get(f"/paper?id={SECRET}", headers=headers).status_code == status


@pytest.mark.parametrize(("peer", "is_safe"), [("10.0.0.2", True), ("127.0.0.1", False)])
def test_behind_a_named_proxy_with_https_the_cookie_and_the_site_are_for_https_alone(
    library: Library, doors: SiteSettings, peer: str, is_safe: bool
) -> None:
    named = doors.model_copy(update={"trusted_proxies": ("10.0.0.2/32",)})
    headers = {"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1"}
    with TestClient(create_app(library, settings=named), client=(peer, 1), follow_redirects=False) as client:
        answer = client.post("/sign-in", data=_fill_in("max"), headers=headers)
        assert answer.status_code == 303
        assert ("secure" in answer.headers["set-cookie"].lower()) == is_safe
        assert ("strict-transport-security" in answer.headers) == is_safe


def test_another_site_cannot_sign_anybody_in(library: Library, doors: SiteSettings) -> None:
    data = {"name": "max", "password": PASSWORDS["max"]}
    with visitor(library, doors) as client:
        for headers in ({"origin": "https://elsewhere.invalid"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
            assert client.post("/sign-in", data=data, headers=headers).status_code == 403
        for headers in (
            {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
            {"origin": "http://testserver"},
            {"origin": "https://papers.example", "x-forwarded-host": "papers.example"},
        ):
            assert client.post("/sign-in", data=data, headers=headers, follow_redirects=False).status_code == 303


def test_without_users_there_is_nothing_to_sign_in_to(library: Library) -> None:
    with TestClient(create_app(library)) as client:
        assert client.get("/sign-in").status_code == 404
        assert client.post("/sign-in", data={"name": "max", "password": PASSWORDS["max"]}).status_code == 404
        assert "Sign in" not in client.get("/papers").text
