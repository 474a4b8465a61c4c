"""Text in the width of the terminal: paragraphs, citations and names."""

from __future__ import annotations

import re
import shutil
from textwrap import TextWrapper

from paper_search.cli.color import paint
from paper_search.text.spans import collapse_whitespace

MAX_WIDTH, MIN_WIDTH = 100, 40
"""Longer lines are hard to read; shorter ones hold too little beside their margin."""
_NO_BREAK = "\N{NO-BREAK SPACE}"
_KEPT_TOGETHER = re.compile(
    r"\((?:pp?\.) [^)]*\)|\b(?:para|item|minute|section|p\.|pp\.) \S+|\b\d{1,2} [A-Z][a-z]+ \d{4}\b"
)
"""Parts of a citation that are not read well when a line ends inside them: pages, numbers and dates."""


def get_width() -> int:
    """Return how many characters a line may have: those of the terminal, or 100 where there is none."""
    return min(max(shutil.get_terminal_size((MAX_WIDTH, 24)).columns, MIN_WIDTH), MAX_WIDTH)


def wrap_paragraph(text: str, margin: str) -> str:
    """Return a text in lines of the terminal's width, the margin in front of each."""
    return _fill(collapse_whitespace(text), margin, margin)


def wrap_citation(label: str, first: str, rest: str) -> str:
    """Return a citation in lines of the terminal's width; its dates, pages and numbers stay whole.

    Args:
        label: the citation.
        first: what stands before it on the first line.
        rest: what stands before the others.
    """
    kept = _KEPT_TOGETHER.sub(lambda match: match[0].replace(" ", _NO_BREAK), label)
    lines = _fill(kept, first, rest).replace(_NO_BREAK, " ").split("\n")
    return "\n".join(paint(line, "citation") for line in lines)


def _fill(text: str, first: str, rest: str) -> str:
    # Hyphens stand in words, references and file names; what is longer than a line is an address to be copied.
    wrapper = TextWrapper(
        get_width(),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return wrapper.fill(text)


def escape_unprintable(name: str) -> str:
    """Return a file's name on one line, whatever characters it holds."""
    return name if name.isprintable() else ascii(name)[1:-1]
