"""Answers that the register gives ahead of prose: the exact words of its entries, then the quotes of the search.

A match is strong where all that the question names fits and one meeting alone is meant, else partial. Where the
register holds the meeting and not the fact, the answer says so, and what the search quotes is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from paper_search.answering.config import AnswerConfig, ConfidenceModel
from paper_search.answering.register.attendance import find_attendance
from paper_search.answering.register.finding import RegisterFinding
from paper_search.answering.register.matters import NO_VOTE, find_matter, tells_vote
from paper_search.answering.register.meetings import find_meeting_facts
from paper_search.answering.register.quotes import build_quotes
from paper_search.answering.register.roles import find_role_holder, find_roles_of_person
from paper_search.records import Answer, Match, MissingPart, ParsedQuery, Quote, RewrittenQuery
from paper_search.records.register import AttendanceKind
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.query.register_question import RegisterQuestion, find_register_question
from paper_search.text.names import find_surname, normalise_person
from paper_search.text.spans import normalise

_ATTENDANCE_WORDS: Mapping[AttendanceKind, str] = {
    "present": r"\b(?:present|attend\w*)\b",
    "apologies": r"\bapolog\w+",
    "absent": r"\b(?:absen\w+|apolog\w+)",
    "substitute": r"\bsubstitut\w+",
    "officer": r"\bofficers?\b|\battend\w*",
    "declaration": r"\binterests?\b",
}
"""Words with which prose tells of attendance where no entry was read."""


@dataclass(frozen=True, slots=True)
class RegisterAnswer:
    """An answer with what the register says ahead of it.

    Attributes:
        answer: the answer; as it was where the register holds nothing.
        remarks: where the words are from.
        missing: what the register holds no entry of.
    """

    answer: Answer
    remarks: tuple[str, ...] = ()
    missing: tuple[MissingPart, ...] = ()


def answer_from_register(
    answer: Answer, query: RewrittenQuery, index: IndexSnapshot, model: ConfidenceModel, config: AnswerConfig
) -> RegisterAnswer:
    """Return the answer with the entries that answer its question in front.

    Args:
        answer: the answer of the search.
        query: the question.
        index: one generation of the index.
        model: the model of the answer's confidence.
        config: the settings of answering.
    """
    question = query.question
    if not config.use_register or any(not limit.is_held for limit in question.named_limits):
        # Of a meeting that is not held, the register of others is no answer; it is said elsewhere.
        return RegisterAnswer(answer)
    found = list(_find_by_wording(answer, query, index))
    for asked, finding in found:
        # A decision in place of a vote tells no more than the search, where that found nothing.
        is_beside = any(part.remark == NO_VOTE for part in finding.missing)
        is_told = bool(finding.missing) and _tells_itself(asked, finding, answer)
        if finding.quotes and not is_told and (answer.is_found or not is_beside):
            merged = _put_in_front(answer, finding, query.searched, index, model, config)
            return RegisterAnswer(merged, finding.remarks, finding.missing)
    # Among papers of some kinds alone, nobody can say what is held.
    is_limited = bool(question.filters.kinds or question.filters.indexed_since)
    for asked, finding in found:
        if not (is_limited or _tells_itself(asked, finding, answer)):
            return RegisterAnswer(answer, missing=finding.missing)
    return RegisterAnswer(answer)


def _find_by_wording(
    answer: Answer, query: RewrittenQuery, index: IndexSnapshot
) -> Iterator[tuple[RegisterQuestion, RegisterFinding]]:
    """Yield what the register holds for each wording of a question."""
    for wording in query.wordings:
        asked = find_register_question(wording)
        finding = _find(asked, query.question, answer, index) if asked else None
        if asked is not None and finding is not None:
            yield asked, finding


def _find(
    asked: RegisterQuestion, question: ParsedQuery, answer: Answer, index: IndexSnapshot
) -> RegisterFinding | None:
    filters = question.filters
    match asked.kind:
        case "role holder":
            return find_role_holder(asked, filters, index)
        case "roles of a person":
            return find_roles_of_person(asked, filters, index)
        case "attendance":
            return find_attendance(asked, filters, index)
        case "meeting":
            return find_meeting_facts(asked, filters, index)
    names = [name for limit in question.named_limits for name in (limit.label, limit.place) if limit.kind != "date"]
    doc_ids = tuple(dict.fromkeys(hit.document.doc_id for hit in answer.hits))
    return find_matter(asked, filters, names, doc_ids, index)


def _tells_itself(asked: RegisterQuestion, finding: RegisterFinding, answer: Answer) -> bool:
    """Return True if a quote says itself what the register holds no entry of ("Apologies: none", "lost by 3 to 5")."""
    if asked.kind == "vote":
        text = answer.quotes[0].text if answer.quotes else ""
        return tells_vote(text) and find_surname(normalise_person(asked.person)) in normalise(text)
    words = [_ATTENDANCE_WORDS[kind] for kind in asked.attendance]
    of_meeting = [quote for quote in answer.quotes if quote.document.meeting == finding.meeting]
    return any(re.search(word, quote.text, re.IGNORECASE) for quote in of_meeting for word in words)


def _put_in_front(
    answer: Answer,
    finding: RegisterFinding,
    query: ParsedQuery,
    index: IndexSnapshot,
    model: ConfidenceModel,
    config: AnswerConfig,
) -> Answer:
    asked = query.asked_answer
    quotes = list(build_quotes(finding.quotes, asked, index, config))[: config.max_quotes]
    if not quotes:
        return answer
    also = [quote for quote in build_quotes(finding.also, asked, index, config) if not _overlaps(quote, quotes)]
    behind = [quote for quote in answer.quotes if not _overlaps(quote, quotes)]
    return replace(
        answer,
        quotes=tuple([*quotes, *behind][: config.max_quotes]),
        also=tuple([*also, *answer.also][: config.max_conflicting_quotes]),
        match=finding.match,
        confidence=_limit_confidence(answer.confidence, finding.match, model),
    )


def _overlaps(quote: Quote, others: list[Quote]) -> bool:
    return any(
        quote.passage.doc_id == other.passage.doc_id and quote.start < other.end and other.start < quote.end
        for other in others
    )


def _limit_confidence(confidence: float, match: Match, model: ConfidenceModel) -> float:
    """Return the confidence, moved to where the model gives this match."""
    least = {"strong": model.strong_threshold, "partial": model.partial_threshold}.get(match, model.threshold)
    most = {"strong": 1.0, "partial": model.strong_threshold}.get(match, model.partial_threshold)
    below = 0.0 if match == "strong" else 1e-4
    return round(min(max(confidence, least), most - below), 4)
