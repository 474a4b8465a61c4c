"""The calendar of a CMIS site: where it stands, and the meetings that a month of it lists.

CMIS is a module of DNN pages. Its calendar is drawn by a script; the same module has a plain page for any month, whose
address holds the numbers of tab and module. Both stand in the links of meetings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from paper_search.errors import UnreadablePageError
from paper_search.fetch.site_html import read_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MODULE = re.compile(r"dnn[$_]ctr(\d{1,9})[$_]MeetingCalendarPublic", re.IGNORECASE)
_PLACE = re.compile(r"(?P<folder>/.*?)/tabid/(?P<tab>\d+)/(?:ctl/\w+/)?mid/(?P<module>\d+)(?:/|$)", re.IGNORECASE)
_MEETING = re.compile(r"/Meeting/(\d+)/Committee/(\d+)(?:/|$)", re.IGNORECASE)
_DAY = re.compile(r"^\w+day,?\s+(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]+)(?:\s+(\d{4}))?$")
_ENTRY = re.compile(r"^(?:\d{1,2}[:.]\d{2}\s*(?:[ap]m)?\s+)?(.+)$", re.IGNORECASE)
_CANCELLED = re.compile(r"[\s(\[*–-]*\bcancelled\b[\s)\]*–-]*", re.IGNORECASE)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NO_CALENDAR = "Open the council's page of meetings in a browser, and copy its address."


@dataclass(frozen=True, slots=True)
class CalendarPlace:
    """Where the calendar stands: the address of its page, and the numbers of tab and module."""

    page_url: str
    tab: str
    module: str

    @property
    def url(self) -> str:
        """The address of the plain calendar, of no month."""
        return self._build("MeetingCalendarPublicNoJava")

    def build_month_url(self, month: date) -> str:
        """Return the address of a month.

        Args:
            month: any day of it.
        """
        return self._build("MeetingCalendarPublicNoJava", f"/Date/{month.replace(day=1).isoformat()}")

    def build_meeting_url(self, meeting_id: str, committee_id: str) -> str:
        """Return the address of the page of a meeting."""
        ids = f"/Meeting/{meeting_id}/Committee/{committee_id}/SelectedTab/Documents"
        return self._build("ViewMeetingPublic", ids)

    def _build(self, control: str, rest: str = "") -> str:
        return f"{self.page_url}/tabid/{self.tab}/ctl/{control}/mid/{self.module}{rest}/Default.aspx"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A meeting as the calendar lists it."""

    meeting_id: str
    committee_id: str
    committee: str
    held_on: date
    is_cancelled: bool
    address: str


def find_place(address: str) -> CalendarPlace | None:
    """Return the place of the calendar by the address of any page of its module, or None for other addresses."""
    parts = urlsplit(address)
    match = _PLACE.search(parts.path)
    if match is None:
        return None
    return CalendarPlace(
        urlunsplit((parts.scheme, parts.netloc, match["folder"], "", "")), match["tab"], match["module"]
    )


def find_module(text: str) -> str:
    """Return the number of the calendar's module by the page that holds it.

    Args:
        text: the page's source.

    Raises:
        UnreadablePageError: the page has no calendar of CMIS.
    """
    match = _MODULE.search(text)
    if match is None:
        raise UnreadablePageError("no calendar", "The page has no calendar of CMIS", _NO_CALENDAR)
    return match[1]


def read_month(root: HtmlElement, month: date) -> tuple[CalendarEntry, ...]:
    """Return the meetings of a month's page.

    Args:
        root: the page.
        month: any day of the month that was asked for.

    Raises:
        UnreadablePageError: it is no calendar, or that of another month.
    """
    days = [(cell, day) for cell in root.iter("td") if (day := _read_day(cell, month)) is not None]
    if not any((day.year, day.month) == (month.year, month.month) for _, day in days):
        reason = "The site showed another month" if days else "The site showed another page in place of its calendar"
        raise UnreadablePageError("not a calendar", reason, "It is tried again next time.")
    return tuple(entry for cell, day in days for entry in _read_entries(cell, day))


def list_months(since: date, until: date) -> list[date]:
    """Return the first days of the months from one day to another."""
    count = (until.year - since.year) * 12 + until.month - since.month
    return [date(since.year + (since.month - 1 + n) // 12, (since.month - 1 + n) % 12 + 1, 1) for n in range(count + 1)]


def _read_day(cell: HtmlElement, month: date) -> date | None:
    """Return the day that a cell is the heading of; its year is that of the month, or next to it."""
    match = _DAY.match(read_words(cell))
    if match is None or match[2].lower() not in _MONTHS:
        return None
    number = _MONTHS.index(match[2].lower()) + 1
    turn = {(12, 1): 1, (1, 12): -1}.get((month.month, number), 0)
    try:
        return date(int(match[3]) if match[3] else month.year + turn, number, int(match[1]))
    except ValueError:
        return None


def _read_entries(cell: HtmlElement, day: date) -> Iterator[CalendarEntry]:
    entries = next((sibling for sibling in cell.itersiblings("td")), None)
    for link in entries.iter("a") if entries is not None else ():
        address = link.get("href") or ""
        ids, words = _MEETING.search(address), read_words(link)
        named = _ENTRY.match(words)
        if ids is None or named is None:
            continue
        # The word may stand behind the link.
        line = read_words(link.getparent()) if link.getparent() is not None else words
        committee = _CANCELLED.sub(" ", named[1]).strip()
        yield CalendarEntry(ids[1], ids[2], committee, day, _CANCELLED.search(line) is not None, address)
