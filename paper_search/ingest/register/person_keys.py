"""Keys of people of the register."""

from __future__ import annotations

import re

from paper_search.text.names import normalise_person

_BRACKETED_INITIAL = re.compile(r"\s*\(([^\W\d_])\)\s*$")


def make_person_key(name: str) -> str:
    """Return the normalised form of a printed name; "Collins (J)", as Irish papers have it, is "J Collins"."""
    initial = _BRACKETED_INITIAL.search(name)
    if initial is None:
        return normalise_person(name)
    return f"{initial[1].lower()} {normalise_person(name[: initial.start()])}"
