"""Pages that ask whether somebody is a person. A run that meets one stops: it never pretends to be a browser."""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_EXAMINED_BYTES = 65_536
_MAX_STUB_BYTES = 4096
"""Bytes: a page this short that carries a firewall's script holds nothing else; longer ones carry it too."""
_PAGE = re.compile(
    rb"<title>\s*(?:just a moment|attention required! \| cloudflare|pardon our interruption|human verification"
    rb"|are you a robot|security check|bot verification|one more step)"
    rb"|request unsuccessful\.\s+incapsula incident id|please enable (?:js|javascript) and disable any ad blocker"
    rb"|checking (?:if the site connection is secure|your browser before accessing)",
    re.IGNORECASE,
)
_STUB = re.compile(
    rb"_incapsula_resource|/cdn-cgi/challenge-platform|captcha|datadome|awswaf|perimeterx|px-captcha|akam/\d+/",
    re.IGNORECASE,
)
_HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|title|script|h1)\b", re.IGNORECASE)


def is_html(content_type: str, body: bytes) -> bool:
    """Return True for a web page, by its first bytes or by what the server calls it."""
    return bool(_HTML.match(body)) or content_type.partition(";")[0].strip().lower() in (
        "text/html",
        "application/xhtml+xml",
    )


def is_challenge(headers: Mapping[str, str], body: bytes) -> bool:
    """Return True for a page of a firewall that wants to see a person's browser.

    Args:
        headers: those of the answer, with names in small letters.
        body: the first bytes of the page, ``MAX_EXAMINED_BYTES`` at most.
    """
    if headers.get("cf-mitigated", "").lower() == "challenge" or headers.get("x-amzn-waf-action", "") in (
        "captcha",
        "challenge",
    ):
        return True
    return bool(_PAGE.search(body)) or (len(body) <= _MAX_STUB_BYTES and bool(_STUB.search(body)))
