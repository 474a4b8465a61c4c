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
from paper_search.access.decisions import Decision, Decisions, Ruling
from paper_search.errors import CorpusError, LockedIndexError
from paper_search.records import Document
from paper_search.storage.documents import FILE_NAME, Store

PATIENCE = 5.0
"""Seconds to wait for another writer of the index."""
_IN_PACK = re.compile(r"#page=\d+$")
Lock = Callable[[Path], AbstractContextManager[None]]
"""Takes the lock of an index folder, or raises LockedIndexError."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """What was decided, which papers that took out of the index (by doc_id), and what else is to be known."""

    decisions: tuple[Decision, ...]
    removed: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Named:
    """What a person means: the place in the corpus ("" where only the content was named) and its content."""

    place: str
    sha256: str


def withdraw(corpus: Path, index: Path, named: str, reason: str, lock: Lock) -> Ruled:
    """Take a paper, and every copy of it, out of the index, now and at every build.

    Args:
        named: its path, in the corpus or from here, ``#part`` behind it for one paper of a pack; or its SHA-256.
        reason: why, in a few words that may be shown.

    Raises CorpusError: a paper that is not in the corpus, or already withdrawn, no reason, or damaged decisions.
    """
    _check_reason(reason)
    taken = decisions.load(corpus)
    store = _store(index)
    named_one = _named(corpus, store, named)
    places = (named_one.place,) if named_one.place else ()
    if taken.withdrawn(places or ("",), named_one.sha256):
        raise CorpusError(f"{named}: already withdrawn, see {corpus / decisions.NAME}.")
    new = tuple(_withdrawals(corpus, store, named_one, reason))
    taken = decisions.record(corpus, new)
    if store is None:
        return Ruled(new, note="There is no index yet; the paper will not be in the next one.")
    with _patient(lock, index) as note:
        removed = enforce(store, taken)
        for each in new:
            if each.path and each.path not in removed:
                list_withdrawn(store, each.path, each.sha256, each)
    return Ruled(new, removed, note)


def release(corpus: Path, index: Path, named: str, reason: str, ruling: Ruling = "release") -> Ruled:
    """Record that a held-back or withdrawn paper may be shown, to everybody or to members; the next build indexes it.

    Raises CorpusError: a paper that is not in the corpus, or not held back, no reason, or damaged decisions.
    """
    _check_reason(reason)
    taken, store = decisions.load(corpus), _store(index)
    found = _named(corpus, store, named)
    standing = taken.on((found.place,), found.sha256)
    listed = store.unread() if store else {}
    is_held = found.place in listed and listed[found.place][0].code in ("exempt", "withdrawn")
    # From everybody to members alone it goes by a withdrawal, which is in force at once.
    is_closed = standing is not None and standing.ruling not in ("release", ruling)
    if not is_closed and not is_held:
        raise CorpusError(
            f"{named}: nothing is held back here. 'paper-search status' lists what is, and why; a paper that was"
            " added since needs 'paper-search build' first."
        )
    words = standing.words if standing else ""
    new = (_decision(ruling, found.place, found.sha256, words, reason),)
    decisions.record(corpus, new)
    if store:
        # What was listed because of its words is read again.
        store.forget_unread([source for source, (unread, _) in listed.items() if unread.code == "withdrawn"])
    return Ruled(new)


def enforce(store: Store, taken: Decisions) -> tuple[str, ...]:
    """Take every paper that is withdrawn out of the store; returns their doc_ids."""
    if not taken:
        return ()
    lines = taken.lines
    before = store.named(
        (place for each in lines for place in (each.path, decisions.split(each.path)[0]) if place),
        (each.sha256 for each in lines),
        (each.words for each in lines if each.words),
    )
    for card in before:
        document = card.document
        ruling = taken.withdrawn(places_of(document), document.sha256, card.key or "")
        if ruling is not None:
            for place in dict.fromkeys((document.doc_id, *document.also_at)):
                list_withdrawn(store, place, document.sha256, ruling)
    return tuple(card.document.doc_id for card in before if store.document(card.document.doc_id) is None)


def places_of(document: Document) -> tuple[str, ...]:
    """Every place that a paper may be named by: its own, its file's, and those of its copies."""
    copies = (name for place in document.also_at for name in (place, _IN_PACK.sub("", place)))
    return tuple(dict.fromkeys((document.doc_id, document.source, *copies)))


