"""Meetings and minutes that are not held, where a question is of one meeting."""

from __future__ import annotations

from paper_search.answering.register.bodies import find_body_stems, list_meetings_of
from paper_search.answering.register.finding import RegisterFinding
from paper_search.records import Filters, MissingPart
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.query.register_question import RegisterQuestion
from paper_search.text.dates import format_date
from paper_search.text.spans import normalise

_MAX_DAYS = 2
"""Meetings of one month that are told one by one."""


def report_no_meeting(
    question: RegisterQuestion, index: IndexSnapshot, *, is_time_held: bool
) -> RegisterFinding | None:
    """Return that no paper of a meeting at the time named is held; None where that is not certain.

    Where no meeting at all is held of a time with its year, the search says so. Of a decision or a vote, a month may be
    that of the matter itself.

    Args:
        question: the question.
        index: one generation of the index.
        is_time_held: True if papers of other meetings at that time are held.
    """
    time = question.time
    if time is None or time.month is None or not index.info.passages or (time.year and not is_time_held):
        return None
    if time.day is None and question.kind != "attendance":
        return None
    is_named = bool(find_body_stems(question.body)) or "full council" in normalise(question.body)
    body = f" of {question.body}" if is_named else ""
    place = f"on {time.label}" if time.day else f"in {time.label}"
    return RegisterFinding(
        missing=(MissingPart(f"There are no papers here from a meeting{body} {place}.", "doubtful"),)
    )


def report_no_minutes(question: RegisterQuestion, filters: Filters, index: IndexSnapshot) -> RegisterFinding | None:
    """Return that the minutes of the meetings that are meant are not held; None where any are.

    Args:
        question: the question.
        filters: its limits, those of the time of the meeting among them.
        index: one generation of the index.
    """
    time = question.time
    if time is None or time.is_since or time.month is None:
        return None
    meetings = list_meetings_of(question.body, filters, index)
    if not meetings:
        return report_no_meeting(question, index, is_time_held=True)
    days = sorted({summary.meeting.held_on for summary in meetings if summary.meeting.held_on})
    if any(summary.has_minutes or summary.decisions for summary in meetings) or len(days) > _MAX_DAYS:
        return None
    remark = f"There are no minutes here of {' and '.join(map(format_date, days))}."
    return RegisterFinding(missing=(MissingPart(remark, "doubtful"),))
