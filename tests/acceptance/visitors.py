"""The people who sign in to the sites under test: one of each role."""

from __future__ import annotations

from pathlib import Path

from paper_search.access import users

PASSWORDS = {"rita": "reader's own words", "max": "member's own words", "stan": "staff's own words"}
ROLES = {"rita": "reader", "max": "member", "stan": "staff"}


def write_users(file: Path) -> Path:
    """Write the file of all of them."""
    for name, password in PASSWORDS.items():
        users.add_user(file, name, ROLES[name], password)  # type: ignore[arg-type]
    return file
