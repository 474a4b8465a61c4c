"""Entries that several papers of one meeting have in the same words: each once.

Minutes are held as drafts and as confirmed, alone and in a pack. The same words in one paper are two entries, since two
items may both end "RESOLVED: That the report be noted.".
"""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.records import Document
from paper_search.records.register import Attendance, Decision, EntryT, HeldEntry, MeetingFact, Role, Vote
from paper_search.retrieval.register.summaries import RepeatedWords, number_repeats
from paper_search.text.spans import normalise

_KIND_RANKS = {"minutes": 0, "decision record": 1}


def fold_repeats(entries: Sequence[HeldEntry[EntryT]]) -> tuple[HeldEntry[EntryT], ...]:
    """Return the entries of one meeting, each once: those of the confirmed minutes first, then of other papers."""
    ranked = sorted(entries, key=lambda held: (*_rank_paper(held.document), held.entry.source.start))
    repeats = number_repeats((held.document.doc_id, _describe_words(held)) for held in ranked)
    folded: dict[RepeatedWords, HeldEntry[EntryT]] = {}
    for repeat, held in zip(repeats, ranked, strict=True):
        folded.setdefault(repeat, held)
    return tuple(folded.values())


def _rank_paper(document: Document) -> tuple[bool, int, bool, str]:
    """Return a key by which the paper to quote a meeting from comes first."""
    is_replaced = document.replaced_by is not None
    return is_replaced, _KIND_RANKS.get(document.kind or "", 2), document.status == "draft", document.doc_id


def _describe_words(held: HeldEntry[EntryT]) -> str:
    """Return an entry's words, with what tells apart entries of the same words."""
    entry = held.entry
    if isinstance(entry, MeetingFact):
        return f"{entry.kind}: {normalise(entry.value)}"
    if isinstance(entry, Attendance):
        return f"{entry.kind} {entry.person_key}: {entry.source.text}"
    if isinstance(entry, Role):
        return f"{entry.person_key}: {normalise(entry.title)}"
    if isinstance(entry, (Decision, Vote)):
        subject = "".join(filter(str.isalpha, normalise(entry.subject or "")))
        return f"{subject}: {entry.source.text}"
    return entry.source.text
