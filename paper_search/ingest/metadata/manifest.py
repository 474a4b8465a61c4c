"""The manifest ``papers.csv``: metadata that the documents do not state, entered by a clerk.

A manifest stands in the corpus or in any folder of it, in any case of its name. Paths are relative to its folder, and a
deeper manifest wins, but for ``access``: what one manifest holds back another makes public only by saying so. A mistake
is never skipped, nor is a manifest that cannot be read: it is a CorpusError that names the file, the line and what to
do.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from paper_search.errors import CorpusError
from paper_search.records import DOCUMENT_KINDS, Access

MANIFEST_NAME = "papers.csv"
MANIFEST_COLUMNS = (
    "path", "authority", "committee", "meeting_date", "title", "kind", "agenda_item", "url", "access", "status",
    "source", "source_id", "meeting_id", "fetched_at", "sha256", "published_on",
)  # fmt: skip
"""The columns of a manifest. The last six say where a fetched paper is from; a build reads nothing from them."""


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """The manifest's line for one document; None where it says nothing.

    ``manifest`` is the file of the line, by its path in the corpus. It is no part of what the line says.
    """

    authority: str | None = None
    committee: str | None = None
    meeting_date: date | None = None
    title: str | None = None
    kind: str | None = None
    agenda_item: str | None = None
    url: str | None = None
    access: Access | None = None
    status: str | None = None
    manifest: str | None = field(default=None, repr=False, compare=False)


def is_manifest_name(name: str) -> bool:
    """Return True if a file of this name is a manifest, or is meant to be: some systems hide the ending ".txt"."""
    return name.strip().casefold() in (MANIFEST_NAME, f"{MANIFEST_NAME}.txt")


def load_rows(corpus: Path, manifests: Iterable[Path] | None = None) -> dict[str, ManifestRow]:
    """Load the rows of all manifests in a corpus.

    Args:
        corpus: the corpus folder.
        manifests: the manifest files, where they are known already; else the corpus is searched for them.

    Returns:
        The rows by the document's path inside the corpus, with forward slashes.

    Raises:
        CorpusError: a manifest that cannot be read, two in one folder, an unknown column, a line with too few or too
            many cells, a path that leaves its folder or leads to no file, a date, kind, address or access that cannot
            be used, or one document listed twice.
    """
    if manifests is None:
        manifests = (path for path in corpus.rglob("*") if is_manifest_name(path.name))
    sorted_manifests = sorted(manifests, key=lambda path: (len(path.parts), path.as_posix()))
    _check_names(sorted_manifests)
    rows: dict[str, ManifestRow] = {}
    for manifest in sorted_manifests:
        for source, row in _read_manifest(corpus, manifest).items():
            outer = rows.get(source)
            rows[source] = row if outer is None or row.access else replace(row, access=outer.access)
    return rows


def _check_names(manifests: Iterable[Path]) -> None:
    """Raise CorpusError for a name that is only nearly that of a manifest, and for two manifests in one folder."""
    by_folder: dict[Path, list[Path]] = defaultdict(list)
    for path in manifests:
        by_folder[path.parent].append(path)
    for paths in by_folder.values():
        if len(paths) > 1:
            names = " and ".join(path.name for path in paths)
            raise CorpusError(f"{paths[0].parent}: holds {names}. Keep one of them, with the name {MANIFEST_NAME}.")
        if paths[0].name.casefold() != MANIFEST_NAME:
            raise CorpusError(
                f"{paths[0]}: is a manifest by its name, but for the end of it. Give it the name {MANIFEST_NAME}."
            )


def _read_manifest(corpus: Path, manifest: Path) -> dict[str, ManifestRow]:
    rows: dict[str, ManifestRow] = {}
    for line, cells in read_lines(manifest):
        source = _resolve_source(corpus, manifest, line, cells["path"])
        if source in rows:
            raise _make_error(manifest, line, f"lists {cells['path']!r} a second time", "Keep one of the two lines.")
        rows[source] = _parse_row(manifest, line, cells, manifest.relative_to(corpus).as_posix())
    return rows


def read_lines(manifest: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the line number and the trimmed cells of every line that is not empty."""
    reader = csv.DictReader(io.StringIO(_read_text(manifest), newline=""), strict=True)
    try:
        names = [name.strip() for name in reader.fieldnames or ()]
        _check_columns(manifest, names)
        reader.fieldnames = names
        for cells in reader:
            values = [value for value in cells.values() if isinstance(value, str)]
            if any(value.strip() for value in values) or None in cells:
                _check_cells(manifest, reader.line_num, cells)
                yield reader.line_num, {name: value.strip() for name, value in cells.items()}
    except csv.Error as error:
        line = max(reader.line_num, 1)
        raise _make_error(manifest, line, f"is not CSV ({error})", "Close the quotes on that line.") from error


def _read_text(manifest: Path) -> str:
    if manifest.is_dir():
        raise CorpusError(f"{manifest}: this is a folder, not a manifest. Give the folder another name.")
    try:
        # No pipe is opened: nobody may be writing to it.
        if manifest.exists() and not manifest.is_file():
            raise CorpusError(f"{manifest}: this is a pipe or a device, not a file. Remove it from the corpus.")
        text = manifest.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise CorpusError(
            f"{manifest}: is a link that leads nowhere, so what it holds back is not known. Put the file there, or"
            " remove the link."
        ) from error
    except OSError as error:
        raise CorpusError(
            f"{manifest}: cannot be read ({error.strerror}), so what it holds back is not known. Give this user the"
            " right to read it."
        ) from error
    except UnicodeDecodeError as error:
        raise _make_error(manifest, 1, "is not in UTF-8", 'Save it again as "CSV UTF-8".') from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise _make_error(manifest, line, "has a NUL character, which is no text", 'Save it again as "CSV UTF-8".')
    return text


def _check_cells(manifest: Path, line: int, cells: Mapping[str | None, object]) -> None:
    """Raise CorpusError unless a line has a cell for each column: one too few may have lost its access."""
    if None in cells:
        raise _make_error(manifest, line, "has more cells than columns", "Put quotes around a cell with a comma.")
    if None in cells.values():
        hint = "Give it a comma for every column, also where a cell is empty, so that each stands under its column."
        raise _make_error(manifest, line, "has fewer cells than columns", hint)


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


def _parse_row(manifest: Path, line: int, cells: Mapping[str, str], manifest_source: str) -> ManifestRow:
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
        manifest=manifest_source,
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
