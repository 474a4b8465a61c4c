"""JSON of a council's web service: lists of records, read whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from paper_search.errors import UnreadablePageError
from paper_search.fetch.responses import Page

SiteRecord = Mapping[str, Any]
"""One record of a web service, by the names of its fields."""
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T|$)")


def parse_records(page: Page) -> tuple[SiteRecord, ...]:
    """Parse an answer that is a list of records.

    Args:
        page: the answer.

    Raises:
        UnreadablePageError: it is a web page, it is cut off, or it is no list of records.
    """
    found = _parse(page)
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise UnreadablePageError(
            "not a list", "The site's data is not the list that was asked for", "It is tried again in the next run."
        )
    return tuple(found)


def parse_record(page: Page) -> SiteRecord:
    """Parse an answer that is one record; see ``parse_records`` for what is raised."""
    found = _parse(page)
    if not isinstance(found, dict):
        raise UnreadablePageError(
            "not a record", "The site's data is not the record that was asked for", "It is tried again in the next run."
        )
    return found


def read_text(record: SiteRecord, name: str) -> str:
    """Return a field's text on one line; empty where it is missing, null, or neither text nor a number."""
    value = record.get(name)
    is_text = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    return " ".join(str(value).split()) if is_text else ""


def read_flag(record: SiteRecord, name: str) -> bool | None:
    """Return a field's truth value, also as 1 or 0; None where it is missing or is anything else."""
    value = record.get(name)
    if isinstance(value, bool):
        return value
    return bool(value) if isinstance(value, int) and value in (0, 1) else None


def read_day(record: SiteRecord, name: str) -> date | None:
    """Return the day of a field such as "2026-03-04T00:00:00", whatever its hour; None where there is none."""
    match = _DAY.match(read_text(record, name))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _parse(page: Page) -> object:
    if page.is_html:
        raise UnreadablePageError(
            "web page", "The site answered with a web page in place of data", "It is tried again in the next run."
        )
    try:
        found = json.loads(page.body.decode("utf-8-sig"))
        if _HALF_CHARACTER.search(page.body):
            # Half a character, as JSON can escape it, can be written nowhere.
            found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
        return found
    except (ValueError, RecursionError) as error:
        raise UnreadablePageError(
            "cut off", "The site's data is cut off or damaged", "It is tried again in the next run."
        ) from error
