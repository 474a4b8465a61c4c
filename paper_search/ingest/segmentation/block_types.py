"""What each block is by itself: a heading, something numbered, front matter, or words that are quoted.

In: a paper as read, and its kind; out: ``Piece``s in order, a sentence or heading that was cut in two made whole.
Promised: nothing is moved or left out; what only its neighbours can tell (a bare number, a heading without any
style) is settled by looking ahead, never by a list of titles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from paper_search.ingest.segmentation import numbering
from paper_search.ingest.segmentation.headings import is_major, is_question, is_title, join_wrapped
from paper_search.ingest.segmentation.numbering import Label
from paper_search.ingest.segmentation.quotation import within_quotation
from paper_search.records import Block, Reading

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
class Piece:
    block: Block
    label: Label | None = None
    is_heading: bool = False
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class _Scheme:
    """How this paper numbers: 4.1 beneath 4, minutes from meeting to meeting; and its latest numbered heading."""

    has_dotted: bool
    is_minutes: bool
    is_plain: bool
    latest: Label | None = None


def pieces(reading: Reading, kind: str | None = None) -> list[Piece]:
    """The pieces of a paper; ``kind``, one of ``records.PAPER_KINDS``, tells minutes from numbered reports."""
    is_plain = not reading.page_starts and all(block.level is None for block in reading.blocks)
    return _quoted(_headed(_labelled(_joined(reading)), kind, is_plain))


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


def _labelled(blocks: list[Block]) -> list[Piece]:
    pieces: list[Piece] = []
    recent: dict[str, Label] = {}
    for block in blocks:
        family = "number" if re.match(r"\W*\d", block.text) else "letter"
        label = None if block.kind == "table" else numbering.label(block.text, recent.get(family))
        if label and label.kind != "bullet":
            recent[family] = label
        if block.kind == "heading" and not (label and label.kind != "bullet"):
            recent.pop("letter", None)
        pieces.append(Piece(block, label))
    return pieces


def _headed(pieces: list[Piece], kind: str | None, is_plain: bool) -> list[Piece]:
    """Settle which pieces are headings; a bare number that heads nothing is no label."""
    has_dotted = sum(1 for piece in pieces if piece.label and piece.label.kind == "dotted") >= 2
    scheme = _Scheme(has_dotted, kind == "minutes", is_plain)
    settled: list[Piece] = []
    for index, piece in enumerate(pieces):
        ahead = pieces[index + 1 : index + 8]
        is_heading = _is_heading(piece, ahead, scheme)
        if is_heading and piece.label and piece.label.kind in {"number", "bare", "dotted"}:
            scheme = replace(scheme, latest=piece.label)
        label = None if piece.label and piece.label.kind == "bare" and not is_heading else piece.label
        settled.append(replace(piece, label=label, is_heading=is_heading))
    return settled


def _quoted(pieces: list[Piece]) -> list[Piece]:
    """The pieces, with those marked that go on within quotation marks an earlier one opened."""
    inside = within_quotation([piece.block.text for piece in pieces])
    return [replace(piece, is_quoted=True) if index in inside else piece for index, piece in enumerate(pieces)]


def _is_heading(piece: Piece, ahead: list[Piece], scheme: _Scheme) -> bool:
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


def _is_numbered_heading(piece: Piece, label: Label, ahead: list[Piece], scheme: _Scheme) -> bool:
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


def _is_alone(piece: Piece, ahead: list[Piece]) -> bool:
    """In plain text nothing but its form marks a heading: one short line without a stop, above something numbered."""
    text = piece.block.text.strip()
    is_line = is_title(text) and "\n" not in text and not text.endswith(":") and 3 <= len(text.split()) <= 20
    return is_line and bool(ahead) and ahead[0].label is not None and ahead[0].label.kind in {"number", "dotted"}


def _is_unnumbered_heading(piece: Piece, ahead: list[Piece], scheme: _Scheme) -> bool:
    text = piece.block.text.strip()
    if piece.block.kind == "heading":
        return len(text.split()) <= 40
    if scheme.is_plain and _is_alone(piece, ahead):
        return True
    short = len(text.split()) <= 3 and text.endswith(":") and text[:1].isupper()
    return short and not numbering.is_resolution(text) and not _FIELD.match(text) and bool(ahead)


def _is_list(label: Label, ahead: list[Piece]) -> bool:
    after = next((piece for piece in ahead if piece.label and piece.label.kind != "bullet"), None)
    if after is None or after.label is None or after.block.kind == "heading":
        return False
    return after.label.style == label.style and numbering.follows(label, after.label.value)


def _has_child(label: Label, ahead: list[Piece]) -> bool:
    numbers = [piece.label for piece in ahead if piece.label and piece.label.kind in {"dotted", "number"}]
    return bool(numbers) and numbers[0].value[:-1] == label.value and numbers[0].kind == "dotted"


def front_matter(pieces: list[Piece]) -> range:
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


def _is_field(piece: Piece) -> bool:
    """A line "Name: value" beside known fields is one of them, whatever its name."""
    text = piece.block.text
    alike = bool(_ANY_FIELD.match(text)) and len(text.split()) <= 25
    return alike and piece.label is None and piece.block.kind != "heading" and not _STARTS_BODY.match(text)
