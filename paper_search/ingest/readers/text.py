"""Reader for plain text, whose reading text is the file as decoded.

Spaces stand for links of the page that it was copied from ("View directions"). A byte order mark is left out, and line
ends stay as they are. Initials in a margin alone are moved, behind the paragraph that they stand beside. A block is a
paragraph, a list item, a heading or a run of table rows; blank lines are in none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from charset_normalizer import from_bytes

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.blocks import LABEL_PATTERN, SENTENCE_END_PATTERN, is_bullet, is_glued
from paper_search.ingest.readers.furniture import FURNITURE, find_furniture
from paper_search.ingest.readers.margin_notes import move_margin_notes
from paper_search.ingest.readers.size_limits import check_file_size, check_length, check_text
from paper_search.records import Block, BlockKind, DroppedText, HiddenText, Reading
from paper_search.records.strikethrough import mask_spans
from paper_search.text.columns import COLUMN_GAP_PATTERN
from paper_search.text.sentence_ends import is_open_end, is_sentence_broken
from paper_search.text.spans import trim_span

MAX_WRAPPED_CHARACTERS = 120
"""A file is wrapped if no line is longer than this and many lines come near the longest."""
MIN_BROKEN_CHARACTERS = 40
"""A shorter line is a heading or an entry of a list, which the next does not go on with."""
MAX_BLOCK_ROWS = 12
"""Table rows in one block."""

_LINE_PATTERN = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_MARKDOWN_HEADING_PATTERN = re.compile(r"(#{1,6})\s+\S")
_UNDERLINE_PATTERN = re.compile(r"\s*(=+|-{3,})\s*")
_BOLD_PATTERN = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).)+\1[\s:]*", re.S)
_PAGE_MEETING_PATTERN = re.compile(r"Meeting:\s+\d{1,2}/\d{1,2}/\d{4}\s+[-–]\s", re.IGNORECASE)
"""The line by which a publishing system dates an item: "Meeting: 23/01/2024 - Cabinet (Item 39)"."""
_VERB_PATTERN = re.compile(r"\s(?:is|are|was|were|has|have|had|will)\s")
"""Verbs that make a line a sentence without its stop."""
_AMOUNT_END_PATTERN = re.compile(
    r"(?:\t| {3,})[-\u2013\u2212+(]?\s?[\u00a3$\u20ac]?\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?"
    r"(?:\s?(?:%|m|k|bn))?\)?(?:\s?(?:CR|DR))?$"
)
_FALLBACK_ENCODINGS = ("cp1252", "utf_16_le", "utf_16_be", "mac_roman", "cp850")


class TextLine(NamedTuple):
    """A printed line: the offsets of its words, its indent, the blank lines around it, and its place in a table.

    ``in_columns``: it is a row of a table whose columns are set apart by white space.
    """

    text: str
    start: int
    end: int
    indent: int
    after_blank: bool
    before_blank: bool
    in_columns: bool = False


def read_text_file(path: Path) -> Reading:
    """Read a text file.

    Raises:
        UnreadableError: the file holds no words (code empty), is longer than any paper (large) or cannot be decoded
            (encoding).
    """
    return read_text(load_text(path), path)


def load_text(path: Path) -> str:
    """Return what a text file holds, as decoded, without a byte order mark.

    Raises:
        UnreadableError: the file is larger than any paper (code large) or cannot be decoded (encoding).
    """
    check_file_size(path)
    text = decode_text(path.read_bytes(), path)
    check_length(text, path)
    return text


def read_text(text: str, path: Path, hidden: tuple[HiddenText, ...] = ()) -> Reading:
    """Return the reading of a decoded text, with notes in its margins behind their paragraphs.

    Args:
        text: the text.
        path: its file, for the error.
        hidden: what was left out of it.

    Raises:
        UnreadableError: it holds no words (code empty), or it or a line of it is longer than any paper's (large).
    """
    check_text(text, path)
    furniture = list(find_furniture([(line.start, line.text) for line in _split_lines(text)]))
    dropped = tuple(DroppedText(None, text[start:end].strip(), FURNITURE) for start, end in furniture)
    text = mask_spans(text, furniture)
    text, notes = move_margin_notes(text)
    groups = list(_group_lines(_mark_columns(_split_lines(text))))
    if not groups:
        raise UnreadableError("empty", "The file holds no words", "Check that the right file was saved.", path)
    following = [*(group[0] for group in groups), None][1:]
    blocks = (_make_block(text, group, next_line) for group, next_line in zip(groups, following, strict=True))
    placed = (replace(block, kind="table", level=None) if block.start in notes else block for block in blocks)
    return Reading(text, tuple(placed), dropped=dropped, hidden=hidden)


def decode_text(raw: bytes, path: Path) -> str:
    """Decode a text file, without a byte order mark.

    Args:
        raw: the bytes of the file.
        path: the file, for the error.

    Raises:
        UnreadableError: the encoding cannot be made out (code encoding).
    """
    for mark, coding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return _decode_as(raw, coding, path)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(raw, cp_isolation=list(_FALLBACK_ENCODINGS)).best()
        return _decode_as(raw, best.encoding if best else "cp1252", path)


def _decode_as(raw: bytes, encoding: str, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            "encoding", "The characters of the file cannot be made out", "Save the paper again as UTF-8 text.", path
        ) from error


def _split_lines(text: str) -> list[TextLine]:
    """Return the lines that hold words, with the blank lines around them noted."""
    spans = [match.span() for match in _LINE_PATTERN.finditer(text) if match.end() > match.start()]
    trimmed = [trim_span(text, *span) for span in spans]
    # A blank line is assumed before the first line and after the last.
    is_blank = [True, *(start >= end for start, end in trimmed), True]
    return [
        TextLine(text[start:end], start, end, start - spans[index][0], is_blank[index], is_blank[index + 2])
        for index, (start, end) in enumerate(trimmed)
        if start < end
    ]


def _mark_columns(lines: list[TextLine]) -> list[TextLine]:
    """Mark the rows of tables whose columns are set apart by white space, so that no amount leaves its row.

    Two rows or more that end with an amount are a table, with the line of heads right above them.
    """
    counts = [_count_columns(line) for line in lines]
    is_row = [
        count > 1 and _AMOUNT_END_PATTERN.search(line.text) is not None
        for line, count in zip(lines, counts, strict=True)
    ]
    marked = list(lines)
    for index, line in enumerate(lines):
        is_above = index + 1 < len(lines) and is_row[index + 1] and not line.before_blank
        is_below = index > 0 and is_row[index - 1] and not line.after_blank
        starts_table = is_above and index + 2 < len(lines) and is_row[index + 2] and not lines[index + 1].before_blank
        is_head = starts_table and counts[index] > 1 and counts[index] >= counts[index + 1]
        is_spread = is_row[index] and _has_row_near(lines, is_row, index)
        if (is_row[index] and (is_above or is_below)) or is_head or is_spread:
            marked[index] = line._replace(in_columns=True)
    return marked


def _has_row_near(lines: Sequence[TextLine], is_row: Sequence[bool], index: int) -> bool:
    """Return True if a row behind a blank line or a line of a label ends in the same column."""
    end = lines[index].indent + len(lines[index].text)
    places = (place for place in range(max(index - 2, 0), min(index + 3, len(lines))) if place != index)
    return any(is_row[place] and abs(lines[place].indent + len(lines[place].text) - end) <= 1 for place in places)


def _count_columns(line: TextLine) -> int:
    """Return into how many columns white space sets the words of a line; the gap behind a label is none."""
    label = LABEL_PATTERN.match(line.text)
    words = label["rest"] if label and label["gap"] else line.text
    return len(COLUMN_GAP_PATTERN.findall(words)) + 1


def _group_lines(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    width = _find_wrap_width(lines)
    group: list[TextLine] = []
    for line in lines:
        if group and _is_new_block(group, line, width):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _find_wrap_width(lines: Sequence[TextLine]) -> int | None:
    """Return the width at which the file is wrapped, or None where a line is a whole paragraph."""
    longest = max((line.indent + len(line.text) for line in lines), default=0)
    if longest > MAX_WRAPPED_CHARACTERS:
        return None
    near = sum(line.indent + len(line.text) > 0.75 * longest and not line.before_blank for line in lines)
    return longest if near >= 3 else None


def _is_new_block(group: Sequence[TextLine], line: TextLine, width: int | None) -> bool:
    last = group[-1]
    if _is_open_bold(group):
        return False
    if line.after_blank:
        return not _is_continuation(group, line)
    if _is_table_row(last) and _is_table_row(line):
        return len(group) >= MAX_BLOCK_ROWS
    if len(group) == 1 and _UNDERLINE_PATTERN.fullmatch(line.text):
        return False
    return _is_own_block(last) or _is_own_block(line) or _is_new_paragraph(group, line, width)


def _is_own_block(line: TextLine) -> bool:
    return (
        _is_table_row(line)
        or bool(_MARKDOWN_HEADING_PATTERN.match(line.text))
        or bool(_BOLD_PATTERN.fullmatch(line.text))
        or bool(_PAGE_MEETING_PATTERN.match(line.text))
    )


def _is_new_paragraph(group: Sequence[TextLine], line: TextLine, width: int | None) -> bool:
    """Return True if a line right below another begins a block.

    It does by its label, or because lines are paragraphs in this file.
    """
    return _is_new_label(group, line, width) or (width is None and not _is_continuation(group, line))


def _is_open_bold(group: Sequence[TextLine]) -> bool:
    """Return True for a run of bold that began a block and is still open: a title over several lines."""
    if len(group) >= 6 or not group[0].text.startswith("**"):
        return False
    text = " ".join(line.text for line in group)
    return text.count("**") % 2 == 1 and len(text) < 240


def _is_continuation(group: Sequence[TextLine], line: TextLine) -> bool:
    """Return True if a sentence broken off at the line end goes on in this line.

    Blank lines between the two mark the end of a page.
    """
    last = group[-1].text
    if LABEL_PATTERN.match(line.text) and not line.text[0].isalpha():
        return False
    if len(last) <= MIN_BROKEN_CHARACTERS:
        return False
    goes_on = line.text[0].islower() and bool(re.search(r"[\w,\u2019'-]$", last))
    return goes_on or (is_open_end(last) and is_sentence_broken(last, line.text))


def _is_new_label(group: Sequence[TextLine], line: TextLine, width: int | None) -> bool:
    match = LABEL_PATTERN.match(line.text)
    if not match or not (match["gap"] or match["rest"] == "" or is_bullet(line.text) or is_glued(match)):
        return False
    last = group[-1]
    if width is None or SENTENCE_END_PATTERN.search(last.text) or line.indent != last.indent:
        return True
    # In a wrapped file, a number that only happens to start a line stands behind a full line.
    first = len(line.text.split(None, 1)[0])
    return last.indent + len(last.text) + 1 + first <= width * 0.92


def _is_table_row(line: TextLine) -> bool:
    return line.in_columns or (line.text.startswith("|") and line.text.count("|") >= 2)


def _make_block(text: str, group: Sequence[TextLine], next_line: TextLine | None) -> Block:
    start, end = group[0].start, group[-1].end
    kind, level = _classify_block(group, next_line)
    return Block(kind, text[start:end], start, end, None, level)


def _classify_block(group: Sequence[TextLine], next_line: TextLine | None) -> tuple[BlockKind, int | None]:
    first = group[0]
    marked = _MARKDOWN_HEADING_PATTERN.match(first.text)
    if _is_table_row(first):
        return "table", None
    if marked:
        return "heading", len(marked[1])
    if len(group) == 2 and (underline := _UNDERLINE_PATTERN.fullmatch(group[1].text)):
        return "heading", 1 if underline[1][0] == "=" else 2
    whole = " ".join(line.text for line in group)
    is_alone = first.after_blank and group[-1].before_blank
    if (_BOLD_PATTERN.fullmatch(whole) and len(whole) < 240) or (
        len(group) == 1 and is_alone and _is_title(whole, next_line)
    ):
        return "heading", None
    return "text", None


def _is_title(text: str, next_line: TextLine | None) -> bool:
    """Return True for a short line alone that is neither a sentence nor a list item.

    "name: value" is a title only above numbered lines.
    """
    words = text.split()
    if (
        len(words) > 12
        or len(text) > 100
        or _AMOUNT_END_PATTERN.search(text)
        or not text[0].isupper()
        or LABEL_PATTERN.match(text)
    ):
        return False
    if text.isupper():
        return len(text) > 4
    if len(words) > 4 and _VERB_PATTERN.search(text):
        return False
    if text.endswith(":"):
        return len(words) <= 4
    has_numbers_below = next_line is not None and re.match(r"\d{1,3}[.)]", next_line.text) is not None
    is_value = (":" in text and not has_numbers_below) or "@" in text or "//" in text
    return not is_value and not re.search(r"[.,;!?)\]\"\u201d]$", text)
