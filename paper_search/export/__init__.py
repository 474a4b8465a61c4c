"""A pack and the name of a form in; a file, its type and its name's ending out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from paper_search.errors import QueryError
from paper_search.export.pack import FORMATS, Pack


@dataclass(frozen=True, slots=True)
class File:
    """A pack as it is sent or kept."""

    name: str
    media_type: str
    content: bytes


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FORMS = {
    "docx": ("docx", "docx", _WORD),
    "csv": ("csv", "csv", "text/csv; charset=utf-8"),
    "markdown": ("markdown", "md", "text/markdown; charset=utf-8"),
}


def checked(form: str) -> str:
    """The name of a form. Raises QueryError where there is none of it."""
    if form not in _FORMS:
        raise QueryError(f"There is no form {form!r} of an evidence pack; choose one of {', '.join(FORMATS)}.")
    return form


def write(pack: Pack, form: str) -> File:
    """The pack as a file. Raises QueryError for a form that there is none of."""
    room, ending, media_type = _FORMS[checked(form)]
    # Each form brings its own writer, and only that one is loaded.
    written: Callable[[Pack], bytes] = import_module(f"paper_search.export.{room}").written
    return File(f"evidence-{pack.made_at:%Y-%m-%d}.{ending}", media_type, written(pack))
