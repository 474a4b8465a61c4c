"""The contract of a source adapter: what a run asks of any council's system.

An adapter turns the pages of one system (ModernGov, Legistar, CMIS, a list of addresses) into the records of
``fetch.records``. It downloads no documents and writes no files. It asks its site only through the client that it is
given, which keeps to the site's rules.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from paper_search.fetch.records import MeetingListing, RemoteCommittee, RemoteMeeting


class SourceAdapter(Protocol):
    """A council's system, as a run reads it.

    Every method raises ``FetchError`` where the site's answer cannot be read whole: ``UnreadablePageError`` for this
    page alone, ``HostStoppedError`` where nothing more is to be asked of the host. An adapter never returns a part.
    """

    @property
    def system(self) -> str:
        """The system's name as manifests and sources.toml give it ("moderngov")."""
        ...

    @property
    def has_committee_list(self) -> bool:
        """True where the site lists its committees: one that is missing there is gone."""
        ...

    def list_committees(self, since: date | None = None, until: date | None = None) -> tuple[RemoteCommittee, ...]:
        """Return every committee of the site, the deleted and the expired ones too.

        Args:
            since: the first day; a site without a list of its committees names those that meet in these days.
            until: the last day.
        """
        ...

    def list_meetings(self, committee: RemoteCommittee, since: date, until: date) -> tuple[RemoteMeeting, ...]:
        """Return the meetings of a committee.

        Args:
            committee: the committee.
            since: the first day.
            until: the last day.

        Returns:
            The meetings, the cancelled ones too, in any order.
        """
        ...

    def read_meeting(self, meeting: RemoteMeeting) -> MeetingListing:
        """Read a meeting and return all its documents, each once, the refused ones with their reason.

        Args:
            meeting: one of ``list_meetings``, or one of an earlier run, by its id.

        Returns:
            The listing. A restricted document has its id and its reason: no title, no address.
        """
        ...
