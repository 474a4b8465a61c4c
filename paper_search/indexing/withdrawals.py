"""A person's decision takes effect: a paper is withdrawn, or what was held back is released.

In: the corpus, the index, the paper as a person names it, and why; out: what was decided and what it changed.
Promised: the decision is on disk before anything else happens; a withdrawn paper and every copy of it are out of
the index when ``withdraw`` returns, whoever else is writing there; no model is needed for that.
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
from paper_search.storage.documents import DATABASE_FILE_NAME, Store

LOCK_WAIT_SECONDS = 5.0
"""Seconds to wait for another writer of the index."""
_PAGE_SUFFIX = re.compile(r"#page=\d+$")
IndexLock = Callable[[Path], AbstractContextManager[None]]
"""Takes the lock of an index folder, or raises LockedIndexError."""


@dataclass(frozen=True, slots=True)
class WithdrawalResult:
    """What was decided, which papers that took out of the index (by doc_id), and what else is to be known."""

    decisions: tuple[Decision, ...]
    removed: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _NamedDocument:
    """What a person means: the place in the corpus ("" where only the content was named) and its content."""

    place: str
    sha256: str


def withdraw(corpus: Path, index: Path, name: str, reason: str, lock: IndexLock) -> WithdrawalResult:
    """Take a paper, and every copy of it, out of the index, now and at every build.

    Args:
        named: its path, in the corpus or from here, ``#part`` behind it for one paper of a pack; or its SHA-256.
        reason: why, in a few words that may be shown.

    Raises CorpusError: a paper that is not in the corpus, or already withdrawn, no reason, or damaged decisions.
    """
    _check_reason(reason)
    taken = decisions.load_decisions(corpus)
    store = _open_store(index)
    named_one = _find_document(corpus, store, name)
    places = (named_one.place,) if named_one.place else ()
    if taken.find_withdrawal(places or ("",), named_one.sha256):
        raise CorpusError(f"{name}: already withdrawn, see {corpus / decisions.DECISIONS_FILE_NAME}.")
    new = tuple(_make_withdrawals(corpus, store, named_one, reason))
    taken = decisions.record_decisions(corpus, new)
    if store is None:
        return WithdrawalResult(new, note="There is no index yet; the paper will not be in the next one.")
    with _wait_for_lock(lock, index) as note:
        removed = enforce(store, taken)
        for each in new:
            if each.path and each.path not in removed:
                list_withdrawn(store, each.path, each.sha256, each)
    return WithdrawalResult(new, removed, note)


def release(corpus: Path, index: Path, name: str, reason: str, kind: DecisionKind = "release") -> WithdrawalResult:
    """Record that a held-back or withdrawn paper may be shown, to everybody or to members; the next build indexes it.

    Raises CorpusError: a paper that is not in the corpus, or not held back, no reason, or damaged decisions.
    """
    _check_reason(reason)
    taken, store = decisions.load_decisions(corpus), _open_store(index)
    found = _find_document(corpus, store, name)
    standing = taken.find_decision((found.place,), found.sha256)
    listed = store.list_unread() if store else {}
    is_held = found.place in listed and listed[found.place][0].code in ("exempt", "withdrawn")
    # From everybody to members alone it goes by a withdrawal, which is in force at once.
    is_closed = standing is not None and standing.ruling not in ("release", kind)
    if not is_closed and not is_held:
        raise CorpusError(
            f"{name}: nothing is held back here. 'paper-search status' lists what is, and why; a paper that was"
            " added since needs 'paper-search build' first."
        )
    words = standing.words if standing else ""
    new = (_make_decision(kind, found.place, found.sha256, words, reason),)
    decisions.record_decisions(corpus, new)
    if store:
        # What was listed because of its words is read again.
        store.remove_unread([source for source, (unread, _) in listed.items() if unread.code == "withdrawn"])
    return WithdrawalResult(new)


def enforce(store: Store, all_decisions: Decisions) -> tuple[str, ...]:
    """Take every paper that is withdrawn out of the store; returns their doc_ids."""
    if not all_decisions:
        return ()
    lines = all_decisions.lines
    before = store.find_affected_documents(
        (place for each in lines for place in (each.path, decisions.split_place(each.path)[0]) if place),
        (each.sha256 for each in lines),
        (each.words for each in lines if each.words),
    )
    for card in before:
        document = card.document
        ruling = all_decisions.find_withdrawal(list_places(document), document.sha256, card.content_hash or "")
        if ruling is not None:
            for place in dict.fromkeys((document.doc_id, *document.also_at)):
                list_withdrawn(store, place, document.sha256, ruling)
    return tuple(card.document.doc_id for card in before if store.document(card.document.doc_id) is None)


def list_places(document: Document) -> tuple[str, ...]:
    """Every place that a paper may be named by: its own, its file's, and those of its copies."""
    copies = (name for place in document.also_at for name in (place, _PAGE_SUFFIX.sub("", place)))
    return tuple(dict.fromkeys((document.doc_id, document.source, *copies)))


