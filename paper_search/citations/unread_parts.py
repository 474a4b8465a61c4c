"""The parts of a paper that could not be read, in words."""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.records import UnreadPart

MAX_REASONS = 12
"""Reasons that one paper is given; what has more of them is a hostile file."""


def describe_unread_parts(parts: Sequence[UnreadPart]) -> tuple[str, ...]:
    """Return each reason with the pages that it holds for: ``pages 2–3, 5: a picture without words``.

    Args:
        parts: the parts, in the order of the pages.
    """
    pages: dict[str, list[int]] = {}
    for part in parts:
        pages.setdefault(part.reason, []).extend([part.page] if part.page is not None else [])
    lines = [_describe_reason(reason, numbers) for reason, numbers in list(pages.items())[:MAX_REASONS]]
    rest = len(pages) - len(lines)
    return (*lines, f"and for {rest:,} more reasons") if rest else tuple(lines)


def join_unread_parts(parts: Sequence[UnreadPart]) -> str:
    """Return all of ``describe_unread_parts`` as one text."""
    return "; ".join(describe_unread_parts(parts))


def _describe_reason(reason: str, pages: Sequence[int]) -> str:
    if not pages:
        return reason
    return f"{'page' if len(pages) == 1 else 'pages'} {format_page_ranges(pages)}: {reason}"


def format_page_ranges(pages: Sequence[int]) -> str:
    """Return page numbers, given in order, as people write them: ``3–5, 9``."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
