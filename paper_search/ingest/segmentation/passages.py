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

from paper_search.ingest.segmentation import table_headers as tabular
from paper_search.ingest.segmentation.outline import Part, outline
from paper_search.ingest.segmentation.speakers import attribution
from paper_search.records import Document, Locator, Passage, PassageKind, Reading
from paper_search.text.language import language
from paper_search.text.spans import Span, fold, sentences, slug, trim

Count = Callable[[str], int]

LEAST_LIMIT = 96
"""Word pieces: with fewer, the context alone would crowd out the words of a passage."""
_TITLE_WORDS, _HEADING_WORDS, _LEAD_WORDS = 14, 18, 22
"""The context's share: together about a third of 256 word pieces, at some 1.4 pieces a word."""
_COLUMN_WORDS = 14
"""What of a lead-in's share the heads of a table's columns take."""
_COMFORTABLE, _ROOMY = 520, 760
"""Characters of joined bullets or lines: about 120 and 180 word pieces."""
_SHORT_BULLET, _TINY, _ANSWER = 25, 12, 8
"""Words: bullets shorter than the first are joined; prose shorter than the second is no passage of its own, and
shorter than the third it goes with the heading it answers."""
_LETTERS_OF_KIND = {"text": "p", "table": "t", "heading": "h", "front matter": "f", "contents": "c", "item": "b"}
_NOISE = re.compile(r"[^\w\s]{3,}|_{2,}")
_CLAUSE = re.compile(r"(?<=[;:,])\s+|\s+(?=[–•·Ø§-]\s)|\n+")
_CLOSED = re.compile(r"[.:;!?][”’\")]*\s*$")
"""Words that end so are prose; others beside a table are cells that lost their column."""
_STAMP = re.compile(r"Agenda\s+Item\s+(\w{1,4})\s*$", re.IGNORECASE)


def split(document: Document, reading: Reading, count: Count, limit: int) -> tuple[Passage, ...]:
    """The passages of one paper.

    Args:
        document: the paper's metadata; its title is part of every passage's context.
        reading: the paper as read.
        count: word pieces of a text as the encoder counts them, the special ones included.
        limit: the most word pieces the encoder reads; at least 96.

    Raises:
        ValueError: the limit leaves no room for a passage.
    """
    if limit < LEAST_LIMIT:
        raise ValueError(f"limit is {limit}; an encoder must read at least {LEAST_LIMIT} word pieces")
    meeting = document.meeting
    known = (meeting.authority, meeting.committee)
    groups = _groups(outline(reading, document.kind, document.title, known))
    size = _Size(document.title, count, limit)
    stamps = _stamped_items(reading)
    seen: Counter[str] = Counter()
    made: list[Passage] = []
    for group, after in zip_longest(groups, groups[1:]):
        for passage in size.fitted(_draft(document, reading, group, after), group):
            key = f"{group[0].section}/{_number(group[0])}"
            seen[key] += 1
            named = replace(passage, passage_id=f"{document.doc_id}::{key}~{seen[key]}")
            made.append(_placed(named, reading, stamps, document.agenda_item))
    return tuple(made)


def embedded_text(title: str | None, passage: Passage) -> str:
    """What the encoder sees of a passage: title, heading path, lead-in and column heads, each shortened, then its text.

    People are only ever shown ``passage.text``.
    """
    return "\n".join([*_context(title, passage), passage.text])


def _context(title: str | None, passage: Passage) -> list[str]:
    text = fold(passage.text)
    path = [one for one in passage.headings if fold(one) != fold(title or "") and not text.startswith(fold(one))]
    headings = " – ".join(_innermost(path))
    lead_in = passage.lead_in or ""
    if fold(lead_in) in text or lead_in == tabular.printed(passage.columns):
        lead_in = ""
    columns = _clip(tabular.printed(passage.columns) or "", _COLUMN_WORDS)
    room = _LEAD_WORDS if not columns else _LEAD_WORDS - _COLUMN_WORDS
    clipped = (_clip(title or "", _TITLE_WORDS), headings, _clip(lead_in, room, from_end=True), columns)
    return [text for text in clipped if text]


def _innermost(path: Sequence[str]) -> list[str]:
    """As many headings as fit, the nearest first to be kept, in reading order."""
    kept: list[str] = []
    left = _HEADING_WORDS
    for heading in reversed(path):
        clipped = _clip(heading, left)
        if not clipped:
            break
        kept.insert(0, clipped)
        left -= len(clipped.split())
    return kept


def _clip(text: str, most: int, from_end: bool = False) -> str:
    words = [word[:40] for word in _NOISE.sub(" ", text).split()]
    return " ".join(words[-most:] if from_end else words[:most]) if most > 0 else ""


def _groups(parts: Sequence[Part]) -> list[list[Part]]:
    groups: list[list[Part]] = []
    for index, part in enumerate(parts):
        if groups and _joins(groups[-1], part) and (_is_bullet(groups[-1][-1]) or _joins_intro(parts, index)):
            groups[-1].append(part)
        else:
            groups.append([part])
    return _with_answers(groups)


