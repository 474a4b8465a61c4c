"""Blocks to passages: what is embedded, ranked and cited.

In: a paper's metadata, its reading, and a way to count word pieces; out: ``Passage``s. Promised: each passage is a
slice of the reading text; they are in order, do not overlap and hold everything in the blocks that is not white
space; what the encoder sees of each (``embedded_text``) fits its limit with no word cut; an id depends on the
paper, the section, the printed number and the occurrence, so that editing one section leaves the ids of the others
alone. Headings are passages too, of kind "heading": kept for context, never embedded or ranked.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile, zip_longest

from paper_search.ingest.segmentation.outline import OutlineBlock, build_outline
from paper_search.ingest.segmentation.passage_size import MIN_TOKEN_LIMIT, PassageFitter, TokenCounter
from paper_search.ingest.segmentation.speakers import find_attribution
from paper_search.records import Document, Locator, Passage, PassageKind, Reading
from paper_search.text.language import detect_welsh
from paper_search.text.spans import slugify, trim_span

_TARGET_JOINED_CHARACTERS, _MAX_JOINED_CHARACTERS = 520, 760
"""Characters of joined bullets or lines: about 120 and 180 word pieces."""
_SHORT_BULLET_WORDS, _MIN_PROSE_WORDS, _MAX_ANSWER_WORDS = 25, 12, 8
"""Words: bullets shorter than the first are joined; prose shorter than the second is no passage of its own, and
shorter than the third it goes with the heading it answers."""
_ROLE_LETTERS = {"text": "p", "table": "t", "heading": "h", "front matter": "f", "contents": "c", "item": "b"}
_SENTENCE_END_PATTERN = re.compile(r"[.:;!?][”’\")]*\s*$")
"""Words that end so are prose; others beside a table are cells that lost their column."""
_ITEM_STAMP_PATTERN = re.compile(r"Agenda\s+Item\s+(\w{1,4})\s*$", re.IGNORECASE)


def split_passages(document: Document, reading: Reading, count_tokens: TokenCounter, limit: int) -> tuple[Passage, ...]:
    """The passages of one paper.

    Args:
        document: the paper's metadata; its title is part of every passage's context.
        reading: the paper as read.
        count: word pieces of a text as the encoder counts them, the special ones included.
        limit: the most word pieces the encoder reads; at least 96.

    Raises:
        ValueError: the limit leaves no room for a passage.
    """
    if limit < MIN_TOKEN_LIMIT:
        raise ValueError(f"limit is {limit}; an encoder must read at least {MIN_TOKEN_LIMIT} word pieces")
    meeting = document.meeting
    known = (meeting.authority, meeting.committee)
    groups = _group_blocks(build_outline(reading, document.kind, document.title, known))
    size = PassageFitter(document.title, count_tokens, limit)
    stamps = _find_item_stamps(reading)
    seen: Counter[str] = Counter()
    made: list[Passage] = []
    for group, after in zip_longest(groups, groups[1:]):
        for passage in size.fit_passage(_make_passage(document, reading, group, after), group):
            key = f"{group[0].section}/{_format_number(group[0])}"
            seen[key] += 1
            named = replace(passage, passage_id=f"{document.doc_id}::{key}~{seen[key]}")
            made.append(_locate_passage(named, reading, stamps, document.agenda_item))
    return tuple(made)


def _group_blocks(blocks: Sequence[OutlineBlock]) -> list[list[OutlineBlock]]:
    groups: list[list[OutlineBlock]] = []
    for index, part in enumerate(blocks):
        if (
            groups
            and _is_same_passage(groups[-1], part)
            and (_is_bullet(groups[-1][-1]) or _is_joined_to_intro(blocks, index))
        ):
            groups[-1].append(part)
        else:
            groups.append([part])
    return _join_answers(groups)


def _join_answers(groups: list[list[OutlineBlock]]) -> list[list[OutlineBlock]]:
    """A form prints a question as a heading and "Yes" beneath it: the two are one passage, as neither says much."""
    joined: list[list[OutlineBlock]] = []
    for group, after in zip_longest(groups, groups[1:]):
        question = joined[-1] if joined else None
        ends = after is None or after[0].role == "heading" or after[0].label is not None
        if question and ends and _is_question(question) and _is_answer(group):
            joined[-1] = [replace(question[0], role="text", kind=group[0].kind), *group]
        else:
            joined.append(group)
    return joined


def _is_question(group: list[OutlineBlock]) -> bool:
    return len(group) == 1 and group[0].role == "heading" and group[0].label is None


def _is_answer(group: list[OutlineBlock]) -> bool:
    return all(part.role == "text" for part in group) and sum(_count_words(part) for part in group) < _MAX_ANSWER_WORDS


def _is_same_passage(group: list[OutlineBlock], block: OutlineBlock) -> bool:
    """True where ``part`` belongs into one passage with the parts of ``group``."""
    first, last = group[0], group[-1]
    size = block.end - first.start
    if first.section != block.section or first.role == "heading" or size > _MAX_JOINED_CHARACTERS:
        return False
    if block.role in {"front matter", "contents", "table"}:
        return first.role == block.role
    if _is_bullet(block):
        return _is_joined_bullet(first, last, block, size)
    if block.role == "text" and first.role == "table":
        return _count_words(block) < _MIN_PROSE_WORDS and not _SENTENCE_END_PATTERN.search(block.text)
    if block.role != "text" or first.role != "text" or _is_bullet(last):
        return False
    alike = (
        (first.kind, first.within) == (block.kind, block.within)
        and not block.introduces_list
        and not last.introduces_list
    )
    shorter = min(_count_words(block), sum(_count_words(one) for one in group))
    return alike and size <= _TARGET_JOINED_CHARACTERS and shorter < _MIN_PROSE_WORDS


def _is_joined_to_intro(blocks: Sequence[OutlineBlock], index: int) -> bool:
    """A list goes into the passage of the sentence it hangs from only where all its bullets are short."""
    part = blocks[index]
    if not _is_bullet(part):
        return True
    bullets = takewhile(lambda one: _is_bullet(one) and one.section == part.section, blocks[index:])
    return all(_count_words(one) < _SHORT_BULLET_WORDS for one in bullets if one.depth == part.depth)


def _is_joined_bullet(first: OutlineBlock, last: OutlineBlock, block: OutlineBlock, size: int) -> bool:
    is_list = first.introduces_list if not _is_bullet(first) else True
    if first.role not in {"text", "item"} or not is_list:
        return False
    if _is_bullet(first) and block.depth > first.depth:
        return True
    same_depth = not _is_bullet(last) or (last.depth, _find_label_style(last)) == (
        block.depth,
        _find_label_style(block),
    )
    short = _count_words(block) < _SHORT_BULLET_WORDS and (
        not _is_bullet(last) or _count_words(last) < _SHORT_BULLET_WORDS
    )
    return (
        short
        and same_depth
        and not block.introduces_list
        and size <= _TARGET_JOINED_CHARACTERS
        and first.kind != "heading"
    )


def _is_bullet(block: OutlineBlock) -> bool:
    return block.label is not None and block.label.kind == "bullet"


def _find_label_style(block: OutlineBlock) -> str | None:
    return block.label.style if block.label else None


def _count_words(block: OutlineBlock) -> int:
    return len(block.text.split())


def _format_number(block: OutlineBlock) -> str:
    """What stands for a passage in its id: its printed number, else a letter for what it is."""
    if block.role == "item" and block.is_own and block.label and not _is_bullet(block):
        return slugify(" ".join(filter(None, (block.within, block.label.name)))) or "n"
    letter = _ROLE_LETTERS[block.role]
    return f"{slugify(block.within)}-{letter}" if block.within else letter


def _make_passage(
    document: Document, reading: Reading, group: list[OutlineBlock], next_group: list[OutlineBlock] | None
) -> Passage:
    first = group[0]
    start, end = trim_span(reading.text, first.start, group[-1].end)
    place = Locator(
        paragraph=_find_paragraph_number(first),
        minute=first.minute,
        agenda_item=first.agenda_item,
        within=first.within,
    )
    return Passage(
        passage_id="",
        doc_id=document.doc_id,
        kind=_choose_kind(group, next_group),
        text=reading.text[start:end],
        start=start,
        end=end,
        headings=first.headings,
        lead_in=first.lead_in,
        locator=place,
        columns=first.columns,
    )


def _find_paragraph_number(block: OutlineBlock) -> str | None:
    """The printed number of an own item, or of a heading that is no minute's: "2" of "2. Background"."""
    if block.role == "heading":
        label = block.label if block.label and block.label.name != block.minute else None
    else:
        label = block.label if block.role == "item" and block.is_own else None
    return label.name if label and label.kind != "bullet" else None


