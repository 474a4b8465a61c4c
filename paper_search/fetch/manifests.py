"""The manifest of an authority's fetched papers: a line for each, beside the lines and the words of a person.

What a person wrote into the manifest stays: their own lines, and each cell of a run's line that they changed. The file
is replaced by a rename, so that it is always whole.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from paper_search.errors import CorpusError
from paper_search.ingest.metadata.manifest import MANIFEST_COLUMNS, MANIFEST_NAME

_FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_MAX_CELL = 500
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """The line of one paper.

    Attributes:
        path: the paper's path in the folder of the manifest.
        cells: the cells it should have, without the path.
        written: those that a run wrote last; a cell of the file that differs is a person's.
        old_path: the path under which the line stands, where the paper has moved.
    """

    path: str
    cells: Mapping[str, str]
    written: Mapping[str, str]
    old_path: str | None = None


def make_cell(text: str | None) -> str:
    """Return a text as a cell: on one line, and never a formula for a spreadsheet (OWASP, CSV injection).

    Characters that nobody sees and that change what is seen, or how it is read, are left out (Unicode TR 36, 3.2).
    """
    line = " ".join(_UNSEEN.sub("", " ".join((text or "").split())).split())[:_MAX_CELL].rstrip()
    return f"'{line}" if line.startswith(_FORMULA_SIGNS) else line


def is_held_by_person(folder: Path, path: str, written: Mapping[str, str]) -> bool:
    """Return True if a person has held a paper back in the manifest.

    Args:
        folder: the folder of the authority.
        path: the paper's path in it.
        written: the cells that a run wrote last.
    """
    known = read_manifest(folder / MANIFEST_NAME).get(path, {})
    return known.get("access") == "exempt" and written.get("access") != "exempt"


def write_manifest(
    folder: Path, lines: Iterable[ManifestLine], gone: Iterable[str] = ()
) -> dict[str, Mapping[str, str]]:
    """Write the lines of a source into the manifest of a folder.

    Args:
        folder: the folder of the authority.
        lines: all lines of the source.
        gone: paths of papers that a run had listed and lists no more.

    Returns:
        By path the cells that are a run's own: of those that a person changed, what a run had written before.

    Raises:
        CorpusError: the manifest that stands there cannot be read.
    """
    path = folder / MANIFEST_NAME
    found = read_manifest(path)
    before, own = dict(found), dict[str, Mapping[str, str]]()
    for name in gone:
        found.pop(name, None)
    for line in lines:
        known = before.get(line.path) or before.get(line.old_path or "") or {}
        found.pop(line.old_path or "", None)
        kept = _find_changed(line, known)
        found[line.path] = {"path": line.path, **line.cells, **{name: known[name] for name in kept}}
        own[line.path] = {**line.cells, **{name: line.written.get(name, "") for name in kept}}
    text = _format_manifest(found)
    if (found or path.exists()) and (not path.exists() or path.read_bytes() != text.encode()):
        replace_file(path, text.encode())
    return own


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: aside, through to the disk, then renamed."""
    aside = path.with_name(f".{path.name}.new")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def _find_changed(line: ManifestLine, known: Mapping[str, str]) -> list[str]:
    """Return the columns that a person changed: the file says neither what a run wrote nor what it would write."""
    return [
        name
        for name, value in line.cells.items()
        if name in known and known[name] not in (line.written.get(name, ""), value)
    ]


def read_manifest(path: Path) -> dict[str, dict[str, str]]:
    """Return the lines of a manifest by path; none where there is no file."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise CorpusError(f'{path}, line 1: is not in UTF-8. Save it again as "CSV UTF-8".') from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        names = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        unknown = [name for name in names if name not in MANIFEST_COLUMNS]
        if unknown or "path" not in names:
            raise CorpusError(
                f"{path}, line 1: its columns cannot be used. Use only these: {', '.join(MANIFEST_COLUMNS)}."
            )
        lines = [{name: cell.strip() for name, cell in row.items() if isinstance(cell, str)} for row in reader]
    except csv.Error as error:
        raise CorpusError(f"{path}, line {reader.line_num}: is not CSV ({error}). Close the quotes there.") from error
    return {line["path"].replace("\\", "/"): line for line in lines if line.get("path")}


def _format_manifest(lines: Mapping[str, Mapping[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, MANIFEST_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines[name] for name in sorted(lines))
    return text.getvalue()
