"""Who may sign in: a file of names, roles and what their passwords come to.

In: the file, and what somebody typed; out: a user, or None. Promised: no password is kept or logged; a wrong name takes
as long as a wrong password; a file that cannot be understood lets nobody in and names the line.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from paper_search.errors import SettingsError

Role = Literal["reader", "member", "staff"]
ROLES: tuple[Role, ...] = get_args(Role)
SHORTEST, LONGEST = 10, 200
"""Characters of a password."""
_N, _R, _P, _LENGTH = 2**14, 8, 5, 32
_MEMORY = 64 * 1024 * 1024
_NAME = re.compile(r"[^\s:][^:\x00-\x1f\x7f]{0,62}[^\s:]|[^\s:]")
_HASH = re.compile(r"scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w+/=]+)\$([\w+/=]+)")


@dataclass(frozen=True, slots=True)
class User:
    """One line. ``stored`` is what the password comes to; "" where a proxy in front says who somebody is."""

    name: str
    role: Role
    stored: str = ""


def load(path: Path) -> dict[str, User]:
    """The users by name. Raises SettingsError naming the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: the users cannot be read ({error}); see PAPER_SEARCH_USERS.") from error
    users: dict[str, User] = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            user = _user(path, number, line)
            if user.name in users:
                raise _wrong(path, number, "names a user a second time")
            users[user.name] = user
    return users


def _user(path: Path, number: int, line: str) -> User:
    cells = line.strip().split(":", 2)
    if len(cells) != 3 or not _NAME.fullmatch(cells[0]):
        raise _wrong(path, number, "is not name:role:hash")
    role = next((each for each in ROLES if each == cells[1]), None)
    if role is None:
        raise _wrong(path, number, f"has a role other than {', '.join(ROLES)}")
    if cells[2] and not _HASH.fullmatch(cells[2]):
        raise _wrong(path, number, "has no hash as 'paper-search user add' makes them")
    return User(cells[0], role, cells[2])


def _wrong(path: Path, number: int, what: str) -> SettingsError:
    return SettingsError(
        f"{path}, line {number}: the line {what}. Nobody can sign in until it is right: mend it, or make it anew with"
        " 'paper-search user add NAME --role ROLE'."
    )


def add(path: Path, name: str, role: Role, password: str | None) -> bool:
    """Write a user into the file, in place of one of that name; True where there was one.

    ``password`` is None where a proxy in front says who somebody is. Raises SettingsError.
    """
    if not _NAME.fullmatch(name):
        raise SettingsError(f"{name!r} cannot be a name: use up to 64 characters, no colon, no space at either end.")
    held = load(path) if path.exists() else {}
    was_there = name in held
    held[name] = User(name, role, hashed(password) if password is not None else "")
    lines = "".join(f"{user.name}:{user.role}:{user.stored}\n" for user in held.values())
    beside = path.with_name(path.name + ".new")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(lines)
        beside.replace(path)
    except OSError as error:
        raise SettingsError(f"{path}: the users cannot be written ({error}).") from error
    return was_there


def hashed(password: str) -> str:
    """What is kept of a password. Raises SettingsError for one that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise SettingsError(f"A password has {SHORTEST} to {LONGEST} characters.")
    salt = secrets.token_bytes(16)
    key = _key(password, salt, _N, _R, _P)
    return f"scrypt${_N}${_R}${_P}${_text(salt)}${_text(key)}"


_NOBODY = User("", "reader", f"scrypt${_N}${_R}${_P}${'A' * 22}==${'A' * 43}=")


def check(users: dict[str, User], name: str, password: str) -> User | None:
    """The user of that name and password, or None; either takes as long."""
    user = users.get(name, _NOBODY)
    is_right = _is_right(password[: LONGEST + 1], (user.stored or _NOBODY.stored))
    return user if is_right and user.stored and user is not _NOBODY else None


def _is_right(password: str, stored: str) -> bool:
    found = _HASH.fullmatch(stored)
    if found is None:
        return False
    n, r, p = (int(found[group]) for group in (1, 2, 3))
    try:
        key = _key(password, base64.b64decode(found[4]), n, r, p)
    except ValueError:
        return False
    return hmac.compare_digest(key, base64.b64decode(found[5]))


def _key(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    whole = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(whole, salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=_LENGTH)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
