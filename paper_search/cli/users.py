"""The commands that say who may sign in: ``user add``, ``user list`` and ``user remove``.

A password is typed or piped, never an argument, which others on the machine could read.
"""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import cast

import click

from paper_search.access.users import ROLES, Role, User, add_user, load_users, remove_user
from paper_search.citations.format import NOT_STATED
from paper_search.cli.group import Command, CommandGroup
from paper_search.cli.layout import escape_unprintable
from paper_search.cli.options import PATH, LibraryOptions, SettingOption, json_option, library_options
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, print_json
from paper_search.errors import SettingsError
from paper_search.text.dates import format_date

_users_option = click.option(
    "--users", cls=SettingOption, setting="users", type=PATH, metavar="FILE", help="the file of users"
)


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
@_users_option
@click.option("--no-password", is_flag=True, help="for users whom a proxy signs in")
@click.option("--replace", is_flag=True, help="with --no-password: change a user who is there, and delete the password")
def add(options: LibraryOptions, name: str, role: str, users: Path | None, no_password: bool, replace: bool) -> int:
    """Add a user, or change the role and password of one."""
    file = _require_file(users)
    if no_password and not replace:
        _check_is_new(file, name)
    password = None if no_password else _read_password()
    was_there = add_user(file, name, cast("Role", role), password)
    print(f"{name} ({role}) {'changed' if was_there else 'added'} in {file}.")
    return EXIT_OK


@user.command("list", cls=Command, examples=("paper-search user list --users users.txt",))
@library_options
@_users_option
@json_option
def list_users(options: LibraryOptions, users: Path | None, as_json: bool) -> int:
    """List who may sign in, with the role, and since when.

    The exit code is 1 if there is nobody.
    """
    file = _require_file(users)
    found = sorted(load_users(file).values(), key=lambda user: user.name.casefold())
    if as_json:
        print_json({"users": [_describe_user(user) for user in found]})
    else:
        print("\n".join(map(_format_user, found)) or f"{file}: nobody may sign in yet.")
    return EXIT_OK if found else EXIT_NOTHING_FOUND


@user.command("remove", cls=Command, examples=("paper-search user remove alex --users users.txt",))
@library_options
@click.argument("name", help="the name of the user")
@_users_option
@click.option("--yes", is_flag=True, help="do not ask first")
def remove(options: LibraryOptions, name: str, users: Path | None, yes: bool) -> int:
    """Remove a user, and end all sessions of that user at once.

    The exit code is 1 if nobody was removed.
    """
    file = _require_file(users)
    found = load_users(file).get(name)
    if found is None:
        print(f"{file}: has no user {name!r}. 'paper-search user list' names those that there are.", file=sys.stderr)
        return EXIT_NOTHING_FOUND
    if not yes and not _confirm(f"Remove {name} ({found.role}) from {file}, and end all sessions of {name}?"):
        print("Nothing was changed.")
        return EXIT_NOTHING_FOUND
    remove_user(file, name)
    print(f"{name} ({found.role}) removed from {file}.")
    return EXIT_OK


def _require_file(users: Path | None) -> Path:
    if users is None:
        raise SettingsError("No file of users is named. Set PAPER_SEARCH_USERS, or give --users FILE.")
    return users


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


def _confirm(question: str) -> bool:
    """Ask at the terminal. Raises SettingsError where there is none."""
    if not sys.stdin.isatty():
        raise SettingsError("Nobody is there to be asked, so nothing was changed. To remove the user, add --yes.")
    return click.confirm(question, err=True)


def _read_password() -> str:
    """Return what is typed twice at a terminal, else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed = getpass.getpass("Password: ")
    if typed != getpass.getpass("Password again: "):
        raise SettingsError("The two passwords differ, so nothing was changed. Run the command again.")
    return typed


def _format_user(user: User) -> str:
    since = f"since {format_date(user.since)}" if user.since else f"since when is {NOT_STATED}"
    sign_in = "" if user.password_hash else ", without a password"
    return escape_unprintable(f"{user.name}: {user.role}, {since}{sign_in}")


def _describe_user(user: User) -> dict[str, object]:
    """Return a user as fields, without the hash of the password."""
    return {
        "name": user.name,
        "role": user.role,
        "since": user.since.isoformat() if user.since else None,
        "has_password": bool(user.password_hash),
    }