def check_recorded_withdrawals(
    corpus: Path, store: Store, file_hashes: Mapping[str, str], all_decisions: Decisions
) -> None:
    """Raise CorpusError where a withdrawal that an earlier build knew of is no longer in the decisions.

    ``contents`` gives the SHA-256 of every file of the corpus, by its place.
    """
    for place, (_, origin) in store.list_unread().items():
        sha256 = file_hashes.get(place)
        if (
            sha256
            and origin == _make_withdrawn_digest(sha256)
            and all_decisions.find_decision((place,), sha256) is None
        ):
            raise CorpusError(
                f"{corpus / decisions.DECISIONS_FILE_NAME}: says nothing of {place}, which was withdrawn. Put the line back; or, if"
                f" the paper may be shown again: paper-search release PATH --reason WHY."
            )


def list_withdrawn(store: Store, place: str, sha256: str, decision: Decision) -> None:
    """List a file as withdrawn, and take what stood at its place out of the index."""
    is_named = sha256 == decision.sha256 or place == decision.path
    # A copy elsewhere has another file: that is no change of the one that was withdrawn.
    seen = sha256 if place == decision.path else decision.sha256
    unread = decisions.make_unread(place, decision, seen), _make_withdrawn_digest(sha256) if is_named else ""
    if store.find_unread(place) != unread:
        store.put_unread(*unread, filter(None, [decision.words]))


def _make_withdrawn_digest(sha256: str) -> str:
    """What the unread list keeps beside a withdrawn file, so that a build knows it again."""
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
    held = store.document(place) if store else None
    if file.is_file():
        return _NamedDocument(place, _hash_file(file))
    if held is None:
        raise CorpusError(
            f"{name}: there is no such paper in {corpus}. Name it as 'paper-search status' or a search shows it, or by"
            " its SHA-256."
        )
    return _NamedDocument(place, held.sha256)


def _to_corpus_place(corpus: Path, name: str) -> str:
    """The place in the corpus: as given there, or as given from the folder the person stands in."""
    if (corpus / decisions.split_place(name)[0]).is_file() and not Path(name).is_absolute():
        return Path(name).as_posix()
    # The folders are resolved, the paper itself may be a link and is not.
    here = Path(name).parent.resolve() / Path(name).name
    return here.relative_to(corpus.resolve()).as_posix() if here.is_relative_to(corpus.resolve()) else name


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# -- the lines to write ----------------------------------------------------------------------------------------


def _make_withdrawals(
    corpus: Path, store: Store | None, named_document: _NamedDocument, reason: str
) -> Iterator[Decision]:
    """A line for the file or content itself, and one for each paper that the index holds of it."""
    lines = {(named_document.place, named_document.sha256): ""}
    for card in store.find_affected_documents((named_document.place,), (named_document.sha256,), ()) if store else ():
        document = card.document
        is_same_file = not decisions.split_place(named_document.place)[1] and named_document.sha256 == document.sha256
        if is_same_file or named_document.place in list_places(document):
            lines[document.doc_id, document.sha256] = card.content_hash or ""
    for (place, sha256), words in lines.items():
        yield _make_decision("withdraw", place, sha256, words, reason)


def _make_decision(kind: DecisionKind, place: str, sha256: str, content_hash: str, reason: str) -> Decision:
    now = datetime.now(UTC).replace(microsecond=0)
    return Decision(now, _find_user_name(), kind, place, sha256, content_hash, " ".join(reason.split()))


def _find_user_name() -> str | None:
    """The name under which this person uses the system, where it has one."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return None


@contextmanager
def _wait_for_lock(lock: IndexLock, index: Path) -> Iterator[str | None]:
    """Wait a little for the index; yields what there is to say where another still writes to it.

    The store takes one change at a time from whoever writes, and a build asks for the decisions again before it
    writes a paper and when it ends, so a withdrawal need not wait for it.
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
