"""The state of the index in words. In: its status and coverage; out: safe HTML.

Promises: how many files are unread or held back is said to everybody, by the reason in a few words; their names, and
why each, only to who may see that.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from paper_search.records import Coverage, Status, UnreadFile
from paper_search.text.dates import format_date
from paper_search.web.html import clip, escape, format_count, tag

HELD_BACK_CODES = ("exempt", "withdrawn")
_REASON_TEXTS = {
    "password": "locked with a password",
    "scanned": "a picture without words",
    "truncated": "cut short",
    "empty": "empty",
    "mismatch": "another format than its name says",
    "time": "took too long to read",
    "memory": "took too much memory to read",
    "damaged": "damaged",
    "unsupported": "a format that is not read",
    "denied": "may not be opened by this server",
    "outside": "a link that leads out of the corpus",
    "moving": "was being changed while it was read",
    "exempt": "exempt from publication",
    "withdrawn": "withdrawn",
}


def render_status(coverage: Coverage, status: Status) -> str:
    """When the index was built, and what waits."""
    built = f"Last built {_format_timestamp(status.built_at)}." if status.built_at else "Never built."
    waits = "1 new passage waits" if status.waiting == 1 else f"{status.waiting:,} new passages wait"
    waiting = f" {waits} for a vector: found by exact words only so far." if status.waiting else ""
    searched = f" {format_count(coverage.passages, 'passage')} can be found."
    return tag("p", escape(built + searched + waiting), class_="holdings")


def _format_timestamp(timestamp: str) -> str:
    """ "22 November 2026, 06:31 UTC"; as it is written where it is no time."""
    try:
        moment = datetime.fromisoformat(timestamp).astimezone(UTC)
    except ValueError:
        return clip(timestamp, 40)
    return f"{format_date(moment.date())}, {moment:%H:%M} UTC"


def render_missing_link(coverage: Coverage) -> str:
    """A link to what is not among the papers, where there is anything."""
    missing = coverage.unread + coverage.held_back
    return tag("a", f"What is not shown ({missing:,})", href="#missing") if missing else ""


def render_missing(coverage: Coverage, status: Status, with_reasons: bool) -> str:
    """What is unread or held back: how many to everybody, which and why to who may see that."""
    if not coverage.unread + coverage.held_back and not (status.notes and with_reasons):
        return ""
    counts = (
        (
            coverage.unread,
            "file could not be read",
            "files could not be read",
            _describe_reasons(status, is_held_back=False),
        ),
        (
            coverage.held_back,
            "paper is held back",
            "papers are held back",
            _describe_reasons(status, is_held_back=True),
        ),
    )
    items = "".join(
        tag("li", escape(format_count(number, one, many) + why)) for number, one, many, why in counts if number
    )
    named = _render_unread_files(status) if with_reasons else tag("p", escape(_STAFF_ONLY_TEXT), class_="fine")
    inner = tag("h2", "What is not shown", id="missing") + (tag("ul", items) if items else "") + named
    return tag("section", inner, class_="panel", aria_labelledby="missing")


_STAFF_ONLY_TEXT = (
    "Which files these are is shown to staff only. Ask the council’s democratic services about a paper that you miss."
)


def _describe_reasons(status: Status, is_held_back: bool) -> str:
    codes = Counter(each.code for each in status.unread if (each.code in HELD_BACK_CODES) == is_held_back)
    parts = [f"{number:,} {_REASON_TEXTS.get(code, 'for another reason')}" for code, number in sorted(codes.items())]
    return f": {', '.join(parts)}" if parts else ""


def _render_unread_files(status: Status) -> str:
    """Each file with its reason and the next step, and the papers of which pages could not be read."""
    heads = "".join(tag("th", name, scope="col") for name in ("File", "Why", "What to do"))
    rows = "".join(_render_unread_file(each) for each in status.unread)
    table = tag("table", tag("thead", tag("tr", heads)) + tag("tbody", rows))
    files = tag("div", table, class_="wide", tabindex="0", role="region", aria_label="Files that are not shown")
    notes = "".join(tag("li", tag("bdi", escape(clip(note, 600)))) for note in status.notes)
    return (files if rows else "") + (tag("ul", notes) if notes else "")


def _render_unread_file(unread: UnreadFile) -> str:
    path = tag("th", tag("bdi", escape(clip(unread.source, 300))), scope="row")
    return tag("tr", path + tag("td", escape(unread.reason)) + tag("td", escape(unread.next_step)))
