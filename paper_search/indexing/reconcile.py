"""What papers are to one another, settled in the store: one name for each council, copies, and what replaces what.

In: an open store whose papers have changed, and the corpus. Promised: what is settled is the same as if all papers were
looked at anew, while only those are that stand near a change: of the same words, or of the same meeting.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from paper_search.ingest import duplicates as relations
from paper_search.ingest.duplicates import Card, Relation
from paper_search.ingest.metadata import folders as places
from paper_search.storage.build_state import Unsettled
from paper_search.storage.documents import Store


def agree_on_authorities(store: Store, corpus: Path) -> None:
    """One name for each council: a folder's short one gives way to the full one that its papers state."""
    if not store.unsettled().doc_ids:
        return
    papers = [(doc_id, (places.folders_of(source), own), now) for doc_id, source, own, now in store.filed()]
    names = places.agreed_names(Counter(filed for _, filed, _ in papers), places.folders_above(corpus))
    store.set_authorities({doc_id: names[filed] for doc_id, filed, now in papers if names[filed] != now})


def settle(store: Store) -> None:
    """Relate the papers near a change to one another anew: copies, and papers that replace others."""
    unsettled = store.unsettled()
    if not unsettled.doc_ids:
        return
    cards, meetings = _near(store, unsettled)
    settled = relations.relate(cards)
    meant = _meant(cards, settled, unsettled, meetings)
    current = store.relations(meant)
    store.set_relations(
        {doc_id: settled[doc_id] for doc_id in meant if settled[doc_id] != current[doc_id]}, unsettled.upto
    )


def _near(store: Store, unsettled: Unsettled) -> tuple[list[Card], frozenset[tuple[str, str]]]:
    """The papers that must be looked at, and the meetings of which all papers are among them."""
    same = store.by_words(unsettled.keys)
    # Which copy is shown may change, and with it what any of their meetings holds.
    meetings = unsettled.meetings | {one.meeting for one in same.values() if one.meeting}
    near = {**same, **store.by_names(unsettled.doc_ids), **store.by_meeting(meetings)}
    copies = store.by_words({one.key for one in near.values() if one.key})
    return store.cards(near.keys() | copies.keys()), frozenset(meetings)


def _meant(
    cards: list[Card], settled: dict[str, Relation], unsettled: Unsettled, meetings: frozenset[tuple[str, str]]
) -> list[str]:
    """The papers whose relation is now known: all their copies were looked at, and all of the meeting they count in."""
    by_id = {card.document.doc_id: card for card in cards}

    def is_known(card: Card) -> bool:
        shown = by_id[settled[card.document.doc_id].same_as or card.document.doc_id].document.meeting
        day = shown.held_on.isoformat() if shown.held_on else ""
        is_near = card.key in unsettled.keys or card.document.doc_id in unsettled.doc_ids
        return is_near or (shown.committee or "", day) in meetings

    return [card.document.doc_id for card in cards if is_known(card)]
