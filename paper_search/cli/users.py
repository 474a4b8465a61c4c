"""The command that says who may sign in: ``user add``.

A password is typed or piped, never an argument, which others on the machine could read.
"""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import cast

import click

from paper_search.access.users import ROLES, Role, add_user, load_users
from paper_search.cli.group import Command, CommandGroup
from paper_search.cli.options import PATH, LibraryOptions, SettingOption, library_options
from paper_search.cli.output import EXIT_OK
from paper_search.errors import SettingsError


@click.group("user", cls=CommandGroup)
def user() -> None:
    """Choose who may sign in to see more than the public."""


@user.command("add", cls=Command, examples=("paper-search user add alex --role member --users users.txt",))
@library_options
@click.argument("name", help="the name to sign in with")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    required=True,
    help="members see papers released to members; staff also what is unread or held back, and why",
)
@click.option("--users", cls=SettingOption, setting="users", type=PATH, metavar="FILE", help="the file of users")
@click.option("--no-password", is_flag=True, help="for users whom a proxy signs in")
@click.option("--replace", is_flag=True, help="with --no-password: change a user who is there, and delete the password")
def add(options: LibraryOptions, name: str, role: str, users: Path | None, no_password: bool, replace: bool) -> int:
    """Add a user, or change the role and password of one."""
    if users is None:
        raise SettingsError("No file of users is named. Set PAPER_SEARCH_USERS, or give --users FILE.")
    if no_password and not replace:
        _check_is_new(users, name)
    password = None if no_password else _read_password()
    was_there = add_user(users, name, cast("Role", role), password)
    print(f"{name} ({role}) {'changed' if was_there else 'added'} in {users}.")
    return EXIT_OK


def _check_is_new(file: Path, name: str) -> None:
    """Raise SettingsError for a user who is there: without a question for a password, a slip would delete one."""
    user = load_users(file).get(name) if file.exists() else None
    if user is None:
        return
    password = "with a password" if user.password_hash else "without a password"
    raise SettingsError(
        f"{name} ({user.role}) is in {file} already, {password}, so nothing was changed. To give the new role and"
        " leave the user without a password, add --replace."
    )


def _read_password() -> str:
    """Return what is typed twice at a terminal, else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed = getpass.getpass("Password: ")
    if typed != getpass.getpass("Password again: "):
        raise SettingsError("The two passwords differ, so nothing was changed. Run the command again.")
    return typed
