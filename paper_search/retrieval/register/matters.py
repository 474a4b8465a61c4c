"""Matters: papers of one authority that belong together across meetings, with what was decided on them.

Ties are followed from paper to paper, see ``matter_ties``. The minutes in which a report of the matter was decided
belong to it, by that decision.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from paper_search.records import Document, Filters
from paper_search.records.register import (
    Decision,
    DecisionRecord,
    HeldEntry,
    Matter,
    MatterLink,
    MatterPaper,
    RegisterQuery,
)
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.register.addresses import make_authority_slug, make_slug
from paper_search.retrieval.register.decisions import join_decisions
from paper_search.retrieval.register.folding import fold_repeats
from paper_search.retrieval.register.matter_ties import find_ties, is_of_one_matter, list_references
from paper_search.retrieval.register.report_links import fold_reference
from paper_search.retrieval.register.titles import make_title_key

MAX_PAPERS = 60
"""The most papers of a matter; more are not one."""
_MAX_ENTRIES = 10_000
_LINK_OF_FIRST = "decided in these papers"
"""The tie of the paper that a matter was found by, where decisions alone are tied to it."""
_ORDER_OF_KINDS = ("report", "appendix", "questions", None, "minutes", "decision record")


def find_matter(doc_id: str, index: IndexSnapshot) -> Matter | None:
    """Return the matter that a paper belongs to; None where nothing held is tied to it, or it may not be seen.

    Minutes, agendas and packs belong to many matters, and so to none of their own.
    """
    start = index.document(doc_id)
    if start is None or not is_of_one_matter(start):
        return None
    tied = _follow_ties(start, index)
    references = _list_shared_references(tied.values(), index)
    decisions = _find_decisions(tied, references, index)
    papers = _add_decisions(tied, decisions)
    return _make_matter(papers, references) if len(papers) > 1 else None


def _follow_ties(start: Document, index: IndexSnapshot) -> dict[str, MatterPaper]:
    """Return the papers tied to one, directly or through others, that one included."""
    papers = {start.doc_id: MatterPaper(start, "")}
    waiting = deque([start])
    while waiting and len(papers) < MAX_PAPERS:
        document = waiting.popleft()
        for tie in sorted(find_ties(document, index), key=lambda tie: tie.document.doc_id):
            other = tie.document
            if other.doc_id == document.doc_id:
                continue
            if not papers[document.doc_id].link:
                papers[document.doc_id] = MatterPaper(document, tie.own_link)
            if other.doc_id not in papers and len(papers) < MAX_PAPERS:
                papers[other.doc_id] = MatterPaper(other, tie.link)
                waiting += [other] if is_of_one_matter(other) else []
    return papers


def _list_shared_references(papers: Iterable[MatterPaper], index: IndexSnapshot) -> dict[str, str]:
    """Return the references by which papers are tied, as printed, by key."""
    papers = list(papers)
    doc_ids = tuple(paper.document.doc_id for paper in papers if is_of_one_matter(paper.document))
    links = index.list_entries(MatterLink, RegisterQuery(doc_ids=doc_ids, limit=_MAX_ENTRIES)).entries
    ties = {paper.link for paper in papers}
    return {key: printed for key, printed in list_references(links).items() if f"reference {printed}" in ties}


def _find_decisions(
    papers: Mapping[str, MatterPaper], references: Mapping[str, str], index: IndexSnapshot
) -> list[DecisionRecord]:
    """Return the decisions on papers of a matter: on a report of it, by a reference of it, or in a record of it."""
    days: set[tuple[str, date]] = set()
    for paper in papers.values():
        meeting = paper.document.meeting
        if meeting.authority and meeting.held_on:
            days.add((meeting.authority, meeting.held_on))
    found: list[DecisionRecord] = []
    for authority, day in sorted(days):
        query = RegisterQuery(Filters(authorities=(authority,), since=day, until=day), limit=_MAX_ENTRIES)
        for entries in _split_by_meeting(index.list_entries(Decision, query).entries):
            found += join_decisions(fold_repeats(entries), index)
    return [record for record in found if _is_of_matter(record, papers, references)]


def _split_by_meeting(entries: Sequence[HeldEntry[Decision]]) -> list[list[HeldEntry[Decision]]]:
    meetings: dict[str, list[HeldEntry[Decision]]] = {}
    for held in entries:
        meetings.setdefault(held.document.meeting.committee or held.document.doc_id, []).append(held)
    return list(meetings.values())


def _is_of_matter(record: DecisionRecord, papers: Mapping[str, MatterPaper], references: Mapping[str, str]) -> bool:
    decision, document = record.decision.entry, record.decision.document
    if record.report is not None and record.report.doc_id in papers:
        return True
    has_reference = decision.reference is not None and fold_reference(decision.reference) in references
    return has_reference or (document.doc_id in papers and document.kind == "decision record")


def _add_decisions(papers: Mapping[str, MatterPaper], decisions: Iterable[DecisionRecord]) -> list[MatterPaper]:
    """Return the papers in the order of their meetings, with those in which decisions on them stand."""
    by_paper: dict[str, list[DecisionRecord]] = {}
    for record in decisions:
        by_paper.setdefault(record.decision.document.doc_id, []).append(record)
    all_papers = dict(papers)
    for doc_id, records in by_paper.items():
        first = records[0]
        document = first.decision.document
        known = all_papers.get(doc_id) or MatterPaper(document, _describe_decision(first))
        all_papers[doc_id] = MatterPaper(document, known.link, tuple(records))
    ordered = sorted(all_papers.values(), key=lambda paper: _get_order(paper.document))
    return [paper if paper.link else MatterPaper(paper.document, _LINK_OF_FIRST, paper.decisions) for paper in ordered]


def _describe_decision(record: DecisionRecord) -> str:
    title = record.report.title if record.report else None
    return f"decision on {title}" if title else f"decision {record.decision.entry.reference or ''}".strip()


def _get_order(document: Document) -> tuple[str, int, str]:
    day = document.meeting.held_on
    rank = _ORDER_OF_KINDS.index(document.kind) if document.kind in _ORDER_OF_KINDS else len(_ORDER_OF_KINDS)
    return day.isoformat() if day else "9999", rank, document.doc_id


def _make_matter(papers: Sequence[MatterPaper], references: Mapping[str, str]) -> Matter:
    own = [paper.document for paper in papers if is_of_one_matter(paper.document)]
    titles = Counter(document.title for document in own if document.title)
    # Of titles that as many papers have, the earliest.
    title = max(titles, key=lambda title: titles[title]) if titles else next(iter(references.values()), "")
    authority = own[0].meeting.authority
    name = min(references) if references else make_title_key(own[0].title or title) or own[0].doc_id
    matter_id = f"{make_authority_slug(authority)}/{make_slug(name)}"
    return Matter(matter_id, title, authority, tuple(references.values()), tuple(papers))
