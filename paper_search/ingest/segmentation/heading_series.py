"""The numbered items of a document that are its sections: "1. Apologies", "2 Matters arising:", "3. BUS TRANSPORT".

No style need mark them. They are told as a series: each follows the number before it, most read like titles, and words
stand beneath them. A list of titles with nothing beneath is a list.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass

from paper_search.ingest.readers.furniture import is_file_link
from paper_search.ingest.segmentation.headings import has_verb, is_title
from paper_search.ingest.segmentation.numbering import Label, is_contents_line
from paper_search.records import Block

MIN_SECTIONS = 3
"""Items that make a series; in minutes that number from 1 a single one does."""
MIN_REFERENCES, MIN_TITLED_ITEMS = 2, 2
"""References in minutes that make one, and items numbered within a section or by letters."""
DOTTED_ITEM_DEPTH = 2
_ITEM_KINDS: Set[str] = frozenset({"dotted", "letter", "roman"})
MIN_TITLE_SHARE, MIN_FILLED_SHARE = 0.7, 0.5
"""Shares of a series that must read like titles, and have words beneath them."""
MAX_SECTION_WORDS, MAX_RUN_IN_WORDS = 25, 10
"""Words of a section's title on lines of its own, and in front of a colon or dash on the line of its text."""
_OPENER_PATTERN = re.compile(
    r"(?<=\s)(?:The|These|This|There|It|No|None|All|An?|Cllrs?|Councillors?|Mr|Mrs|Ms|Members|RESOLVED|Resolved|AGREED|Agreed|NOTED|Noted"
    r"|Following|Apologies|Received|[A-Z]{2,3}(?=\s+(?:asked|said|reported|noted|confirmed|advised|commented|had|was|declared)))\b(?!\s*[.:])"
    r"|(?<=[a-z)]\s)[A-Z][\w’'-]+(?=\s+(?:was|were|had|has|have|reported|declared|proposed|agreed|advised)\b)"
)
"""A word that opens a sentence, or the subject of one."""
_JOINED_PATTERN = re.compile(
    r"(?:[,&/–-]|\b(?:and|of|the|for|from|to|in|with|on|a|an|by|or|at|as|between|receive|approve|note|consider|sign|confirm|adopt"
    r"|elect|appoint|from\s+the))$",
    re.IGNORECASE,
)
"""The end of words that the next word goes on with, capital or not."""
MAX_BARE_WORDS = 6
"""Words of a title that is neither numbered nor on a line of its own."""
_PERSON_PATTERN = re.compile(
    r"(?:Cllrs?|Councillors?|Mr|Mrs|Ms|Miss|Dr|Sir|Proposed|Seconded|Present|In\s+attendance|Also|Date|Time|Venue|Contact|Chair\w*|Clerk"
    r"|Meeting|Action|NB|Note|Total|Votes?|For|Against|Staff)\b|[A-Z][\w’'-]+\s+[A-Z][\w’'-]+$"
)
"""Beginnings of lines "name: words" that are people, or fields of a letterhead."""
_LIST_PATTERN = re.compile(r"(?::-?|;|;\s+(?:and|or)|,)\s*$")
"""The end of words that introduce a list, or of an item inside one."""
MAX_ITEM_WORDS = 60
"""Words of the title of an agenda item."""
_MEETING_PATTERN = re.compile(r"\bMeeting:?\s.*\(\s*Item\s+(?P<item>\w{1,5})\.?\s*\)\W*$", re.IGNORECASE)
MAX_STOPPED_WORDS = 6
"""Words of a title that is closed with a stop."""
MAX_UNSTOPPED_WORDS = 18
"""Words of a title that no stop sets apart from its text."""
_RUN_IN_PATTERN = re.compile(r"(?P<title>[A-Z][^.:;?!\n|]{2,80}?)(?P<stop>\s*:|\s+[–-](?=\s))\s*(?=\S)")
_STOPPED_PATTERN = re.compile(r"[A-Z][^.:;?!\n]{2,70}\.$")


@dataclass(frozen=True, slots=True)
class NumberedBlock:
    """A block and the label at its head; ``is_followed``: words without a number of their own stand beneath it."""

    block: Block
    label: Label | None
    is_followed: bool = False


