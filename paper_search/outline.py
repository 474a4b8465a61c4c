"""What each block is, before passages are cut: heading, numbered point, bullet, table or plain text.

In: the reading text and its blocks; out: ``Part``s in order, each a span of the text with its heading path, the
number printed at its head, the paragraph it stands in and the sentence it hangs from. Promised: the parts hold
every block, in order; nothing is moved, and a sentence cut by a page break is one part again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from paper_search import lists, numbering
from paper_search.headings import Path, is_major, is_question, is_title, join_wrapped
from paper_search.numbering import Label
from paper_search.records import Block, PassageKind, Reading
from paper_search.text import sentences, slug, squeeze

Role = Literal["heading", "text", "item", "table", "front matter", "contents"]

_FIELD = re.compile(
    r"\W*(?:\w+(?:\s\w+)?\s*/\s*)?(?:From|To|By|Subject|Title|Date|Meeting(?:\s+date)?|Date\s+of\s+meeting|Report\s+(?:of|to|by|author|title)"
    r"|Lead\s+\w+|Author|Contact(?:\s+officer)?|Portfolio(?:\s+holder)?|Cabinet\s+Member|Ward(?:s|\(s\))?[\w\s]*"
    r"|Division(?:s|\(s\))?[\w\s]*|Electoral\s+Divisions?[\w\s]*|Classification|Decision\s+(?:no|number|ref)\w*"
    r"|Key\s+Decision|(?:Past|Future|Previous)\s+Pathway[\w\s]*|Status|PRESENT|Present|(?:ALSO\s+)?IN\s+ATTENDANCE[\w\s]*"
    r"|(?:Also\s+)?In\s+attendance[\w\s]*|Committee|Report\s+no\w*|Agenda\s+item(?:\s+no\w*)?(?!\s*$)|Is\s+the\s+decision[\w\s-]*)"
    r"\.?\s*(?:[:|?]|$)|MINUTES\s+(?:of|OF)\s",
)
_ANY_FIELD = re.compile(r"\W*[A-Z][\w/'’ -]{1,40}:[\s|]*\S")
_FRONT = 40
"""Front matter stands among the first blocks of a paper, before anything numbered."""
_FIRST_MINUTES = 20
"""Below this a number in minutes that no style marks as a heading is more likely a point's than a minute's."""
_STARTS_BODY = re.compile(r"\W*(?:executive\s+)?(?:summary|recommendation|introduction|purpose|background)", re.I)
_CUT = re.compile(r"[\w,;–-]['’”)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Part:
    """A span of the reading text and what it is. ``section`` names its heading path, once per place it occurs."""

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

    @property
    def introduces(self) -> bool:
        """True where the text ends with the colon that a list hangs from."""
        return self.text.rstrip().endswith((":", ":-", "…", "following"))


@dataclass(frozen=True, slots=True)
class _Piece:
    block: Block
    label: Label | None = None
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class _Scheme:
    """How this paper numbers: 4.1 beneath 4, minutes from meeting to meeting; and its latest numbered heading."""

    has_dotted: bool
    is_minutes: bool
    is_plain: bool
    latest: Label | None = None


@dataclass(slots=True)
class _State:
    """Where the walk stands: the headings and lists that are open at this point of the paper."""

    path: Path = field(default_factory=Path)
    lists: lists.Lists = ()
    last: Part | None = None
    section: str = "top"
    sections: dict[str, int] = field(default_factory=lambda: {"top": 1})
    section_kind: PassageKind | None = None
    minute: str | None = None
    agenda_item: str | None = None


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
    is_plain = not reading.page_starts and all(block.level is None for block in reading.blocks)
    pieces = _headed(_labelled(_joined(reading)), kind, is_plain)
    front = _front_matter(pieces)
    state = _State(path=Path(title, known))
    parts: list[Part] = []
    for index, piece in enumerate(pieces):
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        state.last = _part(state, piece, after, index in front, kind)
        parts.append(state.last)
    return tuple(parts)


def _joined(reading: Reading) -> list[Block]:
    """The blocks, with a sentence or a heading that was cut in two made whole again."""
    blocks: list[Block] = []
    for block in reading.blocks:
        if blocks and (_goes_on(blocks[-1], block) or join_wrapped(blocks[-1], block)):
            end = block.end
            blocks[-1] = replace(blocks[-1], text=reading.text[blocks[-1].start : end], end=end)
        else:
            blocks.append(block)
    return blocks


def _goes_on(before: Block, block: Block) -> bool:
    if (before.kind, block.kind) != ("text", "text") or numbering.label(block.text):
        return False
    first = block.text.lstrip()[:1]
    return first.islower() and bool(_CUT.search(before.text)) and len(before.text.split()) >= 4


def _labelled(blocks: list[Block]) -> list[_Piece]:
    pieces: list[_Piece] = []
    recent: dict[str, Label] = {}
    for block in blocks:
        family = "number" if re.match(r"\W*\d", block.text) else "letter"
        label = None if block.kind == "table" else numbering.label(block.text, recent.get(family))
        if label and label.kind != "bullet":
            recent[family] = label
        if block.kind == "heading" and not (label and label.kind != "bullet"):
            recent.pop("letter", None)
        pieces.append(_Piece(block, label))
    return pieces


def _headed(pieces: list[_Piece], kind: str | None, is_plain: bool) -> list[_Piece]:
    """Settle which pieces are headings; a bare number that heads nothing is no label."""
    has_dotted = sum(1 for piece in pieces if piece.label and piece.label.kind == "dotted") >= 2
    scheme = _Scheme(has_dotted, kind == "minutes", is_plain)
    settled: list[_Piece] = []
    for index, piece in enumerate(pieces):
        ahead = pieces[index + 1 : index + 8]
        is_heading = _is_heading(piece, ahead, scheme)
        if is_heading and piece.label and piece.label.kind in {"number", "bare", "dotted"}:
            scheme = replace(scheme, latest=piece.label)
        label = None if piece.label and piece.label.kind == "bare" and not is_heading else piece.label
        settled.append(replace(piece, label=label, is_heading=is_heading))
    return settled


def _is_heading(piece: _Piece, ahead: list[_Piece], scheme: _Scheme) -> bool:
    text, label = piece.block.text, piece.label
    if piece.block.kind == "table" or numbering.is_contents_line(text) or numbering.item_reference(text):
        return False
    if label is None:
        return _is_unnumbered_heading(piece, ahead, scheme)
    words = text[label.end :]
    has_item_beneath = bool(ahead and numbering.item_reference(ahead[0].block.text))
    is_asked = label.kind in {"number", "dotted"} and is_question(words) and _has_child(label, ahead)
    if is_asked or (has_item_beneath and label.kind == "number"):
        return True
    return label.kind != "bullet" and is_title(words) and _is_numbered_heading(piece, label, ahead, scheme)


def _is_numbered_heading(piece: _Piece, label: Label, ahead: list[_Piece], scheme: _Scheme) -> bool:
    is_styled, text = piece.block.kind == "heading", piece.block.text.strip()
    if label.kind in {"letter", "roman"}:
        return is_styled and not _is_list(label, ahead)
    introduces = text.endswith(":") and not is_major(text)
    if is_styled or (_has_child(label, ahead) and not introduces):
        return True
    return not introduces and _is_next_heading(label, len(text.split()), scheme)


def _is_next_heading(label: Label, size: int, scheme: _Scheme) -> bool:
    """True where the paper's numbering expects a heading here, though no style marks it as one."""
    if scheme.latest is None or len(scheme.latest.value) > 1:
        return False
    step = label.value[0] - scheme.latest.value[0]
    if scheme.is_minutes and label.kind == "number":
        return step == 1 and label.value[0] > _FIRST_MINUTES
    return scheme.has_dotted and label.kind in {"number", "bare"} and 0 <= step <= 2 and size <= 12


