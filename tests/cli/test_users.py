"""``user``: a password is typed or piped, the file of users is written, and no secret is listed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from paper_search.access.users import Role, add_user, check_password, load_users
from paper_search.cli import cli

PASSWORD = "ten or more letters"


def test_a_user_is_added_and_changed(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    arguments = ["user", "add", "alex", "--users", str(file)]
    added = CliRunner().invoke(cli, [*arguments, "--role", "member"], input=PASSWORD + "\n")
    assert (added.exit_code, added.stdout) == (0, f"alex (member) added in {file}.\n")
    changed = CliRunner().invoke(cli, [*arguments, "--role", "staff"], input=PASSWORD + "\n")
    assert (changed.exit_code, changed.stdout) == (0, f"alex (staff) changed in {file}.\n")
    user = check_password(load_users(file), "alex", PASSWORD)
    assert user is not None
    assert user.role == "staff"


def test_a_user_of_a_proxy_has_no_password(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    result = CliRunner(env={"PAPER_SEARCH_USERS": str(file)}).invoke(
        cli, ["user", "add", "alex", "--role", "reader", "--no-password"]
    )
    assert result.exit_code == 0
    assert load_users(file)["alex"].password_hash == ""


PRESENT: list[tuple[list[str], int, str, Role, bool, str]] = [
    (["--no-password"], 2, "nothing was changed", "member", True, "a slip deletes no password"),
    (["--no-password", "--replace"], 0, "alex (staff) changed", "staff", False, "unless it is asked for"),
    (["--replace"], 0, "alex (staff) changed", "staff", True, "with a password nothing more has to be said"),
]


@pytest.mark.parametrize(("options", "code", "words", "role", "has_password", "reason"), PRESENT)
def test_a_user_who_is_there(
    options: list[str], code: int, words: str, role: Role, has_password: bool, reason: str, tmp_path: Path
) -> None:
    file = tmp_path / "users.txt"
    add_user(file, "alex", "member", PASSWORD)
    arguments = ["user", "add", "alex", "--role", "staff", "--users", str(file), *options]
    result = CliRunner().invoke(cli, arguments, input=PASSWORD + "\n")
    assert (result.exit_code, words in result.output) == (code, True), reason
    user = load_users(file)["alex"]
    assert (user.role, bool(user.password_hash)) == (role, has_password), reason


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "users.txt"
    path.write_text("Lee:reader:\n", encoding="utf-8")
    add_user(path, "sam", "member", None, date(2026, 1, 30))
    add_user(path, "alex", "staff", PASSWORD, date(2026, 11, 30))
    return path


def test_users_are_listed_without_their_secrets(file: Path) -> None:
    listed = CliRunner().invoke(cli, ["user", "list", "--users", str(file)])
    assert (listed.exit_code, listed.stdout.splitlines()) == (
        0,
        [
            "alex: staff, since 30 November 2026",
            "Lee: reader, since when is not stated, without a password",
            "sam: member, since 30 January 2026, without a password",
        ],
    )
    as_json = CliRunner().invoke(cli, ["user", "list", "--json", "--users", str(file)])
    assert json.loads(as_json.stdout)["users"][:2] == [
        {"name": "alex", "role": "staff", "since": "2026-11-30", "has_password": True},
        {"name": "Lee", "role": "reader", "since": None, "has_password": False},
    ]
    assert "scrypt" not in listed.output + as_json.output


def test_nobody_listed_is_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "users.txt").write_text("# nobody\n", encoding="utf-8")
    listed = CliRunner().invoke(cli, ["user", "list", "--users", str(tmp_path / "users.txt")])
    assert (listed.exit_code, "nobody may sign in yet" in listed.stdout) == (1, True)


REMOVALS: list[tuple[list[str], bool, str, int, str, bool, str]] = [
    (["alex"], True, "y\n", 0, "alex (staff) removed from", False, "asked, and said yes"),
    (["alex"], True, "\n", 1, "Nothing was changed", True, "asked; to say nothing is no"),
    (["alex", "--yes"], False, "", 0, "alex (staff) removed from", False, "in a script"),
    (["alex"], False, "y\n", 2, "add --yes", True, "nobody is there to be asked"),
    (["Alex", "--yes"], False, "", 1, "has no user 'Alex'", True, "another name"),
]


@pytest.mark.parametrize(("arguments", "at_terminal", "typed", "code", "words", "is_left", "reason"), REMOVALS)
def test_removing_a_user(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    at_terminal: bool,
    typed: str,
    code: int,
    words: str,
    is_left: bool,
    reason: str,
) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda stream: at_terminal)
    result = CliRunner().invoke(cli, ["user", "remove", *arguments, "--users", str(file)], input=typed)
    assert (result.exit_code, words in result.output) == (code, True), reason
    assert ("end all sessions of alex?" in result.stderr) == (at_terminal and code != 2), reason
    assert ("alex" in load_users(file), len(load_users(file))) == (is_left, 3 if is_left else 2), reason


WRONG = [
    ([], {"PAPER_SEARCH_USERS": ""}, "No file of users is named", "no file"),
    (["--users", "users.txt"], {}, "10 to 200 characters", "a password too short"),
]


@pytest.mark.parametrize(("arguments", "environment", "message", "reason"), WRONG)
def test_errors_have_code_2(
    arguments: list[str], environment: dict[str, str], message: str, reason: str, tmp_path: Path
) -> None:
    with CliRunner(env=environment).isolated_filesystem(tmp_path):
        result = CliRunner(env=environment).invoke(
            cli, ["user", "add", "alex", "--role", "member", *arguments], input="short\n"
        )
    assert (result.exit_code, result.stdout) == (2, ""), reason
    assert message in result.stderr, reason
