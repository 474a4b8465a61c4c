"""Enforcement of decisions: what is withdrawn is taken out of the index, and no decision is lost on the way.

What is taken out goes in one transaction, together with the sealed copy of the decisions, whoever else is writing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from paper_search.access import decisions, record_file
from paper_search.access.decisions import AccessDecision, Decisions
from paper_search.errors import CorpusError, DamagedIndexError
from paper_search.indexing import decision_seal, held_words
from paper_search.indexing.held_words import describe_words
from paper_search.ingest.held_pages import parse_name
from paper_search.records import Document, UnreadFile
from paper_search.records.documents import DocumentSummary
from paper_search.storage.database import Transaction
from paper_search.storage.store import Store

_PAGE_SUFFIX = re.compile(r"#page=\d+$")
_log = logging.getLogger(__name__)


def enforce(
    store: Store, all_decisions: Decisions, new: tuple[AccessDecision, ...] = (), pages: Iterable[str] = ()
) -> tuple[str, ...]:
    """Take every document that is withdrawn out of the index, in one transaction.

    Args:
        store: the index.
        all_decisions: the decisions that are in force.
        new: those of them that are not in ``decisions.csv`` yet; what they name is listed, indexed or not.
        pages: places that may name pages which the index does not know apart. Whatever holds them goes as a whole, and
            the next build shows the rest again.

    Returns:
        The doc_ids of the documents that were taken out.
    """
    if not all_decisions:
        return ()
    with store.transaction() as transaction:
        _seal(store, transaction, all_decisions, new)
        summaries = _find_affected(store, all_decisions)
        for summary in summaries:
            document = summary.document
            places, content_hash = list_places(document), summary.content_hash or ""
            decision = all_decisions.find_withdrawal(places, document.sha256, content_hash)
            if decision is not None:
                text = store.documents.find_reading_text(document.doc_id) or ""
                held_words.remember_words(transaction, [describe_words(document.doc_id, text, content_hash)])
                for place in dict.fromkeys((document.doc_id, *document.also_at)):
                    list_withdrawn(store, transaction, place, document.sha256, decision)
        doc_ids = (summary.document.doc_id for summary in summaries)
        removed = tuple(doc_id for doc_id in doc_ids if store.documents.find_document(doc_id) is None)
        taken = {place: tuple(_take_out_pages(store, transaction, place, all_decisions)) for place in pages}
        removed += tuple(doc_id for doc_ids in taken.values() for doc_id in doc_ids)
        for decision in new:
            if decision.path and decision.path not in removed and not taken.get(decision.path):
                list_withdrawn(store, transaction, decision.path, decision.sha256, decision)
    return removed


def _seal(store: Store, transaction: Transaction, all_decisions: Decisions, new: tuple[AccessDecision, ...]) -> None:
    try:
        sealed = decision_seal.load_sealed(store)
    except DamagedIndexError as error:
        # A copy that was changed keeps nothing from being taken out; it stays, and the next build refuses it.
        _log.warning("%s", error)
        return
    decision_seal.seal(store, transaction, sealed.add(all_decisions.lines), new)


def _take_out_pages(store: Store, transaction: Transaction, place: str, all_decisions: Decisions) -> Iterator[str]:
    """Take out whatever holds pages that are withdrawn and not known apart, and yield the doc_ids."""
    file, part = decisions.split_place(place)
    pages, decision = parse_name(part), all_decisions.find_withdrawal((place,), "")
    if pages is None or decision is None or store.unread.find_unread(place):
        return
    for summary in store.build_state.find_affected_documents((file,), (), ()):
        document = summary.document
        first, last = document.part_pages or pages
        if file in list_places(document) and first <= pages[1] and pages[0] <= last:
            store.documents.remove(transaction, document.doc_id)
            # Without an input digest the next build reads the file again.
            unread = decisions.make_unread(place, decision, decision.sha256)
            store.unread.insert(transaction, unread, "", document.source)
            yield document.doc_id


def _find_affected(store: Store, all_decisions: Decisions) -> list[DocumentSummary]:
    lines = all_decisions.lines
    return store.build_state.find_affected_documents(
        (place for line in lines for place in (line.path, decisions.split_place(line.path)[0]) if place),
        (line.sha256 for line in lines),
        (line.words for line in lines if line.words),
    )


def finish_restore(corpus: Path, store: Store) -> None:
    """Take out of a backup that was copied back what was withdrawn after it was made.

    Raises:
        CorpusError: the decisions are damaged, or have lost a withdrawal that the backup knows of.
    """
    all_decisions = load_complete_decisions(corpus, store)
    enforce(store, all_decisions, pages=dict.fromkeys(line.path for line in all_decisions.lines if line.path))
    if not all_decisions:
        _log.warning("%s: there is no decisions.csv; what was withdrawn after the copy was taken is not known.", corpus)


def load_complete_decisions(corpus: Path, store: Store) -> Decisions:
    """Return the decisions, once what was left undone is completed, and none that the index knows of is lost.

    Raises:
        CorpusError: the decisions are damaged, or a withdrawal is lost.
    """
    with record_file.lock_folder(corpus):
        decision_seal.complete_pending(corpus, store)
        all_decisions = decisions.load_decisions(corpus)
    decision_seal.check_complete(corpus, store, all_decisions)
    return all_decisions


def list_places(document: Document) -> tuple[str, ...]:
    """Return every place that a document may be named by: its own, its file's, and those of its copies."""
    copies = (name for place in document.also_at for name in (place, _PAGE_SUFFIX.sub("", place)))
    return tuple(dict.fromkeys((document.doc_id, document.source, *copies)))


