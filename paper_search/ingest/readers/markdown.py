"""Reader for Markdown, which leaves out what the page made of it would not show.

A reading's text is the file as decoded, with spaces for all that is not shown: the head of the file, HTML comments,
tags, elements that their style hides, and the targets of links. Entities and escaped signs are the characters that they
stand for; all else keeps its offset. It follows CommonMark 0.31, and GitHub's rule for "~".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from bs4 import BeautifulSoup

from paper_search.ingest.readers.hidden_words import NOT_PRINTED, PAGE_STYLE, STRUCK, HiddenReason, HiddenWords
from paper_search.ingest.readers.html_stylesheets import StyleRules
from paper_search.ingest.readers.html_visibility import STRUCK_END, STRUCK_START, remove_invisible
from paper_search.ingest.readers.markdown_signs import (
    find_front_matter,
    mark_table_rows,
    mask_links,
    unescape_signs,
)
from paper_search.ingest.readers.text import load_text, read_text
from paper_search.records import DroppedText, Reading
from paper_search.records.strikethrough import STRUCK_MARK, mask_spans
from paper_search.text.spans import collapse_whitespace

_CODE_PATTERN = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[^\S\n]*$|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_COMMENT_MARKS = re.compile(r"<!--|-->")
_COMMENT_PATTERN = re.compile(r"<!--(?:.*?-->|.*\Z)", re.DOTALL)
_TAG_PATTERN = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*|/)?>")
_RAW_PATTERN = re.compile(r"<(script|style|template)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_DEFINITION_PATTERN = re.compile(
    r"^ {0,3}\[(?!\^)[^\]\n]+\]:[^\S\n]*(?:<[^<>\n]*>|\S+)"
    r"(?:[^\S\n]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[^\S\r\n]*$",
    re.MULTILINE,
)
_LINK_TITLE_PATTERN = re.compile(r"(?<=\]\()([^\s()]+)(?P<title>[^\S\n]+(?:\"[^\"\n]*\"|'[^'\n]*'))(?=\))")
_SINGLE_TILDE_PATTERN = re.compile(r"(?<![~\w\\])~(?![\s~])[^~\n]*(?<![\s\\~])~(?![~\w])")
_SIGNS_PATTERN = re.compile("[\ue000-\ue002\ufdd0\ufdd1]")
_WORDS_SIGN_PATTERN = re.compile("\ue000([0-9]+)\ue001")
_LINE_END = re.compile(r"[\r\n]")


def read_markdown(path: Path) -> Reading:
    """Read a Markdown file.

    Raises:
        UnreadableError: the file shows no words (code empty) or cannot be decoded (code encoding).
    """
    hidden = HiddenWords()
    whole = load_text(path)
    head_end, info = find_front_matter(whole)
    source = mask_spans(whole, [(0, head_end)])
    text = _hide_unshown(source, hidden)
    reading = read_text(text, path, hidden.summarise())
    # Who marks a paper in a comment means the paper.
    spans = [match.span() for pattern in (_COMMENT_PATTERN, _DEFINITION_PATTERN) for match in pattern.finditer(source)]
    remarks = (re.sub(r"^<!--|-->$|^\s*\[[^\]]*\]:\s*\S*", "", source[start:end]) for start, end in spans)
    head = [DroppedText(None, line.strip(), "front matter") for line in whole[:head_end].splitlines()]
    dropped = (DroppedText(None, collapse_whitespace(remark).strip("\"'() "), "comment") for remark in remarks)
    texts = (*reading.dropped, *head, *dropped)
    return replace(reading, info=info, dropped=tuple(text for text in texts if text.text.strip(" -")))


def _hide_unshown(text: str, hidden: HiddenWords) -> str:
    """Return a text of the same length, with spaces for what its page does not show."""
    code = [match.span() for match in _CODE_PATTERN.finditer(text)]

    def blank(pattern: re.Pattern[str], reason: HiddenReason, group: str | int = 0) -> None:
        nonlocal text
        matches = list(_find_outside(pattern, text, code))
        for match in matches:
            hidden.add(f"{_COMMENT_MARKS.sub(' ', match[group])} ", reason)
        text = mask_spans(text, [match.span(group) for match in matches])

    source = text
    blank(_COMMENT_PATTERN, NOT_PRINTED)
    text = _hide_elements(text, code, hidden)
    blank(_DEFINITION_PATTERN, NOT_PRINTED)
    blank(_LINK_TITLE_PATTERN, NOT_PRINTED, "title")
    text = mask_links(text, source, code)
    blank(_SINGLE_TILDE_PATTERN, STRUCK)
    # A tilde in code strikes nothing.
    bounds = [0, *(bound for span in code for bound in span), len(text)]
    pieces = [text[start:end] for start, end in pairwise(bounds)]
    marked = "".join(piece.replace("~", "\u223c") if index % 2 else piece for index, piece in enumerate(pieces))
    return unescape_signs(marked, code)


def _find_outside(pattern: re.Pattern[str], text: str, code: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    return (m for m in list(pattern.finditer(text)) if not any(start <= m.start() < end for start, end in code))


def _hide_elements(text: str, code: list[tuple[int, int]], hidden: HiddenWords) -> str:
    """Return the text without its tags and the words that their elements hide, and marks for what they strike."""
    tags = [match.span() for match in _find_outside(_TAG_PATTERN, text, code)]
    if not tags:
        return text
    bounds = [0, *(bound for span in tags for bound in span), len(text)]
    words = list(zip(bounds[::2], bounds[1::2], strict=True))
    raw = [match.span() for match in _find_outside(_RAW_PATTERN, text, code)]
    page = _mark_words(text, words, tags, raw)
    soup = BeautifulSoup(page, "lxml")
    remove_invisible(soup, StyleRules(soup), HiddenWords())
    struck = _find_struck_signs(soup.get_text())
    gone = [span for number, span in enumerate(words) if number not in struck]
    for start, end in gone:
        hidden.add(f"{text[start:end]} ", PAGE_STYLE)
    shown = mask_spans(text, sorted([*gone, *tags]))
    marked = _put_strike_marks(shown, [span for number, span in enumerate(words) if struck.get(number)])
    return mark_table_rows(marked, text)


def _mark_words(
    text: str, words: list[tuple[int, int]], tags: list[tuple[int, int]], raw: list[tuple[int, int]]
) -> str:
    """Return the page as HTML, with a sign for the words between two tags, but for what is no words."""
    parts = []
    for number, (start, end) in enumerate(words):
        is_raw = any(first <= start and end <= last for first, last in raw)
        parts.append(_SIGNS_PATTERN.sub("", text[start:end]) if is_raw else f"\ue000{number}\ue001")
        if number < len(tags):
            parts.append(text[slice(*tags[number])])
    return f"<!doctype html><html><body>{''.join(parts)}</body></html>"


def _find_struck_signs(shown: str) -> dict[int, bool]:
    """Return the numbers of the signs that a page shows, with True for those that it strikes through."""
    pieces = re.split(f"([{STRUCK_START}{STRUCK_END}])", shown)
    struck: dict[int, bool] = {}
    is_struck = False
    for piece in pieces:
        is_struck = piece == STRUCK_START or (is_struck and piece != STRUCK_END)
        struck |= {int(match[1]): is_struck for match in _WORDS_SIGN_PATTERN.finditer(piece)}
    return struck


def _put_strike_marks(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text with marks in the room that the tags around struck words have left.

    Words of more than one paragraph cannot be marked as one: they are left out.
    """
    for start, end in spans:
        inner = text[start:end]
        first, last = start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())
        has_room = text[first - 2 : first].isspace() and text[last : last + 2].isspace()
        if first >= last:
            continue
        if not has_room or _LINE_END.search(inner.strip()):
            text = mask_spans(text, [(start, end)])
        else:
            text = f"{text[: first - 2]}{STRUCK_MARK}{text[first:last]}{STRUCK_MARK}{text[last + 2 :]}"
    return text
