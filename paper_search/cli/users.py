"""The command that says who may sign in: ``user add``.

In: a name, a role, a password typed or piped; out: a line in a file. Promise: a password is never an argument, which
others on the machine could read.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from paper_search.access import users
from paper_search.cli.output import EXIT_OK, Command
from paper_search.config import Settings
from paper_search.errors import SettingsError


def _add_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    parser.add_argument("action", choices=("add",), help="add a user, or give one another role or password")
    parser.add_argument("name", help="what the user signs in as")
    parser.add_argument("--role", choices=users.ROLES, required=True, help="members see papers released to members; staff"
                     " also what is unread or held back, and why")  # fmt: skip
    parser.add_argument("--users", type=Path, default=defaults.users, metavar="FILE", help="the file (%(default)s)")
    parser.add_argument("--no-password", action="store_true", help="for users whom a proxy in front signs in")


def _add_user(options: argparse.Namespace) -> int:
    if options.users is None:
        raise SettingsError("No file of users is named: set PAPER_SEARCH_USERS, or give --users FILE.")
    password = None if options.no_password else _read_password()
    was_there = users.add_user(options.users, options.name, options.role, password)
    print(f"{options.name} ({options.role}) {'changed' if was_there else 'added'} in {options.users}.")
    return EXIT_OK


def _read_password() -> str:
    """Typed twice at a terminal, else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed = getpass.getpass("Password: ")
    if typed != getpass.getpass("Again: "):
        raise SettingsError("The two passwords differ. Nothing was written.")
    return typed


COMMANDS = (
    Command(
        "user",
        _add_user,
        "say who may sign in to see papers released to members",
        "paper-search user add alex --role member --users users.txt",
        _add_arguments,
    ),
)
