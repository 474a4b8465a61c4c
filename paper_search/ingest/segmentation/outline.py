"""Outline of a document before passages are cut: headings, numbered items, bullets, tables and plain text.

Each block of the outline is a span of the reading text with its heading path, the number printed at its head, the
paragraph it stands in and the sentence that introduces it. The outline holds every block, in order; nothing is moved,
and a sentence cut by a page break is one block again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from paper_search.ingest.segmentation import lists, numbering, outcomes
from paper_search.ingest.segmentation.block_types import ClassifiedBlock, classify_blocks, find_front_matter
from paper_search.ingest.segmentation.headings import HeadingPath
from paper_search.ingest.segmentation.numbering import Label, is_document_list
from paper_search.ingest.segmentation.table_headers import TableHeader, find_table_header, format_headers
from paper_search.records import PassageKind, Reading
from paper_search.text.spans import collapse_whitespace, slugify, split_sentences

MAX_MOTION_WORDS = 60
"""Words of a motion that lead in to the vote on it."""
BlockRole = Literal["heading", "text", "item", "table", "front matter", "contents"]


@dataclass(frozen=True, slots=True)
class OutlineBlock:
    """A span of the reading text and its role.

    ``section`` names its heading path, once per place it occurs. ``columns`` are the column headers that a table
    continues with. ``is_own`` is False for a number that is not the document's own, but that of words it quotes or of
    another document in a list. ``entry`` is the number of the entry of a list that the block is of. ``is_outcome`` is
    True for a decision line or a vote, ``is_decided`` for lines that end with one.
    """

    role: BlockRole
    start: int
    end: int
    text: str
    kind: PassageKind = "paragraph"
    label: Label | None = None
    depth: int = 0
    headings: tuple[str, ...] = ()
    section: str = "top"
    lead_in: str | None = None
    within: str | None = None
    minute: str | None = None
    agenda_item: str | None = None
    columns: tuple[str, ...] = ()
    is_own: bool = True
    entry: int | None = None
    is_outcome: bool = False
    is_decided: bool = False

    @property
    def introduces_list(self) -> bool:
        """True where the text ends with the colon that introduces a list."""
        return self.text.rstrip().endswith((":", ":-", "…", "following"))


@dataclass(slots=True)
class _OutlineState:
    """The headings and lists that are open at this point of the document.

    ``has_text_since_item``: plain text stands between the latest item and here. ``motion``: what was last put forward
    under this heading.
    """

    path: HeadingPath = field(default_factory=HeadingPath)
    lists: lists.OpenLists = ()
    last: OutlineBlock | None = None
    section: str = "top"
    sections: dict[str, int] = field(default_factory=lambda: {"top": 1})
    section_kind: PassageKind | None = None
    minute: str | None = None
    agenda_item: str | None = None
    table: TableHeader | None = None
    has_text_since_item: bool = False
    motion: str | None = None


def build_outline(
    reading: Reading, kind: str | None = None, title: str | None = None, known_names: Sequence[str | None] = ()
) -> tuple[OutlineBlock, ...]:
    """Build the outline of a document.

    Args:
        reading: the document as read.
        kind: the document's kind, one of ``records.DOCUMENT_KINDS``, which tells minutes from numbered reports.
        title: the document's title, the outermost heading from where it is printed.
        known_names: other names in the document's metadata (committee, council); a heading that only repeats one of
            them is left out of the heading path.
    """
    blocks = classify_blocks(reading, kind)
    front_matter = find_front_matter(blocks)
    state = _OutlineState(path=HeadingPath(title, known_names))
    outline: list[OutlineBlock] = []
    for index, block in enumerate(blocks):
        next_block = blocks[index + 1] if index + 1 < len(blocks) else None
        state.last = _classify_block(state, block, next_block, index in front_matter, kind)
        _note_motion(state, state.last)
        outline.append(state.last)
    return tuple(outline)


def _note_motion(state: _OutlineState, block: OutlineBlock) -> None:
    """Keep the words that a vote or a decision line further down decides on."""
    if block.role == "heading":
        state.motion = None
    elif block.role in {"text", "item"} and not block.is_outcome and _states_motion(block.text):
        words = block.text[block.label.end if block.label else 0 :].split()
        state.motion = " ".join(words[:MAX_MOTION_WORDS]) + (" …" if len(words) > MAX_MOTION_WORDS else "")


def _states_motion(text: str) -> bool:
    return outcomes.is_motion(text) and not outcomes.is_put_to_vote(text)


def _classify_block(
    state: _OutlineState, block: ClassifiedBlock, next_block: ClassifiedBlock | None, is_front: bool, kind: str | None
) -> OutlineBlock:
    text = block.block.text
    if is_front or numbering.is_contents_line(text):
        return _make_block(state, block, "front matter" if is_front else "contents", "front matter")
    if block.is_heading:
        return _add_heading(state, block, next_block, kind)
    if block.block.kind == "table":
        return _add_table(state, block)
    if reference := numbering.parse_item_reference(text):
        state.agenda_item = reference
        return _make_block(state, block, "heading", "heading")
    return _add_item(state, block, block.label, kind) if block.label else _add_text(state, block)


def _add_heading(
    state: _OutlineState, block: ClassifiedBlock, next_block: ClassifiedBlock | None, kind: str | None
) -> OutlineBlock:
    if block.is_page_label:
        return _add_page_label(state, block)
    label = block.label
    text = collapse_whitespace(block.title.replace("|", " "))
    item_beneath = numbering.parse_item_reference(next_block.block.text) if next_block else None
    minute_label = numbering.parse_minute_reference(text)
    is_minute = _is_minute(block, kind, item_beneath) or _is_item_apart(state, block)
    if is_minute or minute_label:
        number = minute_label or label
        state.minute = _name_minute(number) if number else None
        state.agenda_item = item_beneath
    elif kind == "agenda frontsheet" and block.section and label:
        state.agenda_item = label.name.strip("().")
    if label and (block.is_apart or (block.section and block.section.is_item)):
        state.agenda_item = label.name.strip("().")
    if state.path.open_heading(
        text, label, block.block.level, is_minute or bool(minute_label), _is_below_heading(state)
    ):
        state.section = _name_section(state)
    state.lists = ()
    state.section_kind = _detect_section_kind(text)
    return _make_block(state, block, "heading", kind="heading")


def _add_page_label(state: _OutlineState, block: ClassifiedBlock) -> OutlineBlock:
    """Add the label "Minutes:" or "Decision:" of an item: it ends what stands before it and opens no heading."""
    state.path.close_sub_headings()
    state.lists = ()
    state.section_kind = _detect_section_kind(block.block.text)
    return _make_block(state, block, "heading", kind="heading")


def _is_minute(block: ClassifiedBlock, kind: str | None, item_beneath: str | None) -> bool:
    label = block.label
    if label is None or "." in label.name:
        return False
    is_numbered = label.kind == "number" or (block.section is not None and label.is_number)
    return is_numbered and bool(item_beneath or kind == "minutes")


def _name_minute(label: Label) -> str:
    return label.name if label.kind in {"reference", "dotted"} else str(label.value[0])


def _is_item_apart(state: _OutlineState, block: ClassifiedBlock) -> bool:
    """Return True for an item "10.1" beneath another minute than the tenth, which is none of that minute's."""
    label = block.label
    if block.section is None or label is None or label.kind != "dotted" or state.minute is None:
        return False
    return "." in state.minute or state.minute != str(label.value[0])


