"""Signed cookies: how long they hold, and what ends them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from paper_search.access import users
from paper_search.web.auth.current_user import ANONYMOUS, Visitor
from paper_search.web.auth.sessions import (
    COOKIE_NAME,
    SESSION_SECONDS,
    Sessions,
    list_revocation_files,
    read_cookie,
    strip_cookies,
)

PASSWORD = "the words of Max"
SECRET = "the same in every process"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "users.txt"
    add_user(path)
    return path


def add_user(file: Path, role: users.Role = "member") -> None:
    users.add_user(file, "max", role, PASSWORD)


def identify(sessions: Sessions, cookie: str) -> Visitor:
    return sessions.identify_visitor({b"cookie": f"{COOKIE_NAME}={cookie}".encode()})


def sign_in(sessions: Sessions) -> str:
    cookie = sessions.sign_in("max", PASSWORD)
    assert cookie is not None
    return cookie


def test_a_cookie_holds_for_twelve_hours(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions(file)
    cookie, now = sign_in(sessions), time.time()
    for age, visitor in ((0, Visitor("max", "member")), (SESSION_SECONDS - 60, Visitor("max", "member"))):
        monkeypatch.setattr(time, "time", lambda age=age: now + age)
        assert identify(sessions, cookie) == visitor
    monkeypatch.setattr(time, "time", lambda: now + SESSION_SECONDS + 60)
    assert identify(sessions, cookie) == ANONYMOUS


def test_a_user_who_is_removed_is_signed_out_for_good(file: Path) -> None:
    sessions = Sessions(file, secret=SECRET)
    cookie = sign_in(sessions)
    assert users.remove_user(file, "max") is True
    assert identify(sessions, cookie) == ANONYMOUS
    assert sessions.sign_in("max", PASSWORD) is None
    add_user(file)
    assert identify(sessions, cookie) == ANONYMOUS, "the same name and password later do not bring it back"


OF_OTHER_FORMS = [
    ("", "none"),
    ("1999999999.c29tZSBub25jZQ.bWF4." + "0" * 64, "one of the form before"),
    ("bWF4", "a name alone"),
    ("bWF4.", "a name without a signature"),
    ("bWF4..aaaaaa.bbbb", "a compressed payload"),
    ("%FF.a.b.c", "signs that are no text"),
]


@pytest.mark.parametrize(("cookie", "reason"), OF_OTHER_FORMS, ids=[reason for _, reason in OF_OTHER_FORMS])
def test_what_is_no_cookie_of_ours_counts_for_nothing(file: Path, cookie: str, reason: str) -> None:
    assert identify(Sessions(file, secret=SECRET), cookie) == ANONYMOUS


def test_every_sign_in_has_a_cookie_of_its_own(file: Path) -> None:
    sessions = Sessions(file, secret=SECRET)
    first, second = sign_in(sessions), sign_in(sessions)
    assert first != second
    sessions.sign_out(first)
    assert identify(sessions, first) == ANONYMOUS
    assert identify(sessions, second) == Visitor("max", "member")


def _change_role(file: Path) -> None:
    add_user(file, "staff")


def _change_password(file: Path) -> None:
    users.add_user(file, "max", "member", "another of his words")


def _set_the_same_password_again(file: Path) -> None:
    add_user(file)


def _remove_and_add(file: Path) -> None:
    file.unlink()
    add_user(file)


CHANGES = [
    (_change_role, "another role"),
    (_change_password, "another password"),
    (_set_the_same_password_again, "the same password set anew, as after a theft of the cookie"),
    (_remove_and_add, "the user removed and added again"),
]


@pytest.mark.parametrize(("change", "reason"), CHANGES, ids=[reason for _, reason in CHANGES])
def test_a_change_of_the_user_ends_earlier_sessions(file: Path, change: Callable[[Path], None], reason: str) -> None:
    sessions = Sessions(file, secret=SECRET)
    cookie = sign_in(sessions)
    change(file)
    assert identify(sessions, cookie) == ANONYMOUS
    assert identify(Sessions(file, secret=SECRET), cookie) == ANONYMOUS


def test_what_was_signed_out_stays_so_after_a_restart_and_in_other_processes(file: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.mkdir()
    for files in ((), (tmp_path / "nowhere" / "x", index / "signed-out.txt")):
        sessions, other = (Sessions(file, secret=SECRET, revocation_files=files) for _ in range(2))
        kept, signed_out = sign_in(sessions), sign_in(sessions)
        assert identify(other, signed_out).name == "max"
        sessions.sign_out(signed_out)
        for process in (sessions, other, Sessions(file, secret=SECRET, revocation_files=files)):
            assert identify(process, signed_out) == ANONYMOUS
            assert identify(process, kept) == Visitor("max", "member")


def test_without_a_file_that_can_be_written_a_restart_ends_every_session(
    file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = (tmp_path / "nowhere" / "x",)
    sessions = Sessions(file, secret=SECRET, revocation_files=files)
    cookie = sign_in(sessions)
    assert identify(sessions, cookie) == Visitor("max", "member")
    assert "PAPER_SEARCH_SIGNED_OUT" in caplog.text
    assert identify(Sessions(file, secret=SECRET, revocation_files=files), cookie) == ANONYMOUS


PLACES = [
    ("users.txt", None, None, ["users.txt.signed-out"], "beside the users"),
    ("users.txt", None, "index", ["users.txt.signed-out", "index/signed-out.txt"], "then in the index"),
    ("users.txt", "chosen", "index", ["chosen"], "the setting has the last word"),
]


@pytest.mark.parametrize(("users_file", "chosen", "index", "places", "reason"), PLACES, ids=[r for *_, r in PLACES])
def test_where_signed_out_sessions_are_kept(
    users_file: str, chosen: str | None, index: str | None, places: list[str], reason: str
) -> None:
    found = list_revocation_files(Path(users_file), Path(chosen) if chosen else None, Path(index) if index else None)
    assert [str(path) for path in found] == places


def test_without_a_secret_nothing_is_written(file: Path) -> None:
    sessions = Sessions(file)
    cookie = sign_in(sessions)
    sessions.sign_out(cookie)
    assert identify(sessions, cookie) == ANONYMOUS
    assert list(file.parent.iterdir()) == [file], "another process has another secret"


def test_only_one_secret_verifies_a_cookie(file: Path) -> None:
    cookie = sign_in(Sessions(file, secret=SECRET))
    assert identify(Sessions(file, secret=SECRET), cookie).name == "max"
    assert identify(Sessions(file, secret="another"), cookie) == ANONYMOUS
    assert identify(Sessions(file), cookie) == ANONYMOUS


COOKIE_HEADERS = [
    (b"", "", "none"),
    (b"\xff=;;;", "", "one that cannot be read"),
    (b"paper_search=a.b-c_d", "a.b-c_d", "ours"),
    (b" theme=dark ;paper_search=a.b ; lang=en", "a.b", "among others"),
    (b'prefs={"a": [1, 2]}; paper_search=a.b', "a.b", "behind one that http.cookies gives up at"),
    ("n=é; lone; paper_search=a.b".encode(), "a.b", "behind other odd ones"),
    (b"paper_search=a.b; paper_search=a.b", "a.b", "twice the same"),
    (b"paper_search=a.b; paper_search=c.d", "", "two that disagree, as where another host of the domain set one"),
    (b"Paper_Search=a.b; xpaper_search=c.d; paper_search2=e.f", "", "other names"),
    (b'paper_search="a.b"', "", "a value that we never make"),
    (b"paper_search=" + b"a" * 2000, "", "one that is too long"),
]


@pytest.mark.parametrize(("header", "value", "reason"), COOKIE_HEADERS, ids=[reason for *_, reason in COOKIE_HEADERS])
def test_the_cookie_of_a_header(header: bytes, value: str, reason: str) -> None:
    assert read_cookie({b"cookie": header}) == value
    headers = strip_cookies([(b"host", b"here"), (b"cookie", header)], value)
    cookies = [content for name, content in headers if name == b"cookie"]
    assert cookies == ([f"{COOKIE_NAME}={value}".encode()] if value else []), "nothing else goes on to Gradio"
    assert (b"host", b"here") in headers


@pytest.mark.parametrize("sign", ["\\", '\\"', ";", " ", "=", "a=;"])
def test_a_long_cookie_takes_no_time(sign: str) -> None:
    # With http.cookies of Python 3.11.7: 10 seconds for 60,000 backslashes in quotes.
    began = time.process_time()
    for text in (f'{COOKIE_NAME}="{sign * 60_000}"', sign * 60_000):
        read_cookie({b"cookie": text.encode()})
    assert time.process_time() - began < 1


@pytest.mark.parametrize("signed_out", [False, True], ids=["signed in", "signed out"])
def test_a_cookie_altered_in_any_one_sign_counts_for_nothing(file: Path, signed_out: bool) -> None:
    sessions = Sessions(file, secret=SECRET)
    cookie = sign_in(sessions)
    if signed_out:
        sessions.sign_out(cookie)
    signs = "ABCabc012-_=!."
    replaced = {cookie[:at] + sign + cookie[at + 1 :] for at in range(len(cookie)) for sign in signs}
    inserted = {cookie[:at] + sign + cookie[at:] for at in range(len(cookie) + 1) for sign in signs}
    accepted = [value for value in replaced | inserted if sessions._verify_cookie(value) and value != cookie]
    assert accepted == []
