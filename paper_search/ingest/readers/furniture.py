"""Lines that committee systems and web sites print around a paper: links, skips, file lists and paths of the site.

They stand in the words of a saved page and in text that was copied from one. They are no words of the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from paper_search.ingest.readers.blocks import TextRun, make_run
from paper_search.records import DroppedText
from paper_search.text.spans import Span

FURNITURE = "page furniture"
"""The reason that a reader gives for a line left out."""

_FILE_SIZE = r"(?:pdf\s+icon\s+)?(?:PDF|DOCX?|XLSX?|RTF)\s+\(?\d+(?:[.,]\d+)?\s*[KMG]B\)?"
_LINK = (
    r"skip\s+to\s+(?:the\s+)?(?:main\s+)?(?:content|navigation|menu|search)|skip\s+navigation|view\s+directions|get\s+directions"
    r"|share\s+this(?:\s+(?:item|page|meeting|decision|issue))?|print\s+this\s+page|back\s+to\s+(?:the\s+)?top(?:\s+of\s+(?:the\s+)?page)?"
    r"|return\s+to\s+(?:the\s+)?(?:top|previous\s+page)|add\s+(?:this\s+)?(?:meeting|page)?\s*to\s+(?:your|my)\s+calendar"
    r"|attendance\s+details|declarations?\s+of\s+interest\s+for\s+this\s+meeting|view\s+the\s+(?:agenda|background)\s+to\s+(?:this\s+)?item\s+\w+"
    r"|(?:agenda\s+frontsheet|agenda\s+reports\s+pack|public\s+reports\s+pack|printed\s+(?:minutes|decisions|draft\s+minutes))"
    rf"(?:\s+{_FILE_SIZE})?|hide\s+(?:details|agenda)|open\s+in\s+(?:a\s+)?new\s+(?:window|tab)|opens?\s+in\s+(?:a\s+)?new\s+(?:window|tab)"
    r"|neidio\s+i'?r\s+(?:prif\s+)?gynnwys|gweld\s+cyfarwyddiadau|rhannu'?r\s+(?:eitem|dudalen)\s+hon|yn\s+[ôo]l\s+i'?r\s+brig"
)
_LINK_PATTERN = re.compile(rf"[\W_]*(?:{_LINK}|no\.\s+\|?\s*item|{_FILE_SIZE})[\W_]*", re.IGNORECASE)
_TAIL_PATTERN = re.compile(r"(?<=[.,;)\w])\s+(?:View\s+directions|Gweld\s+cyfarwyddiadau)\s*$")
_SIZE_TAIL_PATTERN = re.compile(rf"(?<=\S)\s+{_FILE_SIZE}\s*$")
_TRAIL_PATTERN = re.compile(
    r"\s*(?:You\s+are\s+here\s*:?\s*.+|(?:Home|Hafan)(?:\s*[>»›/]\s*[^>»›/]+){1,8})\s*$", re.IGNORECASE
)
_FILES_PATTERN = re.compile(r"\W*(?:additional\s+documents|dogfennau\s+ychwanegol)\s*:?\W*", re.IGNORECASE)
_FILE_PATTERN = re.compile(rf".*\b{_FILE_SIZE}\W*$")
_ITEMS_PATTERN = re.compile(r"\W*(?:items|eitemau)\W*", re.IGNORECASE)


_MAX_LINE_CHARACTERS = 400
"""A longer line is a paragraph, and no link or file."""


def is_file_list(text: str) -> bool:
    """Return True for the words above the list of an item's files: "Additional documents:"."""
    return len(text) <= _MAX_LINE_CHARACTERS and bool(_FILES_PATTERN.fullmatch(text))


def is_file_link(text: str) -> bool:
    """Return True for the name of a file with its size, as a list of files prints it."""
    return len(text) <= _MAX_LINE_CHARACTERS and bool(_FILE_PATTERN.fullmatch(text.strip()))


def find_furniture(lines: list[tuple[int, str]]) -> Iterator[Span]:
    """Yield the spans of the furniture in lines of text.

    Args:
        lines: the lines that hold words, each with the offset at which it begins.
    """
    is_listing = False
    for index, (start, line) in enumerate(lines):
        if len(line) > _MAX_LINE_CHARACTERS:
            is_listing = False
            # What stands at the end of a paragraph alone is looked at.
            end = line[-_MAX_LINE_CHARACTERS:]
            if tail := _TAIL_PATTERN.search(end):
                yield start + len(line) - len(end) + tail.start(), start + len(line)
            continue
        following = lines[index + 1][1] if index + 1 < len(lines) else ""
        is_listing = is_file_list(line) or (is_listing and is_file_link(line))
        is_head = bool(_ITEMS_PATTERN.fullmatch(line) and re.fullmatch(r"\W*no\.\s+item\W*", following, re.IGNORECASE))
        if is_listing or is_head or _LINK_PATTERN.fullmatch(line) or _TRAIL_PATTERN.fullmatch(line):
            yield start, start + len(line)
        elif tail := _TAIL_PATTERN.search(line):
            yield start + tail.start(), start + len(line)


def clear_runs(runs: Iterable[TextRun]) -> tuple[list[TextRun], list[DroppedText]]:
    """Return the blocks of a web page without its furniture, and what was left out.

    The size of the file behind a title is left out too: a page prints it with the link.
    """
    cleared: list[TextRun] = []
    dropped: list[DroppedText] = []
    is_listing = False
    printed = [(run, "".join(words for _, words in run.parts)) for run in runs]
    heads = _find_column_heads([text for _, text in printed])
    for index, (run, text) in enumerate(printed):
        lines = _locate_lines(text)
        is_listing = is_file_list(text) or (is_listing and is_file_link(text))
        spans = [(0, len(text))] if is_listing or index in heads else [*find_furniture(lines)]
        if not spans and run.kind != "table" and (tail := _SIZE_TAIL_PATTERN.search(text)):
            spans = [tail.span()]
        dropped += [DroppedText(None, text[start:end].strip(), FURNITURE) for start, end in spans]
        kept = _cut_spans(text, spans)
        if kept.strip():
            cleared.append(run if not spans else make_run(run.kind, kept.strip(), run.level))
    return cleared, dropped


def _find_column_heads(texts: Sequence[str]) -> frozenset[int]:
    """Return the places of the words "Items", "No." and "Item" above a table of items."""
    heads: set[int] = set()
    for index in range(1, len(texts)):
        if re.fullmatch(r"\W*(?:No|Rhif)\.?\W*\|?\W*", texts[index - 1]) and re.fullmatch(
            r"\W*(?:Item|Eitem)\W*", texts[index]
        ):
            heads |= {index - 1, index}
            if index > 1 and _ITEMS_PATTERN.fullmatch(texts[index - 2]):
                heads.add(index - 2)
    return frozenset(heads)


def _locate_lines(text: str) -> list[tuple[int, str]]:
    return [(match.start(), match[0]) for match in re.finditer(r"[^\n]+", text)]


def _cut_spans(text: str, spans: Sequence[Span]) -> str:
    bounds = [0, *(bound for span in spans for bound in span), len(text)]
    kept = "".join(text[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True))
    return re.sub(r"\n\s*\n", "\n", kept)
