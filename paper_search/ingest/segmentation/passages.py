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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile, zip_longest

from paper_search.ingest.segmentation import table_headers
from paper_search.ingest.segmentation.outline import OutlineBlock, build_outline
from paper_search.ingest.segmentation.speakers import find_attribution
from paper_search.records import Document, Locator, Passage, PassageKind, Reading
from paper_search.text.language import detect_welsh
from paper_search.text.spans import Span, normalise, slugify, split_sentences, trim_span

TokenCounter = Callable[[str], int]

MIN_TOKEN_LIMIT = 96
"""Word pieces: with fewer, the context alone would crowd out the words of a passage."""
_MAX_TITLE_WORDS, _MAX_HEADING_WORDS, _MAX_LEAD_IN_WORDS = 14, 18, 22
"""The context's share: together about a third of 256 word pieces, at some 1.4 pieces a word."""
_MAX_COLUMN_WORDS = 14
"""What of a lead-in's share the heads of a table's columns take."""
_TARGET_JOINED_CHARACTERS, _MAX_JOINED_CHARACTERS = 520, 760
"""Characters of joined bullets or lines: about 120 and 180 word pieces."""
_SHORT_BULLET_WORDS, _MIN_PROSE_WORDS, _MAX_ANSWER_WORDS = 25, 12, 8
"""Words: bullets shorter than the first are joined; prose shorter than the second is no passage of its own, and
shorter than the third it goes with the heading it answers."""
_ROLE_LETTERS = {"text": "p", "table": "t", "heading": "h", "front matter": "f", "contents": "c", "item": "b"}
_NOISE_PATTERN = re.compile(r"[^\w\s]{3,}|_{2,}")
_CLAUSE_PATTERN = re.compile(r"(?<=[;:,])\s+|\s+(?=[–•·Ø§-]\s)|\n+")
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
    size = _PassageFitter(document.title, count_tokens, limit)
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


def embedding_text(title: str | None, passage: Passage) -> str:
    """What the encoder sees of a passage: title, heading path, lead-in and column heads, each shortened, then its text.

    People are only ever shown ``passage.text``.
    """
    return "\n".join([*_build_context(title, passage), passage.text])


def _build_context(title: str | None, passage: Passage) -> list[str]:
    text = normalise(passage.text)
    path = [
        one
        for one in passage.headings
        if normalise(one) != normalise(title or "") and not text.startswith(normalise(one))
    ]
    headings = " – ".join(_select_innermost(path))
    lead_in = passage.lead_in or ""
    if normalise(lead_in) in text or lead_in == table_headers.format_headers(passage.columns):
        lead_in = ""
    columns = _clip_words(table_headers.format_headers(passage.columns) or "", _MAX_COLUMN_WORDS)
    room = _MAX_LEAD_IN_WORDS if not columns else _MAX_LEAD_IN_WORDS - _MAX_COLUMN_WORDS
    clipped = (_clip_words(title or "", _MAX_TITLE_WORDS), headings, _clip_words(lead_in, room, from_end=True), columns)
    return [text for text in clipped if text]


def _select_innermost(headings: Sequence[str]) -> list[str]:
    """As many headings as fit, the nearest first to be kept, in reading order."""
    kept: list[str] = []
    left = _MAX_HEADING_WORDS
    for heading in reversed(headings):
        clipped = _clip_words(heading, left)
        if not clipped:
            break
        kept.insert(0, clipped)
        left -= len(clipped.split())
    return kept


def _clip_words(text: str, max_words: int, from_end: bool = False) -> str:
    words = [word[:40] for word in _NOISE_PATTERN.sub(" ", text).split()]
    return " ".join(words[-max_words:] if from_end else words[:max_words]) if max_words > 0 else ""


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


