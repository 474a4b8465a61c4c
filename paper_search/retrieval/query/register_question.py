"""Questions that the register may answer: who holds a role, who was there, what was decided, how a vote went.

Only plain forms are read; every other question is for the search alone. What is left when the words of the form, the
body and the time of the meeting are taken away is the topic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from paper_search.records import ParsedQuery
from paper_search.records.register import AttendanceKind
from paper_search.retrieval.query.meeting_time import MeetingTime, split_meeting_time
from paper_search.retrieval.query.register_forms import (
    FORMS,
    TRAILING_BODY,
    AskedPart,
    QuestionForm,
    RegisterQuestionKind,
)

_POLITE_START = re.compile(
    r"^\W*(?:(?:please|can\s+you|could\s+you|tell\s+me|do\s+you\s+know|i\s+(?:want|would\s+like)\s+to\s+know|and|so)[\s,]+)+",
    re.IGNORECASE,
)
_ARTICLES = re.compile(r"^(?:(?:the|a|an|any|its|their|our|whether)\s+)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RegisterQuestion:
    """A question as it is put to the register.

    Attributes:
        kind: the kind of entry asked for.
        part: the part of it that answers.
        topic: the words that say what it is about; empty where the meeting says it all.
        body: the body, or the person that decided, as named; empty where none is.
        time: the time of the meeting.
        role: the title whose holder is asked for.
        person: the name of whom the question is about.
        attendance: the ways of being named that are asked for.
        outcome: what is said or asked to have become of the topic ("refused"); empty where nothing is.
    """

    kind: RegisterQuestionKind
    part: AskedPart = "words"
    topic: str = ""
    body: str = ""
    time: MeetingTime | None = None
    role: str = ""
    person: str = ""
    attendance: tuple[AttendanceKind, ...] = ()
    outcome: str = ""


def find_register_question(query: ParsedQuery) -> RegisterQuestion | None:
    """Return a question as it is put to the register; None where its form is not one of those known.

    Args:
        query: the question, its spelling corrected.
    """
    if query.intent.wants_each_authority:
        return None
    split = split_meeting_time(_POLITE_START.sub("", query.text.strip()))
    if split is None:
        return None
    time, text = split
    text = re.sub(r"[\s?.!]+$", "", text)
    for form in FORMS:
        match = form.pattern.match(text)
        if match is not None:
            groups = {name: value.strip() for name, value in match.groupdict().items() if value}
            return _build_question(form, groups, time)
    return None


def _build_question(form: QuestionForm, groups: dict[str, str], time: MeetingTime | None) -> RegisterQuestion | None:
    topic, body = groups.get("topic", ""), groups.get("body", "")
    trailing = TRAILING_BODY.search(topic)
    if trailing and not body:
        topic, body = topic[: trailing.start()], trailing["body"]
    topic = _ARTICLES.sub("", topic.strip())
    body = _ARTICLES.sub("", body.strip())
    if form.kind in {"decision", "vote"} and not (topic or time):
        return None
    role, person = groups.get("role", ""), groups.get("person", "")
    outcome = groups.get("outcome", "").casefold()
    return RegisterQuestion(form.kind, form.part, topic, body, time, role, person, form.attendance, outcome)
