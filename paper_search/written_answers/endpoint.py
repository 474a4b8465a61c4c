"""The server of the language model, as the settings name it: its address, its key, and what may be sent to it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from paper_search.config import SiteSettings
from paper_search.errors import SettingsError
from paper_search.secret_file import read_secret

_LOCAL_NAME = "localhost"
"""Resolved to this machine itself by every system (RFC 6761, section 6.3)."""


@dataclass(frozen=True, slots=True)
class ModelEndpoint:
    """A server that speaks the protocol of OpenAI's chat completions.

    Attributes:
        url: its address up to the version, without a slash at the end.
        model: the name of the model on it.
        key: what it is asked with, "" for none. It is left out of every text form of the record.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """The name or address of its machine, to be shown."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_loopback(self) -> bool:
        """True where nothing that is sent to it leaves this machine."""
        address = _parse_address(self.host)
        return self.host == _LOCAL_NAME if address is None else address.is_loopback

    @property
    def is_private(self) -> bool:
        """True where it stands on this machine or in a private network, as far as its address tells by itself."""
        address = _parse_address(self.host)
        return self.is_loopback or (address is not None and address.is_private)


def make_endpoint(settings: SiteSettings) -> ModelEndpoint | None:
    """Return the server that the settings name; None where they name none.

    Raises:
        SettingsError: the model is not named, or the file of the key cannot be used.
    """
    if not settings.answers_url:
        return None
    model = settings.answers_model.strip()
    if not model:
        raise SettingsError(
            "PAPER_SEARCH_ANSWERS_URL names a server and PAPER_SEARCH_ANSWERS_MODEL no model on it. Set the second to"
            " the model's name there, such as llama3.1:8b, or empty the first."
        )
    key = read_key(settings.answers_key_file) if settings.answers_key_file else ""
    return ModelEndpoint(settings.answers_url, model, key)


def read_key(path: Path) -> str:
    """Return the first line of a file of which others can read nothing.

    Raises:
        SettingsError: others can read it, or it holds no key; the message never has the key.
    """
    return read_secret(path, "PAPER_SEARCH_ANSWERS_KEY_FILE", "key", SettingsError)


def _parse_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
