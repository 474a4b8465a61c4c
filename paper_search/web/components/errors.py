"""What visitors are told when the papers cannot be used. In: what went wrong; out: words, and a page that says them.

Promises: a damaged or missing index is called that; which file it is, where it lies and what to do about it stands in
the log alone, for whoever runs the site.
"""

from __future__ import annotations

from paper_search.errors import DamagedIndexError, MissingIndexError
from paper_search.web.html import escape, tag

UNAVAILABLE_HEADING = "The papers cannot be searched just now"
_LOGGED_TEXT = "What to do about it has been logged for whoever runs this site."
_DAMAGED_TEXT = f"The index of the papers is damaged, so nothing is shown from it. {_LOGGED_TEXT}"
_MISSING_TEXT = f"The index of the papers is not where it was. {_LOGGED_TEXT}"
_OTHER_TEXT = "Something went wrong on the server; it has been logged. Try again in a moment."


def describe_error(error: BaseException) -> str:
    """What went wrong, as far as it helps a visitor. Plain text."""
    if isinstance(error, DamagedIndexError):
        return _DAMAGED_TEXT
    return _MISSING_TEXT if isinstance(error, MissingIndexError) else _OTHER_TEXT


def render_message(heading: str, text: str) -> str:
    """A heading and a notice, for a page of ours. Safe HTML."""
    return tag("h1", escape(heading)) + tag("section", tag("p", escape(text)), class_="panel notice", role="alert")
