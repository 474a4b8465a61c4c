"""Ids of meetings and people for addresses: readable, of unreserved characters (RFC 3986, section 2.3), and stable.

An id follows from names and a day alone, so it does not depend on what else is held. Names that mean one authority or
one committee have one id.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import lru_cache

from paper_search.text.authorities import authority_key, find_authority
from paper_search.text.authority_forms import parse_form
from paper_search.text.committees import committee_key
from paper_search.text.spans import strip_accents

_NO_AUTHORITY = "no-authority"
_HASH_LENGTH = 8


def make_slug(text: str) -> str:
    """Return a text in small letters, digits and hyphens; letters that have no such form are told apart by a hash."""
    plain = re.sub(r"['\u2018\u2019.]", "", strip_accents(text).casefold())
    words = re.findall(r"[a-z0-9]+", plain)
    if not words or any(sign.isalnum() and not sign.isascii() for sign in plain):
        words.append(hashlib.sha256(plain.encode()).hexdigest()[:_HASH_LENGTH])
    return "-".join(words)


@lru_cache(maxsize=65536)
def make_authority_slug(name: str | None) -> str:
    """Return the part of an id that stands for an authority, the same for all its names."""
    if name is None:
        return _NO_AUTHORITY
    form = parse_form(name)
    if find_authority(name) is None and form is not None:
        return make_slug(f"{form.place} {form.style} council")
    return make_slug(authority_key(name))


@lru_cache(maxsize=65536)
def make_body_slug(committee: str) -> str:
    """Return the part of an id that stands for a committee, the same for all ways to write its name."""
    return make_slug(committee_key(committee))


def make_meeting_id(authority: str, committee: str, held_on: date) -> str:
    """Return the id of a meeting: "ferndale-town-council/planning-committee/2025-03-04"."""
    return f"{make_authority_slug(authority)}/{make_body_slug(committee)}/{held_on.isoformat()}"


def parse_meeting_day(meeting_id: str) -> date | None:
    """Return the day of a meeting from its id; None where it is no id of a meeting."""
    try:
        return date.fromisoformat(meeting_id.rpartition("/")[2])
    except ValueError:
        return None


def make_person_id(authority: str | None, person_key: str) -> str:
    """Return the id of a person: "ferndale-town-council/jo-wren"; a hyphen within a name becomes "_".

    Args:
        authority: whose papers name the person.
        person_key: see ``text.names.normalise_person``.
    """
    names = "-".join("_".join(make_slug(part) for part in word.split("-")) for word in person_key.split())
    return f"{make_authority_slug(authority)}/{names}"


def parse_person_name(person_id: str) -> str:
    """Return the name in a person's id, in a form to look for."""
    return person_id.rpartition("/")[2].replace("-", " ").replace("_", "-")
