"""What each block is, before passages are cut: heading, numbered point, bullet, table or plain text.

In: the reading text and its blocks; out: ``Part``s in order, each a span of the text with its heading path, the
number printed at its head, the paragraph it stands in and the sentence it hangs from. Promised: the parts hold
every block, in order; nothing is moved, and a sentence cut by a page break is one part again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from paper_search.ingest.segmentation import lists, numbering
from paper_search.ingest.segmentation.block_types import Piece, front_matter, pieces
from paper_search.ingest.segmentation.headings import Path
from paper_search.ingest.segmentation.numbering import Label
from paper_search.ingest.segmentation.quotation import lists_papers
from paper_search.ingest.segmentation.table_headers import Table, opened_table, printed
from paper_search.records import PassageKind, Reading
from paper_search.text.spans import sentences, slug, squeeze

Role = Literal["heading", "text", "item", "table", "front matter", "contents"]


@dataclass(frozen=True, slots=True)
class Part:
    """A span of the reading text and what it is. ``section`` names its heading path, once per place it occurs.

    ``columns`` are the heads of the columns a table goes on with; ``is_own`` is False for a number that is not the
    paper's own, but that of words it quotes or of another paper in a list.
    """

    role: Role
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

    @property
    def introduces(self) -> bool:
        """True where the text ends with the colon that a list hangs from."""
        return self.text.rstrip().endswith((":", ":-", "…", "following"))


@dataclass(slots=True)
class _State:
    """Where the walk stands: the headings and lists that are open at this point of the paper.

    ``is_parted``: plain text stands between the latest item and here.
    """

    path: Path = field(default_factory=Path)
    lists: lists.Lists = ()
    last: Part | None = None
    section: str = "top"
    sections: dict[str, int] = field(default_factory=lambda: {"top": 1})
    section_kind: PassageKind | None = None
    minute: str | None = None
    agenda_item: str | None = None
    table: Table | None = None
    is_parted: bool = False


def outline(
    reading: Reading, kind: str | None = None, title: str | None = None, known: Sequence[str | None] = ()
) -> tuple[Part, ...]:
    """The parts of a paper.

    Args:
        reading: the paper as read.
        kind: the paper's kind, one of ``records.PAPER_KINDS``, which tells minutes from numbered reports.
        title: the paper's title, the outermost heading from where it is printed.
        known: other names in the paper's metadata (committee, council); a heading that only repeats one of them
            is left out of the heading path.
    """
    found = pieces(reading, kind)
    front = front_matter(found)
    state = _State(path=Path(title, known))
    parts: list[Part] = []
    for index, piece in enumerate(found):
        after = found[index + 1] if index + 1 < len(found) else None
        state.last = _part(state, piece, after, index in front, kind)
        parts.append(state.last)
    return tuple(parts)


def _part(state: _State, piece: Piece, after: Piece | None, is_front: bool, kind: str | None) -> Part:
    text = piece.block.text
    if is_front or numbering.is_contents_line(text):
        return _made(state, piece, "front matter" if is_front else "contents", "front matter")
    if piece.is_heading:
        return _heading(state, piece, after, kind)
    if piece.block.kind == "table":
        return _table(state, piece)
    if reference := numbering.item_reference(text):
        state.agenda_item = reference
        return _made(state, piece, "heading", "heading")
    return _item(state, piece, piece.label, kind) if piece.label else _text(state, piece)


def _heading(state: _State, piece: Piece, after: Piece | None, kind: str | None) -> Part:
    label = piece.label
    text = squeeze(piece.block.text)
    beneath = numbering.item_reference(after.block.text) if after else None
    spoken = numbering.minute_reference(text)
    is_minute = bool(label and label.kind == "number" and (beneath or kind == "minutes") and "." not in label.name)
    if is_minute or spoken:
        number = spoken or label
        state.minute = str(number.value[0]) if number else None
        state.agenda_item = beneath
    if state.path.enter(text, label, piece.block.level, is_minute or bool(spoken), _is_adjacent(state)):
        state.section = _section(state)
    state.lists = ()
    state.section_kind = _section_kind(text)
    return _made(state, piece, "heading", kind="heading")


def _table(state: _State, piece: Piece) -> Part:
    """A run of rows; what a reader cut from one table keeps the heads and the title of its first run."""
    goes_on = state.last is not None and state.last.role == "table"
    before = state.table if goes_on else None
    state.table = opened_table(piece.block.text, before, None if goes_on else _intro(state))
    columns = () if state.table.is_printed else state.table.columns
    lead_in = state.table.title or printed(columns)
    return replace(_made(state, piece, "table", "table", lead_in=lead_in), columns=columns)


def _is_adjacent(state: _State) -> bool:
    return state.last is not None and state.last.role == "heading" and state.last.label is None


def _section(state: _State) -> str:
    name = "-".join(filter(None, map(slug, state.path.inner[-2:])))
    if not name:
        return state.section
    state.sections[name] = state.sections.get(name, 0) + 1
    times = state.sections[name]
    return name if times == 1 else f"{name}~{times}"


def _section_kind(text: str) -> PassageKind | None:
    if numbering.is_resolution(text):
        return "resolution"
    return "recommendation" if numbering.is_recommendation(text) else None


def _item(state: _State, piece: Piece, label: Label, kind: str | None) -> Part:
    open_lists = lists.resumed(state.lists, label) if state.is_parted else state.lists
    state.lists, state.is_parted = lists.opened(open_lists, label, _before(state)), False
    own = _section_kind(piece.block.text[label.end :])
    spoken: PassageKind = "bullet" if label.kind == "bullet" else "minute" if state.minute else "paragraph"
    if kind == "agenda frontsheet" and label.kind == "number":
        state.agenda_item = label.name.strip("().")
    settled = own or state.lists[-1].kind or state.section_kind or spoken
    depth = sum(1 for one in state.lists if one.label.kind == "bullet") if label.kind == "bullet" else 0
    within = lists.within(state.lists[:-1], label)
    made = _made(state, piece, "item", settled, lead_in=state.lists[-1].lead_in, within=within, depth=depth)
    is_entry = label.kind in {"letter", "roman"} and within is None and lists_papers(state.path.texts[-1:])
    return replace(made, is_own=not (piece.is_quoted or is_entry))


def _before(state: _State) -> lists.Before:
    last = state.last
    if last is None or last.role not in {"item", "text"}:
        return lists.Before(kind=state.section_kind if last and last.role == "heading" else None)
    return lists.Before(_intro(state), last.introduces, last.role == "item", _list_kind(state))


def _list_kind(state: _State) -> PassageKind | None:
    last = state.last
    return last.kind if last and last.kind in {"resolution", "recommendation"} else None


def _intro(state: _State) -> str | None:
    """The sentence that the next list hangs from: the last one of the part before it."""
    last = state.last
    if last is None or last.role not in {"item", "text"}:
        return None
    inside = last.text[last.label.end :] if last.label else last.text
    spans = sentences(inside)
    return squeeze(inside[slice(*spans[-1])]) if spans else None


def _text(state: _State, piece: Piece) -> Part:
    state.is_parted = True
    own = _section_kind(piece.block.text)
    settled: PassageKind = own or state.section_kind or ("minute" if state.minute else "paragraph")
    numbered = lists.numbered(state.lists)
    within = numbered[-1].label.name if numbered else None
    return _made(state, piece, "text", settled, within=within)


def _made(
    state: _State,
    piece: Piece,
    role: Role,
    kind: PassageKind,
    *,
    lead_in: str | None = None,
    within: str | None = None,
    depth: int = 0,
) -> Part:
    block = piece.block
    return Part(
        role=role,
        start=block.start,
        end=block.end,
        text=block.text,
        kind=kind,
        label=piece.label if role in {"item", "heading"} else None,
        depth=depth,
        headings=state.path.texts,
        section=state.section,
        lead_in=lead_in,
        within=within,
        minute=state.minute,
        agenda_item=state.agenda_item,
    )
