"""Signed tokens for the links of mails: each names an alert and what may be done with it, and nothing else.

A link to confirm counts for two days. A link to stop counts as long as the alert is kept, since a mail may be read
years later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

PENDING_SECONDS = 48 * 3600
"""Seconds in which an alert must be confirmed; one that is not is forgotten."""
_MAX_TOKEN_CHARS = 200
_SIGNER = {"key_derivation": "hmac", "digest_method": hashlib.sha256}


class AlertTokens:
    """The tokens of one file of alerts, signed with its key."""

    def __init__(self, key: bytes) -> None:
        """Sign with a key of 32 random bytes."""
        self._confirming = URLSafeTimedSerializer(key, salt="paper-search alert: confirm", signer_kwargs=_SIGNER)
        self._stopping = URLSafeSerializer(key, salt="paper-search alert: stop", signer_kwargs=_SIGNER)

    def make_confirm_token(self, alert_id: str) -> str:
        """Return the token by which an alert is confirmed."""
        return str(self._confirming.dumps(alert_id))

    def make_stop_token(self, alert_id: str) -> str:
        """Return the token by which an alert is stopped."""
        return str(self._stopping.dumps(alert_id))

    def read_confirm_token(self, token: str) -> str | None:
        """Return the id of the alert; None for a token that was altered, is too old or is for something else."""
        return _read(token, lambda: self._confirming.loads(token, max_age=PENDING_SECONDS))

    def read_stop_token(self, token: str) -> str | None:
        """Return the id of the alert; None for a token that was altered or is for something else."""
        return _read(token, lambda: self._stopping.loads(token))


def _read(token: str, load: Callable[[], object]) -> str | None:
    if len(token) > _MAX_TOKEN_CHARS:
        return None
    try:
        alert_id = load()
    except BadData:
        return None
    return alert_id if isinstance(alert_id, str) else None