def _is_alone(piece: _Piece, ahead: list[_Piece]) -> bool:
    """In plain text nothing but its form marks a heading: one short line without a stop, above something numbered."""
    text = piece.block.text.strip()
    is_line = is_title(text) and "\n" not in text and not text.endswith(":") and 3 <= len(text.split()) <= 20
    return is_line and bool(ahead) and ahead[0].label is not None and ahead[0].label.kind in {"number", "dotted"}


def _is_unnumbered_heading(piece: _Piece, ahead: list[_Piece], scheme: _Scheme) -> bool:
    text = piece.block.text.strip()
    if piece.block.kind == "heading":
        return len(text.split()) <= 40
    if scheme.is_plain and _is_alone(piece, ahead):
        return True
    short = len(text.split()) <= 3 and text.endswith(":") and text[:1].isupper()
    return short and not numbering.is_resolution(text) and not _FIELD.match(text) and bool(ahead)


def _is_list(label: Label, ahead: list[_Piece]) -> bool:
    after = next((piece for piece in ahead if piece.label and piece.label.kind != "bullet"), None)
    if after is None or after.label is None or after.block.kind == "heading":
        return False
    return after.label.style == label.style and numbering.follows(label, after.label.value)


def _has_child(label: Label, ahead: list[_Piece]) -> bool:
    numbers = [piece.label for piece in ahead if piece.label and piece.label.kind in {"dotted", "number"}]
    return bool(numbers) and numbers[0].value[:-1] == label.value and numbers[0].kind == "dotted"


