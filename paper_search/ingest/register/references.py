"""References of decisions and applications, as printed."""

from __future__ import annotations

import re

from paper_search.ingest.segmentation import numbering

_APPLICATION_PATTERN = re.compile(
    # No year ("2023/24", "2023/2024"), no month ("05/2024") and no day ("12/03/2024").
    r"(?<![\w/.-])(?!(?:19|20)\d{2}/(?:(?:19|20)?\d{2})(?![\d/]))(?!(?:0?\d|1[0-2])/(?:19"
    r"|20)\d{2}(?!\d))(?!\d{1,2}/\d{1,2}/(?:19|20)?\d{2}\b)"
    # LA05/2031/0123/F, UTT/31/0123/FUL, PA/31/01234
    r"(?:[A-Z]{1,4}\d{0,2}/(?:20)?\d{2}/\d{2,6}(?:/[A-Z0-9]{1,6}){0,2}"
    # E/34801, 31/01234/FUL, 31/00117, 2031/0123/F, BH2031/01234, P31/S0451/HH, C31/0123/33/LL
    r"|[A-Z]/\d{4,6}|(?:[A-Z]{1,4}[/ ]?)?(?:20)?\d{2}/\d{3,6}(?:/[A-Z0-9]{1,6}){0,2}"
    r"|\d?[A-Z]{1,4}/?20\d{2}/\d{3,6}(?:/[A-Z]{1,6})?"
    r"|[A-Z]\d{2}/S\d{3,5}(?:/[A-Z]{1,4})?|[A-Z]\d{2}/\d{3,5}/\d{2}/[A-Z]{1,3})(?![\w/-])"
)


def find_applications(text: str) -> list[str]:
    """Return the numbers of applications and decisions in a text, as printed, each once."""
    return list(dict.fromkeys(match[0].strip() for match in _APPLICATION_PATTERN.finditer(text)))


def find_application(subject: str | None, words: str, minute: str | None) -> str | None:
    """Return the application that a decision is about: the only one in its words, else in its heading.

    Args:
        subject: the heading of its item.
        words: its own words.
        minute: the number of its minute, which may look like one.
    """
    label = numbering.parse_label(subject or "")
    title = (subject or "")[label.end if label and label.kind == "reference" else 0 :]
    for text in (words, title):
        found = [reference for reference in find_applications(text) if reference != minute]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def is_minute_number(text: str) -> bool:
    """Return True for a line that opens with the number of a minute, "31/045", which looks like an application's."""
    label = numbering.parse_label(text)
    return label is not None and label.kind == "reference"


def make_key(reference: str) -> str:
    """Return a reference without spaces and capitals, to compare."""
    return re.sub(r"\s+", "", reference).casefold()
