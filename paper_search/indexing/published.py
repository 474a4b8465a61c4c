"""Where an index is published, and the enforcement there of what is withdrawn or held back here.

What a decision takes out of the local index goes from every cluster that the index was published to, before the command
returns. Whatever stands in the way of that is an error which says that the paper is still shown there.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from paper_search.access import decisions
from paper_search.access.decisions import AccessDecision, Decisions
from paper_search.errors import DamagedIndexError, PaperSearchError, SettingsError, StorageError, StoreError
from paper_search.indexing import decision_seal, withdrawals
from paper_search.indexing.withdrawals import IndexLock, NotEnforcedError, TakenOutError, WithdrawalResult
from paper_search.records import HELD_BACK_CODES
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.transfer import PUBLISHED_KEY

if TYPE_CHECKING:
    from paper_search.storage.postgres.holds import WithdrawnDocument
    from paper_search.storage.postgres.withdrawals import PublishedVersion, Request

WITHDRAWAL_SECONDS = 150
"""Seconds for which an answer is waited for: a withdrawal may have to wait for a publication that counts."""
_OTHER_COLLECTION = "another collection: "
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PublishedPlace:
    """A cluster that an index was published to.

    Attributes:
        address: the address of its first server, without a password.
        collection: the collection there.
        enforced: the generation of the local index whose decisions are in force there.
    """

    address: str
    collection: str
    enforced: int = 0


# -- where an index is published -------------------------------------------------------------------------------


def load_places(store: Store) -> tuple[PublishedPlace, ...]:
    """Return the clusters that an index was published to."""
    return tuple(PublishedPlace(**fields) for fields in json.loads(store.get_meta(PUBLISHED_KEY) or "[]"))


def remember_place(store: Store, place: PublishedPlace) -> None:
    """Keep that an index is published somewhere, and that what it holds back is in force there."""
    others = [known for known in load_places(store) if (known.address, known.collection) != _key(place)]
    store.set_meta({PUBLISHED_KEY: json.dumps([asdict(known) for known in (*others, place)])})


def forget_places(store: Store, address: str) -> bool:
    """Forget a cluster that is no more; return False for one that is not known."""
    places = load_places(store)
    kept = [place for place in places if place.address != address]
    store.set_meta({PUBLISHED_KEY: json.dumps([asdict(place) for place in kept])})
    return len(kept) < len(places)


def _key(place: PublishedPlace) -> tuple[str, str]:
    return place.address, place.collection


def load_places_of(index: Path) -> tuple[PublishedPlace, ...]:
    """Return the clusters that the index in a folder was published to; none where it cannot be opened."""
    path = index / DATABASE_FILE_NAME
    try:
        return load_places(Store(path)) if path.is_file() else ()
    except StoreError:
        return ()


# -- enforcement -----------------------------------------------------------------------------------------------


def import_client() -> None:
    """Check that the client of PostgreSQL is installed.

    Raises:
        SettingsError: it is not.
    """
    try:
        import paper_search.storage.postgres.session  # noqa: F401
    except ImportError as error:
        raise SettingsError(
            "An index in PostgreSQL is written with the package psycopg 3, which cannot be loaded"
            f" ({error.name or 'its library is missing'}); run: pip install 'paper-search[postgresql]'."
        ) from error


class StillShownError(StorageError):
    """A paper is taken out here, and still shown where the index is published."""


def withdraw(corpus: Path, index: Path, name: str, reason: str, lock: IndexLock, url: str = "") -> WithdrawalResult:
    """Take a document, and every copy of it, out of the index and of every cluster that it is published to.

    Args:
        corpus: the corpus folder.
        index: the index folder.
        name: its path or its SHA-256, see ``withdrawals.withdraw``.
        reason: why, in a few words that may be shown.
        lock: takes the lock of the index.
        url: the address of a cluster with the password that is needed there.

    Raises:
        CorpusError: there is no such document, there is no reason, or the decisions are damaged.
        StoreError: the index or a cluster could not be changed; the message says where the document is still shown.
    """
    try:
        result = withdrawals.withdraw(corpus, index, name, reason, lock)
    except (NotEnforcedError, TakenOutError):
        # It is decided: what everybody reads must not wait for what is wrong here.
        _withdraw_published(corpus, index, name, url)
        raise
    notes = _withdraw_published(corpus, index, name, url)
    return replace(result, note=" ".join(filter(None, (result.note, *notes))) or None)


def _withdraw_published(corpus: Path, index: Path, name: str, url: str) -> tuple[str, ...]:
    """Take what is withdrawn out of every cluster, and return what was done, in sentences."""
    notes, faults = [], []
    for place in load_places_of(index):
        try:
            notes.append(_describe(place, enforce(corpus, index, place, url)))
        except PaperSearchError as error:
            faults.append(str(error))
    if faults:
        raise StillShownError(
            f"{name} is STILL SHOWN where the index is published: {' '.join(faults)} It is taken out of the index here,"
            " and the decision is written down. Run the same command again, or 'paper-search publish'. Until one of"
            " them ends well, stop what answers from there if the paper must not be seen. If that database is gone for"
            " good: paper-search publish --to URL --forget."
        )
    return tuple(notes)


def _describe(place: PublishedPlace, removed: tuple[str, ...]) -> str:
    """Return what was taken out where; only after it was, so the client is there."""
    from paper_search.storage.postgres.connection import describe_address

    count = f"{len(removed)} paper{'' if len(removed) == 1 else 's'}"
    return f"Taken out of {describe_address(place.address)}: {count}."


def enforce_after_build(corpus: Path, index: Path, url: str = "") -> tuple[str, ...]:
    """Take what a build has held back out of every cluster, and return what is to be known of it.

    A cluster that cannot be reached is no error of the build: a note says what is still shown there.
    """
    notes = []
    with_changes = [place for place in load_places_of(index) if place.enforced != _read_generation(index)]
    for place in with_changes:
        try:
            removed = enforce(corpus, index, place, url)
            notes += [f"{_describe(place, removed)} They are held back since this build."] if removed else []
        except PaperSearchError as error:
            notes.append(
                f"What this build holds back may be STILL SHOWN where the index is published: {error} Run 'paper-search"
                " publish', which takes it out."
            )
    return tuple(notes)


def _read_generation(index: Path) -> int:
    return Store(index / DATABASE_FILE_NAME).generation()


def enforce(corpus: Path, index: Path, place: PublishedPlace, url: str = "") -> tuple[str, ...]:
    """Take out of a cluster what the decisions withdraw and what the index holds back.

    Args:
        corpus: the corpus folder.
        index: the index folder.
        place: the cluster.
        url: its address with the password that is needed, where that is not in ``~/.pgpass``.

    Returns:
        The doc_ids of what was taken out.

    Raises:
        StoreError: the cluster cannot be reached or changed.
    """
    import_client()
    from paper_search.storage.postgres.session import WriteSession, explain_faults, strip_password
    from paper_search.storage.postgres.withdrawals import take_out

    store = Store(index / DATABASE_FILE_NAME)
    generation = store.generation()
    request = make_request(store, load_all_decisions(corpus, store), place.collection)
    address = url if url and strip_password(url) == place.address else place.address
    with WriteSession(address, WITHDRAWAL_SECONDS) as session, explain_faults(session.name, "It was not changed."):
        session.check_published()
        session.open_shards()
        removed = take_out(session, request)
    remember_place(store, replace(place, enforced=generation))
    return removed


def load_all_decisions(corpus: Path | None, store: Store) -> Decisions:
    """Return the decisions of a corpus, with those that the index alone knows of yet."""
    if corpus is None:
        return decision_seal.load_sealed(store)
    listed = decisions.load_decisions(corpus)
    try:
        return decision_seal.load_sealed(store).add(listed.lines)
    except DamagedIndexError as error:
        # A copy that was changed keeps nothing from being taken out; the next build refuses it.
        _log.warning("%s", error)
        return listed


# -- what may not be shown -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Holds:
    """The documents that a local index shows, and those that it holds back.

    Attributes:
        collection: its collection.
        all_decisions: all decisions on its papers.
        shown: the doc_ids of its documents.
        held_sources: places of what it holds back.
        held_words: digests of the words that it holds back.
    """

    collection: str
    all_decisions: Decisions
    shown: frozenset[str]
    held_sources: frozenset[str]
    held_words: frozenset[str]

    def is_withdrawn(self, version: PublishedVersion) -> bool:
        """Return True if a version may not be shown."""
        if version.access == "public" and version.words_key in self.held_words:
            return True
        if self.find_withdrawal(version) is not None:
            return True
        is_own = version.collection == self.collection
        is_listed = not self.held_sources.isdisjoint((version.doc_id, version.source))
        return is_own and version.doc_id not in self.shown and is_listed

    def find_withdrawal(self, version: PublishedVersion) -> AccessDecision | None:
        """Return the withdrawal in force for a version; in another collection a path names another paper."""
        places: Iterable[str] = (version.doc_id, version.source, *version.also_at)
        if version.collection != self.collection:
            places = (f"{_OTHER_COLLECTION}{place}" for place in places)
        return self.all_decisions.find_withdrawal(places, version.sha256, version.words_key or "")

    def make_tombstone(self, version: PublishedVersion) -> WithdrawnDocument | None:
        """Return what keeps a version from coming back; what is merely held back comes back by itself."""
        from paper_search.storage.postgres.holds import WithdrawnDocument

        decision = self.find_withdrawal(version)
        if decision is None:
            return None
        return WithdrawnDocument(
            version.doc_id, self.collection, version.sha256, version.words_key, decision.decided_at
        )


def make_request(store: Store, all_decisions: Decisions, collection: str) -> Request:
    """Return what a cluster may not show of a collection, by the local index and the decisions."""
    from paper_search.storage.postgres import lists
    from paper_search.storage.postgres.withdrawals import Request

    listed = [entry for entry in lists.load_listed_files(store, collection) if entry.unread.code in HELD_BACK_CODES]
    connection = store.database.connection
    words = [(row[0], row[1]) for row in connection.execute("SELECT file, words_key FROM held_words")]
    shown = frozenset(row[0] for row in connection.execute("SELECT doc_id FROM documents"))
    held_sources = frozenset(entry.unread.source for entry in listed)
    held = _Holds(collection, all_decisions, shown, held_sources, frozenset(key for _, key in words))
    withdrawals = [line for line in all_decisions.lines if line.ruling == "withdraw"]
    named = {place for line in withdrawals if line.path for place in (line.path, decisions.split_place(line.path)[0])}
    return Request(
        collection,
        places=sorted(named | held_sources),
        hashes=sorted({line.sha256 for line in withdrawals}),
        words_keys=sorted({line.words for line in withdrawals if line.words} | held.held_words),
        is_withdrawn=held.is_withdrawn,
        make_tombstone=held.make_tombstone,
        withdrawn=_make_tombstones(withdrawals, all_decisions, collection),
        held_words=words,
        listed=listed,
    )


def _make_tombstones(
    withdrawals: Iterable[AccessDecision], all_decisions: Decisions, collection: str
) -> list[WithdrawnDocument]:
    """Return what keeps each paper that a decision names from coming back, published or not."""
    from paper_search.storage.postgres.holds import WithdrawnDocument

    in_force: Mapping[str, AccessDecision] = {
        line.path: line
        for line in withdrawals
        if line.path and all_decisions.find_withdrawal(line.places, line.sha256, line.words)
    }
    return [
        WithdrawnDocument(path, collection, line.sha256, line.words or None, line.decided_at)
        for path, line in in_force.items()
    ]