def _with_answers(groups: list[list[Part]]) -> list[list[Part]]:
    """A form prints a question as a heading and "Yes" beneath it: the two are one passage, as neither says much."""
    joined: list[list[Part]] = []
    for group, after in zip_longest(groups, groups[1:]):
        question = joined[-1] if joined else None
        ends = after is None or after[0].role == "heading" or after[0].label is not None
        if question and ends and _is_question(question) and _is_answer(group):
            joined[-1] = [replace(question[0], role="text", kind=group[0].kind), *group]
        else:
            joined.append(group)
    return joined


def _is_question(group: list[Part]) -> bool:
    return len(group) == 1 and group[0].role == "heading" and group[0].label is None


def _is_answer(group: list[Part]) -> bool:
    return all(part.role == "text" for part in group) and sum(_length(part) for part in group) < _ANSWER


def _joins(group: list[Part], part: Part) -> bool:
    """True where ``part`` belongs into one passage with the parts of ``group``."""
    first, last = group[0], group[-1]
    size = part.end - first.start
    if first.section != part.section or first.role == "heading" or size > _ROOMY:
        return False
    if part.role in {"front matter", "contents", "table"}:
        return first.role == part.role
    if _is_bullet(part):
        return _joins_bullet(first, last, part, size)
    if part.role == "text" and first.role == "table":
        return _length(part) < _TINY and not _CLOSED.search(part.text)
    if part.role != "text" or first.role != "text" or _is_bullet(last):
        return False
    alike = (first.kind, first.within) == (part.kind, part.within) and not part.introduces and not last.introduces
    shorter = min(_length(part), sum(_length(one) for one in group))
    return alike and size <= _COMFORTABLE and shorter < _TINY


def _joins_intro(parts: Sequence[Part], index: int) -> bool:
    """A list goes into the passage of the sentence it hangs from only where all its bullets are short."""
    part = parts[index]
    if not _is_bullet(part):
        return True
    bullets = takewhile(lambda one: _is_bullet(one) and one.section == part.section, parts[index:])
    return all(_length(one) < _SHORT_BULLET for one in bullets if one.depth == part.depth)


def _joins_bullet(first: Part, last: Part, part: Part, size: int) -> bool:
    is_list = first.introduces if not _is_bullet(first) else True
    if first.role not in {"text", "item"} or not is_list:
        return False
    if _is_bullet(first) and part.depth > first.depth:
        return True
    same_depth = not _is_bullet(last) or (last.depth, _style(last)) == (part.depth, _style(part))
    short = _length(part) < _SHORT_BULLET and (not _is_bullet(last) or _length(last) < _SHORT_BULLET)
    return short and same_depth and not part.introduces and size <= _COMFORTABLE and first.kind != "heading"


def _is_bullet(part: Part) -> bool:
    return part.label is not None and part.label.kind == "bullet"


def _style(part: Part) -> str | None:
    return part.label.style if part.label else None


def _length(part: Part) -> int:
    return len(part.text.split())


def _number(part: Part) -> str:
    """What stands for a passage in its id: its printed number, else a letter for what it is."""
    if part.role == "item" and part.is_own and part.label and not _is_bullet(part):
        return slug(" ".join(filter(None, (part.within, part.label.name)))) or "n"
    letter = _LETTERS_OF_KIND[part.role]
    return f"{slug(part.within)}-{letter}" if part.within else letter


def _draft(document: Document, reading: Reading, group: list[Part], after: list[Part] | None) -> Passage:
    first = group[0]
    start, end = trim(reading.text, first.start, group[-1].end)
    place = Locator(
        paragraph=_paragraph(first),
        minute=first.minute,
        agenda_item=first.agenda_item,
        within=first.within,
    )
    return Passage(
        passage_id="",
        doc_id=document.doc_id,
        kind=_kind(group, after),
        text=reading.text[start:end],
        start=start,
        end=end,
        headings=first.headings,
        lead_in=first.lead_in,
        locator=place,
        columns=first.columns,
    )


def _paragraph(part: Part) -> str | None:
    """The printed number of an own item, or of a heading that is no minute's: "2" of "2. Background"."""
    if part.role == "heading":
        label = part.label if part.label and part.label.name != part.minute else None
    else:
        label = part.label if part.role == "item" and part.is_own else None
    return label.name if label and label.kind != "bullet" else None


def _kind(group: list[Part], after: list[Part] | None) -> PassageKind:
    """A short "The Panel raised the following points:" says nothing alone: it is kept as its items' lead-in."""
    first = group[0]
    alone = len(group) == 1 and first.role == "text" and first.introduces and _length(first) < _TINY
    if alone and after and after[0].role == "item" and after[0].lead_in:
        return "heading"
    return first.kind


