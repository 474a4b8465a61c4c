"""Notes in the margins of minutes: the initials of who is to act, beside the sentences of a paragraph.

They are printed in a column of their own, so they are no part of the sentence that they stand beside. In plain text
they are moved behind their paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from paper_search.ingest.readers.blocks import LABEL_PATTERN, SENTENCE_END_PATTERN

MIN_NOTES = 2
"""Notes in one column from which it is a margin."""
MIN_PARAGRAPH_WORDS = 12
"""Words of a paragraph that a table sets beside a note."""
MIN_SENTENCE_WORDS = 5
"""Words of a line beside a note; shorter ones are the names of a list."""
MAX_CROSSING_SHARE = 0.1
"""The share of lines that may run across the margin, as titles do."""
MAX_CHARACTERS, MAX_LINE_CHARACTERS = 4_000_000, 400
"""Characters of a file, and of one of its lines, that a margin is looked for in."""
MAX_COLUMN_STEP = 2
"""Characters by which notes of one column may begin apart."""

_NAME = (
    r"(?:[A-Z]{2,4}|All|ALL|(?:Town |Parish )?Clerk|CLERK|Chair(?:man|person)?|Officers?"
    r"|(?:Cllr|Mr|Mrs|Ms|Dr)\.? [A-Z][\w'\u2019-]+)"
)
_NOTE_PATTERN = re.compile(
    rf"(?:ACTION|Action)?(?: by|:)?\s*(?:{_NAME}(?:\s?[/&,+]\s?|\s|\sand\s)?){{1,4}}|(?:ACTION|Action)(?: by)?:?"
)
_LETTER_PATTERN = re.compile(r"[A-Z]")
_RIGHT_PATTERN = re.compile(r"(?:\t *|(?<![ ]) {3,})(?P<note>[A-Z][^\t]{0,40})$")
_LEFT_PATTERN = re.compile(r"(?P<note>[A-Z][\w/&:. ]{0,24}?)(?P<gap>\s*\t\s*| {3,})(?P<words>\S.*)")


class MarginNote(NamedTuple):
    """A note in a margin: the number of its line, the words beside it, itself, and the column at which it begins."""

    line: int
    words: str
    note: str
    column: int


def is_margin_note(text: str) -> bool:
    """Return True for initials or a role that says who is to act: "JM", "JM/BM", "Clerk", "Action: All"."""
    return _NOTE_PATTERN.fullmatch(text.strip()) is not None


def is_margin_letter(text: str) -> bool:
    """Return True for a single capital that counts the parts of a page."""
    return _LETTER_PATTERN.fullmatch(text.strip()) is not None


def is_margin_table(rows: Sequence[Sequence[str]]) -> bool:
    """Return True for a table that only sets notes beside paragraphs: prose in one cell, and who acts in the next.

    Args:
        rows: the words of each cell, row by row.
    """
    pairs = [row for row in rows if len(row) == 2 and (not row[1].strip() or is_margin_note(row[1]))]
    notes = [row for row in pairs if row[1].strip()]
    prose = [row for row in notes if len(row[0].split()) >= MIN_PARAGRAPH_WORDS]
    return len(pairs) == len(rows) and len(notes) >= MIN_NOTES and 2 * len(prose) >= len(notes)


def move_margin_notes(text: str) -> tuple[str, frozenset[int]]:
    """Return a plain text with the notes in its margins moved behind their paragraphs, and where they begin in it.

    A text without such a column stays as it is.
    """
    lines = text.splitlines(keepends=True) if len(text) <= MAX_CHARACTERS else []
    notes = {note.line: note for note in (*_find_right_notes(lines), *_find_left_notes(lines))}
    if not notes:
        return text, frozenset()
    mover = _NoteMover("\r\n" if "\r\n" in text else "\n")
    for number, line in enumerate(lines):
        if not line.strip() or LABEL_PATTERN.match(line.strip()):
            mover.print_notes(is_before_words=bool(line.strip()))
        mover.add_line(line, notes.get(number))
    mover.print_notes(is_before_words=False)
    return mover.text, frozenset(mover.starts)


class _NoteMover:
    """A text written line by line, with the notes that wait for the end of their paragraph."""

    def __init__(self, end: str) -> None:
        self.starts: list[int] = []
        self._parts: list[str] = []
        self._length, self._end = 0, end
        self._pending: list[str] = []

    @property
    def text(self) -> str:
        """The text as far as it is written."""
        return "".join(self._parts)

    def add_line(self, line: str, note: MarginNote | None) -> None:
        """Add a line without the note that stands beside it."""
        if note is None:
            self._write(line)
            return
        self._pending.append(note.note)
        if words := note.words.rstrip():
            self._write(words + line[len(line.rstrip("\r\n")) :])

    def print_notes(self, *, is_before_words: bool) -> None:
        """Add the notes that wait, with blank lines around them."""
        if not self._pending:
            return
        is_open = bool(self._parts) and not self._parts[-1].endswith(("\n", "\r"))
        self._write(self._end * (1 + is_open))
        self.starts.append(self._length)
        self._write(" ".join(self._pending) + self._end * (1 + is_before_words))
        self._pending = []

    def _write(self, words: str) -> None:
        self._parts.append(words)
        self._length += len(words)


def _find_right_notes(lines: Sequence[str]) -> Iterator[MarginNote]:
    """Yield the notes of the column right of the text."""
    found = []
    for number, line in enumerate(lines):
        match = _RIGHT_PATTERN.search(line.rstrip()) if len(line) <= MAX_LINE_CHARACTERS else None
        if match and is_margin_note(match["note"]):
            words = line[: match.start("note")]
            found.append(MarginNote(number, words, match["note"], len(words.expandtabs())))
    yield from _select_behind_tabs(lines, found)
    for column in _group_columns(found):
        start = min(note.column for note in column)
        if are_beside_sentences([note.words for note in column]) and _is_clear(
            lines, {note.line for note in column}, start - 1, start + 1
        ):
            yield from column


def _select_behind_tabs(lines: Sequence[str], notes: Sequence[MarginNote]) -> Sequence[MarginNote]:
    """Return the notes behind tabs, where the file uses tabs for nothing else but the gap behind a label."""
    tabbed = [note for note in notes if note.words.strip() and note.words.endswith("\t")]
    numbers = {note.line for note in tabbed}
    others = [_cut_label(line) for number, line in enumerate(lines) if number not in numbers]
    is_free = not any("\t" in line for line in [*others, *(_cut_label(note.words.rstrip()) for note in tabbed)])
    return tabbed if is_free and are_beside_sentences([note.words for note in tabbed]) else ()


def _cut_label(line: str) -> str:
    match = LABEL_PATTERN.match(line.strip())
    return match["rest"] if match else line.strip()


def are_beside_sentences(words: Sequence[str]) -> bool:
    """Return True if notes are a margin: two or more, most of them beside sentences and not beside names.

    Args:
        words: what stands on the line of each note, nothing where it stands alone.
    """
    sentences = sum(len(line.split()) >= MIN_SENTENCE_WORDS for line in words)
    return len(words) >= MIN_NOTES and sentences > 0 and 2 * sentences >= sum(bool(line.strip()) for line in words)


def _find_left_notes(lines: Sequence[str]) -> Iterator[MarginNote]:
    """Yield the notes of the column left of the text that stand beside a sentence that goes on."""
    found = []
    for number, line in enumerate(lines):
        match = _LEFT_PATTERN.fullmatch(line.rstrip().expandtabs()) if len(line) <= MAX_LINE_CHARACTERS else None
        if match and (is_margin_note(match["note"]) or is_margin_letter(match["note"])):
            words = " " * match.start("words") + match["words"]
            found.append(MarginNote(number, words, match["note"], match.start("words")))
    for column in _group_columns(found):
        start = min(note.column for note in column)
        if len(column) >= MIN_NOTES and _is_clear(lines, {note.line for note in column}, 0, start):
            yield from (note for note in column if note.line and is_inside_sentence(lines[note.line - 1], note.words))


def is_inside_sentence(before: str, words: str) -> bool:
    """Return True if a line goes on with the sentence of the line before."""
    return bool(before.strip()) and not SENTENCE_END_PATTERN.search(before.rstrip()) and not LABEL_PATTERN.match(words)


def _group_columns(notes: Iterable[MarginNote]) -> Iterator[list[MarginNote]]:
    """Yield the notes that begin at one place."""
    group: list[MarginNote] = []
    for note in sorted(notes, key=lambda note: (note.column, note.line)):
        if group and note.column - group[0].column > MAX_COLUMN_STEP:
            yield group
            group = []
        group.append(note)
    if group:
        yield group


def _is_clear(lines: Sequence[str], notes: set[int], start: int, end: int) -> bool:
    """Return True if hardly a line but those of the notes has words between two columns."""
    others = [line for number, line in enumerate(lines) if number not in notes and line.strip()]
    crossing = sum(bool(line[:MAX_LINE_CHARACTERS].expandtabs()[max(start, 0) : end].strip()) for line in others)
    return crossing <= MAX_CROSSING_SHARE * (len(others) + len(notes))
