"""A source's papers in the corpus: journal, files and manifest, changed together and in an order that survives a kill.

A paper is placed before its line is written. One that is held back is first marked as exempt in the manifest, so that a
build hides it at once, then moved; while it moves a build stops in place of publishing it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from paper_search.access.exempt_folders import HELD_BACK_FOLDER
from paper_search.fetch.clock import format_moment
from paper_search.fetch.corpus_files import AuthorityFolder
from paper_search.fetch.journal import Journal, JournalDocument
from paper_search.fetch.manifests import ManifestLine, is_held_by_person, make_cell, write_manifest
from paper_search.fetch.records import RemoteDocument, RemoteMeeting
from paper_search.fetch.sources import Source

NO_FAULT: dict[str, Any] = dict.fromkeys(("code", "reason", "next_step", "failed_at", "next_try", "missing_since"))
"""What a paper's entry says of faults when it has none."""


class Holdings:
    """The papers of one source.

    Args:
        source: the source.
        journal: its journal.
        folder: the folder of its authority.
    """

    def __init__(self, source: Source, journal: Journal, folder: AuthorityFolder) -> None:
        self.source, self.journal, self.folder = source, journal, folder

    def recover(self) -> None:
        """Finish what a run that was killed had begun, and make the manifest agree with the journal."""
        self.folder.prepare()
        entries = self.journal.list_documents()
        for entry in entries:
            if entry.state == "held back" and _is_in_corpus(entry.path):
                self._move_out(entry)
            elif entry.state == "held back" and entry.old_path:
                self.folder.remove(entry.old_path)
        self.settle()

    def find_present(self, entries: Iterable[JournalDocument]) -> set[str]:
        """Return the ids of a meeting's papers whose files are on the disk, in the size that they were left in.

        A copy's file is that of another paper, and counts only as long as that one has the same content.
        """
        found = list(entries)
        contents = {(entry.path, entry.sha256) for entry in found if entry.state == "held"}
        return {
            entry.document_id
            for entry in found
            if self.folder.is_file(entry.path, entry.size)
            if entry.state != "copy" or (entry.path, entry.sha256) in contents
        }

    def settle(self) -> None:
        """Write the manifest, then remove what papers have left behind and what is dropped."""
        self.write_manifest()
        for entry in self.journal.list_documents():
            if entry.state == "dropped":
                self.folder.remove(entry.path or "")
                self.journal.delete_document(entry)
            elif entry.old_path:
                if entry.old_path != entry.path:
                    self.folder.remove(entry.old_path)
                self.journal.save_document(replace(entry, old_path=None))

    def write_manifest(self) -> None:
        """Write the lines of all papers, those that are held back too."""
        entries = self.journal.list_documents()
        lines = {
            entry.path: ManifestLine(entry.path, entry.cells, entry.written, entry.old_path)
            for entry in entries
            if entry.path and entry.state in ("held", "held back") and (self.folder.root / entry.path).is_file()
        }
        # A line whose file is gone would stop every build. A copy has no line: that of its own file goes before it.
        left = [entry.old_path if entry.state == "copy" else entry.path for entry in entries]
        gone = [path for path in left if path and path not in lines]
        own = write_manifest(self.folder.root, lines.values(), gone)
        with self.journal.transaction():
            for entry in entries:
                if entry.path in own and entry.state in ("held", "held back") and own[entry.path] != entry.written:
                    self.journal.save_document(replace(entry, written=own[entry.path]))

    def move(self, entry: JournalDocument, path: str) -> JournalDocument:
        """Let a paper stand at another path; ``settle`` takes it from the old one."""
        if not entry.path or entry.path == path:
            return entry
        self.folder.link(entry.path, path)
        moved = replace(entry, path=path, old_path=entry.path)
        self.journal.save_document(moved)
        return moved

    def hold_back(self, entry: JournalDocument, code: str, reason: str, now: datetime) -> None:
        """Move a paper out of the corpus, so that the next build shows it no more.

        Args:
            entry: the paper.
            code: why, in a word: "restricted" comes back by a person alone.
            reason: why, in words.
            now: the present moment.
        """
        is_by_person = bool(entry.path) and is_held_by_person(self.folder.root, entry.path or "", entry.written)
        held = replace(
            entry,
            state="held back",
            code="restricted" if is_by_person else code,
            reason=reason,
            next_step="Nothing needs to be done. If it should be public, ask the council.",
            failed_at=format_moment(now),
            missing_since=None,
            next_try=None,
            cells={**entry.cells, "access": "exempt"},
        )
        if entry.state == "copy":
            # The file is that of another document, which may be public still.
            self.journal.save_document(replace(held, path=None, sha256=None, size=None))
            return
        self.journal.save_document(held)
        self._move_out(held)

    def drop(self, entry: JournalDocument) -> None:
        """Take out a text that a paper of the council has replaced."""
        self.journal.save_document(replace(entry, state="dropped"))

    def make_cells(
        self,
        document: RemoteDocument,
        meeting: RemoteMeeting,
        entry: JournalDocument | None,
        sha256: str,
        fetched_at: str,
    ) -> dict[str, str]:
        """Return the cells of a paper's line in the manifest.

        Args:
            document: the paper as the site lists it.
            meeting: its meeting.
            entry: the paper as it was kept before; what was held back says expressly that it is public.
            sha256: its content's.
            fetched_at: when its content was loaded.
        """
        day = None if document.dates_itself or meeting.held_on is None else meeting.held_on.isoformat()
        was_held_back = entry is not None and entry.cells.get("access") in ("public", "exempt")
        cells = {
            "authority": self.source.authority,
            "committee": meeting.committee.title,
            "meeting_date": day,
            "title": document.title,
            "kind": document.kind,
            "agenda_item": document.item,
            "url": document.page_url,
            "access": "public" if was_held_back else "",
            "status": document.status,
            "source": self.source.system,
            "source_id": document.document_id,
            "meeting_id": meeting.meeting_id,
            "fetched_at": fetched_at,
            "sha256": sha256,
            "published_on": document.published_on.isoformat() if document.published_on else None,
        }
        return {name: make_cell(value) for name, value in cells.items()}

    def _move_out(self, entry: JournalDocument) -> None:
        self.write_manifest()
        current = next(
            found for found in self.journal.list_documents(entry.meeting_id) if found.document_id == entry.document_id
        )
        moved = self.move(current, self.folder.make_held_back_path(current.path or ""))
        # Before the line moves: without one a build would take the file for public.
        self.folder.remove(moved.old_path or "")
        self.settle()


def _is_in_corpus(path: str | None) -> bool:
    return path is not None and not path.startswith(HELD_BACK_FOLDER)
