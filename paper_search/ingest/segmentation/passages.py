"""Passages of a document: what is embedded, ranked and cited.

Each passage is a slice of the reading text. Passages are in order, do not overlap and hold everything in the blocks
that is not white space or a bar beside a row of minutes set in a table. What the encoder sees of each
(``embedding_text``) fits its limit with no word cut. An id depends on the document, the section, the printed number
and the occurrence, so that editing one section leaves the ids of the others alone. Headings are passages too, of kind
"heading": kept for context, never embedded or ranked. So are passages of nothing but struck-through words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile, zip_longest

from paper_search.ingest.segmentation import outcomes
from paper_search.ingest.segmentation.outline import OutlineBlock
from paper_search.ingest.segmentation.passage_size import MIN_TOKEN_LIMIT, PassageFitter, TokenCounter
from paper_search.ingest.segmentation.speakers import find_attribution
from paper_search.ingest.segmentation.struck_blocks import build_standing_outline, unrank_struck
from paper_search.records import Document, Locator, Passage, PassageKind, Reading
from paper_search.text.language import detect_welsh
from paper_search.text.spans import slugify, trim_span

_TARGET_JOINED_CHARACTERS, _MAX_JOINED_CHARACTERS = 520, 760
"""Characters of joined bullets or lines: about 120 and 180 word pieces."""
_MAX_DECIDED_CHARACTERS = 1500
"""Characters of an entry with its decision, or of a motion with its votes, that stay one passage where they fit."""
_SHORT_BULLET_WORDS, _MIN_PROSE_WORDS, _MAX_ANSWER_WORDS = 25, 12, 8
"""Words: bullets shorter than the first are joined; prose shorter than the second is no passage of its own, and
shorter than the third it goes with the heading it answers.
"""
_ROLE_LETTERS = {"text": "p", "table": "t", "heading": "h", "front matter": "f", "contents": "c", "item": "b"}
_SENTENCE_END_PATTERN = re.compile(r"[.:;!?][”’\")]*\s*$")
"""The end of prose; other words beside a table are cells that lost their column."""
_ITEM_STAMP_PATTERN = re.compile(r"Agenda\s+Item\s+(\w{1,4})\s*$", re.IGNORECASE)


def split_passages(document: Document, reading: Reading, count_tokens: TokenCounter, limit: int) -> tuple[Passage, ...]:
    """Split a document into passages.

    Args:
        document: the document's metadata; its title is part of every passage's context.
        reading: the document as read.
        count_tokens: counts the word pieces of a text as the encoder does, the special ones included.
        limit: the most word pieces the encoder reads; at least 96.

    Raises:
        ValueError: the limit leaves no space for a passage.
    """
    if limit < MIN_TOKEN_LIMIT:
        raise ValueError(f"limit is {limit}; an encoder must read at least {MIN_TOKEN_LIMIT} word pieces")
    groups = _group_blocks(build_standing_outline(document, reading))
    fitter = PassageFitter(document.title, count_tokens, limit)
    stamps = _find_item_stamps(reading)
    key_counts: Counter[str] = Counter()
    passages: list[Passage] = []
    for group, next_group in zip_longest(groups, groups[1:]):
        fitted = fitter.fit_passage(_make_passage(document, reading, group, next_group), group)
        for passage in fitted:
            key = f"{group[0].section}/{_format_number(group[0])}"
            key_counts[key] += 1
            identified = replace(passage, passage_id=f"{document.doc_id}::{key}~{key_counts[key]}")
            passages.append(_locate_passage(identified, reading, stamps, document.agenda_item))
    return tuple(unrank_struck(passages, reading))


def _group_blocks(blocks: Sequence[OutlineBlock]) -> list[list[OutlineBlock]]:
    groups: list[list[OutlineBlock]] = []
    for index, block in enumerate(blocks):
        if (
            groups
            and _is_same_passage(groups[-1], block)
            and (_is_bullet(groups[-1][-1]) or _is_joined_to_intro(blocks, index))
        ):
            groups[-1].append(block)
        else:
            groups.append([block])
    return _join_answers(groups)


def _join_answers(groups: list[list[OutlineBlock]]) -> list[list[OutlineBlock]]:
    """Join each question printed as a heading with the short answer beneath it.

    A form prints "Yes" beneath a question; neither says much alone.
    """
    joined: list[list[OutlineBlock]] = []
    for group, next_group in zip_longest(groups, groups[1:]):
        question = joined[-1] if joined else None
        is_last_block = next_group is None or next_group[0].role == "heading" or next_group[0].label is not None
        if question and is_last_block and _is_question(question) and _is_answer(group):
            joined[-1] = [replace(question[0], role="text", kind=group[0].kind), *group]
        else:
            joined.append(group)
    return joined


def _is_question(group: list[OutlineBlock]) -> bool:
    return len(group) == 1 and group[0].role == "heading" and group[0].label is None


def _is_answer(group: list[OutlineBlock]) -> bool:
    return (
        all(block.role == "text" for block in group) and sum(_count_words(block) for block in group) < _MAX_ANSWER_WORDS
    )


def _is_same_passage(group: list[OutlineBlock], block: OutlineBlock) -> bool:
    """Return True if ``block`` belongs into one passage with the blocks of ``group``."""
    first, last = group[0], group[-1]
    size = block.end - first.start
    if _is_of_decision(last) or _is_of_decision(block):
        return _is_same_decision(group, block, size)
    if first.section != block.section or first.role == "heading" or size > _MAX_JOINED_CHARACTERS:
        return False
    if block.role in {"front matter", "contents", "table"}:
        return first.role == block.role
    if _is_bullet(block):
        return _is_joined_bullet(first, last, block, size)
    if block.role == "text" and first.role == "table":
        return _count_words(block) < _MIN_PROSE_WORDS and not _SENTENCE_END_PATTERN.search(block.text)
    return block.role == "text" and first.role == "text" and not _is_bullet(last) and _is_short_text(group, block, size)


def _is_short_text(group: list[OutlineBlock], block: OutlineBlock, size: int) -> bool:
    """Return True for text that says little alone, beside text of the same kind."""
    first, last = group[0], group[-1]
    is_alike = (
        (first.kind, first.within) == (block.kind, block.within)
        and not block.introduces_list
        and not last.introduces_list
    )
    fewer_words = min(_count_words(block), sum(_count_words(other) for other in group))
    return is_alike and size <= _TARGET_JOINED_CHARACTERS and fewer_words < _MIN_PROSE_WORDS


def _is_of_decision(block: OutlineBlock) -> bool:
    return block.entry is not None or block.is_outcome or block.is_decided


def _is_same_decision(group: list[OutlineBlock], block: OutlineBlock, size: int) -> bool:
    """Return True if a block is of the entry of the group, or decides what it states; nothing else joins a decision."""
    first, last = group[0], group[-1]
    if block.is_decided or last.is_decided:
        return False
    if block.entry is not None or last.entry is not None:
        return block.entry == last.entry and size <= _MAX_DECIDED_CHARACTERS
    is_open = first.role in {"text", "item"} and first.section == block.section
    return block.is_outcome and is_open and block.role == "text" and size <= _MAX_DECIDED_CHARACTERS


def _is_joined_to_intro(blocks: Sequence[OutlineBlock], index: int) -> bool:
    """Return True where the block may join the sentence that introduces it.

    A list joins its introduction only where all its bullets are short.
    """
    block = blocks[index]
    if not _is_bullet(block):
        return True
    bullets = takewhile(lambda bullet: _is_bullet(bullet) and bullet.section == block.section, blocks[index:])
    return all(_count_words(bullet) < _SHORT_BULLET_WORDS for bullet in bullets if bullet.depth == block.depth)


def _is_joined_bullet(first: OutlineBlock, last: OutlineBlock, block: OutlineBlock, size: int) -> bool:
    is_list = first.introduces_list if not _is_bullet(first) else True
    if first.role not in {"text", "item"} or not is_list:
        return False
    if _is_bullet(first) and block.depth > first.depth:
        return True
    is_same_level = not _is_bullet(last) or (last.depth, _find_label_style(last)) == (
        block.depth,
        _find_label_style(block),
    )
    are_short = _count_words(block) < _SHORT_BULLET_WORDS and (
        not _is_bullet(last) or _count_words(last) < _SHORT_BULLET_WORDS
    )
    return (
        are_short
        and is_same_level
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
    """Return what stands for a passage in its id: its printed number, else a letter for its role."""
    if block.role == "item" and block.is_own and block.label and not _is_bullet(block):
        return slugify(" ".join(filter(None, (block.within, block.label.name)))) or "n"
    letter = _ROLE_LETTERS[block.role]
    return f"{slugify(block.within)}-{letter}" if block.within else letter


def _make_passage(
    document: Document, reading: Reading, group: list[OutlineBlock], next_group: list[OutlineBlock] | None
) -> Passage:
    first = group[0]
    start, end = trim_span(reading.text, first.start, group[-1].end)
    locator = Locator(
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
        locator=locator,
        columns=first.columns,
    )


def _find_paragraph_number(block: OutlineBlock) -> str | None:
    """Return the printed number of an own item, or of a heading that is no minute's: "2" of "2. Background"."""
    if block.role == "heading":
        label = block.label if block.label and block.label.name != block.minute else None
    else:
        label = block.label if block.role == "item" and block.is_own else None
    return label.name if label and label.kind != "bullet" else None


