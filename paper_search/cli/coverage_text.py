"""Which papers were searched and which were not, as plain text for a terminal.

The same counts stand below every answer and in the status of the index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paper_search.cli.layout import wrap_paragraph
from paper_search.errors import describe_unreachable_papers
from paper_search.records import HELD_BACK_CODES, REDACTION_CODE
from paper_search.text.counts import format_count
from paper_search.text.dates import format_date

if TYPE_CHECKING:
    from paper_search.records import Coverage, Status, UnreadFile

HELD_BACK_REASONS = {"exempt": "exempt", "review": "to be reviewed", "withdrawn": "withdrawn"}
"""Why a file of the unread list is held back, by its code."""
PAPER_KINDS = ".pdf, .html, .docx, .txt, .md or .eml"


def format_nothing_found(coverage: Coverage) -> str:
    """Return the sentence that says that nothing was found, and where."""
    text = f"No answer found in the {describe_extent(coverage, ' searched')}.{_describe_not_searched(coverage)}"
    return wrap_paragraph(text, "")


def format_coverage(coverage: Coverage) -> str:
    """Return the sentence that says what was searched."""
    return wrap_paragraph(f"Searched: {describe_extent(coverage)}.{_describe_not_searched(coverage)}", "")


def describe_extent(coverage: Coverage, verb: str = "") -> str:
    """Return for example ``24 papers of 4 councils, 9 January 2025 to 13 March 2025``.

    Args:
        coverage: what was searched.
        verb: a word to stand before the dates.

    Returns:
        The text.
    """
    papers = format_count(coverage.papers, "paper")
    councils = f" of {format_count(len(coverage.authorities), 'council')}" if coverage.authorities else ""
    days = ""
    if coverage.since and coverage.until:
        since, until = format_date(coverage.since), format_date(coverage.until)
        days = f", {since}" if since == until else f", {since} to {until}"
    return f"{papers}{councils}{verb}{days}"


def _describe_not_searched(coverage: Coverage) -> str:
    counts = (
        (coverage.outside_filters, "outside the filters"),
        (coverage.unread, "unread"),
        (coverage.held_back, "held back"),
        (coverage.waiting, "by meaning, being new"),
    )
    parts = [f"{number} {reason}" for number, reason in counts if number]
    if coverage.missing_councils:
        parts.insert(0, f"{describe_unreachable_papers(coverage.missing_councils)} (cannot be reached at the moment)")
    read_in_part = f" {format_count(coverage.read_in_part, 'paper')} read in part." if coverage.read_in_part else ""
    return (f" Not searched: {', '.join(parts)}." if parts else "") + read_in_part


def describe_empty(corpus: Path, build_command: str, unread: int = 0, held_back: int = 0) -> str:
    """Return what to do where no paper can be searched.

    Args:
        corpus: the folder of the papers.
        build_command: the command that indexes them.
        unread: how many files could not be read.
        held_back: how many papers are held back.
    """
    if unread or held_back:
        return (
            f"{corpus}: no paper in this folder can be searched ({unread} unread, {held_back} held back)."
            " 'paper-search status' lists each one with the reason."
        )
    return (
        f"{corpus}: no papers have been indexed from this folder. Put your papers there as {PAPER_KINDS}, then run:"
        f" {build_command}"
    )


def describe_unpublished(unread: int = 0, held_back: int = 0) -> str:
    """Return what to do where no paper of an index on servers can be searched.

    Args:
        unread: how many files could not be read.
        held_back: how many papers are held back.
    """
    if unread or held_back:
        return f"No paper published there can be searched ({unread} unread, {held_back} held back)."
    return "No papers are published there. Where the index is built, run: paper-search publish --to URL"


def count_unread(files: Sequence[UnreadFile]) -> int:
    """Return how many files could not be read."""
    # A paper that is searched and shown as words alone is neither unread nor held back.
    return sum(file.code != REDACTION_CODE and file.code not in HELD_BACK_CODES for file in files)


def count_held_back(files: Sequence[UnreadFile]) -> int:
    """Return how many files were read and are held back."""
    return sum(file.code in HELD_BACK_CODES for file in files)


def describe_unread_counts(status: Status, coverage: Coverage | None = None) -> list[tuple[str, str]]:
    """Return how many files are unread and how many papers are held back, with the reasons, as answers count them.

    Args:
        status: the state of the index, which has the files.
        coverage: what a question of the public searches; it has the papers that are for members alone too.
    """
    reasons = Counter(HELD_BACK_REASONS[file.code] for file in status.unread if file.code in HELD_BACK_CODES)
    held_back = count_held_back(status.unread) if coverage is None else coverage.held_back
    if held_back > reasons.total():
        reasons["for members only"] = held_back - reasons.total()
    words_alone = sum(file.code == REDACTION_CODE for file in status.unread)
    why = ", ".join(f"{number} {reason}" for reason, number in sorted(reasons.items()))
    return [
        ("unread", f"{count_unread(status.unread)}"),
        ("held back", f"{held_back} ({why})" if why else f"{held_back}"),
        *([("words alone", f"{words_alone} (shown without their pages: redacted)")] if words_alone else []),
    ]
