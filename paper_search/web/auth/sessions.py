"""Who is signed in, kept in a signed cookie.

A cookie counts for nothing once it was altered, is twelve hours old or was signed out here, or once its user has
another role or password. A proxy's header counts only where the settings name it.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
import time
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode

from paper_search.access import users
from paper_search.access.users import User
from paper_search.errors import SettingsError
from paper_search.web.auth.current_user import ANONYMOUS, Visitor

COOKIE_NAME = "paper_search"
SESSION_SECONDS = 12 * 3600
_MAX_REVOKED = 10_000
_log = logging.getLogger(__name__)
_SessionKey = tuple[str, str]
"""The name of a user and the id of a session."""


class Sessions:
    """The users of a site and their sessions. Safe for threads."""

    def __init__(self, file: Path | None, header: str = "", secret: str = "") -> None:
        """Keep who can sign in and how.

        Args:
            file: the file of users; None where nobody can sign in.
            header: the header in which a proxy names the visitor; empty for none.
            secret: signs the cookies. Without one each process makes its own, and a restart signs everybody out.
        """
        self._file, self._header = file, header.lower().encode("latin-1", "ignore")
        self._secret = secret.encode() or secrets.token_bytes(32)
        self._cached_users: tuple[tuple[int, int], dict[str, User]] | None = None
        self._revoked: dict[_SessionKey, float] = {}

    @property
    def has_password_sign_in(self) -> bool:
        """Return True if visitors can sign in with a password."""
        return self._file is not None and not self._header

    def load_users(self) -> dict[str, User]:
        """Return the users by name as the file has them now; none where it cannot be used, which is logged."""
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
        """Return the value of a new cookie, or None where the name and the password do not go together."""
        user = users.check_password(self.load_users(), name, password)
        if user is None:
            return None
        token = self._create_serializer(user).dumps(secrets.token_urlsafe(12))
        return f"{_encode_name(user.name)}.{token}"

    def sign_out(self, value: str) -> None:
        """Revoke a cookie in this process."""
        now = time.time()
        self._revoked = {key: end for key, end in self._revoked.items() if end > now}
        session = self._verify_cookie(value)
        if session is not None and len(self._revoked) < _MAX_REVOKED:
            user, session_id = session
            self._revoked[user.name, session_id] = now + SESSION_SECONDS

    def identify_visitor(self, headers: Mapping[bytes, bytes]) -> Visitor:
        """Return who sends a request with these headers."""
        if self._header:
            name = headers.get(self._header, b"").decode("utf-8", "replace").strip()
            user = self.load_users().get(name)
            return Visitor(name, user.role) if user else Visitor(name or None)
        session = self._verify_cookie(read_cookie(headers))
        return Visitor(session[0].name, session[0].role) if session else ANONYMOUS

    def _verify_cookie(self, value: str) -> tuple[User, str] | None:
        """Return the user of a valid cookie and the id of the session."""
        name, _, token = value.partition(".")
        user = self.load_users().get(_decode_name(name))
        # The name is not signed and a signature can be spelt in several ways: one spelling of each counts.
        if user is None or not user.password_hash or name != _encode_name(user.name) or not _is_canonical(token):
            return None
        try:
            session_id = str(self._create_serializer(user).loads(token, max_age=SESSION_SECONDS))
        except BadData:
            return None
        return None if (user.name, session_id) in self._revoked else (user, session_id)

    def _create_serializer(self, user: User) -> URLSafeTimedSerializer:
        """Return what signs a user's cookies; its key changes with the user's role and password."""
        return URLSafeTimedSerializer(
            self._secret,
            salt="\n".join(("paper-search session", user.name, user.role, user.password_hash)),
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )


def read_cookie(headers: Mapping[bytes, bytes]) -> str:
    """Return the value of the session cookie; empty without one."""
    try:
        cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return ""
    return cookies[COOKIE_NAME].value if COOKIE_NAME in cookies else ""


def _is_canonical(token: str) -> bool:
    """Return True if the signature of a token is spelt as it was made: base64 has spare bits and optional padding."""
    signature = token.rpartition(".")[2]
    try:
        return base64_encode(base64_decode(signature)).decode("ascii") == signature
    except BadData:
        return False


def _encode_name(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode("ascii").rstrip("=")


def _decode_name(encoded: str) -> str:
    try:
        return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (ValueError, UnicodeDecodeError):
        return ""
