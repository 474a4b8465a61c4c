"""Blocks cut and joined as the page numbers them, before any is classified.

A number on a line of its own belongs to what follows. A numbered title belongs apart from the words on the line beneath
it, and so does the next minute of a series that runs on inside one line ("… by the clerk. 71/31 Finance"). Every block
stays a slice of the reading text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from paper_search.ingest.readers.furniture import is_file_link
from paper_search.ingest.segmentation import numbering
from paper_search.ingest.segmentation.headings import is_title
from paper_search.ingest.segmentation.outcomes import is_page_label, is_page_name, split_entries
from paper_search.records import Block, Reading

MAX_LINE_TITLE_WORDS = 14
"""Words of a numbered line that stands as a title above the lines of its block."""
MAX_ITEM_LINES = 4
"""Lines of an item's title that ends with the size of its file."""
MIN_SERIES, MIN_LINE_SERIES = 3, 4
"""References that make a series, and plain numbers that make one inside a single block."""
MINUTE_DIGITS = 3
"""Digits of a minute's number behind the year ("24/031"); applications have more, financial years fewer."""
_MAX_STEP = 3
"""The most by which a number of a series may pass the one before it: minutes are left out of extracts."""

_INLINE_REFERENCE_PATTERN = re.compile(rf"(?<![\w/£$€.,(-]){numbering.REFERENCE_PATTERN.pattern}")
_CITED_PATTERN = re.compile(
    r"(?:\b(?:minutes?|min|numbers?|nos?\.?|refs?\.?|references?|items?|see|of|and|to|in|from|under|resolutions?|by-?laws?)"
    r"|[(,/&–-])\s*$",
    re.IGNORECASE,
)
"""Words after which a reference names another minute and opens none."""
_INLINE_NUMBER_PATTERN = re.compile(
    # "Ayes: 4. Nays: 0" is a vote.
    r"(?:(?<=\s)|^)(?<!(?i:ayes|nays|noes|yeas):\s)(?<!(?i:for|aye|nay):\s)(?<!(?i:against|abstain):\s)"
    r"(?P<number>\d{1,2})\\?\.\s+(?=(?:A|[A-Z][a-z’'A-Z]+)\b)"
)
_INLINE_DOTTED_PATTERN = re.compile(r"(?<=\s)(?P<number>\d{1,2}(?:\.\d{1,2}){1,2})\.?\s+(?=[A-Z“\"(]|\d+/)")
_SENTENCE_END_PATTERN = re.compile(r"[.!?:;][”’\")]*\s*$")


@dataclass(frozen=True, slots=True)
class _InlineLabel:
    """A number found in a block: where it stands in the reading, and its place in its series."""

    start: int
    number: int
    is_at_head: bool


