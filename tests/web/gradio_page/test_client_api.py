"""The endpoints for ``gradio_client``: called with the real client on a real server, and checked one by one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from paper_search.library import Library
from paper_search.web import SiteSettings
from paper_search.web.root_path import site_url
from tests.acceptance.visitors import PASSWORDS, write_users
from tests.site import serve_library

ASKED = "how soon are potholes repaired"
PARAMETERS = ["question", "authority", "committee", "kind", "since", "until", "limit"]


@pytest.fixture(scope="module")
def caller(site: str) -> Client:
    return Client(site, verbose=False)


def test_both_endpoints_are_listed_with_types_and_descriptions(caller: Client) -> None:
    listed = caller.view_api(return_format="dict", print_info=False)
    assert isinstance(listed, dict)
    assert sorted(listed["named_endpoints"]) == ["/ask", "/search"]
    assert listed["unnamed_endpoints"] == {}
    for endpoint in listed["named_endpoints"].values():
        assert endpoint["description"]
        parameters = endpoint["parameters"]
        assert [parameter["parameter_name"] for parameter in parameters] == PARAMETERS
        assert [parameter["parameter_has_default"] for parameter in parameters] == [False] + 6 * [True]
        assert all(part["python_type"]["type"] and part["python_type"]["description"] for part in parameters)


CALLS: list[tuple[str, dict[str, Any], str, str]] = [
    ("/ask", {}, "", "a question alone"),
    ("/search", {"limit": 3}, "&k=3", "passages, so many of them"),
    ("/ask", {"authority": ["Ottermere"], "limit": 2}, "&authority=Ottermere&k=2", "a council"),
    ("/search", {"kind": ["minutes", "report"]}, "&kind=minutes&kind=report", "two kinds"),
    ("/search", {"committee": ["Highways"]}, "&committee=Highways", "a part of a committee's name"),
    ("/search", {"since": "2024", "until": "2025"}, "&since=2024-01-01&until=2025-12-31", "dates as on the page"),
    ("/search", {"since": 2024}, "&since=2024-01-01", "a year as a number"),
]


@pytest.mark.parametrize(("endpoint", "limits", "query", "reason"), CALLS, ids=[reason for *_, reason in CALLS])
def test_a_call_returns_what_the_http_interface_returns(
    caller: Client, site: str, endpoint: str, limits: dict[str, Any], query: str, reason: str
) -> None:
    answer = caller.predict(ASKED, **limits, api_name=endpoint)
    assert answer == httpx.get(f"{site}/api{endpoint}?q={ASKED.replace(' ', '+')}{query}").json()
    assert answer["hits"]


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"question": "  "}, "There is no question", "nothing asked"),
    ({"question": "x" * 501}, "up to 500 characters", "a question that is too long"),
    ({"question": "roads", "limit": 0}, "from 1 to 50", "no passages"),
    ({"question": "roads", "limit": 51}, "from 1 to 50", "more than may be had"),
    ({"question": "roads", "limit": "ten"}, "from 1 to 50", "a number in words"),
    ({"question": "roads", "since": "31/02/2024"}, "There is no date", "a date that is none"),
    ({"question": "roads", "since": "2025", "until": "2024"}, "before the first", "an end before its beginning"),
    ({"question": "roads", "kind": 7}, "as a list of texts", "a number for a name"),
]


@pytest.mark.parametrize("endpoint", ["/ask", "/search"])
@pytest.mark.parametrize(("sent", "words", "reason"), REFUSED, ids=[reason for *_, reason in REFUSED])
def test_what_cannot_be_answered_is_an_error_in_words(
    caller: Client,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    sent: dict[str, Any],
    words: str,
    reason: str,
    endpoint: str,
) -> None:
    with pytest.raises(AppError, match=words):
        caller.predict(**sent, api_name=endpoint)
    assert "Traceback" not in "".join(capfd.readouterr())
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_values_of_other_kinds_do_not_reach_gradio(caller: Client) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        caller.predict("roads", authority=[{"name": "Wexmoor"}], api_name="/ask")


def test_nothing_but_the_endpoints_can_be_called(caller: Client) -> None:
    with pytest.raises(ValueError, match="api_name"):
        caller.predict("roads", api_name="/load")
    with pytest.raises((ValueError, IndexError, KeyError, httpx.HTTPStatusError)):
        caller.predict("roads", fn_index=7)


@pytest.fixture(scope="module")
def guarded(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with members, which answers three questions a minute from one address."""
    users: Path = tmp_path_factory.mktemp("users") / "users.txt"
    write_users(users)
    with serve_library(library, settings=SiteSettings(users=users, requests_per_minute=5)) as address:
        yield address


def test_a_member_calls_with_the_cookie_of_the_session_and_at_most_so_often(guarded: str) -> None:
    with httpx.Client(base_url=guarded) as browser:
        sent = browser.post("/sign-in", data={"name": "max", "password": PASSWORDS["max"]})
        assert sent.status_code == 303
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    caller = Client(guarded, headers={"cookie": cookie}, verbose=False)
    assert caller.predict(ASKED, api_name="/ask")["hits"]
    with pytest.raises(httpx.HTTPStatusError, match="429"):
        for _ in range(6):
            caller.predict(ASKED, api_name="/search")


def test_addresses_of_the_site_lie_below_its_path(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[str] = []
    ask = Library.ask

    def ask_and_print(self: Library, *args: Any, **options: Any) -> Any:
        printed.append(site_url("/papers"))
        return ask(self, *args, **options)

    monkeypatch.setattr(Library, "ask", ask_and_print)
    with serve_library(library, settings=SiteSettings(root_path="/minutes", requests_per_minute=100_000)) as address:
        caller = Client(f"{address}/minutes/", verbose=False)
        answer = caller.predict(ASKED, api_name="/ask")
    assert answer["hits"]
    assert printed == ["/minutes/papers"]
