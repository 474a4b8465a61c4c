"""Classification of each block by itself: heading, numbered, front matter, or quoted.

A sentence or heading that was cut in two is made whole again; nothing is moved or left out. A bare number, or a heading
without any style, is settled by looking ahead, never by a list of titles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import zip_longest

from paper_search.ingest.segmentation import numbering, outcomes
from paper_search.ingest.segmentation.entries import EntryLine, find_entries
from paper_search.ingest.segmentation.heading_series import NumberedBlock, Section, find_sections
from paper_search.ingest.segmentation.headings import (
    has_verb,
    is_major_heading,
    is_question,
    is_title,
    is_wrapped_heading,
)
from paper_search.ingest.segmentation.numbering import Label, find_quoted_blocks
from paper_search.ingest.segmentation.split_blocks import arrange_blocks, find_references
from paper_search.ingest.segmentation.table_minutes import split_minutes_tables
from paper_search.records import Block, Reading
from paper_search.text.sentence_ends import is_open_end, is_sentence_broken

_FIELD_PATTERN = re.compile(
    r"\W*(?:\w+(?:\s\w+)?\s*/\s*)?(?:From|To|By|Subject|Title|Date|Meeting(?:\s+date)?|Date\s+of\s+meeting|Report\s+(?:of|to|by|author|title)"
    r"|Lead\s+\w+|Author|Contact(?:\s+officer)?|Portfolio(?:\s+holder)?|Cabinet\s+Member|Ward(?:s|\(s\))?[\w\s]*"
    r"|Division(?:s|\(s\))?[\w\s]*|Electoral\s+Divisions?[\w\s]*|Classification|Decision\s+(?:no|number|ref)\w*"
    r"|Key\s+Decision|(?:Past|Future|Previous)\s+Pathway[\w\s]*|Status|PRESENT|Present|(?:ALSO\s+)?IN\s+ATTENDANCE[\w\s]*"
    r"|(?:Also\s+)?In\s+attendance[\w\s]*|Committee|Report\s+no\w*|Agenda\s+item(?:\s+no\w*)?(?!\s*$)|Is\s+the\s+decision[\w\s-]*)"
    r"\.?\s*(?:[:|?]|$)|MINUTES\s+(?:of|OF)\s",
)
_ANY_FIELD_PATTERN = re.compile(r"\W*[A-Z][\w/'’ -]{1,40}:[\s|]*\S")
_ANSWER_PATTERN = re.compile(r"\W*(?:No(?=\s+[a-z])|None|Nil|N/A|Not\s+applicable|Dim)\b(?!.*:$)")
"""Words that say there is nothing under a heading, and head nothing."""
_MAX_FRONT_BLOCKS = 40
"""Front matter stands among the first blocks of a document, before anything numbered."""
MIN_OTHER_NUMBERS = 4
"""Numbers of a document among which one that is of no series is a quantity or a time."""
_MIN_MINUTE_NUMBER = 20
"""A lower number in minutes that no style marks as a heading is more likely a point's than a minute's."""
_BODY_START_PATTERN = re.compile(
    r"\W*(?:executive\s+)?(?:summary|recommendation|introduction|purpose|background)", re.I
)


@dataclass(frozen=True, slots=True)
class ClassifiedBlock:
    """A block with its label, and whether it is a heading or stands inside a quotation.

    ``section``: it is one of the numbered sections of the document. ``is_page_label``: it is a label such as "Minutes:"
    on the page of a committee system. ``entry``: the number of the entry of a list that it is of. ``is_outcome``: it is
    a decision line or a vote, which belongs to what stands before it.
    """

    block: Block
    label: Label | None = None
    is_heading: bool = False
    is_quoted: bool = False
    is_page_label: bool = False
    section: Section | None = None
    entry: int | None = None
    is_outcome: bool = False

    @property
    def is_apart(self) -> bool:
        """True where the number is printed on a line of its own above the words."""
        return self.label is not None and "\n" in self.block.text[: self.label.end].strip(" ")

    @property
    def title(self) -> str:
        """The words of a heading, without a number that is printed on a line of its own."""
        return self.block.text[self.label.end :] if self.label and self.is_apart else self.block.text


@dataclass(frozen=True, slots=True)
class _NumberingScheme:
    """The numbering of a document, and its latest numbered heading.

    ``has_dotted``: 4.1 stands beneath 4. ``is_minutes``: numbers run on from meeting to meeting. ``is_plain``: plain
    text without pages or heading levels.
    """

    has_dotted: bool
    is_minutes: bool
    is_plain: bool
    latest: Label | None = None


def classify_blocks(reading: Reading, kind: str | None = None) -> list[ClassifiedBlock]:
    """Classify the blocks of a document.

    Args:
        reading: the document as read.
        kind: one of ``records.DOCUMENT_KINDS``, which tells minutes from numbered reports.
    """
    is_plain = not reading.page_starts and all(block.level is None for block in reading.blocks)
    blocks = arrange_blocks(reading, split_minutes_tables(_join_broken_blocks(reading), kind))
    labelled = _mark_page_labels(_label_blocks(blocks), reading)
    return _mark_quotations(_mark_headings(_mark_outcomes(_mark_sections(labelled, kind)), kind, is_plain))


def _join_broken_blocks(reading: Reading) -> list[Block]:
    """Return the blocks, with sentences and headings that were cut in two made whole again."""
    blocks: list[Block] = []
    for block in reading.blocks:
        if blocks and (_is_continuation(blocks[-1], block) or is_wrapped_heading(blocks[-1], block)):
            end = block.end
            blocks[-1] = replace(blocks[-1], text=reading.text[blocks[-1].start : end], end=end)
        else:
            blocks.append(block)
    return blocks


def _is_continuation(previous: Block, block: Block) -> bool:
    """Return True if a block goes on with the sentence before it: in small letters, or with its date, sum or name."""
    if (previous.kind, block.kind) != ("text", "text") or not is_sentence_broken(previous.text, block.text):
        return False
    label = numbering.parse_label(block.text)
    return label is None or (label.kind in {"bare", "number"} and is_open_end(previous.text))


def _label_blocks(blocks: list[Block]) -> list[ClassifiedBlock]:
    labelled: list[ClassifiedBlock] = []
    recent: dict[str, Label] = {}
    references = find_references(blocks)
    for block in blocks:
        family = "number" if re.match(r"\W*\d", block.text) else "letter"
        label = None if block.kind == "table" else numbering.parse_label(block.text, recent.get(family))
        if label and label.kind == "reference" and not _is_of_series(block, label, references):
            label = None
        if label and label.kind != "bullet":
            recent[family] = label
        if block.kind == "heading" and not (label and label.kind != "bullet"):
            recent.pop("letter", None)
        labelled.append(ClassifiedBlock(block, label))
    return [
        replace(block, label=numbering.parse_bullet(block.block.text)) if _is_quantity(labelled, block) else block
        for block in labelled
    ]


def _is_of_series(block: Block, label: Label, references: frozenset[int]) -> bool:
    return block.start + block.text.index(label.printed) in references


def _is_quantity(blocks: list[ClassifiedBlock], block: ClassifiedBlock) -> bool:
    """Return True for a number with a decimal point that no other of the document's numbers leads up to."""
    label = block.label
    if label is None or label.kind != "dotted" or len(label.value) != 2 or label.value[1] <= 1:
        return False
    others = [other.label.value for other in blocks if other.label and other.label.is_number and other is not block]
    is_alone = not any(value[:1] == label.value[:1] for value in others)
    is_bulleted = numbering.parse_bullet(block.block.text) is not None
    return is_alone and (is_bulleted or (len(others) >= MIN_OTHER_NUMBERS and not label.printed.endswith(".")))


