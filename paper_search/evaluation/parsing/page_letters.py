"""The letters and digits of a paper's pages, to name a place without repeating its words.

A place counted in letters and digits is the same whatever a program makes of spaces, line ends and punctuation. The
pages of a PDF are taken as pypdf reads them; any other paper is one page: the text of its file without its markup.
"""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

from paper_search.errors import EvaluationError
from paper_search.evaluation.parsing.page_text import extract_page_texts

_DOCX_TEXT = "word/document.xml"
_NOT_SHOWN = re.compile(r"<(script|style|head)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def read_page_texts(path: Path) -> tuple[str, ...]:
    """Return the text of each page of a paper. Raises EvaluationError where it cannot be read."""
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        return extract_page_texts(path)
    try:
        if suffix == ".docx":
            with zipfile.ZipFile(path) as file:
                return (_strip_tags(file.read(_DOCX_TEXT).decode("utf-8")),)
        text = path.read_text("utf-8", errors="replace")
    except (OSError, KeyError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise EvaluationError(f"{path}: the judged paper cannot be read ({error}).") from error
    return (_strip_tags(_NOT_SHOWN.sub("", text)) if suffix in (".html", ".htm") else text,)


def extract_letters(text: str) -> str:
    """Return the letters and digits of a text, in their order."""
    return "".join(filter(str.isalnum, text))


def slice_letters(text: str, start: int, end: int) -> str:
    """Return the text between two of its letters and digits, counted from 0, with the signs between them.

    Args:
        text: the text.
        start: the first letter or digit.
        end: the one behind the last; beyond the text it means the text's end.
    """
    positions = [position for position, sign in enumerate(text) if sign.isalnum()][start:end]
    return text[positions[0] : positions[-1] + 1] if positions else ""


def _strip_tags(text: str) -> str:
    return html.unescape(_TAG.sub(" ", text))
