"""Who is signed in, kept in a signed cookie.

A cookie counts for nothing once it was altered, is twelve hours old or was signed out, or once its user has another
role or password. With a secret in the settings what was signed out is kept in a file, so that no restart and no other
process brings it back; where no file can be written, the secret is not used. A proxy's header counts only where the
settings name it, and where they name the proxies too, only from them.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode

from paper_search.access import users
from paper_search.access.users import User
from paper_search.errors import SettingsError, StorageError
from paper_search.web.auth.current_user import ANONYMOUS, Visitor
from paper_search.web.auth.revocations import Revocations

COOKIE_NAME = "paper_search"
SESSION_SECONDS = 12 * 3600
_COOKIE_PATTERN = re.compile(r"[\w.-]{1,1000}", re.ASCII)
_REVOCATIONS_SUFFIX = ".signed-out"
_REVOCATIONS_NAME = "signed-out.txt"
_log = logging.getLogger(__name__)


class Sessions:
    """The users of a site and their sessions. Safe for threads."""

    def __init__(
        self, file: Path | None, header: str = "", secret: str = "", revocation_files: Sequence[Path] = ()
    ) -> None:
        """Keep who can sign in and how.

        Args:
            file: the file of users; None where nobody can sign in.
            header: the header in which a proxy names the visitor; empty for none.
            secret: signs the cookies. Without one each process makes its own, and a restart signs everybody out.
            revocation_files: where sessions that were signed out may be kept; the first that can be written is taken.
                By default one beside the file of users.
        """
        self._file, self._header = file, header.lower().encode("latin-1", "ignore")
        self._cached_users: tuple[tuple[int, ...], dict[str, User]] | None = None
        self._secret, self._revocations = secret.encode(), Revocations(lifetime_seconds=SESSION_SECONDS)
        if self._secret and self.has_password_sign_in:
            self._open_revocations(revocation_files or list_revocation_files(file))
        self._secret = self._secret or secrets.token_bytes(32)

    def _open_revocations(self, files: Sequence[Path]) -> None:
        """Open the first file that can be written; without one the secret is given up, so that a restart ends all."""
        for file in files:
            try:
                self._revocations = Revocations(file, SESSION_SECONDS)
                return
            except StorageError as error:
                _log.warning("%s", error)
        _log.error(
            "PAPER_SEARCH_SECRET is not used: a session that was signed out would count again after a restart. Every"
            " process has a secret of its own until PAPER_SEARCH_SIGNED_OUT names a file that can be written."
        )
        self._secret = b""

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
            # The file is replaced as a whole, and a new password has as many bytes as the old.
            stamp = stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino
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
        """Revoke a cookie. Raises StorageError where that counts in this process only."""
        session = self._verify_cookie(value)
        if session is not None:
            user, session_id, began_at = session
            try:
                self._revocations.revoke(user.name, session_id, began_at)
            except StorageError as error:
                _log.error("%s", error)
                raise

    def identify_visitor(self, headers: Mapping[bytes, bytes]) -> Visitor:
        """Return who sends a request with these headers."""
        if self._header:
            name = headers.get(self._header, b"").decode("utf-8", "replace").strip()
            user = self.load_users().get(name)
            return Visitor(name, user.role) if user else Visitor(name or None)
        session = self._verify_cookie(read_cookie(headers))
        return Visitor(session[0].name, session[0].role) if session else ANONYMOUS

    def _verify_cookie(self, value: str) -> tuple[User, str, float] | None:
        """Return the user of a valid cookie, the id of the session, and when it began, in seconds since 1970."""
        name, _, token = value.partition(".")
        user = self.load_users().get(_decode_name(name))
        # The name is not signed and a signature can be spelt in several ways: one spelling of each counts.
        if user is None or not user.password_hash or name != _encode_name(user.name) or not _is_canonical(token):
            return None
        serializer = self._create_serializer(user)
        try:
            loaded, began = serializer.loads(token, max_age=SESSION_SECONDS, return_timestamp=True)
        except BadData:
            return None
        session_id, began_at = str(loaded), began.timestamp()
        is_revoked = self._revocations.is_revoked(user.name, session_id, began_at)
        return None if is_revoked else (user, session_id, began_at)

    def _create_serializer(self, user: User) -> URLSafeTimedSerializer:
        """Return what signs a user's cookies; its key changes with the user's role and password."""
        return URLSafeTimedSerializer(
            self._secret,
            salt="\n".join(("paper-search session", user.name, user.role, user.password_hash)),
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )


def list_revocation_files(
    users_file: Path | None, chosen: Path | None = None, index: Path | None = None
) -> tuple[Path, ...]:
    """Return where sessions that were signed out may be kept, the best place first.

    Args:
        users_file: the file of users.
        chosen: the file in the settings, which has the last word.
        index: the folder of the index.
    """
    if chosen is not None:
        return (chosen,)
    beside = [users_file.with_name(users_file.name + _REVOCATIONS_SUFFIX)] if users_file else []
    return (*beside, *([index / _REVOCATIONS_NAME] if index else []))


def read_cookie(headers: Mapping[bytes, bytes]) -> str:
    """Return the value of the session cookie; empty without one, or where two disagree.

    ``http.cookies`` is not used: it may take the square of the time that the length of a header asks for
    (CVE-2024-7592), and gives up at a cookie of another application on the same host.
    """
    parts = headers.get(b"cookie", b"").decode("latin-1").split(";")
    pairs = (part.strip().partition("=") for part in parts)
    values = {value for name, _, value in pairs if name == COOKIE_NAME}
    value = values.pop() if len(values) == 1 else ""
    return value if _COOKIE_PATTERN.fullmatch(value) else ""


def strip_cookies(headers: Iterable[tuple[bytes, bytes]], session: str) -> list[tuple[bytes, bytes]]:
    """Return the headers of a request with no cookie but the session's.

    What comes behind, such as Gradio, reads cookies with ``http.cookies``.

    Args:
        headers: the headers that were sent.
        session: the value of the session cookie; empty without one.
    """
    kept = [(name, content) for name, content in headers if name.lower() != b"cookie"]
    return [*kept, (b"cookie", f"{COOKIE_NAME}={session}".encode())] if session else kept


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
