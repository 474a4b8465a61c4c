"""The whole index, checked from one end to the other, and what is derived of it repaired.

In: a corpus and an index folder; out: every fault, what was done about it, and what a person must do where nothing
could be. Promised: what is not derived (the papers' words) is named and never touched; a repair happens under the
index's LOCK; an index that is clean is left as it is, byte for byte.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from paper_search.access import decisions
from paper_search.errors import DamagedIndexError
from paper_search.indexing import withdrawals
from paper_search.retrieval.local.engine import VECTORS_NAME
from paper_search.storage import vector_file, vector_index
from paper_search.storage.documents import DATABASE_FILE_NAME
from paper_search.storage.integrity import IntegrityChecker
from paper_search.storage.lock import lock_index
from paper_search.storage.vector_index import VectorIndex

_DATABASE_PART = "the file"
_MAX_NAMED_PLACES = 10
_RESTORE_STEP = (
    "stop what uses the index, then copy a backup made by 'paper-search backup' back, or move papers.db away and run"
    " 'paper-search build' to make it again from the papers"
)
_BUILD_STEP = "run 'paper-search build'"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: which part, what, how often, with some of the places; what was done about it (None
    where nothing was), and what is left to do (None where nothing is)."""

    part: str
    what: str
    count: int = 1
    places: tuple[str, ...] = ()
    done: str | None = None
    next_step: str | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check looked at and what it found; ``seconds`` is wall time."""

    faults: tuple[Fault, ...]
    papers: int = 0
    passages: int = 0
    waiting: int = 0
    generation: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """True where nothing was wrong."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class _RepairableFault:
    """A fault, and the repair of it, which says what it did; None where it cannot be derived again."""

    fault: Fault
    repair: Callable[[], str] | None = None


def check(
    corpus: Path, index: Path, *, repair: bool = True, progress: Callable[[str], None] = lambda part: None
) -> CheckReport:
    """Verify the index in the folder ``index``, and repair what is derived unless ``repair`` is False.

    Raises MissingIndexError; LockedIndexError where another process writes and ``repair`` is True; a damaged file is
    no error here but a fault.
    """
    began = time.monotonic()
    with lock_index(index) if repair else nullcontext():
        try:
            store = IntegrityChecker(index / DATABASE_FILE_NAME)
        except DamagedIndexError as error:
            return CheckReport((_make_unreadable_fault(error),), seconds=time.monotonic() - began)
        try:
            checked = _check_store(store, corpus, repair, progress)
        finally:
            store.close()
    return replace(checked, seconds=time.monotonic() - began)


def _check_store(store: IntegrityChecker, corpus: Path, repair: bool, progress: Callable[[str], None]) -> CheckReport:
    with store.snapshot():
        found = list(_find_faults(store, corpus, progress))
    sound = all(each.fault.part != _DATABASE_PART for each in found)
    # What is written into a damaged file may damage more of it.
    faults = [_repair_fault(each, repair and sound) for each in found]
    if not sound:
        return CheckReport(tuple(faults))
    return CheckReport(
        tuple(faults), *store.count_documents_and_passages(), store.count_unembedded_passages(), store.generation()
    )


def _repair_fault(found_fault: _RepairableFault, repair: bool) -> Fault:
    if found_fault.repair is None:
        return found_fault.fault
    if not repair:
        return replace(found_fault.fault, next_step="run 'paper-search check' to repair it")
    return replace(found_fault.fault, done=found_fault.repair())


def _find_faults(store: IntegrityChecker, corpus: Path, progress: Callable[[str], None]) -> Iterator[_RepairableFault]:
    looks: tuple[tuple[str, Callable[[], Iterator[_RepairableFault]]], ...] = (
        (_DATABASE_PART, lambda: _make_fault(_DATABASE_PART, "the database is damaged", store.find_database_faults())),
        ("passages", lambda: _check_passages(store)),
        ("papers", lambda: _check_documents(store, corpus)),
        ("counters", lambda: _check_counters(store)),
        ("vectors", lambda: _check_vectors(store)),
        ("lexical index", lambda: _check_fulltext(store)),
        ("acronyms", lambda: _check_acronyms(store)),
        ("vector file", lambda: _check_vector_file(store)),
    )
    for part, look in looks:
        progress(part)
        try:
            found = list(look())
        except DamagedIndexError as error:
            found = [_RepairableFault(_make_unreadable_fault(error))]
        yield from found
        if any(each.fault.part == _DATABASE_PART for each in found):
            # Nothing that a damaged file says of the rest is worth hearing.
            return


def _make_unreadable_fault(error: DamagedIndexError) -> Fault:
    return Fault(_DATABASE_PART, "it cannot be read", places=(str(error),), next_step=_RESTORE_STEP)


def _make_fault(
    part: str, description: str, places: Iterable[str], repair: Callable[[list[str]], str] | None = None
) -> Iterator[_RepairableFault]:
    """A fault with its places, or nothing where there are none."""
    all_places = list(places)
    if all_places:
        fault = Fault(part, description, len(all_places), tuple(islice(all_places, _MAX_NAMED_PLACES)))
        yield (
            _RepairableFault(replace(fault, next_step=_RESTORE_STEP))
            if repair is None
            else _RepairableFault(fault, lambda: repair(all_places))
        )


# -- each part -------------------------------------------------------------------------------------------------


def _check_passages(store: IntegrityChecker) -> Iterator[_RepairableFault]:
    yield from _make_fault("passages", "passages are not the words of their papers", store.find_span_mismatches())
    yield from _make_fault(
        "passages", "what was embedded is not what stands there", store.find_embedding_text_mismatches()
    )


