"""The report that a decision was about: of its meeting by reference, title or item, else of any by reference.

Nothing is guessed: where two reports fit, or the number of an item stands before two subjects, there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from paper_search.records import Document, Filters
from paper_search.records.register import Decision, HeldEntry, MatterLink, RegisterQuery
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.register.addresses import make_meeting_id
from paper_search.retrieval.register.titles import make_title_key, share_words
from paper_search.text.spans import normalise

_MAX_MEETINGS_A_DAY = 1_000
_MAX_LINKS = 10_000
References = Mapping[str, frozenset[str]]
"""The doc_ids of the reports that bear a reference, by its key."""


def find_reports(decisions: Sequence[HeldEntry[Decision]], index: IndexSnapshot) -> list[Document | None]:
    """Return the report of each decision, None where none is certain."""
    papers = _find_papers_of_meetings(decisions, index)
    doc_ids = {document.doc_id for documents in papers.values() for document in documents}
    own = _find_references(RegisterQuery(doc_ids=tuple(sorted(doc_ids)), limit=_MAX_LINKS), index)
    reports = [_find_own_report(held, papers.get(_find_meeting_id(held.document), ()), own) for held in decisions]
    return _find_by_reference(decisions, reports, index)


def fold_reference(reference: str) -> str:
    """Return a reference without spaces and capitals, as links have it."""
    return "".join(normalise(reference).split())


def _find_meeting_id(document: Document) -> str:
    """Return the id of a paper's meeting; empty where it is of none."""
    meeting = document.meeting
    if meeting.authority is None or meeting.committee is None or meeting.held_on is None:
        return ""
    return make_meeting_id(meeting.authority, meeting.committee, meeting.held_on)


def _find_papers_of_meetings(
    decisions: Iterable[HeldEntry[Decision]], index: IndexSnapshot
) -> dict[str, tuple[Document, ...]]:
    """Return the reports of the meetings at which decisions were made, by the meeting's id."""
    days: set[tuple[str, date]] = set()
    for held in decisions:
        meeting = held.document.meeting
        if meeting.authority and meeting.held_on:
            days.add((meeting.authority, meeting.held_on))
    papers: dict[str, tuple[Document, ...]] = {}
    for authority, day in sorted(days):
        limits = Filters(authorities=(authority,), since=day, until=day)
        for summary in index.list_meetings(RegisterQuery(limits, limit=_MAX_MEETINGS_A_DAY)).meetings:
            papers[summary.meeting_id] = tuple(filter(_is_current_report, summary.documents))
    return papers


def _is_current_report(document: Document) -> bool:
    return document.kind == "report" and document.replaced_by is None


def _find_references(query: RegisterQuery, index: IndexSnapshot) -> References:
    found: dict[str, set[str]] = {}
    for held in index.list_entries(MatterLink, query).entries:
        if held.entry.kind == "reference" and _is_current_report(held.document):
            found.setdefault(fold_reference(held.entry.key), set()).add(held.document.doc_id)
    return {key: frozenset(doc_ids) for key, doc_ids in found.items()}


def _find_own_report(held: HeldEntry[Decision], reports: Sequence[Document], references: References) -> Document | None:
    """Return the report of a decision among those of its meeting."""
    decision = held.entry
    others = [report for report in reports if report.doc_id != held.document.doc_id]
    bearing = references.get(fold_reference(decision.reference or ""), frozenset())
    by_reference = [report for report in others if report.doc_id in bearing]
    by_title = [report for report in others if _has_title(report, decision.subject)]
    by_item = [report for report in others if _is_of_item(report, decision)]
    for found in (by_reference, by_title, by_item):
        same = [report for report in found if report in by_item] if len(found) > 1 else found
        if len(same) == 1:
            return same[0]
        if found:
            return None
    return None


def _has_title(report: Document, subject: str | None) -> bool:
    key = make_title_key(subject or "")
    return bool(key) and key == make_title_key(report.title or "")


def _is_of_item(report: Document, decision: Decision) -> bool:
    """Return True for a report of the same item, unless its title and the heading have no word in common."""
    number = _fold_item(decision.agenda_item)
    if not number or number != _fold_item(report.agenda_item):
        return False
    return not report.title or not decision.subject or share_words(report.title, decision.subject)


def _fold_item(number: str | None) -> str:
    return "".join(sign for sign in normalise(number or "") if sign.isalnum()).lstrip("0")


def _find_by_reference(
    decisions: Sequence[HeldEntry[Decision]], reports: Sequence[Document | None], index: IndexSnapshot
) -> list[Document | None]:
    """Return the reports, and where a decision has none yet the one of its authority that bears its reference."""
    wanted = {
        fold_reference(held.entry.reference)
        for held, report in zip(decisions, reports, strict=True)
        if report is None and held.entry.reference
    }
    if not wanted:
        return list(reports)
    links = index.list_entries(MatterLink, RegisterQuery(link_keys=tuple(sorted(wanted)), limit=_MAX_LINKS)).entries
    bearing: dict[tuple[str | None, str], dict[str, Document]] = {}
    for link in links:
        if link.entry.kind == "reference" and _is_current_report(link.document):
            key = (link.document.meeting.authority, fold_reference(link.entry.key))
            bearing.setdefault(key, {})[link.document.doc_id] = link.document
    return [
        report or _get_only(bearing.get((held.document.meeting.authority, fold_reference(held.entry.reference or ""))))
        for held, report in zip(decisions, reports, strict=True)
    ]


def _get_only(documents: Mapping[str, Document] | None) -> Document | None:
    return next(iter(documents.values())) if documents and len(documents) == 1 else None