def check_recorded_withdrawals(
    corpus: Path, store: Store, file_hashes: Mapping[str, str], all_decisions: Decisions
) -> None:
    """Check that every withdrawal that an earlier build knew of is still among the decisions.

    Args:
        corpus: the corpus folder.
        store: the index.
        file_hashes: the SHA-256 of every file of the corpus, by its place.
        all_decisions: the decisions that are in force.

    Raises:
        CorpusError: one is no longer there.
    """
    for place, (_, input_digest) in store.unread.list_unread().items():
        sha256 = file_hashes.get(place)
        is_known = sha256 and input_digest == _make_withdrawn_digest(sha256)
        if sha256 and is_known and all_decisions.find_decision((place,), sha256) is None:
            raise CorpusError(
                f"{corpus / decisions.DECISIONS_FILE_NAME}: says nothing of {place}, which was withdrawn. Put the line"
                " back; or, if the paper may be shown again: paper-search release PATH --reason WHY."
            )


def list_withdrawn(store: Store, transaction: Transaction, place: str, sha256: str, decision: AccessDecision) -> None:
    """List a file as withdrawn, and take the documents at its place out of the index.

    Args:
        store: the index.
        transaction: the transaction that this belongs to.
        place: the file, or one document of it.
        sha256: the SHA-256 of the file.
        decision: the withdrawal.
    """
    is_named = sha256 == decision.sha256 or place == decision.path
    unread = describe_withdrawal(place, sha256, decision)
    input_digest = _make_withdrawn_digest(sha256) if is_named else ""
    if store.unread.find_unread(place) != (unread, input_digest) or store.documents.find_document(place):
        store.documents.mark_unread(transaction, unread, input_digest, filter(None, [decision.words]))


def describe_withdrawal(place: str, sha256: str, decision: AccessDecision) -> UnreadFile:
    """Return the entry of a withdrawn file, or of one document of it, in the list of unread files."""
    # A copy elsewhere has another file: that is no change of the one that was withdrawn.
    return decisions.make_unread(place, decision, sha256 if place == decision.path else decision.sha256)


def _make_withdrawn_digest(sha256: str) -> str:
    """Return what the unread list keeps beside a withdrawn file, so that a build knows it again."""
    return f"withdrawn {sha256}"