def _choose_kind(group: list[OutlineBlock], next_group: list[OutlineBlock] | None) -> PassageKind:
    """Return the kind of a passage.

    A short "The Panel raised the following points:" says nothing alone: it is kept as its items' lead-in.
    """
    first = group[0]
    is_short_intro = (
        len(group) == 1 and first.role == "text" and first.introduces_list and _count_words(first) < _MIN_PROSE_WORDS
    )
    if is_short_intro and next_group and next_group[0].role == "item" and next_group[0].lead_in:
        return "heading"
    return first.kind


def _locate_passage(
    passage: Passage, reading: Reading, stamps: Sequence[tuple[int, str]], agenda_item: str | None
) -> Passage:
    """Return the passage with its pages, its agenda item, its language and whom it reports."""
    pages = reading.pages(passage.start, passage.end)
    printed = reading.printed_pages[pages[0] - 1] if pages and pages[0] <= len(reading.printed_pages) else None
    item = passage.locator.agenda_item or _find_item_at(stamps, pages) or agenda_item
    locator = replace(passage.locator, pages=pages, printed_page=printed, agenda_item=item)
    is_spoken = passage.kind in {"paragraph", "minute", "bullet"}
    # Who put forward a motion does not speak in the vote on it.
    lead_in = None if outcomes.is_put_to_vote(passage.text) or outcomes.is_outcome(passage.text) else passage.lead_in
    attribution = find_attribution(passage.standing_text, lead_in, passage.headings) if is_spoken else None
    return replace(passage, locator=locator, attribution=attribution, lang=detect_welsh(passage.text))


def _find_item_stamps(reading: Reading) -> tuple[tuple[int, str], ...]:
    """Return where the items of a pack begin.

    Returns:
        The page of each dropped stamp "Agenda Item 9", and its item, in order.
    """
    matches = ((dropped.page, _ITEM_STAMP_PATTERN.search(dropped.text)) for dropped in reading.dropped)
    return tuple(sorted((page, match.group(1)) for page, match in matches if page and match))


def _find_item_at(stamps: Sequence[tuple[int, str]], pages: tuple[int, int] | None) -> str | None:
    if not pages or not stamps:
        return None
    index = bisect_right([page for page, _ in stamps], pages[0])
    return stamps[index - 1][1] if index else None