@dataclass(frozen=True, slots=True)
class _Chain:
    """Items in order, each the next number after the one before, and how much they read like sections."""

    members: tuple[int, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered item of the series: a heading, or a paragraph with the title that it runs in with its text, if any.

    ``is_item``: it is the item of an agenda, on a page of its own.
    """

    is_heading: bool
    run_in: str | None = None
    is_item: bool = False


def find_sections(blocks: Sequence[NumberedBlock], kind: str | None) -> dict[int, Section]:
    """Return the blocks that are sections of the document.

    Args:
        blocks: the blocks of the document, with their labels.
        kind: one of ``records.DOCUMENT_KINDS``.

    Returns:
        The section that begins at each index.
    """
    items = _find_items(blocks)
    families: dict[str, list[int]] = defaultdict(list)
    for index, item in enumerate(blocks):
        if item.label and _is_candidate(item):
            families[_name_family(item.label)].append(index)
    chains = [_find_chain(blocks, indices, kind) for indices in families.values()]
    for chain in sorted(chains, key=lambda chain: -chain.score):
        if _are_sections(blocks, chain.members, kind):
            sections = {index: _make_section(blocks[index], kind) for index in chain.members}
            kept = {index: section for index, section in sections.items() if _is_kept(blocks, index, section)}
            return find_titled_items(blocks, kind, {"dotted"}) | kept | items
    if items:
        return items
    return (find_titled_items(blocks, kind) or _find_unnumbered(blocks)) if kind == "minutes" else {}


def find_titled_items(
    blocks: Sequence[NumberedBlock], kind: str | None, kinds: Set[str] = _ITEM_KINDS
) -> dict[int, Section]:
    """Return the items of minutes by their titles: "10.1 Disposal of plant", or "A. Public hearing" where none counts.

    Args:
        blocks: the blocks of the document, with their labels.
        kind: one of ``records.DOCUMENT_KINDS``; only minutes have such items.
        kinds: the kinds of labels that may number them.
    """
    found: dict[int, Section] = {}
    has_text = False
    for label_kind in kinds if kind == "minutes" else ():
        members = [index for index, item in enumerate(blocks) if item.label and _is_item_label(item.label, label_kind)]
        titles = [index for index in members if _is_section(blocks[index], None)]
        if len(titles) >= MIN_TITLED_ITEMS and len(titles) == len(members):
            found |= dict.fromkeys(titles, Section(True))
            has_text = has_text or any(blocks[index].is_followed for index in titles)
    return found if has_text else {}


def _is_item_label(label: Label, kind: str) -> bool:
    """Return True for "10.1", and for "A." and "IV." in capitals."""
    is_capital = label.printed.endswith(".") and label.printed.isupper()
    return label.kind == kind and (len(label.value) == DOTTED_ITEM_DEPTH if kind == "dotted" else is_capital)


def _find_items(blocks: Sequence[NumberedBlock]) -> dict[int, Section]:
    """Return the titles of items on pages of their own: "39 The lido PDF 384 KB", or beneath "… Cabinet (Item 39)"."""
    found: dict[int, Section] = {}
    for index, item in enumerate(blocks):
        if not _is_candidate(item) or item.label is None or len(item.block.text.split()) > MAX_ITEM_WORDS:
            continue
        above = _MEETING_PATTERN.search(blocks[index - 1].block.text) if index else None
        is_named = above is not None and above["item"] == item.label.name.strip("()")
        if is_named or is_file_link(item.block.text.strip().rsplit("\n", 1)[-1]):
            found[index] = Section(True, is_item=True)
    return found


def _find_unnumbered(blocks: Sequence[NumberedBlock]) -> dict[int, Section]:
    """Return the paragraphs of minutes without numbers that each begin with their title: "Apologies: none were …"."""
    titles: dict[int, str] = {}
    for index, item in enumerate(blocks):
        match = _RUN_IN_PATTERN.match(item.block.text) if item.label is None and item.block.kind == "text" else None
        is_title = match and len(match["title"].split()) <= MAX_BARE_WORDS and not _PERSON_PATTERN.match(match["title"])
        if match and is_title and ":" in match["stop"]:
            titles[index] = match["title"].strip()
    return {index: Section(False, title) for index, title in titles.items()} if len(titles) >= MIN_SECTIONS else {}


def _is_kept(blocks: Sequence[NumberedBlock], index: int, section: Section) -> bool:
    """Return True for a section, and for a sentence among them that is no item of a list which words introduce."""
    is_introduced = index > 0 and _LIST_PATTERN.search(blocks[index - 1].block.text) is not None
    return section.is_heading or section.run_in is not None or not is_introduced


def _make_section(item: NumberedBlock, kind: str | None) -> Section:
    run_in = _find_run_in(item, kind)
    return Section(run_in is None and _is_section(item, kind), run_in)


def _is_candidate(item: NumberedBlock) -> bool:
    label = item.label
    is_numbered = label is not None and label.kind in {"number", "bare", "reference"} and bool(label.value)
    return is_numbered and item.block.kind != "table" and not is_contents_line(item.block.text)


def _name_family(label: Label) -> str:
    """Return the name that the labels of one series share; "2" among "1." and "3." lost its stop."""
    if label.kind == "reference":
        return "reference"
    return "(" if label.printed.startswith("(") else ")" if label.printed.endswith(")") else "."


def _find_chain(blocks: Sequence[NumberedBlock], indices: Sequence[int], kind: str | None) -> _Chain:
    """Return the chain of numbers, each one or two more than the last, that reads most like sections."""
    best: dict[int, _Chain] = {}
    for position, index in enumerate(indices):
        label = blocks[index].label
        # References are of a series already, by whichever of their figures counts up.
        number = position if label is None or label.kind == "reference" else label.value[0]
        before = max((best.get(number - step, _Chain()) for step in (0, 1, 2)), key=lambda chain: chain.score)
        if before.members and label and not _is_after(blocks[before.members[-1]].label, label):
            before = max((best.get(number - step, _Chain()) for step in (1, 2)), key=lambda chain: chain.score)
        score = before.score + (1.0 if _is_section(blocks[index], kind) else 0.2)
        if score > best.get(number, _Chain()).score:
            best[number] = _Chain((*before.members, index), score)
    return max(best.values(), key=lambda chain: chain.score, default=_Chain())


def _is_after(previous: Label | None, label: Label) -> bool:
    """Return True if a label of the same number follows another: "2b" after "2a" or "2"."""
    return previous is not None and label.value > previous.value


def _are_sections(blocks: Sequence[NumberedBlock], members: Sequence[int], kind: str | None) -> bool:
    titles = [index for index in members if _is_section(blocks[index], kind)]
    least = _count_least(blocks, members[0]) if kind == "minutes" and members else MIN_SECTIONS
    if len(titles) < least or len(titles) < MIN_TITLE_SHARE * len(members):
        return False
    filled = sum(1 for index in titles if _is_filled(blocks, index, members, kind))
    return filled >= max(1, MIN_FILLED_SHARE * len(titles))


def _count_least(blocks: Sequence[NumberedBlock], index: int) -> int:
    """Return the least items of minutes that make a series; references are found as one already."""
    label = blocks[index].label
    if _opens_minutes(blocks, index):
        return 1
    return MIN_REFERENCES if label is not None and label.kind == "reference" else MIN_SECTIONS


def _opens_minutes(blocks: Sequence[NumberedBlock], index: int) -> bool:
    """Return True for "1. Kerb stones" that nothing introduces as a list."""
    label, text = blocks[index].label, blocks[index].block.text
    is_first = label is not None and label.value[0] == 1 and not text.rstrip().endswith(".")
    return is_first and not (index and blocks[index - 1].block.text.rstrip().endswith((":", ":-")))


def _is_filled(blocks: Sequence[NumberedBlock], index: int, members: Sequence[int], kind: str | None) -> bool:
    """Return True if words stand beneath an item, or on its own line behind the title."""
    if _find_run_in(blocks[index], kind):
        return True
    following = index + 1
    return following < len(blocks) and following not in members


def _is_section(item: NumberedBlock, kind: str | None) -> bool:
    """Return True if an item reads like the title of a section, with its text on the same line or not."""
    if item.label is None:
        return False
    words = item.block.text[item.label.end :].strip().rstrip("*_ ")
    is_short = len(words.split()) <= MAX_SECTION_WORDS and not words.startswith(("£", "$", "€"))
    is_line = is_title(words) and is_short and (words.isupper() or not has_verb(words))
    is_stopped = (
        kind == "minutes"
        and item.label.kind != "reference"
        and bool(_STOPPED_PATTERN.match(words))
        and len(words.split()) <= MAX_STOPPED_WORDS
        and not has_verb(words)
    )
    return is_line or is_stopped or _find_run_in(item, kind) is not None


def _find_run_in(item: NumberedBlock, kind: str | None) -> str | None:
    """Return the title that runs in with the text behind it, number included: "3. Finance: the accounts were…"."""
    if item.label is None or kind == "report":
        return None
    text = item.block.text.replace("**", "  ").replace("__", "  ")
    words = text[item.label.end :]
    match = _RUN_IN_PATTERN.match(text, item.label.end)
    if match and len(match["title"].split()) <= MAX_RUN_IN_WORDS:
        # "8. CHAIR'S REPORT: THE NEW BUSES", "6. Local Government Act 1972 - Exempt"; but "1. Apologies: Mr Wren".
        is_line = words.isupper() or ":" not in match["stop"] or item.is_followed or item.block.kind == "heading"
        is_whole = is_title(words) and is_line
        return None if is_whole else text[: match.end("title")].strip()
    end = _find_sentence_start(words) if kind == "minutes" else 0
    return text[: item.label.end + end].strip() if end else None


def _find_sentence_start(words: str) -> int:
    """Return where the sentence begins behind a title without a stop, or 0: "Apologies for absence None were…"."""
    if is_title(words):
        return 0
    for match in _OPENER_PATTERN.finditer(words):
        before = words[: match.start()].split()
        if len(before) > MAX_UNSTOPPED_WORDS or re.search(r"[.!?]\s", words[: match.start()]):
            return 0
        if before and not _JOINED_PATTERN.search(" ".join(before)):
            return match.start()
    return 0
