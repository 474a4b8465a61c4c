"""Who is signed in, kept in a signed cookie. In: requests' headers; out: askers, and cookies.

Promises: a cookie that was altered, is too old, was signed out here, or whose user has since another role or password,
counts for nothing; a proxy's header counts only where the settings name it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from paper_search.access import users
from paper_search.access.users import User
from paper_search.errors import SettingsError
from paper_search.web.auth.current_user import ANONYMOUS, Visitor

COOKIE_NAME = "paper_search"
SESSION_SECONDS = 12 * 3600
"""Seconds."""
_MAX_REVOKED = 10_000
_log = logging.getLogger(__name__)


class Sessions:
    """The users of a site and who of them is signed in. Safe for threads."""

    def __init__(self, file: Path | None, header: str = "", secret: str = "") -> None:
        """``file`` names the users, ``header`` the proxy's header, ``secret`` signs; without one each process has its
        own."""
        self._file, self._header = file, header.lower().encode("latin-1", "ignore")
        self._secret = secret.encode() or secrets.token_bytes(32)
        self._cached_users: tuple[tuple[int, int], dict[str, User]] | None = None
        self._revoked: dict[str, float] = {}

    @property
    def has_password_sign_in(self) -> bool:
        """Whether anybody can sign in with a password."""
        return self._file is not None and not self._header

    def load_users(self) -> dict[str, User]:
        """The users as the file has them now; none where it cannot be used, which is logged."""
        if self._file is None:
            return {}
        try:
            stat = self._file.stat()
            stamp = stat.st_mtime_ns, stat.st_size
            if self._cached_users is None or self._cached_users[0] != stamp:
                self._cached_users = stamp, users.load_users(self._file)
            return self._cached_users[1]
        except (OSError, SettingsError) as error:
            _log.error("Nobody is signed in: %s", error)
            self._cached_users = None
            return {}

    def sign_in(self, name: str, password: str) -> str | None:
        """The value of a cookie for the one who knows the password; None for others."""
        user = users.check_password(self.load_users(), name, password)
        if user is None:
            return None
        parts = f"{int(time.time()) + SESSION_SECONDS}.{secrets.token_urlsafe(12)}.{_encode_name(user.name)}"
        return f"{parts}.{self._compute_signature(parts, user)}"

    def sign_out(self, value: str) -> None:
        """From now on the cookie counts for nothing in this process."""
        now = time.time()
        self._revoked = {each: ends for each, ends in self._revoked.items() if ends > now}
        if len(self._revoked) < _MAX_REVOKED and self._verify_cookie(value) is not None:
            self._revoked[value] = now + SESSION_SECONDS

    def identify_visitor(self, headers: Mapping[bytes, bytes]) -> Visitor:
        """Who sends a request with these headers."""
        if self._header:
            name = headers.get(self._header, b"").decode("utf-8", "replace").strip()
            user = self.load_users().get(name)
            return Visitor(name, user.role) if user else Visitor(name or None)
        user = self._verify_cookie(read_cookie(headers))
        return Visitor(user.name, user.role) if user else ANONYMOUS

    def _verify_cookie(self, value: str) -> User | None:
        parts, _, seal = value.rpartition(".")
        pieces = parts.split(".")
        if len(pieces) != 3 or value in self._revoked or not pieces[0].isdecimal() or len(pieces[0]) > 12:
            return None
        user = self.load_users().get(_decode_name(pieces[2]))
        if (
            user is None
            or not user.password_hash
            or not hmac.compare_digest(self._compute_signature(parts, user), seal)
        ):
            return None
        return user if int(pieces[0]) > time.time() else None

    def _compute_signature(self, parts: str, user: User) -> str:
        whole = "\n".join((parts, user.name, user.role, user.password_hash)).encode()
        return hmac.new(self._secret, whole, hashlib.sha256).hexdigest()


def read_cookie(headers: Mapping[bytes, bytes]) -> str:
    """The value of our cookie, "" without one."""
    try:
        cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return ""
    return cookies[COOKIE_NAME].value if COOKIE_NAME in cookies else ""


def _encode_name(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode("ascii").rstrip("=")


def _decode_name(encoded: str) -> str:
    try:
        return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (ValueError, UnicodeDecodeError):
        return ""