def arrange_blocks(reading: Reading, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, cut and joined as their numbers say.

    Args:
        reading: the document.
        blocks: its blocks, with sentences that were cut in two made whole.
    """
    starts = _find_series_starts(blocks)
    pieces: list[Block] = []
    for block in blocks:
        inner = [start for start in starts if block.start < start < block.end]
        parts = [part for piece in _cut_block(reading, block, inner) for part in _cut_dotted(reading, piece)]
        for piece in parts:
            pieces += [
                line for entry in split_entries(piece.text) for line in _cut_title(reading, _slice(piece, entry))
            ]
    return list(_join_numbers(reading, pieces))


def find_references(blocks: Sequence[Block]) -> frozenset[int]:
    """Return the offsets of the references that head a block and are of a series."""
    return frozenset(_find_series_starts(blocks))


# -- series of references


def _find_series_starts(blocks: Sequence[Block]) -> list[int]:
    """Return the offsets at which the numbers of a series open a minute, at the head of a block or inside one."""
    families: dict[tuple[str, str, str], list[_InlineLabel]] = defaultdict(list)
    starts: list[int] = []
    for block in blocks:
        if block.kind == "table":
            continue
        for family, label in _find_references_in(block):
            families[family].append(label)
        if block.kind == "text":
            starts += [label.start for label in _find_line_numbers(block)]
    starts += _find_running_numbers(blocks)
    for labels in families.values():
        chain = _find_chain(labels)
        at_head = sum(label.is_at_head for label in chain)
        if len(chain) >= MIN_SERIES or (len(chain) == 2 and at_head == 2):
            starts += [label.start for label in chain]
    return sorted(set(starts))


def _find_references_in(block: Block) -> Iterator[tuple[tuple[str, str, str], _InlineLabel]]:
    """Yield the references of a block under each series that they may be of: "70/31" counts up in front or behind."""
    for match in _INLINE_REFERENCE_PATTERN.finditer(block.text):
        before = block.text[: match.start("printed")]
        is_at_head = not re.search(r"\w", before.rpartition("\n")[2])
        if not is_at_head and (
            _CITED_PATTERN.search(before) or not re.match(r"[A-Z“\"‘'(*]|$", block.text[match.end() :])
        ):
            continue
        start = block.start + match.start("printed")
        head, first, joint, last = match["head"], match["first"], match["joint"], match["last"]
        if match["body"]:
            yield (match["body"], "", ""), _InlineLabel(start, int(match["number"]), is_at_head)
        if joint == "/":
            yield (head, "first", last), _InlineLabel(start, int(first), is_at_head)
        is_minute = len(last or "") == MINUTE_DIGITS and (is_at_head or _SENTENCE_END_PATTERN.search(before))
        if joint == "/" and not head and is_minute:
            # "24/031" counts up behind the year.
            yield (head, first, "last"), _InlineLabel(start, int(last), is_at_head)
        if joint == "-" and not head:
            continue
        if joint and (joint == "-" or head):
            yield (head, first, "last"), _InlineLabel(start, int(last), is_at_head)


def _find_line_numbers(block: Block) -> list[_InlineLabel]:
    """Return the plain numbers that run on inside one block: "1. Apologies … 2. Minutes …"."""
    found = [
        _InlineLabel(block.start + match.start("number"), int(match["number"]), match.start() == 0)
        for match in _INLINE_NUMBER_PATTERN.finditer(block.text)
    ]
    chain = _find_chain(found, max_step=1)
    return chain if len(chain) >= MIN_LINE_SERIES and chain[0].number <= 1 else []


def _find_dotted_numbers(block: Block) -> list[int]:
    """Return the offsets of numbers that lead on from the block's own: "6. Reports 6.1 The Chair … 6.2 The Clerk"."""
    own = numbering.parse_label(block.text)
    if own is None or own.kind not in {"number", "dotted", "bare"}:
        return []
    values, starts = [own.value], list[int]()
    for match in _INLINE_DOTTED_PATTERN.finditer(block.text, own.end):
        value = tuple(map(int, match["number"].split(".")))
        if _CITED_PATTERN.search(block.text[: match.start()]) or not _is_following(values[-1], value):
            continue
        values.append(value)
        starts.append(block.start + match.start())
    return starts


def _is_following(previous: tuple[int, ...], value: tuple[int, ...]) -> bool:
    """Return True for the first child of a number, its next sibling, or the next of one of its parents."""
    nexts = [(*previous[:level], previous[level] + 1) for level in range(1, len(previous))]
    return value in [(*previous, 1), *nexts]


def _find_running_numbers(blocks: Sequence[Block]) -> list[int]:
    """Return the offsets of items inside a block that belong between those at the heads of others.

    "3." heads a block in which "… as read. 4. Finance" stands, and "5." heads the next.
    """
    labels: list[_InlineLabel] = []
    for block in blocks:
        if block.kind != "text":
            continue
        for match in _INLINE_NUMBER_PATTERN.finditer(block.text):
            before = block.text[: match.start()]
            if not before.strip() or _SENTENCE_END_PATTERN.search(before):
                labels.append(_InlineLabel(block.start + match.start(), int(match["number"]), not before.strip()))
    chain = _find_chain(labels, max_step=1)
    inner = [label.start for label in chain[1:-1] if not label.is_at_head]
    return inner if len(chain) >= MIN_LINE_SERIES and len(chain) > 2 * len(inner) else []


def _find_chain(labels: Iterable[_InlineLabel], max_step: int = _MAX_STEP) -> list[_InlineLabel]:
    """Return the longest run in which each number follows the one before it."""
    best: dict[int, list[_InlineLabel]] = {}
    for label in labels:
        steps = range(0 if label.is_at_head and max_step > 1 else 1, max_step + 1)
        before = [best[label.number - step] for step in steps if label.number - step in best]
        chain = [*max(before, key=len, default=[]), label]
        if len(chain) > len(best.get(label.number, ())):
            best[label.number] = chain
    return max(best.values(), key=len, default=[])


# -- cuts


def _cut_block(reading: Reading, block: Block, starts: Sequence[int]) -> Iterator[Block]:
    """Yield the parts of a block that begin at its start and at others; white space, or struck words, stay."""
    for start, end in pairwise([block.start, *starts, block.end]):
        if reading.text[start:end].strip():
            yield _make_piece(reading, block, start, end)


def _cut_dotted(reading: Reading, block: Block) -> Iterator[Block]:
    return _cut_block(reading, block, _find_dotted_numbers(block) if block.kind == "text" else ())


def _slice(block: Block, span: tuple[int, int]) -> Block:
    start, end = span
    return replace(block, text=block.text[start:end], start=block.start + start, end=block.start + end)


def _make_piece(reading: Reading, block: Block, start: int, end: int) -> Block:
    if (start, end) == (block.start, block.end):
        return block
    page = bisect_right(reading.page_starts, start) if block.page is not None and reading.page_starts else block.page
    return replace(block, text=reading.text[start:end], start=start, end=end, page=page)


def _cut_title(reading: Reading, block: Block) -> Iterator[Block]:
    """Yield a numbered title and the words on the lines beneath it apart."""
    end = _find_title_end(block)
    if not end:
        yield block
        return
    yield from _cut_block(reading, block, [block.start + end])


def _find_title_end(block: Block) -> int:
    """Return the offset of the words beneath a numbered title, or 0 where the block is no such pair."""
    if block.kind != "text" or "\n" not in block.text.strip():
        return 0
    label = numbering.parse_label(block.text)
    if not label or label.kind not in numbering.NUMBER_KINDS:
        return 0
    lines = block.text[label.end :].split("\n")
    if not block.text[: label.end].strip() or "\n" in block.text[: label.end].strip():
        return 0
    count = _count_title_lines(lines)
    below = "\n".join(lines[count:])
    is_prose = count and below.strip() and re.match(r"\W*[A-Z0-9]", below) is not None
    return label.end + sum(len(line) + 1 for line in lines[:count]) if is_prose else 0


def _count_title_lines(lines: Sequence[str]) -> int:
    """Return how many of the first lines are a title: those in capitals, else one short line above a sentence.

    On a page of a committee system the size of its file ends the title.
    """
    for count, line in enumerate(lines[:MAX_ITEM_LINES], 1):
        if is_file_link(line):
            return count
    capitals = 0
    while capitals < len(lines) and _is_upper(lines[capitals]):
        capitals += 1
    if capitals:
        return capitals if capitals < len(lines) else 0
    first, second = lines[0].strip(), lines[1].strip()
    is_line = is_title(first) and len(first.split()) <= MAX_LINE_TITLE_WORDS and not first.endswith((",", "-", "–"))
    is_wrapped = not re.match(r"\W*[A-Z0-9]", second) or re.search(
        r"\b(?:and|of|the|for|to|in|on|a|an|by|or|with)$", first
    )
    return 1 if is_line and not is_wrapped and len(first) < 0.75 * max(len(line) for line in lines[1:]) else 0


def _is_upper(line: str) -> bool:
    return line.isupper() and len(re.findall(r"[A-Z]", line)) >= 3


# -- joins


def _join_numbers(reading: Reading, blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks, a number that stands alone in one block with what follows it."""
    is_listing = any(is_page_name(block.text) or is_page_label(block.text) for block in blocks)
    waiting: Block | None = None
    for block in blocks:
        if waiting is not None:
            if block.kind != "table" and numbering.parse_label(block.text) is None and not is_page_label(block.text):
                text = reading.text[waiting.start : block.end]
                yield replace(block, text=text, start=waiting.start, page=waiting.page)
                waiting = None
                continue
            yield waiting
            waiting = None
        if block.kind != "table" and _is_lone_number(block.text, is_listing=is_listing):
            waiting = block
        else:
            yield block
    if waiting is not None:
        yield waiting


def _is_lone_number(text: str, *, is_listing: bool) -> bool:
    """Return True for a number alone; one without a stop is an item's only on pages of a committee system."""
    label = numbering.parse_lone_number(text)
    return label is not None and (is_listing or bool(re.search(r"[.)]\s*$", text)))
