"""Evidence packs written as files: Word, CSV or Markdown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from paper_search.errors import QueryError
from paper_search.export.pack import FORMATS, EvidencePack


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A pack as it is sent or kept.

    Args:
        name: The file's name.
        media_type: Its type, as HTTP has it.
        content: Its bytes.
    """

    name: str
    media_type: str
    content: bytes


_DOCX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRITERS = {
    # Format: its module, the ending of the file's name, and its media type.
    "docx": ("docx", "docx", _DOCX_MEDIA_TYPE),
    "csv": ("csv", "csv", "text/csv; charset=utf-8"),
    "markdown": ("markdown", "md", "text/markdown; charset=utf-8"),
}


def validate_format(format_name: str) -> str:
    """Return the name of a format.

    Raises:
        QueryError: There is no such format.
    """
    if format_name not in _WRITERS:
        raise QueryError(f"An evidence pack cannot be saved as {format_name!r}. Choose one of {', '.join(FORMATS)}.")
    return format_name


def export_pack(pack: EvidencePack, format_name: str) -> ExportFile:
    """Return the pack as a file.

    Args:
        pack: The pack.
        format_name: One of ``pack.FORMATS``.

    Raises:
        QueryError: There is no such format.
    """
    module, ending, media_type = _WRITERS[validate_format(format_name)]
    # Each format brings its own libraries, and only those of one are loaded.
    render_pack: Callable[[EvidencePack], bytes] = import_module(f"paper_search.export.{module}").render_pack
    return ExportFile(f"evidence-{pack.made_at:%Y-%m-%d}.{ending}", media_type, render_pack(pack))
