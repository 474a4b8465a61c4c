"""``user add``: a password is typed or piped, and the file of users is written."""

from __future__ import annotations

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