def _add_table(state: _OutlineState, block: ClassifiedBlock) -> OutlineBlock:
    """Add a run of rows; rows that a reader cut from one table keep the headers and the title of its first run."""
    is_continued = state.last is not None and state.last.role == "table"
    previous = state.table if is_continued else None
    state.table = find_table_header(block.block.text, previous, None if is_continued else _find_lead_in(state))
    columns = () if state.table.is_printed else state.table.columns
    lead_in = state.table.title or format_headers(columns)
    return replace(_make_block(state, block, "table", "table", lead_in=lead_in), columns=columns)


def _is_below_heading(state: _OutlineState) -> bool:
    return state.last is not None and state.last.role == "heading" and state.last.label is None


def _name_section(state: _OutlineState) -> str:
    name = "-".join(filter(None, map(slugify, state.path.inner[-2:])))
    if not name:
        return state.section
    state.sections[name] = state.sections.get(name, 0) + 1
    occurrence = state.sections[name]
    return name if occurrence == 1 else f"{name}~{occurrence}"


def _detect_section_kind(text: str) -> PassageKind | None:
    if numbering.is_resolution(text):
        return "resolution"
    return "recommendation" if numbering.is_recommendation(text) else None


def _add_item(state: _OutlineState, block: ClassifiedBlock, label: Label, kind: str | None) -> OutlineBlock:
    if block.section:
        _open_section(state, block, block.section.run_in, kind)
    open_lists = lists.resume_lists(state.lists, label) if state.has_text_since_item else state.lists
    state.lists, state.has_text_since_item = lists.open_list(open_lists, label, _make_list_context(state)), False
    own_kind = _detect_section_kind(block.block.text[label.end :])
    default_kind: PassageKind = "bullet" if label.kind == "bullet" else "minute" if state.minute else "paragraph"
    if kind == "agenda frontsheet" and label.kind == "number":
        state.agenda_item = label.name.strip("().")
    item_kind = own_kind or state.lists[-1].kind or state.section_kind or default_kind
    depth = sum(1 for entry in state.lists if entry.label.kind == "bullet") if label.kind == "bullet" else 0
    within = lists.join_enclosing_numbers(state.lists[:-1], label)
    lead_in = state.lists[-1].lead_in
    words = block.block.text[label.end :]
    if lead_in is None and (outcomes.is_outcome(words) or outcomes.is_put_to_vote(words)):
        lead_in = state.motion
    item = _make_block(state, block, "item", item_kind, lead_in=lead_in, within=within, depth=depth)
    is_entry = label.kind in {"letter", "roman"} and within is None and is_document_list(state.path.texts[-1:])
    return replace(item, is_own=not (block.is_quoted or is_entry))


