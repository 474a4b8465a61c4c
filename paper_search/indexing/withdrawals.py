"""Withdrawal and release of documents by a person's decision.

A withdrawn document and every copy of it are out of the index when ``withdraw`` returns, whoever else is writing there.
The safe state comes first: a withdrawal takes documents out, and is in the sealed copy of the decisions, before it is
in ``decisions.csv``; a release is in ``decisions.csv`` before anything of the index changes. Whatever was begun and not
ended is completed by doing it again. No model is needed for that.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from paper_search.access import decisions, record_file
from paper_search.access.decisions import AccessDecision, DecisionKind, Decisions
from paper_search.errors import CorpusError, LockedIndexError, PaperSearchError, StorageError, StoreError
from paper_search.indexing import decision_seal, manifest_holds
from paper_search.indexing.enforcement import enforce, list_places
from paper_search.indexing.named_document import NamedDocument, UnknownPaperError, find_named_document
from paper_search.ingest.held_pages import parse_name
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.unread import RELEASABLE_CODES
from paper_search.text.dates import format_date

LOCK_WAIT_SECONDS = 5.0
"""Seconds to wait for another writer of the index."""
_NO_INDEX_NOTE = "There is no index yet; the paper will not be in the next one."
IndexLock = Callable[[Path], AbstractContextManager[None]]
"""Takes the lock of an index folder, or raises LockedIndexError."""


@dataclass(frozen=True, slots=True)
class WithdrawalResult:
    """The decisions, the documents that they took out of the index (by doc_id), and what else is to be known."""

    decisions: tuple[AccessDecision, ...]
    removed: tuple[str, ...] = ()
    note: str | None = None


def withdraw(corpus: Path, index: Path, name: str, reason: str, lock: IndexLock) -> WithdrawalResult:
    """Take a document, and every copy of it, out of the index, now and at every build.

    A document that is withdrawn already is taken out again, should anything of it be shown.

    Args:
        corpus: the corpus folder.
        index: the index folder.
        name: its path, in the corpus or from here, ``#part`` behind it for one document of a pack; or its SHA-256.
        reason: why, in a few words that may be shown.
        lock: takes the lock of the index.

    Raises:
        CorpusError: there is no such document, there is no reason, or the decisions are damaged.
        StoreError: the index could not be changed. The message says that the document is still shown, and what to do;
            the decision is written down.
    """
    with _report_still_shown(name):
        _check_reason(reason)
        store, fault = _try_open_store(index)
        document = find_named_document(corpus, store, name)
        with _wait_for_lock(lock, index, store) as note, record_file.lock_folder(corpus):
            result = _withdraw_document(corpus, store, document, reason)
    if fault is not None:
        raise _make_not_enforced_error(corpus, name, fault)
    notes = (*([] if store else [_NO_INDEX_NOTE]), *filter(None, (result.note, note)))
    return replace(result, note=" ".join(notes) or None)


def _withdraw_document(corpus: Path, store: Store | None, document: NamedDocument, reason: str) -> WithdrawalResult:
    """Take a document out of the index, then write the decision into ``decisions.csv``; the caller locks both."""
    if store is not None:
        with suppress(StoreError):
            # Where the index cannot be written to, what is done below says so.
            decision_seal.complete_pending(corpus, store)
    known = decisions.load_decisions(corpus)
    earlier = known.find_withdrawal(document.places, document.sha256)
    moment = known.choose_moment(_now())
    candidates = _make_withdrawals(store, document, reason, moment)
    new = tuple(line for line in candidates if not known.find_withdrawal(line.places, line.sha256, line.words))
    try:
        removed = enforce(store, known.add(new), new, document.places) if store is not None else ()
    except StoreError as error:
        # The next build heeds it, whoever runs that.
        if new:
            decisions.append_decisions(corpus, new)
        raise _make_not_enforced_error(corpus, document.name, error) from error
    _write_down(corpus, store, document, new)
    note = _describe_repeat(earlier, new, removed) or _describe_rest(document, removed)
    return WithdrawalResult(new or (earlier,) if earlier else new, removed, note)


def _write_down(corpus: Path, store: Store | None, document: NamedDocument, new: tuple[AccessDecision, ...]) -> None:
    if not new:
        return
    try:
        decisions.append_decisions(corpus, new)
    except CorpusError as error:
        if store is None:
            raise
        raise TakenOutError(
            f"{document.name} is taken out of the index and not shown, but the decision could not be written down:"
            f" {error} Then run the same command again."
        ) from error
    if store is not None:
        with suppress(StoreError):
            # The next build finds that it is written down.
            decision_seal.clear_pending(store)


class TakenOutError(CorpusError):
    """The document is not shown any more, but the decision could not be written down."""


@contextmanager
def _report_still_shown(name: str) -> Iterator[None]:
    """Begin the message of whatever keeps a withdrawal from taking effect with the fact that matters."""
    try:
        yield
    except (TakenOutError, NotEnforcedError, UnknownPaperError):
        raise
    except PaperSearchError as error:
        raise type(error)(
            f"{name} is STILL SHOWN, and nothing was decided. {error} Then run the same command again."
        ) from error


class NotEnforcedError(StorageError):
    """The decision is written down, but the index could not be changed."""


def _make_not_enforced_error(corpus: Path, name: str, fault: StoreError) -> NotEnforcedError:
    return NotEnforcedError(
        f"{name} is STILL SHOWN: the decision is written down in {decisions.find_decisions_file(corpus)}, but the index"
        f" could not be changed. {fault} Then run the same command again, or 'paper-search build'; until one of them"
        " ends well, stop the server if the paper must not be seen."
    )


def _describe_repeat(
    earlier: AccessDecision | None, new: tuple[AccessDecision, ...], removed: tuple[str, ...]
) -> str | None:
    if earlier is None or new:
        return None
    by = f" by {earlier.decided_by}" if earlier.decided_by else ""
    found = "It was still shown, and is not any more." if removed else "Nothing of it was shown since."
    return f"It was already withdrawn on {format_date(earlier.decided_at.date())}{by}: {earlier.reason}. {found}"


def _describe_rest(document: NamedDocument, removed: tuple[str, ...]) -> str | None:
    """Return a note where nothing was taken out, or more than was named."""
    file, part = decisions.split_place(document.place)
    if not removed:
        return "Nothing of it was shown, and nothing of it will be."
    if parse_name(part) and document.place not in removed:
        return f"The index did not know these pages apart: the next build shows the rest of {file} again."
    return None


def release(corpus: Path, index: Path, name: str, reason: str, kind: DecisionKind = "release") -> WithdrawalResult:
    """Record that a held-back or withdrawn document may be shown; the next build indexes it.

    One that was released so already is noted for the next build again.

    Args:
        corpus: the corpus folder.
        index: the index folder.
        name: its path, in the corpus or from here, ``#part`` behind it for one document of a pack.
        reason: why, in a few words that may be shown.
        kind: "release" to everybody, "release to members" to them alone.

    Raises:
        CorpusError: there is no such document, it is not held back, there is no reason, or the decisions are damaged.
        StoreError: the index could not be changed, and shows what it showed before.
    """
    _check_reason(reason)
    store = _open_store(index)
    with record_file.lock_folder(corpus):
        if store:
            decision_seal.complete_pending(corpus, store)
        all_decisions = decisions.load_decisions(corpus)
        document = find_named_document(corpus, store, name, "It is shown or held back as it was.")
        decision = all_decisions.find_decision(document.places, document.sha256)
        if not document.place:
            raise CorpusError(f"{name}: a release needs the path of the paper, as 'paper-search status' lists it.")
        is_repeated = decision is not None and decision.ruling == kind
        if not is_repeated and not _is_closed(store, document, decision):
            raise CorpusError(
                f"{name}: nothing is held back here. 'paper-search status' lists what is, and why; a paper that was"
                " added since needs 'paper-search build' first."
            )
        if decision is not None and is_repeated:
            new, note = (decision,), f"It was released on {format_date(decision.decided_at.date())} already."
        else:
            content_hash, note = decision.words if decision else "", None
            sealed = decision_seal.load_sealed(store) if store else all_decisions
            # Later than any withdrawal that the index knows of, which it ends.
            moment = sealed.add(all_decisions.lines).choose_moment(_now())
            new = (_make_decision(kind, document.place, document.sha256, content_hash, reason, moment),)
            all_decisions = decisions.append_decisions(corpus, new)
        if store:
            _reopen(corpus, store, name, all_decisions)
    return WithdrawalResult(new, note=note)


def _is_closed(store: Store | None, document: NamedDocument, decision: AccessDecision | None) -> bool:
    """Return True if a document is held back, or for members alone, so that there is something to release."""
    if decision is not None and decision.ruling != "release":
        # From everybody to members alone it goes by a withdrawal, which is in force at once.
        return True
    if store is None:
        return False
    listed = store.unread.find_unread(document.place)
    is_held_back = listed is not None and listed[0].code in RELEASABLE_CODES
    return is_held_back or manifest_holds.is_remembered(store, document.place, document.sha256)


def _reopen(corpus: Path, store: Store, name: str, all_decisions: Decisions) -> None:
    """Have the next build read again what is withdrawn: some of it may be listed for its words alone."""
    try:
        _request_rereading(store, all_decisions)
    except StoreError as error:
        raise StorageError(
            f"{name} is not shown yet: the release is written down in {decisions.find_decisions_file(corpus)}, but the"
            f" index could not be changed. {error} Then run the same command again."
        ) from error


def _request_rereading(store: Store, all_decisions: Decisions) -> None:
    listed = store.unread.list_unread()
    withdrawn = [source for source, (unread, _) in listed.items() if unread.code == "withdrawn"]
    sealed = decision_seal.load_sealed(store).add(all_decisions.lines)
    with store.transaction() as transaction:
        store.unread.request_rereading(transaction, withdrawn)
        decision_seal.seal(store, transaction, sealed)


# -- what a person means ---------------------------------------------------------------------------------------


def _check_reason(reason: str) -> None:
    if not any(character.isalnum() for character in reason):
        raise CorpusError("Give a reason that others will understand: --reason WHY.")
    if not " ".join(reason.split()).isprintable():
        # It would spoil the file of decisions, or the terminal of whoever lists them.
        raise CorpusError("The reason has characters that cannot be printed. Write it in plain words: --reason WHY.")


def _open_store(index: Path) -> Store | None:
    path = index / DATABASE_FILE_NAME
    return Store(path) if path.is_file() else None


def _try_open_store(index: Path) -> tuple[Store | None, StoreError | None]:
    """Return the index, or why it cannot be opened: a decision is written down all the same."""
    try:
        return _open_store(index), None
    except StoreError as error:
        return None, error


# -- the lines to write ----------------------------------------------------------------------------------------


def _make_withdrawals(
    store: Store | None, named_document: NamedDocument, reason: str, moment: datetime
) -> Iterator[AccessDecision]:
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
        yield _make_decision("withdraw", place, sha256, content_hash, reason, moment)


def _make_decision(
    kind: DecisionKind, place: str, sha256: str, content_hash: str, reason: str, moment: datetime
) -> AccessDecision:
    return AccessDecision(moment, _find_user_name(), kind, place, sha256, content_hash, " ".join(reason.split()))


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _find_user_name() -> str | None:
    """Return the name under which this person uses the system, where it has one."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return None


@contextmanager
def _wait_for_lock(lock: IndexLock, index: Path, store: Store | None) -> Iterator[str | None]:
    """Wait a little for the lock of the index, and yield a note where another process still writes.

    The database takes one change at a time from whoever writes. A build loads the decisions again before it writes a
    file and when it ends, so a withdrawal need not wait for it. Whether the index can be changed at all, the change
    itself shows: a lock that cannot be taken for another reason keeps nothing from being withdrawn.
    """
    with ExitStack() as held:
        yield _take_lock(lock, index, held) if store is not None else None


def _take_lock(lock: IndexLock, index: Path, held: ExitStack) -> str | None:
    end = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            held.enter_context(lock(index))
            return None
        except LockedIndexError as error:
            if time.monotonic() >= end:
                return f"{error} The paper is out of the index already, and that build will leave it out."
            time.sleep(0.1)
        except StorageError:
            return None
