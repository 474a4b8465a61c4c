"""The name that a client gives itself, and the certificates by which it knows a site."""

from __future__ import annotations

import os
import ssl
from functools import cache

import httpx

from paper_search._version import __version__
from paper_search.errors import FetchError
from paper_search.fetch.robots import ROBOTS_TOKEN

PROJECT_PAGE = "https://pypi.org/project/paper-search/"


def make_agent(contact: str) -> str:
    """Return the User-Agent of a run.

    Args:
        contact: the address at which the council reaches whoever runs this.

    Raises:
        FetchError: a header cannot carry it.
    """
    if not contact.strip() or not contact.isascii() or not contact.isprintable():
        raise FetchError(f"The contact {contact!r} cannot be sent. Name a mail or web address in ASCII with --contact.")
    return f"{ROBOTS_TOKEN}/{__version__} (+{PROJECT_PAGE}; contact: {contact.strip()})"


@cache
def load_certificates() -> ssl.SSLContext:
    """Return the certificates that sites are known by, which take a tenth of a second to load.

    Raises:
        FetchError: the file or the folder that the environment names cannot be read.
    """
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        named = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
        where = " and ".join(named) or "this system"
        raise FetchError(
            f"The certificates of {where} cannot be read ({error}). Name a file of certificates in the PEM format, or"
            " unset it."
        ) from error
