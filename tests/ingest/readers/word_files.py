"""Word files made when a test runs: a body in markup, and parts beside it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{OFFICE}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def make_parts(
    body: str, relations: Mapping[str, tuple[str, str]] | None = None, main: str = "word/document.xml"
) -> dict[str, bytes]:
    """The parts of a small Word file; relations are (kind, target) by id."""
    rows = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in (relations or {}).items()
    )
    folder, _, base = main.rpartition("/")
    space = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{MAIN_TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships {space}><Relationship Id="rId1" Type="{OFFICE}/officeDocument"'
        f' Target="{main}"/></Relationships>',
        main: f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        f"{folder}/_rels/{base}.rels": f"<Relationships {space}>{rows}</Relationships>",
    }
    return {name: text.encode() for name, text in parts.items()}


def write_parts(path: Path, parts: Mapping[str, bytes]) -> Path:
    """Write parts as a file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return path


def paragraph(*runs: str) -> str:
    """A paragraph of runs in markup, or of plain words."""
    return "<w:p>" + "".join(text if text.startswith("<") else run(text) for text in runs) + "</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run of words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
