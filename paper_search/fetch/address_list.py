"""A list of addresses as a source, for papers of any other site: a CSV file that a person wrote.

Its columns are ``url``, ``authority``, ``committee``, ``date``, ``title`` and, where known, ``item`` and ``kind``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from paper_search.errors import FetchError
from paper_search.fetch.addresses import SiteAddress, parse_site
from paper_search.fetch.document_kinds import find_closed_title, find_kind, find_status
from paper_search.fetch.records import (
    MeetingListing,
    RemoteCommittee,
    RemoteDocument,
    RemoteMeeting,
    make_revision,
)
from paper_search.records import DOCUMENT_KINDS

LIST_COLUMNS = ("url", "authority", "committee", "date", "title", "item", "kind")
_NEEDED = ("url", "authority", "committee", "date", "title")


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """One line of a list."""

    url: str
    authority: str
    committee: str
    held_on: date
    title: str
    item: str | None = None
    kind: str | None = None


class AddressList:
    """The papers of one authority on a list.

    Args:
        papers: the lines of the list.
        authority: the authority whose papers are fetched.
    """

    system = "list"
    has_committee_list = True

    def __init__(self, papers: Iterable[ListedPaper], authority: str) -> None:
        self._papers = [paper for paper in papers if paper.authority == authority]

    def list_committees(self, since: date | None = None, until: date | None = None) -> tuple[RemoteCommittee, ...]:
        """Return the committees of the list, whatever the days."""
        del since, until
        titles = dict.fromkeys(paper.committee for paper in self._papers)
        return tuple(RemoteCommittee(make_revision(title), title) for title in titles)

    def list_meetings(self, committee: RemoteCommittee, since: date, until: date) -> tuple[RemoteMeeting, ...]:
        """Return the meetings of a committee, of all days: who lists a paper wants it."""
        del since, until
        days = dict.fromkeys(paper.held_on for paper in self._papers if paper.committee == committee.title)
        return tuple(RemoteMeeting(make_revision(committee.title, day), committee, day) for day in days)

    def read_meeting(self, meeting: RemoteMeeting) -> MeetingListing:
        """Return the papers of a meeting."""
        papers = [
            paper
            for paper in self._papers
            if (paper.committee, paper.held_on) == (meeting.committee.title, meeting.held_on)
        ]
        documents = {paper.url: _make_document(paper) for paper in papers}
        return MeetingListing(meeting, tuple(documents.values()), has_agenda=bool(documents))


def read_list(path: str) -> tuple[ListedPaper, ...]:
    """Read a list of addresses.

    Args:
        path: the CSV file.

    Raises:
        FetchError: it cannot be read, it is empty, or a line of it cannot be used.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FetchError(f"{path}: the list cannot be read ({error.strerror}). Check its name.") from error
    except UnicodeDecodeError as error:
        raise FetchError(f'{path}: the list is not in UTF-8. Save it again as "CSV UTF-8".') from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = [name.strip() for name in reader.fieldnames or ()]
    reader.fieldnames = names
    missing = [name for name in _NEEDED if name not in names]
    unknown = [name for name in names if name not in LIST_COLUMNS]
    if missing or unknown:
        raise FetchError(
            f"{path}, line 1: needs the columns {', '.join(_NEEDED)}, and may have item and kind, but no others."
        )
    try:
        papers = tuple(_parse_line(path, reader.line_num, line) for line in reader)
    except csv.Error as error:
        raise FetchError(f"{path}, line {reader.line_num}: is not CSV ({error}). Correct that line.") from error
    if not papers:
        raise FetchError(f"{path}: the list is empty. Add a line for each paper.")
    return papers


def find_list_site(papers: Iterable[ListedPaper], authority: str) -> SiteAddress:
    """Return the hosts of an authority's papers as one site."""
    urls = [paper.url for paper in papers if paper.authority == authority]
    if not urls:
        raise FetchError(f"The list has no paper of {authority!r} any more. Take the source out of sources.toml.")
    hosts = {urlsplit(url).hostname or "" for url in urls}
    first = parse_site(urls[0])
    return SiteAddress(first.scheme, first.host, first.port, "/", frozenset(hosts - {first.host}))


def _parse_line(path: str, number: int, line: dict[str, str]) -> ListedPaper:
    cells = {name: (line.get(name) or "").strip() for name in LIST_COLUMNS}
    empty = [name for name in _NEEDED if not cells[name]]
    if empty:
        raise FetchError(f"{path}, line {number}: has no {empty[0]!r}. Fill it in.")
    if not cells["url"].lower().startswith(("http://", "https://")):
        raise FetchError(f"{path}, line {number}: the address {cells['url']!r} cannot be used. Begin it with https://.")
    try:
        parse_site(cells["url"])
    except FetchError as error:
        raise FetchError(f"{path}, line {number}: {error}") from error
    if cells["kind"] and cells["kind"] not in DOCUMENT_KINDS:
        raise FetchError(
            f"{path}, line {number}: has the kind {cells['kind']!r}. Use one of: {', '.join(DOCUMENT_KINDS)}."
        )
    try:
        held_on = date.fromisoformat(cells["date"])
    except ValueError as error:
        raise FetchError(
            f"{path}, line {number}: has the date {cells['date']!r}. Write dates as yyyy-mm-dd."
        ) from error
    return ListedPaper(
        cells["url"],
        cells["authority"],
        cells["committee"],
        held_on,
        cells["title"],
        cells["item"] or None,
        cells["kind"] or None,
    )


def _make_document(paper: ListedPaper) -> RemoteDocument:
    document_id = make_revision(paper.url)
    if refusal := find_closed_title(paper.title):
        return RemoteDocument(document_id, refusal=refusal)
    return RemoteDocument(
        document_id,
        paper.title,
        paper.url,
        item=paper.item,
        kind=paper.kind or find_kind(paper.title),
        status=find_status(paper.title),
        page_url=paper.url,
        revision=make_revision(paper.url, paper.title),
    )
