"""Blocks of text in reading order, assembled into a ``Reading``.

The blocks of a reading hold every character that is not white space, one block a line. A page start falls inside a
block where a page break cuts one. The printed labels that open blocks (bullets, numbers, letters) are defined here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from paper_search.errors import UnreadableError
from paper_search.records import Attachment, Block, BlockKind, DroppedText, HiddenText, Reading, UnreadPart
from paper_search.records.documents import TEXTLESS_PAGE
from paper_search.text.glued_numbers import GLUED_WORD

BULLET_CHARACTERS = (
    "\u2022\u00b7\u25aa\u25ab\u25cf\u25cb\u25e6\u25a0\u25a1\u25c6\u27a2\u2756\u2713\u2714\u2610\u2611\u2612"
    "\u2043\u2023\u2219\u00a7\u00d8*"
)
LABEL_PATTERN = re.compile(
    rf"(?P<label>[{BULLET_CHARACTERS}]+(?![{BULLET_CHARACTERS}\w])|[{BULLET_CHARACTERS[:-1]}](?=\w)"
    # A dash or the letter o is a bullet only where white space follows.
    r"|[o\u2013\u2014-](?=\s)"
    # 4.12  4.1.2.  A.24  but no sum of money, no per cent, no time of day
    r"|\d{1,3}(?:\.\d{1,3}){1,4}[.):]?(?![\d,%:]|\s?(?:m|bn|k|am|pm|per cent|million|billion)\b)"
    r"|[A-Z]{1,2}\.?\d{1,3}(?:\.\d{1,3})*[.):](?!\d)|[A-Z]\.\d{1,3}(?=\s)"
    # 4.  4)  (4)  (a)  (iv)  a)  a.  iv.
    r"|\(?\d{1,3}[.):](?!\d)"
    r"|\((?:[a-z]{1,2}|[A-Z]|[ivxl]{1,5}|\d{1,3})\)"
    r"|(?:[a-z]|[A-Z]|[ivx]{1,5}|[IVX]{1,4})[.)](?![\w.])"
    r")(?P<gap>\s*)(?P<rest>.*)",
    re.S,
)
"""A label that may open a list item or a numbered paragraph; the reader decides by its place whether it does.

