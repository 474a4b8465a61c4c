"""Reconciliation of documents after a change: one name for each authority, copies, and what replaces what.

The result is the same as if all documents were looked at anew, while only those are that stand near a change: of the
same words, or of the same meeting. A document that is not public has no part in what a public one is.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from paper_search.ingest.duplicates import relate_documents
from paper_search.ingest.metadata.folders import choose_authority_names, find_parent_folders, folders_from_source
from paper_search.records.documents import DocumentRelation, DocumentSummary
from paper_search.records.index import PendingReconciliation
from paper_search.storage.store import Store


def reconcile_authorities(store: Store, corpus: Path) -> None:
    """Give each authority one name: a folder's short one gives way to the full one that its documents state.

    Args:
        store: the index, in which documents have changed.
        corpus: the corpus folder, whose parent folders may name an authority as well.
    """
    if not store.build_state.load_pending().doc_ids:
        return
    documents = [
        (doc_id, access, (folders_from_source(source), own), current)
        for doc_id, source, access, own, current in store.build_state.list_authorities()
    ]
    parents = find_parent_folders(corpus)
    of_all = choose_authority_names(Counter(filed for _, _, filed, _ in documents), parents)
    of_public = choose_authority_names(
        Counter(filed for _, access, filed, _ in documents if access == "public"), parents
    )
    agreed = [
        (doc_id, (of_public if access == "public" else of_all)[filed], current)
        for doc_id, access, filed, current in documents
    ]
    changed = {doc_id: name for doc_id, name, current in agreed if name != current}
    if changed:
        with store.transaction() as transaction:
            store.documents.set_authorities(transaction, changed)


def reconcile_duplicates(store: Store) -> None:
    """Relate the documents near a change to one another anew: copies, and documents that replace others."""
    pending = store.build_state.load_pending()
    if not pending.doc_ids:
        return
    summaries, meetings = _find_affected(store, pending)
    relations = _relate_by_access(summaries)
    resolved_ids = _select_resolved_ids(summaries, relations, pending, meetings)
    current = store.build_state.load_relations(resolved_ids)
    changed = {doc_id: relations[doc_id] for doc_id in resolved_ids if relations[doc_id] != current[doc_id]}
    with store.transaction() as transaction:
        store.documents.set_relations(transaction, changed, pending.up_to_row)


def _relate_by_access(summaries: list[DocumentSummary]) -> dict[str, DocumentRelation]:
    """Return the relation of every document to those that may be seen by all who see it, by doc_id.

    A public paper that was a copy of one for members, or replaced by it, would tell of it.
    """
    public = [summary for summary in summaries if summary.document.access == "public"]
    relations = relate_documents(public)
    return relations if len(public) == len(summaries) else relate_documents(summaries) | relations


def _find_affected(
    store: Store, pending: PendingReconciliation
) -> tuple[list[DocumentSummary], frozenset[tuple[str, str]]]:
    """Return the documents that must be looked at, and the meetings of which all documents are among them."""
    state = store.build_state
    same_content = state.find_by_content(pending.content_hashes)
    # Which copy is shown may change, and with it what any of their meetings holds.
    meetings = pending.meetings | {key.meeting for key in same_content.values() if key.meeting}
    affected = {**same_content, **state.find_by_doc_id(pending.doc_ids), **state.find_by_meeting(meetings)}
    copies = state.find_by_content({key.content_hash for key in affected.values() if key.content_hash})
    return state.list_summaries(affected.keys() | copies.keys()), frozenset(meetings)


def _select_resolved_ids(
    summaries: list[DocumentSummary],
    new_relations: dict[str, DocumentRelation],
    pending: PendingReconciliation,
    meetings: frozenset[tuple[str, str]],
) -> list[str]:
    """Return the documents whose relation is now known.

    All their copies were looked at, and all documents of the meeting that they count in.
    """
    by_id = {summary.document.doc_id: summary for summary in summaries}

    def is_resolved(summary: DocumentSummary) -> bool:
        doc_id = summary.document.doc_id
        meeting = by_id[new_relations[doc_id].same_as or doc_id].document.meeting
        day = meeting.held_on.isoformat() if meeting.held_on else ""
        is_pending = summary.content_hash in pending.content_hashes or doc_id in pending.doc_ids
        return is_pending or (meeting.committee or "", day) in meetings

    return [summary.document.doc_id for summary in summaries if is_resolved(summary)]
