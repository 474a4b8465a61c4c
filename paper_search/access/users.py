"""The users who may sign in: a file of names, roles, password hashes and the days on which they were added.

No password is kept or logged. A wrong name takes as long as a wrong password. A file that cannot be understood lets
nobody in and names the line.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, get_args

from paper_search.errors import SettingsError

Role = Literal["reader", "member", "staff"]
ROLES: tuple[Role, ...] = get_args(Role)
MIN_PASSWORD_CHARACTERS, MAX_PASSWORD_CHARACTERS = 10, 200
"""Characters of a password."""
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P, _KEY_BYTES = 2**14, 8, 5, 32
_SCRYPT_MEMORY_BYTES = 64 * 1024 * 1024
_NAME_PATTERN = re.compile(r"[^\s:][^:\x00-\x1f\x7f]{0,62}[^\s:]|[^\s:]")
_HASH_PATTERN = re.compile(r"scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w+/=]+)\$([\w+/=]+)")


@dataclass(frozen=True, slots=True)
class User:
    """One line of the file; without a hash, a proxy in front says who somebody is.

    ``since`` is the day on which the user was added, None where the line does not say.
    """

    name: str
    role: Role
    password_hash: str = ""
    since: date | None = None


def load_users(path: Path) -> dict[str, User]:
    """Return the users by name. Raises SettingsError naming a wrong line."""
    users: dict[str, User] = {}
    for number, line in enumerate(_read_lines(path), 1):
        if _names_user(line):
            user = _parse_user(path, number, line)
            if user.name in users:
                raise _make_line_error(path, number, "names a user a second time")
            users[user.name] = user
    return users


def _read_lines(path: Path) -> list[str]:
    try:
        # Editors of Windows begin a file with a byte-order mark.
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path}: the file of users cannot be read ({error}). Name it in PAPER_SEARCH_USERS."
        ) from error


def _names_user(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _parse_user(path: Path, number: int, line: str) -> User:
    cells = line.strip().split(":", 3)
    if len(cells) < 3 or not _NAME_PATTERN.fullmatch(cells[0]):
        raise _make_line_error(path, number, "is not name:role:hash or name:role:hash:day")
    role = next((role for role in ROLES if role == cells[1]), None)
    if role is None:
        raise _make_line_error(path, number, f"has a role other than {', '.join(ROLES)}")
    if cells[2] and not _HASH_PATTERN.fullmatch(cells[2]):
        raise _make_line_error(path, number, "has no hash as 'paper-search user add' makes them")
    try:
        since = date.fromisoformat(cells[3]) if len(cells) == 4 else None
    except ValueError:
        raise _make_line_error(path, number, "has a day that is not of the form 2026-01-30") from None
    return User(cells[0], role, cells[2], since)


def _make_line_error(path: Path, number: int, fault: str) -> SettingsError:
    return SettingsError(
        f"{path}, line {number}: the line {fault}. Nobody can sign in until it is right: mend it, or make it anew with"
        " 'paper-search user add NAME --role ROLE'."
    )


def add_user(path: Path, name: str, role: Role, password: str | None, today: date | None = None) -> bool:
    """Write a user into the file, in place of one of that name, who keeps the day of being added.

    Args:
        path: the file of users.
        name: what the user signs in as.
        role: what the user may see.
        password: None where a proxy in front says who somebody is.
        today: the day on which a new user is added; that of the clock, in UTC, by default.

    Returns:
        True if there was a user of that name.

    Raises:
        SettingsError: the name or the password cannot be used, or the file cannot be read or written.
    """
    if not _NAME_PATTERN.fullmatch(name):
        raise SettingsError(
            f"{name!r} cannot be a user name."
            " Use up to 64 characters, without a colon, and without a space at either end."
        )
    known = load_users(path).get(name) if path.exists() else None
    new = User(name, role, hash_password(password) if password is not None else "", today or datetime.now(UTC).date())
    user = replace(new, since=known.since) if known else new
    _write_user(path, name, f"{name}:{role}:{user.password_hash}{f':{user.since}' if user.since else ''}")
    return known is not None


def remove_user(path: Path, name: str) -> bool:
    """Delete the line of a user. The sessions of that user end at once, since each request is checked with the file.

    Args:
        path: the file of users.
        name: what the user signs in as.

    Returns:
        True if there was a user of that name.

    Raises:
        SettingsError: the file cannot be read or written.
    """
    is_there = name in load_users(path)
    if is_there:
        _write_user(path, name, None)
    return is_there


def _write_user(path: Path, name: str, new_line: str | None) -> None:
    """Write the file with another line for a user, or None for no line; comments and the other lines stay."""
    lines = [line.rstrip("\r") for line in _read_lines(path)] if path.exists() else []
    while lines and not lines[-1].strip():
        lines.pop()
    place = next(
        (number for number, line in enumerate(lines) if _names_user(line) and line.strip().split(":")[0] == name),
        len(lines),
    )
    lines[place : place + 1] = [] if new_line is None else [new_line]
    beside = path.with_name(path.name + ".new")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write("".join(f"{line}\n" for line in lines))
        beside.replace(path)
    except OSError as error:
        raise SettingsError(
            f"{path}: the file of users cannot be saved ({error}). Check the folder and your rights to it."
        ) from error


def hash_password(password: str) -> str:
    """Return the scrypt hash of a password. Raises SettingsError for one that is too short or too long."""
    if not MIN_PASSWORD_CHARACTERS <= len(password) <= MAX_PASSWORD_CHARACTERS:
        raise SettingsError(f"A password has {MIN_PASSWORD_CHARACTERS} to {MAX_PASSWORD_CHARACTERS} characters.")
    salt = secrets.token_bytes(16)
    key = _derive_key(password, salt, _SCRYPT_N, _SCRYPT_R, _SCRYPT_P)
    return f"scrypt${_SCRYPT_N}${_SCRYPT_R}${_SCRYPT_P}${_encode_base64(salt)}${_encode_base64(key)}"


_UNKNOWN_USER = User("", "reader", f"scrypt${_SCRYPT_N}${_SCRYPT_R}${_SCRYPT_P}${'A' * 22}==${'A' * 43}=")


def check_password(users: dict[str, User], name: str, password: str) -> User | None:
    """Return the user of that name and password; a wrong name takes as long as a wrong password.

    Args:
        users: the users by name.
        name: what was typed as the name.
        password: what was typed as the password.

    Returns:
        The user, or None.
    """
    user = users.get(name, _UNKNOWN_USER)
    is_right = _is_password_right(
        password[: MAX_PASSWORD_CHARACTERS + 1], (user.password_hash or _UNKNOWN_USER.password_hash)
    )
    return user if is_right and user.password_hash and user is not _UNKNOWN_USER else None


def _is_password_right(password: str, password_hash: str) -> bool:
    stored = _HASH_PATTERN.fullmatch(password_hash)
    if stored is None:
        return False
    n, r, p = (int(stored[group]) for group in (1, 2, 3))
    try:
        key = _derive_key(password, base64.b64decode(stored[4]), n, r, p)
    except ValueError:
        return False
    return hmac.compare_digest(key, base64.b64decode(stored[5]))


def _derive_key(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    encoded = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(encoded, salt=salt, n=n, r=r, p=p, maxmem=_SCRYPT_MEMORY_BYTES, dklen=_KEY_BYTES)


def _encode_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