def _choose_kind(group: list[OutlineBlock], next_group: list[OutlineBlock] | None) -> PassageKind:
    """A short "The Panel raised the following points:" says nothing alone: it is kept as its items' lead-in."""
    first = group[0]
    alone = (
        len(group) == 1 and first.role == "text" and first.introduces_list and _count_words(first) < _MIN_PROSE_WORDS
    )
    if alone and next_group and next_group[0].role == "item" and next_group[0].lead_in:
        return "heading"
    return first.kind


def _locate_passage(
    passage: Passage, reading: Reading, stamps: Sequence[tuple[int, str]], agenda_item: str | None
) -> Passage:
    """The passage with its pages, its agenda item, its language and whom it reports."""
    pages = reading.pages(passage.start, passage.end)
    printed = reading.printed_pages[pages[0] - 1] if pages and pages[0] <= len(reading.printed_pages) else None
    item = passage.locator.agenda_item or _find_item_at(stamps, pages) or agenda_item
    place = replace(passage.locator, pages=pages, printed_page=printed, agenda_item=item)
    is_spoken = passage.kind in {"paragraph", "minute", "bullet"}
    who = find_attribution(passage.text, passage.lead_in, passage.headings) if is_spoken else None
    return replace(passage, locator=place, attribution=who, lang=detect_welsh(passage.text))


def _find_item_stamps(reading: Reading) -> tuple[tuple[int, str], ...]:
    """Where the items of a pack begin: the page of each dropped stamp "Agenda Item 9", and its item."""
    found = ((one.page, _ITEM_STAMP_PATTERN.search(one.text)) for one in reading.dropped)
    return tuple(sorted((page, match.group(1)) for page, match in found if page and match))


def _find_item_at(stamps: Sequence[tuple[int, str]], pages: tuple[int, int] | None) -> str | None:
    if not pages or not stamps:
        return None
    index = bisect_right([page for page, _ in stamps], pages[0])
    return stamps[index - 1][1] if index else None
