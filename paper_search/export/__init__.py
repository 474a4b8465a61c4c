"""A pack and the name of a form in; a file, its type and its name's ending out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from paper_search.errors import QueryError
from paper_search.export.pack import FORMATS, EvidencePack


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A pack as it is sent or kept."""

    name: str
    media_type: str
    content: bytes


_DOCX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRITERS = {
    "docx": ("docx", "docx", _DOCX_MEDIA_TYPE),
    "csv": ("csv", "csv", "text/csv; charset=utf-8"),
    "markdown": ("markdown", "md", "text/markdown; charset=utf-8"),
}


def validate_format(format_name: str) -> str:
    """The name of a form. Raises QueryError where there is none of it."""
    if format_name not in _WRITERS:
        raise QueryError(f"There is no form {format_name!r} of an evidence pack; choose one of {', '.join(FORMATS)}.")
    return format_name


def export_pack(pack: EvidencePack, format_name: str) -> ExportFile:
    """The pack as a file. Raises QueryError for a form that there is none of."""
    room, ending, media_type = _WRITERS[validate_format(format_name)]
    # Each form brings its own writer, and only that one is loaded.
    written: Callable[[EvidencePack], bytes] = import_module(f"paper_search.export.{room}").render_pack
    return ExportFile(f"evidence-{pack.made_at:%Y-%m-%d}.{ending}", media_type, written(pack))
