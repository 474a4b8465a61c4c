"""Who may sign in: the file of users, and the passwords that are never in it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from paper_search.access import users
from paper_search.cli import main
from paper_search.errors import SettingsError
from tests import thrift

PASSWORD = "a password of some length"


@pytest.fixture(scope="module")
def stored_hash() -> str:
    return users.hash_password(PASSWORD)


def test_a_user_is_who_knows_the_password(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    assert users.add_user(file, "Alex O’Brien", "member", PASSWORD) is False
    held = users.load_users(file)
    found = users.check_password(held, "Alex O’Brien", PASSWORD)
    assert found is not None and (found.name, found.role) == ("Alex O’Brien", "member")
    assert users.check_password(held, "Alex O’Brien", PASSWORD + " ") is None
    assert users.check_password(held, "alex o’brien", PASSWORD) is None
    assert users.check_password(held, "", "") is None


def test_the_file_holds_no_password_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    users.add_user(file, "alex", "staff", PASSWORD)
    assert PASSWORD not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [file]


def test_a_password_costs_whoever_guesses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost is one of those that OWASP's cheat sheet on storing passwords names; the other tests pay less."""
    for name, value in thrift.REAL_COST.items():
        monkeypatch.setattr(users, name, value)
    stored = users.hash_password(PASSWORD)
    assert stored.startswith("scrypt$16384$8$5$")
    assert users._UNKNOWN_USER.password_hash.startswith("scrypt$16384$8$5$"), "a wrong name takes as long"
    assert users.check_password({"alex": users.User("alex", "staff", stored)}, "alex", PASSWORD)


def test_the_same_password_is_kept_as_something_else_each_time(stored_hash: str) -> None:
    assert stored_hash != users.hash_password(PASSWORD)


def test_a_user_is_changed_in_place(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    for name in ("alex", "sam"):
        users.add_user(file, name, "reader", PASSWORD)
    assert users.add_user(file, "alex", "member", "another password") is True
    held = users.load_users(file)
    assert {name: user.role for name, user in held.items()} == {"alex": "member", "sam": "reader"}
    assert users.check_password(held, "alex", PASSWORD) is None
    assert users.check_password(held, "sam", PASSWORD) is not None


def test_whoever_a_proxy_signs_in_has_no_password_to_guess(tmp_path: Path) -> None:
    users.add_user(tmp_path / "users.txt", "alex", "member", None)
    held = users.load_users(tmp_path / "users.txt")
    assert held["alex"].role == "member"
    for guess in ("", "AAAA", "password of nobody"):
        assert users.check_password(held, "alex", guess) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_file_may_come_from_any_editor(tmp_path: Path, encoding: str, end: str, stored_hash: str) -> None:
    file = tmp_path / "users.txt"
    lines = (f"alex:member:{stored_hash}", "# a comment", "", f"Sam\u2028Lee:staff:{stored_hash}")
    file.write_bytes(end.join(lines).encode(encoding))
    assert [*users.load_users(file)] == ["alex", "Sam\u2028Lee"]
    users.add_user(file, "rita", "reader", None)
    assert [*users.load_users(file)] == ["alex", "Sam\u2028Lee", "rita"]
    assert not file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_comments_stay_where_users_are_changed_and_removed(tmp_path: Path, stored_hash: str) -> None:
    file = tmp_path / "users.txt"
    file.write_text(f"# officers\nalex:staff:{stored_hash}\n\n# councillors\nsam:member:\n", encoding="utf-8")
    assert users.add_user(file, "rita", "reader", None, date(2026, 11, 30)) is False
    assert users.add_user(file, "sam", "staff", None, date(2026, 11, 30)) is True
    assert users.remove_user(file, "alex") is True
    assert users.remove_user(file, "alex") is False
    assert file.read_text("utf-8") == "# officers\n\n# councillors\nsam:staff:\nrita:reader::2026-11-30\n"
    assert file.stat().st_mode & 0o077 == 0


def test_a_user_is_there_since_being_added(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    users.add_user(file, "alex", "member", PASSWORD, date(2026, 1, 30))
    users.add_user(file, "alex", "staff", PASSWORD, date(2026, 11, 30))
    alex = users.load_users(file)["alex"]
    assert (alex.role, alex.since) == ("staff", date(2026, 1, 30))
    assert users.check_password(users.load_users(file), "alex", PASSWORD) == alex


WRONG_LINES = [
    ("alex:member::yesterday", "a day that is none"),
    ("alex:member::2026-01-30:more", "a cell too many"),
    ("alex", "no role"),
    ("alex:member", "no hash"),
    ("alex:mayor:", "a role that there is not"),
    ("alex:member:plain password", "a password instead of a hash"),
    ("alex:member:scrypt$1$1$1$!$!", "a hash that is none"),
    ("sam:member:\nsam:staff:", "a name twice"),
]


@pytest.mark.parametrize(("lines", "reason"), WRONG_LINES, ids=[reason for _, reason in WRONG_LINES])
def test_a_line_that_is_wrong_is_named(tmp_path: Path, lines: str, reason: str) -> None:
    file = tmp_path / "users.txt"
    file.write_text(f"# who may come in\n\n{lines}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"users\.txt, line [34]: .*Nobody can sign in"):
        users.load_users(file)


NO_NAMES = ["", " ", "a:b", "two\nlines", "x" * 65, " alex"]


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_cannot_be_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="cannot be a user name"):
        users.add_user(tmp_path / "users.txt", name, "reader", PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_what_cannot_be_a_password(password: str) -> None:
    with pytest.raises(SettingsError, match="10 to 200 characters"):
        users.hash_password(password)


def test_a_user_is_added_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "users.txt"
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    assert main(["user", "add", "alex", "--role", "member", "--users", str(file)]) == 0
    assert users.check_password(users.load_users(file), "alex", PASSWORD) is not None
    assert main(["user", "add", "sam", "--role", "staff", "--users", str(file), "--no-password"]) == 0
    assert users.load_users(file)["sam"].password_hash == ""
    assert PASSWORD not in capsys.readouterr().out
    monkeypatch.delenv("PAPER_SEARCH_USERS", raising=False)
    assert main(["user", "add", "alex", "--role", "member"]) == 2
    assert "PAPER_SEARCH_USERS" in capsys.readouterr().err
