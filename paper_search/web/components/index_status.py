"""The state of the index in words.

How many files are unread or held back is said to everybody, with the reasons in a few words. Their names, and why each,
are shown only to whoever may see them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from paper_search.citations.unread_parts import join_unread_parts
from paper_search.records import HELD_BACK_CODES, REDACTION_CODE, Coverage, Status, UnreadFile
from paper_search.text.counts import format_count
from paper_search.text.dates import format_date
from paper_search.web.forms import build_url_from_id
from paper_search.web.html import clip

_REASON_TEXTS = {
    "password": "locked with a password",
    "scanned": "a picture without words",
    "letters": "letters that cannot be made out",
    "truncated": "cut short",
    "empty": "empty",
    "mismatch": "another format than its name says",
    "time": "took too long to read",
    "memory": "took too much memory to read",
    "damaged": "damaged",
    "form": "a form that Adobe Acrobat alone shows",
    "unsupported": "a format that is not read",
    "denied": "may not be opened by this server",
    "outside": "a link that leads out of the corpus",
    "moving": "was being changed while it was read",
    "exempt": "exempt from publication",
    "review": "to be reviewed",
    "withdrawn": "withdrawn",
}


@dataclass(frozen=True, slots=True)
class PartlyReadPaper:
    """A paper that was read in part: its name, the address of its page, what could not be read, and what to do."""

    name: str
    url: str
    parts: str
    next_step: str


@dataclass(frozen=True, slots=True)
class MissingFiles:
    """The files that are not in the index: counts with reasons, and, for whoever may see them, the files and notes.

    ``read_in_part`` are papers that the visitor may see.
    """

    counts: tuple[str, ...]
    shows_names: bool
    files: tuple[UnreadFile, ...]
    notes: tuple[str, ...]
    read_in_part: tuple[PartlyReadPaper, ...] = ()


def describe_status(coverage: Coverage, status: Status) -> str:
    """Return when the index was built, and what waits, as plain text."""
    built = f"Last built {format_timestamp(status.built_at)}." if status.built_at else "Never built."
    verb = "1 new passage is" if status.waiting == 1 else f"{status.waiting:,} new passages are"
    waiting = f" {verb} not yet searchable by meaning, only by exact words." if status.waiting else ""
    return f"{built} {format_count(coverage.passages, 'passage')} can be found.{waiting}"


def format_timestamp(timestamp: str) -> str:
    """Return "22 November 2026, 06:31 UTC"; the timestamp as it is written where it is no time."""
    try:
        moment = datetime.fromisoformat(timestamp).astimezone(UTC)
    except ValueError:
        return clip(timestamp, 40)
    return f"{format_date(moment.date())}, {moment:%H:%M} UTC"


def make_missing(coverage: Coverage, status: Status, with_reasons: bool) -> MissingFiles | None:
    """Return what is unread, read in part or held back; None where there is nothing to say.

    Args:
        coverage: how many files are unread or held back.
        status: which they are, as far as the visitor may know.
        with_reasons: True for a visitor who may see names and reasons.
    """
    has_notes = with_reasons and bool(status.notes or status.unread)
    if not coverage.unread + coverage.held_back + coverage.read_in_part and not has_notes:
        return None
    unread, held_back = _describe_reasons(status, False), _describe_reasons(status, True)
    counts = (
        (coverage.unread, "file could not be read", "files could not be read", unread),
        (coverage.read_in_part, "paper was read in part", "papers were read in part", ""),
        (coverage.held_back, "paper is held back", "papers are held back", held_back),
    )
    return MissingFiles(
        counts=tuple(
            format_count(number, singular, plural) + why for number, singular, plural, why in counts if number
        ),
        shows_names=with_reasons,
        files=status.unread if with_reasons else (),
        notes=status.notes if with_reasons else (),
        read_in_part=tuple(
            PartlyReadPaper(
                document.doc_id,
                build_url_from_id(document.doc_id, None, as_text=True),
                join_unread_parts(document.parts),
                document.next_step if with_reasons else "",
            )
            for document in status.read_in_part
        ),
    )


def _describe_reasons(status: Status, is_held_back: bool) -> str:
    codes = Counter(
        file.code
        for file in status.unread
        # A paper that is shown as words alone is neither unread nor held back, and only staff are told of it.
        if (file.code in HELD_BACK_CODES) == is_held_back and file.code != REDACTION_CODE
    )
    parts = [f"{number:,} {_REASON_TEXTS.get(code, 'for another reason')}" for code, number in sorted(codes.items())]
    return f": {', '.join(parts)}" if parts else ""
