"""Withdrawal and release of documents by a person's decision.

The decision is on disk before anything else happens. A withdrawn document and every copy of it are out of the index
when ``withdraw`` returns, whoever else is writing there. No model is needed for that.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from paper_search.access import decisions
from paper_search.access.decisions import Decision, DecisionKind, Decisions
from paper_search.errors import CorpusError, LockedIndexError
from paper_search.records import Document
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.unread import RELEASABLE_CODES

LOCK_WAIT_SECONDS = 5.0
"""Seconds to wait for another writer of the index."""
_PAGE_SUFFIX = re.compile(r"#page=\d+$")
IndexLock = Callable[[Path], AbstractContextManager[None]]
"""Takes the lock of an index folder, or raises LockedIndexError."""


@dataclass(frozen=True, slots=True)
class WithdrawalResult:
    """The decisions, the documents that they took out of the index (by doc_id), and what else is to be known."""

    decisions: tuple[Decision, ...]
    removed: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _NamedDocument:
    """The file that a person means: its place in the corpus ("" where only the content was named) and its SHA-256."""

    place: str
    sha256: str


def withdraw(corpus: Path, index: Path, name: str, reason: str, lock: IndexLock) -> WithdrawalResult:
    """Take a document, and every copy of it, out of the index, now and at every build.

    Args:
        corpus: the corpus folder.
        index: the index folder.
        name: its path, in the corpus or from here, ``#part`` behind it for one document of a pack; or its SHA-256.
        reason: why, in a few words that may be shown.
        lock: takes the lock of the index.

    Raises:
        CorpusError: there is no such document, it is withdrawn already, there is no reason, or the decisions are
            damaged.
    """
    _check_reason(reason)
    all_decisions = decisions.load_decisions(corpus)
    store = _open_store(index)
    document = _find_document(corpus, store, name)
    if all_decisions.find_withdrawal((document.place,), document.sha256):
        raise CorpusError(f"{name}: already withdrawn, see {corpus / decisions.DECISIONS_FILE_NAME}.")
    new_decisions = tuple(_make_withdrawals(corpus, store, document, reason))
    all_decisions = decisions.record_decisions(corpus, new_decisions)
    if store is None:
        return WithdrawalResult(new_decisions, note="There is no index yet; the paper will not be in the next one.")
    with _wait_for_lock(lock, index) as note:
        removed = enforce(store, all_decisions)
        for decision in new_decisions:
            if decision.path and decision.path not in removed:
                list_withdrawn(store, decision.path, decision.sha256, decision)
    return WithdrawalResult(new_decisions, removed, note)


def release(corpus: Path, index: Path, name: str, reason: str, kind: DecisionKind = "release") -> WithdrawalResult:
    """Record that a held-back or withdrawn document may be shown; the next build indexes it.

    Args:
        corpus: the corpus folder.
        index: the index folder.
        name: its path, in the corpus or from here, ``#part`` behind it for one document of a pack; or its SHA-256.
        reason: why, in a few words that may be shown.
        kind: "release" to everybody, "release to members" to them alone.

    Raises:
        CorpusError: there is no such document, it is not held back, there is no reason, or the decisions are damaged.
    """
    _check_reason(reason)
    all_decisions, store = decisions.load_decisions(corpus), _open_store(index)
    document = _find_document(corpus, store, name)
    decision = all_decisions.find_decision((document.place,), document.sha256)
    listed = store.unread.list_unread() if store else {}
    is_held_back = document.place in listed and listed[document.place][0].code in RELEASABLE_CODES
    # From everybody to members alone it goes by a withdrawal, which is in force at once.
    is_closed = decision is not None and decision.ruling not in ("release", kind)
    if not is_closed and not is_held_back:
        raise CorpusError(
            f"{name}: nothing is held back here. 'paper-search status' lists what is, and why; a paper that was"
            " added since needs 'paper-search build' first."
        )
    content_hash = decision.words if decision else ""
    new_decisions = (_make_decision(kind, document.place, document.sha256, content_hash, reason),)
    decisions.record_decisions(corpus, new_decisions)
    if store:
        # What was listed because of its words is read again.
        withdrawn = [source for source, (unread, _) in listed.items() if unread.code == "withdrawn"]
        with store.transaction() as transaction:
            store.unread.remove_unread(transaction, withdrawn)
    return WithdrawalResult(new_decisions)


def enforce(store: Store, all_decisions: Decisions) -> tuple[str, ...]:
    """Take every document that is withdrawn out of the index.

    Args:
        store: the index.
        all_decisions: the decisions that are in force.

    Returns:
        The doc_ids of the documents that were taken out.
    """
    if not all_decisions:
        return ()
    lines = all_decisions.lines
    summaries = store.build_state.find_affected_documents(
        (place for line in lines for place in (line.path, decisions.split_place(line.path)[0]) if place),
        (line.sha256 for line in lines),
        (line.words for line in lines if line.words),
    )
    for summary in summaries:
        document = summary.document
        decision = all_decisions.find_withdrawal(list_places(document), document.sha256, summary.content_hash or "")
        if decision is not None:
            for place in dict.fromkeys((document.doc_id, *document.also_at)):
                list_withdrawn(store, place, document.sha256, decision)
    doc_ids = (summary.document.doc_id for summary in summaries)
    return tuple(doc_id for doc_id in doc_ids if store.documents.find_document(doc_id) is None)


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


def list_withdrawn(store: Store, place: str, sha256: str, decision: Decision) -> None:
    """List a file as withdrawn, and take the documents at its place out of the index.

    Args:
        store: the index.
        place: the file, or one document of it.
        sha256: the SHA-256 of the file.
        decision: the withdrawal.
    """
    is_named = sha256 == decision.sha256 or place == decision.path
    # A copy elsewhere has another file: that is no change of the one that was withdrawn.
    unread = decisions.make_unread(place, decision, sha256 if place == decision.path else decision.sha256)
    input_digest = _make_withdrawn_digest(sha256) if is_named else ""
    if store.unread.find_unread(place) != (unread, input_digest):
        with store.transaction() as transaction:
            store.documents.mark_unread(transaction, unread, input_digest, filter(None, [decision.words]))


def _make_withdrawn_digest(sha256: str) -> str:
    """Return what the unread list keeps beside a withdrawn file, so that a build knows it again."""
    return f"withdrawn {sha256}"


# -- what a person means ---------------------------------------------------------------------------------------


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise CorpusError("A decision needs a reason that others will understand: --reason WHY.")


def _open_store(index: Path) -> Store | None:
    path = index / DATABASE_FILE_NAME
    return Store(path) if path.is_file() else None


def _find_document(corpus: Path, store: Store | None, name: str) -> _NamedDocument:
    if re.fullmatch(r"[0-9a-fA-F]{64}", name):
        return _NamedDocument("", name.lower())
    place = _to_corpus_place(corpus, name)
    file = corpus / decisions.split_place(place)[0]
    document = store.documents.find_document(place) if store else None
    if file.is_file():
        return _NamedDocument(place, _hash_file(file))
    if document is None:
        raise CorpusError(
            f"{name}: there is no such paper in {corpus}. Name it as 'paper-search status' or a search shows it, or by"
            " its SHA-256."
        )
    return _NamedDocument(place, document.sha256)


def _to_corpus_place(corpus: Path, name: str) -> str:
    """Return the place in the corpus, of a name given there or from the working folder."""
    if (corpus / decisions.split_place(name)[0]).is_file() and not Path(name).is_absolute():
        return Path(name).as_posix()
    # The folders are resolved, the file itself may be a link and is not.
    path, root = Path(name).parent.resolve() / Path(name).name, corpus.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else name


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# -- the lines to write ----------------------------------------------------------------------------------------


def _make_withdrawals(
    corpus: Path, store: Store | None, named_document: _NamedDocument, reason: str
) -> Iterator[Decision]:
    """Yield a decision on the file or content itself, and one on each document that the index has of it."""
    named_place, named_hash = named_document.place, named_document.sha256
    content_hashes = {(named_place, named_hash): ""}
    summaries = store.build_state.find_affected_documents((named_place,), (named_hash,), ()) if store else ()
    for summary in summaries:
        document = summary.document
        is_same_file = not decisions.split_place(named_place)[1] and named_hash == document.sha256
        if is_same_file or named_place in list_places(document):
            content_hashes[document.doc_id, document.sha256] = summary.content_hash or ""
    for (place, sha256), content_hash in content_hashes.items():
        yield _make_decision("withdraw", place, sha256, content_hash, reason)


def _make_decision(kind: DecisionKind, place: str, sha256: str, content_hash: str, reason: str) -> Decision:
    now = datetime.now(UTC).replace(microsecond=0)
    return Decision(now, _find_user_name(), kind, place, sha256, content_hash, " ".join(reason.split()))


def _find_user_name() -> str | None:
    """Return the name under which this person uses the system, where it has one."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return None


@contextmanager
def _wait_for_lock(lock: IndexLock, index: Path) -> Iterator[str | None]:
    """Wait a little for the lock of the index, and yield a note where another process still writes.

    The database takes one change at a time from whoever writes. A build loads the decisions again before it writes a
    file and when it ends, so a withdrawal need not wait for it.
    """
    end = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            with lock(index):
                yield None
                return
        except LockedIndexError as error:
            if time.monotonic() < end:
                time.sleep(0.1)
                continue
            yield f"{error} The paper is out of the index already, and that build will leave it out."
            return
