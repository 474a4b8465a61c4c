"""The journal of a source that was lost, made again from the manifest, so that its papers are watched as before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from paper_search.access.exempt_folders import HELD_BACK_FOLDER
from paper_search.fetch.corpus_files import AuthorityFolder
from paper_search.fetch.journal import Journal, JournalDocument, JournalMeeting
from paper_search.fetch.manifests import read_manifest
from paper_search.fetch.paths import make_identity
from paper_search.fetch.records import RemoteCommittee
from paper_search.fetch.sources import Source
from paper_search.ingest.metadata.manifest import MANIFEST_NAME

_OWN_COLUMNS = ("source", "source_id", "meeting_id", "fetched_at", "sha256", "published_on")
"""Columns that a run alone writes. What else stands in a line may be a person's words, and stays."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def restore_journal(
    source: Source, journal: Journal, folder: AuthorityFolder, committees: Iterable[RemoteCommittee]
) -> None:
    """Enter the papers of a manifest into a journal that is empty, if the authority has no other journal.

    A paper that was held back stays so until a person lets it come back: why it was is not known any more.

    Args:
        source: the source.
        journal: its journal.
        folder: the folder of its authority.
        committees: the committees of the site, by whose titles their ids are found.
    """
    others = [path for path in folder.work.glob("*.sqlite3") if path != folder.find_journal(source.name)]
    if others or journal.list_meetings() or journal.list_documents():
        return
    ids = {committee.title: committee.committee_id for committee in committees}
    rows = [row for row in read_manifest(folder.root / MANIFEST_NAME).values() if _is_own(row, source, folder)]
    with journal.transaction():
        for meeting in _make_meetings(rows, ids):
            journal.save_meeting(meeting)
        for row in rows:
            journal.save_document(_make_document(row, folder))


def _is_own(row: Mapping[str, str], source: Source, folder: AuthorityFolder) -> bool:
    is_fetched = row.get("source") == source.system and row.get("source_id") and row.get("meeting_id")
    return bool(is_fetched) and (folder.root / row["path"]).is_file()


def _make_meetings(rows: Iterable[Mapping[str, str]], ids: Mapping[str, str]) -> Iterable[JournalMeeting]:
    meetings: dict[str, JournalMeeting] = {}
    folders: set[str] = set()
    for row in rows:
        number = row["meeting_id"]
        if number in meetings:
            continue
        path = PurePosixPath(row["path"].removeprefix(f"{HELD_BACK_FOLDER}/")).parent
        place = str(path) if str(path) not in folders else f"{path}-{make_identity(number)}"
        folders.add(place)
        day, title = _DAY.match(path.name), row.get("committee", "")
        committee_id = ids.get(title) or make_identity(title)
        meetings[number] = JournalMeeting(
            number, committee_id, title, day[0] if day else None, place, page_url=row.get("url"), state="agenda"
        )
    return meetings.values()


def _make_document(row: Mapping[str, str], folder: AuthorityFolder) -> JournalDocument:
    is_out = row["path"].startswith(HELD_BACK_FOLDER)
    return JournalDocument(
        row["meeting_id"],
        row["source_id"],
        "held back" if is_out else "held",
        row.get("title", ""),
        row.get("agenda_item") or None,
        row.get("url") or None,
        path=row["path"],
        sha256=row.get("sha256") or None,
        size=(folder.root / row["path"]).stat().st_size,
        published_on=row.get("published_on") or None,
        fetched_at=row.get("fetched_at") or None,
        code="restricted" if is_out else None,
        cells={name: cell for name, cell in row.items() if name != "path"},
        written={name: row.get(name, "") for name in (*_OWN_COLUMNS, *(("access",) if is_out else ()))},
    )
