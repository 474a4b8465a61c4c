"""The documents that a manifest has held back, remembered by the index.

A manifest that is deleted, renamed or loses a line must not publish what it held back. Only a person does: by a line
that says ``access=public``, or by a release.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from paper_search.access import decisions, exemption
from paper_search.errors import CorpusError
from paper_search.ingest.discovery import SourceFile
from paper_search.ingest.metadata.manifest import MANIFEST_NAME
from paper_search.storage.store import Store
from paper_search.storage.transfer import MANIFEST_HOLDS_KEY

_MAX_NAMED = 5


@dataclass(frozen=True, slots=True)
class ManifestHold:
    """A file that a manifest held back: its place, its SHA-256, and the manifest's place."""

    source: str
    sha256: str
    manifest: str


def load_holds(store: Store) -> tuple[ManifestHold, ...]:
    """Return what manifests have held back, as far as an index remembers."""
    rows = json.loads(store.get_meta(MANIFEST_HOLDS_KEY) or "[]")
    return tuple(ManifestHold(source, sha256, manifest or MANIFEST_NAME) for source, sha256, manifest in rows)


def is_remembered(store: Store, place: str, sha256: str) -> bool:
    """Return True if a manifest has held back a file at this place, or with this content."""
    source = decisions.split_place(place)[0]
    return any(source == hold.source or sha256 == hold.sha256 for hold in load_holds(store))


def check_holds(corpus: Path, store: Store, source_files: Iterable[SourceFile]) -> None:
    """Check that everything that a manifest has held back is still held back, or was made public by a person.

    Args:
        corpus: the corpus folder.
        store: the index.
        source_files: the files of the corpus that are not withdrawn, with the decisions on them.

    Raises:
        CorpusError: the line of a document is gone.
    """
    holds = load_holds(store)
    if not holds:
        return
    by_source = {hold.source: hold for hold in holds}
    by_hash = {hold.sha256: hold for hold in holds}
    lost = [
        fault
        for source_file in source_files
        for fault in _find_lost_lines(source_file, by_source, by_hash)
        if not _is_held_back(source_file)
    ]
    if lost:
        more = f" {len(lost) - _MAX_NAMED} more are like that." if len(lost) > _MAX_NAMED else ""
        raise CorpusError(
            f"{corpus}: {' '.join(lost[:_MAX_NAMED])}{more} Nothing is built, so that no exempt paper is published"
            " because a line is gone. Put the line back, with access=exempt; or, if the paper is public: paper-search"
            " release PATH --reason WHY."
        )


def _is_held_back(source_file: SourceFile) -> bool:
    """Return True if a file is not for everybody on its own: by a line, by its folder, or since a person said so."""
    return source_file.released_to is not None or any(
        exemption.find_stated_rule(source, row.access if row else None) is not None
        for source, row in source_file.locations
    )


def _find_lost_lines(
    source_file: SourceFile, by_source: dict[str, ManifestHold], by_hash: dict[str, ManifestHold]
) -> Iterator[str]:
    public = {source for source, row in source_file.locations if row is not None and row.access == "public"}
    known = [by_source[source] for source, _ in source_file.locations if source in by_source]
    for hold in known:
        if hold.source not in public:
            yield f"{hold.manifest} held back {hold.source}, and says so no more."
    hold_by_content = by_hash.get(source_file.sha256)
    if not known and hold_by_content is not None and not public:
        yield (
            f"{source_file.source} is the file that {hold_by_content.manifest} held back as {hold_by_content.source},"
            " and no manifest says so of it here."
        )


def remember_holds(store: Store, source_files: Iterable[SourceFile]) -> None:
    """Remember what the manifests hold back now; what one says is public is forgotten.

    Args:
        store: the index.
        source_files: the files of the corpus.
    """
    rows = [
        (ManifestHold(source, source_file.sha256, row.manifest or MANIFEST_NAME), row.access)
        for source_file in source_files
        for source, row in source_file.locations
        if row is not None and row.access is not None
    ]
    public = {hold.source for hold, access in rows if access == "public"}
    kept = (hold for hold in load_holds(store) if hold.source not in public)
    holds = dict.fromkeys((*kept, *(hold for hold, access in rows if access == "exempt")))
    text = json.dumps([(hold.source, hold.sha256, hold.manifest) for hold in holds])
    if (store.get_meta(MANIFEST_HOLDS_KEY) or "[]") != text:
        store.set_meta({MANIFEST_HOLDS_KEY: text})
