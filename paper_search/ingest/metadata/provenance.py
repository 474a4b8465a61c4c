"""The provenance of fetched papers, as manifests state it: from which site a file is, when it came, and its SHA-256.

A build reads nothing of this, so it is read when it is shown. What a manifest does not state, or cannot be read of it,
is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from paper_search.errors import CorpusError
from paper_search.ingest.metadata.manifest import is_manifest_name, read_lines
from paper_search.records import Document

_Lines = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Provenance:
    """The provenance of one file, as far as its manifest states it.

    Attributes:
        fetched_at: when its content was loaded, in UTC.
        host: the site that it is from.
        system: the kind of site: "moderngov" and the like.
        document_id: what the site calls the paper.
        meeting_id: what the site calls its meeting.
        published_on: the day on which the site says that it was published.
        sha256: the content as it was loaded.
        is_unchanged: False where the file that is quoted has another content.
    """

    fetched_at: datetime
    host: str | None = None
    system: str | None = None
    document_id: str | None = None
    meeting_id: str | None = None
    published_on: date | None = None
    sha256: str | None = None
    is_unchanged: bool = True


def find_provenance(corpus: Path, documents: Iterable[Document]) -> dict[str, Provenance]:
    """Return the provenance of those papers that were fetched, by the paths of their files.

    Args:
        corpus: the corpus folder.
        documents: the papers.
    """
    read: dict[PurePosixPath, _Lines] = {}
    found: dict[str, Provenance] = {}
    for document in documents:
        for cells in _find_lines(corpus, PurePosixPath(document.source), read):
            provenance = _parse_cells(cells, document)
            if provenance is not None:
                found[document.source] = provenance
                break
    return found


def _find_lines(corpus: Path, source: PurePosixPath, read: dict[PurePosixPath, _Lines]) -> Iterator[Mapping[str, str]]:
    """Yield the lines of a file in the manifests above it, the nearest first."""
    for folder in source.parents:
        if folder not in read:
            read[folder] = _read_manifests(corpus / folder)
        line = read[folder].get(source.relative_to(folder).as_posix())
        if line is not None:
            yield line


def _read_manifests(folder: Path) -> _Lines:
    """Return the lines of the manifest of a folder by path; none where there is none, or it cannot be read."""
    lines: dict[str, Mapping[str, str]] = {}
    with suppress(OSError, CorpusError):
        for path in folder.iterdir():
            if is_manifest_name(path.name):
                lines |= {cells["path"].replace("\\", "/"): cells for _, cells in read_lines(path)}
    return lines


def _parse_cells(cells: Mapping[str, str], document: Document) -> Provenance | None:
    """Return what a line states; None where it states no moment, as that of a person does."""
    try:
        fetched_at = datetime.fromisoformat(cells.get("fetched_at", ""))
    except ValueError:
        return None
    sha256 = cells.get("sha256") or None
    return Provenance(
        (fetched_at if fetched_at.tzinfo else fetched_at.replace(tzinfo=UTC)).astimezone(UTC),
        _find_host(cells.get("url", "")),
        cells.get("source") or None,
        cells.get("source_id") or None,
        cells.get("meeting_id") or None,
        _parse_day(cells.get("published_on", "")),
        sha256,
        sha256 in (None, document.sha256),
    )


def _find_host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        return parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
