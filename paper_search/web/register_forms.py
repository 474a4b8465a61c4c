"""The limits of the lists of the register as addresses, and back; and the addresses of its pages.

Whatever a visitor may have sent in the place of a limit, a form has only values that can be one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args
from urllib.parse import parse_qsl, quote, urlencode

from paper_search.records import Filters, Meeting
from paper_search.records.register import RegisterQuery
from paper_search.retrieval.register.addresses import make_meeting_id
from paper_search.web.decision_forms import DecisionForm, to_decision_query
from paper_search.web.forms import MAX_ID_CHARS, MAX_WORDS_CHARS, clean_line, clean_values, group_items

MEETINGS_PATH, DECISIONS_PATH, PEOPLE_PATH, MATTER_PATH = "/meetings", "/decisions", "/people", "/matter"
DECISIONS_CSV_PATH, DECISIONS_FEED_PATH = f"{DECISIONS_PATH}/csv", f"{DECISIONS_PATH}/feed"
FIND_PERSON_PATH = f"{PEOPLE_PATH}/find"
MeetingLimit = Literal["cancelled", "draft", "confirmed", "no minutes"]
"""The statuses that a list of meetings can be limited to; "no minutes" is one that is past, its minutes not held."""
MEETING_LIMITS: tuple[MeetingLimit, ...] = get_args(MeetingLimit)
_MAX_YEAR = 9999


@dataclass(frozen=True, slots=True)
class MeetingForm:
    """The meetings wanted: of whom, in which year, with which status, and of which papers' words."""

    words: str = ""
    authorities: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    year: int | None = None
    status: MeetingLimit | None = None

    def to_register_query(self, limit: int, offset: int = 0) -> RegisterQuery:
        """Return what is asked of the register; the status is not among it.

        Args:
            limit: how many meetings at most.
            offset: how many of the first are left out.
        """
        since, until = (date(self.year, 1, 1), date(self.year, 12, 31)) if self.year else (None, None)
        filters = Filters(self.authorities, self.committees, since=since, until=until)
        return RegisterQuery(filters, words=self.words, limit=limit, offset=offset)


@dataclass(frozen=True, slots=True)
class PeopleForm:
    """The people wanted: by name, and of whose papers."""

    name: str = ""
    authorities: tuple[str, ...] = ()


def parse_page(items: Iterable[tuple[str, str]]) -> int:
    """Return the page of a list, from 1."""
    page = next((value for name, value in items if name == "page"), "")
    return max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < 6 else 1


def from_meeting_items(items: Iterable[tuple[str, str]]) -> MeetingForm:
    """Return the form in the parts of an address; ``authority`` and ``committee`` may be repeated."""
    parts = group_items(items)
    year, status = parts.get("year", [""])[0], parts.get("status", [""])[0]
    return MeetingForm(
        words=clean_line(parts.get("q", [""])[0], MAX_WORDS_CHARS),
        authorities=clean_values(parts.get("authority", [])),
        committees=clean_values(parts.get("committee", [])),
        year=int(year) if year.isascii() and year.isdecimal() and 0 < int(year[:5]) <= _MAX_YEAR else None,
        status=next((limit for limit in MEETING_LIMITS if limit == status), None),
    )


def from_people_items(items: Iterable[tuple[str, str]]) -> PeopleForm:
    """Return the form in the parts of an address; ``authority`` may be repeated."""
    parts = group_items(items)
    return PeopleForm(clean_line(parts.get("name", [""])[0], MAX_WORDS_CHARS), clean_values(parts.get("authority", [])))


# -- addresses ---------------------------------------------------------------------------------------------------------


def build_list_url(path: str, items: Iterable[tuple[str, str]], page: int = 1) -> str:
    """Return the address of a list.

    Args:
        path: the list.
        items: the names and values of its limits; empty ones are left out.
        page: the page of it, from 1.
    """
    parts = [item for item in (*items, ("page", str(page) if page > 1 else "")) if item[1]]
    return f"{path}?{urlencode(parts, errors='replace')}" if parts else path


def to_meeting_items(form: MeetingForm) -> list[tuple[str, str]]:
    """Return the names and values of which the address of a list of meetings is made, empty ones too."""
    return [
        ("q", form.words),
        *(("authority", value) for value in form.authorities),
        *(("committee", value) for value in form.committees),
        ("year", str(form.year or "")),
        ("status", form.status or ""),
    ]


def to_people_items(form: PeopleForm) -> list[tuple[str, str]]:
    """Return the names and values of which the address of a list of people is made, empty ones too."""
    return [("name", form.name), *(("authority", value) for value in form.authorities)]


def build_decision_list_url(form: DecisionForm, page: int = 1, path: str = DECISIONS_PATH) -> str:
    """Return the address of a list of decisions, or of its feed or table.

    Args:
        form: its limits.
        page: the page of it, from 1.
        path: the list, its feed or its table.
    """
    return build_list_url(path, parse_qsl(to_decision_query(form)), page)


def build_meeting_url(meeting_id: str) -> str:
    """Return the address of a meeting by its id."""
    return f"{MEETINGS_PATH}/{quote(meeting_id, errors='replace')}"


def find_meeting_url(meeting: Meeting) -> str | None:
    """Return the address of a meeting; None where a paper does not state all that it is told apart by."""
    if not (meeting.authority and meeting.committee and meeting.held_on):
        return None
    meeting_id = make_meeting_id(meeting.authority, meeting.committee, meeting.held_on)
    return build_meeting_url(meeting_id) if len(meeting_id) <= MAX_ID_CHARS else None


def build_person_url(person_id: str) -> str:
    """Return the address of a person by the id."""
    return f"{PEOPLE_PATH}/{quote(person_id, errors='replace')}"


def build_find_person_url(name: str, authority: str | None) -> str:
    """Return the address that leads to the person of a name, or to all whom it may mean.

    Args:
        name: as printed.
        authority: whose papers print it.
    """
    items = [("name", name[:MAX_WORDS_CHARS]), ("authority", (authority or "")[:MAX_WORDS_CHARS])]
    return build_list_url(FIND_PERSON_PATH, items)


def build_matter_url(doc_id: str) -> str:
    """Return the address of the matter that a paper belongs to."""
    return f"{MATTER_PATH}?{urlencode({'paper': doc_id}, quote_via=quote, errors='replace')}"