def _mark_page_labels(blocks: list[ClassifiedBlock], reading: Reading) -> list[ClassifiedBlock]:
    """Mark the labels of a committee system's page, which are no headings of the paper."""
    if reading.page_starts:
        return blocks
    return [replace(block, is_page_label=outcomes.is_page_label(block.block.text)) for block in blocks]


def _mark_sections(blocks: list[ClassifiedBlock], kind: str | None) -> list[ClassifiedBlock]:
    items = [
        NumberedBlock(block.block, block.label, next_block is not None and next_block.label is None)
        for block, next_block in zip_longest(blocks, blocks[1:])
    ]
    sections = find_sections(items, kind)
    return [
        replace(block, section=sections[index]) if index in sections else block for index, block in enumerate(blocks)
    ]


def _mark_outcomes(blocks: list[ClassifiedBlock]) -> list[ClassifiedBlock]:
    """Mark the entries of lists, and decision lines and votes wherever they stand."""
    lines = [EntryLine(block.block.text, block.block.kind == "heading", _is_no_line(block)) for block in blocks]
    entries = find_entries(lines)
    marked: list[ClassifiedBlock] = []
    for index, block in enumerate(blocks):
        is_names = bool(marked and marked[-1].is_outcome and outcomes.is_vote_head(marked[-1].block.text))
        is_outcome = _is_outcome(block) or (is_names and not _is_no_line(block))
        marked.append(replace(block, entry=entries.get(index), is_outcome=is_outcome))
    return marked