Groups: ``label`` as printed, ``gap`` behind it, ``rest`` of the line.
"""
SENTENCE_END_PATTERN = re.compile(
    r"[.!?:;\u2026][\"'\u201d\u2019)\]*_]*[\u00b9\u00b2\u00b3\u2070-\u207e,]*$|[.;:,]\s+(?:and|or)$", re.I
)
"""The end of a sentence, a lead-in or an item of a list, with the marks of notes behind its stop."""
MAX_ROMAN = 3999
"""The last number that has a Roman numeral; numbers beyond it are printed in figures."""
_ROMAN_NUMERALS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_GLUED_PATTERN = re.compile(GLUED_WORD)
_SURROGATE_PATTERN = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TextRun:
    """A block before assembly.

    ``parts`` are (page, words) in order; the parts of one page follow each other.
    """

    kind: BlockKind
    parts: tuple[tuple[int | None, str], ...]
    level: int | None = None


def make_run(kind: BlockKind, text: str, level: int | None = None) -> TextRun:
    """Make a block of a document that has no pages."""
    return TextRun(kind, ((None, text),), level)


def assemble_reading(
    runs: Iterable[TextRun],
    *,
    pages: int = 0,
    printed_pages: Sequence[str | None] = (),
    dropped: Sequence[DroppedText] = (),
    info: Sequence[tuple[str, str]] = (),
    textless_pages: Sequence[int] = (),
    recognised_pages: Sequence[int] = (),
    hidden: Sequence[HiddenText] = (),
    unread_parts: Sequence[UnreadPart] = (),
    attachments: Sequence[Attachment] = (),
) -> Reading:
    """Join blocks by new lines into a reading.

    The parts of a block are joined as they are: a space that they need is part of them.

    Args:
        runs: the blocks in reading order.
        pages: the number of pages, 0 where the document has none.
        printed_pages: the number printed on each page, None where there is none.
        dropped: text left out of the reading, such as running heads.
        info: the document information as (name, value).
        textless_pages: pages, counted from 1, that are pictures and hold no words.
        recognised_pages: pages, counted from 1, whose words come from text recognition.
        hidden: what the file holds and does not show.
        unread_parts: what could not be read, the textless pages aside, which are added.
        attachments: the papers attached to the file.

    Returns:
        The reading, whose page starts are offsets into its text.
    """
    texts: list[str] = []
    blocks: list[Block] = []
    starts: dict[int, int] = {}
    offset = 0
    for run in map(_repair_run, runs):
        text = "".join(words for _, words in run.parts)
        if not text.strip():
            continue
        if blocks:
            texts.append("\n")
            offset += 1
        _record_page_starts(run, offset, starts)
        blocks.append(Block(run.kind, text, offset, offset + len(text), run.parts[0][0], run.level))
        texts.append(text)
        offset += len(text)
    return Reading(
        "".join(texts),
        tuple(blocks),
        _list_page_starts(starts, pages, offset),
        tuple(printed_pages),
        tuple(replace(drop, text=repair_surrogates(drop.text)) for drop in dropped),
        tuple((name, repair_surrogates(value)) for name, value in info),
        tuple(textless_pages),
        tuple(recognised_pages),
        tuple(hidden),
        _list_unread_parts(unread_parts, textless_pages),
        tuple(attachments),
    )


def _list_unread_parts(parts: Sequence[UnreadPart], textless_pages: Sequence[int]) -> tuple[UnreadPart, ...]:
    """Return what is not read in the order of the pages, once each; a textless page has a reason of its own or this."""
    stated = {part.page for part in parts}
    pictures = (UnreadPart(page, TEXTLESS_PAGE) for page in textless_pages if page not in stated)
    return tuple(sorted(dict.fromkeys([*parts, *pictures]), key=lambda part: part.page or 0))


def _repair_run(run: TextRun) -> TextRun:
    """Return the block without lone surrogates, which no encoding can hold."""
    if not any(_SURROGATE_PATTERN.search(words) for _, words in run.parts):
        return run
    return replace(run, parts=tuple((page, repair_surrogates(words)) for page, words in run.parts))


def repair_surrogates(text: str) -> str:
    """Return the text with each pair of surrogates as the character it stands for.

    A lone surrogate becomes the replacement character.
    """
    return (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _SURROGATE_PATTERN.search(text) else text
    )


def _record_page_starts(run: TextRun, offset: int, starts: dict[int, int]) -> None:
    for page, words in run.parts:
        if page is not None:
            starts.setdefault(page, offset + len(words) - len(words.lstrip()))
        offset += len(words)


def _list_page_starts(starts: dict[int, int], pages: int, end: int) -> tuple[int, ...]:
    """Return one offset a page; a page without words starts where the next one does."""
    offsets: list[int] = []
    following = end
    for page in range(pages, 0, -1):
        following = min(starts.get(page, following), following)
        offsets.append(following)
    return tuple(reversed(offsets))


def find_empty_error(reading: Reading, path: Path) -> UnreadableError | None:
    """Return the error to raise where a document holds no words, or None."""
    if reading.blocks or reading.attachments:
        return None
    return UnreadableError(
        "empty", "The paper holds no words", "Check that the right file was saved; leave it out if it is blank.", path
    )


# -- printed labels


def is_bullet(text: str) -> bool:
    """Return True if the line begins with a bullet, a dash or the letter o used as one."""
    match = LABEL_PATTERN.match(text)
    return match is not None and (match["label"] == "o" or not re.search(r"\w", match["label"]))


def is_glued(match: re.Match[str]) -> bool:
    """Return True for a match of ``LABEL_PATTERN`` whose number lost the space behind it: "1.1On"."""
    return not match["gap"] and _GLUED_PATTERN.match(match["rest"]) is not None


def format_number(style: str, number: int) -> str:
    """Format a list number in a style as Word names them.

    Args:
        style: "decimal", "decimalZero", "ordinal", "lowerLetter", "upperLetter", "lowerRoman" or "upperRoman"; any
            other style is printed as decimal.
        number: the number to print.

    Returns:
        The number without punctuation: "4", "d", "iv".
    """
    if style == "decimalZero":
        return f"{number:02d}"
    if style == "ordinal":
        return f"{number}{_ordinal_suffix(number)}"
    if not 1 <= number <= MAX_ROMAN or style not in ("lowerLetter", "upperLetter", "lowerRoman", "upperRoman"):
        return str(number)
    printed = _to_letters(number) if style.endswith("Letter") else _to_roman(number)
    return printed.upper() if style.startswith("upper") else printed


def _to_letters(number: int) -> str:
    """Format a number as a to z, then aa, bb, cc, as word processors count on."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _to_roman(number: int) -> str:
    printed = ""
    for value, letters in _ROMAN_NUMERALS:
        count, number = divmod(number, value)
        printed += letters * count
    return printed


def _ordinal_suffix(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