def _check_documents(store: IntegrityChecker, corpus: Path) -> Iterator[_RepairableFault]:
    yield from _make_fault(
        "papers",
        "papers that are held back can be found",
        _find_withdrawn(store, corpus),
        lambda _: _remove_withdrawn(store, corpus),
    )
    yield from _make_fault("papers", "papers name others that are not held", store.find_dangling_references())


def _find_withdrawn(store: IntegrityChecker, corpus: Path) -> list[str]:
    taken = decisions.load_decisions(corpus)
    ruled = [
        card.document.doc_id
        for card in (store.list_summaries() if taken else ())
        if taken.find_withdrawal(withdrawals.list_places(card.document), card.document.sha256, card.content_hash or "")
    ]
    return list(dict.fromkeys([*ruled, *store.find_exposed_documents()]))


def _remove_withdrawn(store: IntegrityChecker, corpus: Path) -> str:
    out = [*withdrawals.enforce(store, decisions.load_decisions(corpus))]
    for doc_id in store.find_exposed_documents():
        store.remove(doc_id)
        out.append(doc_id)
    return f"taken out of the index: {', '.join(out)}"


def _check_counters(store: IntegrityChecker) -> Iterator[_RepairableFault]:
    def count(_: list[str]) -> str:
        store.rebuild_counters()
        return "counted again"

    yield from _make_fault("counters", "the counters are wrong", store.find_counter_faults(), count)
    ahead = store.measure_generation_lag()

    def catch_up(_: list[str]) -> str:
        store.advance_generation(ahead)
        return "the generation was raised"

    places = [f"rows are {ahead} ahead of the generation"] if ahead else []
    yield from _make_fault("counters", "a server would miss what is new", places, catch_up)


def _check_vectors(store: IntegrityChecker) -> Iterator[_RepairableFault]:
    def embed(digests: list[str]) -> str:
        store.drop_vectors(digests)
        return f"their passages wait for a vector; {_BUILD_STEP} to embed them"

    def forget(digests: list[str]) -> str:
        store.drop_vectors(digests)
        return "forgotten"

    bad = store.find_bad_vectors(_read_dimensions(store))
    yield from _make_fault("vectors", "vectors cannot be used", bad, embed)
    yield from _make_fault("vectors", "token vectors cannot be used", store.find_bad_tokens(), embed)
    yield from _make_fault("vectors", "vectors are missing", store.find_missing_vectors(), embed)
    yield from _make_fault("vectors", "vectors belong to no passage", store.find_unused_vectors(), forget)


def _check_fulltext(store: IntegrityChecker) -> Iterator[_RepairableFault]:
    def index(_: list[str]) -> str:
        store.rebuild_fulltext()
        return "made again from the passages"

    places = ["its words are not those of the passages"] if store.has_stale_fulltext() else []
    yield from _make_fault("lexical index", "what is found by words is wrong", places, index)


def _check_acronyms(store: IntegrityChecker) -> Iterator[_RepairableFault]:
    def learn(_: list[str]) -> str:
        store.rebuild_acronyms()
        return "learned again from the passages"

    places = ["they are not those that the passages define"] if store.has_stale_acronyms() else []
    yield from _make_fault("acronyms", "what letters stand for is wrong", places, learn)


def _check_vector_file(store: IntegrityChecker) -> Iterator[_RepairableFault]:
    """The derived file of vectors, with what came since, against what it was derived from."""
    path = store.path.with_name(VECTORS_NAME)

    def derive(_: list[str]) -> str:
        with store.snapshot():
            fresh = VectorIndex(_read_dimensions(store)).apply_changes(
                store.generation(), np.empty(0, np.int64), store.fetch_vectors_since(0, _read_dimensions(store))
            )
        fresh.save(path, store.get_meta("token") or "")
        return "derived again from the index"

    wrong = _find_vector_file_fault(store, path)
    yield from _make_fault("vector file", f"{path.name} is not what it stands for", [wrong] if wrong else [], derive)


def _read_dimensions(store: IntegrityChecker) -> int:
    return int(store.get_meta("dimensions") or 0)


def _find_vector_file_fault(store: IntegrityChecker, path: Path) -> str | None:
    """What is wrong with the file; None where it is right, or is not there, or stands for another index and so is not
    used."""
    seal = vector_file.read_footer(path)
    if seal is None:
        return "it is cut short, or is none of ours" if path.exists() else None
    if (seal.token, seal.dimensions) != (store.get_meta("token"), _read_dimensions(store)):
        return None
    if seal.generation > store.generation():
        return f"it stands for generation {seal.generation}, which has not come yet"
    try:
        return vector_file.find_damage(path, seal) or _find_vector_mismatch(store, path)
    except DamagedIndexError:
        return "the vectors that it was derived from cannot be used"


def _find_vector_mismatch(store: IntegrityChecker, path: Path) -> str | None:
    dimensions = _read_dimensions(store)
    kept = vector_index.load_index(path, dimensions, store.get_meta("token") or "")
    if kept is None:
        return "it cannot be read"
    since = kept.generation
    index = kept.apply_changes(
        store.generation(), store.fetch_removals_since(since), store.fetch_vectors_since(since, dimensions)
    )
    held = 0
    for ids, _, rows in store.fetch_vectors_since(0, dimensions):
        held += len(ids)
        if not index.match_rows(ids, rows).all():
            return "it lacks vectors of the index, or has others"
    return None if held == len(index) else f"it has {len(index):,} vectors, the index {held:,}"
