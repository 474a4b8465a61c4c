"""The manifest ``papers.csv``: metadata that the documents do not state, entered by a clerk.

A manifest stands in the corpus or in any folder of it. Paths are relative to its folder, and a deeper manifest wins. A
mistake is never skipped: it is a CorpusError that names the file, the line and what to do.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from paper_search.errors import CorpusError
from paper_search.records import DOCUMENT_KINDS, Access

MANIFEST_NAME = "papers.csv"
MANIFEST_COLUMNS = (
    "path", "authority", "committee", "meeting_date", "title", "kind", "agenda_item", "url", "access", "status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """The manifest's line for one document; None where it says nothing."""

    authority: str | None = None
    committee: str | None = None
    meeting_date: date | None = None
    title: str | None = None
    kind: str | None = None
    agenda_item: str | None = None
    url: str | None = None
    access: Access | None = None
    status: str | None = None


def load_rows(corpus: Path, manifests: Iterable[Path] | None = None) -> dict[str, ManifestRow]:
    """Load the rows of all manifests in a corpus.

    Args:
        corpus: the corpus folder.
        manifests: the manifest files, where they are known already; else the corpus is searched for them.

    Returns:
        The rows by the document's path inside the corpus, with forward slashes.

    Raises:
        CorpusError: a manifest that cannot be read, an unknown column, a path that leaves its folder or leads to no
            file, a date, kind, address or access that cannot be used, or one document listed twice.
    """
    paths = corpus.rglob(MANIFEST_NAME) if manifests is None else manifests
    sorted_manifests = sorted(paths, key=lambda path: (len(path.parts), path.as_posix()))
    rows: dict[str, ManifestRow] = {}
    for manifest in sorted_manifests:
        if manifest.is_file():
            rows.update(_read_manifest(corpus, manifest))
    return rows


def _read_manifest(corpus: Path, manifest: Path) -> dict[str, ManifestRow]:
    rows: dict[str, ManifestRow] = {}
    for line, cells in _read_lines(manifest):
        source = _resolve_source(corpus, manifest, line, cells["path"])
        if source in rows:
            raise _make_error(manifest, line, f"lists {cells['path']!r} a second time", "Keep one of the two lines.")
        rows[source] = _parse_row(manifest, line, cells)
    return rows


def _read_lines(manifest: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the line number and the trimmed cells of every line that is not empty."""
    try:
        text = manifest.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _make_error(manifest, 1, "is not in UTF-8", 'Save it again as "CSV UTF-8".') from error
    reader = csv.DictReader(text.splitlines(), strict=True)
    names = [name.strip() for name in reader.fieldnames or ()]
    _check_columns(manifest, names)
    reader.fieldnames = names
    try:
        for cells in reader:
            line = reader.line_num
            if None in cells:
                raise _make_error(
                    manifest, line, "has more cells than columns", "Put quotes around a cell with a comma."
                )
            trimmed = {name: (value or "").strip() for name, value in cells.items()}
            if any(trimmed.values()):
                yield line, trimmed
    except csv.Error as error:
        raise _make_error(
            manifest, reader.line_num, f"is not CSV ({error})", "Close the quotes on that line."
        ) from error


def _check_columns(manifest: Path, names: list[str]) -> None:
    unknown = [name for name in names if name not in MANIFEST_COLUMNS]
    if unknown:
        hint = f"Use only these columns: {', '.join(MANIFEST_COLUMNS)}."
        raise _make_error(manifest, 1, f"has an unknown column {unknown[0]!r}", hint)
    if "path" not in names:
        raise _make_error(
            manifest, 1, "has no column 'path'", "Begin the file with a line of column names, path first."
        )
    if len(set(names)) < len(names):
        raise _make_error(manifest, 1, "has one column twice", "Keep one of the two.")


def _resolve_source(corpus: Path, manifest: Path, line: int, path: str) -> str:
    folder = manifest.parent
    if not path:
        raise _make_error(manifest, line, "has no path", "Name the paper, relative to the manifest's folder.")
    target = folder / path.replace("\\", "/")
    if not target.resolve().is_relative_to(folder.resolve()):
        raise _make_error(
            manifest, line, f"names {path!r}, which is outside its folder", "Use a path inside the folder."
        )
    if not target.is_file():
        hint = "Correct the path (it is relative to the manifest's folder), or remove the line."
        raise _make_error(manifest, line, f"names {path!r}, which is no file", hint)
    return target.resolve().relative_to(corpus.resolve()).as_posix()


def _parse_row(manifest: Path, line: int, cells: Mapping[str, str]) -> ManifestRow:
    def cell(name: str) -> str | None:
        return cells.get(name) or None

    return ManifestRow(
        authority=cell("authority"),
        committee=cell("committee"),
        meeting_date=_parse_date(manifest, line, cell("meeting_date")),
        title=cell("title"),
        kind=_parse_choice(manifest, line, "kind", cell("kind"), DOCUMENT_KINDS),
        agenda_item=cell("agenda_item"),
        url=_parse_url(manifest, line, cell("url")),
        access=_parse_access(manifest, line, cell("access")),
        status=cell("status"),
    )


def _parse_date(manifest: Path, line: int, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise _make_error(manifest, line, f"has the date {value!r}", "Write dates as yyyy-mm-dd.") from error


def _parse_choice(manifest: Path, line: int, name: str, value: str | None, allowed: tuple[str, ...]) -> str | None:
    if value is not None and value not in allowed:
        raise _make_error(manifest, line, f"has the {name} {value!r}", f"Use one of: {', '.join(allowed)}.")
    return value


def _parse_access(manifest: Path, line: int, value: str | None) -> Access | None:
    access = _parse_choice(manifest, line, "access", value, ("public", "exempt"))
    return None if access is None else "exempt" if access == "exempt" else "public"


def _parse_url(manifest: Path, line: int, value: str | None) -> str | None:
    if value is not None and urlsplit(value).scheme not in {"http", "https"}:
        raise _make_error(manifest, line, f"has the address {value!r}", "Use an address that begins with https://.")
    return value


def _make_error(manifest: Path, line: int, problem: str, hint: str) -> CorpusError:
    return CorpusError(f"{manifest}, line {line}: {problem}. {hint}")