def _is_no_line(block: ClassifiedBlock) -> bool:
    is_numbered = block.label is not None and block.label.kind not in {"bare", "bullet"}
    return is_numbered or block.block.kind == "table" or block.block.level is not None or block.is_page_label


def _is_outcome(block: ClassifiedBlock) -> bool:
    if _is_no_line(block):
        return False
    is_styled = block.block.kind == "heading"
    return (outcomes.is_styled_outcome if is_styled else outcomes.is_outcome)(block.block.text)


def _mark_headings(blocks: list[ClassifiedBlock], kind: str | None, is_plain: bool) -> list[ClassifiedBlock]:
    """Mark which blocks are headings; a bare number that heads nothing is no label."""
    has_dotted = sum(1 for block in blocks if block.label and block.label.kind == "dotted") >= 2
    scheme = _NumberingScheme(has_dotted, kind == "minutes", is_plain)
    settled: list[ClassifiedBlock] = []
    for index, block in enumerate(blocks):
        ahead = blocks[index + 1 : index + 8]
        is_heading = _is_heading(block, ahead, scheme)
        if is_heading and block.label and block.label.is_number:
            scheme = replace(scheme, latest=block.label)
        label = (
            None if block.label and block.label.kind == "bare" and not (is_heading or block.section) else block.label
        )
        settled.append(replace(block, label=label, is_heading=is_heading))
    return settled


def _mark_quotations(blocks: list[ClassifiedBlock]) -> list[ClassifiedBlock]:
    """Mark the blocks that continue within quotation marks opened by an earlier one."""
    quoted_indices = find_quoted_blocks([block.block.text for block in blocks])
    return [replace(block, is_quoted=True) if index in quoted_indices else block for index, block in enumerate(blocks)]


def _is_heading(block: ClassifiedBlock, ahead: list[ClassifiedBlock], scheme: _NumberingScheme) -> bool:
    text, label = block.block.text, block.label
    if block.is_page_label or (block.section and block.section.is_heading):
        return True
    if block.is_outcome or block.entry is not None or (block.section and block.section.run_in):
        return False
    if block.block.kind == "table" or numbering.is_contents_line(text) or numbering.parse_item_reference(text):
        return False
    if label is None:
        return _is_unnumbered_heading(block, ahead, scheme)
    words = text[label.end :]
    has_item_beneath = bool(ahead and numbering.parse_item_reference(ahead[0].block.text))
    is_question_heading = label.kind in {"number", "dotted"} and is_question(words) and _has_child(label, ahead)
    is_under_number = block.is_apart and is_title(words)
    if is_under_number or is_question_heading or (has_item_beneath and label.kind == "number"):
        return True
    return label.kind != "bullet" and is_title(words) and _is_numbered_heading(block, label, ahead, scheme)


