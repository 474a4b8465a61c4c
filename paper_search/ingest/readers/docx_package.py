"""The parts of a Word file, put in the order in which the library that reads them takes them.

Word opens much that the library refuses: the main part under any name, the strict form of the standard, templates,
relations to parts that are not there. What the text needs is written anew as a plain package, in memory. A part that is
missing or damaged is left out and said; without the main part there is no document.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from lxml import etree

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.docx_main_part import ARCHIVE_ERRORS, find_main_by_type, normalise_part_name
from paper_search.records import UnreadPart

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT_NAMES = (
    (b"wordprocessingml/main", b"wordprocessingml/2006/main"),
    (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
    (b"presentationml/main", b"presentationml/2006/main"),
    (b"drawingml/", b"drawingml/2006/"),
    (b"schemaLibrary/main", b"schemaLibrary/2006/main"),
    (b"officeDocument/relationships/extendedProperties", b"officeDocument/2006/relationships/extended-properties"),
    (b"officeDocument/relationships/customProperties", b"officeDocument/2006/relationships/custom-properties"),
    (b"officeDocument/extendedProperties", b"officeDocument/2006/extended-properties"),
    (b"officeDocument/customProperties", b"officeDocument/2006/custom-properties"),
    (b"officeDocument/", b"officeDocument/2006/"),
)
"""Namespaces of the strict form (ISO/IEC 29500-1) and those of the transitional one (29500-4) that mean the same."""
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_PART_TYPES = {
    "officeDocument": _WORD_TYPE.format("document.main"),
    "styles": _WORD_TYPE.format("styles"),
    "numbering": _WORD_TYPE.format("numbering"),
    "settings": _WORD_TYPE.format("settings"),
    "header": _WORD_TYPE.format("header"),
    "footer": _WORD_TYPE.format("footer"),
    "footnotes": _WORD_TYPE.format("footnotes"),
    "endnotes": _WORD_TYPE.format("endnotes"),
    "core-properties": "application/vnd.openxmlformats-package.core-properties+xml",
    "custom-properties": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    "chart": "application/xml",
    "chartEx": "application/xml",
    "diagramData": "application/xml",
    "aFChunk": "application/octet-stream",
}
"""The kinds of part that the text needs, with the type under which the library takes them."""
_PART_NAMES = {
    "styles": "the styles",
    "numbering": "the numbers of lists",
    "settings": None,
    "header": "a page header",
    "footer": "a page footer",
    "footnotes": "the footnotes",
    "endnotes": "the endnotes",
    "chart": "a chart",
    "chartEx": "a chart",
    "diagramData": "a diagram",
    "aFChunk": "an inserted document",
}
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NEXT_STEP = "Open it in Word and save it again, or print it to PDF."


@dataclass(slots=True)
class WordPackage:
    """A Word file as the library takes it, and what of it could not be read."""

    file: io.BytesIO = field(default_factory=io.BytesIO)
    unread: list[UnreadPart] = field(default_factory=list)


def open_word_package(path: Path) -> WordPackage:
    """Return the parts of a Word file that its text needs, as a package that the library takes.

    Args:
        path: the file.

    Raises:
        UnreadableError: the main part is missing or damaged.
    """
    package = WordPackage()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(package.file, "w") as target:
        _PackageWriter(archive, target, package.unread, path).write()
    package.file.seek(0)
    return package


class _PackageWriter:
    """A walk from part to part along their relations, which writes what the text needs."""

    def __init__(self, archive: zipfile.ZipFile, target: zipfile.ZipFile, unread: list[UnreadPart], path: Path) -> None:
        self._archive, self._target, self._unread, self._path = archive, target, unread, path
        self._names = {normalise_part_name(info.filename): info for info in archive.infolist()}
        self._types: dict[str, str] = {}

    def write(self) -> None:
        kept = [
            relation for relation in self._read_relations("/") if relation[1] not in ("officeDocument", *_MARGIN_KINDS)
        ]
        main = self._find_main()
        self._write_part(main, "officeDocument")
        rows = [("main", f"{_TRANSITIONAL}officeDocument/2006/relationships/officeDocument", main, False)]
        rows += self._write_relations(kept)
        self._write_relation_file("/", rows)
        overrides = "".join(
            f"<Override PartName={quoteattr(name)} ContentType={quoteattr(kind)}/>"
            for name, kind in self._types.items()
        )
        relations_type = "application/vnd.openxmlformats-package.relationships+xml"
        self._target.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_CONTENT_TYPES}"><Default Extension="rels" ContentType="{relations_type}"/>'
            f"{overrides}</Types>",
        )

    def _find_main(self) -> str:
        stated = [name for _, kind, name, _ in self._read_relations("/") if kind == "officeDocument"]
        by_type = find_main_by_type(self._archive)
        for name in (*stated, by_type, "/word/document.xml"):
            if name is not None and name in self._names:
                return name
        raise UnreadableError(
            "damaged", "The part of the Word file that holds its text is missing", _NEXT_STEP, self._path
        )

    def _write_part(self, name: str, kind: str) -> bool:
        """Write a part and all that it needs; False where it cannot be read."""
        if name in self._types:
            return True
        raw = self._read_part(name, kind)
        if raw is None:
            return False
        self._types[name] = _PART_TYPES[kind]
        self._target.writestr(name.lstrip("/"), raw)
        rows = self._write_relations(self._read_relations(name))
        if rows:
            self._write_relation_file(name, rows)
        return True

    def _read_part(self, name: str, kind: str) -> bytes | None:
        """Return the content of a part, in the namespaces of the transitional form; None where it is damaged."""
        try:
            raw = self._archive.read(self._names[name])
        except ARCHIVE_ERRORS as error:
            if kind == "officeDocument":
                raise self._make_main_error() from error
            return None
        if kind == "aFChunk":
            return raw
        raw = to_transitional(raw)
        if not has_entities(raw) and is_well_formed(raw):
            return raw
        if kind == "officeDocument":
            raise self._make_entity_error() if has_entities(raw) else self._make_main_error()
        return None

    def _make_entity_error(self) -> UnreadableError:
        reason = "The file holds definitions that no Word document may hold"
        next_step = "Open it in an office program, save it again, and check where it came from."
        return UnreadableError("damaged", reason, next_step, self._path)

    def _make_main_error(self) -> UnreadableError:
        reason = "The part of the Word file that holds its text is damaged inside"
        return UnreadableError(
            "damaged", reason, "Fetch the paper again, or open it in Word and repair it.", self._path
        )

    def _write_relations(self, relations: list[tuple[str, str, str, bool]]) -> list[tuple[str, str, str, bool]]:
        """Write the parts that relations lead to, and return the relations that stay, with their types in full."""
        rows = []
        for relation_id, kind, target, is_external in relations:
            if is_external:
                rows.append((relation_id, kind, target, True))
            elif kind in _PART_TYPES:
                if target in self._names and self._write_part(target, kind):
                    rows.append((relation_id, _to_full_type(kind), target, False))
                elif _PART_NAMES.get(kind):
                    state = "is damaged inside" if target in self._names else "is missing from the file"
                    self._unread.append(UnreadPart(None, f"{_PART_NAMES[kind]}: the part {state}"))
        return rows

    def _read_relations(self, name: str) -> list[tuple[str, str, str, bool]]:
        """Return the relations of a part: id, kind, name of the target, True for one outside the file."""
        folder, base = posixpath.split(name)
        info = self._names.get(normalise_part_name(f"{folder}/_rels/{base}.rels"))
        if info is None:
            return []
        try:
            root = etree.fromstring(to_transitional(self._archive.read(info)), _make_parser(recover=True))
        except (etree.XMLSyntaxError, *ARCHIVE_ERRORS):
            return []
        return [] if root is None else list(_parse_relations(root, folder))

    def _write_relation_file(self, name: str, rows: list[tuple[str, str, str, bool]]) -> None:
        folder, base = posixpath.split(name)
        inner = "".join(
            f"<Relationship Id={quoteattr(row_id)} Type={quoteattr(kind)} Target={quoteattr(target)}"
            + (' TargetMode="External"/>' if is_external else "/>")
            for row_id, kind, target, is_external in rows
        )
        self._target.writestr(
            f"{folder}/_rels/{base}.rels".lstrip("/"),
            f'<Relationships xmlns="{_RELATIONSHIPS}">{inner}</Relationships>',
        )


_MARGIN_KINDS = ("header", "footer")


def _to_full_type(kind: str) -> str:
    if kind == "core-properties":
        return "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return f"{_TRANSITIONAL}officeDocument/2006/relationships/{kind}"


def _parse_relations(root: Any, folder: str) -> Iterator[tuple[str, str, str, bool]]:
    for element in root.iter("{*}Relationship"):
        target, kind = element.get("Target") or "", element.get("Type") or ""
        if (element.get("TargetMode") or "").lower() == "external":
            yield element.get("Id") or "", kind, target, True
            continue
        name = unquote(target.partition("#")[0])
        if name:
            yield (
                element.get("Id") or "",
                kind.rsplit("/", 1)[-1],
                normalise_part_name(posixpath.join(folder, name)),
                False,
            )


def to_transitional(raw: bytes) -> bytes:
    """Return an XML part with the namespaces of the transitional form in place of those of the strict one."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = _XML_DECLARATION.sub("", raw.decode("utf-16", "replace")).encode()
    if b"http://purl.oclc.org/ooxml/" not in raw:
        return raw
    for strict, transitional in _STRICT_NAMES:
        raw = raw.replace(b"http://purl.oclc.org/ooxml/" + strict, _TRANSITIONAL.encode() + transitional)
    return raw


def has_entities(raw: bytes) -> bool:
    """Return True if an XML part defines an entity anywhere; a long comment may stand in front of it."""
    plain = raw.replace(b"\0", b"")
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def is_well_formed(raw: bytes) -> bool:
    """Return True if a part is XML that the library takes."""
    try:
        return etree.fromstring(raw, _make_parser()) is not None
    except (etree.XMLSyntaxError, ValueError):
        return False


def _make_parser(recover: bool = False) -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, recover=recover)
