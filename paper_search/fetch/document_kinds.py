"""The kind and the status of a listed document by its title, and whether the title says that it is restricted."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from paper_search.access.exempt_folders import is_exempt_folder
from paper_search.access.exemption import find_declaration
from paper_search.access.review_markings import find_review_marking
from paper_search.fetch.records import DocumentRefusal
from paper_search.text.printed_dates import find_dates

_KINDS = (
    ("agenda frontsheet", r"agenda\s+front\s*sheet"),
    ("supplement/public pack", r"\b(?:reports?|agenda|public)\s+pack\b|\bsupplement(?:ary)?\b|\bto\s+follow\b"),
    ("decision record", r"\bdecisions?\s+(?:notice|sheet|record|list)|\b(?:record\s+of|printed)\s+decisions?\b"),
    ("minutes", r"\bminutes\b|\bcofnodion\b"),
    ("agenda frontsheet", r"^agenda\b(?!.*\breport)"),
    ("questions", r"\b(?:public|members'?|councillors'?)\s+questions\b"),
    ("appendix", r"^(?:appendix|annexe?)\b"),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)
_OWN_MINUTES = re.compile(r"\bprinted\s+minutes\b|\bminutes\s+of\s+(?:this|the)\s+meeting$", re.IGNORECASE)
_OF_THIS_MEETING = re.compile(r"\bof\s+this\s+meeting\b", re.IGNORECASE)
_DRAFT = re.compile(r"\bdraft\b", re.IGNORECASE)
_CLOSED_TITLE = re.compile(
    r"^\W*(?:exempt|confidential|restricted|private|not\s+for\s+publication|part\s+(?:2|ii|b)|below\s+the\s+line)\b"
    r"(?!\s+(?:sector|hire|rented|street|tenants?|finance|byways?|landlords?|water|accommodation|reporting|waste))"
    r"|[(\[–-]\s*(?:exempt|confidential|restricted|not\s+for\s+publication|private)(?:\s+information)?\s*[)\]]?\s*$"
    r"|[(\[]\s*(?:exempt|confidential|restricted|not\s+for\s+publication|private)\s*[)\]]",
    re.IGNORECASE,
)


_FILE_ENDING = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|rtf|od[tsp])\s*$", re.IGNORECASE)


def find_kind(title: str) -> str | None:
    """Return the kind of a document by its title, or None where the title does not tell."""
    return next((kind for kind, pattern in _PATTERNS if pattern.search(title)), None)


def find_status(title: str) -> str | None:
    """Return "draft" for a document that calls itself one in its title."""
    return "draft" if _DRAFT.search(title) else None


def is_of_other_meeting(title: str, item_title: str, held_on: date | None) -> bool:
    """Return True for minutes of an earlier meeting, which an agenda brings for approval.

    Args:
        title: the title of minutes.
        item_title: the title of the agenda item they are attached to; empty for the meeting itself.
        held_on: the day of the meeting whose agenda it is.
    """
    if find_kind(title) != "minutes":
        return False
    days = {printed.day for printed in find_dates(title)}
    if days:
        return held_on not in days
    return bool(item_title) and not (_OWN_MINUTES.search(title) or _OF_THIS_MEETING.search(item_title))


def find_closed_title(title: str) -> DocumentRefusal | None:
    """Return why a title says that what bears it is not for publication, or None.

    Args:
        title: the title of an agenda item or of a document.
    """
    title = "".join(character for character in unicodedata.normalize("NFKC", title) if not _is_unseen(character))
    title = _FILE_ENDING.sub("", title).replace("_", " ")
    is_closed = (
        _CLOSED_TITLE.search(title)
        or is_exempt_folder(title)
        or find_declaration((title,)) is not None
        or find_review_marking((), (title,)) is not None
    )
    return DocumentRefusal("restricted", "its title says that it is not for publication") if is_closed else None


def _is_unseen(character: str) -> bool:
    """Return True for a character that nobody sees, which would part a word only for a program."""
    return unicodedata.category(character) in ("Cf", "Cc") and not character.isspace()