def _is_numbered_heading(
    block: ClassifiedBlock, label: Label, ahead: list[ClassifiedBlock], scheme: _NumberingScheme
) -> bool:
    is_styled, text = block.block.kind == "heading", block.block.text.strip()
    if label.kind in {"letter", "roman"}:
        return is_styled and not _is_list_label(label, ahead)
    introduces = text.endswith(":") and not is_major_heading(text)
    if is_styled or (_has_child(label, ahead) and not introduces):
        return True
    return not introduces and _is_next_heading(label, len(text.split()), scheme)


def _is_next_heading(label: Label, word_count: int, scheme: _NumberingScheme) -> bool:
    """Return True if the numbering expects a heading here, though no style marks it as one."""
    if scheme.latest is None or len(scheme.latest.value) > 1:
        return False
    step = label.value[0] - scheme.latest.value[0]
    if scheme.is_minutes and label.kind == "number":
        return step == 1 and label.value[0] > _MIN_MINUTE_NUMBER
    return scheme.has_dotted and label.kind in {"number", "bare"} and 0 <= step <= 2 and word_count <= 12


def _is_plain_heading(block: ClassifiedBlock, ahead: list[ClassifiedBlock]) -> bool:
    """Return True for a heading in plain text, where only its form marks it.

    It is one short line without a stop above something numbered.
    """
    text = block.block.text.strip()
    is_line = (
        is_title(text)
        and not has_verb(text)
        and "\n" not in text
        and not text.endswith(":")
        and 3 <= len(text.split()) <= 20
    )
    return is_line and bool(ahead) and ahead[0].label is not None and ahead[0].label.kind in {"number", "dotted"}


def _is_unnumbered_heading(block: ClassifiedBlock, ahead: list[ClassifiedBlock], scheme: _NumberingScheme) -> bool:
    text = block.block.text.strip()
    if not re.search(r"[^\W\d_]", text):
        return False
    if block.block.kind == "heading":
        is_answer = block.block.level is None and bool(_ANSWER_PATTERN.match(text))
        return len(text.split()) <= 40 and not is_answer
    if scheme.is_plain and _is_plain_heading(block, ahead):
        return True
    is_short_label = len(text.split()) <= 3 and text.endswith(":") and text[:1].isupper()
    return is_short_label and not numbering.is_resolution(text) and not _FIELD_PATTERN.match(text) and bool(ahead)


def _is_list_label(label: Label, ahead: list[ClassifiedBlock]) -> bool:
    next_labelled = next((block for block in ahead if block.label and block.label.kind != "bullet"), None)
    if next_labelled is None or next_labelled.label is None or next_labelled.block.kind == "heading":
        return False
    return next_labelled.label.style == label.style and numbering.is_next_value(label, next_labelled.label.value)


def _has_child(label: Label, ahead: list[ClassifiedBlock]) -> bool:
    labels = [block.label for block in ahead if block.label and block.label.kind in {"dotted", "number"}]
    return bool(labels) and labels[0].value[:-1] == label.value and labels[0].kind == "dotted"


def find_front_matter(blocks: list[ClassifiedBlock]) -> range:
    """Return the blocks from the first field ("From:", "PRESENT:") to the last before the body begins."""
    field_indices: list[int] = []
    for index, block in enumerate(blocks[:_MAX_FRONT_BLOCKS]):
        is_field = bool(_FIELD_PATTERN.match(block.block.text))
        numbered = block.label and block.label.is_number and block.label.kind != "bare"
        if not is_field and (numbered or _BODY_START_PATTERN.match(block.block.text)):
            break
        if is_field:
            field_indices.append(index)
    if not field_indices:
        return range(0)
    first, last = field_indices[0], field_indices[-1]
    while first > 0 and _is_field(blocks[first - 1]):
        first -= 1
    while last + 1 < len(blocks) and _is_field(blocks[last + 1]):
        last += 1
    return range(first, last + 1)


def _is_field(block: ClassifiedBlock) -> bool:
    """Return True for a line "Name: value", which beside known fields is one of them whatever its name."""
    text = block.block.text
    is_like_field = bool(_ANY_FIELD_PATTERN.match(text)) and len(text.split()) <= 25
    return (
        is_like_field and block.label is None and block.block.kind != "heading" and not _BODY_START_PATTERN.match(text)
    )