def check_complete(corpus: Path, store: Store, contents: Mapping[str, str], taken: Decisions) -> None:
    """Raise CorpusError where a withdrawal that an earlier build knew of is no longer in the decisions.

    ``contents`` gives the SHA-256 of every file of the corpus, by its place.
    """
    for place, (_, origin) in store.unread().items():
        sha256 = contents.get(place)
        if sha256 and origin == _origin(sha256) and taken.on((place,), sha256) is None:
            raise CorpusError(
                f"{corpus / decisions.NAME}: says nothing of {place}, which was withdrawn. Put the line back; or, if"
                f" the paper may be shown again: paper-search release PATH --reason WHY."
            )


def list_withdrawn(store: Store, place: str, sha256: str, ruling: Decision) -> None:
    """List a file as withdrawn, and take what stood at its place out of the index."""
    is_named = sha256 == ruling.sha256 or place == ruling.path
    # A copy elsewhere has another file: that is no change of the one that was withdrawn.
    seen = sha256 if place == ruling.path else ruling.sha256
    unread = decisions.unread(place, ruling, seen), _origin(sha256) if is_named else ""
    if store.unread_at(place) != unread:
        store.put_unread(*unread, filter(None, [ruling.words]))


def _origin(sha256: str) -> str:
    """What the unread list keeps beside a withdrawn file, so that a build knows it again."""
    return f"withdrawn {sha256}"


# -- what a person means ---------------------------------------------------------------------------------------


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise CorpusError("A decision needs a reason that others will understand: --reason WHY.")


def _store(index: Path) -> Store | None:
    path = index / FILE_NAME
    return Store(path) if path.is_file() else None


def _named(corpus: Path, store: Store | None, named: str) -> _Named:
    if re.fullmatch(r"[0-9a-fA-F]{64}", named):
        return _Named("", named.lower())
    place = _inside(corpus, named)
    file = corpus / decisions.split(place)[0]
    held = store.document(place) if store else None
    if file.is_file():
        return _Named(place, _hash(file))
    if held is None:
        raise CorpusError(
            f"{named}: there is no such paper in {corpus}. Name it as 'paper-search status' or a search shows it, or by"
            " its SHA-256."
        )
    return _Named(place, held.sha256)


def _inside(corpus: Path, named: str) -> str:
    """The place in the corpus: as given there, or as given from the folder the person stands in."""
    if (corpus / decisions.split(named)[0]).is_file() and not Path(named).is_absolute():
        return Path(named).as_posix()
    # The folders are resolved, the paper itself may be a link and is not.
    here = Path(named).parent.resolve() / Path(named).name
    return here.relative_to(corpus.resolve()).as_posix() if here.is_relative_to(corpus.resolve()) else named


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# -- the lines to write ----------------------------------------------------------------------------------------


def _withdrawals(corpus: Path, store: Store | None, named: _Named, reason: str) -> Iterator[Decision]:
    """A line for the file or content itself, and one for each paper that the index holds of it."""
    lines = {(named.place, named.sha256): ""}
    for card in store.named((named.place,), (named.sha256,), ()) if store else ():
        document = card.document
        is_same_file = not decisions.split(named.place)[1] and named.sha256 == document.sha256
        if is_same_file or named.place in places_of(document):
            lines[document.doc_id, document.sha256] = card.key or ""
    for (place, sha256), words in lines.items():
        yield _decision("withdraw", place, sha256, words, reason)


def _decision(ruling: Ruling, place: str, sha256: str, words: str, reason: str) -> Decision:
    now = datetime.now(UTC).replace(microsecond=0)
    return Decision(now, _person(), ruling, place, sha256, words, " ".join(reason.split()))


def _person() -> str | None:
    """The name under which this person uses the system, where it has one."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return None


@contextmanager
def _patient(lock: Lock, index: Path) -> Iterator[str | None]:
    """Wait a little for the index; yields what there is to say where another still writes to it.

    The store takes one change at a time from whoever writes, and a build asks for the decisions again before it
    writes a paper and when it ends, so a withdrawal need not wait for it.
    """
    end = time.monotonic() + PATIENCE
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