def _front_matter(pieces: list[_Piece]) -> range:
    """The pieces from the first field ("From:", "PRESENT:") to the last before the paper's body begins."""
    found: list[int] = []
    for index, piece in enumerate(pieces[:_FRONT]):
        is_field = bool(_FIELD.match(piece.block.text))
        numbered = piece.label and piece.label.kind in {"number", "dotted"}
        if not is_field and (numbered or _STARTS_BODY.match(piece.block.text)):
            break
        if is_field:
            found.append(index)
    if not found:
        return range(0)
    first, last = found[0], found[-1]
    while first > 0 and _is_field(pieces[first - 1]):
        first -= 1
    while last + 1 < len(pieces) and _is_field(pieces[last + 1]):
        last += 1
    return range(first, last + 1)


def _is_field(piece: _Piece) -> bool:
    """A line "Name: value" beside known fields is one of them, whatever its name."""
    text = piece.block.text
    alike = bool(_ANY_FIELD.match(text)) and len(text.split()) <= 25
    return alike and piece.label is None and piece.block.kind != "heading" and not _STARTS_BODY.match(text)


def _part(state: _State, piece: _Piece, after: _Piece | None, is_front: bool, kind: str | None) -> Part:
    text = piece.block.text
    if is_front or numbering.is_contents_line(text):
        return _made(state, piece, "front matter" if is_front else "contents", "front matter")
    if piece.is_heading:
        return _heading(state, piece, after, kind)
    if piece.block.kind == "table":
        return _made(state, piece, "table", "table", lead_in=_intro(state))
    if reference := numbering.item_reference(text):
        state.agenda_item = reference
        return _made(state, piece, "heading", "heading")
    return _item(state, piece, piece.label, kind) if piece.label else _text(state, piece)


def _heading(state: _State, piece: _Piece, after: _Piece | None, kind: str | None) -> Part:
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


def _item(state: _State, piece: _Piece, label: Label, kind: str | None) -> Part:
    state.lists = lists.opened(state.lists, label, _before(state))
    own = _section_kind(piece.block.text[label.end :])
    spoken: PassageKind = "bullet" if label.kind == "bullet" else "minute" if state.minute else "paragraph"
    if kind == "agenda frontsheet" and label.kind == "number":
        state.agenda_item = label.name.strip("().")
    settled = own or state.lists[-1].kind or state.section_kind or spoken
    depth = sum(1 for one in state.lists if one.label.kind == "bullet") if label.kind == "bullet" else 0
    within = lists.within(state.lists[:-1], label)
    return _made(state, piece, "item", settled, lead_in=state.lists[-1].lead_in, within=within, depth=depth)


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


def _text(state: _State, piece: _Piece) -> Part:
    state.lists = lists.numbered(state.lists)
    own = _section_kind(piece.block.text)
    settled: PassageKind = own or state.section_kind or ("minute" if state.minute else "paragraph")
    within = state.lists[-1].label.name if state.lists else None
    return _made(state, piece, "text", settled, within=within)


def _made(
    state: _State,
    piece: _Piece,
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