@dataclass(frozen=True, slots=True)
class _PassageFitter:
    """Cuts what is too long for the encoder at the best places there are."""

    title: str | None
    count_tokens: TokenCounter
    limit: int

    def fit_passage(self, passage: Passage, group: list[OutlineBlock]) -> Iterator[Passage]:
        """The passage, or the pieces of it that fit."""
        if passage.kind == "heading" or self._is_within_limit(passage):
            yield passage
            return
        context = "\n".join(_build_context(self.title, replace(passage, text="")))
        room = self.limit - self.count_tokens(context)
        header = table_headers.find_headers(passage.text) if passage.kind == "table" else ()
        if header:
            room -= min(self.count_tokens(_clip_words(" | ".join(header), _MAX_COLUMN_WORDS)), self.limit // 3)
        starts = [part.start - passage.start for part in group[1:]]
        for start, end in self._split_text(passage.text, starts, room, passage.kind == "table"):
            piece = _slice_passage(passage, start, end)
            if header and start:
                piece = replace(piece, columns=header, lead_in=piece.lead_in or table_headers.format_headers(header))
            yield from self._halve_passage(piece)

    def _is_within_limit(self, passage: Passage) -> bool:
        return self.count_tokens(embedding_text(self.title, passage)) <= self.limit

    def _split_text(self, text: str, starts: list[int], token_budget: int, is_table: bool) -> list[Span]:
        """Spans of ``text`` of about equal size: whole parts and sentences where they fit, else clauses."""
        bounds = [0, *starts, len(text)]
        cuts = [(start, end) for start, end in pairwise(bounds) if start < end]
        finest: list[tuple[Span, int]] = []
        for start, end in cuts:
            for inner in _split_rows(text[start:end]) if is_table else split_sentences(text[start:end]):
                finest.extend(self._split_clauses(text, start + inner[0], start + inner[1], token_budget))
        return _pack_spans(finest, token_budget)

    def _split_clauses(self, text: str, start: int, end: int, token_budget: int) -> list[tuple[Span, int]]:
        size = self.count_tokens(text[start:end])
        if size <= token_budget:
            return [((start, end), size)]
        bounds = [start, *(start + found.end() for found in _CLAUSE_PATTERN.finditer(text[start:end])), end]
        spans = [trim_span(text, a, b) for a, b in pairwise(bounds)]
        return [(span, self.count_tokens(text[slice(*span)])) for span in spans if span[0] < span[1]]

    def _halve_passage(self, passage: Passage) -> Iterator[Passage]:
        """The last resort: cut at the middle word until it fits."""
        if self._is_within_limit(passage) or len(passage.text) < 2:
            yield passage
            return
        middle = _find_middle(passage.text)
        for start, end in ((0, middle), (middle, len(passage.text))):
            span = trim_span(passage.text, start, end)
            if span[0] < span[1]:
                yield from self._halve_passage(_slice_passage(passage, *span))


def _split_rows(text: str) -> list[Span]:
    spans = [trim_span(text, *found.span()) for found in re.finditer(r"[^\n]+", text)]
    return [span for span in spans if span[0] < span[1]]


def _pack_spans(spans: list[tuple[Span, int]], token_budget: int) -> list[Span]:
    """Neighbours joined while they fit, aiming at pieces of equal size rather than a full one and a stump."""
    total = sum(size for _, size in spans)
    target = -(-total // max(1, -(-total // max(token_budget, 1))))
    packed: list[tuple[Span, int]] = []
    for (start, end), size in spans:
        if packed and packed[-1][1] + size <= token_budget and packed[-1][1] + size // 2 <= target:
            (first, _), before = packed[-1]
            packed[-1] = ((first, end), before + size)
        else:
            packed.append(((start, end), size))
    return [span for span, _ in packed]


def _find_middle(text: str) -> int:
    """The gap between words nearest the middle; within one long run, a place beside a sign; else the middle."""
    half = len(text) / 2
    gaps = [found.start() for found in re.finditer(r"\s+", text)] or [
        found.start() for found in re.finditer(r"(?<=\w)(?=\W)|(?<=\W)(?=.)", text) if found.start()
    ]
    inside = [gap for gap in gaps if 0 < gap < len(text)]
    return min(inside, key=lambda gap: abs(gap - half)) if inside else int(half)


def _slice_passage(passage: Passage, start: int, end: int) -> Passage:
    base = passage.start
    return replace(passage, text=passage.text[start:end], start=base + start, end=base + end)


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
