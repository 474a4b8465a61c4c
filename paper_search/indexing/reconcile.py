"""What papers are to one another, settled in the store: one name for each council, copies, and what replaces what.

In: an open store whose papers have changed, and the corpus. Promised: what is settled is the same as if all papers were
looked at anew, while only those are that stand near a change: of the same words, or of the same meeting.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from paper_search.ingest import duplicates
from paper_search.ingest.duplicates import DocumentRelation, DocumentSummary
from paper_search.ingest.metadata import folders
from paper_search.storage.build_state import PendingReconciliation
from paper_search.storage.documents import Store


def reconcile_authorities(store: Store, corpus: Path) -> None:
    """One name for each council: a folder's short one gives way to the full one that its papers state."""
    if not store.load_pending().doc_ids:
        return
    papers = [
        (doc_id, (folders.folders_from_source(source), own), now)
        for doc_id, source, own, now in store.list_authorities()
    ]
    names = folders.choose_authority_names(
        Counter(filed for _, filed, _ in papers), folders.find_parent_folders(corpus)
    )
    store.set_authorities({doc_id: names[filed] for doc_id, filed, now in papers if names[filed] != now})


def reconcile_duplicates(store: Store) -> None:
    """Relate the papers near a change to one another anew: copies, and papers that replace others."""
    unsettled = store.load_pending()
    if not unsettled.doc_ids:
        return
    cards, meetings = _find_affected(store, unsettled)
    settled = duplicates.relate_documents(cards)
    meant = _select_resolved_ids(cards, settled, unsettled, meetings)
    current = store.load_relations(meant)
    store.set_relations(
        {doc_id: settled[doc_id] for doc_id in meant if settled[doc_id] != current[doc_id]}, unsettled.up_to_row
    )


def _find_affected(
    store: Store, pending: PendingReconciliation
) -> tuple[list[DocumentSummary], frozenset[tuple[str, str]]]:
    """The papers that must be looked at, and the meetings of which all papers are among them."""
    same = store.find_by_content(pending.content_hashes)
    # Which copy is shown may change, and with it what any of their meetings holds.
    meetings = pending.meetings | {one.meeting for one in same.values() if one.meeting}
    near = {**same, **store.find_by_doc_id(pending.doc_ids), **store.find_by_meeting(meetings)}
    copies = store.find_by_content({one.content_hash for one in near.values() if one.content_hash})
    return store.list_summaries(near.keys() | copies.keys()), frozenset(meetings)


def _select_resolved_ids(
    summaries: list[DocumentSummary],
    new_relations: dict[str, DocumentRelation],
    pending: PendingReconciliation,
    meetings: frozenset[tuple[str, str]],
) -> list[str]:
    """The papers whose relation is now known: all their copies were looked at, and all of the meeting they count in."""
    by_id = {card.document.doc_id: card for card in summaries}

    def is_known(card: DocumentSummary) -> bool:
        shown = by_id[new_relations[card.document.doc_id].same_as or card.document.doc_id].document.meeting
        day = shown.held_on.isoformat() if shown.held_on else ""
        is_near = card.content_hash in pending.content_hashes or card.document.doc_id in pending.doc_ids
        return is_near or (shown.committee or "", day) in meetings

    return [card.document.doc_id for card in summaries if is_known(card)]
