"""Headings: text that reads like one, and the path from the outermost heading inwards.

A numbered heading stands beneath the numbers it carries (1.1 in 1). A heading whose depth nothing shows stands beside
the last one of its kind rather than beneath it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from paper_search.ingest.segmentation import numbering
from paper_search.ingest.segmentation.numbering import Label
from paper_search.records import Block
from paper_search.text.spans import collapse_whitespace, normalise

MAX_TITLE_WORDS = 30
"""Words: the title of an item can run over three lines, hardly over four."""

_MAX_LABEL_WORDS = 10
"""Words before a colon: a heading may end with one, a sentence that introduces a list does."""

_MAJOR_HEADING_PATTERN = re.compile(
    r"\W*(?:\d+[.)]?\s*)?(?:recommendations?|recommendation\(s\)|conclusions?|background\s+(?:documents|papers)"
    r"|appendices|appendix|annex|contact\s+details|report\s+contact|introduction|executive\s+summary|next\s+steps"
    r"|supporting\s+documents|minutes|resolved|sources)\b[\w\s()/]{0,30}:?\s*$",
    re.IGNORECASE,
)
_VERB_PATTERN = re.compile(
    r"\b(?:is|are|was|were|had|has\s+been|have\s+been|reported|advised|agreed|noted|stated|confirmed|explained|asked|thanked)\b"
)
_SENTENCE_END_PATTERN = re.compile(r"[.;,]['’”)]*$")
_DATE_PATTERN = re.compile(
    r"\W*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?\d{1,2}\w{0,2}\s+\w+,?\s+\d{4}\W*$", re.IGNORECASE
)
_OPEN_END_PATTERN = re.compile(r"(?:[,&–-]|\b(?:and|of|the|for|from|to|in|with|on|a|an|by|or))$", re.IGNORECASE)
_MARKUP_PATTERN = re.compile(r"\*\*|__|\\(?=[.)_*-]|$)")
"""Marks of bold type and of escapes in plain text."""
_LETTERHEAD_NAMES = frozenset({"agenda item", "minutes", "agenda", "unrestricted items", "public"})


def is_title(text: str) -> bool:
    """Return True if the text reads like a heading: short, and not closed like a sentence or a list item."""
    stripped = text.strip()
    word_count = len(stripped.split())
    if not 0 < word_count <= MAX_TITLE_WORDS or _SENTENCE_END_PATTERN.search(stripped):
        return False
    if stripped.endswith(":") and word_count > _MAX_LABEL_WORDS:
        return False
    return stripped[:1].isupper() or not stripped[:1].isalpha()


def has_verb(text: str) -> bool:
    """Return True for words that hold a verb of minutes: a sentence, whether its stop is printed or not."""
    return bool(_VERB_PATTERN.search(text))


def is_question(text: str) -> bool:
    """Return True for a question used as a heading, whatever stop is printed after it."""
    return bool(re.match(r"(?:How|What|Why|Who|When|Where|Which|Is|Are|Do|Does|Will|Has|Have)\s", text)) and (
        len(text.split()) <= MAX_TITLE_WORDS and len(re.findall(r"[.?!](?:\s|$)", text.strip())) <= 1
    )


def is_major_heading(text: str) -> bool:
    """Return True for headings that documents print at the outermost level.

    Examples are Recommendations, Appendices and Contact details.
    """
    return bool(_MAJOR_HEADING_PATTERN.match(text))


def is_wrapped_heading(previous: Block, block: Block) -> bool:
    """Return True if ``block`` is the rest of a heading that was wrapped over two lines."""
    if (previous.kind, block.kind) != ("heading", "heading") or numbering.parse_label(block.text):
        return False
    if len(previous.text.split()) + len(block.text.split()) > MAX_TITLE_WORDS:
        return False
    return block.text.lstrip()[:1].islower() or bool(_OPEN_END_PATTERN.search(previous.text.rstrip()))


@dataclass(frozen=True, slots=True)
class _OpenHeading:
    """A heading that is open: its depth by its number, its level by the reader, and its rank by its style.

    ``is_minute``: all that follows stands beneath it until the next of its kind.
    """

    text: str
    depth: int | None
    level: int | None
    rank: int
    is_minute: bool = False


class HeadingPath:
    """The headings open at one point of a document.

    The document's title, once printed, stays the outermost.

    Args:
        title: the document's title.
        known_names: the names of its council and committee, which take no place in the path.
    """

    def __init__(self, title: str | None = None, known_names: Sequence[str | None] = ()) -> None:
        self._title = normalise(title or "")
        self._names = {normalise(name) for name in known_names if name}
        self._known = _LETTERHEAD_NAMES | self._names
        self._entries: list[_OpenHeading] = []

    @property
    def texts(self) -> tuple[str, ...]:
        """The path from the outermost heading inwards."""
        return tuple(entry.text for entry in self._entries)

    @property
    def inner(self) -> tuple[str, ...]:
        """The path without the document's title, for naming sections."""
        return tuple(entry.text for entry in self._entries if entry.rank >= 0)

    def open_heading(
        self, text: str, label: Label | None, level: int | None, is_outermost: bool, is_adjacent: bool
    ) -> bool:
        """Open a heading, and close those it ends.

        Args:
            text: the heading as printed, number included; the marks of plain text ("**", "#") are left out of the path.
            label: its printed number.
            level: the reader's level, 1 the outermost, None where it could not tell.
            is_outermost: it stands directly beneath the document's title, as a minute does.
            is_adjacent: nothing stands between it and the heading before.

        Returns:
            False where the heading only repeats a known name and opens nothing.
        """
        text = collapse_whitespace(_MARKUP_PATTERN.sub("", text)).lstrip("#> ")
        name = normalise(text).strip(" :")
        if label is None and name == "agenda":
            # What stands above is the letterhead.
            self._entries = [entry for entry in self._entries if entry.rank < 0]
        is_known = label is None and name in self._known
        if is_known or _DATE_PATTERN.match(text):
            return False
        depth = len(label.value) if label and label.is_number else None
        if self._title and normalise(text).endswith(self._title):
            # What stands before the title in the same lines is the letterhead.
            self._entries = [_OpenHeading(text[-len(self._title) :], None, None, -1)]
            return True
        if not self._entries and any(normalise(text).startswith(name) for name in self._names):
            return False
        entry = _OpenHeading(text, depth, level, _rank_style(text), is_outermost)
        root = self._entries[: len(self.texts) - len(self.inner)]
        self._entries = list(root) if is_outermost else self._find_enclosing(entry, is_adjacent)
        self._entries.append(entry)
        return True

    def close_sub_headings(self) -> None:
        """Close the headings beneath the innermost number, or beneath the document's title where none is numbered."""
        for index in reversed(range(len(self._entries))):
            if self._entries[index].depth is not None:
                self._entries = self._entries[: index + 1]
                return

    def close_numbers(self) -> None:
        """Close the innermost run of numbered headings, and what stands beneath them."""
        depths = [entry.depth is not None for entry in self._entries]
        if any(depths):
            self._entries = self._entries[: depths.index(True)]

    def _find_enclosing(self, entry: _OpenHeading, is_adjacent: bool) -> list[_OpenHeading]:
        if entry.depth is not None:
            return self._find_enclosing_number(entry)
        if is_major_heading(entry.text) and not numbering.is_resolution(entry.text):
            minutes = [index for index, other in enumerate(self._entries) if other.is_minute]
            if minutes:
                return self._entries[: minutes[0] + 1]
            return [other for other in self._entries[:1] if other.rank < 0 or _is_enclosing(other, entry)]
        enclosing = list(self._entries)
        if is_adjacent and enclosing and _is_same_rank(entry, enclosing[-1]):
            return enclosing
        while enclosing and _is_section_end(entry, enclosing[-1]):
            enclosing.pop()
        return enclosing

    def _find_enclosing_number(self, entry: _OpenHeading) -> list[_OpenHeading]:
        """Return the headings down to the nearest shallower number, else those outside any number."""
        depth = entry.depth or 1
        for index in reversed(range(len(self._entries))):
            other = self._entries[index]
            if other.depth is not None and other.depth < depth:
                return self._entries[: index + 1]
        outside: list[_OpenHeading] = []
        for other in self._entries:
            if other.depth is not None or not _is_enclosing(other, entry):
                break
            outside.append(other)
        return outside


def _is_enclosing(other: _OpenHeading, entry: _OpenHeading) -> bool:
    if other.level is not None and entry.level is not None:
        return other.level < entry.level
    return other.rank < entry.rank


def _is_section_end(entry: _OpenHeading, other: _OpenHeading) -> bool:
    """Return True if ``entry`` ends the section that ``other`` opened."""
    if entry.level is not None and other.level is not None:
        return entry.level <= other.level
    if other.depth is not None:
        return False
    return entry.rank <= other.rank


def _is_same_rank(entry: _OpenHeading, other: _OpenHeading) -> bool:
    return entry.level is None and other.level is None and entry.rank == other.rank


def _rank_style(text: str) -> int:
    """Return the rank of a heading without a level: appendices, then capitals, then the rest."""
    if numbering.parse_appendix(text):
        return 0
    return 1 if text.isupper() else 2