@dataclass(frozen=True, slots=True)
class _Size:
    """Cuts what is too long for the encoder at the best places there are."""

    title: str | None
    count: Count
    limit: int

    def fitted(self, passage: Passage, group: list[Part]) -> Iterator[Passage]:
        """The passage, or the pieces of it that fit."""
        if passage.kind == "heading" or self._fits(passage):
            yield passage
            return
        context = "\n".join(_context(self.title, replace(passage, text="")))
        room = self.limit - self.count(context)
        header = tabular.heads(passage.text) if passage.kind == "table" else ()
        if header:
            room -= min(self.count(_clip(" | ".join(header), _COLUMN_WORDS)), self.limit // 3)
        starts = [part.start - passage.start for part in group[1:]]
        for start, end in self._pieces(passage.text, starts, room, passage.kind == "table"):
            piece = _slice(passage, start, end)
            if header and start:
                piece = replace(piece, columns=header, lead_in=piece.lead_in or tabular.printed(header))
            yield from self._halved(piece)

    def _fits(self, passage: Passage) -> bool:
        return self.count(embedded_text(self.title, passage)) <= self.limit

    def _pieces(self, text: str, starts: list[int], room: int, is_table: bool) -> list[Span]:
        """Spans of ``text`` of about equal size: whole parts and sentences where they fit, else clauses."""
        bounds = [0, *starts, len(text)]
        cuts = [(start, end) for start, end in pairwise(bounds) if start < end]
        finest: list[tuple[Span, int]] = []
        for start, end in cuts:
            for inner in _rows(text[start:end]) if is_table else sentences(text[start:end]):
                finest.extend(self._clauses(text, start + inner[0], start + inner[1], room))
        return _packed(finest, room)

    def _clauses(self, text: str, start: int, end: int, room: int) -> list[tuple[Span, int]]:
        size = self.count(text[start:end])
        if size <= room:
            return [((start, end), size)]
        bounds = [start, *(start + found.end() for found in _CLAUSE.finditer(text[start:end])), end]
        spans = [trim(text, a, b) for a, b in pairwise(bounds)]
        return [(span, self.count(text[slice(*span)])) for span in spans if span[0] < span[1]]

    def _halved(self, passage: Passage) -> Iterator[Passage]:
        """The last resort: cut at the middle word until it fits."""
        if self._fits(passage) or len(passage.text) < 2:
            yield passage
            return
        middle = _middle(passage.text)
        for start, end in ((0, middle), (middle, len(passage.text))):
            span = trim(passage.text, start, end)
            if span[0] < span[1]:
                yield from self._halved(_slice(passage, *span))


def _rows(text: str) -> list[Span]:
    spans = [trim(text, *found.span()) for found in re.finditer(r"[^\n]+", text)]
    return [span for span in spans if span[0] < span[1]]


def _packed(spans: list[tuple[Span, int]], room: int) -> list[Span]:
    """Neighbours joined while they fit, aiming at pieces of equal size rather than a full one and a stump."""
    total = sum(size for _, size in spans)
    target = -(-total // max(1, -(-total // max(room, 1))))
    packed: list[tuple[Span, int]] = []
    for (start, end), size in spans:
        if packed and packed[-1][1] + size <= room and packed[-1][1] + size // 2 <= target:
            (first, _), before = packed[-1]
            packed[-1] = ((first, end), before + size)
        else:
            packed.append(((start, end), size))
    return [span for span, _ in packed]


def _middle(text: str) -> int:
    """The gap between words nearest the middle; within one long run, a place beside a sign; else the middle."""
    half = len(text) / 2
    gaps = [found.start() for found in re.finditer(r"\s+", text)] or [
        found.start() for found in re.finditer(r"(?<=\w)(?=\W)|(?<=\W)(?=.)", text) if found.start()
    ]
    inside = [gap for gap in gaps if 0 < gap < len(text)]
    return min(inside, key=lambda gap: abs(gap - half)) if inside else int(half)


def _slice(passage: Passage, start: int, end: int) -> Passage:
    base = passage.start
    return replace(passage, text=passage.text[start:end], start=base + start, end=base + end)


def _placed(passage: Passage, reading: Reading, stamps: Sequence[tuple[int, str]], agenda_item: str | None) -> Passage:
    """The passage with its pages, its agenda item, its language and whom it reports."""
    pages = reading.pages(passage.start, passage.end)
    printed = reading.printed_pages[pages[0] - 1] if pages and pages[0] <= len(reading.printed_pages) else None
    item = passage.locator.agenda_item or _stamp_at(stamps, pages) or agenda_item
    place = replace(passage.locator, pages=pages, printed_page=printed, agenda_item=item)
    is_spoken = passage.kind in {"paragraph", "minute", "bullet"}
    who = attribution(passage.text, passage.lead_in, passage.headings) if is_spoken else None
    return replace(passage, locator=place, attribution=who, lang=language(passage.text))


def _stamped_items(reading: Reading) -> tuple[tuple[int, str], ...]:
    """Where the items of a pack begin: the page of each dropped stamp "Agenda Item 9", and its item."""
    found = ((one.page, _STAMP.search(one.text)) for one in reading.dropped)
    return tuple(sorted((page, match.group(1)) for page, match in found if page and match))


def _stamp_at(stamps: Sequence[tuple[int, str]], pages: tuple[int, int] | None) -> str | None:
    if not pages or not stamps:
        return None
    index = bisect_right([page for page, _ in stamps], pages[0])
    return stamps[index - 1][1] if index else None