def _open_section(state: _OutlineState, block: ClassifiedBlock, title: str | None, kind: str | None) -> None:
    """Open the heading of a section whose text follows on the same line: "3. Finance: the accounts were…".

    One without a title ends the section before it all the same.
    """
    is_minute = _is_minute(block, kind, None)
    if is_minute and block.label:
        state.minute = _name_minute(block.label)
    if title is None:
        state.path.close_numbers()
    if title is None or state.path.open_heading(title, block.label, block.block.level, is_minute, False):
        state.section = _name_section(state)
    state.lists, state.section_kind, state.last = (), None, None


def _make_list_context(state: _OutlineState) -> lists.ListContext:
    last = state.last
    if last is None or last.role not in {"item", "text"}:
        return lists.ListContext(kind=state.section_kind if last and last.role == "heading" else None)
    return lists.ListContext(_find_lead_in(state), last.introduces_list, last.role == "item", _find_list_kind(state))


def _find_list_kind(state: _OutlineState) -> PassageKind | None:
    last = state.last
    return last.kind if last and last.kind in {"resolution", "recommendation"} else None


def _find_lead_in(state: _OutlineState) -> str | None:
    """Return the sentence that introduces the next list: the last one of the block before it."""
    last = state.last
    if last is None or last.role not in {"item", "text"}:
        return None
    text = last.text[last.label.end :] if last.label else last.text
    spans = split_sentences(text)
    return collapse_whitespace(text[slice(*spans[-1])]) if spans else None


def _add_text(state: _OutlineState, block: ClassifiedBlock) -> OutlineBlock:
    if block.section:
        _open_section(state, block, block.section.run_in, None)
    state.has_text_since_item = True
    own_kind = _detect_section_kind(block.block.text)
    text_kind: PassageKind = own_kind or state.section_kind or ("minute" if state.minute else "paragraph")
    numbered = lists.select_numbered(state.lists)
    within = numbered[-1].label.name if numbered else None
    lead_in = state.motion or _find_lead_in(state) if block.is_outcome and block.entry is None else None
    if lead_in is None and outcomes.is_put_to_vote(block.block.text):
        lead_in = state.motion
    return _make_block(state, block, "text", text_kind, within=within, lead_in=lead_in)


def _make_block(
    state: _OutlineState,
    classified: ClassifiedBlock,
    role: BlockRole,
    kind: PassageKind,
    *,
    lead_in: str | None = None,
    within: str | None = None,
    depth: int = 0,
) -> OutlineBlock:
    block = classified.block
    return OutlineBlock(
        role=role,
        start=block.start,
        end=block.end,
        text=block.text,
        kind=kind,
        label=classified.label if role in {"item", "heading"} else None,
        depth=depth,
        headings=state.path.texts,
        section=state.section,
        lead_in=lead_in,
        within=within,
        minute=state.minute,
        agenda_item=state.agenda_item,
        entry=classified.entry,
        is_outcome=classified.is_outcome,
        is_decided=role == "text" and outcomes.is_decided(block.text),
    )
