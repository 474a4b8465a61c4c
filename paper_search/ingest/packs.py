"""Splitting of packs and supplements into their documents, along the outline of the file.

Items are in the order of the pages, do not overlap and hold every block of the file. The reading of an item is a
slice of the file's, with the pages of the file and the numbers printed on them. Its name depends on its agenda item
and title, not on a counter, so it stays the same after a rebuild. An outline that names sections, points outside the
file or runs backwards makes no items.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from paper_search.records import Block, DroppedText, Reading
from paper_search.text.spans import collapse_whitespace, slugify, trim_span

OUTLINE_KEY, INNER_OUTLINE_KEY = "outline", "inner outline"
"""Names in ``Reading.info`` of the outermost outline entries and of those beneath them: "page|title"."""
MAX_OUTLINE_ENTRIES = 500
"""Entries: a pack holds tens of documents; an outline with more entries lists something else."""
_PACK_TITLE_PATTERN = re.compile(
    r"^\W*\(?public (?:reports )?pack\b|\bpublic (?:reports )?pack\b|\bagenda supplement\b", re.I
)
_AGENDA_PATTERN = re.compile(
    r"^(?:(?:public|supplementary|printed|full)\s+)?agenda(?:\s+(?:front\s?sheet|document|sheet|index|pack))?$"
    r"|^front\s?sheet$",
    re.I,
)
_ITEM_PATTERN = re.compile(
    r"^(?:(?:agenda\s+)?item\s+(?:no\.?\s*)?)?(?P<item>\d{1,3}(?:\.\d{1,2})?[a-z]?)(?:[.):]|\s*[-–—:])?"
    r"\s+(?P<title>\S.*)$",
    re.I,
)
_ITEM_NUMBER_PATTERN = re.compile(r"^(?:agenda\s+)?item\s+(?:no\.?\s*)?(?P<item>\d{1,3}[a-z]?)$", re.I)
_ATTACHMENT_PATTERN = re.compile(
    r"\b(?:appendix|appendices|annex(?:e|es)?|attachment|enclosure|eqia|equality|dpia|impact assessment|report|minutes"
    r"|presentation|slides|statement|record of decision|prod|supplementary|plan|strategy|policy|map|letter)\b",
    re.I,
)
_CHAPTER_PATTERN = re.compile(
    r"(?:(?:executive|background)\s+)?summary|introduction|background|contents|(?:\w+\s+)?(?:recommendations?|implications)"
    r"|conclusions?|purpose(?:\s+of\s+(?:the\s+)?report)?|options|consultation|risks?|next\s+steps|contact\s+details"
    r"|appendices|background\s+(?:documents|papers)",
    re.I,
)
"""The usual chapters of a report; two such entries are the outline of one report."""
_SECTION_PATTERN = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[a-z][.)]|[ivx]+[.)])\s", re.I)


@dataclass(frozen=True, slots=True)
class PackItem:
    """One document of a pack.

    It has a name within the file, its title and agenda item in the outline, its pages and its span.
    """

    name: str
    title: str | None
    agenda_item: str | None
    pages: tuple[int, int]
    start: int
    end: int
    is_attached: bool = False


@dataclass(frozen=True, slots=True)
class _OutlineEntry:
    """One line of an outline."""

    page: int
    title: str
    is_inner: bool


def split_pack(reading: Reading, is_pack: bool) -> tuple[PackItem, ...]:
    """Split a file into the documents that it contains.

    Args:
        reading: the file as read.
        is_pack: the file calls itself a pack or supplement; a report's outline names its sections.

    Returns:
        The items in order; empty where the file is one document.
    """
    stated_title = dict(reading.info).get("title", "")
    entries = _read_outline(reading)
    if not (is_pack or _PACK_TITLE_PATTERN.search(stated_title)) or not _is_agenda_outline(
        entries, len(reading.page_starts)
    ):
        return ()
    starts = [_parse_entry(entry) for entry in _select_item_entries(entries)]
    if starts[0].page > 1:
        starts.insert(0, _ItemStart(1, None, None, False))
    drafts = [
        _make_item(reading, start, page) for start, page in zip(starts, _find_last_pages(starts, reading), strict=True)
    ]
    return _name_items([item for item in drafts if _has_words(reading, item)])


@dataclass(frozen=True, slots=True)
class _ItemStart:
    """The page where a document begins, and its title and item in the outline."""

    page: int
    title: str | None
    agenda_item: str | None
    is_attached: bool


def _read_outline(reading: Reading) -> list[_OutlineEntry]:
    entries: list[_OutlineEntry] = []
    for name, value in reading.info:
        page, _, title = value.partition("|")
        if name in {OUTLINE_KEY, INNER_OUTLINE_KEY} and page.isdecimal() and collapse_whitespace(title):
            entries.append(_OutlineEntry(int(page), collapse_whitespace(title), name == INNER_OUTLINE_KEY))
    return entries


def _is_agenda_outline(entries: Sequence[_OutlineEntry], page_count: int) -> bool:
    """Return True for an outline of agenda items: in the order of the pages, each on a page of its own."""
    outermost = [entry for entry in entries if not entry.is_inner]
    pages = [entry.page for entry in outermost]
    if (
        not outermost
        or len(entries) > MAX_OUTLINE_ENTRIES
        or not all(1 <= entry.page <= page_count for entry in entries)
    ):
        return False
    is_in_order = all(before < after for before, after in pairwise(pages))
    item_count = sum(1 for entry in outermost if _AGENDA_PATTERN.match(entry.title) or _match_item(entry.title))
    chapter_count = sum(1 for entry in outermost if _CHAPTER_PATTERN.fullmatch(_parse_entry(entry).title or ""))
    # Where the agenda comes first, what follows are its papers, numbered or not.
    is_agenda = bool(_AGENDA_PATTERN.match(outermost[0].title)) and pages[0] == 1 and len(outermost) > 1
    return is_in_order and (2 * item_count >= len(outermost) or is_agenda) and chapter_count < 2


def _match_item(title: str) -> re.Match[str] | None:
    return _ITEM_PATTERN.match(title) or _ITEM_NUMBER_PATTERN.match(title)


def _select_item_entries(entries: Sequence[_OutlineEntry]) -> list[_OutlineEntry]:
    """Return the outermost entries and the inner ones that are documents attached to an item."""
    selected: list[_OutlineEntry] = []
    outermost = [index for index, entry in enumerate(entries) if not entry.is_inner]
    for first, end in pairwise([*outermost, len(entries)]):
        top, inner = entries[first], entries[first + 1 : end]
        selected.append(top)
        next_page = entries[end].page if end < len(entries) else None
        if inner and _are_attached(top, inner, next_page):
            selected += [entry for entry in inner if entry.page > top.page]
    return selected


def _are_attached(top: _OutlineEntry, inner: Sequence[_OutlineEntry], next_page: int | None) -> bool:
    pages = [entry.page for entry in inner]
    are_apart = all(before < after for before, after in pairwise(pages)) and pages[0] >= top.page
    are_inside = next_page is None or pages[-1] < next_page
    are_attachments = all(
        _ATTACHMENT_PATTERN.search(entry.title) and not _SECTION_PATTERN.match(entry.title) for entry in inner
    )
    return are_apart and are_inside and are_attachments


def _parse_entry(entry: _OutlineEntry) -> _ItemStart:
    match = None if entry.is_inner or _AGENDA_PATTERN.match(entry.title) else _match_item(entry.title)
    if match is None:
        return _ItemStart(entry.page, entry.title, None, entry.is_inner)
    return _ItemStart(entry.page, match.groupdict().get("title") or None, match["item"], False)


def _find_last_pages(starts: Sequence[_ItemStart], reading: Reading) -> list[int]:
    return [start.page - 1 for start in starts[1:]] + [len(reading.page_starts)]


def _make_item(reading: Reading, start: _ItemStart, last_page: int) -> PackItem:
    bounds = (*reading.page_starts, len(reading.text))
    pages = (start.page, last_page)
    return PackItem(
        "", start.title, start.agenda_item, pages, bounds[start.page - 1], bounds[last_page], start.is_attached
    )


def make_page_item(reading: Reading, first: int, last: int) -> PackItem:
    """Return some pages of a file as an item that the outline does not name."""
    return _make_item(reading, _ItemStart(first, None, None, False), last)


def _has_words(reading: Reading, item: PackItem) -> bool:
    return bool(reading.text[item.start : item.end].strip())


def _name_items(items: Iterable[PackItem]) -> tuple[PackItem, ...]:
    """Return the items with names made of agenda item and title, and a number behind what occurs again.

    An attachment takes the agenda item that it belongs to.
    """
    name_counts: Counter[str] = Counter()
    named_items: list[PackItem] = []
    agenda_item: str | None = None
    for item in items:
        agenda_item = agenda_item if item.is_attached else item.agenda_item
        name = "-".join(filter(None, (slugify(agenda_item or ""), slugify(item.title or "", 60)))) or "opening"
        name_counts[name] += 1
        name = name if name_counts[name] == 1 else f"{name}~{name_counts[name]}"
        named_items.append(replace(item, name=name, agenda_item=agenda_item))
    return tuple(named_items)


def slice_reading(reading: Reading, item: PackItem) -> Reading:
    """Return the reading of one item: a slice of the file's text, with the file's own page numbers.

    Args:
        reading: the reading of the file.
        item: the item.
    """
    first, last = item.pages
    start, end = item.start, item.end
    pages = range(first, last + 1)
    return Reading(
        text=reading.text[start:end],
        blocks=tuple(_slice_blocks(reading, start, end)),
        # Pages before the item begin where it does, so that its first character is on its own first page.
        page_starts=tuple(min(max(page_start - start, 0), end - start) for page_start in reading.page_starts[:last]),
        printed_pages=reading.printed_pages[:last],
        dropped=tuple(_select_on_pages(reading.dropped, pages)),
        info=tuple(
            (name, value) for name, value in reading.info if name not in {"title", OUTLINE_KEY, INNER_OUTLINE_KEY}
        ),
        textless_pages=tuple(page for page in reading.textless_pages if page in pages),
        recognised_pages=tuple(page for page in reading.recognised_pages if page in pages),
        hidden=tuple(hidden for hidden in reading.hidden if hidden.page in pages),
        # A part on no page is listed with the first document of the file.
        unread_parts=tuple(part for part in reading.unread_parts if (part.page or 1) in pages),
    )


def _slice_blocks(reading: Reading, start: int, end: int) -> Iterable[Block]:
    """Yield the blocks inside the span.

    A block that a page break cuts is cut there, as a new document begins on a new page.
    """
    for block in reading.blocks:
        span = trim_span(reading.text, max(block.start, start), min(block.end, end))
        if span[0] >= span[1]:
            continue
        is_whole = span == (block.start, block.end)
        pages = reading.pages(*span)
        page = block.page if is_whole or pages is None else pages[0]
        text = reading.text[slice(*span)]
        yield replace(block, text=text, start=span[0] - start, end=span[1] - start, page=page)


def shift_block(block: Block, shift: int) -> Block:
    """Return a block whose text stands further on."""
    return replace(block, start=block.start + shift, end=block.end + shift)


def _select_on_pages(dropped: Iterable[DroppedText], pages: range) -> Iterable[DroppedText]:
    return (dropped_text for dropped_text in dropped if dropped_text.page in pages)


def remove_pages(reading: Reading, ranges: Sequence[tuple[int, int]]) -> Reading:
    """Return a reading without some pages, of which nothing is left but their place in the count of pages.

    Args:
        reading: the reading of a file, or of one item of it.
        ranges: the first and the last page of what to leave out, in order.
    """
    bounds = (*reading.page_starts, len(reading.text))
    removed = {page for first, last in ranges for page in range(first, last + 1)}
    text, blocks, page_starts = "", list[Block](), list[int]()
    for is_removed, run in groupby(range(1, len(bounds)), removed.__contains__):
        pages = list(run)
        if is_removed:
            # What stands behind the gap is another paper: no line goes on across it.
            text += "" if not text or text.endswith("\n\n") else "\n\n"
            page_starts += [len(text)] * len(pages)
            continue
        start, end = bounds[pages[0] - 1], bounds[pages[-1]]
        blocks += [shift_block(block, len(text)) for block in _slice_blocks(reading, start, end)]
        page_starts += [len(text) + bounds[page - 1] - start for page in pages]
        text += reading.text[start:end]
    return replace(
        reading,
        text=text,
        blocks=tuple(blocks),
        page_starts=tuple(page_starts),
        dropped=tuple(dropped for dropped in reading.dropped if dropped.page not in removed),
        textless_pages=tuple(page for page in reading.textless_pages if page not in removed),
        recognised_pages=tuple(page for page in reading.recognised_pages if page not in removed),
        hidden=tuple(hidden for hidden in reading.hidden if hidden.page not in removed),
        unread_parts=tuple(part for part in reading.unread_parts if part.page not in removed),
    )
