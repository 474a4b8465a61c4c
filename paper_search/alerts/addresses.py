"""Mail addresses: those that any mail server takes (RFC 5321), and in words why another is refused.

A domain in letters beyond ASCII is written in its ASCII form (IDNA, RFC 3490). Such letters before the "@" would need
SMTPUTF8 (RFC 6531) at every server on the way, so they are refused.
"""

from __future__ import annotations

import re

from paper_search.errors import QueryError

MAX_ADDRESS_CHARS, _MAX_LOCAL_CHARS = 254, 64
"""RFC 5321, section 4.5.3.1: a path has up to 256 characters, two of which are its brackets."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_AMBIGUOUS_LETTERS = frozenset("ßς\u200c\u200d")
"""Letters that IDNA 2003 turns into others, and IDNA 2008 keeps: the two lead to different domains."""
_NOT_AN_ADDRESS = "This is not an e-mail address. Write it like name@council.example."


def parse_address(typed: str) -> str:
    """Return a mail address as it is written to, its domain in small ASCII letters.

    Raises:
        QueryError: it is no address, or one that not every mail server takes.
    """
    address = typed.strip()
    local_part, at_sign, domain = address.rpartition("@")
    if not at_sign or len(address) > MAX_ADDRESS_CHARS:
        raise QueryError(_NOT_AN_ADDRESS)
    if not local_part.isascii():
        raise QueryError(
            "Not every mail server takes accents or other scripts before the “@”. Give an address without them."
        )
    domain = _encode_domain(domain)
    if len(local_part) > _MAX_LOCAL_CHARS or not _LOCAL_PART.fullmatch(local_part) or not _is_domain(domain):
        raise QueryError(_NOT_AN_ADDRESS)
    if len(local_part) + 1 + len(domain) > MAX_ADDRESS_CHARS:
        raise QueryError(_NOT_AN_ADDRESS)
    return f"{local_part}@{domain}"


def make_mailbox_key(address: str) -> str:
    """Return what is the same for addresses that lead to one mailbox: capitals and ``+tag`` make no difference."""
    local_part, _, domain = address.casefold().rpartition("@")
    return f"{local_part.partition('+')[0] or local_part}@{domain}"


def _encode_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    if _AMBIGUOUS_LETTERS & set(domain):
        raise QueryError("This domain can be read in two ways. Give it in the form that begins with “xn--”.")
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise QueryError(_NOT_AN_ADDRESS) from None


def _is_domain(domain: str) -> bool:
    """Return True for two labels or more, of which the last is no number: an address of a machine is none."""
    labels = domain.split(".")
    return len(labels) > 1 and all(map(_DOMAIN_LABEL.fullmatch, labels)) and not labels[-1].isdecimal()
